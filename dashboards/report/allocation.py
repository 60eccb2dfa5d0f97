"""Who and what stands where: crews, people and cars by month and base."""

from collections.abc import Callable

import pandas as pd

from dashboards.i18n import reword
from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph, Table
from dashboards.report.month_targets import by_calendar
from risk.staffing.roster import BaseStaffing, cars_by_base, rostered
from risk.staffing.roster.budget import people_needed

LEDGERS = ("claim", "policy", "base", "surveyor", "vehicle")


def allocated(b: Brief) -> tuple[Block, ...]:
    """Crews by base and month, the people behind them, the cars; what is short."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return (Paragraph(w("allocation.none", why=reword(told, w.lang))),)
    people, cars = people_by_base(b, told), cars_needed(told)
    blocks: list[Block] = [Paragraph(w("allocation.text", n=w.n(len(told.bases))))]
    if told.assumed:
        blocks.append(Paragraph(w("allocation.assumed")))
    return (
        *blocks, crew_table(b, told),
        Paragraph(people_text(b, told, people)), people_table(b, told, people),
        Paragraph(cars_text(b, told, cars)), car_table(b, told, cars),
    )  # fmt: skip


def people_by_base(b: Brief, told: BaseStaffing) -> pd.DataFrame:
    """People each base needs by month (first days) with rest, leave, training and sick days.

    Columns the months; index base_id; each base is rounded up by itself.
    """
    county = b.story.facts.county
    needed = {
        base: people_needed(own, county, None).set_index("month")["people_needed"]
        for base, own in told.needs.groupby("base_id")
    }
    return pd.DataFrame(needed).T


def cars_needed(told: BaseStaffing, crews: str = "crews") -> pd.DataFrame:
    """Cars out at once by base and month: one a crew of the fuller shift; index base_id.

    ``crews`` may be ``crews_lo`` or ``crews_hi``.
    """
    fuller = told.needs.groupby(["base_id", "month"])[crews].max()
    return fuller.unstack("month")


def _monthly(
    b: Brief, told: BaseStaffing, caption: str, cell: Callable[[str, pd.Timestamp], str],
    record: Callable[[str], str], note: str,
) -> Table:  # fmt: skip
    """A table of bases by the twelve months of the contract year, with what is on record."""
    w, by_month = b.words, by_calendar(told)
    order = [by_month[m] for m in facts.contract_months(b.story)]
    columns = [
        b.col("base", number=False, weight=2.3),
        *(Column(w.month(m.month), "", True, 1.06) for m in order),
        b.col("on_record", weight=1.3),
    ]
    rows = [
        (b.base(r.base_id, r.name), *(cell(r.base_id, m) for m in order), record(r.base_id))
        for r in told.bases.itertuples(index=False)
    ]
    return b.table(caption, columns, rows, b.ledgers(*LEDGERS) + w(note))


def crew_table(b: Brief, told: BaseStaffing) -> Table:
    """Crews on duty, day/night."""
    w = b.words
    crews = told.needs.set_index(["base_id", "month", "shift"])[["crews", "crews_record"]]

    def pair(base: str, month: pd.Timestamp, column: str) -> str:
        return "/".join(w.n(crews.loc[(base, month, s), column]) for s in ("day", "night"))

    first = told.people["month"].iloc[0]
    return _monthly(
        b, told, "table.allocation_crews", lambda base, m: pair(base, m, "crews"),
        lambda base: pair(base, first, "crews_record"), "note.allocation_crews",
    )  # fmt: skip


def record_people(b: Brief) -> "pd.Series[int] | None":
    """Surveyors on record by base; None: no list is given."""
    surveyors = b.story.facts.surveyors
    if surveyors.empty:
        return None
    counted: pd.Series[int] = rostered(surveyors, b.story.facts.county).groupby("base_id").size()
    return counted


def people_table(b: Brief, told: BaseStaffing, people: pd.DataFrame) -> Table:
    """People a base needs."""
    w, record = b.words, record_people(b)
    return _monthly(
        b, told, "table.allocation_people", lambda base, m: w.n(people.loc[base, m]),
        lambda base: w("not_given") if record is None else w.n(record.get(base, 0)),
        "note.allocation_people",
    )  # fmt: skip


def people_text(b: Brief, told: BaseStaffing, people: pd.DataFrame) -> str:
    """Which bases need more people than are on record, at their fullest."""
    w, record, most = b.words, record_people(b), people.max(axis=1)
    if record is None:
        return w("allocation.people_unknown", n=w.n(people.sum().max()))
    lacking = (most - record.reindex(most.index).fillna(0)).clip(lower=0)
    if not lacking.sum():
        return w("allocation.people_enough")
    return w("allocation.people_short", n=w.n(lacking.sum()), names=_named(b, told, lacking))


def record_cars(b: Brief) -> "pd.Series[int] | None":
    """Cars on record by base; None: no list is given."""
    cars = cars_by_base(b.story.facts.vehicles)
    return None if cars is None else cars.set_index("base_id")["cars"]


def car_table(b: Brief, told: BaseStaffing, cars: pd.DataFrame) -> Table:
    """Cars a base has out at once."""
    w, record = b.words, record_cars(b)
    return _monthly(
        b, told, "table.allocation_cars", lambda base, m: w.n(cars.loc[base, m]),
        lambda base: w("not_given") if record is None else w.n(record.get(base, 0)),
        "note.allocation_cars",
    )  # fmt: skip


def cars_text(b: Brief, told: BaseStaffing, cars: pd.DataFrame) -> str:
    """Which bases need more cars than are on record."""
    w, record, most = b.words, record_cars(b), cars.max(axis=1)
    if record is None:
        return w("allocation.cars_unknown", n=w.n(cars.sum().max()))
    lacking = (most - record.reindex(most.index).fillna(0)).clip(lower=0)
    if not lacking.sum():
        return w("allocation.cars_enough")
    return w("allocation.cars_short", n=w.n(lacking.sum()), names=_named(b, told, lacking))


def _named(b: Brief, told: BaseStaffing, lacking: "pd.Series[float]") -> str:
    """Bases and what each lacks."""
    w = b.words
    names = {r.base_id: b.base(r.base_id, r.name) for r in told.bases.itertuples()}
    return w.join([
        w("named_n", name=names[base], n=w.n(n)) for base, n in lacking.items() if n > 0
    ])  # fmt: skip

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
    needs = (
        ("people", people_by_base(b, told), record_people(b)),
        ("cars", cars_needed(told), record_cars(b)),
    )
    blocks: list[Block] = [Paragraph(w("allocation.text", n=w.n(len(told.bases))))]
    if told.assumed:
        blocks.append(Paragraph(w("allocation.assumed")))
    blocks.append(crew_table(b, told))
    for name, needed, record in needs:
        blocks += [
            Paragraph(held_text(b, told, name, needed, record)),
            held_table(b, told, name, needed, record),
        ]
    return tuple(blocks)


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


def record_cars(b: Brief) -> "pd.Series[int] | None":
    """Cars on record by base; None: no list is given."""
    cars = cars_by_base(b.story.facts.vehicles)
    return None if cars is None else cars.set_index("base_id")["cars"]


def held_table(
    b: Brief, told: BaseStaffing, name: str, needed: pd.DataFrame, record: "pd.Series[int] | None"
) -> Table:
    """People or cars a base needs by month, beside those on record; ``name``: people or cars."""
    w = b.words
    return _monthly(
        b, told, f"table.allocation_{name}", lambda base, m: w.n(needed.loc[base, m]),
        lambda base: w("not_given") if record is None else w.n(record.get(base, 0)),
        f"note.allocation_{name}",
    )  # fmt: skip


def held_text(
    b: Brief, told: BaseStaffing, name: str, needed: pd.DataFrame, record: "pd.Series[int] | None"
) -> str:
    """Which bases need more people or cars than are on record, at their fullest."""
    w, most = b.words, needed.max(axis=1)
    if record is None:
        return w(f"allocation.{name}_unknown", n=w.n(needed.sum().max()))
    lacking = (most - record.reindex(most.index).fillna(0)).clip(lower=0)
    if not lacking.sum():
        return w(f"allocation.{name}_enough")
    return w(f"allocation.{name}_short", n=w.n(lacking.sum()), names=_named(b, told, lacking))


def _named(b: Brief, told: BaseStaffing, lacking: "pd.Series[float]") -> str:
    """Bases and what each lacks."""
    w = b.words
    names = {r.base_id: b.base(r.base_id, r.name) for r in told.bases.itertuples()}
    return w.join([
        w("named_n", name=names[base], n=w.n(n)) for base, n in lacking.items() if n > 0
    ])  # fmt: skip

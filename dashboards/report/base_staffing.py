"""The year's base staffing: crews, people, leave and reserve by month."""

import pandas as pd

from dashboards.i18n import MISSING, reword
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from dashboards.story.roster_year import per_month
from risk.staffing.roster import BaseStaffing
from risk.staffing.roster.rules import SHIFTS

LEDGERS = ("claim", "policy", "base", "surveyor")


def base(b: Brief) -> tuple[Block, ...]:
    """What ordinary days need in each month, beside what is on record."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return (Paragraph(w("resources.base.none", why=reword(told, w.lang))),)
    crews, people = per_month(told), told.people
    fullest = people.loc[people["people_needed"].idxmax()]
    by = crews.groupby("shift")
    text = w(
        "resources.base.text",
        target=w.pct(b.story.facts.county.staffing.share_target, 0), goal=w.pct(told.goal, 0),
        day=_ends(b, by.get_group("day")["crews"]), night=_ends(b, by.get_group("night")["crews"]),
        day_record=w.n(by.get_group("day")["crews_record"].max()),
        night_record=w.n(by.get_group("night")["crews_record"].max()),
        month=w.month(fullest["month"].month), people=w.n(fullest["people_needed"]),
        people_record=_known(b, fullest["people_record"]),
        people_all=w.n(fullest["people_record_needed"]),
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(text), months(b, told), cells(b, told)]
    if (told.reserve["peak"] > 0).any():
        blocks.append(Paragraph(w("resources.base.reserve")))
    return tuple(blocks)


def _ends(b: Brief, values: "pd.Series[int]") -> str:
    low, high = values.min(), values.max()
    return b.words.n(low) if low == high else b.words.span(low, high)


def _known(b: Brief, value: float | None) -> str:
    return b.words("not_given") if value is None or value != value else b.words.n(value)


def months(b: Brief, told: BaseStaffing) -> Block:
    """A row a month."""
    w = b.words
    columns = [
        b.col("month", number=False), b.col("claims_ordinary", unit="claims"),
        b.col("crews_need_day", unit="crews", weight=1.2), b.col("p_ordinary_day"),
        b.col("crews_need_night", unit="crews", weight=1.2), b.col("p_ordinary_night"),
        b.col("people_need"), b.col("people_record"), b.col("off_days", unit="person_days"),
        b.col("reserve_crews", unit="crews"),
    ]  # fmt: skip
    crews = per_month(told).set_index(["month", "shift"])
    held = told.months.set_index(["month", "shift"])
    reserve = told.reserve.set_index("month")
    rows = []
    for person in told.people.itertuples(index=False):
        month = person.month
        need = {s: crews.loc[(month, s)] for s in SHIFTS}
        row = [w.month(month.month), w.n(held.loc[month, "claims_mean"].sum(), 1)]
        for s in SHIFTS:
            row += [_ranged(b, need[s]), w.chance(float(held.loc[(month, s), "p_held"]))]
        off = person.leave_days + person.training_days + person.sick_days
        row += [w.n(person.people_needed), _known(b, person.people_record), w.n(off)]
        called = reserve.loc[month]
        row.append(
            f"{w.n(called['standby'])} + {w.n(called['borrowed'])}" if called["preset"] else MISSING
        )
        rows.append(row)
    note = b.ledgers(*LEDGERS) + w("note.base_staffing")
    return b.table("table.base_months", columns, rows, note)


def _ranged(b: Brief, need: "pd.Series[int]") -> str:
    w = b.words
    if need["crews_lo"] == need["crews_hi"]:
        return w.n(need["crews"])
    ends = w.span(need["crews_lo"], need["crews_hi"])
    return w("with_range", value=w.n(need["crews"]), range=ends)


def cells(b: Brief, told: BaseStaffing) -> Block:
    """Least and most crews of the months, by base and shift."""
    w = b.words
    columns = [
        b.col("base", number=False, weight=2),
        *(b.col(f"crews_need_{s}", unit="crews") for s in SHIFTS),
        *(b.col(f"crews_{s}", unit="crews") for s in SHIFTS),
    ]
    grouped = told.needs.groupby(["base_id", "shift"])
    low, high = grouped["crews"].min(), grouped["crews"].max()
    record = grouped["crews_record"].max()
    rows = [
        (
            b.base(base_.base_id, base_.name),
            *(
                w.n(low[base_.base_id, s])
                if low[base_.base_id, s] == high[base_.base_id, s]
                else w.span(low[base_.base_id, s], high[base_.base_id, s])
                for s in SHIFTS
            ),
            *(w.n(record[base_.base_id, s]) for s in SHIFTS),
        )
        for base_ in told.bases.itertuples(index=False)
    ]
    return b.table("table.base_cells", columns, rows, b.ledgers(*LEDGERS))


def year_ahead(b: Brief) -> tuple[Block, ...]:
    """When leave and training fit: the months that need least, before those that need most."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return (Paragraph(w("resources.base.none", why=reword(told, w.lang))),)
    claims = told.needs.groupby("month")["claims_mean"].sum()
    least = sorted(claims.nsmallest(3).index)
    text = w(
        "plan.staffing.text", low=w.join([w.month(m.month) for m in least]),
        high=w.month(claims.idxmax().month), off=w.n(_off(told)),
        leave=w.n(told.people["leave_days"].sum()),
        training=w.n(told.people["training_days"].sum()),
    )  # fmt: skip
    return (Paragraph(text),)


def _off(told: BaseStaffing) -> float:
    return float(told.people[["leave_days", "training_days", "sick_days"]].sum().sum())

"""The year's base staffing in rows that page, file and report show."""

import pandas as pd

from dashboards.i18n import MISSING, chance, number, span, t
from risk.staffing.roster import BaseStaffing
from risk.staffing.roster.rules import SHIFTS


def per_month(told: BaseStaffing) -> pd.DataFrame:
    """month, shift, crews, crews_lo, crews_hi, crews_record: summed over bases."""
    names = ["crews", "crews_lo", "crews_hi", "crews_record"]
    return told.needs.groupby(["month", "shift"], as_index=False)[names].sum()


def month_rows(told: BaseStaffing, lang: str) -> pd.DataFrame:
    """A row a month in words: claims, crews of both shifts, chance, people, leave, reserve."""
    crews = per_month(told).set_index(["month", "shift"])
    held = told.months.set_index(["month", "shift"])
    reserve = told.reserve.set_index("month")
    rows = []
    for person in told.people.itertuples(index=False):
        month, row = person.month, {"month": f"{person.month:%Y-%m}"}
        part = told.needs[told.needs["month"] == month]
        row["claims_mean"] = number(part["claims_mean"].sum(), lang, 1)
        for shift in SHIFTS:
            c, h = crews.loc[(month, shift)], held.loc[(month, shift)]
            row[f"crews_{shift}"] = ranged(c["crews"], c["crews_lo"], c["crews_hi"], lang)
            row[f"held_{shift}"] = chance(h["p_held"], lang)
        record = person.people_record
        row["people_needed"] = number(person.people_needed, lang)
        row["people_record"] = (
            MISSING if record is None or record != record else number(record, lang)
        )
        off = person.leave_days + person.training_days + person.sick_days
        row["off_days"] = number(off, lang)
        called = reserve.loc[month]
        row["reserve"] = (
            t("roster.reserve", lang, standby=number(called["standby"], lang),
              borrowed=number(called["borrowed"], lang))
            if called["preset"]
            else MISSING
        )  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def need_rows(told: BaseStaffing, lang: str) -> pd.DataFrame:
    """Month × base × shift, with names and ranges in words."""
    names = dict(zip(told.bases["base_id"], told.bases["name"], strict=True))
    frame = told.needs
    return frame.assign(
        month=[f"{m:%Y-%m}" for m in frame["month"]],
        base=[f"{b} {names[b]}" for b in frame["base_id"]],
        shift=[t(f"roster.shift.{s}", lang) for s in frame["shift"]],
        claims_range=[
            span(a, b, lang) for a, b in zip(frame["claims_lo"], frame["claims_hi"], strict=True)
        ],
        crews_range=[
            span(a, b, lang) for a, b in zip(frame["crews_lo"], frame["crews_hi"], strict=True)
        ],
    )


def ranged(value: float, low: float, high: float, lang: str) -> str:
    """A number with its range, where there is one."""
    if low == high:
        return number(value, lang)
    return f"{number(value, lang)} ({span(low, high, lang)})"


def need_table(told: BaseStaffing, lang: str) -> pd.DataFrame:
    """:func:`need_rows` with headings, for a file; numbers stay numbers."""
    names = (
        "month", "base", "shift", "claims_mean", "claims_lo", "claims_hi", "crews", "crews_lo",
        "crews_hi", "crews_record", "screening",
    )  # fmt: skip
    frame = need_rows(told, lang)[list(names)]
    return frame.rename(columns={c: t(f"roster.col.{c}", lang) for c in names})

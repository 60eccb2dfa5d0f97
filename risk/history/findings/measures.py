"""What was decided, and what its metric was before and is after: computed, beside what was typed.

Before and after are no proof: other things changed too. Seasons do not count as change: the days
after are set beside the same days of the last year that was over before the decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite, nan
from typing import Any

import pandas as pd

from risk.history.findings.evidence import Estimate
from risk.history.findings.metrics import LOOKS, code_of, difference, less_is_better, unit_of
from risk.history.findings.model import Tables

YEAR_DAYS = 365


@dataclass(frozen=True)
class MeasureEffect:
    """One decided measure and its metric.

    Attributes:
        measure_id, decided_on, finding, action, owner, due, standing, metric_name: as
            ``contract.measures_ledger`` has them.
        metric: code, or "" where the word is not known.
        unit: of the values.
        after: days the metric is taken from: a year after the due day, or so much of it as is over;
            ``so_far``: since the decision, where the due day has not come or is not given. None
            where nothing was computed.
        before: the same days of the last year over before the decision.
        value_before, value_after: with their intervals in ``before_range``, ``after_range`` (95 %;
            NaN: an exact count) and numbers ``n_before``, ``n_after``.
        change, change_range: after less before.
        typed_before, typed_after: as the ledger has them; NaN: left blank.
        answer: better, worse, same (the interval holds no change), counted (exact counts, no
            interval), thin, not_begun, unknown_metric, not_recorded.
    """

    measure_id: str
    decided_on: date
    finding: str
    action: str
    owner: str
    due: date | None
    standing: str
    metric_name: str
    metric: str
    unit: str
    answer: str
    so_far: bool = False
    before: tuple[date, date] | None = None
    after: tuple[date, date] | None = None
    value_before: float = nan
    value_after: float = nan
    before_range: tuple[float, float] = (nan, nan)
    after_range: tuple[float, float] = (nan, nan)
    n_before: int = 0
    n_after: int = 0
    change: float = nan
    change_range: tuple[float, float] = (nan, nan)
    typed_before: float = nan
    typed_after: float = nan


def measure_effects(tables: Tables, ledger: pd.DataFrame) -> tuple[MeasureEffect, ...]:
    """Every measure decided by ``as_of``, newest first.

    Args:
        tables: as for `findings`.
        ledger: ``history.contract.measures_ledger``.
    """
    made = [measure_effect(tables, row) for row in ledger.to_dict("records")]
    return tuple(sorted(made, key=lambda m: (-m.decided_on.toordinal(), m.measure_id)))


def measure_effect(tables: Tables, row: Mapping[Any, Any]) -> MeasureEffect:
    """One row of the ledger with its metric before and after."""
    told = _as_written(row)
    code, due = told["metric"], told["due"]
    if not code or code not in LOOKS:
        return MeasureEffect(**told, answer="not_recorded" if code else "unknown_metric")
    so_far = due is None or due >= tables.as_of
    first = (told["decided_on"] if so_far else due) + timedelta(days=1)
    if first > tables.as_of:
        return MeasureEffect(**told, answer="not_begun")
    after = (first, min(first + timedelta(days=YEAR_DAYS - 1), tables.as_of))
    before = same_days_before(after, told["decided_on"])
    sides = [LOOKS[code](tables, *span) for span in (before, after)]
    compared = _compared(code, *sides)
    return MeasureEffect(**told, so_far=so_far, before=before, after=after, **compared)


def _as_written(row: Mapping[Any, Any]) -> dict[str, Any]:
    code = code_of(row["metric"]) or ""
    return {
        "measure_id": str(row["measure_id"]), "decided_on": _day(row["decided_on"]),
        "due": _day(row["due"]), "metric": code, "unit": unit_of(code) if code else "",
        "metric_name": _text(row["metric"]), "typed_before": _number(row["value_before"]),
        "typed_after": _number(row["value_after"]),
        **{name: _text(row[name]) for name in ("finding", "action", "owner", "standing")},
    }  # fmt: skip


def same_days_before(after: tuple[date, date], decided_on: date) -> tuple[date, date]:
    """The same days so many whole years earlier that they ended by the day of the decision."""
    first, last = (pd.Timestamp(day) for day in after)
    years = 1
    while (last - pd.DateOffset(years=years)).date() > decided_on:
        years += 1
    back = pd.DateOffset(years=years)
    return (first - back).date(), (last - back).date()


def _compared(code: str, before: Estimate, after: Estimate) -> dict[str, Any]:
    change, lo, hi = difference(after, before)
    exact = not isfinite(lo) and before.enough and after.enough
    if not (before.enough and after.enough):
        answer = "thin"
    elif exact:
        answer = "counted"
    elif lo > 0 or hi < 0:
        answer = "worse" if (change > 0) == less_is_better(code) else "better"
    else:
        answer = "same"
    return {
        "answer": answer, "value_before": before.value, "value_after": after.value,
        "before_range": (before.lo, before.hi), "after_range": (after.lo, after.hi),
        "n_before": before.n, "n_after": after.n, "change": change, "change_range": (lo, hi),
    }  # fmt: skip


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _number(value: Any) -> float:
    return nan if pd.isna(value) else float(value)

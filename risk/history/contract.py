"""The contract's calendar: its months, targets against what was reached, what was mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from risk.history.intervals import wilson_interval
from risk.history.satisfaction import Z_90

LITTLE_DATA = 10
REACHED = (
    "contract_year", "contract_month", "month", "first_day", "last_day", "metric", "metric_code",
    "how", "target", "unit", "actual", "actual_lo", "actual_hi", "n", "difference", "verdict",
    "little_data",
)  # fmt: skip


@dataclass(frozen=True)
class ContractMonth:
    """A month of the contract: its contract year, number in it (1–12), first and last day."""

    year: int
    number: int
    first_day: date
    last_day: date


def contract_month(day: date, start_month: int) -> ContractMonth:
    """The contract month a day lies in; contract years begin with ``start_month``."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    year = day.year - (day.month < start_month)
    number = (day.month - start_month) % 12 + 1
    return ContractMonth(year, number, first, following - timedelta(days=1))


def calendar_day(contract_year: int, month: int, start_month: int) -> date:
    """First day of a calendar month of a contract year."""
    return date(contract_year + (month < start_month), month, 1)


class Metric(StrEnum):
    """A metric that can be computed, by month."""

    ARRIVAL = "arrival_share"
    ARRIVAL_MEASURED = "arrival_measured_share"
    ARRIVAL_EVENT = "arrival_event_share"
    SATISFIED = "satisfied_share"
    INDEX = "satisfaction_index"
    CLOSING_DAYS = "mean_closing_days"
    CLOSED = "closed_share"
    HOTLINE_RINGS = "hotline_in_time_share"
    HOTLINE_ANSWERED = "hotline_answered_share"
    CALLED_BACK = "called_back_share"
    COMPLAINTS_CLOSED = "complaints_completed_share"
    COVERAGE = "coverage_rate"


@dataclass(frozen=True)
class Computing:
    """How a metric is computed: of which month, and whether less is better."""

    of_month: str
    less_is_better: bool = False
    share: bool = True


COMPUTING: Mapping[Metric, Computing] = {
    Metric.ARRIVAL: Computing("reported"),
    Metric.ARRIVAL_MEASURED: Computing("reported"),
    Metric.ARRIVAL_EVENT: Computing("reported"),
    Metric.SATISFIED: Computing("called_back"),
    Metric.INDEX: Computing("called_back", share=False),
    Metric.CLOSING_DAYS: Computing("closed", less_is_better=True, share=False),
    Metric.CLOSED: Computing("reported"),
    Metric.HOTLINE_RINGS: Computing("called"),
    Metric.HOTLINE_ANSWERED: Computing("called"),
    Metric.CALLED_BACK: Computing("closed"),
    Metric.COMPLAINTS_CLOSED: Computing("received"),
    Metric.COVERAGE: Computing("last_day", share=False),
}

NAMES: Mapping[Metric, tuple[str, ...]] = {
    Metric.ARRIVAL: ("到场时效达标率", "到场及时率", "现场到达及时率", "on time on the scene"),
    Metric.ARRIVAL_MEASURED: ("实测到场时效达标率", "measured on time on the scene"),
    Metric.ARRIVAL_EVENT: ("大灾到场时效达标率", "灾害事件到场时效达标率", "on time in events"),
    Metric.SATISFIED: ("满意率", "客户满意率", "农户满意率", "satisfied"),
    Metric.INDEX: ("满意度", "满意度指数", "客户满意度", "satisfaction index"),
    Metric.CLOSING_DAYS: ("平均结案天数", "平均结案周期", "mean days to close"),
    Metric.CLOSED: ("结案率", "案件结案率", "closed"),
    Metric.HOTLINE_RINGS: ("热线三声接听率", "三声接听率", "answered within the rings promised"),
    Metric.HOTLINE_ANSWERED: ("热线接通率", "热线接听率", "电话接通率", "calls answered"),
    Metric.CALLED_BACK: ("回访率", "案件回访率", "called back"),
    Metric.COMPLAINTS_CLOSED: ("投诉办结率", "complaints closed"),
    Metric.COVERAGE: ("参保率", "承保率", "覆盖率", "投保率", "coverage rate"),
}
METRICS = {name: metric for metric, names in NAMES.items() for name in (*names, metric.value)}


def metric_of(name: str) -> Metric | None:
    """The metric a target's name means; None: not known, and nothing is guessed."""
    return METRICS.get(name.strip().lower()) or METRICS.get(name.strip())


def code_of(name: object) -> str | None:
    """The stored code of a metric's name; None: not known."""
    metric = metric_of(str(name))
    return None if metric is None else metric.value


def means_by_month(frame: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """A mean by year and month (mean_days, spread_days, timed) with its 90 % interval (normal)."""
    half = Z_90 * frame["spread_days"] / np.sqrt(frame["timed"].where(frame["timed"] > 1))
    return pd.DataFrame(
        {
            "year": frame["year"], "month": frame["month"], "metric_code": metric.value,
            "actual": frame["mean_days"], "actual_lo": (frame["mean_days"] - half).clip(lower=0),
            "actual_hi": frame["mean_days"] + half, "n": frame["timed"],
        }
    )  # fmt: skip


def shares_by_month(frame: pd.DataFrame, metric: Metric, kept: str, of: str) -> pd.DataFrame:
    """A share by year and month as rows of actuals, with its 90 % interval (Wilson).

    Returns:
        year, month, metric_code, actual, actual_lo, actual_hi, n.
    """
    low, high = wilson_interval(frame[kept], frame[of])
    return pd.DataFrame(
        {
            "year": frame["year"], "month": frame["month"], "metric_code": metric.value,
            "actual": frame[kept] / frame[of].where(frame[of] > 0),
            "actual_lo": low, "actual_hi": high, "n": frame[of],
        }
    )  # fmt: skip


def targets_reached(
    targets: pd.DataFrame, actuals: pd.DataFrame, *, as_of: date, start_month: int
) -> pd.DataFrame:
    """Monthly targets against what was reached.

    Args:
        targets: contract_year, month (calendar), metric (a name), value, unit.
        actuals: year (contract year), month, metric_code, actual, actual_lo, actual_hi, n.
        as_of: last day known; a month it cuts is ``running``.
        start_month: month a contract year begins.

    Returns:
        `REACHED`: how (month of the report, closing, call-back …), difference (actual − target),
        verdict: met, missed, running (so far), not_yet (the month has not begun), no_data,
        cannot_tell (known, but the data or the contract do not hold what it needs),
        unknown_metric.
    """
    asked = targets.assign(
        metric_code=pd.Series(
            [code_of(name) for name in targets["metric"]], targets.index, dtype="object"
        )
    )
    found = asked.merge(
        actuals.rename(columns={"year": "contract_year"}),
        how="left", on=["contract_year", "month", "metric_code"],
    )  # fmt: skip
    computed = set(actuals["metric_code"])
    rows = [
        {**row, **_reached(row, computed, as_of, start_month)} for row in found.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=list({**dict.fromkeys(REACHED), "value": None}))
    table = table.assign(target=table["value"])[list(REACHED)]
    return table.sort_values(["contract_year", "contract_month", "metric"], ignore_index=True)


def _reached(
    row: Mapping[Any, Any], computed: set[str], as_of: date, start_month: int
) -> dict[str, object]:
    day = calendar_day(int(row["contract_year"]), int(row["month"]), start_month)
    month = contract_month(day, start_month)
    actual, target, n = float(row["actual"]), float(row["value"]), float(row["n"])
    told: dict[str, object] = {
        "contract_month": month.number, "first_day": month.first_day, "last_day": month.last_day,
        "how": None, "difference": np.nan, "little_data": not n >= LITTLE_DATA,
    }  # fmt: skip
    code = row["metric_code"]
    if not isinstance(code, str):
        return told | {"verdict": "unknown_metric"}
    computing = COMPUTING[Metric(code)]
    told["how"] = computing.of_month
    if month.first_day > as_of:
        return told | {"verdict": "not_yet"}
    if code not in computed:
        return told | {"verdict": "cannot_tell"}
    if np.isnan(actual):
        return told | {"verdict": "no_data"}
    gap = actual - target
    met = gap <= 0 if computing.less_is_better else gap >= 0
    done = "met" if met else "missed"
    return told | {"difference": gap, "verdict": "running" if month.last_day > as_of else done}


def measures_ledger(measures: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """What was decided, where it stands, the metric before and after.

    A value after counts from its due day on; a measure without one, from the day it was decided.

    Args:
        measures: the measure ledger.
        as_of: last day known.

    Returns:
        measure_id, decided_on, finding, action, owner, due, metric, value_before, value_after,
        change, days_left, standing: measured, overdue (the due day has passed without a value),
        running, no_due_day.
    """
    known = measures[measures["decided_on"] <= pd.Timestamp(as_of)].copy()
    day = pd.Timestamp(as_of)
    from_day = known["due"].where(known["due"].notna(), known["decided_on"])
    known["value_after"] = known["value_after"].where(from_day <= day)
    measured = known["value_after"].notna()
    standing = np.select(
        [measured, known["due"].isna(), known["due"] < day], ["measured", "no_due_day", "overdue"],
        "running",
    )  # fmt: skip
    return known.assign(
        change=known["value_after"] - known["value_before"],
        days_left=(known["due"] - day).dt.days.where(~measured),
        standing=standing,
    ).drop(columns="load_id", errors="ignore")

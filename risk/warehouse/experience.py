"""Claims, exposure and clocks by any grouping: what every table of history is made of.

Statements are put together from constants only (column names, stages); values are parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from risk.errors import WarehouseError
from risk.settings import Promise
from risk.warehouse.database import sql
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse
from risk.warehouse.seen import over_seen

OF_PERIOD = ("year", "month", "season")  # exposure is cut into these
OF_HOUSE = (  # exposure knows these of each house
    "region_code", "township_code", "tier", "structure", "built_decade", "household_group",
)  # fmt: skip
OF_CLAIM = (  # only claims have these: exposure is repeated over them
    "peril_family", "peril", "event", "event_id", "damage_grade", "report_weekday", "report_hour",
    "late_reason", "crew_id", "survey_mode", "satisfaction",
)  # fmt: skip
DIMENSIONS = (*OF_PERIOD, *OF_HOUSE, *OF_CLAIM)
BY_MONTH = frozenset({"month", "season"})
QUANTILES = ("p50", "p90", "p99")
ARRIVAL_LIMIT = "CASE tier WHEN 'town' THEN $limit_town_min WHEN 'rural' THEN $limit_rural_min END"
VAGUE = (
    "time_precision = 'day' "
    "AND (began = date_trunc('day', began) OR ended = date_trunc('day', ended))"
)


class Stage(StrEnum):
    """A step of a claim that is clocked, in the order of its life."""

    ACKNOWLEDGE = "acknowledge"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"
    SURVEY = "survey"
    REVIEW = "review"
    NOTICE = "notice"
    PAYMENT = "payment"
    FOLLOW_UP = "follow_up"
    WHOLE = "whole"


@dataclass(frozen=True)
class Clock:
    """Between which stamps a stage runs; ``by_day``: its stamps may be days without a time."""

    began: str
    ended: str
    by_day: bool


CLOCKS: dict[Stage, Clock] = {
    Stage.ACKNOWLEDGE: Clock("reported_at", "acknowledged_at", by_day=False),
    Stage.DISPATCH: Clock("reported_at", "dispatched_at", by_day=False),
    Stage.ARRIVAL: Clock("reported_at", "arrived_at", by_day=False),
    Stage.SURVEY: Clock("arrived_at", "surveyed_at", by_day=False),
    Stage.REVIEW: Clock("documents_complete_at", "approved_at", by_day=True),
    Stage.NOTICE: Clock("posted_from", "posted_to", by_day=True),
    Stage.PAYMENT: Clock("approved_at", "paid_at", by_day=True),
    Stage.FOLLOW_UP: Clock("paid_at", "followed_up_at", by_day=True),
    Stage.WHOLE: Clock("reported_at", "paid_at", by_day=True),
}


def claim_counts(warehouse: Warehouse, cut: Filter, by: Sequence[str]) -> pd.DataFrame:
    """Claims and money by group, as known on the filter's last day.

    Args:
        warehouse: the version.
        cut: which claims.
        by: names of `DIMENSIONS`; none: one row.

    Returns:
        by…, claims, paid_claims, open_claims, rejected_claims, reported_unpaid_claims, paid_money,
        paid_money_squared, estimate_open_money. Groups without a claim are left out.

    Raises:
        WarehouseError: a name that is no dimension.
    """
    query = over_seen(
        sql("claim_counts").replace("/*by*/", listed(checked(by))), cut, warehouse.bounds
    )
    return warehouse.frame(query, cut.parameters(query, warehouse.start_month))


def exposure_sums(warehouse: Warehouse, cut: Filter, by: Sequence[str]) -> pd.DataFrame:
    """Exposure by those of the dimensions that exposure can be split by; see `claim_counts`.

    Returns:
        by…, house_years, sum_insured_years_money, premium_money (earned), exposure_source.
    """
    step = "INTERVAL 1 MONTH" if cut.months or BY_MONTH & {*by} else "INTERVAL 1 YEAR"
    query = (
        sql("exposure_sums")
        .replace("/*own*/", listed([name for name in checked(by) if name in OF_HOUSE]))
        .replace("/*by*/", listed([name for name in by if name not in OF_CLAIM]))
        .replace("/*step*/", step)
    )
    return warehouse.frame(query, cut.parameters(query, warehouse.start_month))


def clock(
    warehouse: Warehouse,
    cut: Filter,
    by: Sequence[str],
    *,
    stage: Stage,
    promise: Promise,
    working_days: "pd.Series[int]",
) -> pd.DataFrame:
    """How long a stage took, by group; nothing is dropped.

    Args:
        warehouse: the version.
        cut: which claims.
        by: names of `DIMENSIONS`; the arrival's limit depends on the tier, so ask for it there.
        stage: which clock.
        promise: limits; a stage without one is timed and never judged.
        working_days: running number of working days, indexed by day (`history.working_days`).

    Returns:
        by…, claims, clocked, kept, p50_min, p90_min, p99_min, p50_working_days, p90_working_days,
        p99_working_days, measured, typed, inferred, kept_measured, kept_typed, kept_inferred,
        missing, imprecise, impossible, limit_given. Claims = clocked + missing + imprecise +
        impossible.
    """
    run = CLOCKS[stage]
    limit, limits = limit_of(stage, promise)
    vague = "false" if run.by_day else VAGUE
    if stage is Stage.ARRIVAL:
        vague += " OR tier IS NULL"
    statement = (
        sql("clock")
        .replace("/*began*/", run.began)
        .replace("/*ended*/", run.ended)
        .replace("/*limit*/", limit)
        .replace("/*vague*/", vague)
        .replace("/*by*/", listed(checked(by)))
    )
    query = over_seen(statement, cut, warehouse.bounds)
    days = [pd.Timestamp(day).date() for day in working_days.index]
    values = {**limits, "days": days, "numbers": working_days.tolist()}
    frame = warehouse.frame(query, cut.parameters(query, warehouse.start_month) | values)
    return spread(frame).assign(limit_given=any(v is not None for v in limits.values()))


def limit_of(stage: Stage, promise: Promise) -> tuple[str, dict[str, float | None]]:
    """The expression of a stage's limit in minutes, and the values it names."""
    if stage is Stage.ARRIVAL:
        return ARRIVAL_LIMIT, {
            "limit_town_min": promise.on_scene_town_min,
            "limit_rural_min": promise.on_scene_rural_min,
        }
    days = {Stage.REVIEW: promise.review_days, Stage.PAYMENT: promise.payment_days}.get(stage)
    return "$limit_min::DOUBLE", {"limit_min": None if days is None else days * 24 * 60}


def spread(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists of quantiles as columns; whole seconds are quicker to rank, minutes are told."""
    for counted, unit, size in (("s", "min", 60.0), ("working_days", "working_days", 1.0)):
        lists = frame.pop(f"quantiles_{counted}")
        for i, name in enumerate(QUANTILES):
            values = pd.Series([None if v is None else v[i] for v in lists], frame.index)
            frame[f"{name}_{unit}"] = values.astype(float) / size
    return frame


def claim_list(warehouse: Warehouse, cut: Filter, *, limit: int, offset: int = 0) -> pd.DataFrame:
    """The claims themselves, newest first: columns of ``Warehouse.claims``."""
    query = over_seen(sql("claim_list"), cut, warehouse.bounds)
    values = {"limit": limit, "offset": offset}
    return warehouse.frame(query, cut.parameters(query, warehouse.start_month) | values)


def checked(by: Sequence[str]) -> Sequence[str]:
    """The dimensions, each known and named once."""
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or len(set(by)) < len(by):
        raise WarehouseError(
            f"cannot group by {', '.join(unknown) or 'the same column twice'}",
            where="history",
            remedy=f"use any of {', '.join(DIMENSIONS)}",
        )
    return by


def listed(names: Sequence[str]) -> str:
    """Column names at the head of a select list."""
    return "".join(f"{name}, " for name in names)

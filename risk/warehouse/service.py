"""The service tables of the contract: hotline, reports, stages, payments, complaints, call-backs.

Each function takes a version and a filter and gives a finished table. Tables of single rows take
``limit`` and ``offset``, newest first. No table holds a name, a telephone or what a caller said.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history import satisfaction as satisfied
from risk.history import service as tables
from risk.history.stage_kernel import COUNTED, NO_STAMP, QUANTILES, Run, Stamps, stage_times
from risk.settings import Promise
from risk.warehouse.database import sql
from risk.warehouse.dated import Source, dated
from risk.warehouse.experience import (
    CLOCKS,
    VAGUE,
    Stage,
    checked,
    limit_of,
    listed,
)
from risk.warehouse.filters import Filter, midnight_after
from risk.warehouse.reader import Warehouse
from risk.warehouse.seen import over_seen

ROWS = 200  # of a list, unless asked otherwise
VERDICTS = (
    "kept", "late", "running", "overdue", "missing", "imprecise", "impossible", "no_limit",
)  # fmt: skip
OF_PAYABLE = (Stage.NOTICE, Stage.PAYMENT, Stage.FOLLOW_UP, Stage.WHOLE)  # none where refused
TO_PAY = "status IN ('open', 'paid')"
THREADS = 2
STAGE_COLUMNS = (
    "number", "stage", "tier", "limit_min", *COUNTED,
    *(f"p{100 * q:.0f}_{unit}" for unit in ("min", "working_days") for q in QUANTILES),
)  # fmt: skip
SURVEY_COLUMNS = (  # a later change of one of these is re-work
    "surveyed_at", "survey_mode", "damage_grade", "rooms_collapsed", "rooms_severe", "rooms_slight",
    "estimate_money",
)  # fmt: skip
MORE = {  # further columns of a stage's rows
    Stage.ARRIVAL: "arrival_quality, late_reason, crew_id, event_id, peril_family",
    Stage.PAYMENT: "paid_money, advance_paid_money, posted_from, posted_to, "
    "CASE WHEN posted_to >= posted_from THEN posted_to - posted_from + 1 END AS notice_days",
}
NO_MORE = "status, damage_grade, survey_mode, crew_id, event_id, peril_family"


def hotline(
    warehouse: Warehouse,
    cut: Filter,
    *by: str,
    promise: Promise,
    seconds_per_ring: float | None = None,
) -> pd.DataFrame:
    """Incoming calls by period: answered, given up, seconds they rang, rings kept.

    Args:
        warehouse: the version.
        cut: years and months are those of the call.
        by: of year, quarter, month, weekday (1 Monday), day_part (quarters of the day, 0 from
            midnight), hour, kind, outcome.
        promise: ``hotline_rings``.
        seconds_per_ring: how long a ring and its pause last at this exchange; None: not stated, and
            seconds are no rings.

    Returns:
        See `risk.history.service.hotline`.
    """
    limit_s = None if seconds_per_ring is None else promise.hotline_rings * seconds_per_ring
    values = {"limit_s": limit_s}
    counts = dated(warehouse, cut, "hotline", Source.INCOMING, by, values=values)
    return tables.hotline(counts, limit_s=limit_s)


def report_register(
    warehouse: Warehouse, cut: Filter, *, limit: int = ROWS, offset: int = 0
) -> pd.DataFrame:
    """Reports as they came in.

    Returns:
        report_id, reported_at, channel, passed_on_at, passed_on_min, claim_id, number (1 the first
        report of its claim), region_code, township_code, loss_at, time_precision, after_loss_h.
    """
    page = {"limit": limit, "offset": offset}
    return dated(warehouse, cut, "report_list", Source.REGISTERED, values=page)


def stage_rows(
    warehouse: Warehouse,
    cut: Filter,
    stage: Stage,
    *,
    promise: Promise,
    working_days: "pd.Series[int]",
    verdicts: Sequence[str] = (),
    limit: int = ROWS,
    offset: int = 0,
) -> pd.DataFrame:
    """One stage claim by claim: the arrival table, the assessment review, the payments.

    Args:
        warehouse: the version.
        cut: which claims.
        stage: which clock.
        promise: limits; a stage without one has verdict ``no_limit``.
        working_days: running number of working days (`risk.history.working_days`).
        verdicts: only these of `VERDICTS`; none: all.
        limit, offset: rows shown.

    Returns:
        claim_id, region_code, township_code, tier, began, ended, required_min, actual_min,
        actual_working_days, required_days, actual_days, verdict, the stage's own columns (`MORE`),
        rows_in_all. A claim that has not reached the stage's first stamp is left out.
    """
    parts = {"stages": stage_select(stage), "more": MORE.get(stage, NO_MORE)}
    values = {**limits_of((stage,), promise), **calendar(working_days)}
    values |= {"verdicts": list(verdicts), "limit": limit, "offset": offset}
    frame = over_claims(warehouse, cut, "stage_list", parts=parts, values=values)
    days = frame[["required_min", "actual_min"]].astype(float) / tables.MINUTES_A_DAY
    return frame.assign(required_days=days["required_min"], actual_days=days["actual_min"])


def timeliness(
    warehouse: Warehouse, cut: Filter, *, promise: Promise, working_days: "pd.Series[int]"
) -> pd.DataFrame:
    """Every stage in a row: required, actual, late; see `risk.history.service.timeliness`."""
    names = sorted({name for run in CLOCKS.values() for name in (run.began, run.ended)})
    stamps = "".join(f"coalesce({name}::TIMESTAMP, $nothing) AS {name}, " for name in names)
    values = {"nothing": NO_STAMP}
    columns = warehouse.columns(
        *claims_query(warehouse, cut, "stage_stamps", {"stamps": stamps}, values)
    )
    marks = {name: columns[name] for name in ("open", "to_pay", "tier", "measured", "by_day")}
    claims = Stamps(at={name: columns[name].view(np.int64) for name in names}, **marks)
    epoch = pd.Timestamp(0)
    before = (pd.Timestamp(midnight_after(cut.as_of)) - epoch) // pd.Timedelta(microseconds=1)
    first_day = (pd.Timestamp(working_days.index[0]) - epoch).days
    numbers: NDArray[np.int64] = np.asarray(working_days, dtype=np.int64)

    def timed(stage: Stage) -> list[dict[str, Any]]:
        run = run_of(stage, promise)
        return stage_times(claims, run, before=before, first_day=first_day, numbers=numbers)

    with ThreadPoolExecutor(THREADS) as pool:  # the passes are compiled and hold no lock
        told = pool.map(timed, Stage)
        rows = [
            {"number": number, "stage": stage.value, **row}
            for (number, stage), of_stage in zip(enumerate(Stage), told, strict=True)
            for row in of_stage
        ]
    clocked = pd.DataFrame(rows, columns=list(STAGE_COLUMNS))
    return tables.timeliness(clocked, complaints(warehouse, cut, promise=promise), promise)


def run_of(stage: Stage, promise: Promise) -> Run:
    """One stage as `risk.history.stage_kernel` takes it."""
    run, limits = CLOCKS[stage], limit_of(stage, promise)[1]
    if stage is Stage.ARRIVAL:
        of_tiers = [np.nan, limits["limit_town_min"], limits["limit_rural_min"]]
    else:
        of_tiers = [limits["limit_min"]] * 3
    return Run(
        run.began, run.ended, run.by_day, np.array(of_tiers, dtype=float),
        of_payable=stage in OF_PAYABLE, by_tier=stage is Stage.ARRIVAL,
    )  # fmt: skip


def stage_select(stage: Stage) -> str:
    """The claims a stage concerns, with its stamps, limit and what is vague; constants only."""
    run = CLOCKS[stage]
    expression, names = limit_of(stage, Promise())
    for name in names:
        expression = expression.replace(f"${name}", f"${stage}_{name}")
    arrival = stage is Stage.ARRIVAL
    return (
        f"SELECT claim_id, {list(Stage).index(stage)} AS number, '{stage}' AS stage, "  # noqa: S608
        f"{'tier' if arrival else 'NULL::VARCHAR'} AS tier, status = 'open' AS open, "
        "coalesce(arrival_quality, 'typed') AS quality, time_precision, "
        f"{run.began}::TIMESTAMP AS began, {run.ended}::TIMESTAMP AS ended, "
        f"{expression} AS limit_min, "
        f"{vague(by_day=run.by_day)}{' OR tier IS NULL' if arrival else ''} AS vague "
        f"FROM seen WHERE {TO_PAY if stage in OF_PAYABLE else 'true'}"
    )


def limits_of(stages: Sequence[Stage], promise: Promise) -> dict[str, float | None]:
    """The values `stage_select` names."""
    return {
        f"{stage}_{name}": value
        for stage in stages
        for name, value in limit_of(stage, promise)[1].items()
    }


def late_reasons(warehouse: Warehouse, cut: Filter, *by: str, promise: Promise) -> pd.DataFrame:
    """Late arrivals by reason: by…, tier, late_reason, late, share (of tier), p50_min, p90_min."""
    checked([*by, "tier"])
    expression, limits = limit_of(Stage.ARRIVAL, promise)
    parts = {"limit": expression, "vague": vague(by_day=False), "by": listed(by)}
    frame = over_claims(warehouse, cut, "late_reasons", parts=parts, values=limits)
    return frame.assign(share=frame["late"] / frame.groupby([*by, "tier"])["late"].transform("sum"))


def payment_times(
    warehouse: Warehouse, cut: Filter, *, edges_days: Sequence[float] = tables.PAYMENT_EDGES_DAYS
) -> pd.DataFrame:
    """Time distribution of payments; see `risk.history.service.payment_times`."""
    values = {"edges": [float(edge) for edge in edges_days]}
    passed = "".join(f"(days >= $edges[{n}])::INTEGER + " for n in range(1, len(edges_days) + 1))
    counts = over_claims(warehouse, cut, "payment_times", parts={"bin": passed}, values=values)
    return tables.payment_times(counts, edges_days)


def complaints(warehouse: Warehouse, cut: Filter, *by: str, promise: Promise) -> pd.DataFrame:
    """Complaints by period, reason or owner; see `risk.history.service.complaints`."""
    values = {"limit_days": promise.complaint_days}
    counts = dated(warehouse, cut, "complaint_counts", Source.COMPLAINED, by, values=values)
    return tables.complaints(counts, limit_given=promise.complaint_days is not None)


def complaint_register(
    warehouse: Warehouse, cut: Filter, *, promise: Promise, limit: int = ROWS, offset: int = 0
) -> pd.DataFrame:
    """Complaints one by one.

    Returns:
        complaint_id, received_at, claim_id, region_code, township_code, reason, owner,
        first_answer_at, answer_h, completed_at, completion_days, open_days, limit_days, verdict
        (kept, late, running, overdue, no_limit, impossible).
    """
    values = {"limit_days": promise.complaint_days, "limit": limit, "offset": offset}
    return dated(warehouse, cut, "complaint_list", Source.COMPLAINED, values=values)


def call_backs(warehouse: Warehouse, cut: Filter, *by: str) -> pd.DataFrame:
    """Calls made to households: calls, reached, share with its interval, claims called."""
    return tables.call_backs(dated(warehouse, cut, "call_backs", Source.OUTGOING, by))


def satisfaction(
    warehouse: Warehouse,
    cut: Filter,
    *by: str,
    weights: satisfied.Weights = satisfied.DEFAULT_WEIGHTS,
) -> pd.DataFrame:
    """Answers by period of the call-back, or by anything claims can be grouped by.

    A closed claim nobody called back stands in the period it was closed in; see
    `risk.history.satisfaction.satisfaction`.
    """
    counts = dated(warehouse, cut, "satisfaction_counts", Source.ASKED, by)
    return satisfied.satisfaction(counts, weights)


def dissatisfaction(warehouse: Warehouse, cut: Filter) -> pd.DataFrame:
    """What stands beside dissatisfied answers; see `risk.history.satisfaction.reasons`."""
    return satisfied.reasons(dated(warehouse, cut, "dissatisfaction", Source.ASKED))


def scorecards(
    warehouse: Warehouse,
    cut: Filter,
    *by: str,
    promise: Promise,
    weights: satisfied.Weights = satisfied.DEFAULT_WEIGHTS,
) -> pd.DataFrame:
    """Work by crew or surveyor (``crew_id``, with its post) or by who decided the grade.

    Args:
        warehouse: the version.
        cut: which claims.
        by: crew_id (default), grade_decided_by or any column claims are grouped by.
        promise: limits on the scene.
        weights: of the answers.

    Returns:
        See `risk.history.service.scorecards`.
    """
    keys = by or ("crew_id",)
    checked([key for key in keys if key != "grade_decided_by"])
    expression, limits = limit_of(Stage.ARRIVAL, promise)
    parts = {"limit": expression, "vague": vague(by_day=False), "by": listed(keys)}
    values: dict[str, Any] = {
        **limits,
        "survey_columns": list(SURVEY_COLUMNS),
        "loaded_before": loaded_before(warehouse, cut.as_of),
    }
    frame = over_claims(warehouse, cut, "scorecards", parts=parts, values=values)
    if "crew_id" in keys:
        staff = warehouse.frame("SELECT surveyor_id AS crew_id, role, base_id FROM surveyor")
        frame = frame.merge(staff, how="left", on="crew_id")
    return tables.scorecards(frame, keys, weights)


def loaded_before(warehouse: Warehouse, as_of: date) -> datetime | None:
    """Until when loads count: all of them, seen from the data's last day or later.

    What a load mends lies before the day it is made on. Seen from an earlier day, only what had
    been loaded by then is known.
    """
    return None if as_of >= warehouse.last_day() else midnight_after(as_of)


def vague(*, by_day: bool) -> str:
    """The condition under which a stage's clock says nothing, as ``clock`` has it."""
    return "false" if by_day else VAGUE


def calendar(working_days: "pd.Series[int]") -> dict[str, Any]:
    """The working days as parameters."""
    days = [pd.Timestamp(day).date() for day in working_days.index]
    return {"days": days, "numbers": working_days.tolist()}


def over_claims(
    warehouse: Warehouse,
    cut: Filter,
    name: str,
    *,
    parts: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Run a statement over the claims a filter lets through; ``parts`` are constants."""
    return warehouse.frame(*claims_query(warehouse, cut, name, parts or {}, values or {}))


def claims_query(
    warehouse: Warehouse,
    cut: Filter,
    name: str,
    parts: Mapping[str, str],
    values: Mapping[str, Any],
) -> tuple[str, dict[str, Any]]:
    """Such a statement, and the values it names."""
    query = sql(name)
    for comment, text in parts.items():
        query = query.replace(f"/*{comment}*/", text)
    query = over_seen(query, cut, warehouse.bounds)
    return query, cut.parameters(query, warehouse.start_month) | dict(values)

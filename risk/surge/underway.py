"""An event under way: where its claims may come, and which reports are known at a moment.

A recorded footprint misses some claims of its own event: villages beside it, and claims whose place
is not known yet. Both have a share of their own, learnt from past events, so that such a report
moves the forecast as any other does instead of being left out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.hazard import Zone
from risk.hazard.scenario import FOOTPRINT_COLUMNS
from risk.surge.closed import closed_events

UNPLACED = ""
"""Stands for the village of a claim whose village is not known."""
STRAY_PRIOR = (0.5, 9.5)  # Beta: one claim in twenty strays, worth ten claims seen
BY_DAY_SHARE = 0.5  # more reports than this exactly at midnight: the source knows days only

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stray:
    """Shares of an event's claims that lie outside its footprint, and that name no village."""

    outside: float
    unplaced: float
    events: int
    claims: int


def claims_of(claims: pd.DataFrame, event: dict[str, Any], *, attributed: bool) -> pd.DataFrame:
    """Claims of an event: those that name it; while it is young, also those that name none yet.

    Args:
        claims: event_id, peril_family, loss_at, reported_at, region_code.
        event: a row of the event table.
        attributed: every claim of the event names it by now; else one of the family that names no
            event belongs if its loss lies between the event's start and the end of its last day.

    Returns:
        Rows with a report time, in its order.
    """
    ended_at = event["started_at"] if pd.isna(event["ended_at"]) else event["ended_at"]
    last = pd.Timestamp(ended_at).normalize() + pd.Timedelta(days=1)
    named = claims["event_id"] == event["event_id"]
    unnamed = (
        (not attributed)
        & claims["event_id"].isna()
        & (claims["peril_family"] == event["peril_family"])
        & claims["loss_at"].between(pd.Timestamp(event["started_at"]), last, inclusive="left")
    )
    rows: pd.DataFrame = claims[(named | unnamed) & claims["reported_at"].notna()]
    return rows.sort_values("reported_at", kind="stable", ignore_index=True)


def stray_shares(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    event_intensity: pd.DataFrame,
    villages: "pd.Index[str]",
    *,
    as_of: Any,
    horizon_days: int,
) -> Stray:
    """What past, closed events with a recorded footprint say of claims outside it, or nowhere."""
    closed = closed_events(events, as_of=as_of, horizon_days=horizon_days)["event_id"]
    marks = event_intensity[event_intensity["intensity"] > 0]
    known = closed[closed.isin(marks["event_id"])]
    own = claims[claims["event_id"].isin(known)]
    hit = set(zip(marks["event_id"], marks["region_code"], strict=True))
    placed = own["region_code"].isin(villages)
    outside = [
        pair not in hit
        for pair in zip(own["event_id"][placed], own["region_code"][placed], strict=True)
    ]
    return Stray(
        outside=_share(sum(outside), int(placed.sum())),
        unplaced=_share(int((~placed).sum()), len(own)),
        events=len(known),
        claims=len(own),
    )


def _share(found: int, of: int) -> float:
    stray, kept = STRAY_PRIOR
    return (found + stray) / (of + stray + kept)


def spread_stray(
    codes: list[str], expected: Floats, beside: "pd.Series[float]", stray: Stray
) -> tuple[list[str], Floats]:
    """Expected claims of a footprint, of the villages beside it, and of no known village.

    Their sum stays: rates of past events count every claim of theirs, the strays among them.

    Args:
        codes: villages of the footprint.
        expected: claims of each, (V,).
        beside: weight (houses × risk) of every village of the county, by code.
        stray: shares outside and unplaced.

    Returns:
        Codes (the county's villages, then ``UNPLACED``) and expected claims of each.
    """
    total = float(expected.sum())
    rest = beside[~beside.index.isin(codes)]
    unplaced = total * stray.unplaced
    outside = (total - unplaced) * stray.outside if rest.sum() > 0 else 0.0
    weight = rest / rest.sum() if rest.sum() > 0 else rest * 0.0
    inside = expected * (total - unplaced - outside) / total
    values = np.concatenate([inside, weight.to_numpy(np.float64) * outside, [unplaced]])
    return [*codes, *rest.index.astype(str), UNPLACED], values


def event_zones(
    villages: "pd.Index[str]", event: dict[str, Any], event_intensity: pd.DataFrame
) -> tuple[pd.DataFrame, bool]:
    """Footprint of an event as recorded; without a record, the whole county.

    Returns:
        Columns ``FOOTPRINT_COLUMNS``, and whether it was recorded. The upper half of the intensity
        range is the core, as everywhere.

    Raises:
        ModelError: the county has no village.
    """
    if villages.empty:
        raise ModelError("no village", where="regions", remedy="load the region ledger")
    rows = event_intensity[
        (event_intensity["event_id"] == event["event_id"])
        & (event_intensity["intensity"] > 0)
        & event_intensity["region_code"].isin(villages)
    ].sort_values(["quantity", "region_code"])
    if rows.empty:
        whole = pd.DataFrame({"region_code": villages, "zone": Zone.CORE.value, "intensity": 1.0})
        return whole.assign(quantity="", unit="")[list(FOOTPRINT_COLUMNS)], False
    rows = rows[rows["quantity"] == rows["quantity"].iloc[0]].drop_duplicates("region_code")
    middle = (rows["intensity"].min() + rows["intensity"].max()) / 2
    zone = np.where(rows["intensity"] >= middle, Zone.CORE.value, Zone.FRINGE.value)
    marked = rows.assign(zone=zone, unit="")[list(FOOTPRINT_COLUMNS)]
    return marked.reset_index(drop=True), True


def path_edges(started_at: datetime, now: datetime, *, by_day: bool) -> Floats:
    """Ends of the intervals reports are counted in, hours since the start: hourly, or daily.

    ``now`` is the last edge where it lies after the start.
    """
    until_h = (now - started_at).total_seconds() / 3600
    if until_h <= 0:
        return np.zeros(1)
    if not by_day:
        whole = np.arange(0.0, until_h, 1.0)
        return np.append(whole, until_h)
    first_h = 24 - (started_at.hour + started_at.minute / 60 + started_at.second / 3600)
    days = np.arange(first_h, until_h, 24.0)
    return np.concatenate([[0.0], days, [until_h]])


def told_by_day(rows: pd.DataFrame) -> bool:
    """Whether the source of these reports knows their days only."""
    stamps = rows["reported_at"]
    return bool(len(stamps)) and (stamps == stamps.dt.normalize()).mean() > BY_DAY_SHARE


def path_counts(rows: pd.DataFrame, codes: list[str], started_at: datetime, edges_h: Floats) -> Any:
    """Reports by village and interval, (V, K) integers; one before the start counts at the start.

    Args:
        rows: region_code, reported_at; a report of no village counts for ``UNPLACED``.
        codes: villages, ``UNPLACED`` among them.
        started_at: hour 0.
        edges_h: (K + 1,) hours, rising.
    """
    counts = np.zeros((len(codes), max(len(edges_h) - 1, 0)), np.int64)
    if counts.shape[1] == 0 or rows.empty:
        return counts
    at_h = (rows["reported_at"] - pd.Timestamp(started_at)).dt.total_seconds().to_numpy() / 3600
    village = pd.Index(codes).get_indexer(pd.Index(rows["region_code"].fillna(UNPLACED)))
    village[village < 0] = codes.index(UNPLACED)
    step = np.searchsorted(edges_h, np.clip(at_h, 0.0, None), side="right") - 1
    seen = step < counts.shape[1]
    np.add.at(counts, (village[seen], step[seen]), 1)
    return counts

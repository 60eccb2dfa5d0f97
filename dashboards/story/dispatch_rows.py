"""A dispatch day as rows: every claim once, the most urgent first; every crew once."""

import math
from collections.abc import Mapping
from enum import StrEnum

import pandas as pd

from risk.staffing.live import DayClaim, DayState, Progress, Stage

OPEN = (Stage.WAITING, Stage.PLANNED, Stage.UNDERWAY)
"""Claims nobody has reached yet."""


class Look(StrEnum):
    """How a claim is drawn and ordered: its stage, and whether it is late."""

    LATE_WAITING = "late_waiting"  # on no route, and the promise has passed
    WAITING = "waiting"
    LATE = "late"  # on a route, arrival after the promise
    PLANNED = "planned"
    UNDERWAY = "underway"
    ARRIVED = "arrived"
    DONE = "done"


ORDER = {look: rank for rank, look in enumerate(Look)}


def claim_rows(state: DayState, stops: pd.DataFrame) -> pd.DataFrame:
    """Claims of a day, cancelled ones left out: waiting and late first, then by their due time.

    Args:
        state: the day where it stands.
        stops: of its view: claim_id, crew_id, seq, arrive_min, late_min.

    Returns:
        claim_id, place_code, village, household, tier, grade, special, stage, look, crew_id,
        crew, seq, eta_min, reported_min, due_min, left_min (until due, from the arrival told or
        expected, else from now), late_min, pinned, lon, lat.
    """
    told = stops.set_index("claim_id")[["crew_id", "seq", "arrive_min"]].to_dict("index")
    rows = [
        _row(state, claim, state.progress[key], told.get(key, {}))
        for key, claim in state.claims.items()
        if state.progress[key].stage is not Stage.CANCELLED
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    ranked = frame.assign(rank=frame["look"].map(ORDER)).sort_values(["rank", "due_min"])
    return ranked.drop(columns="rank").reset_index(drop=True)


COLUMNS = [
    "claim_id", "place_code", "village", "household", "tier", "grade", "special", "stage", "look",
    "crew_id", "crew", "seq", "eta_min", "reported_min", "due_min", "left_min", "late_min",
    "pinned", "lon", "lat",
]  # fmt: skip


def _row(
    state: DayState, claim: DayClaim, progress: Progress, stop: Mapping[str, object]
) -> dict[str, object]:
    crew = str(stop.get("crew_id", ""))
    planned = float(stop.get("arrive_min", math.nan))  # type: ignore[arg-type]
    eta = planned if progress.arrived_min is None else progress.arrived_min
    reached = state.now_min if math.isnan(eta) else eta
    lon, lat = point_of(state, claim)
    return {
        "claim_id": claim.claim_id,
        "place_code": claim.place_code,
        "village": claim.village_name,
        "household": claim.household,
        "tier": claim.tier.value,
        "grade": claim.grade.value if claim.grade else "",
        "special": claim.special,
        "stage": progress.stage.value,
        "look": look_of(progress.stage, late=reached > claim.due_min).value,
        "crew_id": crew,
        "crew": state.crews[crew].name if crew in state.crews else "",
        "seq": stop.get("seq"),
        "eta_min": eta,
        "reported_min": claim.reported_min,
        "due_min": claim.due_min,
        "left_min": claim.due_min - reached,
        "late_min": max(reached - claim.due_min, 0.0),
        "pinned": claim.claim_id in state.pinned,
        "lon": lon,
        "lat": lat,
    }


def look_of(stage: Stage, *, late: bool) -> Look:
    """How a claim is drawn."""
    if stage is Stage.WAITING:
        return Look.LATE_WAITING if late else Look.WAITING
    if stage in (Stage.PLANNED, Stage.UNDERWAY) and late:
        return Look.LATE
    return Look(stage.value)


def point_of(state: DayState, claim: DayClaim) -> tuple[float, float]:
    """Where a claim is drawn: its own point, else its village's."""
    if not math.isnan(claim.lon) and not math.isnan(claim.lat):
        return claim.lon, claim.lat
    return place_point(state, claim.place_code)


def place_point(state: DayState, code: str) -> tuple[float, float]:
    """Longitude and latitude of a place of the ground; NaN if it is none."""
    ground = state.ground
    if code not in ground.place_codes:
        return math.nan, math.nan
    at = ground.place_codes.index(code)
    return float(ground.lon[at]), float(ground.lat[at])


def most_urgent(rows: pd.DataFrame, after: str) -> str:
    """The next claim that waits or will be late, after the one named; empty if there is none."""
    urgent = rows.loc[rows["look"].isin([Look.LATE_WAITING, Look.WAITING, Look.LATE]), "claim_id"]
    names = list(urgent)
    if not names:
        return ""
    return str(names[(names.index(after) + 1) % len(names)] if after in names else names[0])

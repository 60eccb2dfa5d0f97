"""What one run of a candidate's crews says: coverage, busy share, drives, gain."""

from dataclasses import replace

import numpy as np

from risk.staffing.bases.problem import ALL, Siting, expected_cover
from risk.staffing.bases.program import Floats
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.run import Run
from risk.staffing.simulator.scenes import Scenes

MINUTES = 60.0
Z90 = 1.645


def busy_seen(scene: Scenes, found: Run) -> float:
    """Share of time crews are busy on the day a claim is reported, mean over claims.

    The mean over all days would drown the day that decides in quiet ones. Days on which nobody is
    on duty do not count.
    """
    days = found.duty_h.shape[1]
    on = found.duty_h > 0
    share = np.divide(found.busy_h, found.duty_h, out=np.zeros(on.shape), where=on)
    clock_h = scene.forecast.scenario.clock_h
    day = np.clip(((scene.claims.hour + clock_h) // 24).astype(np.int64), 0, days - 1)
    seen = on[scene.draw, day]
    if not seen.any():
        return np.nan
    return float(np.minimum(share[scene.draw, day][seen], 1.0).mean())


def problem_of(ground: Ground) -> Siting:
    """The candidate's own bases as sites: only those with an own crew count as near."""
    manned = (ground.bases["crews_day"] + ground.bases["crews_night"]).to_numpy() > 0
    minutes = ground.travel.trip_h[: len(ground.bases)] * MINUTES
    minutes = minutes[:, : len(ground.forecast.region_codes)]
    limit = [ground.county.promise.limit_min(str(t)) for t in ground.travel.tier]
    return Siting(
        sites=ground.bases["base_id"].to_numpy(dtype=object),
        demands=ground.forecast.region_codes,
        minutes=np.where(manned[:, None], minutes, np.inf)[None],
        limit_min=np.array(limit, np.float64)[: minutes.shape[1]],
        weight=ground.forecast.expected,
        tier=ground.travel.tier[: minutes.shape[1]],
        stays=np.zeros(len(ground.bases), bool),
        room=np.ones(len(ground.bases), np.int64),
    )


def expected_of(problem: Siting, crews: Floats, busy: float, tier: str) -> float:
    """Share of a tier's claims with a free crew in reach, if crews were busy independently."""
    inside = np.ones(len(problem.tier), bool) if tier == ALL else problem.tier == tier
    weight = np.where(inside, problem.weight, 0.0)
    if weight.sum() <= 0 or np.isnan(busy):
        return np.nan
    return expected_cover(replace(problem, weight=weight), crews, min(busy, 1.0))


def drive_min(found: Run) -> float:
    """Mean minutes of a drive to a claim: what crews were busy with beside surveying."""
    visited = np.isfinite(found.arrival_h)
    survey_h = float((found.done_h[visited] - found.arrival_h[visited]).sum())
    return MINUTES * _ratio(float(found.busy_h.sum()) - survey_h, float(visited.sum()))


def gain(shares: Floats, baseline: Floats | None) -> tuple[float, float, float]:
    """Mean difference event by event, with its 90 % band."""
    if baseline is None:
        return 0.0, 0.0, 0.0
    apart = (shares - baseline)[~np.isnan(shares)]
    if not len(apart):
        return np.nan, np.nan, np.nan
    error = Z90 * float(apart.std(ddof=1)) / np.sqrt(len(apart)) if len(apart) > 1 else np.nan
    mean = float(apart.mean())
    return mean, mean - error, mean + error


def shares_of(kept: Floats, claims: Floats) -> Floats:
    """Share in time of each event; NaN without a claim."""
    return np.asarray(np.divide(kept, claims, out=np.full(len(kept), np.nan), where=claims > 0))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else np.nan

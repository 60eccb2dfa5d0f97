"""What a run means by day, by village and by mode."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.staffing.simulator.counts import by_group, kept_today
from risk.staffing.simulator.run import Run
from risk.staffing.simulator.scenes import Scenes

MODES = ("visit", "sweep", "photo", "green")

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def in_closed_pocket(scenes: Scenes) -> Bools:
    """Claims of villages that were cut off when they were reported."""
    hour, village = scenes.claims.hour, scenes.claims.village
    out = np.zeros(len(hour), bool)
    for closure in scenes.conditions.closures:
        inside = np.isin(scenes.region_codes.astype(str), closure.region_codes)
        out |= inside[village] & (hour >= closure.from_h) & (hour < closure.until_h)
    return out


def by_day(
    scenes: Scenes, run: Run, served_h: Floats, punctual: Bools, backlog: Floats
) -> pd.DataFrame:
    """Means of each calendar day over the draws."""
    days, draws = scenes.forecast.days, scenes.claims.draws
    new = scenes.claims.hour > 0
    reported = _per_day(scenes, scenes.claims.hour[new])
    in_time = _per_day(scenes, scenes.claims.hour[new & punctual])
    duty = run.duty_h.sum(axis=0)
    return pd.DataFrame(
        {
            "day": np.arange(days),
            "reported": reported / draws,
            "arrived": _per_day(scenes, served_h[np.isfinite(served_h)]) / draws,
            "in_time": in_time / draws,
            "in_time_share": _not_whole(in_time, reported),
            "waiting": backlog.mean(axis=0),
            "busy_share": _ratio(run.busy_h.sum(axis=0), duty),
        }
    )


def _per_day(scenes: Scenes, hour: Floats) -> Floats:
    days = scenes.forecast.days
    day = ((hour + scenes.forecast.scenario.clock_h) / 24).astype(np.int64)
    return np.asarray(np.bincount(day, minlength=days)[:days], np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    out = np.full(len(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=whole > 0))


def _not_whole(part: Floats, whole: Floats) -> Floats:
    """A share of so many simulated claims; no finite number of them proves certainty."""
    return np.minimum(_ratio(part, whole), 1 - 1 / (whole + 1))


def by_village(scenes: Scenes, wait_h: Floats, punctual: Bools, target: float) -> pd.DataFrame:
    """Each village's claims, share in time, median wait, and chance of keeping today's promise."""
    claims, villages, draws = scenes.claims, len(scenes.region_codes), scenes.claims.draws
    number = np.bincount(claims.village, minlength=villages).astype(np.float64)
    kept = np.bincount(claims.village[punctual], minlength=villages).astype(np.float64)
    return pd.DataFrame(
        {
            "region_code": scenes.region_codes,
            "claims_mean": number / draws,
            "in_time_share": _not_whole(kept, number),
            "wait_p50_min": 60 * _medians(claims.village, wait_h, number.astype(np.int64)),
            "p_today": _p_today(scenes, punctual, target),
        }
    )


def _medians(village: NDArray[np.int32], wait_h: Floats, number: NDArray[np.int64]) -> Floats:
    """Lower median of each village's waits; NaN without a claim."""
    ends = np.cumsum(number)
    waits = by_group(village, wait_h, ends)
    out = np.full(len(number), np.nan)
    for v in np.flatnonzero(number):
        middle = (number[v] - 1) // 2
        out[v] = np.partition(waits[ends[v] - number[v] : ends[v]], middle)[middle]
    return out


def _p_today(scenes: Scenes, punctual: Bools, target: float) -> Floats:
    """Chance that a village's claims of day 0 reach the target share, over events with some."""
    claims, villages = scenes.claims, len(scenes.region_codes)
    events, won = kept_today(
        claims.start, claims.village, claims.hour, punctual, 24.0 - scenes.clock_h, target, villages
    )
    return np.asarray(np.minimum(_ratio(won, events), 1 - 1 / np.maximum(events, 1)))


def mode_shares(scenes: Scenes, run: Run, punctual: Bools) -> pd.DataFrame:
    """Claims served by each mode, and how many of them within their limit."""
    photo = np.isfinite(run.photo_h)
    visited = np.isfinite(run.arrival_h)
    green = visited & scenes.green if run.modes.green else np.zeros(len(visited), bool)
    of = {
        "visit": visited & ~green & ~run.swept,
        "sweep": visited & ~green & run.swept,
        "photo": photo,
        "green": green,
    }
    number = np.array([of[mode].sum() for mode in MODES], np.float64)
    kept = np.array([(of[mode] & punctual).sum() for mode in MODES], np.float64)
    return pd.DataFrame(
        {
            "mode": MODES,
            "claims_mean": number / scenes.claims.draws,
            "share": number / max(len(visited), 1),
            "in_time_share": _not_whole(kept, number),
        }
    )

"""P(promise kept) of a day's routes: drives and surveys never take just the minutes of the table.

Each draw drives the same routes in the same order with other minutes (``chance_draws``). The random
numbers belong to the claim, not to its place in the routes: two sets of routes are compared on the
same days (common random numbers; Law, Simulation Modeling and Analysis, ch. 11), so what a change
does is known far better than either chance.

What is said is about the claims known now; claims still to be reported are not in it. No number
of simulated days proves certainty: a chance is never above 1 − 1/draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.history.intervals import wilson_interval
from risk.staffing.routes.chance_draws import TOLERANCE, Noise, common_part, happens, simulate
from risk.staffing.routes.problem import Bools, Floats, Problem, Routes, Schedule
from risk.staffing.routes.schedule import schedule

TIERS = ("all", "town", "rural")
LATE_TOLERANCE_MIN = 1e-6
FIFTHS = 5
BAND_Z = 1.6448536269514722  # 5 % beyond it
COLUMNS = (
    "tier", "claims", "expected_share", "share_lo", "share_hi", "p_share", "p_lo", "p_hi",
    "p_slow", "p_fast",
)  # fmt: skip


@dataclass(frozen=True)
class Settled:
    """Claims of the day that are on no route any more: reached, or their crew is under way.

    Attributes:
        tier: of each.
        p_in_time: 1 reached in time, 0 too late, between them: still under way.
        ids: names their luck is drawn under; needed where one is under way.
    """

    tier: Sequence[str]
    p_in_time: Sequence[float]
    ids: Sequence[str] = ()


@dataclass(frozen=True)
class DayChance:
    """What becomes of a day's promise.

    Attributes:
        by_tier: a row for all, town, rural: claims (known now); expected_share in time with
            share_lo, share_hi, within which the day's share falls nine times in ten; p_share, the
            chance that the share reaches the target, with p_lo, p_hi, the 90 % band that the
            number of draws leaves (Wilson); p_slow, p_fast: that chance on the fifth of days
            whose drives are slowest and quickest as a whole: what it would be worth to know.
            NaN without a claim.
        p_job: chance that each job is reached in time (J,); exactly 0 only of one that is on no
            route, never 1.
        in_time: claims in time in each draw, by tier.
    """

    by_tier: pd.DataFrame
    p_job: Floats
    in_time: dict[str, Floats]


def day_chance(
    problem: Problem,
    routes: Routes,
    tier: Sequence[str],
    *,
    share_target: float,
    survey_cv: float = 0.5,
    travel_cv: float = 0.25,
    draws: int = 400,
    seed: int = 1,
    settled: Settled | None = None,
    free_left_min: Floats | None = None,
    planned: Schedule | None = None,
    counted: Bools | None = None,
) -> DayChance:
    """What becomes of the promise if these routes are driven.

    Args:
        problem, routes: the day.
        tier: of each job, "town" or "rural" (J,).
        share_target: share of claims that has to be in time.
        survey_cv, travel_cv: coefficients of variation of a survey and of a drive.
        draws: simulated days.
        seed: the same seed, the same days: also for other routes and other claims.
        settled: claims on no route any more.
        free_left_min: minutes of driving and survey still to come before each crew is free at
            ``from_min`` (K,): by chance, too. None: all are free just then.
        planned: the routes' schedule where it is known already: says before which stop each crew
            takes its break.
        counted: jobs that count (J,): one that was reached before, and is visited again, stands
            among those settled. None: all.

    Raises:
        ModelError: a tier or a number of draws that there is not.
    """
    unknown = set(map(str, tier)) - set(TIERS[1:])
    if unknown or len(tier) != len(problem.jobs) or draws < 2:
        raise ModelError(
            f"tiers {sorted(unknown)} of {len(tier)} claims, {draws} draws", where="chance of a day"
        )
    common = common_part(seed, draws)
    arrive = simulate(
        problem, routes, planned or schedule(problem, routes), Noise(survey_cv, travel_cv),
        draws=draws, seed=seed, free_left_min=free_left_min,
    )  # fmt: skip
    kept = arrive <= problem.jobs.due_min[:, None] + LATE_TOLERANCE_MIN
    served = np.isin(np.arange(len(tier)), [j for route in routes for j in route])
    # Jeffreys' estimate: a chance of 0 or 1 is not what 400 days prove
    p_job = np.where(served, (kept.sum(axis=1) + 0.5) / (draws + 1), 0.0)
    done = _settled(settled, draws, seed)
    names, all_ = np.asarray(tier, object), np.ones(len(tier), bool)
    in_time, rows = {}, []
    for name in TIERS:
        mine = (all_ if counted is None else counted) & ((names == name) | (name == "all"))
        before, n_before = done[name]
        in_time[name] = before + kept[mine].sum(axis=0)
        rows.append(_row(name, in_time[name], n_before + int(mine.sum()), common, share_target))
    return DayChance(pd.DataFrame(rows, columns=list(COLUMNS)), p_job, in_time)


def gained(before: DayChance, after: DayChance) -> pd.DataFrame:
    """What a change does, on the same days: tier, claims (more in time, mean), claims_lo, claims_hi
    (90 % of the mean's error), better, worse (share of days with more, with fewer in time).

    Raises:
        ModelError: the two were not told on as many days.
    """
    rows = []
    for name in TIERS:
        a, b = before.in_time[name], after.in_time[name]
        if len(a) != len(b):
            raise ModelError("not the same days", where="chance of a day before and after")
        step = b - a
        error = BAND_Z * float(step.std(ddof=1)) / np.sqrt(len(step))
        mean = float(step.mean())
        better, worse = float((step > 0).mean()), float((step < 0).mean())
        rows.append((name, mean, mean - error, mean + error, better, worse))
    columns = ["tier", "claims", "claims_lo", "claims_hi", "better", "worse"]
    return pd.DataFrame(rows, columns=columns)


def _settled(settled: Settled | None, draws: int, seed: int) -> dict[str, tuple[Floats, int]]:
    """Claims in time in each draw and claims, by tier, of those on no route any more."""
    told = {name: (np.zeros(draws), 0) for name in TIERS}
    if settled is None:
        return told
    ids = settled.ids or [""] * len(settled.tier)
    for tier, p, name in zip(settled.tier, settled.p_in_time, ids, strict=True):
        luck = np.full(draws, float(p)) if p in (0, 1) else happens(seed, name, draws, float(p))
        for key in ("all", str(tier)):
            kept, n = told[key]
            told[key] = (kept + luck, n + 1)
    return told


def _row(name: str, kept: Floats, claims: int, common: Floats, target: float) -> tuple[object, ...]:
    if claims == 0:
        return (name, 0, *[np.nan] * (len(COLUMNS) - 2))
    n, share = len(kept), kept / claims
    hit = share >= target - TOLERANCE
    low, high = (float(x) for x in wilson_interval(float(hit.sum()), n))
    most = 1 - 1 / n
    by_road = hit[np.argsort(common, kind="stable")]
    fifth = max(n // FIFTHS, 1)
    known = float(share.mean())
    return (
        name, claims, min(known, 1 - 1 / (n * claims + 1)),
        float(np.quantile(share, 0.05)), float(np.quantile(share, 0.95)),
        min(float(hit.mean()), most), min(low, most), min(high, 1 - 1 / (2 * n)),
        min(float(by_road[-fifth:].mean()), most), min(float(by_road[:fifth].mean()), most),
    )  # fmt: skip

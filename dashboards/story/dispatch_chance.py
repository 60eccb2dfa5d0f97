"""The chance of the promise on a dispatch day, as it stands or as a change would leave it."""

import math
from statistics import NormalDist

import numpy as np

from risk.staffing.live import DayState, Stage
from risk.staffing.live.crews import open_stop
from risk.staffing.live.times import timed, times_of
from risk.staffing.routes.chance import DayChance, Settled, day_chance
from risk.staffing.routes.problem import Floats

DRAWS = 400
NORMAL = NormalDist()


def chance_of(state: DayState, seed: int) -> DayChance:
    """P(promise kept) by tier, of the claims known: those reached count as they were reached.

    Args:
        state: the day.
        seed: the same seed draws the same days: what a change does is seen on them.
    """
    clock = timed(state)
    movable, plan = clock.movable, clock.plan
    staffing = state.ground.staffing
    return day_chance(
        movable.problem, movable.routes, [state.claims[c].tier.value for c in movable.job_ids],
        share_target=staffing.share_target, survey_cv=staffing.survey_cv,
        travel_cv=state.ground.travel_cv, draws=DRAWS, seed=seed, settled=_settled(state),
        free_left_min=_free_left(state, movable.crew_ids, movable.problem.crews.from_min),
        planned=plan,
        counted=np.array([state.progress[c].reached_min is None for c in movable.job_ids], bool),
    )  # fmt: skip


def _settled(state: DayState) -> Settled:
    """Claims that are on no route any more: reached in time or not, or somebody is on the way."""
    times = times_of(state)
    tiers, kept, ids = [], [], []
    for key, progress in state.progress.items():
        going = progress.stage in (Stage.UNDERWAY, Stage.ARRIVED, Stage.DONE)
        if progress.stage is Stage.CANCELLED or not (going or progress.reached_min is not None):
            continue
        due = state.claims[key].due_min
        if progress.reached_min is not None:
            p = float(progress.reached_min <= due)
        else:
            eta = times[key].arrive_min if key in times else None
            p = p_there(state, math.inf if eta is None else eta, due)
        tiers.append(state.claims[key].tier.value)
        kept.append(p)
        ids.append(key)
    return Settled(tiers, kept, ids)


def p_there(state: DayState, eta_min: float, due_min: float) -> float:
    """Chance that a crew under way arrives in time: what is left of its drive may take longer.

    The rest of a drive is log-normal of mean ``eta_min − now``, spread like whole drives.
    """
    left, room = eta_min - state.now_min, due_min - state.now_min
    if left <= 0 or state.ground.travel_cv <= 0:
        return float(left <= room)
    if room <= 0 or math.isinf(left):
        return 0.0
    variance = math.log1p(state.ground.travel_cv**2)
    z = (math.log(room / left) + variance / 2) / math.sqrt(variance)
    return NORMAL.cdf(z)


def _free_left(state: DayState, crew_ids: tuple[str, ...], from_min: Floats) -> Floats:
    """Minutes each crew still needs for the stop it is at or under way to (K,)."""
    busy = np.array([open_stop(state, crew) is not None for crew in crew_ids], bool)
    return np.where(busy, np.maximum(from_min - state.now_min, 0.0), 0.0)

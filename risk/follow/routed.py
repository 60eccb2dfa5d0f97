"""First routes of a day, what they promise, and why claims are late in them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from risk.errors import ModelError
from risk.staffing.live import Changed, DayState, Deed, DeedKind, apply, problem_of
from risk.staffing.reasons import given_of, why_all
from risk.staffing.routes.chance import DayChance, day_chance
from risk.staffing.routes.first import Solved, first_routes

CHANCE_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Routed:
    """A day with its first routes.

    Attributes:
        state: the day, routes handed out.
        changed: the deed that did it, to be kept.
        solved: where the routes come from.
        chance: of keeping the promise with them, of claims known now.
        why: claims late or on no route (``reasons.why_all``), with claim_id.
    """

    state: DayState
    changed: Changed
    solved: Solved
    chance: DayChance
    why: pd.DataFrame


def route_day(
    state: DayState,
    *,
    clock: Callable[[], float],
    seconds: float | None = None,
    seed: int,
    workers: int = 2,
    progress: Callable[[float], None] | None = None,
) -> Routed:
    """Make the first routes of a day and judge them.

    Args:
        state: a day that has begun (`risk.follow.day.begin_day`).
        clock: seconds, from wherever they are counted.
        seconds: of searching; None: as the settings say.
        seed: of the search and of the days the routes are tried on.
        workers: 1: own search alone; 2: engines beside it.
        progress: told the share of the time that is over.

    Raises:
        ModelError: nobody is on duty, or not any more, or no claim waits.
    """
    if not state.crews:
        raise ModelError(
            f"nobody is on duty on {state.ground.day}", where="routes",
            remedy="give people and bases, save a roster, or borrow crews",
        )  # fmt: skip
    if not state.claims:
        raise ModelError(
            f"no claim waits on {state.ground.day}", where="routes",
            remedy="load newer claims, or play a past day again: --replay EVENT",
        )  # fmt: skip
    movable, routing = problem_of(state), state.ground.routing
    if not movable.crew_ids:
        raise ModelError(
            f"every shift of {state.ground.day} is over", where="routes",
            remedy="begin at an earlier moment of the day, or with the next day",
        )  # fmt: skip
    solved = first_routes(
        movable.problem, seconds=routing.first_seconds if seconds is None else seconds, seed=seed,
        clock=clock, workers=workers, progress=progress,
    )  # fmt: skip
    deed = Deed(DeedKind.ROUTED, state.now_min, routes=movable.told(solved.routes))
    after, changed = apply(state, deed)
    staffing = state.ground.staffing
    chance = day_chance(
        movable.problem, solved.routes, [state.claims[c].tier.value for c in movable.job_ids],
        share_target=staffing.share_target, survey_cv=staffing.survey_cv,
        travel_cv=state.ground.travel_cv, draws=CHANCE_DRAWS, seed=seed,
    )  # fmt: skip
    # asked of the day, not of the moment: a claim of the night was known since its report
    given = replace(given_of(movable.problem), known_min=movable.problem.jobs.ready_min)
    why = why_all(movable.problem, solved.routes, given).rename(columns={"id": "claim_id"})
    return Routed(after, changed, solved, chance, why)

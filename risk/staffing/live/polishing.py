"""A better set of routes for what is not frozen, behind the dispatcher, if it keeps more."""

from collections.abc import Callable

from risk.staffing.live.movable import Movable, problem_of
from risk.staffing.live.records import Deed, DeedKind
from risk.staffing.live.standing import DayState
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.improve import improve
from risk.staffing.routes.problem import Cost, Routes
from risk.staffing.routes.verify import verify

GAIN_MONEY = 1.0
"""Routes that keep the promise no better and save less are left as people know them."""


def polish(
    state: DayState, *, clock: Callable[[], float], seconds: float, seed: int
) -> Deed | None:
    """Search for better routes; the deed that takes them, or None: what stands is as good.

    Taken are routes that keep the promise no worse (jobs late and unserved), then cost less, that
    give at most ``churn_max_share`` of the claims planned to another crew, and in which the
    verifier finds no fault that is not there already. Claims taken up from waiting are no moves.

    Args:
        state: where the day stands.
        clock: seconds, from wherever they are counted.
        seconds: time for the search.
        seed: of the search.
    """
    movable = problem_of(state)
    planned = sum(map(len, movable.routes))
    if not state.planned or not movable.job_ids or not movable.crew_ids:
        return None
    most = int(state.ground.routing.churn_max_share * planned)
    found = improve(movable.problem, movable.routes, clock=clock, seconds=seconds, seed=seed,
                    most_moves=most)  # fmt: skip
    if not better(movable, found, most):
        return None
    was, now = movable.told(movable.routes), movable.told(found)
    routes = {
        crew: (*_frozen(state, crew, was[crew]), *route)
        for crew, route in now.items()
        if route != was[crew]
    }
    return Deed(DeedKind.POLISHED, state.now_min, routes=routes)


def better(movable: Movable, routes: Routes, most_moves: int) -> bool:
    """Whether routes may replace those that stand (see `polish`)."""
    problem = movable.problem
    was, now = cost_of(problem, movable.routes), cost_of(problem, routes)
    if now.jobs_moved > most_moves or now.broken > was.broken:
        return False
    gains = _kept(now) < _kept(was) or (
        _kept(now) == _kept(was) and now.total < was.total - GAIN_MONEY
    )
    return gains and len(verify(problem, routes)) <= len(verify(problem, movable.routes))


def _kept(cost: Cost) -> int:
    """Promises not kept."""
    return cost.jobs_late + cost.jobs_unserved


def _frozen(state: DayState, crew: str, planned: tuple[str, ...]) -> tuple[str, ...]:
    return state.routes.get(crew, ())[: len(state.routes.get(crew, ())) - len(planned)]

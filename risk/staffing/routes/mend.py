"""Routes somebody else proposed, made such that they can be driven."""

from collections.abc import Sequence

from risk.staffing.routes.problem import Problem, Routes
from risk.staffing.routes.regret import regret
from risk.staffing.routes.verify import FaultKind, verify

NO_ROUTES = (FaultKind.CREWS, FaultKind.UNKNOWN, FaultKind.TWICE)


def mend(problem: Problem, routes: Sequence[Sequence[int]]) -> Routes | None:
    """Take off what breaks a hard bound, then insert by regret what is on no route.

    Taken off is the job a bound is broken at; where a whole route is at fault (shift, capacity,
    break), the job without which fewest faults remain, the cheapest to leave among equals.

    Returns:
        None where they are no routes of this problem.
    """
    kept = [list(route) for route in routes]
    while faults := verify(problem, tuple(map(tuple, kept))):
        if any(fault.kind in NO_ROUTES for fault in faults):
            return None
        for crew in {fault.crew for fault in faults}:
            job = next((f.job for f in faults if f.crew == crew and f.job >= 0), -1)
            kept[crew].remove(job if job >= 0 else _least(problem, crew, kept[crew]))
    return regret(problem, tuple(map(tuple, kept)))


def _least(problem: Problem, crew: int, route: list[int]) -> int:
    """The job a route that is too long is best without."""
    alone: list[tuple[int, ...]] = [()] * len(problem.crews)

    def left(job: int) -> tuple[int, float]:
        alone[crew] = tuple(j for j in route if j != job)
        return len(verify(problem, tuple(alone))), float(problem.jobs.unserved_money[job])

    return min(route, key=left)

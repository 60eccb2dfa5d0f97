"""Why claims are late or unserved: the first binding cause of each, found by re-insertion.

The routes stay as they are, the claim is taken off, and one thing after the other is thought away:
the first that alone gives the claim a place in time, with nobody else's promise broken, is the
cause; the least of it that does is what would have saved it. Each claim is asked for itself: the
sum over claims says how often a thing binds, not how many claims mending it would save together
(`saved_together`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from risk.staffing.reasons.ask import Answer, begun, first, longer, sent, skilled
from risk.staffing.reasons.ask_crews import idle, nearer
from risk.staffing.reasons.ask_roads import roads
from risk.staffing.reasons.bench import Bench, Given, lay_out
from risk.staffing.reasons.cause import UNITS, Cause, Why
from risk.staffing.routes.problem import Problem, Routes

LATE_MIN = 1e-6
COLUMNS = (
    "job", "id", "late_min", "cause", "saved_by", "amount", "unit", "crew", "position", "place",
    "at_min", "others", "alone",
)  # fmt: skip
TIERS = ("town", "rural")


def why_late(problem: Problem, routes: Routes, job: int, given: Given | None = None) -> Why:
    """Why one job is late or unserved; no cause if it is in time.

    Raises:
        ModelError: routes or what is given do not fit the problem.
    """
    return why_of(lay_out(problem, routes, given), job)


def why_of(bench: Bench, job: int) -> Why:
    """The same of a day laid out already."""
    late = float(bench.arrive_min[job] - bench.problem.jobs.due_min[job])
    if late <= LATE_MIN:
        return Why(job, late)
    for question in _questions(bench, job):
        answer = question()
        if answer:
            return Why(job, late, *answer)
    return Why(job, late, *nearer(bench, job))


def _questions(bench: Bench, job: int) -> Iterable[Callable[[], Answer]]:
    """What is asked, in this order: of a day's load, or of the day as such."""
    if sent(bench, job, alone=True):
        return [partial(q, bench, job) for q in (sent, skilled, roads, longer, first, idle)]
    asked = [
        partial(question, bench, job, alone=alone)
        for alone in (False, True)
        for question in (skilled, begun, longer, roads)
    ]
    return (*asked, lambda: idle(bench, job, Cause.NOBODY_ON_DUTY))


def why_all(problem: Problem, routes: Routes, given: Given | None = None) -> pd.DataFrame:
    """Every late or unserved job with its cause, the latest first; unserved: late_min inf.

    Returns:
        job, id, late_min, cause, saved_by, amount, unit, crew, position, place, at_min, others
        (jobs that would be late or later in its place), alone; see `Why` and `Saved`.
    """
    bench = lay_out(problem, routes, given)
    late = np.flatnonzero(bench.arrive_min > problem.jobs.due_min + LATE_MIN)
    return why_frame(problem, [why_of(bench, int(j)) for j in late])


def why_frame(problem: Problem, whys: Iterable[Why]) -> pd.DataFrame:
    """Causes as a table."""
    rows = [
        (
            why.job, problem.jobs.ids[why.job], why.late_min, why.cause.value,
            why.saved.by.value, why.saved.amount, UNITS[why.saved.by], why.saved.crew,
            why.saved.position, why.saved.place, why.saved.at_min, why.saved.jobs, why.saved.alone,
        )
        for why in whys
        if why.cause and why.saved
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["late_min", "job"], ascending=[False, True], ignore_index=True)


def sum_causes(causes: Sequence[str], tier: Sequence[str]) -> pd.DataFrame:
    """Claims by cause and tier: every cause that occurs, in the order of `Cause`.

    Args:
        causes, tier: of each late or unserved claim.

    Returns:
        cause, town, rural, all, share (of all late or unserved claims).
    """
    names = np.asarray(causes, object)
    tiers = np.asarray(tier, object)
    rows = []
    for cause in Cause:
        mine = names == cause.value
        counts = [int((mine & (tiers == t)).sum()) for t in TIERS]
        if mine.any():
            rows.append((cause.value, *counts, int(mine.sum()), float(mine.mean())))
    return pd.DataFrame(rows, columns=["cause", *TIERS, "all", "share"])

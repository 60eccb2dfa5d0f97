"""Fewest heads by day at each desk that keep its limit with the wanted chance."""

from collections.abc import Callable

import numpy as np

from risk.settings import Chain, County
from risk.staffing.desks.stages import (
    Bools,
    Floats,
    Ints,
    Passage,
    Surveyed,
    Work,
    kept,
    through_desk,
    walk,
)

HEADS_MAX = 1024
SLACK = 0.02
MARGIN = 2.0  # standard errors above the wanted chance: what was searched for is told on others


def plan_heads(surveyed: Surveyed, work: Work, county: County, open_: Bools) -> dict[str, Ints]:
    """Heads by day at each desk (days,), searched on these draws.

    Each desk gets one number of heads for a span of days: the smallest number that keeps the limit
    if it works every working day, then the shortest span that still does; the wanted chance is
    raised by two standard errors of these draws, for heads are judged on others. Outside the span
    works who is on record (one, where nobody is). Desks are planned in order: a later one sees
    what the earlier lets through. Where no number of heads reaches the wanted chance, what can be
    reached less two points is sought.

    Args:
        surveyed, work: of the draws searched on.
        county: limits, target share, wanted chance.
        open_: working days (days,).
    """
    found: dict[str, Ints] = {}
    p, n = county.staffing.p_goal, surveyed.draws
    goal = min(p + MARGIN * np.sqrt(p * (1 - p) / n), 1 - 1 / n)

    def desk(name: str, entered_h: Floats, ready_h: Floats, limit_h: Floats) -> Floats:
        def worked(heads: Ints) -> Floats:
            return through_desk(surveyed, ready_h, work.desk_h[name], heads, county.chain)

        def chance(heads: Ints) -> float:
            left_h = worked(heads)
            passage = Passage(entered_h, left_h, limit_h, left_h)
            found_p = kept(surveyed, passage, county.staffing.share_target)["p_event_share"]
            return 1.0 if np.isnan(found_p) else found_p

        always = on_record(name, county.chain, open_, least=1)
        found[name] = _fewest(chance, always, open_, goal)
        return worked(found[name])

    walk(surveyed, work, county, desk)
    return found


def on_record(desk: str, settings: Chain, open_: Bools, *, least: int = 0) -> Ints:
    """Heads by day on record at a desk (days,); ``least`` where none is provided."""
    given = getattr(settings, f"{desk}_heads")
    return np.where(open_, least if given is None else max(given, least), 0).astype(np.int64)


def _fewest(chance: Callable[[Ints], float], always: Ints, open_: Bools, goal: float) -> Ints:
    def level(heads: int, first: int = 0, last: int | None = None) -> Ints:
        out = always.copy()
        span = slice(first, last)
        out[span] = np.where(open_[span], np.maximum(always[span], heads), 0)
        return out

    best = chance(level(HEADS_MAX))
    wanted = goal if best >= goal else best - SLACK
    if chance(always) >= wanted:
        return always
    heads = _least(0, HEADS_MAX, lambda n: chance(level(n)) >= wanted)
    last = _least(0, len(open_), lambda d: chance(level(heads, 0, d)) >= wanted)
    length = _least(0, last, lambda d: chance(level(heads, last - d, last)) >= wanted)
    return level(heads, last - length, last)


def _least(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Smallest number above ``low`` that holds, where ``high`` does and more is never worse."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high

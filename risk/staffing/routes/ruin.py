"""Slack induction: strings of stops near each other taken off several routes.

Christiaens & Vanden Berghe 2020, Slack Induction by String Removals for Vehicle Routing Problems,
Transportation Science 54(2), section 5.2, with its parameters.
"""

import numpy as np

from risk.staffing.routes.draw import Word, below, uniform
from risk.staffing.routes.packed import World
from risk.staffing.routes.plan import Plan, leave, refresh
from risk.staffing.routes.problem import Bools, Ints
from risk.staffing.simulator.compiled import uncounted

JOBS_OFF = 10.0  # mean number taken off
LONGEST = 10.0  # most of one route
SPLIT = 0.5  # share of strings that leave a part of themselves on the route
SHORTEN = 0.01  # chance that such a part is longer by a stop more


@uncounted
def ruin(w: World, p: Plan, near: Ints, touched: Bools, word: Word) -> float:
    """Take strings off routes near a random job; marks the routes, tells the money saved beside."""
    used, on = 0, 0
    for k in range(len(p.size)):
        used += p.size[k] > 0
        on += p.size[k]
    if on == 0:
        return 0.0
    longest = min(LONGEST, on / used)
    routes = int(uniform(word) * (4.0 * JOBS_OFF / (1.0 + longest) - 1.0) + 1.0)
    seed, saved, ruined = below(word, len(near)), 0.0, 0
    for i in range(near.shape[1]):
        job = near[seed, i]
        k = p.crew[job]
        if k < 0 or touched[k]:
            continue
        length = int(uniform(word) * min(float(p.size[k]), longest) + 1.0)
        saved += _take_string(w, p, k, job, min(length, p.size[k]), word)
        touched[k] = True
        ruined += 1
        if ruined >= routes:
            break
    return saved


@uncounted
def _take_string(w: World, p: Plan, k: int, job: int, length: int, word: Word) -> float:
    """Take ``length`` stops around ``job`` off route ``k``, or as many with some between left."""
    n, at, stay = p.size[k], 0, 0
    while p.stops[k, at] != job:
        at += 1
    if length > 1 and length < n and uniform(word) < SPLIT:
        stay = 1
        while length + stay < n and uniform(word) < SHORTEN:
            stay += 1
    whole = length + stay
    low, high = max(0, at - whole + 1), min(at, n - whole)
    begin = low + below(word, high - low + 1)
    kept_from = begin + (below(word, length - 1) + 1 if stay > 0 else whole)
    to, saved = begin, 0.0
    for i in range(begin, n):
        j = p.stops[k, i]
        if i >= begin + whole or kept_from <= i < kept_from + stay:
            p.stops[k, to] = j
            to += 1
        else:
            saved += leave(w, p, k, j)
    p.size[k] = to
    refresh(w, p, k)
    return saved


def near_jobs(w: World, most: int) -> Ints:
    """Each job, then those nearest to it by road there and back (J, at most ``most``)."""
    minutes = w.minutes[np.ix_(w.place, w.place)]
    away = minutes + minutes.T
    np.fill_diagonal(away, -1.0)
    return np.ascontiguousarray(np.argsort(away, axis=1, kind="stable")[:, :most])

"""Rounds of ruin and recreation, accepted by simulated annealing."""

import numpy as np
from numba import njit

from risk.staffing.routes.draw import Word, uniform
from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.plan import Plan, copy_tour, enter, leave
from risk.staffing.routes.problem import Floats
from risk.staffing.routes.recreate import LEFT, Known, recreate
from risk.staffing.routes.ruin import ruin
from risk.staffing.simulator.compiled import uncounted

NOW, BESIDE, BEST, AWAY = 0, 1, 2, 3  # places of ``sums``
CENT = 1e-6  # less is no gain


@njit(cache=True, nogil=True)
def anneal(
    w: World, p: Plan, kept: Plan, best: Tours, known: Known, sums: Floats, word: Word,
    rounds: int, heat: float, most: int, fewer: bool,
) -> int:  # fmt: skip
    """Search for ``rounds`` at a temperature of ``heat`` (money); how many rounds were done.

    ``p`` is worked on and equals ``kept`` between rounds. ``fewer``: the routes must do with the
    crews that may be used; it ends as soon as no job is left. A round is then accepted also if the
    jobs it leaves have been left less often in all (sum of absences, section 5.4 of the paper).
    """
    for done in range(rounds):
        known.touched[:] = False
        beside = sums[BESIDE] - ruin(w, p, known.near, known.touched, word)
        for k in range(len(p.size)):
            if known.touched[k]:
                known.clock[0] += 1
                p.stamp[k] = known.clock[0]
        limit = sums[NOW] - heat * np.log(1.0 - uniform(word))
        spare = np.inf if fewer else limit - np.sum(p.money) - beside
        left = recreate(w, p, known, most, spare, word)
        beside += left.beside
        money = np.sum(p.money) + beside + left.money
        good = money < limit and (left.away <= most or left.away <= sums[AWAY])
        if fewer:
            good = _less_absent(p, known, good)
        if not good:
            _restore(w, p, kept, known)
            continue
        for k in range(len(p.size)):
            if known.touched[k]:
                copy_tour(p, kept, k)
        sums[NOW], sums[BESIDE], sums[AWAY] = money, beside, left.away
        if money < sums[BEST] - CENT and (left.jobs == 0 or not fewer):
            sums[BEST] = money
            _copy_best(p, best)
        if fewer and left.jobs == 0:
            return done + 1
    return rounds


@uncounted
def _less_absent(p: Plan, known: Known, good: bool) -> bool:
    """Whether to accept, by absences too; counts them."""
    new, old = 0, 0
    for j in range(len(p.crew)):
        new += known.absences[j] if p.crew[j] < 0 else 0
        old += known.absences[j] if known.lacks[j] else 0
    good = good or new < old
    for j in range(len(p.crew)):
        known.absences[j] += p.crew[j] < 0
        if good:
            known.lacks[j] = p.crew[j] < 0
    return good


@uncounted
def _restore(w: World, p: Plan, kept: Plan, known: Known) -> None:
    """Take a round back."""
    for k in range(len(p.size)):
        if known.touched[k]:
            for i in range(p.size[k]):
                leave(w, p, k, p.stops[k, i])
                p.crew[p.stops[k, i]] = LEFT
    for k in range(len(p.size)):
        if known.touched[k]:
            copy_tour(kept, p, k)
            for i in range(p.size[k]):
                enter(w, p, k, p.stops[k, i])


@uncounted
def _copy_best(p: Plan, best: Tours) -> None:
    for k in range(len(p.size)):
        best.size[k] = p.size[k]
        for i in range(p.size[k]):
            best.stops[k, i] = p.stops[k, i]

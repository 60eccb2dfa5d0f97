"""Greedy insertion with blinks: jobs go, in an order drawn by chance, where they cost least.

Christiaens & Vanden Berghe 2020 (see ``ruin``), section 5.3. What a job costs at best on a route is
kept until that route changes: most routes do not from one round to the next.
"""

from typing import NamedTuple

from risk.staffing.routes.draw import Word, uniform
from risk.staffing.routes.packed import World
from risk.staffing.routes.places import best_place
from risk.staffing.routes.plan import Plan, beside_money, enter, put, refresh
from risk.staffing.routes.problem import Bools, Floats, Ints
from risk.staffing.simulator.compiled import inlined, uncounted

BLINK = 0.01  # chance that a route is not looked at
LEFT_ASKED = 40.0  # about so many of the jobs left before are asked again in a round
FRESH, LEFT = -1, -2  # ``Plan.crew`` of a job just taken off, and of one left before


class Known(NamedTuple):
    """What the search holds beside the routes."""

    near: Ints  # (J, neighbours)
    keys: Floats  # orders of insertion: lower first (orders, J)
    chance: Floats  # cumulated chance of each order; what is left of 1: at random
    worth: Floats  # a job that would cost more is left, and then costs this (J,)
    may: Bools  # crews that may be used (K,)
    money: Floats  # least cost of a job on a route, or a lower bound of it (J, K)
    place: Ints  # where; -1: only a bound (J, K)
    stamp: Ints  # of the route that was judged (J, K)
    clock: Ints  # last stamp given (1,)
    queue: Ints  # jobs to insert (J,)
    key: Floats  # their keys (J,)
    touched: Bools  # routes changed in this round (K,)
    absences: Ints  # rounds each job has been left, while crews are saved (J,)
    lacks: Bools  # jobs left by the routes kept, while crews are saved (J,)


class Left(NamedTuple):
    """What a round came to, beside the routes themselves."""

    beside: float  # money of splits and moves more than before
    money: float  # of jobs left
    jobs: int  # left
    away: int  # jobs not with the crew that had them


@uncounted
def recreate(w: World, p: Plan, known: Known, most: int, spare: float, word: Word) -> Left:
    """Insert what is on no route, each job where it costs least, if that is worth it.

    ``spare``: when the jobs left cost more, the round is lost and ends.
    """
    n, money, left, elsewhere, away = _queue(w, p, known, word)
    _sort(known, n, word)
    beside, lost = 0.0, 0.0
    for i in range(n):
        j = known.queue[i]
        k, at = _cheapest(w, p, known, j, elsewhere < most, word)
        if k < 0:
            p.crew[j] = LEFT
            lost += known.worth[j]
            if lost > spare:
                break
            continue
        put(p, k, at, j)
        refresh(w, p, k)
        known.clock[0] += 1
        p.stamp[k], known.touched[k] = known.clock[0], True
        beside += enter(w, p, k, j)
        money -= known.worth[j]
        left -= 1
        if w.held[j] == k:
            away -= 1
        elif w.held[j] >= 0:
            elsewhere += 1
    return Left(beside, money, left, away)


@inlined
def _queue(w: World, p: Plan, known: Known, word: Word) -> tuple[int, float, int, int, int]:
    """Who is on no route, what leaving them all costs; held jobs with another crew, or not held."""
    before = 0
    for j in range(len(p.crew)):
        before += p.crew[j] == LEFT
    share = LEFT_ASKED / max(1, before)
    n, money, left, elsewhere, away = 0, 0.0, 0, 0, 0
    for j in range(len(p.crew)):
        k = p.crew[j]
        if w.held[j] >= 0 and w.held[j] != k:
            away += 1
            elsewhere += k >= 0
        if k >= 0:
            continue
        left += 1
        money += known.worth[j]
        if k == FRESH or share >= 1.0 or uniform(word) < share:
            known.queue[n] = j
            n += 1
    return n, money, left, elsewhere, away


@inlined
def _sort(known: Known, n: int, word: Word) -> None:
    """Put the queue in an order drawn by chance."""
    draw, order = uniform(word), 0
    while order < len(known.chance) and draw >= known.chance[order]:
        order += 1
    for i in range(n):
        job = known.queue[i]
        key = known.keys[order, job] if order < len(known.chance) else uniform(word)
        at = i
        while at > 0 and known.key[at - 1] > key:
            known.key[at], known.queue[at] = known.key[at - 1], known.queue[at - 1]
            at -= 1
        known.key[at], known.queue[at] = key, job


@inlined
def _cheapest(
    w: World, p: Plan, known: Known, j: int, may_move: bool, word: Word
) -> tuple[int, int]:
    """Crew and place of the least cost below what the job is worth; −1: none."""
    best, crew, at = known.worth[j], -1, -1
    for k in range(len(p.size)):
        if w.needs[j] & ~w.skills[k] or p.load[k] + w.load[j] > w.capacity[k]:
            continue
        moves = w.held[j] >= 0 and w.held[j] != k
        if not known.may[k] or (moves and not may_move) or uniform(word) < BLINK:
            continue
        beside = beside_money(w, p, k, j)
        bound = best - beside
        fresh = known.stamp[j, k] != p.stamp[k]
        if fresh or (known.place[j, k] < 0 and known.money[j, k] < bound):
            known.money[j, k], known.place[j, k] = best_place(w, p, k, j, bound)
            known.stamp[j, k] = p.stamp[k]
        if known.place[j, k] >= 0 and known.money[j, k] < bound:
            best, crew, at = known.money[j, k] + beside, k, known.place[j, k]
    return crew, at

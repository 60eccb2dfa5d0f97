"""The fewest crews by base and shift with which ordinary days keep the promise, by simulation.

Crews are added one by one where most claims are late, as long as that helps; then every crew that
can go without breaking the goal is taken away again. A night crew at one base may serve the area of
another: what counts is whether the claims are reached, not whose they are.
"""

from dataclasses import dataclass

import numpy as np

from risk.staffing.roster.ordinary_days import Floats, Held, Ints, OrdinaryMonth, held

CREWS_MOST = 60
SLACK = 0.005
HELPS_SHARE = 0.002  # of the claims: fewer late ones than that are no help


@dataclass(frozen=True)
class Need:
    """Crews by base and shift (bases, 2) and what they achieve; ``met``: the goal, by shift."""

    crews: Ints
    held: Held
    met: tuple[bool, bool]


def fewest(month: OrdinaryMonth, goal: float, *, least: Ints | None = None) -> Need:
    """The fewest crews found.

    Where no number of crews reaches the goal (distance binds), what many reach, less a little, is
    sought instead, and ``met`` says so.

    Args:
        month: its claims.
        goal: wanted chance that a day's claims are reached in time, in each shift.
        least: crews to begin from, by base and shift; None: none.
    """
    bases = len(month.ground.bases)
    crews = np.zeros((bases, 2), np.int64) if least is None else least.copy()
    crews, now = _grown(month, crews, goal)
    wanted = np.minimum(goal, now.p - SLACK)
    crews, now = _trimmed(month, crews, now, wanted)
    crews, now = _gathered(month, crews, now, wanted)
    met = now.p >= goal
    return Need(crews, now, (bool(met[0]), bool(met[1])))


def _grown(month: OrdinaryMonth, crews: Ints, goal: float) -> tuple[Ints, Held]:
    """Crews added where most claims are late, until the goal is met or no place helps."""
    now = held(month, crews)
    closed = np.zeros(crews.shape, bool)
    helps = max(HELPS_SHARE * len(month.shift), 1.0)
    while (now.p < goal).any() and crews.sum() < CREWS_MOST:
        short = now.p < goal
        late = np.where(closed | ~short[None, :], -1, now.late)
        cell = np.unravel_index(int(np.argmax(late)), late.shape)
        if late[cell] <= 0:
            break
        more = crews.copy()
        more[cell] += 1
        then = held(month, more)
        if now.late.sum() - then.late.sum() >= helps:
            crews, now = more, then
            closed[:] = False
        else:
            closed[cell] = True
    return crews, now


def _trimmed(month: OrdinaryMonth, crews: Ints, now: Held, wanted: Floats) -> tuple[Ints, Held]:
    """Crews taken away while each shift still reaches what is wanted, the least busy first."""
    claims = _claims(month, crews)
    cells = [(int(b), int(s)) for b, s in np.argwhere(crews > 0)]
    for cell in sorted(cells, key=lambda c: int(claims[c])):
        while crews[cell] > 0:
            fewer = crews.copy()
            fewer[cell] -= 1
            then = held(month, fewer)
            if not (then.p >= wanted).all():
                break
            crews, now = fewer, then
    return crews, now


def _gathered(month: OrdinaryMonth, crews: Ints, now: Held, wanted: Floats) -> tuple[Ints, Held]:
    """Crews moved to the busiest base of their shift where they do as well there."""
    claims = _claims(month, crews)
    for base, shift in np.argwhere(crews > 0).tolist():
        busiest = int(np.argmax(claims[:, shift]))
        while base != busiest and crews[base, shift] > 0:
            moved = crews.copy()
            moved[base, shift] -= 1
            moved[busiest, shift] += 1
            then = held(month, moved)
            if not (then.p >= wanted).all():
                break
            crews, now = moved, then
    return crews, now


def _claims(month: OrdinaryMonth, crews: Ints) -> Ints:
    """Claims by area and shift of their report, all draws."""
    claims = np.zeros(crews.shape, np.int64)
    np.add.at(claims, (month.area, month.shift), 1)
    return claims

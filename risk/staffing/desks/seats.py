"""Hotline seats: a first guess by modified offered load, corrected by simulation, in shifts."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from risk.settings import Chain, County
from risk.staffing.desks.calls import HOURS, Calls
from risk.staffing.desks.erlang import seats_for
from risk.staffing.desks.hotline import (
    BLOCK_H,
    SECONDS,
    Answered,
    Ints,
    limit_seconds,
    simulate_hotline,
)
from risk.staffing.desks.offered import hourly_load

ENOUGH_CALLS = 10.0
ROUNDS = 24
NIGHT_COST = 1e-3
DAY_FROM_H, DAY_UNTIL_H = 8, 20


def screening_seats(calls: Calls, limit_s: float, settings: Chain, *, level: float) -> Ints:
    """Seats by hour: Erlang A on the offered load of the hour's ``level`` quantile of calls."""
    mean_h = settings.handling_min / 60
    typical = np.quantile(calls.by_hour(), level, axis=0)
    smooth = np.maximum(typical, calls.by_hour().mean(axis=0))
    load = hourly_load(smooth, mean_h=mean_h, cv=settings.handling_cv)
    found = [
        seats_for(
            float(a), service=mean_h, patience=settings.patience_min / 60, wait=limit_s / SECONDS,
            share=settings.answered_target,
        )
        for a in load
    ]  # fmt: skip
    return np.array(found, np.int64)


def needed_seats(
    calls: Calls, limit_s: float, settings: Chain, *, p_goal: float, first: Ints
) -> Ints:
    """Fewest seats by block that hold on these draws, the same within four hours (hours,).

    A block holds if its share in time reaches the target in ``p_goal`` of the events; where it has
    fewer than ten calls, over all events together. All blocks are halved in at once: a block's
    calls hardly outlast it, and a last round mends what its neighbours changed.
    """
    seats = first.reshape(-1, BLOCK_H).max(axis=1)
    low, high = np.zeros_like(seats), np.full_like(seats, -1)
    for _ in range(ROUNDS):
        told = simulate_hotline(calls, _hourly(seats), limit_s, settings)
        good = _holds(told, settings.answered_target, p_goal)
        high = np.where(good & ((high < 0) | (seats < high)), seats, high)
        low = np.where(~good, np.maximum(low, seats), low)
        low = np.where((high >= 0) & (low >= high), high - 1, low)
        growing = seats + np.maximum(seats // 4, 1)
        following = np.where(high < 0, growing, (low + high + 1) // 2)
        following = np.where((high >= 0) & (high - low <= 1), high, following)
        if good.all() and (following == seats).all():
            break
        seats = np.where(~good & (following <= seats), seats + 1, following)
    return _hourly(seats)


def _hourly(blocks: Ints) -> Ints:
    return np.repeat(blocks.ravel(), BLOCK_H)


def _blocks(counts: Ints) -> Ints:
    return np.asarray(counts.reshape(len(counts), -1, BLOCK_H).sum(axis=2))


def _holds(told: Answered, target: float, p_goal: float) -> NDArray[np.bool_]:
    calls, kept = _blocks(told.calls), _blocks(told.in_time)
    together = kept.sum(axis=0) >= target * calls.sum(axis=0)
    in_most = (kept >= target * calls).mean(axis=0) >= p_goal
    return np.asarray(np.where(calls.mean(axis=0) < ENOUGH_CALLS, together, in_most))


def rostered(needed: Ints, shift_h: int) -> Ints:
    """Fewest seats in shifts that cover the need (hours,), as seats by hour.

    Shifts begin every four hours, the first of them on the eve. The rows have consecutive ones, so
    the linear programme's corner is whole.
    """
    need = needed.reshape(-1, BLOCK_H).max(axis=1).astype(np.float64)
    length = shift_h // BLOCK_H
    blocks = len(need)
    starts = np.arange(1 - length, blocks)
    block = np.arange(blocks)[:, None]
    covers = ((starts <= block) & (block < starts + length)).astype(np.float64)
    at_h = (np.arange(blocks) * BLOCK_H) % HOURS
    night = ((at_h < DAY_FROM_H) | (at_h >= DAY_UNTIL_H)).astype(np.float64)
    cost = 1 + NIGHT_COST * (night @ covers)  # as many shifts at the least, then by day
    found = linprog(cost, A_ub=-covers, b_ub=-need, method="highs-ds")
    shifts = np.round(np.asarray(found.x, np.float64))
    return _hourly((covers @ shifts).astype(np.int64))


def seats_of_blocks(blocks: Ints) -> Ints:
    """Seats by hour of seats by day and block (days, 6)."""
    return _hourly(np.asarray(blocks, np.int64))


def seats_on_record(settings: Chain, days: int) -> Ints | None:
    """Seats by hour that are manned on any day, or None where they are not provided."""
    if settings.seats_day is None or settings.seats_night is None:
        return None
    hour = np.arange(HOURS)
    by_day = (hour >= DAY_FROM_H) & (hour < DAY_UNTIL_H)
    return np.tile(np.where(by_day, settings.seats_day, settings.seats_night), days)


def plan_seats(calls: Calls, county: County) -> tuple[Ints, Ints, Ints]:
    """Screening, needed and rostered seats by hour (hours,), searched on these draws."""
    settings = county.chain
    limit_s, _ = limit_seconds(county.promise, settings)
    first = screening_seats(calls, limit_s, settings, level=county.staffing.p_goal)
    needed = needed_seats(calls, limit_s, settings, p_goal=county.staffing.p_goal, first=first)
    return first, needed, rostered(needed, settings.seat_shift_h)

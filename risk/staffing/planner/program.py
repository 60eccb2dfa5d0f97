"""The two-stage program: crews first, then what they reach in each scenario (sample average, CVaR).

First stage, before it is known which event comes: crews called of each source by day, shift and
place, within what its lender has, can send in time, and must keep for its minimum stay; six days of
seven, three nights running, no day shift after a night. Second stage, in each scenario: claims of a
bucket are reached in time, later, or wait, within κ (``productivity``). The mean shortfall of the
share in time over the worst 1 − p_goal of the events (CVaR, Rockafellar and Uryasev 2000) is held
to what the target leaves, 1 − share_target; where that cannot be, it is made small before money is
spared. The program is a relaxation: it proposes, the simulator judges.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from risk.staffing.highs import Highs
from risk.staffing.planner.buckets import Buckets, tally
from risk.staffing.planner.hours import PLACES, Cells, Hours
from risk.staffing.planner.productivity import Concave, Productivity
from risk.staffing.planner.search import TIERS
from risk.staffing.planner.sparse import Rows, solved
from risk.staffing.planner.squad import DAYS_ON, NIGHTS_ON, overtime_most_h, own_day_crews
from risk.staffing.simulator.crews import eligible
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.scenes import Scenes

SHORTFALL_CREW_DAYS = 1e4  # what a shortfall of 1 costs, in own crew-days: more than any plan
LATE_CREW_DAYS = 1e-3  # a claim that waits a bucket longer: only a tie-break

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Program:
    """The loaded program; ``proposal`` solves it for a multiple of the scenarios' work.

    Attributes:
        highs: the solver, kept warm between proposals.
        lp: what it was loaded with.
        crews: numbers of the columns of crews by pool, day, shift and place.
        late: numbers of the columns of overtime of own day crews by day.
    """

    highs: Highs
    lp: Rows
    crews: Ints
    late: Ints

    def proposal(self, work_scale: float) -> tuple[Floats, Floats] | None:
        """Crews by pool, day, shift and place, and overtime by day, for so many times the work.

        None: out of time.
        """
        low, high = self.lp.bounds(work_scale)
        every = np.arange(self.lp.rows, dtype=np.int32)
        change: Any = self.highs  # its stubs leave this method out
        change.changeRowsBounds(self.lp.rows, every, low, high)
        found = solved(self.highs, f"staffing program, work × {work_scale:g}")
        return None if found is None else (found[self.crews], found[self.late])


def program(
    ground: Ground, scenes: Scenes, cut: Buckets, kappa: Productivity, *, seconds: float
) -> Program:
    """Build the program over some scenarios.

    Args:
        ground: bases, sources, shifts.
        scenes: the scenarios, equally likely.
        cut: the buckets of the days looked at.
        kappa: what crew-hours survey.
        seconds: time limit of one solution.
    """
    lp = Rows()
    days = int(cut.day[-1]) + 1
    crews, late = _first_stage(lp, ground, days), _overtime(lp, ground, days)
    hours = Hours.of(ground, scenes, cut, kappa.reach, crews, late)
    _second_stage(lp, ground, scenes, cut, kappa, hours)
    return Program(lp.solver(seconds=seconds), lp, crews, late)


def _overtime(lp: Rows, ground: Ground, days: int) -> Ints:
    """Hours that own day crews stay longer, by day (days,)."""
    settings, number = ground.county.staffing, own_day_crews(ground)
    shift_h = settings.day_end_h - settings.day_start_h
    hour = settings.crew_day_cost_money / shift_h * settings.overtime_pay_ratio
    return lp.add_columns((days,), number * hour, overtime_most_h(ground))


def _first_stage(lp: Rows, ground: Ground, days: int) -> Ints:
    """Presence, arrivals and work of each pool; returns the columns of work."""
    pools = ground.sources
    number = (len(pools), days)
    can = np.array([eligible(pool, ground.off_h)[:days] for pool in pools])
    cap = np.array([pool.crews_max for pool in pools], np.float64)
    cost = np.array([pool.cost_money for pool in pools])
    here = lp.add_columns(number, cost[:, None], cap[:, None] * can.any(axis=2))
    come = lp.add_columns(number, 0.0, cap[:, None])
    free = np.where(can, cap[:, None, None], 0.0)[..., None]
    work = lp.add_columns((*number, 2, len(PLACES)), 0.0, free)
    grow = lp.add_rows(number, -np.inf, 0.0)
    lp.put(grow, here, 1.0)
    lp.put(grow, come, -1.0)
    lp.put(grow[:, 1:], here[:, :-1], -1.0)
    busy = lp.add_rows(number, -np.inf, 0.0)
    lp.put(busy[..., None, None], work, 1.0)
    lp.put(busy, here, -1.0)
    stay = lp.add_rows(number, -np.inf, 0.0)
    lp.put(stay, here, -1.0)
    for p, pool in enumerate(pools):
        for back in range(min(pool.stay_min_days, days)):
            lp.put(stay[p, back:], come[p, : days - back], 1.0)
    _rest(lp, here, work, cap)
    return work


def _rest(lp: Rows, here: Ints, work: Ints, cap: Floats) -> None:
    """No day shift after a night, three nights running at most, a day off in seven."""
    pools, days = here.shape
    after = lp.add_rows((pools, days - 1), -np.inf, 0.0)
    lp.put(after[..., None], work[:, :-1, 1], 1.0)
    lp.put(after[..., None], work[:, 1:, 0], 1.0)
    lp.put(after, here[:, 1:], -1.0)
    if days > NIGHTS_ON:
        nights = lp.add_rows((pools, days - NIGHTS_ON), -np.inf, NIGHTS_ON * cap[:, None])
        for k in range(NIGHTS_ON + 1):
            lp.put(nights[..., None], work[:, k : days - NIGHTS_ON + k, 1], 1.0)
    if days > DAYS_ON:
        weeks = lp.add_rows((pools, days - DAYS_ON), -np.inf, DAYS_ON * cap[:, None])
        for k in range(DAYS_ON + 1):
            lp.put(weeks[..., None, None], work[:, k : days - DAYS_ON + k], 1.0)


def _second_stage(
    lp: Rows, ground: Ground, scenes: Scenes, cut: Buckets, kappa: Productivity, hours: Hours
) -> None:
    """What is reached in each scenario."""
    shape = (scenes.claims.draws, cut.number)
    money = ground.county.staffing.crew_day_cost_money or 1.0
    report_h = scenes.claims.hour
    by_tier = {"town": scenes.town_claim, "rural": ~scenes.town_claim}
    reports = {tier: tally(scenes, cut, by_tier[tier], report_h) for tier in TIERS}
    whole = reports["town"] + reports["rural"]
    later = lp.add_columns(shape)
    waiting = lp.add_columns(shape, LATE_CREW_DAYS * money / shape[0])
    balance = lp.add_rows(shape, 0.0, 0.0, whole, whole)
    lp.put(balance, later, 1.0)
    lp.put(balance, waiting, 1.0)
    lp.put(balance[:, 1:], waiting[:, :-1], -1.0)
    everywhere = np.nonzero(np.ones(shape))
    surveys = _within(lp, kappa.all_surveys, everywhere, hours, "all", whole)
    for rows, of_work in zip(surveys, kappa.all_surveys.work, strict=True):
        rows = rows.reshape(shape)
        lp.put(rows, later, 1.0)
        lp.put(rows[:, 1:], waiting[:, :-1], -of_work)
    for tier in TIERS:
        cells = np.nonzero(reports[tier])
        kept = lp.add_columns((len(cells[0]),))
        lp.put(balance[cells], kept, 1.0)
        for rows in surveys:
            lp.put(rows.reshape(shape)[cells], kept, 1.0)
        for rows in _within(lp, kappa.in_time[tier], cells, hours, tier, reports[tier]):
            lp.put(rows, kept, 1.0)
        _cvar(lp, ground, reports[tier].sum(axis=1), cells[0], kept, money)


def _within(
    lp: Rows, kappa: Concave, cells: Cells, hours: Hours, name: str, claims: Floats
) -> list[Ints]:
    """Rows, one set a segment of κ: what is done in a cell ≤ κ of its crew-hours and claims."""
    out = []
    for of_crews, of_work in zip(kappa.crews, kappa.work, strict=True):
        own, work = of_crews * hours.own[name][cells], of_work * claims[cells]
        rows = lp.add_rows((len(cells[0]),), -np.inf, own, work_high=work)
        if of_crews > 0:
            hours.put(lp, rows, cells, name, -of_crews)
        out.append(rows)
    return out


def _cvar(lp: Rows, ground: Ground, claims: Floats, draw: Ints, kept: Ints, money: float) -> None:
    """Mean shortfall of the worst events ≤ 1 − target, in shares of each event's claims.

    ``draw`` is the scenario of each column of ``kept``.
    """
    settings = ground.county.staffing
    some = np.flatnonzero(claims > 0)
    if not len(some):
        return
    number = (len(some),)
    short, excess = lp.add_columns(number), lp.add_columns(number)
    value_at_risk = lp.add_columns((1,))
    beyond = lp.add_columns((1,), SHORTFALL_CREW_DAYS * money)
    target = lp.add_rows(number, 0.0, np.inf, work_low=settings.share_target)
    lp.put(target, short, 1.0)
    lp.put(target[np.searchsorted(some, draw)], kept, 1.0 / claims[draw])
    over = lp.add_rows(number, 0.0, np.inf)
    lp.put(over, excess, 1.0)
    lp.put(over, short, -1.0)
    lp.put(over, value_at_risk, 1.0)
    mean = lp.add_rows((1,), -np.inf, 0.0, work_high=1 - settings.share_target)
    lp.put(mean, value_at_risk, 1.0)
    lp.put(mean, excess, 1.0 / ((1 - settings.p_goal) * len(some)))
    lp.put(mean, beyond, -1.0)

"""What can still be moved on a dispatch day, as a routing problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from risk.errors import ModelError
from risk.staffing.live.crews import (
    FROZEN,
    HOUR_MIN,
    Free,
    free_of,
    frozen_stops,
    place_rows,
    planned_stops,
    roads_of,
)
from risk.staffing.live.standing import DayClaim, DayState, Stage
from risk.staffing.routes.problem import NEVER, Bools, Crews, Jobs, Problem, Roads, Routes
from risk.terms import DamageGrade, Tier

NOBODY = 62
"""Bit that no crew has: a claim a person took off its route stays off."""


@dataclass(frozen=True, eq=False)
class Movable:
    """What is not frozen.

    Attributes:
        problem: jobs are claims that nobody has set out to; crews start where and when they are
            free, and are those not out.
        routes: of those jobs as they are planned.
        job_ids, crew_ids: claims and crews by number.
    """

    problem: Problem
    routes: Routes
    job_ids: tuple[str, ...]
    crew_ids: tuple[str, ...]

    def told(self, routes: Sequence[Sequence[int]]) -> dict[str, tuple[str, ...]]:
        """Routes of numbers as claim ids by crew."""
        return {
            crew: tuple(self.job_ids[j] for j in route)
            for crew, route in zip(self.crew_ids, routes, strict=True)
        }


@lru_cache(maxsize=4)
def problem_of(state: DayState) -> Movable:
    """Everything not frozen, as a routing problem.

    Prices are those of ``Ground.routing``. Nobody serves a claim left for another day before this
    one ends, so leaving it costs ``unserved_money``, and what its lateness comes to by the end of
    the last shift: visiting a claim, however late, is never dearer than leaving it. A claim that
    was reached before its crew had to give it back is no longer late. Villages are numbered as
    places. A claim pinned to a crew needs a bit only that crew has.

    Raises:
        ModelError: more skills and crews with pinned claims than bits.
    """
    crew_ids = tuple(c for c in state.crews if _can_go(state, c))
    job_ids = tuple(c for c, p in state.progress.items() if p.stage not in FROZEN
                    and p.stage is not Stage.CANCELLED)  # fmt: skip
    number = {claim: j for j, claim in enumerate(job_ids)}
    routes = tuple(tuple(number[c] for c in planned_stops(state, crew)) for crew in crew_ids)
    bits = _bits(state, crew_ids)
    roads = roads_of(state)
    costs = state.ground.routing
    problem = Problem(
        _jobs(state, job_ids, {c: k for k, r in enumerate(routes) for c in r}, crew_ids, bits),
        _crews(state, crew_ids, roads, bits),
        roads,
        travel_money_per_min=costs.travel_money_per_min,
        overtime_money_per_min=_overtime_money_per_min(state),
        split_money=costs.split_village_money,
        visited=_visited(state, crew_ids),
    )
    return Movable(problem, routes, job_ids, crew_ids)


def _can_go(state: DayState, crew_id: str) -> bool:
    crew = state.crews[crew_id]
    if crew.out_since_min is not None:
        return False
    ends = crew.until_min + crew.overtime_max_min
    return bool(planned_stops(state, crew_id)) or free_of(state, crew_id).at_min < ends


def _bits(state: DayState, crew_ids: Sequence[str]) -> dict[str, int]:
    """A bit for each skill, and one for each crew with a pinned claim (by its id, after a tab)."""
    skills = {s for c in state.claims.values() for s in c.needs}
    bound = {c for c in crew_ids if state.pinned.intersection(planned_stops(state, c))}
    names = [*sorted(skills), *(f"\t{c}" for c in sorted(bound))]
    if len(names) > NOBODY:
        raise ModelError(
            f"{len(skills)} skills and {len(bound)} crews with claims given to them by hand",
            where="dispatch day", remedy="release claims that need not stay with their crew",
        )  # fmt: skip
    return {name: 1 << i for i, name in enumerate(names)}


def _needs(state: DayState, claim: DayClaim, crew_id: str, bits: Mapping[str, int]) -> int:
    mask = sum(bits[s] for s in set(claim.needs))
    if claim.claim_id in state.pinned:
        mask |= bits[f"\t{crew_id}"] if crew_id else 1 << NOBODY
    return mask


def _jobs(
    state: DayState,
    job_ids: Sequence[str],
    held: Mapping[int, int],
    crew_ids: Sequence[str],
    bits: Mapping[str, int],
) -> Jobs:
    rows, claims = place_rows(state.ground), [state.claims[c] for c in job_ids]
    n, progress = len(claims), [state.progress[c] for c in job_ids]
    place = np.array([rows[c.place_code] for c in claims], np.int64)
    holder = np.array([held.get(j, -1) for j in range(n)], np.int64)
    ends = max((c.until_min + c.overtime_max_min for c in state.crews.values()), default=0.0)
    prices = np.array([_prices(state, c, ends) for c in claims], float).reshape(n, 3)
    more = np.array([p.more_min for p in progress], float)
    moved = state.ground.routing.move_money if state.planned else 0.0
    needs = [_needs(state, c, crew_ids[k] if k >= 0 else "", bits)
             for c, k in zip(claims, holder, strict=True)]  # fmt: skip
    return Jobs(
        ids=tuple(job_ids), place=place, village=place,
        ready_min=np.array([c.reported_min for c in claims], float),
        due_min=np.array([NEVER if p.reached_min is not None else c.due_min
                          for c, p in zip(claims, progress, strict=True)], float),
        last_min=np.array([NEVER if c.last_min is None else c.last_min for c in claims], float),
        late_money_per_min=prices[:, 0], missed_money=prices[:, 1], unserved_money=prices[:, 2],
        first_min=np.array([c.survey_min for c in claims], float) + more,
        next_min=np.array([c.sweep_min for c in claims], float) + more,
        needs=np.array(needs, np.int64), load=np.ones(n), held_by=holder,
        move_money=np.full(n, moved),
    )  # fmt: skip


def _prices(state: DayState, claim: DayClaim, ends_min: float) -> tuple[float, float, float]:
    """Money a minute late, missed, and left when the last shift ends."""
    costs, town = state.ground.routing, claim.tier is Tier.TOWN
    special = claim.special or claim.grade is DamageGrade.COLLAPSED
    factor = costs.special_factor if special else 1.0
    per_h = costs.late_town_money_per_h if town else costs.late_rural_money_per_h
    late = factor * per_h / HOUR_MIN
    missed = factor * (costs.missed_town_money if town else costs.missed_rural_money)
    left = factor * costs.unserved_money
    if state.progress[claim.claim_id].reached_min is not None:
        return 0.0, 0.0, left
    if claim.due_min < ends_min:
        left += missed + late * (ends_min - claim.due_min)
    return late, missed, left


def _overtime_money_per_min(state: DayState) -> float:
    """An hour's overtime pay of a crew, from a crew-day's cost and the length of the day shift."""
    staffing = state.ground.staffing
    hours = staffing.day_end_h - staffing.day_start_h
    per_h = staffing.crew_day_cost_money / hours if hours > 0 else 0.0
    return per_h * staffing.overtime_pay_ratio / HOUR_MIN


def _crews(
    state: DayState, crew_ids: Sequence[str], roads: Roads, bits: Mapping[str, int]
) -> Crews:
    crews = [state.crews[c] for c in crew_ids]
    k, rest, rows = len(crews), state.ground.routing, place_rows(state.ground)
    free = [free_of(state, c) for c in crew_ids]
    most = rest.claims_per_crew_max
    left = [np.inf if most is None else most - len(frozen_stops(state, c)) for c in crew_ids]
    hard = [c.until_min + c.overtime_max_min for c in crews]
    ends = [_end_place(roads, f, rows[c.base_code], h)
            for c, f, h in zip(crews, free, hard, strict=True)]  # fmt: skip
    skills = [sum(bits.get(s, 0) for s in {*c.skills, f"\t{c.crew_id}"}) for c in crews]
    return Crews(
        ids=tuple(crew_ids),
        start_place=np.array([f.place for f in free], np.int64),
        end_place=np.array(ends, np.int64),
        start_village=np.array([f.village for f in free], np.int64),
        from_min=np.array([f.at_min for f in free], float),
        until_min=np.array([c.until_min for c in crews], float),
        overtime_max_min=np.array([c.overtime_max_min for c in crews], float),
        skills=np.array(skills, np.int64),
        break_min=np.array([f.break_min for f in free], float),
        break_from_min=np.full(k, rest.break_from_h * HOUR_MIN),
        break_until_min=np.full(k, rest.break_until_h * HOUR_MIN),
        capacity=np.maximum(np.array(left, float), 0.0), fixed_money=np.zeros(k),
    )  # fmt: skip


def _end_place(roads: Roads, free: Free, base: int, hard_min: float) -> int:
    """A crew's base; anywhere (−1) while a closed road keeps it from its base all day."""
    shut = any(c.inside[free.place] != c.inside[base] and c.until_min >= hard_min
               and c.from_min <= free.at_min for c in roads.cuts)  # fmt: skip
    return -1 if shut else base


def _visited(state: DayState, crew_ids: Sequence[str]) -> Bools:
    rows = place_rows(state.ground)
    seen = np.zeros((len(crew_ids), len(rows)), bool)
    for k, crew in enumerate(crew_ids):
        for claim in frozen_stops(state, crew):
            seen[k, rows[state.claims[claim].place_code]] = True
    return seen

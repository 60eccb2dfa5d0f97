"""A day laid out for asking why: the routes as they are, and the same day with one thing otherwise.

What stays: every crew's stops in their order. What is asked of a place for one more claim: it is
reached in time, and nobody else's promise is broken by that — who is in time stays in time, who is
late arrives no later, no crew works longer than it may (or did).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from risk.errors import ModelError
from risk.staffing.reasons.kernel import best_place, walked
from risk.staffing.routes.packed import Tours, World, lay, pack
from risk.staffing.routes.problem import Bools, Crews, Floats, Ints, Problem, Roads, Routes

DAY_MIN = 1440.0
EVERY_SKILL = -1  # all bits
BISECTIONS = 14  # of a day: seven seconds


@dataclass(frozen=True)
class Given:
    """What a problem does not say of a day that is asked about.

    Attributes:
        known_min: nobody sets out to a claim before it is known (J,): no crew of an afterthought
            knows of it earlier.
        bases: places a further crew could stand at (B,).
        begins: crews whose ``from_min`` is the begin of their duty (K,); others are freed then.
        ends: crews whose day may go on (K,); one that fell ill is not kept longer.
    """

    known_min: Floats
    bases: Ints
    begins: Bools
    ends: Bools


def given_of(problem: Problem) -> Given:
    """Of a plan: all is known when the first crew is free; who starts at its base begins there."""
    crews = problem.crews
    at_base = crews.start_place[crews.start_village < 0]
    homes = np.unique(np.concatenate([crews.end_place[crews.end_place >= 0], at_base]))
    homes = homes if len(homes) else np.unique(crews.start_place)
    return Given(
        known_min=np.full(len(problem.jobs), crews.from_min.min(initial=np.inf)),
        bases=homes.astype(np.int64),
        begins=(crews.start_place == crews.end_place) & (crews.start_village < 0),
        ends=np.ones(len(crews), bool),
    )


@dataclass(frozen=True)
class Place:
    """A place for one more claim: crew and position among its other stops, arrival, the crew's end.

    ``crew`` −1: there is none. ``harm_money``: what others' lateness grows by.
    """

    crew: int
    position: int
    arrive_min: float
    end_min: float
    harm_money: float

    def __bool__(self) -> bool:
        """Whether there is one."""
        return self.crew >= 0


@dataclass(frozen=True)
class Bench:
    """A day, its routes, and what they come to.

    Attributes:
        problem, routes, given: the day.
        arrive_min: arrival at each job by the routes, inf if never (J,).
        last_min: latest arrival that breaks nobody's promise (J,).
        limit_min: latest end of each crew (K,).
    """

    problem: Problem
    routes: Routes
    given: Given
    arrive_min: Floats
    last_min: Floats
    limit_min: Floats
    tours: Tours = field(repr=False)
    nobody: Tours = field(repr=False)

    @cached_property
    def now(self) -> World:
        """The day as it is."""
        return self.world(self.problem)

    @cached_property
    def dry(self) -> World:
        """All roads open and no slower than the table says."""
        return self.world(with_roads(self.problem, slow_share=0.0))

    @cached_property
    def early(self) -> World:
        """Every crew on duty since the day before."""
        begins = np.where(self.given.begins, -DAY_MIN, self.problem.crews.from_min)
        return self.now._replace(free=begins)

    @cached_property
    def longer(self) -> World:
        """No crew's day ends, nor has it a most number of claims."""
        ends = self.given.ends
        return self.now._replace(
            bound=np.where(ends, np.inf, self.now.bound),
            capacity=np.where(ends, np.inf, self.now.capacity),
        )

    @cached_property
    def crew_more(self) -> World:
        """The day with one idle crew instead of its own; where and since when is set per claim."""
        return pack(with_crew_more(self.problem))._replace(last=self.last_min)

    def world(self, problem: Problem) -> World:
        """A changed day under this one's bounds."""
        return pack(problem)._replace(last=self.last_min, bound=self.limit_min)

    def able(self, job: int) -> Bools:
        """Crews with what a job needs (K,)."""
        return np.asarray((self.problem.jobs.needs[job] & ~self.problem.crews.skills) == 0)

    def place(
        self, world: World, job: int, *, alone: bool = False, can: Bools | None = None
    ) -> Place:
        """The place that harms others least for a job in time; ``alone``: crews do nothing else."""
        tours = self.nobody if alone else self.tours
        able = self.able(job) if can is None else can
        return Place(*best_place(world, tours, self.given.known_min, job, able))


def lay_out(problem: Problem, routes: Routes, given: Given | None = None) -> Bench:
    """Walk the routes once.

    Raises:
        ModelError: routes or what is given do not fit the problem.
    """
    given = given or given_of(problem)
    if len(given.known_min) != len(problem.jobs) or len(given.begins) != len(problem.crews):
        raise ModelError("what is given is of other claims or crews", where="reasons of a day")
    world, tours = pack(problem), lay(problem, routes)
    arrive, ends = walked(world, tours, given.known_min)
    return Bench(
        problem, routes, given, arrive,
        last_min=np.maximum(problem.jobs.due_min, arrive),
        limit_min=np.maximum(world.bound, ends),
        tours=tours,
        nobody=lay(problem, ((),) * len(problem.crews)),
    )  # fmt: skip


def with_roads(problem: Problem, *, slow_share: float) -> Problem:
    """The day with roads open and this share of what weather adds to a drive; it never quickens."""
    roads = problem.roads
    pace = np.minimum(roads.pace, 1.0) + slow_share * np.maximum(roads.pace - 1.0, 0.0)
    return replace(problem, roads=Roads(roads.minutes, pace))


def with_crew_more(problem: Problem) -> Problem:
    """The day with one idle crew instead of the day's: all skills, no break, no shift's end."""
    one, none = np.array([np.inf]), np.zeros(1)
    crews = Crews(
        ids=("more",), start_place=np.zeros(1, np.int64), end_place=np.array([-1]),
        start_village=np.array([-1]), from_min=none, until_min=one, overtime_max_min=none,
        skills=np.array([EVERY_SKILL]), break_min=none, break_from_min=none,
        break_until_min=none, capacity=one, fixed_money=none,
    )  # fmt: skip
    return replace(problem, crews=crews, visited=None)


def furthest(
    place: Callable[[float], Place], good: float, bad: float, first: Place
) -> tuple[float, Place]:
    """The value nearest to ``bad`` that still has a place, by halving, and that place.

    ``first`` is the place that ``good`` has.
    """
    for _ in range(BISECTIONS):
        middle = (good + bad) / 2
        found = place(middle)
        if found:
            good, first = middle, found
        else:
            bad = middle
    return good, first

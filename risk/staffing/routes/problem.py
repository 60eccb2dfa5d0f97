"""One day's routing problem, and what a set of routes comes to: records of arrays, nothing else.

Times are minutes from the day's midnight (negative: the day before), money is the county's
currency, places are rows of one table of minutes. Jobs are claims; crews drive.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Routes = tuple[tuple[int, ...], ...]
"""Job numbers in the order of visits, one tuple a crew; a job in none is unserved."""

HOURS = 48
NEVER = np.inf


@dataclass(frozen=True)
class Cut:
    """A pocket nobody drives into or out of for some minutes; crews inside go on inside.

    Attributes:
        inside: which places lie in it (P,).
        from_min, until_min: when it closes and opens again (inf: not today).
    """

    inside: Bools
    from_min: float
    until_min: float = NEVER


@dataclass(frozen=True)
class Roads:
    """How long a drive takes.

    Attributes:
        minutes: door to door at a pace of 1, rows to columns (P, P).
        pace: multiple of it by hour from midnight, snow for instance (48,). A drive through
            several hours takes each hour's share: who leaves later never arrives earlier.
        cuts: closed roads. A drive through the edge of a pocket that would set out while it is
            closed, or would still be under way when it closes, waits for the opening instead.
    """

    minutes: Floats
    pace: Floats = field(default_factory=lambda: np.ones(HOURS))
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class Jobs:
    """Claims to visit, one row each (J,).

    Attributes:
        ids: claim ids.
        place: row of ``Roads.minutes``.
        village: number of the village; jobs of one village are one sweep.
        ready_min: nobody comes before it (a claim not yet reported, a household not at home).
        due_min: arrival promised; later costs ``missed_money`` and ``late_money_per_min``.
        last_min: arrival later than this is forbidden: only where a person set it (inf).
        late_money_per_min, missed_money, unserved_money: prices.
        first_min: survey minutes when the crew comes from another village.
        next_min: survey minutes when its stop before was in the same village.
        needs: bits a crew must have (skill, all-wheel drive, a person set "only this crew").
        load: what it takes of a crew's capacity.
        held_by: crew that has it now, −1 none; giving it to another costs ``move_money``.
        move_money: price of that.
    """

    ids: tuple[str, ...]
    place: Ints
    village: Ints
    ready_min: Floats
    due_min: Floats
    last_min: Floats
    late_money_per_min: Floats
    missed_money: Floats
    unserved_money: Floats
    first_min: Floats
    next_min: Floats
    needs: Ints
    load: Floats
    held_by: Ints
    move_money: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True)
class Crews:
    """Crews that can still be sent, one row each (K,).

    Attributes:
        ids: crew ids.
        start_place, end_place: where it is free, and where its day ends; end −1: anywhere.
        start_village: the village of the stop it is freed at, −1 none: its sweep goes on there.
        from_min: when it is free or comes on duty.
        until_min: end of its shift: it is back at ``end_place`` by then, or works overtime.
        overtime_max_min: hard bound on that.
        skills: bits it has.
        break_min: length of its break still to be taken; 0 none. Taken between stops, before a
            drive, begun not before ``break_from_min`` and over by ``break_until_min``.
        break_from_min, break_until_min: see above.
        capacity: most ``load`` on its route (inf: no bound).
        fixed_money: price of using it at all.
    """

    ids: tuple[str, ...]
    start_place: Ints
    end_place: Ints
    start_village: Ints
    from_min: Floats
    until_min: Floats
    overtime_max_min: Floats
    skills: Ints
    break_min: Floats
    break_from_min: Floats
    break_until_min: Floats
    capacity: Floats
    fixed_money: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True)
class Problem:
    """What routes are made of.

    Attributes:
        jobs, crews, roads: see there.
        travel_money_per_min: price of a minute on the road (waiting for an opening is free).
        overtime_money_per_min: price of a minute after ``until_min``.
        split_money: price of each crew more than one that goes to the same village. Crews of
            ``visited`` count too.
        visited: which villages (V,) each crew (K,) has been to already today (K, V).
    """

    jobs: Jobs
    crews: Crews
    roads: Roads
    travel_money_per_min: float = 1.0
    overtime_money_per_min: float = 1.0
    split_money: float = 0.0
    visited: Bools | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together or are no numbers."""
        places = self.roads.minutes.shape[0]
        if self.roads.minutes.shape != (places, places) or self.roads.pace.shape != (HOURS,):
            raise ModelError("minutes or pace have a wrong shape", where="routing problem")
        for record, n in ((self.jobs, len(self.jobs)), (self.crews, len(self.crews))):
            for name, value in vars(record).items():
                if name != "ids" and (value.shape != (n,) or np.isnan(value).any()):
                    raise ModelError(f"{name} is not {n} numbers", where="routing problem")
        if not (self.roads.pace > 0).all() or not (self.roads.minutes >= 0).all():
            raise ModelError("a drive that takes no time or less", where="routing problem")


@dataclass(frozen=True)
class Schedule:
    """When everything of a set of routes happens; NaN (−1) for an unserved job.

    Attributes:
        crew, position: of each job (J,).
        leave_min: when its crew sets out to it (after waiting for an opening and the break).
        arrive_min: arrival at the house; the survey begins at the later of it and ``ready_min``.
        finish_min: end of the survey.
        break_min: begin of each crew's break, NaN without one (K,).
        end_min: each crew's arrival at its end place, ``from_min`` without a route (K,).
        travel_min: minutes of driving (K,).
    """

    crew: Ints
    position: Ints
    leave_min: Floats
    arrive_min: Floats
    finish_min: Floats
    break_min: Floats
    end_min: Floats
    travel_min: Floats


@dataclass(frozen=True)
class Cost:
    """What a set of routes costs, in money, and what it does not keep.

    Attributes:
        travel, late, missed, unserved, overtime, split, moved, fixed: parts.
        broken: hard bounds broken (last_min, overtime, skill, capacity); 0 in any route shown.
        jobs_unserved, jobs_late, jobs_moved: numbers of jobs.
    """

    travel: float
    late: float
    missed: float
    unserved: float
    overtime: float
    split: float
    moved: float
    fixed: float
    broken: int
    jobs_unserved: int
    jobs_late: int
    jobs_moved: int

    @property
    def total(self) -> float:
        """All parts together."""
        parts = (self.travel, self.late, self.missed, self.unserved, self.overtime, self.split,
                 self.moved, self.fixed)  # fmt: skip
        return float(sum(parts))

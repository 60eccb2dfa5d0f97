"""Tiny worlds for the kernel."""

from dataclasses import dataclass, field

import numpy as np

from risk.staffing.simulator.kernel import CrewShifts, Land, Load, Rules, Times, dispatch

SWEEP = Rules(first_h=1.0, further_h=0.5, save=True)


@dataclass
class Case:
    """A dispatch problem by hand: hours everywhere, one scenario."""

    report: list[float]
    village: list[int]
    trip: list[list[float]]
    crew_from: list[int]
    on: list[float]
    off: list[float]
    limit: list[float] = field(default_factory=list)
    towns: list[int] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    road: float = 1.0
    rules: Rules = SWEEP
    group: list[int] = field(default_factory=list)
    skilled: list[bool] = field(default_factory=list)
    comes: list[bool] = field(default_factory=list)
    follows: list[int] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    pockets: list[tuple[list[int], float, float]] = field(default_factory=list)  # rows, from, until

    def times(self) -> Times:
        """All that the kernel tells."""
        trip = np.array(self.trip, float)
        n, crews = len(self.report), len(self.crew_from)
        return dispatch(
            Load(
                np.array([0, n]),
                np.array(self.report, float),
                np.array(self.village, np.int32),
                np.array(self.work or [1.0] * n, float),
                np.array(self.group or [0] * n, np.int8),
                np.array([self.road]),
            ),
            land(trip, self.limit, self.towns, self.pace, self.pockets),
            CrewShifts(
                np.array(self.crew_from, np.int32),
                np.array(self.on, float),
                np.array(self.off, float),
                np.array(self.skilled or [True] * crews),
                np.array(self.follows or [-1] * crews, np.int32),
                np.array([self.comes or [True] * crews]),
            ),
            self.rules,
        )

    def run(self) -> tuple[np.ndarray, np.ndarray]:
        """Arrival hours and crews."""
        times = self.times()
        return times.arrival_h, times.crew


def land(trip, limit=(), towns=(), pace=(), pockets=()) -> Land:
    """Trips from bases, then villages; limits default to 3 h, ``pockets``: rows, from, until."""
    trip = np.array(trip, np.float32)
    to_h = np.ascontiguousarray(trip.T)
    villages = trip.shape[1]
    inside = np.zeros((len(pockets), len(trip)), bool)
    for k, (rows, _, _) in enumerate(pockets):
        inside[k, rows] = True
    return Land(
        trip,
        to_h,
        np.argsort(trip, axis=1, kind="stable").astype(np.int32),
        np.argsort(to_h, axis=1, kind="stable").astype(np.int32),
        np.array(limit or [3.0] * villages, float),
        np.isin(np.arange(villages), towns),
        np.array(pace, float),
        inside,
        np.array([from_h for _, from_h, _ in pockets], float),
        np.array([until_h for _, _, until_h in pockets], float),
    )

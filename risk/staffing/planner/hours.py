"""Crew-hours of the program's buckets: of own crews, of called ones, of overtime."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.staffing.planner.buckets import Buckets, crew_hours
from risk.staffing.planner.sparse import Rows
from risk.staffing.planner.squad import squad, town_base
from risk.staffing.simulator.crews import own_crews
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.scenes import Scenes

PLACES = ("spread", "town")  # over the bases by expected claims; at the town tier's best base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Cells = tuple[NDArray[np.intp], ...]  # scenario and bucket of each


@dataclass(frozen=True)
class Hours:
    """Crew-hours by name ("all", "town", "rural"), each crew by what its base is worth for it.

    Who comes differs from scenario to scenario, lenders' crews with the size of the event.

    Attributes:
        own: own crew-hours (scenarios, buckets).
        called: crew-hours of one called crew (scenarios, pools, buckets, places).
        columns: the program's columns of called crews (pools, buckets, places).
        overtime: crew-hours of one hour's overtime of all own day crews (scenarios,).
        late: column of the overtime that falls into each bucket, -1: none (buckets,).
    """

    own: dict[str, Floats]
    called: dict[str, Floats]
    columns: Ints
    overtime: dict[str, Floats]
    late: Ints

    @classmethod
    def of(
        cls,
        ground: Ground,
        scenes: Scenes,
        cut: Buckets,
        reach: dict[str, Floats],
        crews: Ints,
        late: Ints,
    ) -> "Hours":
        """Crew-hours in some scenarios.

        Args:
            ground: bases, sources, shifts.
            scenes: the scenarios.
            cut: the buckets.
            reach: worth of a crew at each base, by tier (bases,).
            crews: columns of called crews by pool, day, shift and place.
            late: columns of overtime by day.
        """
        own = ground.crews(squad(ground, np.zeros((ground.days, 2), np.int64)).crews)
        there = scenes.there
        worth = {"all": np.ones(len(ground.bases)), **reach}
        from_h = np.array([pool.from_h for pool in ground.sources])
        low = np.maximum(cut.edge_h[:-1], from_h[:, None])
        length = np.maximum(cut.edge_h[1:] - low, 0.0)  # (pools, buckets)
        spread, town = ground.base_weights / ground.base_weights.sum(), town_base(ground)
        by_day = own_crews(ground.bases)[:, 0]
        after = np.full(cut.number, -1)
        evening = cut.of(ground.off_h[: len(late), 0])
        after[evening[evening < cut.number]] = late[evening < cut.number]
        return cls(
            own={n: there[:, :1] * crew_hours(cut, own, v) for n, v in worth.items()},
            called={
                n: there[:, 1:, None, None] * length[..., None] * [v @ spread, v[town]]
                for n, v in worth.items()
            },
            columns=crews[:, cut.day, cut.shift],
            overtime={n: there[:, 0] * (v @ by_day) for n, v in worth.items()},
            late=after,
        )

    def put(self, lp: Rows, rows: Ints, cells: Cells, name: str, each: float) -> None:
        """Add ``each`` times the called crew-hours and overtime of cells to their rows (cells,)."""
        draw, bucket = cells
        hours = each * self.called[name][draw, :, bucket]
        lp.put(rows[:, None, None], self.columns[:, bucket].swapaxes(0, 1), hours)
        some = self.late[bucket] >= 0
        lp.put(rows[some], self.late[bucket[some]], each * self.overtime[name][draw[some]])

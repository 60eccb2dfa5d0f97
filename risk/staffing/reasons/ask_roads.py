"""Roads otherwise: open, or as quick as the table says. Answers as in ``ask``."""

from dataclasses import replace

import numpy as np

from risk.staffing.reasons.ask import Answer
from risk.staffing.reasons.bench import DAY_MIN, Bench, Place, furthest, with_roads
from risk.staffing.reasons.cause import Cause, Saved, Saver
from risk.staffing.routes.problem import Cut, Floats, Roads


def roads(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """All roads open; if that is not enough, no slower than the table says either."""
    slow = np.maximum(bench.problem.roads.pace, 1.0)
    if saved := _opened(bench, job, alone=alone):
        return Cause.ROAD, saved
    if (slow.max() <= 1 and not bench.problem.roads.cuts) or not (
        place := bench.place(bench.dry, job, alone=alone)
    ):
        return None

    def at(share: float) -> Place:
        world = bench.world(with_roads(bench.problem, slow_share=share))
        return bench.place(world, job, alone=alone)

    share, place = furthest(at, 0.0, 1.0, place)
    return Cause.ROAD, Saved(
        Saver.QUICKER, quicker(slow, share), place.crew, place.position, alone=alone
    )


def quicker(slow: Floats, share: float) -> float:
    """Share by which the slowest hour's drives would have had to be shorter."""
    return float(1 - (1 + share * (slow.max() - 1)) / slow.max())


def _opened(bench: Bench, job: int, *, alone: bool) -> Saved | None:
    """One road open, else all of them; as late as still saves the claim."""
    roads, due = bench.problem.roads, float(bench.problem.jobs.due_min[job])
    cuts = range(len(roads.cuts))
    for which in (*((c,) for c in cuts), tuple(cuts)):

        def at(share: float, which: tuple[int, ...] = which) -> Place:
            kept = tuple(
                cut if c not in which else opened_earlier(cut, due, share)
                for c, cut in enumerate(roads.cuts)
                if c not in which or share > 0
            )
            problem = replace(bench.problem, roads=Roads(roads.minutes, roads.pace, kept))
            return bench.place(bench.world(problem), job, alone=alone)

        if place := at(0.0):
            share, place = furthest(at, 0.0, 1.0, place)
            last = roads.cuts[which[-1]]
            at_min = opened_earlier(last, due, share).until_min
            return Saved(
                Saver.OPENED, last.until_min - at_min, place.crew, place.position,
                at_min=at_min, alone=alone,
            )  # fmt: skip
    return None


def opened_earlier(cut: Cut, due_min: float, share: float) -> Cut:
    """A closed road opened when this share of the time until ``due_min`` is over."""
    closed = max(cut.from_min, -DAY_MIN)
    until = max(min(cut.until_min, due_min), closed)
    return Cut(cut.inside, cut.from_min, closed + share * (until - closed))

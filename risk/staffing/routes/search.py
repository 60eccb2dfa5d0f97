"""What one run of the search holds."""

from typing import NamedTuple

import numpy as np

from risk.staffing.routes.cost import price
from risk.staffing.routes.draw import Word, seeded
from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.plan import Plan, new_plan
from risk.staffing.routes.problem import Floats, Ints
from risk.staffing.routes.recreate import Known
from risk.staffing.routes.ruin import near_jobs
from risk.staffing.routes.schedule import time_tours

NEIGHBOURS = 200
AT_RANDOM = 4.0  # weight of a random order of insertion, against those of ``_orders``


class Search(NamedTuple):
    """Routes worked on, those kept and the best, and what is known beside."""

    w: World
    plan: Plan
    kept: Plan
    best: Tours
    known: Known
    sums: Floats
    word: Word
    most: int


def begin(
    w: World, tours: Tours, seed: int, most: int, worth: Floats, absences: Ints | None = None
) -> Search:
    """Lay a run out that begins with ``tours``; a job left costs ``worth`` (J,)."""
    plan, kept = new_plan(w, tours), new_plan(w, tours)
    jobs, crews = len(w.place), len(w.free)
    keys, chance = _orders(w)
    known = Known(
        near=near_jobs(w, NEIGHBOURS), keys=keys, chance=chance, worth=worth,
        may=np.ones(crews, bool), money=np.zeros((jobs, crews)),
        place=np.zeros((jobs, crews), np.int64), stamp=np.full((jobs, crews), -1),
        clock=np.array([crews]), queue=np.zeros(jobs, np.int64), key=np.zeros(jobs),
        touched=np.zeros(crews, bool),
        absences=np.zeros(jobs, np.int64) if absences is None else absences.copy(),
        lacks=plan.crew < 0,
    )  # fmt: skip
    cost = price(w, time_tours(w, tours))
    beside = cost.split + cost.moved
    money = plan.money.sum() + beside + worth[plan.crew < 0].sum()
    away = ((w.held >= 0) & (w.held != plan.crew)).sum()
    best = Tours(tours.stops.copy(), tours.size.copy())
    return Search(w, plan, kept, best, known, np.array([money, beside, money, away], float),
                  seeded(seed), most)  # fmt: skip


def _orders(w: World) -> tuple[Floats, Floats]:
    """Orders in which jobs go in: (orders, J) and the cumulated chance of each; the rest at random.

    By load, far from or close to where crews start, narrow window first, soon or late begin or
    end of it: those of the paper, and soonest due first.
    """
    far = w.minutes[np.ix_(np.unique(w.start), w.place)].min(axis=0)
    end = np.minimum(w.due, w.last)
    keys = np.array([-w.load, -far, far, end - w.ready, w.ready, -end, end])
    weight = np.array([4.0, 2.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    weight *= [bool((row != row[0]).any()) for row in keys]
    return keys, np.cumsum(weight) / (weight.sum() + AT_RANDOM)

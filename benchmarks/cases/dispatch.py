"""A made-up county, its surge, and the same dispatch rules in SimPy and Ciw.

The county: 58 × 58 km, 19 townships and 294 villages around their seats, the county town in the
middle; a drive is 4 minutes and the straight line × 1.45 at 35 km/h. An event: claims of ten days
by a gamma delay and the hours of a day, in villages around a random one. Hours everywhere.

Peers run one replication each from the same claims; their rules are written from the rules' words
alone, with nothing of the kernel.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE_KM, SEATS, VILLAGES = 58.0, 19, 294
ACCESS_H, CIRCUITY, SPEED_KMH = 4 / 60, 1.45, 35.0
TOWN_KM, FOOTPRINT_KM = 4.0, 18.0
SURVEY_H, SURVEY_CV = 25 / 60, 0.6
BY_HOUR = np.array(
    [4, 3, 2, 2, 3, 6, 16, 26, 28, 26, 22, 19, 15, 16, 18, 17, 15, 13, 11, 9, 8, 7, 6, 5.0]
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """Villages; the first ``SEATS`` of them are the townships' seats, the first is the town's."""

    at_km: Floats
    houses: Floats
    town: NDArray[np.bool_]
    trip_h: Floats  # from village to village (V, V)
    limit_h: Floats


@dataclass(frozen=True)
class Event:
    """Claims of one event by report hour."""

    report_h: Floats
    village: Ints
    survey_h: Floats


def place(seed: int = 7) -> Place:
    """The county."""
    rng = np.random.default_rng(seed)
    seats = rng.uniform(4, SIDE_KM - 4, (SEATS, 2))
    seats[0] = SIDE_KM / 2
    of = np.concatenate([np.arange(SEATS), rng.integers(0, SEATS, VILLAGES - SEATS)])
    at = seats[of] + rng.normal(0, 3.2, (VILLAGES, 2))
    at[:SEATS] = seats
    at = at.clip(0, SIDE_KM)
    apart = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    town = np.hypot(*(at - seats[0]).T) <= TOWN_KM
    return Place(
        at_km=at,
        houses=rng.gamma(2.0, 60.0, VILLAGES),
        town=town,
        trip_h=single(ACCESS_H + apart * CIRCUITY / SPEED_KMH),
        limit_h=np.where(town, 0.5, 3.0),
    )


def single(hours: Floats) -> Floats:
    """Hours as single precision can hold them, so that both sides read the same table."""
    return np.asarray(hours.astype(np.float32), np.float64)


def event(county: Place, claims: int, *, days: int = 10, seed: int = 0) -> Event:
    """One event of so many claims."""
    rng = np.random.default_rng(seed)
    day = np.arange(days) + 0.5
    weight = np.outer(day * np.exp(-day / 1.5), BY_HOUR).ravel()
    hour = rng.choice(len(weight), claims, p=weight / weight.sum())
    centre = county.at_km[rng.integers(len(county.at_km))]
    near = np.exp(-np.hypot(*(county.at_km - centre).T) / FOOTPRINT_KM) * county.houses
    spread = np.sqrt(np.log1p(SURVEY_CV**2))
    return Event(
        report_h=np.sort(hour + rng.random(claims)),
        village=rng.choice(len(near), claims, p=near / near.sum()),
        survey_h=SURVEY_H * rng.lognormal(-(spread**2) / 2, spread, claims),
    )


def fifo_simpy(trip_h: Floats, event: Event, stand: Ints) -> Floats:
    """Arrival hours in SimPy: a new claim takes the nearest idle surveyor from where he last
    worked; if none is idle it queues, and the first to finish takes the head of the queue."""
    import simpy

    trip, of, survey = trip_h.tolist(), event.village.tolist(), event.survey_h.tolist()
    env = simpy.Environment()
    at, idle, queue = stand.tolist(), set(range(len(stand))), deque[int]()
    arrival = [0.0] * len(of)

    def work(claim: int, who: int) -> Any:
        while True:
            yield env.timeout(trip[at[who]][of[claim]])
            arrival[claim], at[who] = env.now, of[claim]
            yield env.timeout(survey[claim])
            if not queue:
                idle.add(who)
                return
            claim = queue.popleft()

    def reports() -> Any:
        for claim, hour in enumerate(event.report_h.tolist()):
            yield env.timeout(hour - env.now)
            if not idle:
                queue.append(claim)
                continue
            to = of[claim]
            who = min(idle, key=lambda k: (trip[at[k]][to], k))
            idle.discard(who)
            env.process(work(claim, who))

    env.process(reports())
    env.run()
    return np.array(arrival)


def fifo_ciw(trip_h: Floats, event: Event, stand: Ints) -> Floats:
    """The same rule in Ciw: a server's time is drive and survey, the nearest has priority."""
    import ciw

    trip, of, survey = trip_h.tolist(), event.village.tolist(), event.survey_h.tolist()
    at = {k + 1: int(v) for k, v in enumerate(stand)}
    drive: dict[int, float] = {}

    class DriveAndSurvey(ciw.dists.Distribution):  # type: ignore[misc]
        def sample(self, t: Any = None, ind: Any = None) -> float:  # noqa: ARG002
            claim, who = ind.id_number - 1, ind.server.id_number
            drive[claim] = trip[at[who]][of[claim]]
            at[who] = of[claim]
            return drive[claim] + survey[claim]

    def nearness(server: Any, ind: Any) -> tuple[float, int]:
        return trip[at[server.id_number]][of[ind.id_number - 1]], server.id_number

    gaps = [*np.diff(event.report_h, prepend=0.0).tolist(), float("inf")]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps)],
        service_distributions=[DriveAndSurvey()],
        number_of_servers=[len(stand)],
        server_priority_functions=[nearness],
    )
    run = ciw.Simulation(network)
    run.simulate_until_max_customers(len(of), method="Finish")
    arrival = np.zeros(len(of))
    for record in run.get_all_records():
        claim = record.id_number - 1
        arrival[claim] = record.service_start_date + drive[claim]
    return arrival


@dataclass(frozen=True)
class Shifts:
    """Crew-shifts in order of their beginning; ``base``: the village each starts at."""

    base: Ints
    on_h: Floats
    off_h: Floats


def shifts(day_crews: int, night_crews: int, bases: int, days: int = 10) -> Shifts:
    """Day crews 8 to 20, night crews 20 to 8, spread over the first seats."""
    rows = [
        (k % bases, 24.0 * day + begin, 24.0 * day + begin + 12)
        for day in range(days)
        for begin, crews in ((8, day_crews), (20, night_crews))
        for k in range(crews)
    ]
    base, on, off = (np.array(column) for column in zip(*rows, strict=True))
    return Shifts(base, on, off)


def sweep_simpy(
    county: Place, event: Event, crews: Shifts, *, first_h: float, further_h: float
) -> Floats:
    """Arrival hours in SimPy (inf: never) of crews with shifts who sweep villages.

    A free crew takes the nearest town village with a claim it can still save, else its own village,
    else the nearest with a waiting claim; there the oldest claim still in time, else the oldest. It
    sets out only if it arrives before its shift ends. A new claim takes the nearest waiting crew.
    ``event.survey_h`` here is a multiple of ``first_h`` and ``further_h``.
    """
    import simpy

    env = simpy.Environment()
    trip, of, work = county.trip_h.tolist(), event.village.tolist(), event.survey_h.tolist()
    limit, report = county.limit_h.tolist(), event.report_h.tolist()
    towns = np.flatnonzero(county.town).tolist()
    near = np.argsort(county.trip_h, axis=1, kind="stable").tolist()
    off = crews.off_h.tolist()
    waiting: list[list[int]] = [[] for _ in limit]
    idle: dict[int, tuple[int, Any]] = {}
    arrival = [float("inf")] * len(of)

    def choose(at: int, swept: int, until: float) -> tuple[int, float]:
        best, found = float("inf"), -1
        for w in towns:
            if waiting[w]:
                drive = 0.0 if w == swept else trip[at][w]
                arrive = env.now + drive
                saved = report[waiting[w][-1]] + limit[w] >= arrive
                if saved and arrive < until and drive < best:
                    best, found = drive, w
        if found >= 0:
            return found, best
        if swept >= 0 and waiting[swept]:
            return swept, 0.0
        for w in near[at]:
            if waiting[w]:
                return (w, trip[at][w]) if env.now + trip[at][w] < until else (-1, 0.0)
        return -1, 0.0

    def crew(c: int) -> Any:
        yield env.timeout(crews.on_h[c])
        at, swept = int(crews.base[c]), -1
        while env.now < off[c]:
            village, drive = choose(at, swept, off[c])
            if village < 0:
                idle[c] = at, env.event()
                claim, drive = yield idle[c][1]
                each = first_h
            else:
                in_time = (
                    j for j in waiting[village] if report[j] + limit[village] >= env.now + drive
                )
                claim = next(in_time, waiting[village][0])
                waiting[village].remove(claim)
                each = further_h if village == swept else first_h
            yield env.timeout(drive)
            arrival[claim] = env.now
            at = swept = of[claim]
            yield env.timeout(each * work[claim])

    def reports() -> Any:
        for claim, hour in enumerate(report):
            yield env.timeout(hour - env.now)
            to = of[claim]
            able = [c for c, (at, _) in idle.items() if env.now + trip[at][to] < off[c]]
            if not able:
                waiting[to].append(claim)
                continue
            c = min(able, key=lambda c: (trip[idle[c][0]][to], c))
            at, called = idle.pop(c)
            called.succeed((claim, trip[at][to]))

    for c in range(len(off)):
        env.process(crew(c))
    env.process(reports())
    env.run()
    return np.array(arrival)

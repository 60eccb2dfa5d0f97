"""Staffing: the dispatch kernel against SimPy and Ciw, re-simulation, plan, bases.

5,000 claims in 10 days, 40 people, 294 villages. One replication each from the same claims, one
thread: plain first come first served in the kernel, SimPy and Ciw, all on one event
(``ratio_simpy``, ``ratio_ciw``; ``ratio_simpy_many``: the kernel on twenty different events);
crews with shifts who sweep villages and save town claims first, in the kernel and in SimPy
(``ratio_rich``: the same rule on both sides; ``ratio_rich_to_plain_simpy``: against SimPy's plain
rule). ``identical``: all arrival hours agree to 1e-9 h. Seconds are of the processor, since other
work may run beside, the best of several tries. ``resimulate_s``: an edited plan of 10 days and 6
bases told anew on 1,000 events of about 1,000 claims, ``resimulate_5000_s`` of about 5,000; from
crews to all tables, the events being made before (``make_events_…_s``); wall-clock seconds on two
threads, ``…_cpu_s`` those of the processor. ``--long`` certifies in fifty random counties, else in
five.
``ratio_spopt`` and ``mclp_…``: see :mod:`benchmarks._staffing_sites`.
"""

import argparse
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks._run import run
from benchmarks._staffing_county import edited_plan, ground_of, table_of
from benchmarks._staffing_plan import certified_inside_band, plan_seconds
from benchmarks._staffing_sites import measured_sites
from benchmarks.cases.dispatch import (
    SEATS,
    Event,
    Place,
    Shifts,
    event,
    fifo_ciw,
    fifo_simpy,
    place,
    shifts,
    sweep_simpy,
)
from risk.staffing import resimulate
from risk.staffing.simulator.kernel import CrewShifts, Land, Load, Rules, dispatch

CLAIMS, PEOPLE, BASES, DAYS = 5000, 40, 6, 10
FIRST, FURTHER = 35 / 25, 20 / 25  # survey of the rich rule, as multiples of the plain one
REPLICATIONS = 20


def best_s(work: Callable[[], Any], times: int) -> float:
    """Least processor seconds of so many tries."""
    least = np.inf
    for _ in range(times):
        begin = time.process_time()
        work()
        least = min(least, time.process_time() - begin)
    return float(least)


def land(county: Place) -> Land:
    """The county's villages; the townships' seats are bases too."""
    trip = np.vstack([county.trip_h[:SEATS], county.trip_h]).astype(np.float32)
    to_h = np.ascontiguousarray(trip.T)
    order = [np.argsort(a, axis=1, kind="stable").astype(np.int32) for a in (trip, to_h)]
    nothing = np.zeros(0)
    return Land(
        trip, to_h, *order, county.limit_h, county.town, nothing,
        np.zeros((0, len(trip)), bool), nothing, nothing,
    )  # fmt: skip


def load(events: list[Event]) -> Load:
    """Events as draws."""
    size = [len(e.report_h) for e in events]
    return Load(
        np.concatenate([[0], np.cumsum(size)]),
        np.concatenate([e.report_h for e in events]),
        np.concatenate([e.village for e in events]).astype(np.int32),
        np.concatenate([e.survey_h for e in events]),
        np.zeros(sum(size), np.int8),
        np.ones(len(events)),
    )


def crew_shifts(crews: Shifts, draws: int) -> CrewShifts:
    """Crew-shifts that all come, each for itself."""
    n = len(crews.base)
    return CrewShifts(
        crews.base.astype(np.int32), crews.on_h, crews.off_h, np.ones(n, bool),
        np.full(n, -1, np.int32), np.ones((draws, n), bool),
    )  # fmt: skip


def per_second(county: Place, events: list[Event], crews: Shifts, rules: Rules) -> float:
    """Replications a second on one thread."""
    given = load(events), land(county), crew_shifts(crews, len(events)), rules
    dispatch(*given, threads=1)
    return len(events) / best_s(lambda: dispatch(*given, threads=1), max(5, 50 // len(events)))


def kernel(options: argparse.Namespace) -> Mapping[str, Any]:
    """The kernel and its peers."""
    claims = CLAIMS // 5 if options.small else CLAIMS
    county = place()
    events = [event(county, claims, seed=k) for k in range(REPLICATIONS)]
    stand = np.resize(np.arange(SEATS), PEOPLE)
    always = Shifts(stand, np.full(PEOPLE, -1.0), np.full(PEOPLE, np.inf))
    duty = shifts(PEOPLE, PEOPLE // 5, BASES)
    plain = Rules(first_h=1.0, further_h=1.0, oldest=True, sweep=False)
    rich = Rules(first_h=FIRST, further_h=FURTHER, save=True, days=DAYS)
    out: dict[str, Any] = {"claims": claims}
    many_rate = per_second(county, events, always, plain)
    plain_rate = per_second(county, events[:1], always, plain)
    rich_rate = per_second(county, events, duty, rich)
    out["plain_per_second"], out["plain_many_per_second"] = round(plain_rate), round(many_rate)
    out["rich_per_second"] = round(rich_rate)
    if options.no_peers:
        return out
    first, where = events[0], land(county)
    told = {
        "simpy": lambda: fifo_simpy(county.trip_h, first, stand),
        "ciw": lambda: fifo_ciw(county.trip_h, first, stand),
        "rich": lambda: sweep_simpy(county, first, duty, first_h=FIRST, further_h=FURTHER),
    }
    ours = {
        rule: dispatch(load([first]), where, crew_shifts(crews, 1), rules).arrival_h
        for rule, crews, rules in (("plain", always, plain), ("rich", duty, rich))
    }
    identical, peer = True, {}
    for name, tell in told.items():
        begin = time.process_time()
        theirs = tell()
        peer[name] = time.process_time() - begin
        mine = ours["rich" if name == "rich" else "plain"]
        met = np.isfinite(theirs)
        identical &= bool((np.isfinite(mine) == met).all())
        identical &= bool(np.abs(mine[met] - theirs[met]).max() < 1e-9)
    peer["simpy"] = min(peer["simpy"], best_s(told["simpy"], 2))
    return out | {
        "ratio_simpy": round(plain_rate * peer["simpy"], 1),
        "ratio_simpy_many": round(many_rate * peer["simpy"], 1),
        "ratio_ciw": round(plain_rate * peer["ciw"]),
        "ratio_rich": round(rich_rate * peer["rich"], 1),
        "ratio_rich_to_plain_simpy": round(rich_rate * peer["simpy"], 1),
        "identical": identical,
    }


def resimulation(options: argparse.Namespace) -> Mapping[str, Any]:
    """An edited plan on 1,000 events, wall-clock seconds on two threads."""
    out: dict[str, Any] = {}
    for claims, key in ((1000, ""), (5000, "_5000")):
        draws = 100 if options.small else 1000
        ground = ground_of(claims, bases=BASES, days=DAYS, draws=draws)
        begin = time.perf_counter()
        fresh = ground.scenes(0, draws, seed=1)
        out[f"make_events{key}_s"] = round(time.perf_counter() - begin, 2)
        table = table_of(ground, crews=PEOPLE * claims // 1000)
        resimulate(ground, fresh, table)
        edited = edited_plan(table)
        begin, begin_cpu = time.perf_counter(), time.process_time()
        resimulate(ground, fresh, edited)
        out[f"resimulate{key}_s"] = round(time.perf_counter() - begin, 3)
        out[f"resimulate{key}_cpu_s"] = round(time.process_time() - begin_cpu, 3)
        out[f"resimulate{key}_claims"] = round(len(fresh.draw) / draws)
    return out


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All keys."""
    return {
        **kernel(options),
        **resimulation(options),
        **measured_sites(small=options.small, peers=not options.no_peers),
        **plan_seconds(small=options.small),
        **certified_inside_band(50 if options.long else 2 if options.small else 5),
    }


if __name__ == "__main__":
    run(
        measure,
        about=__doc__ or "",
        packages=["numpy", "numba", "highspy", "simpy", "ciw", "spopt"],
    )

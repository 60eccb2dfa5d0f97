"""Routes: ours against PyVRP and VROOM, published problems, one claim inserted, a thousand at once.

``worse_than_best_peer``: of the cases (200 jobs, 12 crews, hard windows; half of them can be done,
half cannot), in how many ours of 10 s on two threads leaves more jobs or costs more than the better
of PyVRP and VROOM, each alone for 10 s on a core; both run at the same time, ours has the machine
to itself. Every set of routes is timed, checked and priced by the product.

Published problems (a folder of Solomon's format with ``BKS.json``), ours alone, 10 s each, 5 seeds,
mean: ``gap_100_percent`` to the least distance known, ``gap_200_percent`` to the least distance at
the fewest vehicles known, over those runs that have as many vehicles (``vehicles_over_200``: how
many more there are on the mean of all). ``--long`` runs the peers on them, too (PyVRP is told a
vehicle's price), and more cases; the full form takes nine minutes.

``insert_p95_ms``: where one claim more costs least among 199 on routes. ``first_1000_s``: 1,000
claims for 60 crews with lateness, sweeps, breaks and skills, wall-clock seconds.
"""

import argparse
import json
import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._run import run
from benchmarks.cases.routes import Published, county_day, read_published, surge_morning
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.first import first_routes
from risk.staffing.routes.insert import best_insertion
from risk.staffing.routes.problem import Problem, Routes
from risk.staffing.routes.verify import verify
from risk.staffing.routes.vroom_engine import has_vroom

CHECKOUT = Path(__file__).resolve().parents[1]
REAL = Path(os.environ.get("HUZHU_REAL_DATA") or CHECKOUT.parent / "shared" / "data")
SECONDS, SMALL_SECONDS = 10.0, 2.0
SEEDS = (1, 2, 3, 4, 5)
CASES, LONG_CASES = (3, 4, 5), tuple(range(3, 13))
VEHICLE_MONEY = 10_000.0  # more than any distance a vehicle less costs
SECOND, HUNDREDTH = 60, 100
SMALL, LARGE = 100, 200  # jobs of the published problems


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All keys."""
    first_routes(county_day(0, overload=False, jobs=20), seconds=0.5, seed=1,
                 clock=time.perf_counter)  # compiles  # fmt: skip
    return {
        **against_peers(options),
        **published(options),
        **insertion(options),
        **thousand(options),
    }


def against_peers(options: argparse.Namespace) -> Mapping[str, Any]:
    """Cases of a county's day."""
    seconds = SMALL_SECONDS if options.small else SECONDS
    seeds = LONG_CASES if options.long else CASES[:1] if options.small else CASES
    worse, rows = 0, []
    for seed in seeds:
        for overload in (False, True):
            problem = county_day(seed, overload=overload)
            name = f"{'overloaded' if overload else 'feasible'} {seed}"
            row = {"case": name} | told("ours", problem, ours(problem, seconds, seed))
            if not options.no_peers:
                for peer, routes in peers(problem, seconds, seed, SECOND, required=False).items():
                    row |= told(peer, problem, routes)
                worse += row["ours_money"] > min(row["pyvrp_money"], row["vroom_money"]) + 1e-6
            rows.append(row)
            print(shown(row), flush=True)
    return {"worse_than_best_peer": None if options.no_peers else worse, "cases": len(rows)}


def published(options: argparse.Namespace) -> Mapping[str, Any]:
    """Gaps to the best solutions known."""
    folder = options.folder or REAL / "vrptw"
    if not (folder / "BKS.json").exists():
        print(f"no BKS.json in {folder}: published problems are left out")
        return {"gap_100_percent": None, "gap_200_percent": None}
    known = json.loads((folder / "BKS.json").read_text("utf-8"))
    files = sorted(f for f in folder.glob("*.txt") if f.stem in known)
    if options.small:
        files = [f for f in files if f.stem in ("RC208", "rc1_2_1")] or files[:2]
    rows = [row for f in files for row in runs_of(f, known, options)]
    small = [row for row in rows if row["jobs"] == SMALL]
    large = [row for row in rows if row["jobs"] == LARGE]
    equal = [row for row in large if row["vehicles_over"] == 0]
    return {
        "gap_100_percent": mean([row["gap"] for row in small]),
        "gap_200_percent": mean([row["gap"] for row in equal]),
        "runs_at_equal_vehicles_200": f"{len(equal)} of {len(large)}",
        "vehicles_over_200": mean([row["vehicles_over"] for row in large]),
        "gap_by_file": {
            f.stem: mean([r["gap"] for r in [*small, *equal] if r["file"] == f.stem]) for f in files
        },
        **{
            f"{peer}_gap_{SMALL}_percent": mean([row[f"{peer}_gap"] for row in small])
            for peer in (("pyvrp", "vroom") if options.long and not options.no_peers else ())
        },
    }


def runs_of(file: Path, known: Mapping[str, Any], options: argparse.Namespace) -> list[Any]:
    """One published problem with every seed."""
    seconds = SMALL_SECONDS if options.small else SECONDS
    fewest_first = len(read_published(file).problem.jobs) >= LARGE
    case = read_published(file, fixed_money=VEHICLE_MONEY if fewest_first else 0.0)
    best = known[file.stem if fewest_first else f"{file.stem}_distance"]
    rows = []
    for seed in SEEDS[: 1 if options.small else None]:
        row = length(case, ours(case.problem, seconds, seed), best, "")
        if options.long and not options.no_peers:
            theirs = peers(case.problem, seconds, seed, HUNDREDTH, required=True)
            for peer, routes in theirs.items():
                row |= length(case, routes, best, f"{peer}_")
        row = {"file": case.name, "jobs": len(case.problem.jobs), "seed": seed} | row
        rows.append(row)
        print(shown(row), flush=True)
    return rows


def length(
    case: Published, routes: Routes, best: Mapping[str, Any], whose: str
) -> Mapping[str, Any]:
    """Distance and vehicles of a solution against the best known."""
    cost = cost_of(case.problem, routes)
    if cost.jobs_unserved or verify(case.problem, routes):
        return {f"{whose}gap": np.nan, f"{whose}vehicles_over": np.nan}
    used = sum(1 for route in routes if route)
    return {
        f"{whose}distance": round(cost.travel, 2),
        f"{whose}gap": round(100 * (cost.travel / best["best_known_cost"] - 1), 3),
        f"{whose}vehicles_over": used - best["solved_with_vehicles"],
    }


def insertion(options: argparse.Namespace) -> Mapping[str, Any]:
    """Milliseconds of one insertion among 199 jobs on routes: each job once taken off."""
    problem = county_day(CASES[0], overload=False)
    routes = ours(problem, SMALL_SECONDS, 1)
    spent = []
    for job in range(len(problem.jobs))[: 40 if options.small else None]:
        without = tuple(tuple(j for j in route if j != job) for route in routes)
        begin = time.perf_counter()
        best_insertion(problem, without, job)
        spent.append(1000 * (time.perf_counter() - begin))
    return {
        "insert_p50_ms": round(float(np.quantile(spent, 0.5)), 2),
        "insert_p95_ms": round(float(np.quantile(spent, 0.95)), 2),
    }


def thousand(options: argparse.Namespace) -> Mapping[str, Any]:
    """First routes of a great surge morning in the time that settings give."""
    claims, crews = (200, 12) if options.small else (1000, 60)
    problem = surge_morning(1, claims=claims, crews=crews)
    begin = time.perf_counter()
    solved = first_routes(
        problem, seconds=SMALL_SECONDS if options.small else SECONDS, seed=1,
        clock=time.perf_counter,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    print(solved.tried.to_string(index=False))
    return {
        "first_1000_s": round(seconds, 2),
        "first_1000_claims": claims,
        "first_1000_unserved": solved.cost.jobs_unserved,
        "first_1000_money": round(solved.cost.total),
        "first_1000_engine": solved.engine,
    }


def ours(problem: Problem, seconds: float, seed: int) -> Routes:
    """First routes as the product makes them."""
    return first_routes(problem, seconds=seconds, seed=seed, clock=time.perf_counter).routes


def peers(
    problem: Problem, seconds: float, seed: int, per_min: int, *, required: bool
) -> Mapping[str, Routes]:
    """Both peers at the same time, each in a process of its own."""
    from benchmarks.cases.routes_peers import pyvrp_alone, vroom_alone  # not with --no-peers

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pyvrp = pool.submit(pyvrp_alone, problem, seconds=seconds, seed=seed, per_min=per_min,
                            required=required)  # fmt: skip
        vroom = pool.submit(vroom_alone, problem, seconds=seconds, per_min=per_min)
        return {"pyvrp": pyvrp.result(), "vroom": vroom.result()}


def told(whose: str, problem: Problem, routes: Routes) -> dict[str, Any]:
    """Jobs left and money of a set of routes; what breaks a hard bound is not counted as routes."""
    cost = cost_of(problem, routes)
    wrong = bool(verify(problem, routes))
    return {
        f"{whose}_unserved": cost.jobs_unserved,
        f"{whose}_money": np.inf if wrong else round(cost.total, 2),
    }


def mean(values: list[float]) -> float | None:
    """Two decimals; of nothing, nothing."""
    return round(float(np.mean(values)), 2) if values else None


def shown(row: Mapping[str, Any]) -> str:
    """One line of a table."""
    return "  ".join(f"{key} {value}" for key, value in row.items())


def add_options(parser: argparse.ArgumentParser) -> None:
    """The folder."""
    parser.add_argument("folder", nargs="?", type=Path, help="published problems and BKS.json")


if __name__ == "__main__":
    run(
        measure,
        about=__doc__ or "",
        packages=["numpy", "numba", "pyvrp", *(["pyvroom"] if has_vroom() else [])],
        add_options=add_options,
    )

"""Claims told while they arrive, against truth that is known.

Simulated storms: the first 16 teach the lag, the next 400 are told at seven times. Error: mean of
|median − final| / final. A 90 % range in whole numbers holds more than 90 % where few claims are
left, so ``coverage_by_time`` counts a final number at the very end of the range by the part of its
probability that lies inside (randomised ends); ``coverage_inclusive`` counts it fully. One set of
teaching events shifts all its forecasts alike: ``coverage_many`` is the mean over other sets.
Chicago 2010 to 2012: see ``benchmarks/_chicago.py``; left out with ``--small``. Goals: error .33
.26 .21 .13 .08 .05 .02, ranges hold 88 to 93 %, better CRPS than every baseline, 1 s each.
Seconds are CPU seconds, after compilation.
"""

import argparse
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._chicago import measure_chicago
from benchmarks._run import run
from benchmarks._scenario import scenario_seconds
from benchmarks.cases.storms import LUCK, REPORT_DAYS, SIZE_CV, TEACH, TOLD, Storm, storm
from risk.settings import Surge
from risk.surge import LagLaw, Prior, ReportPath, nowcast, path_of
from risk.surge.clock import Clock, ClockEffects
from risk.surge.lag import law_of_reports
from risk.surge.lag_rows import reports_from_counts
from risk.surge.nowcast_baselines import pooled_pattern

CHECKOUT = Path(__file__).resolve().parents[1]
REAL = Path(os.environ.get("HUZHU_REAL_DATA") or CHECKOUT.parent / "shared" / "data")
SEED, SMALL_TOLD = 7, 40
OTHER_SETS, OTHER_TOLD = range(100, 110), 20
DRAWS = 1000
EDGES_H = 24 * np.r_[0, REPORT_DAYS]
UNLIMITED = np.array([1e9])
VILLAGES, NOW_H = 300, 72

Floats = NDArray[np.float64]


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Simulated storms, Chicago, seconds."""
    measured = simulated(SMALL_TOLD if options.small else TOLD)
    if options.small:
        measured["chicago"] = "left out with --small"
    else:
        other = [told_storms(seed, OTHER_TOLD)["held"] for seed in OTHER_SETS]
        measured["coverage_many"] = shares(np.mean(other, axis=0))
        measured |= chicago()
    return measured | {
        "scenario_s": round(scenario_seconds(), 2),
        "update_s": round(update_seconds(), 2),
    }


def simulated(number: int) -> dict[str, Any]:
    """Errors and ranges by time, ours and the simpler ways'."""
    found = told_storms(SEED, number)
    errors = {f"mae_{name}": shares(v, 3) for name, v in found["errors"].items()}
    return {
        "mae_by_time": errors.pop("mae_ours"),
        "coverage_by_time": shares(found["held"]),
        "coverage_inclusive": shares(found["held_inclusive"]),
        **errors,
    }


def shares(values: Floats, digits: int = 3) -> list[float]:
    return [round(float(v), digits) for v in values]


def told_storms(seed: int, number: int) -> dict[str, Any]:
    """Draw, teach, tell: means by time over the storms told."""
    rng = np.random.default_rng(seed)
    drawn = [storm(rng) for _ in range(TEACH + number)]
    law = teach(drawn[:TEACH])
    pattern = pooled_pattern([by_interval(s)[None] for s in drawn[:TEACH]], len(REPORT_DAYS))
    pattern = pattern * float(np.mean([s.reported[-1] / s.final for s in drawn[:TEACH]]))
    rows = [tell(s, law, pattern, rng) for s in drawn[TEACH:]]
    mean = np.mean([row["numbers"] for row in rows], axis=0)
    names = rows[0]["names"]
    return {
        "held": mean[0],
        "held_inclusive": mean[1],
        "errors": dict(zip(names, mean[2:], strict=True)),
    }


def by_interval(s: Storm) -> NDArray[np.int64]:
    return np.diff(np.r_[0, s.reported])


def teach(storms: list[Storm]) -> LagLaw:
    """The lag from storms seen for ten days; no clock, as the case has none."""
    known = [
        reports_from_counts(EDGES_H, by_interval(s), hit=(0, 0), clock=Clock(), event_id=str(i))
        for i, s in enumerate(storms)
    ]
    return law_of_reports(known, settings=Surge(), effects=ClockEffects())


def tell(s: Storm, law: LagLaw, pattern: Floats, rng: np.random.Generator) -> dict[str, Any]:
    """One storm at the seven times."""
    place, expected = np.array(["V"], dtype=object), np.array([s.expected])
    prior = Prior(place, expected, SIZE_CV, LUCK, law, UNLIMITED)
    columns = []
    for k, reported in enumerate(s.reported):
        path = ReportPath(EDGES_H[: k + 2], by_interval(s)[None, : k + 1])
        found = nowcast(prior, path, seed=1, draws=DRAWS)
        totals = found.totals
        rank = (totals < s.final).mean() + rng.random() * (totals == s.final).mean()
        middles = {
            "ours": found.total["p50"],
            "chain_ladder": reported / pattern[k],
            "bornhuetter_ferguson": reported + s.expected * (1 - pattern[k]),
            "forecast_only": s.expected,
        }
        inside = found.total["p05"] <= s.final <= found.total["p95"]
        errors = [abs(m - s.final) / s.final for m in middles.values()]
        columns.append([0.05 <= rank <= 0.95, inside, *errors])
    return {"numbers": np.array(columns, dtype=np.float64).T, "names": list(middles)}


def chicago() -> dict[str, Any]:
    """Ours and the baselines on real storms, by zip and by ward."""
    folder = REAL / "chicago_flood_reports"
    if not folder.exists():
        raise SystemExit(f"Chicago's calls are not at {folder}: set HUZHU_REAL_DATA, or --small")
    measured: dict[str, Any] = {}
    for area in ("zip", "ward"):
        found = measure_chicago(folder, area=area, seed=SEED)
        scores = {name: round(value, 4) for name, value in found["crps"].items()}
        ours = scores.pop("ours")
        tail = "" if area == "zip" else f"_{area}"
        measured |= {
            f"chicago_crps_ours{tail}": ours,
            f"chicago_crps_best_baseline{tail}": min(scores.values()),
            f"chicago_crps_baselines{tail}": scores,
            f"chicago_ranges_hold{tail}": {k: round(v, 3) for k, v in found["held"].items()},
            f"chicago_events{tail}": found["events"],
        }
    return measured


def update_seconds() -> float:
    """CPU seconds of one nowcast: 300 villages, hour by hour, after three days."""
    rng = np.random.default_rng(3)
    expected = rng.lognormal(1.5, 0.8, VILLAGES)
    village = np.repeat(np.arange(VILLAGES), rng.poisson(expected * rng.gamma(2, 0.7, VILLAGES)))
    at_h = rng.uniform(0, 6, len(village)) + 30 * rng.weibull(0.9, len(village))
    path = path_of(village, at_h, villages=VILLAGES, edges_h=np.arange(NOW_H + 1.0))
    effects = ClockEffects(night=0.2, saturday=0.8, sunday=0.7, monday=1.1)
    scale = np.diag([0.16, 0.03])
    law = LagLaw(np.log([26, 0.85]), scale, 12.0, 200.0, effects, 0, 0, "benchmark")
    prior = Prior(
        region_codes=np.array([f"V{i:03d}" for i in range(VILLAGES)], dtype=object),
        expected=expected,
        size_cv=SIZE_CV,
        dispersion=2.0,
        dispersion_log_sd=0.5,
        lag=law,
        houses=np.full(VILLAGES, 300.0),
        hit=(0.0, 6.0),
        clock=Clock(14, 5, effects),
    )
    nowcast(prior, path, seed=1)
    begun = time.process_time()
    nowcast(prior, path, seed=1)
    return time.process_time() - begun


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["numpy", "scipy", "numba"])

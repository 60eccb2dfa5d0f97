"""The loss engine on a fixed case against CLIMADA 6.1.0: seconds, memory, the same averages.

Case: ``benchmarks.cases.gen_case`` (1,000 events × 300,000 houses × 10,000 cells). Ratios are
CLIMADA's CPU seconds, and the peak memory of its whole process, over ours: higher is better for us.
``totals`` has no terms; ``terms`` a deductible of 500 and a limit of 0.6 of the sum insured for
each house, the limit held against the mean house as CLIMADA's is. Each run stands in a process of
its own and tells the loss of each event and the average annual loss (ours by village, CLIMADA's by
house). Houses have their cells before the clock starts, on both sides; ours includes sorting them.
Compiled code is warm (it is kept on disk), on both sides the median of several runs is taken.

``negatives`` counts negative or missing losses under many terms, among them a deductible without a
limit. ``large_gb`` is the peak memory of 10,000 events × 3,000,000 houses with terms, events
streamed from disk 500 at a time (``--small``: a small case; its size is told).

The peer lives in its own environment (``make peers``): ``--climada PYTHON`` or HUZHU_CLIMADA, by
default .venv-climada/bin/python.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks._run import run

HERE = Path(__file__).parent
AAL, AAL_TERMS = 2796475365.1004257, 2636786639.99356
DEDUCTIBLE_MONEY, LIMIT_SHARE = 500.0, 0.6
FULL = ("--events", "1000", "--points", "300000")
FULL_LARGE = ("--events", "10000", "--points", "3000000")
SMALL = ("--events", "100", "--points", "20000")
SMALL_LARGE = ("--events", "300", "--points", "60000")
EVENTS_A_PART = 500
REPEATS = 9
TERM_SETS = 200


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All figures; see the module."""
    if not options.no_peers and not Path(options.climada).is_file():
        raise SystemExit(f"no {options.climada}: `make peers` makes it, or give --no-peers")
    with tempfile.TemporaryDirectory(prefix="huzhu-losses-") as folder:
        case, large = Path(folder) / "case.npz", Path(folder) / "large.npz"
        make_case(case, SMALL if options.small else FULL)
        totals, terms = alone("totals", case), alone("terms", case)
        peers = {} if options.no_peers else against_climada(options.climada, case, totals, terms)
        bad = alone("negatives", case)
        make_case(large, SMALL_LARGE if options.small else FULL_LARGE)
        streamed = alone("stream", split(large))
    wanted = {} if options.small else {
        "aal_off": abs(totals["aal"] / AAL - 1), "aal_terms_off": abs(terms["aal"] / AAL_TERMS - 1)
    }  # fmt: skip
    return {
        **peers,
        "aal": totals["aal"],
        "aal_terms": terms["aal"],
        **wanted,
        "negatives": bad["negatives"],
        "term_sets": TERM_SETS,
        "large_gb": round(streamed["peak_mb"] / 1000, 2),
        "large_case": streamed["case"],
        "large_cpu_s": streamed["cpu_s"],
        "totals_cpu_s": totals["cpu_s"],
        "terms_cpu_s": terms["cpu_s"],
        "totals_mb": totals["peak_mb"],
        "terms_mb": terms["peak_mb"],
    }


def against_climada(
    python: str, case: Path, totals: Mapping[str, Any], terms: Mapping[str, Any]
) -> dict[str, Any]:
    """Ratios to CLIMADA on the same file; the lesser of the two memory ratios."""
    peer = {name: climada(python, case, insured) for name, insured in (("totals", 0), ("terms", 1))}
    ours = {"totals": totals, "terms": terms}
    memory = {name: peer[name]["peak_mb"] / ours[name]["peak_mb"] for name in ours}
    return {
        "ratio_totals": round(peer["totals"]["cpu_median_s"] / totals["cpu_s"], 1),
        "ratio_terms": round(peer["terms"]["cpu_median_s"] / terms["cpu_s"], 1),
        "ratio_memory": round(min(memory.values()), 2),
        "climada_version": peer["totals"]["version"],
        "climada_aal": peer["totals"]["aai_agg"],
        "climada_aal_terms": peer["terms"]["aai_agg"],
        "climada_totals_cpu_s": peer["totals"]["cpu_median_s"],
        "climada_terms_cpu_s": peer["terms"]["cpu_median_s"],
        "climada_totals_mb": peer["totals"]["peak_mb"],
        "climada_terms_mb": peer["terms"]["peak_mb"],
    }


def make_case(path: Path, size: tuple[str, ...]) -> None:
    """The case of that size, by the generator as it stands."""
    script = HERE / "cases" / "gen_case.py"
    done = subprocess.run(
        [sys.executable, script, "--out", path, *size], check=True, capture_output=True, text=True
    )
    print(done.stdout.strip(), file=sys.stderr)


def climada(python: str, case: Path, insured: int) -> dict[str, Any]:
    """CLIMADA's figures; it writes into its home, so it is given one that goes away."""
    script = HERE / "cases" / "run_climada.py"
    with tempfile.TemporaryDirectory(prefix="huzhu-climada-") as home:
        done = subprocess.run(
            [python, script, "--case", case, "--insured", str(insured), "--repeat", "5"],
            env={"HOME": home, "PATH": os.environ["PATH"]},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{\n") :])
    return told


def alone(what: str, case: Path) -> dict[str, Any]:
    """One of ours in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.losses", "--one", what, str(case)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


# --- what runs alone -------------------------------------------------------------------------


def one(what: str, path: Path) -> dict[str, Any]:
    """The figures of one run, with the peak of this process."""
    told = {"totals": totals, "terms": with_terms, "negatives": negatives, "stream": stream}[what](
        path
    )
    status = Path("/proc/self/status").read_text()
    return told | {"peak_mb": round(int(status.split("VmHWM:")[1].split()[0]) / 1024)}


def totals(path: Path) -> dict[str, Any]:
    from risk.losses.exposed import Terms

    return timed(path, Terms())


def with_terms(path: Path) -> dict[str, Any]:
    return timed(path, case_terms())


def case_terms() -> Any:
    from risk.losses.exposed import LimitOn, Terms

    return Terms(deductible_money=DEDUCTIBLE_MONEY, limit_share=LIMIT_SHARE, limit_on=LimitOn.MEAN)


def timed(path: Path, terms: Any) -> dict[str, Any]:
    """Median CPU seconds of arranging the houses and of all events, and the average."""
    from risk.losses.engine import losses

    with np.load(path) as case:
        events, houses, curves, cells = read_events(case), read_houses(case), *read_curves(case)
    spent = []
    for _ in range(REPEATS + 1):
        start = time.process_time()
        found = losses(events, houses, curves, terms, cells=cells)
        spent.append(time.process_time() - start)
    return {"cpu_s": round(median(spent[1:]), 4), "aal": found.annual_money}


def negatives(path: Path) -> dict[str, Any]:
    """Negative or missing losses of events and villages over many terms, odd ones among them."""
    from risk.losses.engine import losses
    from risk.losses.exposed import LimitOn, Terms

    rng = np.random.default_rng(1)
    with np.load(path) as case:
        keep = slice(0, 2000)
        events, houses, curves, cells = (
            read_events(case), read_houses(case, keep), *read_curves(case)
        )  # fmt: skip
    bad = 0
    for i in range(TERM_SETS):
        pick = rng.random(6)
        terms = Terms(
            deductible_money=10 ** rng.uniform(0, 7) if pick[0] < 0.7 else None,
            limit_money=10 ** rng.uniform(0, 7) if pick[1] < 0.3 else None,
            limit_share=rng.random() if pick[2] < 0.3 else None,
            event_limit_money=10 ** rng.uniform(3, 9) if pick[3] < 0.3 else None,
            insurer_share=float(rng.random()) if pick[4] < 0.3 else 1.0,
            limit_on=LimitOn.MEAN if i % 2 else LimitOn.CLAIM,
        )
        found = losses(events, houses, curves, terms, cells=cells)
        for column in (found.event_money, found.village_annual_money):
            bad += int((~np.isfinite(column) | (column < 0)).sum())
    return {"negatives": bad}


def stream(folder: Path) -> dict[str, Any]:
    """A large case from files of one array each, events in parts."""
    from risk.losses.engine import Portfolio

    case = {f.stem: f for f in folder.iterdir()}
    small = {k: np.load(f) for k, f in case.items() if k not in ("h_data", "h_indices")}
    houses, curves, cells = read_houses(small), *read_curves(small)
    indptr = small["h_indptr"]
    start = time.process_time()
    portfolio = Portfolio(houses, curves, case_terms(), cells=cells)
    found = portfolio.losses(parts(case, indptr, small["freq"], cells))
    spent = time.process_time() - start
    size = f"{len(indptr) - 1:,} events × {len(small['value']):,} houses × {cells:,} cells"
    return {"case": size, "cpu_s": round(spent, 2), "aal": found.annual_money}


def parts(case: Mapping[str, Path], indptr: Any, frequency: Any, cells: int) -> Iterator[Any]:
    """The event set in parts, each read when its turn comes."""
    from risk.losses.exposed import EventSet

    for first in range(0, len(frequency), EVENTS_A_PART):
        own = indptr[first : first + EVENTS_A_PART + 1]
        yield EventSet(
            indptr=own - own[0],
            cell=piece(case["h_indices"], own[0], own[-1]),
            intensity=piece(case["h_data"], own[0], own[-1]),
            frequency_per_year=frequency[first : first + EVENTS_A_PART],
            cells=cells,
        )


def piece(path: Path, first: int, last: int) -> Any:
    """Part of a stored array, copied, so that no more of the file counts as memory."""
    return np.array(np.load(path, mmap_mode="r")[first:last])


def split(path: Path) -> Path:
    """Every array of a case in a file of its own, so that parts can be read."""
    folder = path.with_suffix("")
    folder.mkdir()
    with np.load(path) as case:
        for name in case.files:
            np.save(folder / f"{name}.npy", case[name])
    path.unlink()
    return folder


def read_events(case: Any) -> Any:
    from risk.losses.exposed import EventSet

    return EventSet(
        indptr=case["h_indptr"],
        cell=case["h_indices"],
        intensity=case["h_data"],
        frequency_per_year=case["freq"],
        cells=int(case["h_shape"][1]),
    )


def read_houses(case: Any, keep: slice = slice(None)) -> Any:
    """Houses with the nearest cell of the regular grid."""
    from risk.losses.exposed import Houses

    side, res = round(float(case["h_shape"][1]) ** 0.5), float(case["res"])
    row, column = (
        np.rint((case[house][keep] - case[grid][0]) / res).astype(np.int32)
        for house, grid in (("elat", "glat"), ("elon", "glon"))
    )
    village = case["village"][keep].astype(np.int32)
    return Houses(
        cell=row * side + column,
        curve=case["impf"][keep].astype(np.int32) - 1,
        village=village,
        value_money=case["value"][keep],
        villages=int(village.max()) + 1,
    )


def read_curves(case: Any) -> tuple[Any, int]:
    from risk.losses.exposed import Curves

    curves = Curves(intensity=case["x"], claim_share=case["paa"], loss_share=case["mdd"])
    return curves, int(case["h_shape"][1])


def add_options(parser: argparse.ArgumentParser) -> None:
    """The peer's interpreter."""
    usual = os.environ.get("HUZHU_CLIMADA", ".venv-climada/bin/python")
    parser.add_argument("--climada", default=usual, help="python that has CLIMADA")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2], Path(sys.argv[3]))))
    else:
        run(measure, about=__doc__ or "", packages=["numpy", "numba"], add_options=add_options)

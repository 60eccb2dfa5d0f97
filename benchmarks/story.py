"""How long the story takes, step by step, on the synthetic county (`--small`: 5 % of its houses).

Seconds are of this machine and this run; the figure to hold is ``demo_s`` ≤ 120 on 2 cores, cold
compilation included.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks._run import run
from dashboards.report import Asked, make_report
from risk import intake
from risk.demo import write_demo
from risk.flow import tell
from risk.ledger import KINDS
from risk.operations.deed import Doer
from risk.terms import Role
from risk.workspace import Workspace

NOW = datetime(2026, 1, 5, 9)
SMALL = 0.05
LATER_REPORTS = 50


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Time each step; the demo's own limit is the sum of the first four."""
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str):
        start = time.perf_counter()
        yield
        seconds[f"{name}_s"] = round(time.perf_counter() - start, 2)

    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(Path(folder) / "county")
        scale = SMALL if options.small else 1.0
        with step("write"):
            ledgers = write_demo(ws.root, 1, lambda _done, _text: None, scale=scale)
        intake.prepare(ws)
        with step("load"):
            loaded = intake.load_all(ws, ledgers, datum="wgs84", now=NOW)
        with step("tell"):
            story = tell(ws, now=NOW)
        with step("report"):
            make_report(ws, story, Asked("annual", "zh"), Doer("benchmark", Role.ANALYST, NOW))
        seconds["demo_s"] = round(sum(seconds.values()), 2)
        with step("two_hours_of_reports"):
            later = intake.Source("report", later_reports(Path(folder), story))
            intake.load(ws, [later], now=NOW)
        rows = loaded.rows_in
    return {"rows": rows, "rows_per_s": round(rows / seconds["load_s"]), **seconds}


def later_reports(folder: Path, story: Any) -> Path:
    """A CSV of reports that arrive while the county is live."""
    columns = {c.name: c.zh[0] for c in KINDS["report"].columns}
    villages = story.facts.regions.query("level == 'village'")["code"]
    path = folder / "报案登记_续.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([columns[c] for c in ("report_id", "reported_at", "region_code", "text")])
        for n in range(LATER_REPORTS):
            code = villages.iloc[n % len(villages)]
            writer.writerow(
                [f"LATER-{n}", f"2025-11-30 {8 + n % 2}:{n % 60:02d}", code, "房屋受损"]
            )
    return path


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["duckdb", "pandas", "numba"])

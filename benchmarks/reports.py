"""How long reports take on the synthetic county: annual plan, its typesetting, a village atlas.

Seconds are of this machine and this run; beside them stand the processor's own, which other work
on the machine does not lengthen. Goals: annual plan for 300 villages, DOCX and PDF, ``annual_s``
≤ 10 with every figure drawn; typesetting alone ``pdf_s`` ≤ 1; ``atlas_300_s`` ≤ 60 for 300 pages,
the larger of its files ``atlas_mb`` ≤ 20.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks._run import run
from dashboards.report.asked import KINDS, WRITERS, Asked, material_of
from dashboards.report.content import Report
from dashboards.report.style import add_fonts
from risk import intake
from risk.demo import write_demo
from risk.flow import Story
from risk.kept_story import story_of
from risk.terms import Role
from risk.workspace import Workspace

NOW = datetime(2026, 1, 5, 9)
SMALL = 0.05
PAGES = 300
MB = 1e6
Seconds = dict[str, float]


def add_options(parser: argparse.ArgumentParser) -> None:
    """A county that is there already spares making one."""
    parser.add_argument("--county", type=Path, help="workspace of a county already loaded")


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Make both reports of one story as `huzhu report` does, without a number."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        ws = Workspace(options.county) if options.county else county(folder, small=options.small)
        story = story_of(ws)
        add_fonts()
        # typesetter and pictures start up with the first report, not with each
        warm = content(ws, story, "annual")
        files(warm, folder)
        seconds: Seconds = {}
        plan = timed(seconds, "content", lambda: content(ws, story, "annual"))
        files(plan, folder, seconds)
        told = {
            "villages": int((story.facts.regions["level"] == "village").sum()),
            "annual_s": round(sum(v for k, v in seconds.items() if not k.endswith("cpu")), 2),
            "annual_cpu_s": round(sum(v for k, v in seconds.items() if k.endswith("cpu")), 2),
            "pdf_s": round(seconds["pdf"], 2),
            "pdf_cpu_s": round(seconds["pdf_cpu"], 2),
            "figures": len(plan.figures()),
        }
        return told | atlas(ws, story, folder, told["villages"])


def atlas(ws: Workspace, story: Story, folder: Path, villages: int) -> Mapping[str, Any]:
    """Every village's page, told for 300."""
    seconds: Seconds = {}
    report = timed(seconds, "content", lambda: content(ws, story, "atlas"))
    sizes = files(report, folder, seconds)
    per_300 = PAGES / villages
    wall = sum(v for k, v in seconds.items() if not k.endswith("cpu"))
    own = sum(v for k, v in seconds.items() if k.endswith("cpu"))
    return {
        "atlas_300_s": round(wall * per_300, 1),
        "atlas_300_cpu_s": round(own * per_300, 1),
        "atlas_mb": round(max(sizes.values()) * per_300 / MB, 1),
        **{f"atlas_{form}_mb": round(size * per_300 / MB, 1) for form, size in sizes.items()},
    }


def county(folder: Path, *, small: bool) -> Workspace:
    """The synthetic county, loaded."""
    ws = Workspace(folder / "county")
    scale = SMALL if small else 1.0
    ledgers = write_demo(ws.root, 1, lambda _done, _text: None, scale=scale)
    intake.prepare(ws)
    intake.load_all(ws, ledgers, datum="wgs84", now=NOW)
    return ws


def content(ws: Workspace, story: Story, kind: str) -> Report:
    """A report's content, its figures drawn."""
    material, _ = material_of(ws, story, Asked(kind, "zh"), Role.MANAGER)
    return KINDS[kind].content(material)


def files(report: Report, folder: Path, seconds: Seconds | None = None) -> dict[str, int]:
    """Write a report in every format; bytes by format."""
    sizes = {}
    for form, write in WRITERS.items():
        path = folder / f"report.{form}"
        timed(seconds if seconds is not None else {}, form, lambda: write(report, path))  # noqa: B023
        sizes[form] = path.stat().st_size
    return sizes


def timed(seconds: Seconds, name: str, make: Callable[[], Any]) -> Any:
    """Make something, and note wall and processor seconds."""
    wall, own = time.perf_counter(), time.process_time()
    made = make()
    seconds[name] = time.perf_counter() - wall
    seconds[f"{name}_cpu"] = time.process_time() - own
    return made


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["matplotlib", "typst", "python-docx"],
        add_options=add_options)  # fmt: skip

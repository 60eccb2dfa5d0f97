"""The dashboard as people meet it: a real server, headless Chromium, fifty users on loopback.

``first_map_ms``: from the address typed to the villages painted, nothing in the browser's cache.
``recolour_ms``: from the click on another sight to the map painted anew, ``recolour_family_ms`` on
another peril. ``page_ms``: from the click in the navigation to the other page's heading, the median
page; ``page_ms_max`` the slowest.
``p95_ms_50_users``: fifty people, each clicking again one to three seconds after the last answer;
``p95_ms_burst``: fifty who click in one instant. What they click was recorded in the browser.
``transfer_mb``: everything the first page fetches, as sent, without fonts. ``wallboard_mb_growth``:
memory of the wallboard's page at the end less that after its first tenth, garbage collected, while
a dispatch day is played: ``wallboard_states`` is how many states it has drawn.

Every wait ends with an error that says what was waited for; standard error tells each part's begin.
Figures are medians of ``RUNS`` runs of this machine; server, browser and users share its cores.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks._dashboard_browser import Looker
from benchmarks._dashboard_load import burst, steady
from benchmarks._dashboard_server import served
from benchmarks._dashboard_wall import Player, watch
from benchmarks._run import run, step
from risk import intake
from risk.demo import write_demo
from risk.flow import tell
from risk.workspace import Workspace

NOW = datetime(2026, 1, 5, 9)
SMALL = 0.05  # of the houses; the villages are all there
RUNS = 5
USERS = 50
STEADY_S = {"small": 15.0, "full": 60.0}
WALL_S = {"small": 180.0, "full": 180.0, "long": 3600.0}
WALL_SPEED = {"small": 20, "full": 20, "long": 1}


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All figures, on the demo county or a workspace given."""
    size = "small" if options.small else "full"
    wall = "long" if options.long else size
    step("county")
    with county(options) as ws, served(ws) as server:
        with Looker(server.url, runs=RUNS) as looker:
            seen: dict[str, Any] = {}
            for part in (looker.first_map, looker.recolour, looker.pages, looker.transfer):
                step(part.__name__)
                seen |= part()
            clicks, cookie = looker.clicks, looker.cookie()
        step("users")
        told = steady(server.url, cookie, clicks, users=USERS, seconds=STEADY_S[size])
        told |= burst(server.url, cookie, clicks, users=USERS)
        told["rss_gb"] = round(server.peak_gb(), 2)
        if not options.no_wall:
            step("wallboard")
            told |= on_the_wall(ws, server.url, seconds=WALL_S[wall], speed=WALL_SPEED[wall])
    return seen | told


def on_the_wall(ws: Workspace, url: str, *, seconds: float, speed: int) -> dict[str, float]:
    """The wallboard while a day is played at the screen's own speed."""
    player = Player(ws, speed)
    with Looker(url, runs=1) as looker:
        context, _ = looker.fresh()
        return watch(context, url, player, seconds=seconds, speed=speed)


@contextmanager
def county(options: argparse.Namespace) -> Iterator[Workspace]:
    """The workspace given, else the demo county made anew."""
    if options.workspace is not None:
        yield Workspace(options.workspace)
        return
    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(Path(folder) / "county")
        scale = SMALL if options.small else 1.0
        ledgers = write_demo(ws.root, 1, lambda _done, _text: None, scale=scale)
        intake.prepare(ws)
        intake.load_all(ws, ledgers, datum="wgs84", now=NOW)
        tell(ws, now=NOW)
        yield ws


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark alone."""
    parser.add_argument("--workspace", type=Path, help="a demo county already made")
    parser.add_argument("--no-wall", action="store_true", help="without the wallboard's minutes")


if __name__ == "__main__":
    run(
        measure, about=__doc__ or "", packages=["dash", "dash-leaflet", "playwright"],
        add_options=add_options,
    )  # fmt: skip

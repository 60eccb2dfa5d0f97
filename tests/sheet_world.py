"""The tiny dispatch day with routes told by hand: for tests of sheets, maps and the time-line.

Crew c1 08:00: t1 (08:02–08:32), break 08:32–09:02, t2 (09:12–09:42, 12 minutes late), t3 same
village (09:44–10:04); back at B0 10:14. Crew c2: t4 (09:20–09:50, under way). t5, t6, t7 wait.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards.story.route_pdf import Cover
from risk.staffing.live import DayState, DayView, Progress, Stage
from tests.dispatch_world import DAY, tiny_day

MINUTES = {
    "t1": ("c1", 480.0, 482.0, 512.0),
    "t2": ("c1", 542.0, 552.0, 582.0),
    "t3": ("c1", 582.0, 584.0, 604.0),
    "t4": ("c2", 540.0, 560.0, 590.0),
}
DUE_T2 = 540.0
BASES = {"B0": "城关网点"}


def cover(**changes: Any) -> Cover:
    """What stands on every sheet of the tests."""
    made = Cover(
        day=DAY, name="暴雪", number="3 · 17", made_at=datetime(2026, 1, 20, 7, 31),
        made_by="dispatcher", version="v2026-01-20", synthetic=True, with_people=True,
    )  # fmt: skip
    return replace(made, **changes)


def routed() -> tuple[DayState, DayView]:
    """See above."""
    day = tiny_day(rested=True)
    claims = dict(day.claims) | {"t2": replace(day.claims["t2"], due_min=DUE_T2)}
    progress = dict(day.progress) | {
        claim: Progress(Stage.UNDERWAY if claim == "t4" else Stage.PLANNED) for claim in MINUTES
    }
    state = replace(
        day, claims=claims, progress=progress, planned=True, pinned=frozenset({"t3"}),
        routes={"c1": ("t1", "t2", "t3"), "c2": ("t4",)},
    )  # fmt: skip
    return state, DayView(_stops(state), _crews(), _waiting(state))


def _stops(state: DayState) -> pd.DataFrame:
    rows = []
    for crew, route in state.routes.items():
        for seq, claim_id in enumerate(route, start=1):
            claim, (_, leave, arrive, finish) = state.claims[claim_id], MINUTES[claim_id]
            stage = state.progress[claim_id].stage
            rows.append(
                {
                    "crew_id": crew, "seq": seq, "claim_id": claim_id, "stage": stage.value,
                    "place_code": claim.place_code, "village_name": claim.village_name,
                    "leave_min": leave, "arrive_min": arrive, "finish_min": finish,
                    "due_min": claim.due_min, "late_min": max(0.0, arrive - claim.due_min),
                    "frozen": stage is Stage.UNDERWAY, "pinned": claim_id in state.pinned,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _crews() -> pd.DataFrame:
    columns = ["crew_id", "name", "from_min", "until_min", "end_min", "travel_min", "claims",
               "late", "break_min", "out"]  # fmt: skip
    nan = float("nan")
    rows = [
        ("c1", "一组", 480.0, 1200.0, 614.0, 24.0, 3, 1, 512.0, False),
        ("c2", "二组", 540.0, 1020.0, 610.0, 40.0, 1, 0, nan, True),
    ]
    return pd.DataFrame(rows, columns=columns)


def _waiting(state: DayState) -> pd.DataFrame:
    rows = [
        (c.claim_id, c.place_code, c.village_name, c.reported_min, c.due_min, c.tier.value, False)
        for c in (state.claims[claim] for claim in ("t5", "t6", "t7"))
    ]
    columns = ["claim_id", "place_code", "village_name", "reported_min", "due_min", "tier",
               "held_back"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)

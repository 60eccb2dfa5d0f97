"""Claims are filled by the best evidence; ledgers loaded again change nothing."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from risk.warehouse import Changes, open_version
from risk.warehouse.publish import publish_loads
from risk.workspace import Workspace
from tests.warehouse_frames import NOW, claims, regions, upsert

REPORTED = datetime(2024, 3, 1, 23, 59)
TOLD = datetime(2024, 3, 2, 3, 0)
GPS = {"quality": "measured"}


def check_in(minutes: float, kind: str = "arrived", **columns: Any) -> dict[str, Any]:
    """A check-in for C1 so many minutes after its report."""
    base = {
        "claim_id": "C1", "crew_id": "K1", "kind": kind, "quality": "typed", "source": "phone",
        "happened_at": REPORTED + timedelta(minutes=minutes),
    }  # fmt: skip
    row = {**base, **columns}
    return {"check_in_id": f"{row['crew_id']} {kind} {minutes} {row['source']}", **row}


def put(ws: Workspace, *upserts: Any) -> bool:
    """Publish; whether anything changed."""
    changes = Changes(upserts)
    return publish_loads(ws, changes, reason="load", county=ws.county(), now=NOW).changed


def filed(**columns: Any) -> Any:
    """The claims' ledger: C1 with a typed arrival at three."""
    told = {"arrived_at": TOLD, "arrival_quality": "typed", "surveyed_at": None}
    return upsert("claim", claims(**{**told, **columns}))


def claim(ws: Workspace) -> dict[str, Any]:
    """C1 as the version in force has it."""
    with open_version(ws) as warehouse:
        row = warehouse.frame("FROM claim").iloc[0]
    return {c: None if pd.isna(row[c]) else row[c] for c in row.index}


@pytest.fixture
def county(ws: Workspace) -> Workspace:
    """A workspace with C1, reported at 23:59, arrived at three as somebody typed."""
    put(ws, upsert("region", regions()), filed())
    return ws


@pytest.mark.parametrize(
    ("rows", "minutes", "quality"),
    [
        ([check_in(50, **GPS), check_in(40)], 50, "measured"),
        ([check_in(50, **GPS), check_in(90, **GPS, crew_id="K2")], 50, "measured"),
        ([check_in(60, source="dispatcher"), check_in(65)], 65, "typed"),
        ([check_in(60, source="core"), check_in(70, **GPS, source="photo")], 70, "measured"),
        ([check_in(-5, **GPS)], 181, "typed"),
        ([check_in(30, "set_out")], 181, "typed"),
        ([check_in(300, "finished")], 181, "typed"),
    ],
    ids=["measured wins", "first measured", "phone before dispatcher", "photo", "before report",
         "only set out", "inferred is last"],
)  # fmt: skip
def test_the_best_evidence_is_taken(county, rows, minutes, quality):
    """By how it is known, then first or nearest to the event; the ledger is evidence too."""
    put(county, upsert("check_in", pd.DataFrame(rows)))
    found = claim(county)
    assert found["arrived_at"] == REPORTED + timedelta(minutes=minutes)
    assert found["arrival_quality"] == quality


def test_crew_setting_out_and_end_come_from_who_arrived(county):
    """Another crew that set out first and turned back drives no trip."""
    rows = [
        check_in(5, "set_out", crew_id="K2"), check_in(12, "set_out"), check_in(20, "set_out"),
        check_in(45, quality="measured"), check_in(80, "finished"), check_in(90, "set_out"),
    ]  # fmt: skip
    put(county, upsert("check_in", pd.DataFrame(rows)))
    found = claim(county)
    assert found["crew_id"] == "K1"
    assert found["dispatched_at"] == REPORTED + timedelta(minutes=20)
    assert found["surveyed_at"] == REPORTED + timedelta(minutes=80)


def test_an_arrival_nobody_told_is_inferred_from_the_end(county):
    """Who finished had arrived; a ledger without an arrival gets one that is marked inferred."""
    put(county, filed(arrived_at=None, arrival_quality=None))
    put(county, upsert("check_in", pd.DataFrame([check_in(80, "finished")])))
    assert claim(county)["arrived_at"] == REPORTED + timedelta(minutes=80)
    assert claim(county)["arrival_quality"] == "inferred"


def test_each_filled_value_is_a_correction_once(county):
    """Old and new are written down; nothing more when ledgers come again unchanged."""
    arrived = upsert("check_in", pd.DataFrame([check_in(45, quality="measured")]))
    assert put(county, arrived)
    with open_version(county) as warehouse:
        written = warehouse.corrections()
    assert written[["table", "key", "column", "who"]].drop_duplicates().to_numpy().tolist() == [
        ["claim", "C1", column, "huzhu"] for column in ("arrival_quality", "arrived_at", "crew_id")
    ]
    assert written["why"].unique().tolist() == ["check-ins: phone"]
    assert written.set_index("column").loc["arrived_at", "old"] == "2024-03-02 03:00:00"
    assert not put(county, arrived)
    assert not put(county, filed())
    assert claim(county)["arrival_quality"] == "measured"


def test_a_ledger_corrected_later_stands_under_the_evidence(county):
    """The ledger's words are kept beside: a new one counts where evidence has none."""
    put(county, upsert("check_in", pd.DataFrame([check_in(45, quality="measured")])))
    left = REPORTED + timedelta(minutes=7)
    assert put(county, filed(dispatched_at=left, damage_grade="severe"))
    found = claim(county)
    assert found["arrival_quality"] == "measured"
    assert found["dispatched_at"] == left
    assert found["damage_grade"] == "severe"


def test_check_ins_may_come_before_their_claim(ws):
    """Loaded first they fill nothing; the claim is filled when its ledger comes."""
    put(ws, upsert("region", regions()),
        upsert("check_in", pd.DataFrame([check_in(45, quality="measured")])))  # fmt: skip
    assert put(ws, filed())
    assert claim(ws)["arrival_quality"] == "measured"

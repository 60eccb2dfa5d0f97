"""Rows are kept as they were written, and located again when map, crosswalk or an alias changes."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_world import NOW, TOWNSHIPS, VILLAGE, VILLAGES, TinyWorld, box, claim, policy
from tiny_world import write_csv as write

from risk import intake
from risk.errors import LedgerError, OperationsError, WarehouseError
from risk.intake import Source
from risk.intake.places import GIVEN
from risk.operations import list_aliases, open_operations
from risk.terms import Role
from risk.warehouse import current_version, open_version, rollback, verify
from risk.warehouse.database import open_writer
from risk.warehouse.files import checksum, checksum_path, version_path
from risk.workspace import Workspace

WEST, MIDDLE, _ = TOWNSHIPS
DAY = datetime(2025, 12, 1, 10)
LI = {"user": "li", "role": Role.ANALYST}


@pytest.fixture
def copy(tiny: TinyWorld, tmp_path: Path) -> TinyWorld:
    """The loaded tiny world to change."""
    shutil.copytree(tiny.ledgers.parent, tmp_path / "world")
    root = tmp_path / "world"
    return replace(tiny, ws=Workspace(root / "county"), ledgers=root / "ledgers")


def put(world: TinyWorld, kind: str, *rows: dict[str, object], now: datetime = NOW):
    """Load rows as one file of a ledger."""
    path = world.ledgers.parent / f"{kind}_{len(list(world.ledgers.parent.iterdir()))}.csv"
    write(path, rows)
    return intake.load(world.ws, [Source(kind, path, "wgs84")], now=now)


def burnt(number: int, village: int = 0, **cells: object) -> dict[str, object]:
    """A claim row of a fire."""
    return claim(number, village, DAY, "火灾", **cells)


def insured(number: str, **cells: object) -> dict[str, object]:
    """A policy row of 2026 in the first village."""
    return policy(number, 0, "2026-01-01", "2026-12-31", **cells)


def stored(world: TinyWorld, table: str, key: str) -> pd.Series:
    """One row of a table by its first column."""
    with open_version(world.ws) as warehouse:
        row = warehouse.frame(f"SELECT * FROM {table} WHERE {table}_id = ?", [key])
    return row.iloc[0]


def relocated(world: TinyWorld) -> pd.DataFrame:
    """Corrections that came of locating again."""
    with open_version(world.ws) as warehouse:
        changes = warehouse.corrections()
    return changes[changes["why"] == "relocated"]


def test_places_are_kept_as_written(copy: TinyWorld) -> None:
    """Cells as they stand; of an address only what names places: no person, number or telephone."""
    written = {"乡镇": "西 乡", "村名": "甲村民委员会", "行政区划代码": VILLAGE[1]}
    address = {"地址": "张三，小县西乡乙村3社12号，13912345678"}
    loose = {**address, "村名": "", "行政区划代码": ""}
    put(copy, "claim", burnt(50, **written), burnt(51, **loose))
    put(copy, "policy", insured("P50", **loose))
    cells = stored(copy, "claim", "C50")
    assert cells["given_region_code"] == VILLAGE[1]
    assert cells["given_township_name"].replace(" ", "") == "西乡"
    assert cells["given_region_name"] == "甲村民委员会"
    for row in (stored(copy, "claim", "C51"), stored(copy, "policy", "P50")):
        assert row["given_place"] == "小县西乡乙村3社"
        assert row["match_quality"] == "names"
        assert (row["village_key"], row["group_name"]) == (2, "3社")
    secret = [text.encode() for text in ("12号", "13912345678", "张三")]
    files = [p.read_bytes() for p in copy.ws.root.rglob("*") if p.is_file()]
    assert not [text for text in secret for file in files if text in file]


def test_an_alias_places_stored_rows(copy: TinyWorld) -> None:
    """A name nobody knows: township only → a person decides → located again → found; audited."""
    row = {"村名": "老营盘"}
    put(copy, "claim", burnt(50, **row), burnt(51, 4, **row))
    put(copy, "policy", insured("P50", 行政区划代码="", 乡镇="西乡", **row))
    assert stored(copy, "claim", "C50")["match_quality"] == "township"
    before, later = current_version(copy.ws), NOW + timedelta(hours=1)
    assert intake.set_alias(copy.ws, "老营盘", VILLAGE[2], "西乡", at=later, **LI) == "丙村"
    done = intake.relocate(copy.ws, now=later)
    assert (done.changed, done.rows) == (True, {"policy": 1, "claim": 1})
    assert done.looked_at == copy.facts.claims + copy.facts.policies + 3
    assert done.version == current_version(copy.ws) != before
    found = stored(copy, "claim", "C50")
    assert (found["region_code_now"], found["village_key"]) == (VILLAGE[2], 3)
    assert found["load_id"] == stored(copy, "claim", "C51")["load_id"], "the row keeps its file"
    assert stored(copy, "claim", "C51")["match_quality"] == "township", "another township's name"
    assert stored(copy, "policy", "P50")["region_code"] == VILLAGE[2]
    changes = relocated(copy)
    assert set(changes["key"]) == {"C50", "P50"}
    now_in = changes[changes["column"] == "region_code_now"].iloc[0]
    assert (now_in["old"], now_in["new"], now_in["who"]) == (WEST, VILLAGE[2], "huzhu")
    assert verify(copy.ws) == []


def test_nothing_changes_twice(copy: TinyWorld) -> None:
    """Locating again what is located well makes no version."""
    before = current_version(copy.ws)
    done = intake.relocate(copy.ws, now=NOW)
    assert (done.changed, done.version, done.rows) == (False, before, {})
    assert done.looked_at == copy.facts.claims + copy.facts.policies


def test_a_load_applies_aliases_newer_than_the_version(copy: TinyWorld) -> None:
    """The next load of anything places stored rows; taken back, it is undone; once is enough."""
    put(copy, "claim", burnt(50, 村名="老营盘"))
    day = {"行政区划代码": WEST, "日期": "2025-12-05", "日雨量": 1}
    intake.set_alias(copy.ws, "老营盘", VILLAGE[2], "西乡", at=NOW + timedelta(hours=1), **LI)
    first = put(copy, "weather", day, now=NOW + timedelta(hours=2))
    assert first.relocated == {"claim": 1}
    second = put(copy, "weather", {**day, "日期": "2025-12-06"}, now=NOW + timedelta(hours=3))
    assert second.relocated == {}
    intake.unset_alias(copy.ws, "老营盘", "西乡", at=NOW + timedelta(hours=4), **LI)
    third = put(copy, "weather", {**day, "日期": "2025-12-07"}, now=NOW + timedelta(hours=5))
    assert third.relocated == {"claim": 1}
    assert stored(copy, "claim", "C50")["match_quality"] == "township"
    new = put(copy, "claim", burnt(51, 村名="老营盘"), now=NOW + timedelta(hours=6))
    assert new.loads["rows_new"].tolist() == [1]


def test_a_rolled_back_relocation_is_made_again(copy: TinyWorld) -> None:
    """The version before an alias is older than the alias: the next load places the rows again."""
    put(copy, "claim", burnt(50, 村名="老营盘"))
    before = str(current_version(copy.ws))
    intake.set_alias(copy.ws, "老营盘", VILLAGE[2], "西乡", at=NOW + timedelta(hours=1), **LI)
    intake.relocate(copy.ws, now=NOW + timedelta(hours=1))
    rollback(copy.ws, before)
    day = {"行政区划代码": WEST, "日期": "2025-12-05", "日雨量": 1}
    assert put(copy, "weather", day, now=NOW + timedelta(hours=2)).relocated == {"claim": 1}


def test_an_alias_of_a_village_that_is_not_there_is_refused(copy: TinyWorld) -> None:
    """A code of no village of the map, and a role that may not decide."""
    for code in ("123456789012", WEST):
        with pytest.raises(LedgerError, match=f"{code} is no village of the map"):
            intake.set_alias(copy.ws, "老营盘", code, at=NOW, **LI)
    with pytest.raises(OperationsError, match="may not decide"):
        intake.set_alias(copy.ws, "老营盘", VILLAGE[0], user="v", role=Role.VIEWER, at=NOW)
    con = open_operations(copy.ws)
    assert list_aliases(con).empty
    con.close()


def test_a_crosswalk_moves_stored_rows(copy: TinyWorld) -> None:
    """Rows under an old code are found; earlier claims of the village had its old code then."""
    old = "990009101201"
    row = {"行政区划代码": old, "村名": "", "乡镇": ""}
    put(copy, "claim", burnt(50, **row))
    put(copy, "policy", insured("P50", **row))
    assert stored(copy, "policy", "P50")["match_quality"] == "county"
    done = put(copy, "crosswalk", {"旧代码": old, "新代码": VILLAGE[0], "变更日期": "2025-12-31"})
    assert done.relocated == {"policy": 1, "claim": 1 + copy.facts.town_claims}
    claimed = stored(copy, "claim", "C50")
    assert (claimed["region_code_at_loss"], claimed["region_code_now"]) == (old, VILLAGE[0])
    assert stored(copy, "policy", "P50")["region_code"] == VILLAGE[0]


def test_a_new_village_takes_its_rows(copy: TinyWorld) -> None:
    """Claims by point and by name go to a village that comes onto the map later."""
    corner = {"经度": 100.09, "纬度": 36.09}
    put(copy, "claim", burnt(50, 村名="新村"), burnt(51, 村名="", **corner))
    assert stored(copy, "claim", "C50")["match_quality"] == "township"
    assert stored(copy, "claim", "C51")["region_code_now"] == VILLAGE[0]
    new = f"{WEST}209"
    village = {"代码": new, "名称": "新村", "级别": "村", "上级代码": WEST, **corner}
    done = put(copy, "region", village)
    assert done.relocated["claim"] == 2
    assert [stored(copy, "claim", c)["region_code_now"] for c in ("C50", "C51")] == [new, new]


def test_a_tier_area_moves_houses_between_tiers(copy: TinyWorld) -> None:
    """A confirmed outline decides for the houses inside it, house by house."""
    point = {"村名": VILLAGES[VILLAGE[1]], "经度": 100.05, "纬度": 36.14}
    put(copy, "claim", burnt(50, 1, **point), burnt(51, 1, **{**point, "纬度": 36.17}))
    shape = {"type": "Feature", "geometry": box(100.0, 36.0, 100.1, 36.15),
             "properties": {"范围编号": "T1", "时效分区": "县城"}}  # fmt: skip
    path = copy.ledgers.parent / "县城范围.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), "utf-8")
    done = intake.load(copy.ws, [Source("tier_area", path, "wgs84")], now=NOW)
    assert done.relocated["claim"] >= 1
    assert [stored(copy, "claim", c)["tier"] for c in ("C50", "C51")] == ["town", "rural"]


def test_a_claim_follows_its_policy(copy: TinyWorld) -> None:
    """A claim that names only its policy moves with the house: corrected list, alias, map."""
    row = {"赔案号": "C50", "保单号": "P50", "出险原因": "大风", "出险时间": "2026-02-01 10:00"}
    put(copy, "claim", row)
    assert stored(copy, "claim", "C50")["match_quality"] == "none"
    unknown = {"行政区划代码": "", "乡镇": "西乡", "村名": "老营盘"}
    assert put(copy, "policy", insured("P50")).relocated == {"claim": 1}
    assert stored(copy, "claim", "C50")["region_code_now"] == VILLAGE[0]
    assert stored(copy, "claim", "C50")["match_reason"] == "policy"
    assert put(copy, "policy", insured("P50", **unknown)).relocated == {"claim": 1}
    assert stored(copy, "claim", "C50")["region_code_now"] == WEST
    intake.set_alias(copy.ws, "老营盘", VILLAGE[1], "西乡", at=NOW, **LI)
    assert intake.relocate(copy.ws, now=NOW).rows == {"policy": 1, "claim": 1}
    moved = stored(copy, "claim", "C50")
    assert (moved["region_code_now"], moved["village_key"]) == (VILLAGE[1], 2)
    assert moved["tier"] == "rural"


CHILD = """
import os, signal, sys
from pathlib import Path
from risk.intake import relocate
from risk.workspace import Workspace
from tiny_world import NOW

def kill_at(done, text):
    if text == "written":
        os.kill(os.getpid(), signal.SIGKILL)

relocate(Workspace(Path(sys.argv[1])), now=NOW, progress=kill_at)
"""


def test_a_killed_relocation_leaves_the_old_version(copy: TinyWorld) -> None:
    """Killed when the new version is written but not in force; the next one takes effect."""
    put(copy, "claim", burnt(50, 村名="老营盘"))
    intake.set_alias(copy.ws, "老营盘", VILLAGE[2], "西乡", at=NOW, **LI)
    before = current_version(copy.ws)
    tests = Path(__file__).resolve().parents[1]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(copy.ws.root)],
        env={**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
        check=False,
    )
    assert child.returncode == -9
    assert current_version(copy.ws) == before
    assert stored(copy, "claim", "C50")["match_quality"] == "township"
    assert intake.relocate(copy.ws, now=NOW).rows == {"claim": 1}
    assert verify(copy.ws) == []


def test_check_tells_what_would_move_and_stores_nothing(copy: TinyWorld) -> None:
    """A trial load of the crosswalk counts the rows that would move."""
    old = "990009101201"
    put(copy, "claim", burnt(50, 行政区划代码=old, 村名="", 乡镇=""))
    path = copy.ledgers.parent / "代码对照.csv"
    write(path, [{"旧代码": old, "新代码": VILLAGE[0], "变更日期": "2020-01-01"}])
    before = {p: p.read_bytes() for p in copy.ws.root.rglob("*") if p.is_file()}
    tried = intake.load(copy.ws, [Source("crosswalk", path)], check=True, now=NOW)
    assert tried.relocated == {"claim": 1}
    assert {p: p.read_bytes() for p in copy.ws.root.rglob("*") if p.is_file()} == before


NEW_IN_5 = (
    "told_at", "houses", "list_no", "list_row", "loss_at", "peril", "damage_grade",
    "household_key", "phone_key", "name_key", "door_key", "region_code", "village_key",
    "match_quality", "match_reason", "match_distance_m", "group_code", "group_name",
    *GIVEN.values(), "lon", "lat",
)  # fmt: skip
NEW_IN_2 = {
    "policy": ("match_distance_m", "group_code", "group_name", *GIVEN.values()),
    "claim": (
        "group_code", "group_name", *GIVEN.values(), "cover_line", "structure", "built_decade",
        "household_group",
    ),
    "crosswalk": ("old_name", "new_name"),
    "terrain": ("road_km", "source"),
}  # fmt: skip
NEW_IN_4 = (
    "lon", "lat", "magnitude", "depth_km", "area_km2", "deaths", "displaced", "cause",
)  # fmt: skip


def make_older(world: TinyWorld) -> None:
    """Take back from the version in force what layouts 2 to 6 brought."""
    path = version_path(world.ws, str(current_version(world.ws)))
    with open_writer(path) as connection:
        connection.execute("DROP TABLE household_contact")
        new = (*NEW_IN_2.items(), ("event", NEW_IN_4), ("report", NEW_IN_5))
        for table, columns in new:
            for column in columns:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        for table in (
            "tier_area",
            "map_fault",
            "terrain_computed",
            "river",
            "exposure_term",
            "check_in",
            "claim_told",
        ):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE score DROP COLUMN band_since")
        connection.execute("ALTER TABLE score DROP COLUMN band")
        connection.execute("DROP TABLE score_reason")
        connection.execute("DROP TABLE official_level")
        connection.execute("UPDATE version SET schema_number = 1")
    checksum_path(path).write_text(checksum(path) + "\n", "ascii")


def test_a_store_of_an_older_huzhu_is_taken_over(copy: TinyWorld) -> None:
    """relocate lays it out anew and moves nothing; loaded again, its rows can be located again."""
    make_older(copy)
    with pytest.raises(WarehouseError, match="huzhu relocate"):
        open_version(copy.ws)
    rows = copy.facts.claims + copy.facts.policies
    first = intake.relocate(copy.ws, now=NOW)
    assert (first.changed, first.looked_at, first.unwritten, first.rows) == (True, 0, rows, {})
    assert stored(copy, "claim", "C01")["region_code_now"] == VILLAGE[0]
    again = intake.load_all(copy.ws, copy.ledgers, datum="wgs84", now=NOW)
    assert again.loads.set_index("file").loc["理赔台账.csv", "rows_changed"] > 0
    with open_version(copy.ws) as warehouse:
        assert warehouse.corrections().empty, "written down for the first time, nothing corrected"
    second = intake.relocate(copy.ws, now=NOW)
    # C31 says nothing of a place, so its row is the same as before
    assert (second.changed, second.looked_at, second.unwritten) == (False, rows - 1, 1)


def test_a_load_takes_an_older_store_over_too(copy: TinyWorld) -> None:
    """The next load of anything writes the older version anew first."""
    make_older(copy)
    day = {"行政区划代码": WEST, "日期": "2025-12-05", "日雨量": 1}
    assert put(copy, "weather", day).changed
    assert stored(copy, "claim", "C01")["region_code_now"] == VILLAGE[0]
    assert verify(copy.ws) == []


def test_claims_lie_by_village(tiny: TinyWorld) -> None:
    """Rows of one load are clustered by the village's key, those without one last."""
    with open_version(tiny.ws) as warehouse:
        for table in ("claim", "policy"):
            rows = warehouse.frame(f"SELECT load_id, village_key FROM {table} ORDER BY rowid")
            for _, keys in rows.groupby("load_id")["village_key"]:
                assert keys.fillna(np.inf).is_monotonic_increasing

"""The tiny world comes out of a load as it is known by hand, and loading is safe to repeat."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_world import (
    LAST_DAY,
    NOW,
    TOWNSHIPS,
    VILLAGE,
    TinyWorld,
    box,
    claim,
    policy,
    write_csv,
    write_map,
    write_tiny_world,
)

from risk.errors import WarehouseError
from risk.intake import LoadResult, Source, load, load_all
from risk.operations import open_operations
from risk.operations.keys import open_keys
from risk.operations.personal import read_person, read_rejects
from risk.terms import Role
from risk.warehouse import current_version, open_version, rollback, verify
from risk.workspace import Workspace


@pytest.fixture
def copy(tiny: TinyWorld, tmp_path: Path) -> TinyWorld:
    """The loaded tiny world to change: county, ledgers and key file."""
    folder = tiny.ledgers.parent
    shutil.copytree(folder, tmp_path / "world")
    return replace(
        tiny, ws=Workspace(tmp_path / "world" / "county"), ledgers=tmp_path / "world" / "ledgers"
    )


def by_year(frame: pd.DataFrame, column: str) -> tuple[tuple[int, float], ...]:
    totals = frame.groupby("year")[column].sum()
    return tuple((int(year), pytest.approx(total)) for year, total in totals.items())


def test_the_tiny_world_is_as_known_by_hand(tiny: TinyWorld) -> None:
    """Policies, exposure, claims by year and township, payments."""
    facts = tiny.facts
    with open_version(tiny.ws) as warehouse:
        counts, claims = warehouse.counts(), warehouse.claims(LAST_DAY)
        exposure = warehouse.exposure(LAST_DAY)
    assert (counts["policy"], counts["claim"], counts["base"]) == (272, facts.claims, facts.bases)
    assert facts.house_years == by_year(exposure, "house_years")
    assert facts.premium_money == by_year(exposure, "premium_money")
    assert tuple(claims.groupby("year").size().items()) == facts.claims_by_year
    found = claims.groupby("township_code").size().reindex(list(TOWNSHIPS))
    assert tuple(found) == facts.claims_by_township
    assert claims["event"].sum() == facts.event_claims
    assert (claims["status"] == "paid").sum() == facts.paid_claims
    assert claims["paid_money"].sum() == facts.paid_money


def test_the_promise_is_as_known_by_hand(tiny: TinyWorld) -> None:
    """Tiers and minutes from report to arrival."""
    facts = tiny.facts
    with open_version(tiny.ws) as warehouse:
        claims = warehouse.claims(LAST_DAY)
    minutes = (claims["arrived_at"] - claims["reported_at"]).dt.total_seconds() / 60
    town, rural = claims["tier"] == "town", claims["tier"] == "rural"
    assert (town.sum(), (minutes[town] <= 30).sum()) == (facts.town_claims, facts.town_kept)
    assert rural.sum() == facts.rural_claims
    assert minutes[rural].notna().sum() == facts.rural_clocked
    assert (minutes[rural] <= 180).sum() == facts.rural_kept


def test_claims_find_their_village_or_say_why_not(tiny: TinyWorld) -> None:
    """One is known to its township, one is nowhere, none is guessed."""
    with open_version(tiny.ws) as warehouse:
        claims = warehouse.claims(LAST_DAY).set_index("claim_id")
    assert claims.loc["C30", "match_quality"] == "township"
    assert claims.loc["C30", "region_code"] == list(TOWNSHIPS)[1]
    assert claims.loc["C31", "match_quality"] == "none"
    assert claims["village_key"].isna().sum() == 2
    assert claims.loc["C01", "region_code"] == VILLAGE[0]


def test_village_areas_are_derived_squares(tiny: TinyWorld) -> None:
    """Each village's area is its 0.1° square, marked as derived."""
    with open_version(tiny.ws) as warehouse:
        regions = warehouse.regions().set_index("code")
    villages = regions.loc[VILLAGE]
    assert set(villages["geometry_source"]) == {"derived"}
    assert shapely.area(villages.geometry.to_numpy()) == pytest.approx([0.01] * 9)
    assert villages["village_key"].tolist() == list(range(1, 10))
    assert villages["tier"].tolist() == ["town"] + ["rural"] * 8
    county = regions[regions["level"] == "county"]
    assert county["lon"].notna().all(), "a region without a point gets one inside its area"


def test_rows_in_are_stored_or_rejected(tiny_loaded: tuple[TinyWorld, LoadResult]) -> None:
    """Each refused row is named with its rule and its remedy."""
    world, result = tiny_loaded
    assert result.rows_in == result.rows_stored + result.rows_rejected
    assert result.rows_rejected == world.facts.rejected == len(result.rejects)
    assert set(result.rejects["file"]) == {"承保清单2024.csv", "理赔台账.csv"}
    assert (result.rejects["remedy"].str.len() > 0).all()
    assert verify(world.ws) == []


def test_persons_leave_the_warehouse(tiny: TinyWorld) -> None:
    """Names stand encrypted in the operations store and nowhere else; household keys are hashes."""
    with open_version(tiny.ws) as warehouse:
        household = warehouse.frame(
            "SELECT household_key FROM policy WHERE policy_id = 'P2024-half'"
        )["household_key"].iloc[0]
    assert household.startswith("H")
    assert len(household) == 25
    secret = "张某".encode()
    files = [p for p in tiny.ws.root.rglob("*") if p.is_file()]
    assert not [p for p in files if secret in p.read_bytes()]
    con = open_operations(tiny.ws)
    found = read_person(
        con, open_keys(tiny.ws, con), household,
        user="u", role=Role.MANAGER, why="test", at=NOW,
    )  # fmt: skip
    con.close()
    assert found == {"householder_name": "张某"}


def test_rejected_rows_come_back_as_written(tiny_loaded: tuple[TinyWorld, LoadResult]) -> None:
    """The user's own headings and values, until they expire after 180 days."""
    world, result = tiny_loaded
    load_id = int(result.rejects.set_index("kind").loc["claim", "load_id"])
    con = open_operations(world.ws)
    keys = open_keys(world.ws, con)

    def read(at: datetime) -> pd.DataFrame:
        return read_rejects(con, keys, load_id, user="u", role=Role.MANAGER, why="t", at=at)

    assert read(NOW)["赔案号"].tolist() == ["C41"]
    assert read(NOW + timedelta(days=179))["赔案号"].tolist() == ["C41"]
    assert read(NOW + timedelta(days=181)).empty
    con.close()


def test_sources_are_kept_without_persons(tiny: TinyWorld) -> None:
    """Ledgers with personal columns (policies, claims) are not kept."""
    kept = {p.read_bytes() for p in tiny.ws.sources_dir.iterdir()}
    private = [*tiny.ledgers.glob("承保*"), *tiny.ledgers.glob("理赔*")]
    public = [p for p in tiny.ledgers.iterdir() if p not in private]
    assert kept == {p.read_bytes() for p in public}
    assert len(private) == 4


def test_the_same_folder_twice_changes_nothing(copy: TinyWorld) -> None:
    """No version, no correction; the result names the same loads."""
    before = current_version(copy.ws)
    result = load_all(copy.ws, copy.ledgers, datum="wgs84", now=NOW)
    assert not result.changed
    assert result.version == before == current_version(copy.ws)
    assert result.loads[["rows_new", "rows_changed"]].to_numpy().sum() == 0
    assert result.loads["load_id"].tolist() == list(range(1, len(result.loads) + 1))


def test_a_corrected_row_supersedes_its_older_self(copy: TinyWorld) -> None:
    """The corrected ledger is loaded as it is; the change stands in ``correction``."""
    path = copy.ledgers.parent / "理赔台账.csv"
    write_csv(path, [claim(21, 0, datetime(2023, 5, 1, 10), "暴雨", 赔付金额=1500)])
    result = load(copy.ws, [Source("claim", path)], now=NOW)
    assert result.changed
    with open_version(copy.ws) as warehouse:
        corrections = warehouse.corrections()
        load_row = warehouse.loads().iloc[-1]
    assert corrections[["key", "column", "old", "new"]].to_numpy().tolist() == [
        ["C21", "paid_money", "1000.0", "1500.0"]
    ]
    assert pd.isna(load_row["datum"]), "it gives no coordinates"


def test_check_stores_nothing(copy: TinyWorld) -> None:
    """Same counts as the load itself, and no file is touched."""
    path = copy.ledgers.parent / "承保清单2026.csv"
    write_csv(path, [policy("P2026", 0, "2026-01-01", "2026-12-31"), policy("P-x", 0, "", "")])
    before = {p: p.read_bytes() for p in copy.ws.root.rglob("*") if p.is_file()}
    tried = load(copy.ws, [Source("policy", path)], check=True, now=NOW)
    assert {p: p.read_bytes() for p in copy.ws.root.rglob("*") if p.is_file()} == before
    done = load(copy.ws, [Source("policy", path)], now=NOW)
    assert (tried.rows_stored, tried.rows_rejected) == (done.rows_stored, done.rows_rejected)
    assert (done.rows_stored, done.rows_rejected) == (1, 1)
    pd.testing.assert_frame_equal(tried.loads, done.loads)


def test_check_before_the_first_load(tmp_path: Path) -> None:
    """A trial on an empty workspace makes neither store nor key."""
    world = write_tiny_world(tmp_path)
    result = load_all(world.ws, world.ledgers, check=True, now=NOW)
    assert result.rows_rejected == world.facts.rejected
    assert [p.name for p in world.ws.root.iterdir()] == ["county.toml"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["county", "ledgers"]


CHILD = """
import os, signal, sys
from pathlib import Path
from risk.intake import load_all
from risk.workspace import Workspace
from tiny_world import NOW

def kill_at(done, text):
    if text == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

load_all(Workspace(Path(sys.argv[1])), Path(sys.argv[2]), now=NOW, progress=kill_at)
"""


def test_a_killed_load_leaves_the_old_version_and_can_be_repeated(copy: TinyWorld) -> None:
    """Killed after persons were stored and the version was written, before it came into force."""
    before, folder = current_version(copy.ws), copy.ledgers.parent / "more"
    folder.mkdir()
    write_csv(folder / "承保清单2026.csv", [policy("P2026", 0, "2026-01-01", "2026-12-31")])
    tests = Path(__file__).resolve().parents[1]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(copy.ws.root), str(folder), "written"],
        env={**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
        check=False,
    )
    assert child.returncode == -9
    assert current_version(copy.ws) == before
    assert load_all(copy.ws, folder, now=NOW).changed
    with open_version(copy.ws) as warehouse:
        assert warehouse.counts()["policy"] == copy.facts.policies + 1


def test_old_codes_are_translated_and_unknown_ones_refused(copy: TinyWorld) -> None:
    """Weather under an old township code counts for today's; a code on no map refuses its row."""
    folder = copy.ledgers.parent / "more"
    folder.mkdir()
    new = next(iter(TOWNSHIPS))
    write_csv(folder / "代码对照.csv", [{"旧代码": "990009101", "新代码": new}])
    day = date(2025, 6, 1)
    write_csv(
        folder / "气象.csv",
        [
            {"行政区划代码": code, "日期": day, "日雨量": 1}
            for code in ("990009101", new, "123456789")
        ],
    )
    result = load_all(copy.ws, folder, now=NOW)
    assert result.rejects["row"].tolist() == [4, 3]
    assert (result.rows_in, result.rows_stored, result.rows_rejected) == (4, 2, 2)
    with open_version(copy.ws) as warehouse:
        found = warehouse.frame("SELECT region_code FROM weather WHERE day = ?", [day])
    assert found["region_code"].tolist() == [new]


def test_a_surveyed_outline_replaces_a_derived_one(copy: TinyWorld) -> None:
    """Its neighbours' derived areas follow in the same version; village keys stay."""
    import json

    feature = {
        "type": "Feature",
        "geometry": box(100.0, 36.0, 100.05, 36.1),
        "properties": {"代码": VILLAGE[0], "名称": "甲村", "级别": "村", "边界来源": "实测"},
    }
    path = copy.ledgers.parent / "村界.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    load(copy.ws, [Source("region", path, "wgs84")], now=NOW)
    with open_version(copy.ws) as warehouse:
        regions = warehouse.regions().set_index("code")
    assert regions.loc[VILLAGE[0], "geometry_source"] == "surveyed"
    assert regions.loc[VILLAGE[0], "elevation_m"] == 2500, "what a file leaves out stays"
    areas = shapely.area(regions.geometry[VILLAGE[:3]].to_numpy())
    assert areas.sum() == pytest.approx(0.03)
    assert regions.geometry[VILLAGE[1]].area == pytest.approx(0.0125, rel=0.2)
    assert regions.loc[VILLAGE, "village_key"].tolist() == list(range(1, 10))


def test_without_a_map_nothing_can_be_placed(tmp_path: Path) -> None:
    """One line that says what to load first."""
    world = write_tiny_world(tmp_path)
    with pytest.raises(WarehouseError, match="no map yet"):
        load(world.ws, [Source("claim", world.ledgers / "理赔台账.csv")], now=NOW)
    assert current_version(world.ws) is None


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    """The others of the folder are loaded."""
    world = write_tiny_world(tmp_path)
    for path in world.ledgers.iterdir():
        if not path.stem.startswith("行政区"):
            path.unlink()
    (world.ledgers / "说明.txt").write_text("x", "utf-8")
    result = load_all(world.ws, world.ledgers, now=NOW)
    assert len(result.unrecognised) == 1
    assert "说明.txt" in result.unrecognised[0]
    assert set(result.loads["kind"]) == {"region"}


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2024-01-01", "2024-12-31", "x", "", "2024年6月1日"]),
        st.sampled_from(["2024-01-01", "2024-12-31", "13/45/2024", ""]),
        st.sampled_from([VILLAGE[0], "1", ""]),
        st.sampled_from(["30000", "3万元", "-1", "许多"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=6, deadline=None)
@given(ROWS)
def test_no_row_is_lost(rows: list[tuple[str, str, str, str]]) -> None:
    """Whatever stands in the cells, rows in = stored + rejected, and the store holds the stored."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "county").mkdir()
        (folder / "county" / "county.toml").write_text(
            '[county]\nname = "小县"\ncode = "990001"\n', "utf-8"
        )
        write_map(folder)
        table = [
            policy(f"P{i}", 0, start, end, 行政区划代码=code, 保险金额=money)
            for i, (start, end, code, money) in enumerate(rows)
        ]
        write_csv(folder / "承保清单.csv", table)
        ws = Workspace(folder / "county")
        result = load_all(ws, folder, now=NOW)
        found = result.loads.set_index("kind").loc["policy"]
        assert found["rows_in"] == len(rows) == found["rows_stored"] + found["rows_rejected"]
        with open_version(ws) as warehouse:
            assert warehouse.counts()["policy"] == found["rows_stored"]
        assert verify(ws) == []


def test_a_claim_with_only_its_policy_lies_where_the_house_is_insured(copy: TinyWorld) -> None:
    """Most ledgers name the policy, not the village: the claim takes the policy's place."""
    row = {
        "赔案号": "C90",
        "保单号": "P2024-5-3",
        "出险原因": "大风",
        "出险时间": "2024-08-01 10:00",
    }
    stranger = {**row, "赔案号": "C91", "保单号": "P-unknown"}
    path = copy.ledgers / "理赔台账_补.csv"
    write_csv(path, [row, stranger])
    load(copy.ws, [Source("claim", path)], now=NOW)
    with open_version(copy.ws) as warehouse:
        claims = warehouse.claims(LAST_DAY).set_index("claim_id")
    assert claims.loc["C90", "region_code"] == VILLAGE[4]
    assert claims.loc["C90", "match_reason"] == "policy"
    assert claims.loc["C90", "tier"] == "rural"
    assert claims.loc["C91", "match_quality"] == "none"


def test_a_load_number_is_never_given_twice(copy: TinyWorld) -> None:
    """After a rollback another load does not overwrite the rejected rows of the one rolled back."""
    first = current_version(copy.ws)
    assert first is not None
    numbers = []
    for name in ("P-a", "P-b"):
        path = copy.ledgers / f"承保清单_{name}.csv"
        write_csv(
            path, [policy(name, 0, "2026-01-01", "2026-12-31"), policy(f"{name}x", 0, "", "")]
        )
        done = load(copy.ws, [Source("policy", path)], now=NOW)
        numbers.append(int(done.loads["load_id"].iloc[0]))
        rollback(copy.ws, first)
    assert len(set(numbers)) == 2


def test_expired_rejected_rows_are_erased(copy: TinyWorld) -> None:
    """A load half a year later erases what has expired."""
    path = copy.ledgers / "承保清单_later.csv"
    write_csv(path, [policy("P-later", 0, "2026-01-01", "2026-12-31")])
    load(copy.ws, [Source("policy", path)], now=NOW + timedelta(days=200))
    con = open_operations(copy.ws)
    assert con.execute("SELECT count(*) FROM reject_row").fetchone()[0] == 0
    con.close()

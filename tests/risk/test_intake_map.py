"""What a load does to the map: colliding lists, mended outlines, faults, terrain."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from tiny_world import NOW, TOWNSHIPS, VILLAGE, VILLAGES, TinyWorld, box, write_csv

from risk import intake
from risk.errors import WarehouseError
from risk.intake import Source
from risk.intake.kept import kept_path
from risk.warehouse import open_version
from risk.workspace import Workspace

WEST, MIDDLE, EAST = TOWNSHIPS


@pytest.fixture
def copy(tiny: TinyWorld, tmp_path: Path) -> TinyWorld:
    """The loaded tiny world to change."""
    shutil.copytree(tiny.ledgers.parent, tmp_path / "world")
    root = tmp_path / "world"
    return replace(tiny, ws=Workspace(root / "county"), ledgers=root / "ledgers")


def load(world: TinyWorld, kind: str, path: Path) -> intake.LoadResult:
    """Load one file whose coordinates are WGS84."""
    return intake.load(world.ws, [Source(kind, path, "wgs84")], now=NOW)


def table(world: TinyWorld, query: str) -> pd.DataFrame:
    """Rows of the version in force."""
    with open_version(world.ws) as warehouse:
        return warehouse.frame(query)


def drawn(path: Path, *features: tuple[dict[str, object], dict[str, object]]) -> Path:
    """A GeoJSON file of (geometry, properties)."""
    shapes = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), "utf-8")
    return path


def names(path: Path, **named: str) -> Path:
    """A list of townships: code without its first letter → name."""
    write_csv(
        path, [{"代码": code[1:], "名称": name, "级别": "乡镇"} for code, name in named.items()]
    )
    return path


def test_a_code_under_another_name_is_refused(copy: TinyWorld) -> None:
    """Another publisher's list: the row is refused with both names, the others are stored."""
    path = names(copy.ledgers.parent / "乡镇名录.csv", **{f"c{WEST}": "北镇", f"c{MIDDLE}": "中乡"})
    done = load(copy, "region", path)
    assert (done.rows_stored, done.rows_rejected) == (1, 1)
    fault = done.rejects.iloc[0]
    assert (fault["row"], fault["column"], fault["value"]) == (2, "名称", "北镇")
    assert "西乡" in fault["rule"]
    assert "代码对照" in fault["remedy"]
    assert table(copy, f"SELECT name FROM region WHERE code = '{WEST}'")["name"].tolist() == [
        "西乡"
    ]


def test_the_refusal_speaks_english_too(copy: TinyWorld) -> None:
    """Rule and remedy in the language asked for."""
    path = names(copy.ledgers.parent / "乡镇名录.csv", **{f"c{WEST}": "北镇"})
    done = intake.load(copy.ws, [Source("region", path)], now=NOW, lang="en", check=True)
    assert "on the map" in done.rejects["rule"].iloc[0]
    assert "crosswalk" in done.rejects["remedy"].iloc[0]


def test_a_declared_change_of_name_is_let_in(copy: TinyWorld) -> None:
    """The crosswalk of the same load says it was renamed; claims keep their township."""
    folder = copy.ledgers.parent
    path = names(folder / "乡镇名录.csv", **{f"c{WEST}": "北镇"})
    change = {"旧代码": WEST, "新代码": WEST, "旧名称": "西乡", "新名称": "北镇",
              "变更日期": "2025-01-01", "变更类型": "更名"}  # fmt: skip
    write_csv(folder / "代码对照.csv", [change])
    sources = [Source("region", path), Source("crosswalk", folder / "代码对照.csv")]
    done = intake.load(copy.ws, sources, now=NOW)
    assert done.rows_rejected == 0
    assert table(copy, f"SELECT name FROM region WHERE code = '{WEST}'")["name"].tolist() == [
        "北镇"
    ]
    found = table(copy, f"SELECT count(*) AS n FROM claim WHERE region_code_now LIKE '{WEST}%'")
    assert found["n"].tolist() == [copy.facts.claims_by_township[0]]


def test_two_files_of_one_load_may_not_collide(copy: TinyWorld) -> None:
    """A new code under two names: the later file's row is refused."""
    folder, new = copy.ledgers.parent, "c990001109"
    paths = [
        names(folder / "乡镇甲.csv", **{new: "北乡"}), names(folder / "乡镇乙.csv", **{new: "南镇"})
    ]  # fmt: skip
    done = intake.load(copy.ws, [Source("region", p) for p in paths], now=NOW)
    assert done.rejects["file"].tolist() == ["乡镇乙.csv"]


def test_faults_of_the_map_come_with_it(copy: TinyWorld) -> None:
    """Overlapping outlines are listed, and no longer once they are redrawn."""
    assert table(copy, "FROM map_fault").empty
    both = {"级别": "村", "上级代码": WEST}
    codes = [{"代码": c, "名称": VILLAGES[c], **both} for c in VILLAGE[:2]]
    folder = copy.ledgers.parent
    over = drawn(folder / "村界1.geojson", (box(100.0, 36.0, 100.1, 36.12), codes[0]),
                 (box(100.0, 36.1, 100.1, 36.2), codes[1]))  # fmt: skip
    load(copy, "region", over)
    faults = table(copy, "FROM map_fault WHERE fault = 'overlap'")
    assert [set(pair) for pair in faults[["region_code", "other_code"]].to_numpy()] == [
        set(VILLAGE[:2])
    ]
    assert faults["value"].iloc[0] == pytest.approx(20, rel=0.05), "0.1° × 0.02° in km²"
    load(copy, "region", drawn(folder / "村界2.geojson", (box(100.0, 36.0, 100.1, 36.1), codes[0])))
    assert table(copy, "FROM map_fault WHERE fault = 'overlap'").empty


LINE = {"type": "LineString", "coordinates": [[100.0, 36.0], [100.3, 36.0]]}


def test_rivers_tell_distances(copy: TinyWorld) -> None:
    """Kilometres from each village's point to the river on the southern border."""
    assert table(copy, "FROM terrain_computed").empty
    load(copy, "river", drawn(copy.ledgers.parent / "河流.geojson", (LINE, {"河流编号": "R1"})))
    found = table(copy, "FROM terrain_computed").set_index("region_code")
    assert found["river_km"][VILLAGE[:3]].to_numpy() == pytest.approx(
        [5.55, 16.65, 27.74], rel=0.01
    )
    assert found[["elevation_m", "road_km"]].isna().all(axis=None)
    assert found["town_km"][VILLAGE[0]] == 0
    assert "river" in found["source"].iloc[0]
    new = f"{WEST}209"
    row = {
        "代码": new,
        "名称": "新村",
        "级别": "村",
        "上级代码": WEST,
        "经度": 100.05,
        "纬度": 36.01,
    }
    write_csv(copy.ledgers.parent / "行政区_新.csv", [row])
    load(copy, "region", copy.ledgers.parent / "行政区_新.csv")
    again = table(copy, "FROM terrain_computed").set_index("region_code")
    assert again["river_km"][new] == pytest.approx(1.11, rel=0.02)
    assert len(again) == len(found) + 1


def test_what_people_typed_wins_value_by_value(copy: TinyWorld) -> None:
    """A typed height stands over a computed one; where none was typed the computed one counts."""
    write_csv(copy.ledgers.parent / "地形.csv", [{"行政区划代码": VILLAGE[1], "坡度": 7}])
    load(copy, "terrain", copy.ledgers.parent / "地形.csv")
    load(copy, "terrain", slope(copy.ledgers.parent / "dem.tif"))
    with open_version(copy.ws) as warehouse:
        land = warehouse.terrain().set_index("region_code")
        computed = warehouse.frame("FROM terrain_computed").set_index("region_code")
    assert land.loc[VILLAGE[1], "slope_deg"] == 7
    assert land.loc[VILLAGE[1], "elevation_m"] == computed.loc[VILLAGE[1], "elevation_m"]
    assert land.loc[VILLAGE[0], "slope_deg"] == computed.loc[VILLAGE[0], "slope_deg"]
    assert set(land["source"]) == {"dem:dem.tif;town"}


def slope(path: Path) -> Path:
    """An elevation model that rises 1,000 m a degree from west to east."""
    import rasterio
    from rasterio.transform import from_origin

    west, north, cell, columns, rows = 99.9, 36.4, 0.01, 50, 50
    heights = np.tile(1000 * (west + cell * (np.arange(columns) + 0.5) - 100), (rows, 1))
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32",
        crs="EPSG:4326", transform=from_origin(west, north, cell, cell),
    ) as raster:  # fmt: skip
        raster.write(heights.astype("float32"), 1)
    return path


def test_an_elevation_model_is_kept_and_used_again(copy: TinyWorld) -> None:
    """Mean heights of the villages; kept by hash; used when the map changes; refused if gone."""
    path = slope(copy.ledgers.parent / "dem.tif")
    first = load(copy, "terrain", path)
    assert (first.changed, first.rows_in, first.loads["kind"].tolist()) == (True, 0, ["terrain"])
    found = table(copy, "FROM terrain_computed").set_index("region_code")
    heights = found["elevation_m"][VILLAGE[::3]]
    assert heights.tolist() == pytest.approx([50, 150, 250], abs=1)
    kept = kept_path(copy.ws, first.loads["sha256"].iloc[0], path)
    assert kept.read_bytes() == path.read_bytes()
    path.unlink()
    half = {"代码": VILLAGE[0], "名称": "甲村", "级别": "村", "上级代码": WEST}
    west = drawn(copy.ledgers.parent / "村界.geojson", (box(100.0, 36.0, 100.05, 36.1), half))
    load(copy, "region", west)
    again = table(copy, "FROM terrain_computed").set_index("region_code")
    assert again.loc[VILLAGE[0], "elevation_m"] == pytest.approx(25, abs=1)
    assert again["source"].iloc[0] == "dem:dem.tif;town"
    assert not intake.relocate(copy.ws, now=NOW).changed
    kept.unlink()
    wide = drawn(copy.ledgers.parent / "村界.geojson", (box(100.0, 36.0, 100.06, 36.1), half))
    with pytest.raises(WarehouseError, match=r"dem\.tif is no longer kept.*load it again"):
        load(copy, "region", wide)


def test_an_elevation_model_needs_a_map(tmp_path: Path) -> None:
    """One line that says what to load first."""
    from tiny_world import write_tiny_world

    world = write_tiny_world(tmp_path)
    with pytest.raises(WarehouseError, match="no map yet to lay it on"):
        load(world, "terrain", slope(tmp_path / "dem.tif"))


def test_an_invalid_outline_is_mended_and_stays_listed(copy: TinyWorld) -> None:
    """A bow tie is mended, told as a fault, and told until it is drawn anew."""
    ring = [[100.0, 36.0], [100.1, 36.1], [100.1, 36.0], [100.0, 36.1], [100.0, 36.0]]
    tie = {"type": "Polygon", "coordinates": [ring]}
    row = {"代码": VILLAGE[0], "名称": "甲村", "级别": "村", "上级代码": WEST}
    folder = copy.ledgers.parent
    load(copy, "region", drawn(folder / "村界.geojson", (tie, row)))
    mended = table(copy, f"SELECT ST_AsWKB(geometry) AS g FROM region WHERE code = '{VILLAGE[0]}'")
    assert shapely.is_valid(shapely.from_wkb(mended["g"].iloc[0]))
    listed = "SELECT region_code FROM map_fault WHERE fault = 'invalid'"
    assert table(copy, listed)["region_code"].tolist() == [VILLAGE[0]]
    other = {**row, "代码": VILLAGE[8], "名称": VILLAGES[VILLAGE[8]], "上级代码": EAST}
    load(copy, "region", drawn(folder / "b.geojson", (box(100.2, 36.2, 100.3, 36.3), other)))
    assert table(copy, listed)["region_code"].tolist() == [VILLAGE[0]]
    load(copy, "region", drawn(folder / "c.geojson", (box(100.0, 36.0, 100.1, 36.1), row)))
    assert table(copy, listed).empty

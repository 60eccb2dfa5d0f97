"""``huzhu export`` on the tiny world: every layer, read back as a map program reads it."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dashboards.cli import build
from dashboards.story.layers import LAYERS, export_layers
from risk.geography.dispatch import DISTRUSTED, dispatch_points
from tests.tiny_world import VILLAGE

PERSONAL = {"household_key", "policy_id", "given_place", "cause_note", "name", "phone"}


def test_everything_goes_into_one_geopackage(tiny_ws, tmp_path):
    """Nine areas, three townships, 40 claims; WGS84; marked as synthetic, dated, derived."""
    target = tmp_path / "county.gpkg"
    done = CliRunner().invoke(build("en"), ["export", "all", str(target), "-w", str(tiny_ws.root),
                                            "--json"])  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["layers"] == {"villages": 9, "townships": 3, "claims": 40, "scores": 26}
    layers = {name: gpd.read_file(target, layer=name) for name in LAYERS}
    villages = layers["villages"]
    assert villages.crs.to_epsg() == 4326
    assert set(villages.geom_type) == {"MultiPolygon"}
    assert set(villages["geometry_source"]) == {"derived"}
    assert villages["all_risk_level"].between(1, 5).all()
    chances = villages[[f"all_p_level_{k}" for k in range(1, 6)]].sum(axis=1)
    assert np.allclose(chances, 1)
    assert villages["houses_in_force"].sum() == 90
    assert layers["townships"]["claims"].sum() == 39
    assert set(layers["claims"]["synthetic"]) == {True}
    assert set(layers["claims"]["as_of"].astype(str)) == {"2025-12-31"}
    for name, layer in layers.items():
        assert not PERSONAL & set(layer.columns) - ({"name"} if name != "claims" else set())


def test_claims_stand_where_a_crew_is_sent(tiny_story):
    """38 at their village, one at its township, one nowhere but not lost."""
    claims = export_layers(tiny_story.facts, tiny_story.scores, "claims")["claims"]
    counted = claims["point_source"].value_counts().to_dict()
    assert counted == {"village": 38, "township": 1, "none": 1}
    assert claims.set_index("claim_id").geometry["C01"].coords[0] == (100.05, 36.05)
    assert claims.geometry.isna().sum() == 1


def test_one_layer_as_geoparquet_and_as_a_workbook(tiny_ws, tmp_path):
    """The same rows; no text of the workbook is a formula."""
    runner, where = CliRunner(), ["-w", str(tiny_ws.root)]
    parquet, book = tmp_path / "v.parquet", tmp_path / "v.xlsx"
    for target in (parquet, book):
        assert (
            runner.invoke(build("zh"), ["export", "villages", str(target), *where]).exit_code == 0
        )
    layer, table = (
        gpd.read_parquet(parquet),
        pd.read_excel(book, dtype={"region_code": str}, engine="calamine"),
    )
    assert layer.crs.to_epsg() == 4326
    assert layer["region_code"].tolist() == table["region_code"].tolist() == VILLAGE


@pytest.mark.parametrize(
    ("what", "name", "words"),
    [("all", "x.parquet", "one layer"), ("claims", "x.dwg", ".gpkg"),
     ("claims", "no/x.gpkg", "no such folder")],
)  # fmt: skip
def test_what_a_file_cannot_hold_is_refused_in_one_line(tiny_ws, tmp_path, what, name, words):
    """Before anything is computed, and nothing is written."""
    target = tmp_path / name
    done = CliRunner().invoke(build("en"), ["export", what, str(target), "-w", str(tiny_ws.root)])
    assert done.exit_code == 2
    assert words in done.stderr
    assert not target.exists()


def test_a_geopackage_opens_coloured_by_level(tiny_ws, tmp_path):
    """Its style table names both layers of areas."""
    target = tmp_path / "county.gpkg"
    runner = CliRunner().invoke(
        build("zh"), ["export", "all", str(target), "-w", str(tiny_ws.root)]
    )
    assert runner.exit_code == 0
    styles = pyogrio.read_dataframe(target, layer="layer_styles")
    assert set(styles["f_table_name"]) == {"villages", "townships"}


@given(
    reason=st.sampled_from(["", "code", *(f"township_name;{key}" for key in DISTRUSTED)]),
    group=st.sampled_from(["g", None]),
    village=st.sampled_from(["v", None]),
    own=st.booleans(),
)
def test_a_crew_goes_to_the_finest_point_that_can_be_trusted(reason, group, village, own):
    """Own point unless distrusted, then group, village, township; a claim is never moved twice."""
    regions = gpd.GeoDataFrame(
        {"code": ["g", "v", "t"], "level": ["group", "village", "township"],
         "lon": [3.0, 2.0, 1.0], "lat": [3.0, 2.0, 1.0]},
        geometry=gpd.points_from_xy([3.0, 2.0, 1.0], [3.0, 2.0, 1.0]), crs="EPSG:4326",
    )  # fmt: skip
    claims = pd.DataFrame(
        {"lon": [4.0 if own else np.nan], "lat": [4.0 if own else np.nan],
         "match_reason": [reason], "group_code": [group], "region_code": [village],
         "township_code": ["t"]}
    )  # fmt: skip
    found = dispatch_points(claims, regions).iloc[0]
    trusted = own and not any(key in reason for key in DISTRUSTED)
    expected = "own" if trusted else "group" if group else "village" if village else "township"
    lon = {"own": 4.0, "group": 3.0, "village": 2.0, "township": 1.0}[expected]
    assert (found["point_source"], found["lon"]) == (expected, lon)


def test_a_county_without_scores_of_a_level_still_exports(tiny_story):
    """Villages keep their rows where no family has a level."""
    scores = replace(tiny_story.scores, frame=tiny_story.scores.frame.iloc[:0])
    layers = export_layers(tiny_story.facts, scores, "villages")
    assert len(layers["villages"]) == 9

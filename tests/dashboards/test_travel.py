"""Minutes of travel from the command line and on the page, on the tiny world and with its roads."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from dashboards.cli import build
from dashboards.i18n import LANGS
from dashboards.pages.travel_part import travel_part
from dashboards.story.travel import county_drives, of_base
from risk.errors import ModelError
from risk.facts import read_facts
from risk.intake import load
from risk.intake.sources import Source
from risk.staffing.travel import Source as From
from risk.warehouse import open_version
from risk.workspace import Workspace
from tests.tiny_world import NOW, Facts

VILLAGES = 9


@pytest.fixture(scope="module")
def with_roads(tiny_ws, tmp_path_factory):
    """The tiny world with a road of OpenStreetMap from village to village."""
    folder = tmp_path_factory.mktemp("roads")
    ws = Workspace(shutil.copytree(tiny_ws.root, folder / "county"))
    shutil.copy(tiny_ws.key_file(tiny_ws.county()), ws.key_file(ws.county()))
    path = folder / "roads.osm"
    path.write_text(osm(facts_of(ws)), "utf-8")
    load(ws, [Source("roads", path)], now=NOW)
    return ws


def osm(facts) -> str:
    """One road through all bases and villages, from west to east."""
    villages = facts.regions[facts.regions["level"] == "village"]
    points = [*facts.bases[["lon", "lat"]].to_numpy(), *villages[["lon", "lat"]].to_numpy()]
    ordered = sorted((float(x), float(y)) for x, y in points)
    nodes = "".join(
        f'<node id="{i}" lon="{x}" lat="{y}" version="1"/>' for i, (x, y) in enumerate(ordered, 1)
    )
    refs = "".join(f'<nd ref="{i}"/>' for i in range(1, len(ordered) + 1))
    tag = '<tag k="highway" v="trunk"/>'
    return f'<osm version="0.6">{nodes}<way id="7" version="1">{refs}{tag}</way></osm>'


def facts_of(ws: Workspace):
    with open_version(ws) as warehouse:
        return read_facts(warehouse, ws.county())


def run(ws: Workspace, *arguments: object) -> str:
    done = CliRunner().invoke(build("en"), ["travel", "-w", str(ws.root), *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_village_has_minutes_and_their_source(tiny_ws: Workspace, tmp_path: Path) -> None:
    """Nine villages from their nearest base; without roads all estimated; Excel has the same."""
    told = json.loads(run(tiny_ws, "--json", "--export", tmp_path / "t.xlsx"))
    assert len(told["minutes"]) == VILLAGES
    assert told["shares"] == {"matrix": 0.0, "roads": 0.0, "estimated": 1.0}
    assert told["trips"] + sum(told["left_out"].values()) == Facts().claims
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    sheets = [list(sheet.values) for sheet in book.worksheets]
    assert len(sheets[0]) == 1 + VILLAGES
    assert sheets[0][1][6] == pytest.approx(told["minutes"][0]["minutes"])
    assert len(book.worksheets) == 4


def test_people_read_that_few_trips_change_nothing(tiny_ws: Workspace) -> None:
    assert "fewer than 50: the settings stand" in run(tiny_ws)


def test_a_base_is_asked_for_by_its_id(tiny_ws: Workspace) -> None:
    drives = county_drives(facts_of(tiny_ws))
    first = str(drives.travel.base_ids[0])
    assert of_base(drives.minutes, first)["base_id"].unique().tolist() == [first]
    with pytest.raises(ModelError, match="no base 'B99'"):
        of_base(drives.minutes, "B99")


def test_roads_loaded_from_openstreetmap_tell_minutes(with_roads: Workspace) -> None:
    """The extract becomes the roads ledger; pairs it joins are by road, absurd detours are not."""
    facts = facts_of(with_roads)
    assert facts.roads[["road_id", "class"]].to_numpy().tolist() == [["7", "trunk"]]
    drives = county_drives(facts)
    assert drives.travel.shares()["roads"] > 0
    assert drives.travel.unreached == 0
    assert set(drives.travel.source.ravel()) <= {s.value for s in From}


@pytest.mark.parametrize("lang", LANGS)
def test_the_part_is_whole_in_both_languages(tiny_ws, with_roads, lang) -> None:
    """Sources, logs, fit, worst pairs and means; with roads also how they were joined."""
    for ws in (tiny_ws, with_roads):
        shown = str(travel_part(facts_of(ws), lang))
        assert "travel." not in shown.replace("travel.col.", "")

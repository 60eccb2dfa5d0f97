"""How records found their village: tables by hand on the tiny world, and the desk that decides."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboards.components.riskmap import far_map
from dashboards.i18n import LANGS, has_text
from dashboards.pages.quality_places import alias_rows, chosen_view, written
from dashboards.pages.quality_progress import progress_view
from dashboards.story import Context, StoryStore
from dashboards.story.map_state import (
    area_sources,
    datum_table,
    detail_words,
    far_table,
    fault_table,
)
from dashboards.story.places import (
    file_table,
    placed_rows,
    reason_words,
    village_list,
    writing_table,
)
from dashboards.story.relocating import aliases, command, decide, relocate_workspace, withdraw
from risk.errors import HuzhuError, OperationsError
from risk.geography.faults import MapFault
from risk.geography.reasons import REASONS
from risk.operations import User, audit, open_operations
from risk.terms import Role
from risk.workspace import Workspace
from tests.dashboards.conftest import readable
from tests.tiny_world import NOW, VILLAGE, Facts

ANALYST, WATCHER = User("ann", Role.ANALYST), User("watcher", Role.VIEWER)
ROW = {
    "key": "k", "township_name": "西乡", "region_name": "甲寨", "region_code": "", "place": "",
    "name": "甲寨", "rows": 1, "policies": 0, "claims": 1, "quality": "q", "reason": "r",
    "found": "西乡", "distance_km": None, "claim_ids": "C1", "files": "f",
}  # fmt: skip


@pytest.fixture
def own_ws(tiny_ws, tmp_path):
    """The tiny world to change: its own copy, with its key."""
    ws = Workspace(shutil.copytree(tiny_ws.root, tmp_path / "county"))
    shutil.copyfile(tiny_ws.key_file(tiny_ws.county()), ws.key_file(ws.county()))
    return ws


def test_rows_by_file_add_up_to_the_rows_stored(tiny_story):
    """272 policies in three files, 40 claims in one, of which 38 have a village."""
    table = file_table(tiny_story.quality)
    assert table["rows"].sum() == Facts().policies + Facts().claims
    assert table.iloc[0][["kind", "file", "rows", "township", "none"]].tolist() == [
        "claim", "理赔台账.csv", 40, 1, 1,
    ]  # fmt: skip
    assert table.iloc[0]["share"] == pytest.approx(38 / 40)
    assert placed_rows(tiny_story.quality.match_by_file) == (310, 312)
    stored = tiny_story.quality.loads.set_index("file")["rows_stored"]
    assert table.set_index("file")["rows"].to_dict() == stored[table["file"]].to_dict()


def test_worst_writings_by_hand(tiny_story):
    """C31 is nowhere (8), C30 has a township only (4); nothing else raises a doubt."""
    table = writing_table(tiny_story.quality, tiny_story.facts.regions, "en")
    assert table[["township_name", "region_name", "claim_ids", "weight"]].to_numpy().tolist() == [
        ["", "", "C31", 8], ["中乡", "", "C30", 4],
    ]  # fmt: skip
    assert table["reason"].tolist()[0] == "no place given"
    assert table["found"].tolist()[1] == "中乡"
    assert table["key"].is_unique
    assert table["files"].tolist() == ["理赔台账.csv"] * 2


def test_reasons_are_words_in_both_languages():
    """Every key of risk.geography.reasons has words; details are filled; unknown keys stay."""
    for lang in LANGS:
        assert [key for key in REASONS if not has_text(f"match_reason.{key}", lang)] == []
    told = reason_words("township_name;name_ambiguous:3;odd", "en")
    assert told == ("by township and village name; 3 villages bear this name; none was chosen; odd")
    assert reason_words("", "zh") == ""


def test_faults_of_the_map_are_named(tiny_story):
    """Fault in words, regions by name."""
    for lang in LANGS:
        assert [f for f in MapFault if not has_text(f"map_fault.{f.value}", lang)] == []
    fault = {"region_code": VILLAGE[0], "other_code": None, "fault": "point_shared", "value": 2.0,
             "unit": "points", "detail": None}  # fmt: skip
    quality = replace(tiny_story.quality, map_faults=pd.DataFrame([fault]))
    row = fault_table(quality, tiny_story.facts.regions, "en").iloc[0]
    assert row[["fault", "region", "value"]].tolist() == [
        "shares its point with other villages", "甲村", 2.0,
    ]  # fmt: skip


def test_details_of_a_fault_are_words():
    """Known keys in words, codes as names, the rest as it stands."""
    names = pd.Series({"7": "甲村"})
    told = detail_words("reason=Self-intersection;area_km2=2>1.9;with=7 8;odd=1", names, "en")
    assert told == "crosses itself; area 2 → 1.9 km²; with 甲村, 8; odd=1"


def test_areas_and_datum_of_the_tiny_world(tiny_story):
    """Nine derived areas; files with coordinates are stated as WGS84."""
    assert area_sources(tiny_story.facts.regions) == {
        "surveyed": 0, "imported": 0, "derived": 9, "none": 0,
    }  # fmt: skip
    table = datum_table(tiny_story.quality)
    assert {"行政区.geojson", "行政区_村.csv", "基地.csv"} <= set(table["file"])
    assert set(table["datum"]) == {"wgs84"}


def test_a_far_point_is_drawn_with_its_line(tiny_context, tiny_story):
    """From the point given to the village's own; a village that is not on the map has no line."""
    points = pd.DataFrame(
        {"lon": [100.9, 1.0], "lat": [36.9, 1.0], "region_code": [VILLAGE[0], "gone"],
         "distance_km": [60.0, 1.0], "rows": [2, 1], "claim_ids": [["C1"], []]}
    )  # fmt: skip
    regions = tiny_story.facts.regions
    table = far_table(replace(tiny_story.quality, far_points=points), regions)
    assert table[["village", "township", "to_lon", "to_lat"]].to_numpy().tolist() == [
        ["甲村", "西乡", 100.05, 36.05]
    ]
    drawn = far_map(tiny_context.layers(), table.assign(label="x"), "zh").children[0]
    assert drawn.bounds[1] == [36.9, 100.9]
    line = drawn.children[1].children[0]
    assert line.positions == [[36.9, 100.9], [36.05, 100.05]]


def test_villages_to_choose_from(tiny_story):
    """All nine, township by township, the one written first."""
    regions = tiny_story.facts.regions
    assert village_list(regions)["region_code"].tolist() == sorted(VILLAGE)
    east = village_list(regions, "东乡")["region_code"].tolist()
    assert east == [*VILLAGE[6:], *VILLAGE[:6]]


def test_a_decision_is_kept_audited_and_taken_back(own_ws):
    """Who, when and what; withdrawing leaves none."""
    decide(own_ws, "西乡", "甲寨", VILLAGE[0], user=ANALYST, at=NOW)
    kept = aliases(own_ws)
    assert kept[["township_name", "region_name", "region_code", "user"]].to_numpy().tolist() == [
        ["西乡", "甲寨", VILLAGE[0], "ann"]
    ]
    with pytest.raises(OperationsError, match="decided already"):
        decide(own_ws, "西乡", "甲寨", VILLAGE[0], user=ANALYST, at=NOW)
    withdraw(own_ws, "西乡", "甲寨", user=ANALYST, at=NOW)
    assert aliases(own_ws).empty
    with closing(open_operations(own_ws)) as con:
        assert (audit.rows(con)["user"] == "ann").sum() == 2


@pytest.mark.parametrize(
    ("name", "code", "user"),
    [("甲寨", None, ANALYST), ("甲寨", "990001101", ANALYST), ("", VILLAGE[0], ANALYST),
     ("甲寨", VILLAGE[0], WATCHER)],
)  # fmt: skip
def test_a_decision_without_name_village_or_role_is_refused(own_ws, name, code, user):
    """A township is no village; a viewer decides nothing; nothing is kept."""
    with pytest.raises(HuzhuError):
        decide(own_ws, "西乡", name, code, user=user, at=NOW)
    assert aliases(own_ws).empty


def test_locating_again_places_what_was_decided(own_ws, tiny_story):
    """C30 names 中乡 and no village: nothing can be decided for it, so nothing changes."""
    steps = []
    done = relocate_workspace(own_ws.root, NOW, progress=lambda share, step: steps.append(share))
    assert (done.placed_before, done.placed_after, done.rows) == (310, 310, 312)
    assert steps == sorted(steps)


def test_the_desk_says_what_is_written_and_how_on_the_command_line(tiny_context):
    """The chosen row in words; the command quotes what a shell would split."""
    row = {**ROW, "region_name": "甲 寨", "found": None}
    assert written(row, "zh") == "西乡 · 甲 寨"
    assert command(Workspace(Path("x/my county")), "西乡", "甲 寨", "1") == (
        "huzhu alias add --township '西乡' '甲 寨' 1 -w 'my county'"
        " && huzhu relocate -w 'my county'"
    )
    assert "C" in str(chosen_view(row, "en"))
    assert alias_rows(tiny_context, "en") == []
    assert progress_view(tiny_context, "en") == []


def test_a_row_opens_its_writing(manager):
    """Suggestions first, then every village by township; the command follows the choice."""
    told = manager.fire("places-pick.data", {"places-grid.selectedRows": [ROW]}, lang="en")
    groups = told.get_json()["response"]["places-pick"]["data"]
    values = [item["value"] for group in groups for item in group["items"]]
    assert groups[0]["group"] == "Suggested, likeliest first"
    assert groups[0]["items"][0]["label"] == "西乡 甲村"
    assert sorted(values) == sorted(VILLAGE)
    state = {"places-grid.selectedRows": [ROW]}
    shown = manager.fire("places-command.children", {"places-pick.value": VILLAGE[0]}, state)
    assert VILLAGE[0] in readable(shown)
    assert shown.get_json()["response"]["places-save"]["disabled"] is False


def test_a_viewer_sees_but_cannot_decide(viewer):
    """The page says so, offers no village, and the button's callback answers 403."""
    assert "分析员或以上" in viewer.page("/quality")
    told = viewer.fire("places-pick.data", {"places-grid.selectedRows": [ROW]})
    assert told.get_json()["response"]["places-pick"]["data"] == []
    state = {"places-grid.selectedRows": [ROW], "places-pick.value": VILLAGE[0],
             "places-aliases.selectedRows": []}  # fmt: skip
    inputs = {"places-save.n_clicks": 1, "places-withdraw.n_clicks": None,
              "places-again.n_clicks": None, "places-cancel.n_clicks": None}  # fmt: skip
    assert viewer.fire("places-note.children", inputs, state).status_code == 403


def test_pressing_without_a_choice_is_refused_in_one_line(manager):
    """Nothing is stored and nothing runs."""
    inputs = {"places-save.n_clicks": 1, "places-withdraw.n_clicks": None,
              "places-again.n_clicks": None, "places-cancel.n_clicks": None}  # fmt: skip
    state = {"places-grid.selectedRows": [], "places-pick.value": None,
             "places-aliases.selectedRows": []}  # fmt: skip
    told = manager.fire("places-note.children", inputs, state, changed="places-save.n_clicks")
    assert "请在上表中选择写有地名的一行" in readable(told)
    follow = manager.fire(
        "places-shown.data", {"places-tick.n_intervals": 1, "places-note.children": None},
        {"places-shown.data": None, "places-progress.children": None},
    )  # fmt: skip
    answer = follow.get_json()["response"]
    assert answer["places-progress"]["children"] == []
    assert answer["places-shown"]["data"][1:] == [0, False]


def test_the_page_shows_a_version_newer_than_its_story(own_ws, tiny_story):
    """Quality is read from the version in force, and kept until the next."""
    context = Context(own_ws, StoryStore(own_ws, tiny_story), lambda: NOW)
    assert context.quality() == (tiny_story.facts.version, tiny_story.quality)
    older = replace(tiny_story, facts=replace(tiny_story.facts, version="v0000-00000000"))
    context = Context(own_ws, StoryStore(own_ws, older), lambda: NOW)
    version, quality = context.quality()
    assert version == tiny_story.facts.version
    assert context.quality()[1] is quality
    assert placed_rows(quality.match_quality) == (310, 312)
    assert "v0001" in str(progress_view(context, "zh"))


def test_a_writing_that_is_gone_is_no_longer_chosen(manager):
    """After a new version a row that is not there any more is given up; one that is stays."""
    for row, given_up in ((ROW, True), ({**ROW, "key": "中乡|||"}, False)):
        state = {"places-grid.selectedRows": [row]}
        told = manager.fire("places-grid.rowData", {"places-shown.data": ["v", 1, False]}, state)
        grid = told.get_json()["response"]["places-grid"]
        assert {r["claim_ids"] for r in grid["rowData"]} == {"C30", "C31"}
        assert ("selectedRows" in grid) is given_up

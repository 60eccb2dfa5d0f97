"""The risk map: a sheet's parts, days, comparison, files."""

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from dashboards.figures.reasons import LESS, MORE, steps
from dashboards.i18n import LANGS, day, has_text, t, term
from dashboards.pages.map_compare import summary, why_words
from dashboards.pages.map_export import columns_of, level_file
from dashboards.pages.map_model import method
from dashboards.pages.map_parts import day_choices
from dashboards.pages.map_sheet import chance_bars, reason_steps, sheet, signed, why
from dashboards.story.changed import changes, moved
from dashboards.story.levels import (
    honesty,
    level_of,
    level_table,
    likeliest,
    neighbours_of,
    reasons_of,
)
from dashboards.story.scorings import NOW, ScoringsDesk, Shown, model_of
from risk.flow import tell
from risk.operations import audit, open_operations
from risk.scoring.evaluation import COLUMNS
from risk.scoring.fit import Reason
from risk.scoring.hierarchy import Model
from tests.dashboards.conftest import SAME_ORIGIN
from tests.dashboards.test_pages import told
from tests.tiny_world import NOW as NOW_AT
from tests.tiny_world import TOWNSHIPS, VILLAGE, load_tiny_world

RATE = "claims_per_1000_house_years"
YEAR_END = "2024-12-31"


@pytest.fixture(scope="module")
def desk(tiny_ws):
    return ScoringsDesk(tiny_ws)


@pytest.fixture(scope="module")
def then(desk, tiny_story):
    return desk.shown(tiny_story, YEAR_END)


def changed(story, **columns):
    """The story with other values for village 1 in all perils."""
    frame = story.scores.frame.copy()
    own = (frame["region_code"] == VILLAGE[0]) & (frame["peril_family"] == "all")
    for name, value in columns.items():
        frame.loc[own, name] = value
    return replace(story, scores=replace(story.scores, frame=frame))


def test_reasons_add_up_to_the_rate(tiny_story):
    """County's rate and parts give the village's rate, in the frame and as they are drawn."""
    row = level_of(tiny_story, "storm", VILLAGE[0])
    frame = reason_steps(tiny_story, "storm", row, "zh")
    assert frame["value"].iloc[:-1].sum() == pytest.approx(row["rate"])
    assert frame["value"].iloc[-1] == row["rate"]
    county = tiny_story.scores.frame.query("level == 'county' and peril_family == 'storm'")[RATE]
    assert frame["value"].iloc[0] == pytest.approx(county.iloc[0])
    assert frame["label"].is_unique
    assert t("map.reasons", "en") in told(why(tiny_story, "storm", VILLAGE[0], "en"))
    assert t("map.as_county", "en") in told(why(tiny_story, "all", VILLAGE[0], "en"))  # one rate


def test_a_scoring_without_reasons_says_so(tiny_story):
    """Rows of before reasons were kept."""
    bare = replace(tiny_story, scores=replace(tiny_story.scores, reasons=pd.DataFrame()))
    assert reasons_of(bare, "all", level_of(bare, "all", VILLAGE[0])).empty
    assert t("map.no_reasons", "en") in told(why(bare, "all", VILLAGE[0], "en"))


def test_steps_begin_and_end_with_whole_rates():
    """The first bar and the last are whole; the axis has room for all between."""
    frame = pd.DataFrame(
        {"label": list("abcd"), "value": [2.0, 5.0, -4.0, 3.0], "text": ["2", "+5", "−4", "3"]}
    )
    figure = steps(frame, x_title="x")
    bars = figure.data[0]
    assert list(bars.measure) == ["absolute", "relative", "relative", "total"]
    assert (bars.increasing.marker.color, bars.decreasing.marker.color) == (MORE, LESS)
    low, high = figure.layout.xaxis.range
    assert low == 0
    assert high > 7
    assert figure.layout.height > steps(frame.iloc[[0, 3]], x_title="x").layout.height


def test_parts_carry_their_sign():
    """A plus, a true minus, and none for a rounded nothing."""
    assert [signed(x, "zh") for x in (1.234, -1.234, 0.0, 0.001)] == [
        "+1.23", "−1.23", "0.00", "0.00",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_a_level_that_is_held_says_so(tiny_story, lang):
    """Band, day and rule stand on the sheet only while the band differs."""
    level = level_of(tiny_story, "all", VILLAGE[0])["risk_level"]
    other = level - 1 if level > 1 else 2
    held = changed(tiny_story, band=other, band_since=pd.Timestamp(2025, 3, 1))
    text = told(sheet(held, "all", VILLAGE[0], lang))
    assert day(pd.Timestamp(2025, 3, 1), lang) in text
    assert "70%" in text
    assert "70%" not in told(sheet(changed(tiny_story, band=level), "all", VILLAGE[0], lang))


def test_an_unsure_level_asks_for_a_survey(tiny_story):
    """Below one half the two likeliest levels are named; above, nothing is asked."""
    chances = dict(
        zip((f"p_level_{k}" for k in range(1, 6)), (0.3, 0.1, 0.4, 0.1, 0.1), strict=True)
    )
    unsure = changed(tiny_story, risk_level=3, **chances)
    assert likeliest(level_of(unsure, "all", VILLAGE[0])) == [3, 1]
    text = told(sheet(unsure, "all", VILLAGE[0], "en"))
    assert "A site survey would tell most here" in text
    assert "middle 40%, low 30%" in text
    sure = changed(tiny_story, risk_level=3, **{**chances, "p_level_3": 0.9})
    assert "site survey" not in told(sheet(sure, "all", VILLAGE[0], "en"))


def test_five_bars_have_names_and_percent(tiny_story):
    """Each bar tells a screen reader its level and chance; the level in force is said."""
    row = level_of(tiny_story, "all", VILLAGE[0])
    names = tiny_story.facts.county.scoring.level_names_en
    text = told(chance_bars(row, names, "en"))
    assert text.count("aria-label") == 6
    assert f"{names[row['risk_level'] - 1]} (in force)" in text


def test_neighbours_touch(tiny_story):
    """Villages around are of the same level, never the place itself; nowhere has none."""
    found = neighbours_of(tiny_story, VILLAGE[0])
    assert found
    assert VILLAGE[0] not in found
    assert set(found) <= set(VILLAGE.values() if isinstance(VILLAGE, dict) else VILLAGE)
    assert neighbours_of(tiny_story, "nowhere") == []
    township = next(iter(TOWNSHIPS))
    assert set(neighbours_of(tiny_story, township)) <= set(TOWNSHIPS)


def test_points_have_the_nearest_as_neighbours(tiny_story):
    """Without outlines the four nearest stand in."""
    facts = tiny_story.facts
    regions = facts.regions.copy()
    regions.geometry = regions.geometry.representative_point()
    points = replace(tiny_story, facts=replace(facts, regions=regions))
    assert len(neighbours_of(points, VILLAGE[0])) == 4


def test_honesty_is_the_mean_chance(tiny_story):
    """Mean of the chances shown, share below one half; of no village nothing."""
    table = level_table(tiny_story, "all", "village")
    mean, unsure = honesty(table)
    assert mean == pytest.approx(table["p_level"].mean())
    assert unsure == pytest.approx((table["p_level"] < 0.5).mean())
    assert honesty(table.iloc[:0]) is None


@pytest.mark.parametrize("lang", LANGS)
def test_the_model_tells_what_makes_it_again(tiny_story, lang):
    """Versions, seed, draws; held-out rows where there are any."""
    text = told(method(tiny_story, "all", lang))
    model = model_of(tiny_story)
    for value in (tiny_story.facts.version, model["model_version"], model["code_version"]):
        assert value in text
    assert t("map.held_out.event", lang) not in text
    rows = pd.DataFrame({"model": ["credibility", "county_rate"], "verdict": ["", "better"]})
    rows = rows.assign(origins=7, chosen=[True, False]).reindex(columns=list(COLUMNS))
    rows = rows.assign(peril_family="all", scheme="event")
    judged = replace(tiny_story, scores=replace(tiny_story.scores, held_out=rows))
    assert t("map.held_out.event", lang) in told(method(judged, "all", lang))


@pytest.mark.parametrize("lang", LANGS)
def test_all_models_and_reasons_have_words(lang):
    """No code of the core shows as it is stored."""
    for kind, codes in (("model", Model), ("reason", Reason), ("map.col", ())):
        for code in codes:
            assert has_text(f"{kind}.{code.value}", lang), code
    for code in Reason:
        assert has_text(f"map.col.reason_{code.value}", lang)


def test_days_one_can_look_at(desk, tiny_story):
    """Today first; the record's years that have ended; grouped for the select."""
    choices = desk.choices(tiny_story)
    assert choices[0].key == NOW
    assert [c.key for c in choices if c.year] == [YEAR_END, "2023-12-31"]
    groups = day_choices(choices, "en")
    assert groups[0]["items"][0]["value"] == NOW
    assert all(group["items"] for group in groups)


def test_a_look_back_knows_nothing_later_and_is_kept(desk, tiny_story, then):
    """Claims of 2025 are not known at the end of 2024; the second asking gets the same."""
    assert then.story.facts.as_of.isoformat() == YEAR_END
    assert then.story.facts.claims["year"].max() == 2024
    assert len(tiny_story.facts.claims) > len(then.story.facts.claims)
    assert desk.shown(tiny_story, YEAR_END) is then
    assert desk.shown(tiny_story, "2099-01-01").key == NOW
    assert desk.shown(tiny_story, None).story is tiny_story


def test_two_days_are_compared(desk, tiny_story, then):
    """Each village once; rose, fell and kept make all; new claims are those of 2025."""
    now = desk.shown(tiny_story, NOW)
    frame = changes(now, then, "all", "village")
    assert len(frame) == len(VILLAGE)
    counts = moved(frame)
    assert counts["rose"] + counts["fell"] + counts["kept"] == len(VILLAGE)
    assert frame["claims_new"].sum() >= 8
    steps_ = (frame["risk_level"] - frame["risk_level_then"]).abs()
    assert steps_.is_monotonic_decreasing
    assert "2024" in summary(now, then, frame, "en")[0]
    for reason in frame["why"]:
        assert why_words(reason, 1.0, "zh") != f"{reason} +1.00"


def test_a_reason_absent_on_one_day_is_no_other_model(desk, tiny_story):
    """The same model with one reason fewer on one day: why is a reason, not the model."""
    now = desk.shown(tiny_story, NOW)
    reasons = tiny_story.scores.reasons
    fewer = reasons[reasons["reason"] != "own_record"]
    scores = replace(tiny_story.scores, reasons=fewer)
    then = Shown("x", replace(tiny_story, scores=scores), now.model, now.models)
    assert "model" not in set(changes(now, then, "storm", "village")["why"])
    other = replace(then, models={**now.models, "storm": "another"})
    assert set(changes(now, other, "storm", "village")["why"]) == {"model"}


def test_silent_moves_are_counted():
    """A level that moved without a new claim is told."""
    frame = pd.DataFrame(
        {"risk_level": [2, 1, 3], "risk_level_then": [1, 2, 3], "claims_new": [0, 4, 0]}
    )
    assert moved(frame) == {"rose": 1, "fell": 1, "kept": 1, "silent": 1}


def test_the_callbacks_follow_the_day(manager):
    """Choosing a day tells it; map, list and comparison take it from the store."""
    answer = manager.fire("map-shown.data", {"map-date.value": YEAR_END}, {"map-shown.data": NOW})
    answer = answer.get_json()["response"]
    assert answer["map-shown"]["data"] == YEAR_END
    assert "2024年12月31日" in json.dumps(answer["map-status"], ensure_ascii=False)
    asked = {"family": "all", "level": "village", "key": NOW}
    inputs = {"map-then.value": YEAR_END, "map-asked.data": asked}
    text = manager.fire("map-compare.children", inputs, lang="en").get_data(as_text=True)
    assert "unchanged" in text
    inputs["map-then.value"] = None
    none = manager.fire("map-compare.children", inputs, lang="en").get_data(as_text=True)
    assert "unchanged" not in none


def get(visitor, path):
    return visitor.client.get(path, headers=SAME_ORIGIN)


def test_files_hold_levels_chances_and_reasons(manager, tiny_ws):
    """Excel and GeoPackage of a family and day, audited."""
    answer = get(manager, f"/export/map/storm.xlsx?date={YEAR_END}&lang=en")
    assert answer.status_code == 200
    assert "20241231" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert "Chance of level 5" in heads
    assert any(str(h).startswith("Reason: ") for h in heads)
    assert book.worksheets[0].max_row == 1 + len(VILLAGE) + len(TOWNSHIPS)
    packed = get(manager, "/export/map/all.gpkg")
    assert packed.get_data()[:15] == b"SQLite format 3"
    with closing(open_operations(tiny_ws)) as con:
        rows = audit.rows(con, limit=20)
    assert "map all.gpkg" in set(rows["object"])


def test_the_geopackage_has_both_layers(manager, tmp_path):
    """Villages and townships with the mark of data version and model version."""
    path = tmp_path / "x.gpkg"
    path.write_bytes(get(manager, "/export/map/all.gpkg").get_data())
    with closing(sqlite3.connect(path)) as con:
        (rows,) = con.execute("SELECT count(*) FROM villages").fetchone()
        found = con.execute("SELECT DISTINCT model_version, unit FROM townships").fetchall()
    assert rows == len(VILLAGE)
    assert len(found) == 1
    assert found[0][0].startswith("m-")


def test_files_are_for_analysts_and_of_known_families(manager, viewer):
    """A viewer gets 403 and no link; an unknown family or kind is 404."""
    assert get(viewer, "/export/map/all.xlsx").status_code == 403
    for path in ("meteor.xlsx", "all.exe"):
        assert get(manager, f"/export/map/{path}").status_code == 404
    link = "/export/map/all.xlsx"
    assert link in manager.page("/map")
    assert link not in viewer.page("/map")


def test_a_name_is_no_formula(tiny_story):
    """A village called like a formula stays text; every column has its heading."""
    facts = tiny_story.facts
    regions = facts.regions.copy()
    regions.loc[regions["code"] == VILLAGE[0], "name"] = "=1+1"
    story = replace(tiny_story, facts=replace(facts, regions=regions))
    shown = Shown(NOW, story, model_of(story), story.scores.chosen())
    frame = level_file(shown, "all", "village", "en")
    assert "=1+1" in set(frame["name"])
    columns = columns_of(frame)
    assert {"risk_level", "p_level_5", RATE, "unit", "as_of", "data_version", "model_version",
            "synthetic"} <= {c.field for c in columns}  # fmt: skip
    from dashboards.pages.map_export import excel

    sheet_ = openpyxl.load_workbook(io.BytesIO(excel(shown, "all", "en"))).worksheets[0]
    cells = [c for row in sheet_.iter_rows() for c in row if c.value == "=1+1"]
    assert cells
    assert all(c.data_type == "s" and c.quotePrefix for c in cells)


def test_a_place_in_the_address_opens_its_sheet(manager):
    """A link to a village shows it at once; an unknown code shows the invitation."""
    assert t("map.chances", "zh") in manager.page("/map", f"?place={VILLAGE[0]}")
    assert t("map.choose", "zh") in manager.page("/map", "?place=nowhere")
    assert term("peril_family", "all", "zh") in manager.page("/map")


def test_a_stored_scoring_is_shown_as_it_was(tmp_path):
    """Scored again by another seed, the earlier scoring stands in the list and opens whole."""
    ws = load_tiny_world(tmp_path)[0].ws
    first = tell(ws, now=NOW_AT, presets=())
    second = tell(ws, seed=2, now=NOW_AT, presets=())
    desk = ScoringsDesk(ws)
    (stored,) = [c for c in desk.choices(second) if c.version and c.key != NOW]
    assert stored.key == first.facts.version
    shown = desk.shown(second, stored.key)
    assert shown.model["seed"] == 1
    assert shown.models == first.scores.chosen()
    frames = [level_table(x, "storm", "village") for x in (shown.story, first)]
    pd.testing.assert_frame_equal(*frames, check_dtype=False)
    for lang in LANGS:
        assert str(shown.model["model_version"]) in told(method(shown.story, "storm", lang, shown))
        assert t("map.reasons", lang) in told(why(shown.story, "storm", VILLAGE[0], lang))

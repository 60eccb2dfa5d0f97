"""Surge planner: choices of every origin, footprints built and read back, comparisons."""

import base64
import json
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from dashboards.i18n import t
from dashboards.pages.surge_build import method_words
from dashboards.pages.surge_detail import asked
from dashboards.pages.surge_evidence import evidence_card
from dashboards.pages.surge_form import event_words
from dashboards.story.choice import Choice, Origin, kinds_of
from dashboards.story.compare import compare, village_table
from dashboards.story.footprints import drawn, from_payload, to_payload, uploaded
from dashboards.story.scenarios import past_events_of, scenario_of
from dashboards.story.surge import SurgeDesk
from dashboards.story.warned import warned_extent, warnings_of
from dashboards.story.words import choice_words
from risk.errors import HuzhuError, ModelError, OperationsError
from risk.hazard.earthquakes import from_earthquake
from risk.operations.scenarios import Saved
from tests.dashboards.conftest import readable
from tests.dashboards.test_pages import told
from tests.dashboards.watched import cap, copy_world, make_place, put
from tests.tiny_world import NOW, VILLAGE

START = datetime(2026, 1, 2, 6)
WIND = {"quantity": "wind_ms", "unit": "m/s"}


def around(story, margin=0.05):
    """The county's box as the drawing tool sends it."""
    west, south, east, north = story.facts.regions.total_bounds
    ring = [[west - margin, south - margin], [east + margin, south - margin],
            [east + margin, north + margin], [west - margin, north + margin],
            [west - margin, south - margin]]  # fmt: skip
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"features": [{"type": "Feature", "properties": {}, "geometry": shape}]}


def data_of(text: str) -> str:
    return "data:text/plain;base64," + base64.b64encode(text.encode()).decode()


def own(story, wind=25.0, title="x") -> Choice:
    payload = to_payload(drawn(story, around(story), wind, **WIND), title)
    given = {"kind": "gale", "grade": "severe", "starts_at": "2026-01-02T06:00"}
    return Choice.read({**given, "footprint": payload})


def with_events(story, *rows: dict) -> object:
    """The story with further events of a catalogue."""
    events = pd.concat([story.facts.events, pd.DataFrame(rows)], ignore_index=True)
    return replace(story, facts=replace(story.facts, events=events))


def catalogue_row(story, **changes: object) -> dict:
    lon, lat = (story.facts.regions.total_bounds[i] for i in (0, 1))
    told = {
        "event_id": "Q1", "name": "M6.4", "peril_family": "earthquake", "magnitude": 6.4,
        "started_at": pd.Timestamp("2016-01-21"), "ended_at": pd.NaT, "lon": lon, "lat": lat,
        "depth_km": 9.0,
    }  # fmt: skip
    return {**told, **changes}


def test_kinds_belong_to_families():
    """Hail is a storm, wet snow a snow; the main kind stands first."""
    assert kinds_of("storm") == ("gale", "hail", "lightning")
    assert kinds_of("accident") == ("fire",)


@pytest.mark.parametrize("kind", ["hail", "flash_flood", "wet_snow", "earthquake", "fire"])
def test_every_kind_can_be_laid_over_the_county(tiny_story, kind):
    """The scenario is of the kind's quantity, and a given duration is kept."""
    scenario = scenario_of(tiny_story, Choice(kind, "severe", START, duration_h=5))
    assert scenario.preset == f"{kind}_severe"
    assert scenario.duration_h == 5
    assert "duration_h" not in {a.name for a in scenario.assumptions}


def test_own_gales_say_nothing_of_hail(tiny_story):
    """Another kind than the family's first is told by its own presets alone."""
    forecast = SurgeDesk().claims(tiny_story, Choice("hail", "severe", START))
    assert forecast.rate.events == 0
    assert forecast.rate.value == pytest.approx(60)


def test_a_drawn_footprint_survives_its_payload(tiny_story):
    """Rows, quantity, method and assumptions come back through JSON as they were."""
    extent = drawn(tiny_story, around(tiny_story), 25.0, **WIND)
    back = from_payload(json.loads(json.dumps(to_payload(extent, "x"))), tiny_story)
    pd.testing.assert_frame_equal(back.rows, extent.rows, check_dtype=False, rtol=1e-3)
    assert (back.quantity, back.origin, back.method) == (
        extent.quantity, extent.origin, extent.method,
    )  # fmt: skip
    choice = own(tiny_story)
    assert choice.origin is Origin.FOOTPRINT
    assert Choice.read(choice.payload()) == choice


def test_a_stronger_drawn_wind_never_brings_fewer_claims(tiny_story):
    """The same area at 20, 26 and 34 m/s."""
    desk = SurgeDesk()
    means = [desk.claims(tiny_story, own(tiny_story, wind)).total["mean"] for wind in (20, 26, 34)]
    assert means == sorted(means)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": [["999", 25.0, None, None, None]]}, "not on the map"),
        ({"rows": []}, "not a footprint"), ({"quantity": "sunshine"}, "not a footprint"),
        ({"rows": [["x", "many", None, None, None]]}, "not a footprint"),
    ],
)  # fmt: skip
def test_a_footprint_tampered_with_is_refused(tiny_story, change, words):
    """Foreign villages, no rows, unknown quantities, words for numbers."""
    payload = to_payload(drawn(tiny_story, around(tiny_story), 25.0, **WIND), "x")
    with pytest.raises(OperationsError, match=words):
        from_payload({**payload, **change}, tiny_story)


def test_nothing_drawn_or_no_intensity_is_said(tiny_story):
    """Both are needed."""
    with pytest.raises(ModelError, match="nothing is drawn"):
        drawn(tiny_story, {"features": []}, 25.0, **WIND)
    with pytest.raises(ModelError, match="no intensity"):
        drawn(tiny_story, around(tiny_story), None, **WIND)


def test_an_uploaded_map_and_table_become_footprints(tiny_story):
    """A GeoJSON of areas, a table of stations; a refusal names the file the person chose."""
    areas = {**around(tiny_story), "type": "FeatureCollection"}
    areas["features"][0]["properties"] = {"强度": 90}
    found = uploaded(tiny_story, "风.geojson", data_of(json.dumps(areas)),
                     quantity="wind_ms", unit="km/h")  # fmt: skip
    assert found.rows["intensity"].unique().tolist() == [25.0]
    west, south, east, north = tiny_story.facts.regions.total_bounds
    rows = [(west, south, 30), (west, north, 40), (east, south, 50), (east, north, 60)]
    table = "lon,lat,value\n" + "".join(f"{x},{y},{v}\n" for x, y, v in rows)
    spread = uploaded(tiny_story, "站.csv", data_of(table), quantity="rain_mm_24h", unit="mm")
    assert spread.judged is not None
    assert "4" in method_words(spread, "zh")
    with pytest.raises(HuzhuError, match=r"坏\.tif.*neither GeoTIFF nor NetCDF"):
        uploaded(tiny_story, "坏.tif", data_of("text"), **WIND)
    with pytest.raises(ModelError, match="none of those read"):
        uploaded(tiny_story, "a.exe", data_of("MZ"), **WIND)
    with pytest.raises(ModelError, match="did not arrive whole"):
        uploaded(tiny_story, "a.csv", "data:;base64,§§", **WIND)


def test_an_earthquake_of_the_catalogue_is_built_by_attenuation(tiny_story):
    """A flood of the catalogue has only an area and a centre: no intensity is made of it."""
    flood = catalogue_row(
        tiny_story, event_id="F1", name="Heavy rain", peril_family="flood", magnitude=None
    )
    story = with_events(tiny_story, catalogue_row(tiny_story), flood)
    told = {e.event_id: e for e in past_events_of(story)}
    assert (told["Q1"].how, told["F1"].how) == ("earthquake", "area")
    assert not told["F1"].usable
    assert "按衰减关系" in event_words(told["Q1"], "zh")
    scenario = scenario_of(story, Choice("gale", "severe", START, event_id="Q1"))
    assert scenario.family == "earthquake"
    expected = from_earthquake(
        story.facts.regions,
        magnitude=6.4,
        depth_km=9.0,
        lon=catalogue_row(story)["lon"],
        lat=catalogue_row(story)["lat"],
    )
    assert scenario.footprint["intensity"].tolist() == expected.rows["intensity"].tolist()
    with pytest.raises(ModelError, match="centre do not say where damage was"):
        scenario_of(story, Choice("gale", "severe", START, event_id="F1"))
    with pytest.raises(ModelError, match="no event"):
        scenario_of(story, Choice("gale", "severe", START, event_id="?"))


def test_what_the_form_lacks_is_said():
    """No event, no footprint, or a quantity no kind of hazard is told in."""
    for source, footprint, words in (
        ("event", None, "no event is chosen"), ("footprint", None, "no footprint is built"),
        ("footprint", {"kind": ""}, "no kind of hazard"),
    ):  # fmt: skip
        with pytest.raises(OperationsError, match=words):
            asked(source, "gale", "severe", None, footprint)


def test_scenarios_are_compared_with_the_first(tiny_story):
    """Villages gained and lost, houses, claims; the same one beside itself gains nothing."""
    whole, preset = own(tiny_story), Choice("gale", "severe", START)
    rows = [
        (Saved(i, name, "li", NOW, "v"), choice)
        for i, (name, choice) in enumerate((("a", preset), ("b", whole), ("c", preset)))
    ]
    first, second, third = compare(tiny_story, SurgeDesk(), rows)
    assert (first.gained, first.lost, third.gained, third.lost) == ((), (), (), ())
    assert set(second.gained).isdisjoint(first.forecast.scenario.footprint["region_code"])
    assert second.villages == first.villages + len(second.gained) - len(second.lost)
    table = village_table(tiny_story, [first, second])
    assert len(table) >= second.villages
    assert table["c1"].sum() == pytest.approx(second.forecast.by_village["mean"].sum())


def test_a_choice_has_words(tiny_story):
    """Preset, footprint: what it is made from, in both languages."""
    assert choice_words(tiny_story, Choice("hail", "severe", START), "zh") == "暴风 · 冰雹 · 严重"
    assert "Gale" in choice_words(tiny_story, own(tiny_story, title="t"), "en")


BUILD = {
    "surge-source.value": "footprint", "surge-way.value": "draw", "surge-alert.value": None,
    "surge-own-kind.value": "gale", "surge-upload.filename": None,
}  # fmt: skip


def build_state(story, **changes: object) -> dict:
    told = {
        "surge-drawn.geojson": around(story), "surge-upload.contents": None,
        "surge-quantity.value": "wind_ms", "surge-unit.value": "km/h", "surge-intensity.value": 90,
        "surge-statistic.value": "max", "surge-bands.value": None, "surge-variable.value": "",
        "surge-magnitude.value": "", "surge-lon.value": "", "surge-lat.value": "",
        "surge-depth.value": "", "surge-strike.value": "", "surge-zone.value": "qinghai_tibet",
    }  # fmt: skip
    return {**BUILD, **told, **{f"surge-{k}": v for k, v in changes.items()}}


def test_a_footprint_is_built_shown_run_and_saved_as_a_version(manager, tiny_story):
    """Drawn, built, worked out, saved twice under one name: the second is version 2."""
    answer = manager.fire("surge-footprint.data", {"surge-build.n_clicks": 1},
                          build_state(tiny_story))  # fmt: skip
    built = answer.get_json()["response"]["surge-footprint"]["data"]
    assert built["kind"] == "gale"
    assert "25" in readable(answer)
    form = {
        "surge-source.value": "footprint", "surge-kind.value": "gale",
        "surge-grade.value": "severe", "surge-event.value": None, "surge-footprint.data": built,
        "surge-start.value": "2026-01-02 06:00", "surge-duration.value": 4,
    }  # fmt: skip
    run = manager.fire("surge-choice.data", {"surge-run.n_clicks": 1}, form)
    choice = run.get_json()["response"]["surge-choice"]["data"]
    shown = readable(manager.fire("surge-claims.children", {"surge-choice.data": choice}))
    for words in ("自定义范围", "各村强度与赔案", "按小时"):
        assert words in shown
    state = {"surge-name.value": "画的大风", "surge-choice.data": choice}
    for _ in range(2):
        saved = manager.fire("surge-note.children", {"surge-save.n_clicks": 1}, state)
    assert "画的大风 第2版" in readable(saved)
    ids = [o["value"] for o in saved.get_json()["response"]["surge-compare"]["data"][:2]]
    compared = readable(manager.fire("surge-compared.children", {"surge-compare.value": ids}))
    assert "增加的村" in compared
    assert "画的大风 第1版" in compared
    page = manager.page("/surge/detail", f"?scenario={ids[0]}")
    assert "范围与强度" in page


def test_a_refusal_of_a_footprint_is_one_line(manager, tiny_story):
    """A foreign unit is refused where it was given, and nothing is kept."""
    state = build_state(tiny_story, **{"unit.value": "mm"})
    answer = manager.fire("surge-footprint.data", {"surge-build.n_clicks": 1}, state)
    assert answer.get_json()["response"].get("surge-footprint", {}).get("data") is None
    assert "不能衡量" in readable(answer)


def test_a_quantity_without_presets_says_what_is_missing(manager, tiny_story):
    """Three days of rain: the footprint is shown, its claims are not told."""
    state = build_state(tiny_story, **{"quantity.value": "rain_mm_72h", "unit.value": "mm"})
    state["surge-own-kind.value"] = None
    answer = manager.fire("surge-footprint.data", {"surge-build.n_clicks": 1}, state)
    assert "不能算赔案" in readable(answer)


def test_a_warnings_villages_become_a_footprint(tiny_ws, tiny_story, tmp_path):
    """An orange blizzard over the west: its three villages at the severe grade's intensity."""
    ws = copy_world(tiny_ws, tmp_path)
    put(ws, "a.xml", cap())
    watch = make_place(ws, tiny_story).context.watch
    watch.poll(tiny_story, NOW)
    listed = warnings_of(ws)
    assert [w.headline for w in listed] == ["小县气象台发布暴雪橙色预警"]
    extent, kind, _ = warned_extent(tiny_story, ws, str(listed[0].id))
    assert kind == "blizzard"
    assert set(extent.rows["region_code"]) == set(VILLAGE[:3])
    assert extent.rows["intensity"].unique().tolist() == [10.0]
    with pytest.raises(HuzhuError, match="no warning is chosen"):
        warned_extent(tiny_story, ws, "")


def test_the_planner_shows_how_ways_foretold_own_events(tiny_story):
    """Ways of family and of all families, the one used marked; without events it says so."""
    rows = pd.DataFrame(
        [
            ("storm", "claim_curve", 5, 11.2, 8.2, 14.1, "better", 76.8, 0.8, 1.0),
            ("storm", "preset_rate", 5, 0.0, 0.0, 0.0, "baseline", 76.4, 0.8, 1.0),
            ("all", "mean_rate", 2, -3.0, float("nan"), float("nan"), "too_few_events", 9, 0.5, 1),
        ],
        columns=["peril_family", "way", "events", "better_than_preset", "better_lo", "better_hi",
                 "verdict", "crps", "held_50", "held_90"],
    )  # fmt: skip
    forecast = tiny_story.surges["storm_severe"].forecast
    shown = told(evidence_card(replace(forecast, evidence=rows, way="claim_curve"), "en"))
    used = t("evidence.used", "en", way=t("evidence.way.claim_curve", "en"))
    assert used in shown
    assert "11.2 (8.2–14.1) · better" in shown
    assert t("evidence.verdict.too_few_events", "en") in shown
    bare = told(evidence_card(replace(forecast, evidence=rows.iloc[:0]), "en"))
    assert t("evidence.none", "en") in bare

"""The map's sights, its address, its base map and the parts maps are put together from."""

import json
from dataclasses import replace

import dash_leaflet as dl
import numpy as np
import pandas as pd
import pytest

from dashboards.components.maplayers import base_marks, map_of, moved, names, placed, routes
from dashboards.components.riskmap import CHANCE, Told, hideout, risk_map
from dashboards.figures.geometry import layer
from dashboards.i18n import LANGS, t, term
from dashboards.pages.map_layers import asked, dressed, routes_shown
from dashboards.pages.map_sights import legends, painted, sights
from dashboards.security.headers import tile_hosts
from dashboards.story import Context, StoryStore
from dashboards.story.levels import township_places
from dashboards.story.map_look import MapLook
from dashboards.story.scope import Scope
from dashboards.story.scorings import NOW
from dashboards.story.sights import SIGHTS, chance_digits, class_cuts, class_digits, event_of
from risk.geography.datum import to_wgs84
from risk.settings import BaseMap
from risk.terms import Datum, PerilFamily
from tests.dashboards.conftest import SAME_ORIGIN
from tests.dashboards.test_pages import told
from tests.tiny_world import NOW as AT
from tests.tiny_world import VILLAGE, unwritten

TILES = BaseMap(
    tile_url="https://{s}.tiles.example/{z}/{x}/{y}.png", tile_datum="gcj02",
    tile_attribution="Example maps",
)  # fmt: skip


def shown_by(context, family="all", level="village", *, scope=None, event=None, lang="zh"):
    shown = context.scorings.shown(context.story(), NOW)
    question = asked(context, shown, family, level, event, scope or Scope(), lang)
    return question, {s.key: s for s in sights(question)}


@pytest.fixture(scope="module")
def county_of_tiny(tiny_ws):
    return tiny_ws.county()


@pytest.fixture(scope="module")
def grounded(tiny_story):
    """Layers of the tiny world on a base map drawn in GCJ-02."""
    regions = tiny_story.facts.regions
    return {level: layer(regions, level, TILES) for level in ("village", "township")}


def test_classes_hold_about_a_fifth_each():
    """Cut points rise and are round; counts get whole ones, one value alone its own class."""
    values = pd.Series(np.arange(1, 101, dtype=float))
    assert class_cuts(values) == (21.0, 41.0, 60.0, 80.0)
    assert class_cuts(pd.Series([1.0, 1.0, 2.0]), whole=True) == (1.0, 2.0, 3.0, 4.0)
    assert class_cuts(pd.Series([7.0, 7.0]))[0] == 7.0
    assert class_cuts(pd.Series([0.0, np.nan])) == (1.0, 2.0, 3.0, 4.0)


def test_digits_follow_the_outlines():
    """A value on a cut belongs to the class below it; none and unknown are 0."""
    values = pd.Series({"a": 0.0, "b": 1.0, "c": 1.5, "d": 9.0})
    assert class_digits(values, ["d", "a", "b", "c", "gone"], (1.0, 2.0, 3.0, 4.0)) == "50120"
    chances = pd.Series({"a": 0.1, "b": 0.25, "c": 0.9, "d": np.nan})
    assert chance_digits(chances, ["a", "b", "c", "d"]) == "1250"


def test_claims_of_the_period_are_counted(tiny_context):
    """Village 1 has 1, 10 and 1 claims in three years: 12 in all, 10 in 2024, by township too."""
    for scope, n in ((Scope(), 12), (Scope(2024, 2024), 10)):
        question, made = shown_by(tiny_context, scope=scope)
        at = question.codes.index(VILLAGE[0])
        assert made["claims"].told.values[at] == n
        assert made["claims"].digits[at] != "0"
    question, made = shown_by(tiny_context, level="township")
    counted = np.nansum(made["claims"].told.values)
    assert counted == tiny_context.story().facts.claims["township_code"].notna().sum()


@pytest.mark.parametrize("lang", LANGS)
def test_every_sight_has_words_for_its_classes(tiny_context, lang):
    """Six sights, six words each, a digit a region, a legend of its own."""
    question, made = shown_by(tiny_context, lang=lang)
    assert tuple(made) == SIGHTS
    for sight in made.values():
        assert len(sight.labels) == 6
        assert len(sight.digits) == len(question.codes)
    shown = legends(question, list(made.values()))
    assert [x.className for x in shown] == [f"of-{s}" for s in SIGHTS]
    told = painted(question, list(made.values()))
    assert json.dumps(told["sights"], allow_nan=False)
    assert len(told["legends"]) == len(shown)


def test_an_event_is_seen_where_it_was_measured_and_claimed(tiny_context, tiny_story):
    """The event named, else the newest measured; without events nothing is coloured."""
    event = event_of(tiny_story, None)
    _, made = shown_by(tiny_context)
    if event is None:
        assert set(made["footprint"].digits) == {"0"}
        return
    assert event["name"] in made["event"].title
    bare = replace(tiny_story.facts, events=tiny_story.facts.events.iloc[:0])
    assert event_of(replace(tiny_story, facts=bare), event["event_id"]) is None


def test_the_address_tells_the_look(tiny_story):
    """What the county knows is read; anything else is as if it were not there."""
    given = {"sight": "claims", "level": "township", "place": VILLAGE[0], "layers": "bases,names",
             "from": "2024", "event": "none such", "family": "volcano"}  # fmt: skip
    look = MapLook.read(given, tiny_story)
    assert (look.sight, look.level, look.place) == ("claims", "township", VILLAGE[0])
    assert look.overlays == ("names", "bases")
    assert (look.family, look.event, look.scope.year_from) == ("all", None, 2024)
    assert dressed(look) == "map-layers sight-claims show-names show-bases"
    assert MapLook.read({"layers": "none"}, tiny_story).overlays == ()
    assert MapLook.read({}, tiny_story) == MapLook()


def test_a_family_without_levels_is_said(manager, tiny_story):
    """The bar may ask for one with too few claims: all perils are shown, and it says so."""
    scored = set(tiny_story.scores.frame["peril_family"])
    unscored = next(f.value for f in PerilFamily if f.value not in scored)
    words = t("layers.unscored", "zh", family=term("peril_family", unscored, "zh"))
    assert words in manager.page("/map", f"?family={unscored}")
    assert words not in manager.page("/map")


def test_routes_need_a_dispatch_day(tiny_ws, tiny_story, tmp_path):
    """Without one there is no line, and it is said."""
    ws = unwritten(tiny_ws, tmp_path)
    lines, words = routes_shown(Context(ws, StoryStore(ws, tiny_story), lambda: AT), "en")
    assert lines["features"] == []
    assert words


def test_the_layers_keep_wgs84_and_come_in_the_datum_of_the_tiles(tiny_story, grounded):
    """Both are there; the second, moved back, is the first to a metre."""
    plain = layer(tiny_story.facts.regions, "village")
    village = grounded["village"]
    assert (plain.ground, plain.drawn, plain.datum) == (None, plain, Datum.WGS84)
    assert village.url == plain.url
    assert village.drawn.url != plain.url
    (south, west), _ = village.drawn.bounds
    lon, lat = to_wgs84(west, south, Datum.GCJ02)
    assert (float(lat), float(lon)) == pytest.approx(plain.bounds[0], abs=2e-5)


def test_points_and_shapes_move_with_the_base_map():
    """Marks, lines, circles and names in panes are moved; what was given stays as it was."""
    frame = pd.DataFrame({"name": ["甲"], "lon": [102.0], "lat": [36.8]})
    here = [36.8, 102.0]
    there = moved(here, Datum.GCJ02)
    assert there != here
    assert there == pytest.approx(here, abs=0.01)
    marks = base_marks(frame)
    assert placed(marks, Datum.GCJ02).children[0].position == there
    assert marks.children[0].position == here
    line = {"type": "LineString", "coordinates": [here[::-1], here[::-1]]}
    data = {"features": [{"type": "Feature", "properties": {}, "geometry": line}]}
    drawn = placed(routes(data=data), Datum.GCJ02).children[0].data
    assert drawn["features"][0]["geometry"]["coordinates"][1] == there[::-1]
    label = placed(names(frame), Datum.GCJ02).data["features"][0]["properties"]["places"]
    assert label == [["甲", *there]]
    ring = dl.Polygon(positions=[[here, here]])
    assert placed(ring, Datum.GCJ02).positions == [[there, there]]
    assert placed(ring, Datum.WGS84) is ring


def test_a_map_has_tiles_only_where_the_county_names_them(tiny_story, grounded):
    """Attribution is printed, the datum said; without a base map there is no tile layer."""
    places = township_places(tiny_story)
    colours = hideout("1" * 9, ["a"] * 6)
    text = told(risk_map(grounded, "village", colours, places, "en"))
    assert "Example maps" in text
    assert "GCJ-02 for drawing only" in text
    assert grounded["village"].drawn.url in text
    plain = {level: layer(tiny_story.facts.regions, level) for level in grounded}
    bare = risk_map(plain, "village", colours, places, "en")
    assert "TileLayer" not in told(bare)
    assert "datum WGS84" in told(bare)
    parts = map_of([], plain["village"], "en").children
    assert not any(isinstance(part, dl.TileLayer) for part in parts)


def test_the_policy_opens_for_the_tiles_host_and_no_other(tiny_app, county_of_tiny):
    """Pictures of that host alone; without a base map, or with one of our own, only our own."""
    answer = tiny_app.server.test_client().get("/login", headers=SAME_ORIGIN)
    assert "img-src 'self' data: blob:;" in answer.headers["Content-Security-Policy"]
    assert tile_hosts(county_of_tiny) == ()
    for url, hosts in ((TILES.tile_url, ("https://*.tiles.example",)), ("/t/{z}/{x}/{y}", ())):
        base = replace(TILES, tile_url=url)
        assert tile_hosts(replace(county_of_tiny, base_map=base)) == hosts


def test_a_number_goes_to_the_browser_short():
    """Four digits; unknown is null."""
    plain = Told([1.23456, float("nan")], "{v}", CHANCE).plain()
    assert plain == {"values": [1.235, None], "word": "{v}", "written": "chance"}

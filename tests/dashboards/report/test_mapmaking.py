"""Maps: what stands on them, where, in which order of grey; names never over one another."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from dashboards.report import Material
from dashboards.report.mapmaking import (
    Classes,
    claim_points,
    event_map,
    footprint_classes,
    level_classes,
    map_figure,
    moved_classes,
    value_classes,
    village_map,
)
from dashboards.report.mapmaking.ground import ground_of
from dashboards.report.mapmaking.legend import class_rows
from dashboards.report.mapmaking.names import Wanted, place_names
from dashboards.report.mapmaking.paper import Box, frame_of, width_pt, wrapped
from dashboards.report.style import RAMP
from dashboards.story.levels import level_table
from risk.errors import ReportError
from risk.flow import Story
from tests.tiny_world import TOWNSHIPS, VILLAGE, VILLAGES

GREY_APART = 0.08
REC709 = np.array([0.2126, 0.7152, 0.0722])
EVENT, PNG = "map_event-", b"\x89PNG"


def event_of(story: Story) -> str:
    """The event most claims name."""
    return str(story.facts.claims["event_id"].value_counts().index[0])


def measured(story: Story) -> Story:
    """The story with wind recorded at four villages during that event."""
    rows = pd.DataFrame(
        {
            "event_id": event_of(story), "region_code": VILLAGE[:4], "quantity": "wind_ms",
            "intensity": [30.0, 25.0, 20.0, 15.0],
        }
    )  # fmt: skip
    return replace(story, facts=replace(story.facts, event_intensity=rows))


@pytest.fixture(scope="module")
def brief(story):
    """What maps are drawn from, in English."""
    return Material(story, "en").brief


def test_the_ramp_falls_in_grey():
    """Each step is darker than the one before by what an eye tells apart on paper."""
    luminance = [float(REC709 @ np.array(to_rgb(colour))) for colour in RAMP]
    assert all(a - b > GREY_APART for a, b in pairwise(luminance))


def test_levels_are_those_of_the_scores(brief, story):
    """Class, doubt and counts in the legend, village by village."""
    table = level_table(story, "all", "village").set_index("region_code")
    classes = level_classes(brief)
    assert classes.of == table["risk_level"].to_dict()
    assert set(classes.unsure) == set(table.index[table["p_level"] < 0.5])
    counts = table["risk_level"].value_counts()
    for k, label in enumerate(classes.labels, start=1):
        assert label.endswith(f"({counts.get(k, 0)})")


def test_values_footprints_and_moves_become_classes(brief, story):
    """Zero stays white; an event's villages are those recorded; moves beyond two count as two."""
    claims = story.facts.claims.groupby("region_code").size()
    classes = value_classes(brief, claims.reindex(VILLAGE).fillna(0).astype(float), "claims")
    assert set(classes.of) == set(claims.index) & set(VILLAGE)
    assert len(classes.labels) == len(RAMP)
    b = Material(measured(story), "en").brief
    classes = footprint_classes(b, event_of(story))
    assert set(classes.of) == set(VILLAGE[:4])
    assert classes.of[VILLAGE[0]] > classes.of[VILLAGE[3]]
    assert "m/s" in classes.title
    assert footprint_classes(b, "none") is None
    moved = moved_classes(brief, {VILLAGE[0]: -3, VILLAGE[1]: 0, VILLAGE[2]: 1}, "moves")
    assert moved.of == {VILLAGE[0]: 1, VILLAGE[1]: 3, VILLAGE[2]: 4}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_a_map_must_say_is_printed_on_it(story, lang):
    """Datum, day, version, derived and synthetic marks, bar, north, ledgers, names."""
    b = Material(story, lang).brief
    w = b.words
    figure = village_map(b, VILLAGE[4])
    texts = [part.split("<")[0] for part in figure.svg.decode("utf-8").split(">")]
    bare = "".join("".join(texts).split())  # lines may break anywhere
    told = [
        "WGS 84", story.facts.version, w("map.north"), VILLAGES[VILLAGE[4]], w("map.bases"),
        w("map.derived"), w("map.level.village"), w("map.synthetic"), w.day(story.facts.as_of),
        w.term("table", "claim"), w("map.outline.derived", share=w.pct(1.0, 0)),
    ]  # fmt: skip
    for text in told:
        assert "".join(text.split()) in bare, text
    assert figure.caption.endswith(w("caption_synthetic"))
    assert village_map(b, VILLAGE[4]).svg == figure.svg  # the same bytes


def test_an_event_shows_its_footprint_and_claims(story):
    """Its claims with a point are counted in the legend; where none has one, none is drawn."""
    told, event = measured(story), event_of(story)
    own = told.facts.claims[told.facts.claims["event_id"] == event]
    for lon, expected in ((own["lon"], own["lon"].notna().sum()), (101.0, len(own))):
        claims = own.assign(lon=lon, lat=own["lat"].fillna(36.0))
        b = Material(told, "zh").brief
        assert len(claim_points(b, claims).lon) == expected
        drawn = event_map(b, event, claims=claims)
        assert (b.words("map.claims", n=expected) in drawn.svg.decode("utf-8")) == bool(expected)
        assert drawn.name == EVENT + event
        assert drawn.png.startswith(PNG)


def test_a_map_without_areas_is_refused(brief, story):
    """One line that says what to load."""
    bare = story.facts.regions.assign(geometry=None).set_crs(4326)
    b = Material(replace(story, facts=replace(story.facts, regions=bare)), "en").brief
    with pytest.raises(ReportError, match="no village has an outline; load a map"):
        map_figure(b, "map-x", alt="", day="")
    assert len(ground_of(brief, "township")) == len(TOWNSHIPS)


def test_names_lie_apart_inside_and_off_the_marks():
    """Fifty names crowded together: those placed never meet, those left are told."""
    rng = np.random.default_rng(3)
    frame, mark = Box(0, 0, 300, 200), Box(140, 95, 160, 105)
    wanted = [
        Wanted("某某村委会", float(x), float(y), 7, weight=float(i))
        for i, (x, y) in enumerate(rng.uniform((60, 50), (240, 150), size=(50, 2)))
    ]
    placed, left = place_names(wanted, frame, [mark])
    assert len(placed) + len(left) == len(wanted)
    assert len(placed) > 25
    boxes = [p.box for p in placed]
    assert not any(a.meets(b) for a, b in combinations([*boxes, mark], 2))
    assert all(box.inside(frame) for box in boxes)
    assert placed[0].wanted.weight == 49


def test_paper_keeps_proportions_and_breaks_lines():
    """A degree of latitude is as long on paper as on the ground; the bar fits; lines fit."""
    frame = frame_of((100.0, 35.9, 100.5, 36.1), Box(0, 0, 300, 200))
    x, y = frame.at([100.0, 100.5], [36.0, 36.0])
    km = float(x[1] - x[0]) / frame.points_per_km
    assert km == pytest.approx(0.5 * 111.32 * np.cos(np.radians(36)), rel=1e-3)
    assert y[0] == pytest.approx(100)
    assert frame.bar_km() * frame.points_per_km <= frame.box.wide / 3
    for text in (
        "坐标基准：WGS 84；村界：由点推得，未经勘测。",
        "sources: regions, claims, and more",
    ):
        lines = wrapped(text, 7, 60)
        assert all(width_pt(line, 7) <= 60 + 7 for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert not any(line.startswith(("，", "。", "；", "：")) for line in lines)


def test_the_legend_says_only_what_is_shown():
    """Hatching and white stand in it where something shown has them."""
    classes = Classes(
        "t", ("low", "high"), {"a": 1, "b": 2}, unsure=("b",), unsure_label="unsure",
        unknown_label="unknown",
    )  # fmt: skip
    assert [r.text for r in class_rows(classes, ["a"])] == ["t", "high", "low"]
    assert [r.text for r in class_rows(classes, ["a", "b", "c"])][-2:] == ["unsure", "unknown"]

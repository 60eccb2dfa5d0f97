"""What the time-line is drawn from: stops once, unknown stays unknown, words in both languages."""

import json

from dash import Dash, html

from dashboards.components.timeline import (
    Part,
    part_id,
    register_timeline,
    timeline,
    timeline_data,
)
from tests.sheet_world import DUE_T2, routed

HOST = "day"


def told(**options):
    _, view = routed()
    return timeline_data(view, options.pop("lang", "zh"), **options)


def test_every_stop_is_told_once_with_its_times():
    """Crews in order, stops in order of visits, what waits beside them."""
    data = told(now_min=545.0, break_length_min=30.0)
    assert [crew["id"] for crew in data["crews"]] == ["c1", "c2"]
    stops = {crew: [s["claim"] for s in own] for crew, own in data["stops"].items()}
    assert stops == {"c1": ["t1", "t2", "t3"], "c2": ["t4"]}
    assert [w["claim"] for w in data["waiting"]] == ["t5", "t6", "t7"]
    t2 = data["stops"]["c1"][1]
    assert (t2["leave"], t2["arrive"], t2["finish"], t2["due"], t2["late"]) == (
        542.0, 552.0, 582.0, DUE_T2, 12.0,
    )  # fmt: skip
    assert data["stops"]["c2"][0]["frozen"]
    assert data["stops"]["c1"][2]["pinned"]
    assert (data["now"], data["break_length"]) == (545.0, 30.0)


def test_what_is_unknown_is_null_and_the_whole_is_json():
    """No NaN and no infinity reaches the browser: its JSON has none."""
    data = told()
    assert data["now"] is None
    assert data["crews"][1]["break"] is None
    json.dumps(data, allow_nan=False)
    _, view = routed()
    view.stops.loc[0, ["leave_min", "arrive_min", "finish_min", "due_min"]] = float("inf")
    assert timeline_data(view, "zh")["stops"]["c1"][0]["arrive"] is None


def test_words_are_the_readers_and_no_stop_no_crew_is_an_empty_line():
    """Both languages; before a day is opened there is nothing to draw but the words."""
    assert told(lang="zh")["words"]["stage_underway"] == "在途"
    assert told(lang="en")["words"]["stage_underway"] == "under way"
    empty = timeline_data(None, "zh")
    assert (empty["crews"], empty["stops"], empty["waiting"]) == ([], {}, [])


def test_it_is_drawn_in_the_browser_alone():
    """Mounting needs one registration; no server callback takes part."""
    app = Dash("timeline")
    app.layout = html.Div(timeline(None, "zh", id_=HOST))
    register_timeline(app, HOST)
    app._setup_server()
    ids = {part_id(HOST, part) for part in Part}
    assert {c.id for c in app.layout.children.children} == ids
    assert not [name for name, entry in app.callback_map.items() if "callback" in entry]

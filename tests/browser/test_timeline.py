"""The time-line in a real browser: keys, mouse, finger; what is asked is written to its store."""

import json
from pathlib import Path

import dash_mantine_components as dmc
import pytest
from dash import Dash, Input, Output, html

import dashboards
from dashboards.components.timeline import (
    Part,
    part_id,
    register_timeline,
    timeline,
    timeline_data,
)
from tests.browser.conftest import Watched, serving
from tests.sheet_world import routed

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
DAY, ASKED, CHOSEN = "day", "asked", "chosen"
NEWS = """([id, frozen]) => {
    const data = JSON.parse(JSON.stringify(window.huzhuDay || null));
    data.stops.c1[1].frozen = frozen;
    data.now += 5;
    window.dash_clientside.set_props(id, { data });
}"""
DESK, PHONE = (1280, False), (390, True)


def on(*screens):
    """Width and touch of the screens a test is for."""
    return pytest.mark.parametrize("line", screens, indirect=True)


@pytest.fixture(scope="module")
def line_url():
    """A page with nothing but the time-line of the tiny day, and what its stores hold."""
    _, view = routed()
    assets = Path(dashboards.__file__).parent / "assets"
    app = Dash("line", assets_folder=str(assets))
    told = timeline(view, "zh", id_=DAY, now_min=545.0, break_length_min=30.0)
    app.layout = dmc.MantineProvider([told, html.Div(id=ASKED), html.Div(id=CHOSEN)])
    register_timeline(app, DAY)
    for part, where in ((Part.MOVED, ASKED), (Part.CHOSEN, CHOSEN)):
        app.callback(Output(where, "children"), Input(part_id(DAY, part), "data"))(json.dumps)
    with serving(app.server) as address:
        yield address


@pytest.fixture
def line(browser, line_url, request):
    width, touch = request.param
    watched = Watched(browser, viewport={"width": width, "height": 844}, has_touch=touch)
    page = watched.page()
    page.goto(line_url)
    page.locator('[data-claim="t1"]').wait_for()
    yield page
    watched.close()


def asked(page, claim, crew, position, number):
    """The server has been told of the move."""
    told = {"claim_id": claim, "crew_id": crew, "position": position, "number": number}
    expect(page.locator(f"#{ASKED}")).to_have_text(json.dumps(told))


def voice(page):
    return page.locator(".tl-voice")


@on(DESK)
def test_a_stop_is_lifted_and_dropped_with_keys(line):
    """Arrows walk, Enter lifts, arrows steer, Escape gives up, Enter drops; all of it is said."""
    line.locator('[data-claim="t2"]').focus()
    expect(line.locator(f"#{CHOSEN}")).to_contain_text("t2")
    line.keyboard.press("ArrowRight")
    expect(line.locator('[data-claim="t3"]')).to_be_focused()
    line.keyboard.press("Enter")
    expect(voice(line)).to_contain_text("已拿起 2村 t3")
    line.keyboard.press("Home")
    expect(voice(line)).to_have_text("一组第 1 站")
    line.keyboard.press("Escape")
    expect(voice(line)).to_contain_text("已放弃")
    expect(line.locator(f"#{ASKED}")).to_have_text("null")
    for key in ("Enter", "ArrowLeft", "Enter"):
        line.keyboard.press(key)
    asked(line, "t3", "c1", 1, 1)
    expect(line.locator('[data-claim="t3"]')).to_be_focused()
    for key in ("Enter", "Delete"):
        line.keyboard.press(key)
    asked(line, "t3", "", None, 2)


@on(PHONE)
def test_what_cannot_be_moved_says_so(line):
    """A frozen stop stays; the crew that is out is passed over on the way to what waits."""
    line.locator('[data-claim="t4"]').focus()
    line.keyboard.press("Enter")
    expect(voice(line)).to_contain_text("不能改派")
    line.locator('[data-claim="t1"]').focus()
    for key in ("Enter", "ArrowDown"):
        line.keyboard.press(key)
    expect(voice(line)).to_have_text("待派")
    line.keyboard.press("Escape")
    assert line.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@on(DESK, PHONE)
def test_a_mouse_drags_and_a_finger_uses_the_bar(line):
    """What waits is dragged onto a route; by touch it is lifted, its place tapped, and dropped."""
    waiting, after = line.locator('[data-claim="t6"]'), line.locator('[data-claim="t1"]')
    if line.viewport_size["width"] > 600:
        start, end = waiting.bounding_box(), after.bounding_box()
        line.mouse.move(start["x"] + 5, start["y"] + 5)
        line.mouse.down()
        line.mouse.move(end["x"] + end["width"] + 2, end["y"] + 5, steps=5)
        line.mouse.up()
    else:
        waiting.tap()
        line.locator(".tl-bar button").first.tap()
        after.tap(position={"x": 30, "y": 10})
        line.locator(".tl-bar .tl-main").tap()
    asked(line, "t6", "c1", 1, 1)


@on(DESK)
def test_late_is_told_by_words_and_pattern_not_by_colour_alone(line):
    """The late stop has a hatch and says by how much; the others say they are in time."""
    late = line.locator('[data-claim="t2"]')
    assert "12 分钟" in late.get_attribute("aria-label")
    assert "gradient" in late.evaluate("node => getComputedStyle(node).backgroundImage")
    on_time = line.locator('[data-claim="t1"]')
    assert "按时" in on_time.get_attribute("aria-label")
    assert on_time.evaluate("node => getComputedStyle(node).backgroundImage") == "none"


@on(DESK)
def test_news_leave_a_lifted_stop_lifted_unless_it_was_set_out_for(line):
    """The day changes under a hand: focus and lifted stop stay; a frozen one is given up."""
    _, view = routed()
    told = timeline_data(view, "zh", now_min=545.0, break_length_min=30.0)
    line.evaluate("data => { window.huzhuDay = data; }", told)
    line.locator('[data-claim="t2"]').focus()
    line.keyboard.press("Enter")
    line.evaluate(NEWS, [part_id(DAY, Part.DATA), False])
    expect(line.locator(".tl-now-flag")).to_have_text("09:10")
    expect(line.locator('[data-claim="t2"].tl-lifted')).to_be_focused()
    line.evaluate("() => { window.huzhuDay.now += 5; }")
    line.evaluate(NEWS, [part_id(DAY, Part.DATA), True])
    expect(voice(line)).to_contain_text("已放弃")
    expect(line.locator(".tl-lifted")).to_have_count(0)
    expect(line.locator('[data-claim="t2"]')).to_be_focused()

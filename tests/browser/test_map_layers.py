"""The map's choices in a real browser: sights and overlays by mouse and keys, names, a base map."""

import base64
import re
from dataclasses import replace

import pytest

from dashboards.app import create_app
from risk.settings import BaseMap
from tests.browser.conftest import serving
from tests.browser.test_dashboard import MAP_COLOURS, MAP_DRAWN, open_map

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAINTED = """() => {
  const canvas = document.querySelector('.map .leaflet-overlay-pane canvas');
  return canvas.toDataURL();
}"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.map .place-name span')]
      .map((word) => word.getBoundingClientRect());
  let over = 0;
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) over++;
  }));
  return [boxes.length, over];
}"""


@pytest.fixture(scope="module")
def tiled_url(demo_ws, dashboard):
    """The same dashboard with a base map of its own machine, drawn in GCJ-02."""
    story = dashboard.server.extensions["huzhu.context"].story()
    base = BaseMap(
        tile_url="/tiles/{z}/{x}/{y}.png", tile_datum="gcj02", tile_attribution="Example maps"
    )
    county = replace(story.facts.county, base_map=base)
    app = create_app(demo_ws, replace(story, facts=replace(story.facts, county=county)))
    with serving(app.server) as address:
        yield address


def told_by(request):
    """Address and body of a request."""
    return f"{request.url} {request.post_data or ''}"


def test_sights_change_by_mouse_and_keys_and_stand_in_the_address(page, url):
    """Another sight or peril paints other colours without fetching any; a reload keeps them."""
    open_map(page, url)
    fetched = []
    colours = ("/geometry/", '"output":"map-paint.data"')
    page.on("request", lambda r: fetched.extend(x for x in colours if x in told_by(r)))
    before = page.evaluate(PAINTED)
    choices = page.locator(".map-choices")
    choices.get_by_text("期间报案数").click()
    page.wait_for_function(f"(old) => ({PAINTED})() !== old", arg=before)
    expect(page.locator(".sight-legends .of-claims")).to_be_visible()
    expect(page.locator(".sight-legends .of-level")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sight-legends .of-rate")).to_be_visible()
    page.wait_for_url(re.compile("sight=rate"))
    before = page.evaluate(PAINTED)
    page.locator("#map-family").click()
    peril = page.get_by_role("option").nth(1)
    name = peril.inner_text()
    peril.click()
    page.wait_for_function(f"(old) => ({PAINTED})() !== old", arg=before)
    expect(page.locator("#scope-family")).to_have_value(name)  # the frame has followed
    page.wait_for_url(re.compile("sight=rate.*family="))
    assert fetched == []
    page.reload()
    page.wait_for_function(MAP_DRAWN)
    expect(choices.get_by_label("预期频率")).to_be_checked()
    expect(page.locator("#map-family")).to_have_value(name)


def test_overlays_come_and_go_by_keys(page, url):
    """Names go and bases come by the space bar; an event is chosen where it is asked for."""
    open_map(page, url)
    names, bases = page.locator(".place-name span").first, page.locator(".base-mark").first
    expect(names).to_be_visible()
    expect(bases).to_be_hidden()
    page.get_by_label("地名").focus()
    page.keyboard.press("Space")
    expect(names).to_be_hidden()
    page.get_by_label("驻点", exact=True).focus()
    page.keyboard.press("Space")
    expect(bases).to_be_visible()
    expect(page.locator("#map-event")).to_be_hidden()
    page.locator(".map-choices").get_by_text("灾害强度").click()
    expect(page.locator("#map-event")).to_be_visible()


def test_names_never_lie_over_one_another(page, url):
    """At first and zoomed in, where villages are named too."""
    open_map(page, url)
    page.locator(".place-name.place span").first.wait_for()
    many, over = page.evaluate(OVERLAPS)
    assert many > 5
    assert over == 0
    for _ in range(2):
        page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function("document.querySelectorAll('.place-name.region').length > 5")
    assert page.evaluate(OVERLAPS)[1] == 0


def test_a_base_map_lies_under_regions_moved_to_its_datum(page, tiled_url):
    """Tiles of that address alone, whose they are printed, the datum said."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    page.route("**/tiles/**", answer)
    page.goto(f"{tiled_url}/map")
    page.wait_for_function(f"() => ({MAP_COLOURS})() > 5")
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Example maps")
    expect(page.locator(".map-layers .note").first).to_contain_text("GCJ-02")
    assert asked
    assert all(x.startswith(f"{tiled_url}/tiles/") for x in asked)

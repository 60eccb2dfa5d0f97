"""A warning comes by message: pasted, looked over, confirmed; on the map; liaisons are called."""

from contextlib import closing

import pytest

from risk.flow import tell
from risk.operations import audit, open_operations
from risk.operations.watch_field import calls
from tests.browser.conftest import Watched, add_manager, serving, sign_in
from tests.dashboards.watched import TEXT, cap, copy_world, make_place, put
from tests.tiny_world import load_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(browser, tmp_path_factory):
    """The tiny world with a snow warning in its folder."""

    world, _ = load_tiny_world(tmp_path_factory.mktemp("warned"))
    ws = copy_world(world.ws, tmp_path_factory.mktemp("own"))
    put(ws, "a.xml", cap())
    put(ws, "b.xml", cap()[:250])
    add_manager(ws)
    return make_place(ws, tell(ws, presets=()))


@pytest.fixture(scope="module")
def url(place):
    """Address of its dashboard."""
    with serving(place.app.server) as address:
        yield address


@pytest.fixture
def open_page(browser, url):
    """Opens the page for somebody signed in; fails on a foreign request or a console error."""
    made = []

    def go(lang="zh", **options):
        watched = Watched(browser, **options)
        made.append(watched)
        page = watched.page()
        sign_in(page, url, lang)
        page.goto(f"{url}/warnings?lang={lang}")
        page.locator("#warnings-signals").wait_for()
        return page

    yield go
    for watched in made:
        watched.close()


def test_a_text_is_pasted_confirmed_and_its_liaisons_called(open_page, place):
    """On a phone: from the text to the first call written down, without a sideways scroll."""
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    expect(page.locator("#warnings-signals")).to_contain_text("暴雪橙色")
    expect(page.locator("#warnings-faults")).to_contain_text("b.xml")
    page.locator("#warnings-text").fill(TEXT)
    page.locator("#warnings-read").click()
    form = page.locator(".candidate")
    expect(form).to_contain_text("原文：“西乡、中乡”")
    expect(form.locator('input[value="小县气象台"]')).to_be_visible()
    page.locator("#warnings-confirm").click()
    expect(page.locator("#warnings-pasted")).to_contain_text("已确认采用 1 条")
    signals = page.locator("#warnings-signals")
    expect(signals).to_contain_text("道路结冰黄色")
    signals.locator(".warned", has_text="道路结冰黄色").get_by_role("button").click()
    expect(page.locator("#warnings-inside")).to_contain_text("道路结冰黄色")
    expect(page.locator("#warnings-inside .leaflet-container")).to_be_visible()
    page.locator("#warnings-calls").scroll_into_view_if_needed()
    page.locator('#warnings-calls [row-id="L1"]').first.click()
    expect(page.locator("#warnings-calling")).to_contain_text("甲村")
    page.locator("#warnings-show").click()
    expect(page.locator("#warnings-person a")).to_have_attribute("href", "tel:13900000001")
    page.locator("#warnings-call-save").click()
    expect(page.locator("#warnings-called")).to_contain_text("已通知到")
    expect(page.locator("#warnings-calls-head")).to_contain_text("已通知 1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with closing(open_operations(place.ws)) as con:
        assert calls(con, 2)["outcome"].tolist() == ["reached"]
        assert audit.verify_chain(con) == []


def test_a_road_closes_and_a_step_is_done(open_page):
    """In English: the township's crews stay, and the checklist keeps who ticked."""
    page = open_page("en")
    expect(page.locator("#warnings-signals")).to_contain_text("Orange blizzard")
    step = page.locator("#warnings-todo li", has_text="Tell the branch manager")
    step.get_by_role("checkbox").check()
    expect(step).to_contain_text("done late by manager")
    page.locator("#warnings-town").click()
    page.get_by_role("option", name="西乡").click()
    page.locator("#warnings-road").get_by_text("closed", exact=True).click()
    page.locator("#warnings-road-save").click()
    expect(page.locator("#warnings-roaded")).to_contain_text("roads closed")
    expect(page.locator("#warnings-towns")).to_contain_text("no go")


def test_a_file_put_into_the_folder_appears_by_itself(open_page, place):
    """Without a press: the page looks every 15 seconds."""
    page = open_page()
    expect(page.locator("#warnings-signals")).not_to_contain_text("暴雪红色")
    put(place.ws, "later.xml", cap("z-9", colour="红色"))
    expect(page.locator("#warnings-signals")).to_contain_text("暴雪红色")

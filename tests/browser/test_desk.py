"""The report desk by keyboard: a doubtful pair answered, counted, taken back."""

import pytest

from dashboards.app import create_app
from risk.flow import tell
from risk.intake import load_all, prepare
from tests.browser.conftest import LOOKS, Watched, add_manager, reading, serving, sign_in
from tests.desk_world import load_reports
from tests.tiny_world import NOW, write_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk_url(browser, tmp_path_factory):
    """The tiny world's dashboard, with raw reports of its storm."""
    folder = tmp_path_factory.mktemp("desk")
    world = write_tiny_world(folder / "world")
    prepare(world.ws)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    load_reports(world.ws, folder)
    add_manager(world.ws)
    app = create_app(world.ws, tell(world.ws, presets=()), clock=lambda: NOW)
    with serving(app.server) as address:
        yield address


@pytest.fixture(scope="module")
def manager(browser, desk_url):
    """Cookies of one sign-in."""
    watched = Watched(browser)
    sign_in(watched.page(), desk_url)
    state = watched.context.storage_state()
    watched.close()
    return state


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_a_doubt_is_answered_with_the_keyboard_and_taken_back(browser, desk_url, manager, look):
    """Focus and Enter say same house: the range closes; undone, it opens again."""
    watched = Watched(browser, storage_state=manager)
    reader = reading(watched, desk_url, *look)
    page = reader.open("/desk")
    expect(page.locator(".desk-report")).to_have_count(2)
    expect(page.locator("#desk-counts")).to_contain_text("3–9")
    same = page.locator("#desk-same")
    expect(same).to_have_attribute("accesskey", "s")
    same.focus()
    page.keyboard.press("Enter")
    written = reader.like("desk.written", verdict=reader.text("desk.do.same"))
    expect(page.locator("#desk-note")).to_contain_text(written)
    expect(page.locator("#desk-counts")).to_contain_text("3–8")
    expect(page.locator("#desk-question")).to_contain_text(reader.text("desk.none_open"))
    page.locator("#desk-decided .ag-row .ag-cell").first.click()
    page.locator("#desk-undo").click()
    expect(page.locator("#desk-counts")).to_contain_text("3–9")
    expect(page.locator(".desk-report")).to_have_count(2)
    reader.takes_a_phone()
    watched.close()

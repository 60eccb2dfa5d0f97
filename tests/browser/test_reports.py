"""Reports in a browser: asked for by address, stopped by the keyboard, previewed, made, taken."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from dashboards.app import create_app
from dashboards.pages.reports_ids import FIELDS, Id
from risk.kept_story import story_of
from risk.operations import load_or_create_key
from tests.browser.conftest import (
    LOOKS,
    PHONE,
    Watched,
    add_manager,
    reading,
    serving,
    sign_in,
)
from tests.tiny_world import NOW, load_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
LONG_MS = 120_000  # a preview is drawn in a process of its own


@pytest.fixture(scope="module")
def signed(browser, tmp_path_factory):
    """Address of the tiny county's dashboard, and cookies of a manager there."""
    world, _ = load_tiny_world(tmp_path_factory.mktemp("reports"))
    add_manager(world.ws)
    load_or_create_key(world.ws.key_file(world.ws.county()))  # else no story is kept for works
    app = create_app(world.ws, story_of(world.ws), clock=lambda: NOW)
    with serving(app.server) as address:
        watched = Watched(browser)
        sign_in(watched.page(), address)
        state = watched.context.storage_state()
        watched.close()
        yield address, state


@pytest.fixture(params=LOOKS, ids="-".join)
def reader(request, browser, signed):
    """The manager in each of the looks."""
    address, state = signed
    watched = Watched(browser, storage_state=state)
    yield reading(watched, address, *request.param)
    watched.close()


def choose(page, id_, label):
    page.locator(f"#{id_}").click()
    page.get_by_role("option", name=label, exact=True).click()


def test_fields_come_with_the_kind_and_stand_in_the_address(reader):
    """Chosen, an event asks which; the address opened anew asks for the same, on a phone too."""
    page = reader.open("/reports")
    expect(page.locator(f"#{FIELDS['event']}")).to_be_hidden()
    choose(page, Id.KIND, reader.text("reports.kind.bulletin"))
    event = page.locator(f"#{FIELDS['event']}")
    expect(event).to_be_visible()
    expect(page.locator(f"#{FIELDS['contract_year']}")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"\?kind=bulletin&event=last$"))
    page.goto(page.url.replace("event=last", "event=E9"))
    expect(event).to_have_value("E9")
    page.locator(f"#{Id.PREVIEW}").click()
    refused = reader.part("said.report_event_unknown")
    expect(page.locator(f"#{Id.PREVIEW_SAID}")).to_contain_text(refused)
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def followed(page, button):
    """Presses a button of long work; its bar comes, and goes when it has ended."""
    bar = page.locator(f"#{Id.STATE} [role=progressbar]")
    page.locator(f"#{button}").click()
    expect(bar).to_have_count(1)
    expect(bar).to_have_count(0, timeout=LONG_MS)


def stopped(page):
    """Begins a preview by the keyboard and stops it so: it says so, and the page works on."""
    page.locator(f"#{Id.PREVIEW}").focus()
    page.keyboard.press("Enter")
    bar = page.locator(f"#{Id.STATE} [role=progressbar]")
    expect(bar).to_have_count(1)  # at 0 % there is nothing of it to see
    page.locator(f"#{Id.STOP}").focus()
    page.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    expect(page.locator(f"#{Id.STOP}")).to_be_hidden()


def test_a_preview_becomes_a_report_under_a_number_and_is_downloaded(reader):
    """Chapters are read before; then the number, a link of its own, its hash, its file."""
    page = reader.open("/reports?kind=monthly")
    if reader.lang == "zh":
        stopped(page)
        expect(page.locator(f"#{Id.STATE}")).to_contain_text("已停止")
    second = page.locator(f"#{Id.CHAPTERS} [role=tab]").nth(1)
    followed(page, Id.PREVIEW)
    expect(second).to_be_visible()
    second.click()
    expect(page.locator(f"#{Id.SHOWN} h2")).to_have_text(second.inner_text())

    followed(page, Id.MAKE)
    row = page.locator(f"#{Id.MADE} tbody tr", has_text=reader.text(f"reports.lang.{reader.lang}"))
    number = row.locator("a").first.inner_text()
    expect(page.locator(f"#{Id.STATE}")).to_contain_text(number)
    row.locator("a").first.click()
    expect(page).to_have_url(f"{reader.url}/reports?number={number}")
    one = page.get_by_role("heading", name=reader.text("reports.one", number=number))
    expect(one).to_be_visible()
    with page.expect_download() as got:
        page.locator(f'a[href="/reports/{number}.pdf"]').first.click()
    assert got.value.suggested_filename == f"{number}.pdf"
    content = Path(got.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    expect(page.locator("main")).to_contain_text(sha256(content).hexdigest())

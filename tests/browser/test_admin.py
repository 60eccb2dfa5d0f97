"""The page Admin in a browser: somebody is added and comes in, the audit holds, a pass is made."""

import re
import secrets

import pytest

from dashboards.pages.admin_ids import Id
from tests.browser.conftest import LOOKS, PASSWORD, Watched, reading
from tests.browser.sign_ins import forget_sign_ins

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
TEMPORARY = r"[\w-]{8,}"


@pytest.fixture(params=LOOKS, ids="-".join)
def chief(request, browser, administrator, dashboard, url):
    """An administrator in each of the looks."""
    forget_sign_ins(dashboard)
    watched = Watched(browser, storage_state=administrator)
    yield reading(watched, url, *request.param)
    watched.close()


def added(chief, name):
    """Adds somebody by the keyboard; gives the temporary password, which is shown once."""
    page = chief.open("/admin?tab=users")
    page.locator(f"#{Id.NAME}").fill(name)
    page.locator(f"#{Id.ADD}").focus()
    page.keyboard.press("Enter")
    told = page.locator(f"#{Id.USER_NOTE} .once")
    expect(told).to_have_text(re.compile(TEMPORARY))
    expect(page.locator(f"#{Id.USERS}")).to_contain_text(name)
    return told.inner_text()


def test_somebody_is_added_the_audit_is_whole_and_a_pass_is_made(chief, browser):
    """The temporary password opens nothing but the form, then the page asked for."""
    name, screen = (f"{part}-{secrets.token_hex(3)}" for part in ("new", "screen"))
    temporary, page = added(chief, name), chief.page

    page.get_by_role("tab", name=chief.text("people.tab.audit")).click()
    page.locator(f"#{Id.VERIFY}").click()
    expect(page.locator(f"#{Id.CHAIN}")).to_contain_text(chief.part("people.whole"))
    page.get_by_role("tab", name=chief.text("people.tab.walls")).click()
    page.locator(f"#{Id.SCREEN}").fill(screen)
    page.locator(f"#{Id.ADD_WALL}").click()
    note = page.locator(f"#{Id.WALL_NOTE}")
    expect(note).to_contain_text(chief.text("people.wall_done", name=screen))
    expect(note.locator(".once")).to_contain_text(f"{chief.url}/wall#")
    expect(page.locator(f"#{Id.WALLS}")).to_contain_text(screen)

    size = {"width": 390, "height": 844}
    watched = Watched(browser, viewport=size, color_scheme=chief.scheme)
    comes_in(reading(watched, chief.url, chief.lang, chief.scheme), name, temporary)
    watched.close()


def comes_in(new, name, temporary):
    """Signs in for the first time, on a phone, and chooses a password."""
    page = new.page
    page.goto(f"{new.url}/login?next=/losses")
    page.locator("#name").fill(name)
    page.locator("#password").fill(temporary)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account"))
    expect(page.get_by_role("status")).to_have_text(new.text("security.due_temporary"))
    page.locator("#current").fill(temporary)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/losses"))
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("nav.pages")).not_to_contain_text(new.text("people.title"))

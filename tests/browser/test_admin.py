"""The page Admin in a browser: somebody is added, comes in, and chooses a password of their own."""

import re
import secrets
from contextlib import closing
from datetime import datetime

import pytest

from risk.operations import add_user, open_operations
from risk.terms import Role
from tests.browser.conftest import PASSWORD, Watched, sign_in

expect = pytest.importorskip("playwright.sync_api").expect


def test_somebody_is_added_and_chooses_a_password(browser, url, demo_ws):
    """By keyboard; the temporary password opens nothing but the form, then the page asked for."""
    chief, name = (f"{part}-{secrets.token_hex(3)}" for part in ("chief", "new"))
    with closing(open_operations(demo_ws)) as con:
        add_user(con, chief, PASSWORD, Role.ADMINISTRATOR, now=datetime.now())
    watched = Watched(browser)
    page = watched.page()
    sign_in(page, url, name=chief)
    page.goto(f"{url}/admin?tab=users")
    page.locator("#admin-name").fill(name)
    page.locator("#admin-add").focus()
    page.keyboard.press("Enter")
    temporary = page.locator("#admin-user-note .once").inner_text()
    expect(page.locator("#admin-users")).to_contain_text(name)
    page.get_by_role("tab", name="审计日志").click()
    expect(page.locator("#admin-chain")).to_contain_text("完整")
    watched.close()

    watched = Watched(browser, viewport={"width": 390, "height": 844})
    page = watched.page()
    page.goto(f"{url}/login?lang=zh&next=/losses")
    page.locator("#name").fill(name)
    page.locator("#password").fill(temporary)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account"))
    expect(page.get_by_role("status")).to_contain_text("临时密码")
    page.locator("#current").fill(temporary)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/losses"))
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("nav.pages")).not_to_contain_text("管理")
    watched.close()

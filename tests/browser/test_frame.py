"""The frame in a real browser: one filter bar, links that carry it, copying, keys, a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboards.components.scope_bar import Id as Bar
from dashboards.components.shell import Id as Shell
from risk.warehouse import current_version
from risk.workspace import Workspace

CALLBACK = re.compile("_dash-update-component")


@pytest.fixture
def copying(page: Any) -> Iterator[Any]:
    """A page that may write to the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield page
    page.context.clear_permissions()


def test_what_is_looked_at_is_carried_and_copied(copying: Any, url: str, demo_ws: Workspace):
    """Narrowed in the bar, kept in the address, carried by the navigation, in the copied link.

    That it was copied stands there still when the page's own bar comes late.
    """
    page, late = copying, []
    whole = page.locator(f"#{Shell.BAR} a.step")

    def hold_bar(route: Any) -> None:
        late.append(route) if Shell.BAR in route.request.post_data else route.continue_()

    page.goto(url)
    page.locator(f"#{Bar.FAMILY}").click()
    page.get_by_role("option", name="洪涝").click()
    page.wait_for_url("**/?family=flood")
    expect(whole).to_have_attribute("href", "/")
    page.route(CALLBACK, hold_bar)
    page.locator("nav.pages").get_by_role("link", name="风险地图").click()
    page.wait_for_url("**/map?family=flood")
    page.locator(".scope-copy").click()
    said = page.locator(".scope-said")
    expect(said).to_have_text("已复制")
    page.unroute(CALLBACK)  # lets go on what was held
    expect(whole).to_have_attribute("href", "/map")
    expect(page.locator(f"#{Bar.FAMILY}")).to_have_value("洪涝")
    expect(said).to_have_text("已复制")
    assert late
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{url}/map?")
    assert "family=flood" in copied
    assert f"v={current_version(demo_ws)}" in copied


def test_the_keyboard_is_explained_and_gives_the_focus_back(page: Any, url: str):
    """The question mark opens it, escape closes it; who types a question mark gets one."""
    page.goto(f"{url}/no-such-page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    button = page.locator(".help-button")
    button.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_phone_the_pages_stand_behind_a_button(phone: Any, url: str):
    """It opens, leads on, and closes behind; nothing is wider than the screen."""
    phone.goto(f"{url}/no-such-page")
    link = phone.locator("nav.pages").get_by_role("link", name="数据质量")
    expect(link).to_be_hidden()
    button = phone.locator(".menu-button")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    link.click()
    phone.wait_for_url("**/quality")
    expect(link).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.viewport_size["width"]

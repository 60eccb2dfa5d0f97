"""Rosters in a real browser: made, changed in a cell, checked at once, kept; a phone fits."""

import pytest

from dashboards.i18n import t

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def made(page, url):
    """The page with a month's roster made."""
    page.goto(f"{url}/roster")
    page.locator("#roster-make").click()
    expect(page.locator("#roster-checked")).to_contain_text(t("roster.keeps", "zh"))


def test_rosters_fit_a_phone(phone, url):
    made(phone, url)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_change_by_hand_is_checked_at_once_and_kept(page, url):
    """A third day crew member on 1 January breaks a rule; the roster is kept all the same."""
    made(page, url)
    rows = page.locator("#roster-sheet .ag-center-cols-container .ag-row")
    row = rows.last.locator('[col-id="d01"]')
    row.click()
    row.locator(".ag-picker-field-wrapper").click()
    page.locator(".ag-list-item", has_text=t("roster.code.day", "zh")).click()
    expect(page.locator("#roster-checked")).to_contain_text("违反规则")
    page.locator("#roster-name").fill("试排")
    page.locator("#roster-save").click()
    expect(page.locator("#roster-saved")).to_contain_text("已保存为第")

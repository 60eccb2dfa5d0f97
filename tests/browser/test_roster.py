"""Rosters in a real browser: made, changed in a cell, checked at once, kept; a phone fits."""

import pytest

from tests.browser.conftest import DESK

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_a_change_by_hand_is_checked_at_once_and_kept(reader):
    """A third day crew member on 1 January breaks a rule; the roster is kept all the same."""
    page = reader.open("/roster")
    page.locator("#roster-make").click()
    checked = page.locator("#roster-checked")
    expect(checked).to_contain_text(reader.text("roster.keeps"))
    reader.takes_a_phone()
    page.set_viewport_size(DESK)
    rows = page.locator("#roster-sheet .ag-center-cols-container .ag-row")
    row = rows.last.locator('[col-id="d01"]')
    row.click()
    row.locator(".ag-picker-field-wrapper").click()
    page.locator(".ag-list-item").get_by_text(reader.text("roster.code.day"), exact=True).click()
    expect(checked).to_contain_text(reader.like("roster.breaks"))
    page.locator("#roster-name").fill("试排")
    page.locator("#roster-save").click()
    expect(page.locator("#roster-saved")).to_contain_text(reader.like("roster.kept"))

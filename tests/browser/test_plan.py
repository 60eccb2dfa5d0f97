"""A plan changed in the browser: a cell typed, simulated at once, saved, its files offered."""

import re

import pytest

from tests.browser.conftest import DESK

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
SLOW_MS = 90_000


def test_a_cell_is_changed_and_told_against_the_plan(reader):
    """Nine crews typed into one day: the difference is shown, the plan saved and taken away."""
    page = reader.open("/surge/detail")
    cell = page.locator('#plan-grid .ag-row[row-index="0"] [col-id="d1"]')
    expect(cell).to_be_visible(timeout=SLOW_MS)
    changed = page.locator("#plan-changed")
    expect(changed).to_contain_text(reader.text("plan.unchanged"), timeout=SLOW_MS)
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(changed).to_contain_text(reader.text("plan.difference"), timeout=SLOW_MS)
    expect(changed).to_contain_text(reader.text("plan.beyond_title"))
    expect(cell).to_have_class(re.compile("changed-cell"))
    name = f"手改方案 {reader.lang}"
    page.locator("#plan-name").fill(name)
    page.locator("#plan-save").click()
    note = page.locator("#plan-note")
    order_sheet = note.get_by_role("link", name=reader.text("plan.file_pdf"))
    expect(order_sheet).to_have_attribute("href", re.compile(r"/export/plan/\d+\.pdf"))
    page.locator("#plan-saved").get_by_text(name).first.click()
    page.wait_for_url(re.compile("plan="))
    expect(changed).to_contain_text(reader.text("plan.difference"), timeout=SLOW_MS)
    for n in range(4):
        page.set_viewport_size(DESK)
        page.locator("#plan-more > div > [role=tablist] [role=tab]").nth(n).click()
        reader.takes_a_phone()

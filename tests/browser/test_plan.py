"""A plan changed in the browser: a cell typed, simulated at once, saved, its files offered."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
SLOW_MS = 90_000


def test_a_cell_is_changed_and_told_against_the_plan(page, url):
    """Nine crews typed into one day: the difference is shown, the plan saved and taken away."""
    page.goto(f"{url}/surge/detail")
    cell = page.locator('#plan-grid .ag-row[row-index="0"] [col-id="d1"]')
    expect(cell).to_be_visible(timeout=SLOW_MS)
    changed = page.locator("#plan-changed")
    expect(changed).to_contain_text("尚未改动", timeout=SLOW_MS)
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(changed).to_contain_text("与方案相差", timeout=SLOW_MS)
    expect(changed).to_contain_text("超出现有人力")
    expect(cell).to_have_class(re.compile("changed-cell"))
    page.locator("#plan-name").fill("手改方案")
    page.locator("#plan-save").click()
    note = page.locator("#plan-note")
    expect(note.get_by_role("link", name="调度单")).to_have_attribute(
        "href", re.compile(r"/export/plan/\d+\.pdf")
    )
    page.locator("#plan-saved").get_by_text("手改方案").first.click()
    page.wait_for_url(re.compile("plan="))
    expect(page.locator("#plan-changed")).to_contain_text("与方案相差", timeout=SLOW_MS)


def test_the_plan_fits_a_phone(phone, url):
    """Tables scroll in themselves, the page does not."""
    phone.goto(f"{url}/surge/detail")
    expect(phone.locator("#plan-grid .ag-row").first).to_be_visible(timeout=SLOW_MS)
    for n in range(4):
        phone.locator("#plan-more > div > [role=tablist] [role=tab]").nth(n).click()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

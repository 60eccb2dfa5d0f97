"""The risk map in a real browser: a sheet and its neighbours, another day, two days compared."""

import re
from pathlib import Path

import pytest

from tests.browser.test_dashboard import open_map

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def choose(page, select, number):
    """One option of a select, by its place among all."""
    page.locator(select).click()
    page.get_by_role("option").nth(number).click()


def test_a_sheet_says_why_and_leads_to_its_neighbours(page, url):
    """A row opens the sheet: five chances, a chart of reasons; a neighbour's button opens its."""
    open_map(page, url)
    page.locator("#map-grid .ag-cell").first.click()
    sheet = page.locator("#map-sheet")
    expect(sheet.locator(".chances li")).to_have_count(5)
    expect(page.locator("#map-why .js-plotly-plot .bars")).to_be_visible()
    button = page.locator("#map-why td button").first
    name = button.inner_text()
    button.click()
    expect(sheet.locator("h2")).to_contain_text(name)


def test_another_day_is_shown_and_compared(page, url):
    """The end of a year past: told above the map; beside today, levels that moved, with why."""
    open_map(page, url)
    choose(page, "#map-date", -1)
    status = page.locator("#map-status")
    expect(status).to_contain_text("当时的等级", timeout=90_000)
    choose(page, "#map-date", 0)
    expect(status).to_contain_text("现行等级")
    choose(page, "#map-then", -1)
    compared = page.locator("#map-compare")
    expect(compared).to_contain_text(re.compile("等级上升.*下降.*不变"), timeout=90_000)
    page.locator("#map-changes").scroll_into_view_if_needed()
    row = page.locator("#map-changes .ag-row").first
    expect(row).to_be_visible()
    name = row.locator(".ag-cell").first
    name.click()
    expect(page.locator("#map-sheet h2")).to_contain_text(name.inner_text())


def test_files_of_the_levels_download(page, url):
    """Both files come, not empty, named by family and day."""
    open_map(page, url)
    for link, ending in (("导出Excel", ".xlsx"), ("导出GeoPackage", ".gpkg")):
        with page.expect_download() as got:
            page.locator("#map-files a", has_text=link).click()
        assert got.value.suggested_filename.startswith("levels_all_")
        assert got.value.suggested_filename.endswith(ending)
        assert Path(got.value.path()).stat().st_size > 5000


def test_two_days_fit_a_phone(phone, url):
    """With sheet, reasons and changes open nothing overflows 390 pixels."""
    open_map(phone, url)
    phone.locator("#map-grid").scroll_into_view_if_needed()
    phone.locator("#map-grid .ag-cell").first.click()
    expect(phone.locator("#map-sheet .chances li")).to_have_count(5)
    expect(phone.locator("#map-why .js-plotly-plot")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""Losses in a real browser: another measure recolours, a row is outlined, tables come as a file."""

from pathlib import Path

import pytest

from dashboards.i18n import currency_name
from dashboards.pages.losses_parts import Id
from tests.browser.test_dashboard import MAP_COLOURS
from tests.browser.test_map_layers import PAINTED

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def drawn(page):
    """Waits for the chart and the list."""
    expect(page.locator(".js-plotly-plot .scatterlayer").first).to_be_visible()
    page.locator(f"#{Id.LIST}").scroll_into_view_if_needed()
    expect(page.locator(f"#{Id.LIST} .ag-row").first).to_be_visible()


def test_a_measure_recolours_the_map_and_all_tables_come_as_one_file(reader):
    """The legend names the unit, the map's colours follow, a row is outlined; then the file."""
    page = reader.open("/losses")
    drawn(page)
    page.wait_for_function(f"() => ({MAP_COLOURS})() > 2")
    before, key = page.evaluate(PAINTED), page.locator(f"#{Id.KEY}")
    money = currency_name("CNY", reader.lang)
    expect(key).to_contain_text(reader.text("losses.unit.annual_money", currency=money))
    page.locator(f"#{Id.MEASURE} label").nth(1).click()
    expect(key).to_contain_text(reader.text("losses.unit.per_1000_insured", currency=money))
    page.wait_for_function(f"(old) => ({PAINTED})() !== old", arg=before)
    page.locator(f"#{Id.LIST} .ag-cell").first.click()
    expect(page.locator(f"#{Id.LIST} .ag-row-selected")).to_have_count(1)
    with page.expect_download() as got:
        page.locator('a[href="/export/losses.xlsx"]').click()
    assert got.value.suggested_filename.startswith("losses_")
    assert Path(got.value.path()).stat().st_size > 10_000


def test_losses_fit_a_phone(phone, url):
    phone.goto(f"{url}/losses")
    drawn(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

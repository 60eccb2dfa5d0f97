"""Losses in a real browser: the other measure recolours, a row is outlined, a phone fits."""

from pathlib import Path

import pytest

from dashboards.i18n import t

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def open_losses(page, url):
    """The page with its chart drawn."""
    page.goto(f"{url}/losses")
    expect(page.locator(".js-plotly-plot .scatterlayer").first).to_be_visible()
    page.locator("#losses-list").scroll_into_view_if_needed()
    expect(page.locator("#losses-list .ag-row").first).to_be_visible()


def test_a_measure_recolours_the_map_and_names_its_unit(page, url):
    """The legend follows; a chosen row is outlined without an error."""
    open_losses(page, url)
    key = page.locator("#losses-key")
    expect(key).to_contain_text(t("losses.unit.annual_money", "zh", currency="CNY"))
    page.locator("#losses-measure label").nth(1).click()
    expect(key).to_contain_text(t("losses.unit.per_1000_insured", "zh", currency="CNY"))
    page.locator("#losses-list .ag-cell").first.click()
    expect(page.locator("#losses-list .ag-row-selected")).to_have_count(1)


def test_all_tables_come_as_one_file(page, url):
    open_losses(page, url)
    with page.expect_download() as got:
        page.locator('a[href="/export/losses.xlsx"]').click()
    assert got.value.suggested_filename.startswith("losses_")
    assert Path(got.value.path()).stat().st_size > 10_000


def test_losses_fit_a_phone(phone, url):
    open_losses(phone, url)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

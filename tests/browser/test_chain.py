"""Hotline and desks in a real browser: a number changed by hand, a phone."""

import pytest

from dashboards.i18n import t

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def open_chain(page, url):
    """The page with its answer drawn."""
    page.goto(f"{url}/chain?preset=storm_severe")
    expect(page.locator("#chain-result .js-plotly-plot").first).to_be_visible()


def test_a_number_changed_by_hand_is_simulated_at_once(page, url):
    """No reviewer on the second day; the headline says the plan was changed by hand."""
    open_chain(page, url)
    expect(page.locator("#chain-result")).to_contain_text(t("chain.plan", "zh"))
    page.locator("#chain-seats").scroll_into_view_if_needed()
    cell = page.locator('#chain-seats .ag-row[row-index="1"] [col-id="block_2"]')
    cell.dblclick()
    cell.locator("input").fill("9")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("9")
    page.locator("#chain-again").click()
    expect(page.locator("#chain-result")).to_contain_text(t("chain.by_hand", "zh"))
    again = page.locator('#chain-seats .ag-row[row-index="1"] [col-id="block_2"]')
    expect(again).to_have_text("9")


def test_the_chain_fits_a_phone(phone, url):
    open_chain(phone, url)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""Hotline and desks in a real browser: a number changed by hand, a phone."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_a_number_changed_by_hand_is_simulated_at_once(reader):
    """No reviewer on the second day; the headline says the plan was changed by hand."""
    page = reader.open("/chain?preset=storm_severe")
    expect(page.locator("#chain-result .js-plotly-plot").first).to_be_visible(timeout=90_000)
    expect(page.locator("#chain-result")).to_contain_text(reader.text("chain.plan"))
    page.locator("#chain-seats").scroll_into_view_if_needed()
    cell = page.locator('#chain-seats .ag-row[row-index="1"] [col-id="block_2"]')
    cell.dblclick()
    cell.locator("input").fill("9")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("9")
    page.locator("#chain-again").click()
    expect(page.locator("#chain-result")).to_contain_text(reader.text("chain.by_hand"))
    again = page.locator('#chain-seats .ag-row[row-index="1"] [col-id="block_2"]')
    expect(again).to_have_text("9")
    reader.takes_a_phone()

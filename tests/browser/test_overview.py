"""Overview in a real browser: figures read, narrowed by the filter bar, followed to History."""

import re

import pytest
from playwright.sync_api import expect

from dashboards.components.scope_bar import Id as Bar
from dashboards.i18n import term

pytestmark = pytest.mark.browser


def test_figures_are_read_narrowed_and_followed(reader):
    """Floods alone: fewer claims, the county's own figures apart; the tile's link says floods too.

    History counts as many floods in the year as the tile does.
    """
    page, lang = reader.open("/"), reader.lang
    values = page.locator(".tile-value")
    assert all(re.search(r"\d", text) for text in values.all_inner_texts()[:3])
    expect(page.locator(".attention li").first).to_be_visible()
    claims = page.locator(".tile", has_text=reader.text("overview.claims")).first
    number, whole = claims.locator(".tile-value"), claims.locator(".tile-value").inner_text()
    apart = page.get_by_text(reader.text("overview.county_follows"), exact=True)
    expect(apart).to_have_count(0)
    page.locator(f"#{Bar.FAMILY}").click()
    page.get_by_role("option", name=term("peril_family", "flood", lang)).click()
    expect(apart).to_be_visible()
    expect(number).not_to_have_text(whole)
    floods = number.inner_text()
    claims.locator("a").click()
    page.wait_for_url(re.compile(r"/history\?.*family=flood"))
    expect(page.locator(".filter-words")).to_contain_text(term("peril_family", "flood", lang))
    expect(page.locator(f"#{Bar.FAMILY}")).to_have_value(term("peril_family", "flood", lang))
    last = page.locator(".history section").first.locator("tbody tr").last
    expect(last.locator("td").nth(1)).to_have_text(floods)

"""Bases in a real browser: the comparison comes by itself, another question, map, file, a phone."""

from pathlib import Path

import pytest

from dashboards.i18n import t

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
ANSWER_MS = 90_000


def open_bases(page, url):
    """The page with an answer; the first visit asks the question itself."""
    page.goto(f"{url}/bases")
    expect(page.locator("#bases-candidate")).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator("#bases-run")).to_be_enabled()


def test_plans_are_compared_seen_and_taken_away(page, url):
    """Two bases and crews more, one base to move; minutes on the map; all of it as a file."""
    open_bases(page, url)
    plans = page.locator("#bases-result table").first
    before = plans.inner_text()
    for name in ("bases-sites", "bases-crews"):
        page.locator(f"#{name}").fill("2")
    page.locator("#bases-run").click()
    expect(plans).to_contain_text("(+2)", timeout=ANSWER_MS)
    assert plans.inner_text() != before
    key = page.locator("#bases-shown .legend").first
    expect(key).to_contain_text(t("bases.unit.in_time", "zh"))
    page.locator("#bases-measure label").nth(1).click()
    expect(key).to_contain_text(t("bases.unit.minutes", "zh"))
    with page.expect_download() as got:
        page.locator('a[href="/export/bases.xlsx"]').click()
    assert got.value.suggested_filename.startswith("bases_")
    assert Path(got.value.path()).stat().st_size > 10_000


def test_bases_fit_a_phone(phone, url):
    open_bases(phone, url)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""Bases in a real browser: the comparison comes by itself, another question, map, file; held in a
hand."""

from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
ANSWER_MS = 90_000
MORE = {"zh": "2", "en": "1"}
"""Bases and crews more that each playing asks for: the page opens with what was asked last."""


def test_plans_are_compared_seen_and_taken_away(reader):
    """More bases and crews, one base to move; minutes on the map; all of it as a file."""
    page = reader.open("/bases")
    # the first visit asks the question itself
    expect(page.locator("#bases-candidate")).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator("#bases-run")).to_be_enabled()
    plans = page.locator("#bases-result table").first
    before = plans.inner_text()
    for name in ("bases-sites", "bases-crews"):
        page.locator(f"#{name}").fill(MORE[reader.lang])
    page.locator("#bases-run").click()
    expect(plans).to_contain_text(f"(+{MORE[reader.lang]})", timeout=ANSWER_MS)
    assert plans.inner_text() != before
    key = page.locator("#bases-shown .legend").first
    expect(key).to_contain_text(reader.text("bases.unit.in_time"))
    page.locator("#bases-measure label").nth(1).click()
    expect(key).to_contain_text(reader.text("bases.unit.minutes"))
    with page.expect_download() as got:
        page.locator('a[href="/export/bases.xlsx"]').click()
    assert got.value.suggested_filename.startswith("bases_")
    assert Path(got.value.path()).stat().st_size > 10_000
    reader.takes_a_phone()

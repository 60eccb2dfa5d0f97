"""A drill in a real browser: begun, a decision, time goes on, on a phone."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_an_invented_event_is_played(page, url):
    """Begun from a preset, standby called, six hours on: the clock, the log, the queue; scored."""
    page.goto(f"{url}/drill")
    page.locator("#drill-origin").click()
    page.locator("[role=option]", has_text="虚构").first.click()
    page.locator("#drill-participants").fill("理赔部经理")
    page.locator("#drill-begin").click()
    clock = page.locator("#drill-clock")
    expect(clock).to_contain_text("理赔部经理", timeout=90_000)
    page.locator("#drill-call").click()
    expect(page.locator("#drill-said")).to_contain_text("决定已记录")
    expect(page.locator("#drill-result")).to_contain_text("从备勤召集1组")
    before = clock.inner_text()
    page.locator("#drill-morning").click()
    expect(clock).not_to_have_text(before)
    page.locator("#drill-step-24").click()
    expect(page.locator("#drill-result .tile-value").first).to_have_text(re.compile("[1-9]"))
    page.locator("#drill-finish").click()
    expect(page.locator("#drill-result")).to_contain_text("与灾前计划相比", timeout=90_000)
    expect(page.locator("#drill-call")).to_be_hidden()


def test_it_fits_a_phone(phone, url):
    """390 pixels: nothing to scroll sideways."""
    phone.goto(f"{url}/drill")
    expect(phone.locator("#drill-begin")).to_be_visible(timeout=90_000)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

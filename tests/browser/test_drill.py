"""A drill in a real browser: begun, a decision, time goes on, on a phone."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_an_invented_event_is_played(reader):
    """Begun from a preset, standby called, six hours on: the clock, the log, the queue; scored."""
    page = reader.open("/drill")
    page.locator("#drill-origin").click()
    page.locator("[role=option]", has_text=reader.like("drill.invented")).first.click()
    page.locator("#drill-participants").fill("理赔部经理")
    page.locator("#drill-begin").click()
    clock = page.locator("#drill-clock")
    expect(clock).to_contain_text("理赔部经理", timeout=90_000)
    page.locator("#drill-call").click()
    expect(page.locator("#drill-said")).to_contain_text(reader.text("drill.decided"))
    standby = reader.like("drill.said.call", crews=1)
    expect(page.locator("#drill-result")).to_contain_text(standby)
    before = clock.inner_text()
    page.locator("#drill-morning").click()
    expect(clock).not_to_have_text(before)
    page.locator("#drill-step-24").click()
    expect(page.locator("#drill-result .tile-value").first).to_have_text(re.compile("[1-9]"))
    page.locator("#drill-finish").click()
    against = reader.text("drill.against_plan")
    expect(page.locator("#drill-result")).to_contain_text(against, timeout=90_000)
    expect(page.locator("#drill-call")).to_be_hidden()
    reader.takes_a_phone()

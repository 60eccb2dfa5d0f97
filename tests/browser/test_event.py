"""An event under way in a real browser: a moment on, played, what came, on a phone."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_an_event_is_followed_hour_by_hour(page, url):
    """The largest event: one hour on changes the answer; what came shows only if asked for."""
    page.goto(f"{url}/event?step=11")
    answer = page.locator("#event-result .mantine-Alert-root").first
    expect(answer).to_contain_text(re.compile("已报.*90%区间"), timeout=90_000)
    before = answer.inner_text()
    expect(page.locator("#event-result .js-plotly-plot .main-svg").first).to_be_visible()
    page.locator("#event-next").click()
    expect(answer).not_to_have_text(before)
    expect(answer).not_to_contain_text("最终实际")
    page.locator("label", has_text="显示后来实际发生的").click()
    expect(answer).to_contain_text("最终实际")


def test_playing_moves_on_by_itself(page, url):
    """Play: hours pass without a hand, until somebody pauses."""
    page.goto(f"{url}/event?step=3")
    answer = page.locator("#event-result .mantine-Alert-root").first
    expect(answer).to_contain_text("开始后4小时", timeout=90_000)
    page.locator("#event-play").click()
    expect(answer).to_contain_text("开始后6小时", timeout=60_000)
    page.locator("#event-play").click()
    expect(page.locator("#event-play")).to_contain_text("连续播放")


def test_it_fits_a_phone(phone, url):
    """390 pixels: nothing to scroll sideways."""
    phone.goto(f"{url}/event")
    expect(phone.locator("#event-result .tile-value").first).to_be_visible(timeout=90_000)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

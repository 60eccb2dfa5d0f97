"""An event under way in a real browser: a moment on, what came, played, on a phone."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_an_event_is_followed_hour_by_hour_and_played(reader):
    """The largest event: an hour on changes the answer; what came shows only if asked for; played,
    hours pass without a hand until somebody pauses."""
    page = reader.open("/event?step=11")
    answer = page.locator("#event-result .mantine-Alert-root").first
    expect(answer).to_contain_text(reader.like("event.headline", hours=12), timeout=90_000)
    expect(page.locator("#event-result .js-plotly-plot .main-svg").first).to_be_visible()
    page.locator("#event-next").click()
    expect(answer).to_contain_text(reader.like("event.headline", hours=13))
    came = reader.text("event.truth_inside").partition("{")[0].strip()  # or outside
    expect(answer).not_to_contain_text(came)
    page.locator("label", has_text=reader.text("event.show_truth")).click()
    expect(answer).to_contain_text(came)
    play = page.locator("#event-play")
    play.click()
    expect(play).to_contain_text(reader.text("event.pause"))
    for _ in range(2):
        expect(answer).not_to_have_text(answer.inner_text(), timeout=60_000)
    play.click()
    expect(play).to_contain_text(reader.text("event.play"))
    reader.takes_a_phone()

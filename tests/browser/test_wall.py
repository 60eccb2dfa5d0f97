"""The screen on the wall: signed in by a pass, turning by itself, red when it hears nothing."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.wall import add_wall_pass, list_wall_passes, revoke_wall_pass, wall_address
from risk.terms import Role
from tests.browser.conftest import Watched

sync_api = pytest.importorskip("playwright.sync_api")

SCREEN = {"width": 1920, "height": 1080}
NAME = "test screen"
SILENCE = "net::ERR_FAILED"
REFUSED = "401 (UNAUTHORIZED)"
FITS = "document.documentElement.scrollWidth <= innerWidth"


def admin() -> Doer:
    return Doer("anna", Role.ADMINISTRATOR, datetime.now() + timedelta(days=-1))


def held(con) -> list[int]:
    """Numbers of the test's passes that are not revoked."""
    passes = list_wall_passes(con)
    mine = passes[(passes["name"] == NAME) & passes["revoked_by"].isna()]
    return [int(number) for number in mine["id"]]


@pytest.fixture
def address(demo_ws, url, signed_in):
    """The address of a screen's pass, which ends with the test; the server is warm by then."""
    with closing(open_operations(demo_ws)) as con:
        yield wall_address(url, add_wall_pass(con, NAME, days=90, by=admin()))
        for number in held(con):
            revoke_wall_pass(con, number, by=admin())


@pytest.fixture
def screen(browser):
    """A screen nobody has signed in at."""
    watched = Watched(browser, viewport=SCREEN)
    yield watched
    watched.context.close()  # first: a screen goes on asking until then
    watched.errors = [e for e in watched.errors if SILENCE not in e and REFUSED not in e]
    watched.close()


def opened(screen, address, **query):
    """The screen's page with a state on it."""
    page, words = screen.page(), "&".join(f"{k}={v}" for k, v in query.items())
    page.goto(address.replace("/wall#", f"/wall?{words}#"))
    sync_api.expect(page.locator("#clock")).not_to_be_empty()
    return page


def sight_of(page):
    return page.locator("main > section:visible").get_attribute("id")


def test_a_screen_with_a_pass_turns_pauses_and_steps(address, screen):
    """No sign-in, no mouse: it turns by itself; space holds it, arrows step; the word is hidden."""
    page = opened(screen, address, lang="zh", speed=60)
    first = sight_of(page)
    assert "#" not in page.url
    assert page.locator("#synthetic").is_visible()
    page.locator(f"#{first}").wait_for(state="hidden")
    page.keyboard.press("Space")
    paused = sight_of(page)
    assert page.locator("#paused").is_visible()
    page.keyboard.press("ArrowRight")
    stepped = sight_of(page)
    page.keyboard.press("ArrowLeft")
    assert stepped != paused == sight_of(page)


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_every_sight_stands_on_the_screen(address, screen, lang, theme):
    """Each in both languages and themes, at 1920 × 1080 and held in a hand; nothing sticks out."""
    page = opened(screen, address, lang=lang, theme=theme)
    page.keyboard.press("Space")
    for size in (SCREEN, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        seen = set()
        for _ in range(page.locator("#dots > *").count()):
            page.keyboard.press("PageDown")
            seen.add(sight_of(page))
            assert page.locator("h1").inner_text().strip()
            assert page.evaluate(FITS)
        assert {"backlog", "map", "ahead"} <= seen


def test_it_turns_red_in_silence_and_comes_back(address, screen):
    """A quarter of an hour without an answer: red, in words; the next answer ends it."""
    page = screen.page()
    page.clock.install()
    page.goto(address.replace("/wall#", "/wall?lang=zh#"))
    sync_api.expect(page.locator("#clock")).not_to_be_empty()
    assert page.locator("#alarm").is_hidden()
    page.route("**/wall/state*", lambda route: route.abort())
    page.clock.fast_forward("16:00")
    alarm = page.locator("#alarm")
    alarm.wait_for()
    assert "收不到服务器的数据" in alarm.inner_text()
    page.unroute("**/wall/state*")
    page.clock.fast_forward("00:10")
    alarm.wait_for(state="hidden")


def test_a_pass_taken_back_shows_nothing_more(address, screen, demo_ws):
    """What stood on the screen goes; it says whom to ask."""
    page = opened(screen, address, lang="zh", speed=60)
    with closing(open_operations(demo_ws)) as con:
        revoke_wall_pass(con, held(con)[0], by=admin())
    page.locator("#alarm").wait_for()
    assert "此屏未获准查看" in page.locator("#alarm").inner_text()
    assert page.locator(".sight:visible").count() == 0

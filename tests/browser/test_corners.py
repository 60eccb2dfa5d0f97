"""axe-core where no link of the navigation leads: forms, phones, errors, the wall, open parts.

Each look (Chinese in light, English in dark) is one walk; findings come together at its end.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from dashboards.pages import work
from dashboards.security.first import first_code
from risk.operations import add_user, open_operations
from risk.terms import Role
from tests.browser.axe import judged
from tests.browser.conftest import LOOKS, PASSWORD, Reader, Watched, reading, serving
from tests.check_in_world import EIGHT, Phones, link_of

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
CALLBACK = re.compile("_dash-update-component")
MEANT = (
    "400 (",
    "401 (",
    "403 (",
    "404 (",
    "500 (",
    "net::ERR_FAILED",
    "net::ERR_INTERNET",
    "did not respond",
)
FITS = "document.documentElement.scrollWidth <= innerWidth"
TEMPORARY = "given by the office"


class Corners:
    """A reader in one look, and what axe-core found on the way."""

    def __init__(self, watched: Watched, url: str, lang: str, scheme: str) -> None:
        self.reader: Reader = reading(watched, url, lang, scheme)
        self.page = self.reader.page
        self.found: dict[str, list[str]] = {}

    def go(self, address: str, seen: str) -> None:
        """To an address (of the dashboard, if it begins with a slash), until a selector is seen."""
        self.page.goto(address if "://" in address else self.reader.url + address)
        self.page.locator(seen).first.wait_for()

    def judge(self, name: str) -> None:
        """What is on the screen now."""
        assert self.page.evaluate(FITS), name
        self.found[name] = judged(self.page)

    def end(self) -> None:
        assert not any(self.found.values()), {k: v for k, v in self.found.items() if v}


def walking(browser: Any, url: str, look: tuple[str, str], **options: Any) -> Iterator[Corners]:
    """Corners of a context that expects refusals."""
    watched = Watched(browser, color_scheme=look[1], **options)
    yield Corners(watched, url, *look)
    watched.context.close()  # first: a wall goes on asking until then
    watched.errors = [e for e in watched.errors if not any(meant in e for meant in MEANT)]
    watched.close()


@pytest.fixture
def phones(tmp_path: Any) -> Phones:
    """A county without users, with a live day at 08:00."""
    return Phones(tmp_path / "county")


@pytest.fixture(params=LOOKS, ids="-".join)
def outside(request: Any, browser: Any, phones: Phones) -> Iterator[Corners]:
    """Somebody nobody knows yet, with a phone."""
    with serving(phones.client.application) as url:
        yield from walking(browser, url, request.param, viewport=PHONE)


@pytest.fixture(params=LOOKS, ids="-".join)
def inside(request: Any, browser: Any, url: str, signed_in: dict[str, Any]) -> Iterator[Corners]:
    """A manager in the dashboard."""
    yield from walking(browser, url, request.param, storage_state=signed_in)


def broken(*_: Any) -> Any:
    """In place of a part of a page."""
    raise ZeroDivisionError("of the test")


def fill(page: Any, **values: str) -> None:
    """A form, sent by Enter in its last field."""
    for name, value in values.items():
        page.locator(f"#{name}").fill(value)
    page.keyboard.press("Enter")


def test_forms_before_the_dashboard(outside: Corners, phones: Phones):
    """First administrator, sign-in, the password to be changed, the account; refused too."""
    page = outside.page
    outside.go("/login", "summary")
    page.locator("summary").click()
    fill(page, code="wrong", name="anna", password=PASSWORD, again=PASSWORD)
    page.get_by_role("alert").wait_for()
    outside.judge("first administrator, refused")
    assert first_code(phones.client.application)
    with closing(open_operations(phones.ws)) as con:
        add_user(con, "bert", TEMPORARY, Role.VIEWER, now=EIGHT, temporary=True)
    outside.go("/login", "#name")
    outside.judge("sign-in")
    fill(page, name="bert", password="not the right one")
    page.get_by_role("alert").wait_for()
    outside.judge("sign-in, refused")
    fill(page, name="bert", password=TEMPORARY)
    page.get_by_role("status").wait_for()
    outside.judge("password to be changed")
    fill(page, current=TEMPORARY, password=PASSWORD, again=f"{PASSWORD}?")
    page.get_by_role("alert").wait_for()
    outside.judge("password, refused")
    fill(page, current=TEMPORARY, password=PASSWORD, again=PASSWORD)
    page.wait_for_url(lambda at: "/account" not in at)
    outside.go("/account", "footer a")
    outside.judge("account")
    outside.end()


def test_a_surveyors_phone(outside: Corners, phones: Phones):
    """The stops and the next one; a time typed in; what waits for a signal; a pass that is none."""
    page, base = outside.page, outside.reader.url
    outside.go(
        link_of(phones.ws, base, phones.day_id, "c1", EIGHT + timedelta(hours=28)), ".deeds .likely"
    )
    page.locator("#typed summary").click()
    outside.judge("stops and a time typed in")
    page.context.set_offline(True)
    page.locator("[data-kind=arrived]").click()
    page.locator("#queue li").wait_for()
    page.locator("#send").click()
    page.locator("#state[data-state=offline]").wait_for()
    outside.judge("waiting for a signal")
    page.context.set_offline(False)
    page.locator("#send").click()
    page.locator("#sent li").wait_for()
    outside.judge("sent")
    outside.go(f"{base}/checkin/?other#7.YzE.20260121T1200.AAAAAAAAAAAAAAAAAAAAAA", "#notice")
    outside.judge("a pass that is none")
    outside.end()


def test_what_stands_open_in_the_dashboard(inside: Corners):
    """The map's sheet and a Select's list; keys' help, a phone's menu, a silent server."""
    page = inside.page
    inside.go("/map", "#map-grid .ag-cell")
    page.locator("#map-grid .ag-cell").first.click()
    page.locator("#map-sheet .chances").wait_for()
    page.locator("#map-why .js-plotly-plot .bars").wait_for()
    page.locator("#map-date").click()
    page.get_by_role("option").first.wait_for()
    inside.judge("sheet and list")
    for medium, worn in (("print", "light"), ("screen", inside.reader.scheme)):
        page.emulate_media(media=medium)  # on paper always light
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", worn)
    inside.go("/no-such-page", "main h1")
    inside.judge("no such page")
    page.locator(".help-button").click()
    page.get_by_role("dialog").wait_for()
    inside.judge("keys' help")
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    page.locator(".menu-button").click()
    page.locator("nav.pages a").first.wait_for()
    inside.judge("menu of a phone")
    page.route(CALLBACK, lambda route: route.abort())
    page.locator("nav.pages a[href^='/work']").click()
    page.locator(".trouble").first.wait_for()
    inside.judge("a silent server")
    inside.end()


def test_errors_and_the_wall(inside: Corners, monkeypatch: pytest.MonkeyPatch):
    """Not for this role, broken, a file not found or not given; every sight of the wall."""
    inside.go("/admin", "main h1")
    inside.judge("not for this role")
    monkeypatch.setattr(work, "mark", broken)
    inside.go("/work", ".broken-page h1")
    inside.judge("a page that breaks")
    inside.go("/geometry/nothing.json", "h1")
    inside.judge("no such file")
    inside.go("/export/audit.xlsx", "h1")
    inside.judge("a file not given")
    lang, theme = inside.reader.lang, inside.reader.scheme
    inside.page.set_viewport_size({"width": 1920, "height": 1080})
    inside.go(f"/wall?lang={lang}&theme={theme}", "main > section:visible")
    inside.page.keyboard.press("Space")
    for _ in range(3):
        inside.page.keyboard.press("PageDown")
        inside.judge(inside.page.locator("main > section:visible").get_attribute("id"))
    inside.end()

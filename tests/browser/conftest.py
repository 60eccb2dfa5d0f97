"""Chromium, the dashboard on loopback, and pages that fail on a foreign request or console error.

Uses the system's Chromium (Debian package ``chromium``; set CHROMIUM to point elsewhere) and
skips where there is none. The county shown is the demo county, made as a user makes it.
"""

import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from dashboards.app import create_app
from dashboards.i18n import COOKIE, t
from risk.kept_story import story_of
from risk.operations import add_user, find_user, open_operations
from risk.terms import Role
from risk.workspace import Workspace

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MANAGER, PASSWORD = "manager", "a long enough password"
PATIENCE_MS = 30_000  # other tests may have the machine's other cores
LOOKS = (("zh", "light"), ("en", "dark"))
"""A job played in both is played in both languages and in both schemes."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= innerWidth"
FOREIGN = re.compile(r"^(https?|wss?)://(?!127\.0\.0\.1[:/])")


@contextmanager
def serving(server: Flask) -> Iterator[str]:
    """Serve an application on a free port of loopback; gives its address.

    At the first request Dash lays out every page to learn its ids: seconds, and many on a busy
    machine. It is made here, lest a browser lose patience.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server.test_client().get("/healthz")
    running = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join(5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE_MS)
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def demo_ws(browser: Any, county: Path) -> Workspace:
    """The demo county; only made when there is a browser to show it in."""
    ws = Workspace(county)
    add_manager(ws)
    return ws


@pytest.fixture(scope="session")
def dashboard(demo_ws: Workspace) -> Any:
    """The application that runs."""
    return create_app(demo_ws, story_of(demo_ws))


@pytest.fixture(scope="session")
def url(dashboard: Any) -> Iterator[str]:
    """Address of the running dashboard."""
    with serving(dashboard.server) as address:
        yield address


class Watched:
    """A browser context whose pages note what they must not do."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": DESK, "locale": "zh-CN", **options})
        self.context.set_default_timeout(PATIENCE_MS)
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.context.route(FOREIGN, self._refuse)

    def _refuse(self, route: Any) -> None:
        self.outside.append(route.request.url)
        route.abort()

    def page(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", self._note)
        return page

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def close(self) -> None:
        self.context.close()
        assert self.outside == [], f"requests left the machine: {self.outside}"
        assert self.errors == [], self.errors


def add_manager(ws: Workspace) -> None:
    """A manager with an account of their own: the demo's door lets nobody decide on data."""
    with closing(open_operations(ws)) as con:
        if find_user(con, MANAGER) is None:
            add_user(con, MANAGER, PASSWORD, Role.MANAGER, now=datetime.now())


def sign_in(page: Any, url: str, lang: str = "zh", name: str = MANAGER) -> None:
    """By name and password; the account has to be there (`add_manager`)."""
    page.goto(f"{url}/login?lang={lang}")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.locator(".page").wait_for()


def enter_demo(page: Any, url: str, lang: str = "zh") -> None:
    """Through the demo's door, as the sign-in page offers it."""
    page.goto(f"{url}/login?lang={lang}")
    page.locator('form[action*="demo"] button').first.click()
    page.locator(".page").wait_for()


@pytest.fixture(scope="session")
def signed_in(browser: Any, url: str) -> dict[str, Any]:
    """Cookies of one sign-in, for every test: signing in is slow on purpose, and limited."""
    watched = Watched(browser)
    sign_in(watched.page(), url)
    state = watched.context.storage_state()
    watched.close()
    return dict(state)


@pytest.fixture(scope="session")
def administrator(browser: Any, demo_ws: Workspace, url: str) -> dict[str, Any]:
    """Cookies of somebody who may open every page."""
    name = f"chief-{secrets.token_hex(3)}"
    with closing(open_operations(demo_ws)) as con:
        add_user(con, name, PASSWORD, Role.ADMINISTRATOR, now=datetime.now())
    watched = Watched(browser)
    sign_in(watched.page(), url, name=name)
    state = watched.context.storage_state()
    watched.close()
    return dict(state)


@pytest.fixture
def page(browser: Any, signed_in: dict[str, Any]) -> Iterator[Any]:
    """A page of somebody signed in, 1280 pixels wide."""
    watched = Watched(browser, storage_state=signed_in)
    yield watched.page()
    watched.close()


@pytest.fixture
def phone(browser: Any, signed_in: dict[str, Any]) -> Iterator[Any]:
    """The same, 390 pixels wide."""
    watched = Watched(browser, storage_state=signed_in, viewport=PHONE, has_touch=True)
    yield watched.page()
    watched.close()


@dataclass(frozen=True)
class Reader:
    """Somebody who works with the dashboard in one language and one scheme.

    ``text(key, …)`` is a text of the catalogues as this reader sees it, ``part(key)`` the longest
    piece of it without what is filled in.
    """

    page: Any
    url: str
    lang: str
    scheme: str

    def open(self, path: str) -> Any:
        """Open a page and wait for its heading; gives the browser's page."""
        self.page.goto(f"{self.url}{path}")
        self.page.locator("main h1").wait_for()
        root = "document.documentElement"
        looks = f"[{root}.lang.slice(0, 2), {root}.dataset.mantineColorScheme]"
        assert self.page.evaluate(looks) == [self.lang, self.scheme]
        return self.page

    def takes_a_phone(self) -> None:
        """What is open is seen 390 pixels wide: nothing sticks out sideways."""
        self.page.set_viewport_size(PHONE)
        self.page.wait_for_function(FITS)

    def text(self, key: str, **values: object) -> str:
        """A text in this reader's language."""
        return t(key, self.lang, **values)

    def part(self, key: str) -> str:
        """What stands of a text whatever it is filled with."""
        return max(re.split(r"\{\w+\}", t(key, self.lang)), key=len).strip()

    def like(self, key: str, **known: object) -> re.Pattern[str]:
        """A text of which some values are known; the others may be anything."""
        parts = Formatter().parse(t(key, self.lang))
        return re.compile("".join(
            re.escape(plain) + (re.escape(str(known[name])) if name in known else ".*" * bool(name))
            for plain, name, *_ in parts
        ))  # fmt: skip


def reading(watched: Watched, url: str, lang: str, scheme: str) -> Reader:
    """A reader in a context whose language and scheme are set as the switches set them."""
    watched.context.add_cookies([{"name": COOKIE, "value": lang, "url": url}])
    watched.context.add_init_script(
        f"localStorage.setItem('mantine-color-scheme-value', '{scheme}')"
    )
    return Reader(watched.page(), url, lang, scheme)


@pytest.fixture(params=LOOKS, ids="-".join)
def reader(request: Any, browser: Any, signed_in: dict[str, Any], url: str) -> Iterator[Reader]:
    """A manager, signed in, in each of the looks."""
    watched = Watched(browser, storage_state=signed_in)
    yield reading(watched, url, *request.param)
    watched.close()

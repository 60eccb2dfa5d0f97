"""Sign-in and own account in a browser: refused, let in, the password changed; plain HTML."""

import re
import secrets
from contextlib import closing
from datetime import datetime

import pytest

from risk.operations import add_user, check_password, open_operations
from risk.terms import Role
from tests.browser.conftest import LOOKS, PASSWORD, Watched, reading
from tests.browser.sign_ins import forget_sign_ins

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
NEW = "another long password"
GROUND = "getComputedStyle(document.body).backgroundColor"
REFUSED = re.compile("status of 40[01]")


@pytest.fixture(params=LOOKS, ids="-".join)
def stranger(request, browser, demo_ws, dashboard, url):
    """Nobody yet, on a machine that is light or dark, and the name of an account."""
    forget_sign_ins(dashboard)
    lang, scheme = request.param
    name = f"{lang}-{secrets.token_hex(3)}"
    with closing(open_operations(demo_ws)) as con:
        add_user(con, name, PASSWORD, Role.VIEWER, now=datetime.now())
    watched = Watched(browser, color_scheme=scheme)
    yield reading(watched, url, lang, scheme), name
    # a browser says so of every answer that refuses; these were asked for
    assert [bool(REFUSED.search(text)) for text in watched.errors] == [True, True]
    watched.errors.clear()
    watched.close()


def looks(reader):
    """A plain page is in the reader's language and as dark as the reader's machine."""
    page = reader.page
    page.wait_for_load_state()  # without its style sheet a page has no ground
    assert page.locator("html").get_attribute("lang")[:2] == reader.lang
    ground = max(int(n) for n in re.findall(r"\d+", page.evaluate(GROUND))[:3])
    assert (ground < 128) == (reader.scheme == "dark")


def sent(page, **fields):
    """Fills a form by its fields' names and sends it."""
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.keyboard.press("Enter")


def test_who_is_refused_tries_again_and_changes_the_password(stranger, demo_ws):
    """A wrong password says so and keeps the way; the right one leads to the page asked for.

    The account asks for the present password before it takes another.
    """
    reader, name = stranger
    page, problem = reader.page, reader.page.get_by_role("alert")
    page.goto(f"{reader.url}/quality")
    page.wait_for_url(re.compile("/login"))
    looks(reader)
    sent(page, name=name, password=NEW)
    expect(problem).to_have_text(reader.text("security.wrong"))
    sent(page, name=name, password=PASSWORD)
    page.wait_for_url(re.compile("/quality"))
    expect(page.locator("main h1")).to_have_text(reader.text("quality.title"))

    page.locator('a[href^="/account"]').click()
    expect(page.locator("h1")).to_have_text(reader.text("security.account"))
    looks(reader)
    expect(page.locator("dl")).to_contain_text(name)
    sent(page, current=NEW, password=NEW, again=NEW)
    expect(problem).to_have_text(reader.text("security.same"))
    sent(page, current=PASSWORD, password=NEW, again=NEW)
    page.wait_for_url(re.compile("/quality"))  # where one came from
    expect(page.locator("main h1")).to_be_visible()
    with closing(open_operations(demo_ws)) as con:
        assert check_password(con, name, NEW, now=datetime.now()) is not None
        assert check_password(con, name, PASSWORD, now=datetime.now()) is None

"""Every page in both languages, light and dark: opens, fits, axe-core finds nothing grave in it.

A page is opened once in each language by its link in the navigation, as a reader does; one that
stands under another page by its address. All rules of axe-core are judged in Chinese in light and
in English in dark, contrast in Chinese in dark too.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from dashboards.pages import PAGES
from tests.browser.axe import CONTRAST, EVERY_RULE, judged
from tests.browser.conftest import PATIENCE_MS, Watched

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

PATHS = tuple(page.PATH for page in PAGES)
LINKLESS = tuple(page.PATH for page in PAGES if getattr(page, "UNDER", ""))
MANAGEMENT = ("/", "/warnings", "/surge", "/event", "/dispatch", "/reports")
CHINESE = re.compile(r"[\u3400-\u9fff]")
CALM_MS = 120_000  # a live event is judged from nothing at its first opening
COUNT_ASKED = """() => {
  window.asked = 0;
  const ask = window.fetch;
  window.fetch = (...what) => {
    window.asked++;
    return ask(...what).finally(() => window.asked--);
  };
}"""
# nothing asked of the server and nothing being filled in, for some frames on end
CALM = """() => {
  const busy = window.asked > 0 || document.querySelector('[data-dash-is-loading="true"]');
  window.calm = busy ? 0 : (window.calm || 0) + 1;
  return window.calm > 3;
}"""
JUDGED = {
    "zh": (("light", EVERY_RULE), ("dark", CONTRAST)),
    "en": (("light", None), ("dark", EVERY_RULE)),
}
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
SCHEME = "() => document.documentElement.dataset.mantineColorScheme"


class Walk:
    """One browser page that goes through the dashboard in one language."""

    def __init__(self, browser: Any, signed_in: dict[str, Any], url: str, lang: str) -> None:
        self.watched = Watched(browser, storage_state=signed_in)
        self.watched.context.add_init_script(f"({COUNT_ASKED})()")
        self.page = self.watched.page()
        self.lang, self.url = lang, url
        self.come("/")

    def come(self, path: str) -> None:
        """By the address."""
        self.page.goto(f"{self.url}{path}?lang={self.lang}")
        self.page.locator("main h1").wait_for()

    def follow(self, path: str) -> None:
        """By the navigation's link."""
        link = f'nav a[href="{path}"], nav a[href^="{path}?"]'
        self.page.locator(link).first.evaluate("link => link.click()")
        self.page.wait_for_function("path => location.pathname === path", arg=path)

    def open(self, path: str) -> None:
        """As a reader comes to it; waits until the page is filled."""
        (self.come if path in LINKLESS else self.follow)(path)
        self.calm()

    def calm(self) -> None:
        self.page.evaluate("window.calm = 0")
        self.page.wait_for_function(CALM, timeout=CALM_MS)

    def wear(self, scheme: str) -> None:
        """Light or dark, by the button of the frame."""
        if self.page.evaluate(SCHEME) != scheme:
            self.page.locator(".tools .mantine-ActionIcon-root").evaluate("b => b.click()")
            self.page.wait_for_function(f"scheme => ({SCHEME})() === scheme", arg=scheme)
            self.calm()

    def judged(self, rules: dict[str, Any]) -> list[str]:
        return judged(self.page, rules)


@pytest.fixture(scope="module", params=JUDGED)
def walk(request: Any, browser: Any, administrator: dict[str, Any], url: str) -> Iterator[Walk]:
    walking = Walk(browser, administrator, url, request.param)
    yield walking
    walking.watched.close()


@pytest.mark.parametrize("path", PATHS)
def test_page_opens_fits_and_passes_axe(walk, path):
    """One heading in its language, nothing sideways, nothing foreign, no grave finding."""
    walk.wear("light")
    walk.open(path)
    heading = walk.page.locator("main h1")
    expect(heading).to_have_count(1, timeout=PATIENCE_MS)
    assert bool(CHINESE.search(heading.inner_text())) == (walk.lang == "zh")
    assert walk.page.evaluate("document.documentElement.lang")[:2] == walk.lang
    found = {}
    for scheme, rules in JUDGED[walk.lang]:
        walk.wear(scheme)
        assert walk.page.evaluate(OVERFLOW) <= 0
        found[scheme] = [] if rules is None else walk.judged(rules)
    assert not any(found.values()), found
    assert (walk.watched.outside, walk.watched.errors) == ([], [])


FOCUSED = """() => {
  const at = document.activeElement;
  return {
    grid: !!at.closest('.ag-root'), cell: at.closest('.ag-cell')?.getAttribute('col-id') || '',
    row: at.closest('.ag-row')?.getAttribute('row-index') || '',
    link: at.getAttribute('href') || '', ring: getComputedStyle(at).outlineStyle,
  };
}"""


def press(page: Any, key: str, until: str, most: int = 80) -> dict[str, Any]:
    """A key again and again until what has the focus is as told, e.g. ``now => now.grid``."""
    for _ in range(most):
        page.keyboard.press(key)
        now = page.evaluate(FOCUSED)
        if page.evaluate(f"({until})", now):
            return dict(now)
    raise AssertionError(f"{until} never came true by {key}; the focus is on {now}")


def test_keyboard_alone_opens_a_page_and_walks_its_table(page, url):
    """Skip link first; Enter follows a link; arrows walk a table's cells, Tab leaves it at once."""
    page.goto(url)
    page.locator("main h1").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["link"] == "#main"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.goto(f"{url}/history")
    page.locator("main h1").wait_for()
    link = press(page, "Tab", "now => now.link.split('?')[0] === '/quality'")
    assert link["ring"] == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/quality*")
    page.locator("main .ag-header-cell").first.wait_for()
    page.wait_for_function("() => document.querySelector('main .ag-cell[tabindex=\"0\"]')")
    press(page, "Tab", "now => now.grid")
    cell = press(page, "ArrowDown", "now => now.row !== ''")
    press(page, "ArrowRight", f"now => now.cell !== {cell['cell']!r}", most=2)
    page.keyboard.press("Tab")
    left = page.evaluate(FOCUSED)
    assert not left["row"] or left["row"] != cell["row"], "Tab walks the cells of a table"


def test_help_opens_by_key_and_gives_the_focus_back(page, url):
    """``?`` opens the keys' help, Escape closes it, the focus is where it was."""
    page.goto(url)
    page.locator("main h1").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    before = page.evaluate("() => document.activeElement.outerHTML")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.outerHTML") == before


@pytest.mark.parametrize("path", MANAGEMENT)
def test_management_pages_fit_a_phone(phone, url, path):
    """390 pixels: nothing sideways, the heading is seen, no button narrower than a finger's 24."""
    phone.goto(url + path)
    heading = phone.locator("main h1")
    expect(heading).to_be_visible()
    phone.wait_for_function("() => !document.querySelector('[data-dash-is-loading=\"true\"]')")
    assert phone.evaluate(OVERFLOW) <= 0
    small = phone.eval_on_selector_all(
        "main button",
        """all => all.filter(b => b.offsetParent && (b.offsetWidth < 24 || b.offsetHeight < 24))
             .map(b => b.id || b.className)""",
    )
    assert small == []

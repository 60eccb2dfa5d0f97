"""The demo dashboard in a real browser, offline: what a manager does with it."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

PAGES = ("/", "/history", "/map", "/surge", "/surge/detail", "/losses", "/quality")
# colours on the first canvas of the map; an undrawn map has one
MAP_COLOURS = """() => {
  const canvas = document.querySelector('.map .leaflet-overlay-pane canvas');
  if (!canvas || !canvas.width) return 0;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4 * 7) {
    if (data[i + 3] < 200) continue;
    seen.add((data[i] >> 4) * 256 + (data[i + 1] >> 4) * 16 + (data[i + 2] >> 4));
  }
  return seen.size;
}"""
MAP_DRAWN = f"() => ({MAP_COLOURS})() > 5"


def open_map(page, url):
    page.goto(f"{url}/map")
    page.wait_for_function(MAP_DRAWN)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_marked_synthetic_and_dated(page, url, path):
    """County, data day, version and the synthetic mark stand on every page; nothing overflows."""
    page.goto(url + path)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".synthetic")).to_contain_text("SYNTHETIC DATA")
    expect(page.locator(".data")).to_contain_text(re.compile(r"v\d{4}-"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_recolouring_sends_digits_only(page, url):
    """Another peril recolours the drawn map without sending geometry again."""
    open_map(page, url)
    before = page.evaluate(MAP_COLOURS)
    page.locator("#map-family").click()
    with page.expect_response(lambda r: "_dash-update-component" in r.url) as answer:
        page.get_by_role("option").nth(1).click()
    body = answer.value.text()
    assert "coordinates" not in body
    page.wait_for_function(MAP_DRAWN)
    assert before > 5


def test_a_scenario_is_run_and_saved_and_opened_by_its_link(page, url):
    """Snow, moderate: claims, plan, chances; saved, it opens from its link."""
    page.goto(f"{url}/surge/detail")
    page.locator(".result .page").wait_for()
    page.locator("#surge-family").get_by_text("雪灾").click()
    expect(page.locator("#surge-kind")).to_contain_text("暴雪")
    page.locator("#surge-grade").get_by_text("一般").click()
    page.locator("#surge-run").click()
    result = page.locator("#surge-result")
    expect(result).to_contain_text("雪灾 · 暴雪 · 一般", timeout=90_000)
    expect(result).to_contain_text("抽样区间", timeout=90_000)
    for words in ("90%区间", "仅本公司人力", "动用全部可借人力"):
        expect(result).to_contain_text(words)
    crews = page.locator("#plan-grid")
    crews.scroll_into_view_if_needed()
    expect(crews.locator(".ag-row").first).to_be_visible()
    page.locator("#surge-name").fill("雪天试算")
    page.locator("#surge-save").click()
    link = page.locator("#surge-saved").get_by_text("雪天试算").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(re.compile("scenario="))
    expect(page.locator("#surge-result")).to_contain_text("雪灾 · 暴雪 · 一般", timeout=90_000)


def test_language_switch_is_kept(page, url):
    """English by the switch, on the next page too; then back."""
    page.goto(f"{url}/quality")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("main h1")).to_have_text("Data quality")
    page.get_by_role("link", name="Risk map").click()
    expect(page.locator("main h1")).to_have_text("Risk map")
    assert page.title().startswith("Risk map")
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("main h1")).to_have_text("风险地图")


def test_dark_reaches_tables_and_charts(page, url):
    """The switch darkens page, grid and chart texts alike."""
    page.goto(f"{url}/quality")
    page.locator(".ag-row").first.wait_for()
    page.locator(".tools button").first.click()
    page.wait_for_function("document.body.dataset.agThemeMode === 'dark'")
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('.js-plotly-plot .main-svg text')).fill"
    )
    assert min(int(n) for n in re.findall(r"\d+", colour)[:3]) > 150


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone(phone, url, path):
    """390 pixels wide: nothing but tables, charts and maps scrolls sideways."""
    phone.goto(url + path)
    phone.locator(".page").first.wait_for()
    if path == "/surge/detail":
        phone.locator(".result .page").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_keyboard_reaches_the_pages(page, url):
    """The first stop skips to the content; links follow."""
    page.goto(url)
    page.locator(".page").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.get_by_role("link", name="风险地图").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("风险地图")


def test_the_demos_door_opens_and_signing_out_shuts_it(browser, url):
    """One click on the synthetic county; after signing out the pages are closed again."""
    from tests.browser.conftest import Watched, enter_demo

    watched = Watched(browser)
    page = watched.page()
    enter_demo(page, url)
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(re.compile("/login"))
    page.goto(f"{url}/map")
    page.wait_for_url(re.compile("/login"))
    watched.close()

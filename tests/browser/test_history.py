"""The History page in a real browser: filter, drill, back, file, dark, print."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from dashboards.i18n import term
from dashboards.pages.history import Id

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

TABS = (
    "experience", "promise", "coverage", "satisfaction", "contract", "seasons", "findings",
    "forecast", "claims",
)  # fmt: skip
DRAWN = "document.querySelectorAll('.history .js-plotly-plot .main-svg').length"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn_and_fits(page, url, tab):
    """Its name is marked, something is shown, nothing overflows at 1280 pixels."""
    page.goto(f"{url}/history?tab={tab}")
    expect(page.locator(".tab.here")).to_be_visible()
    expect(page.locator(".history section").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filter_and_drill_stand_in_the_address(reader):
    """Snow alone, and back; then township, village, claims: each a step kept in the address."""
    page, snow = reader.open("/history?from=2022"), term("peril_family", "snow", reader.lang)
    number, words = page.locator(".tile-value").first, page.locator(".filter-words")
    everything = number.inner_text()
    page.locator(".filter summary").click()
    page.locator(f"#{Id.FAMILIES}").click()
    page.get_by_role("option", name=snow).click()
    page.keyboard.press("Escape")
    page.locator(f"#{Id.APPLY}").click()
    page.wait_for_url(re.compile("family=snow"))
    expect(words).to_contain_text(snow)
    expect(number).not_to_have_text(everything)
    page.go_back()
    expect(number).to_have_text(everything)
    assert "family" not in page.url

    names = []
    for level in ("township_code", "region_code"):
        below = page.locator("section", has_text=reader.text(f"history.below.{level}"))
        link = below.locator("tbody a").first
        names.append(link.inner_text())
        link.click()
        expect(words).to_contain_text(names[-1])
    expect(page.locator(".way")).to_contain_text(names[-1].split(" ")[-1])
    page.locator(".chips a", has_text=reader.text("history.table.claims")).last.click()
    page.wait_for_url(re.compile("tab=claims"))
    expect(page.locator(".tab.here")).to_have_text(reader.text("history.tab.claims"))
    expect(page.locator(".history section")).to_contain_text(names[-1])
    assert re.search("from=2022.*place=|place=.*from=2022", page.url)


def test_a_chart_and_its_table_follow_the_grouping(page, url):
    """By structure: six structures in the table, three charts above."""
    page.goto(f"{url}/history")
    page.locator(".chips a", has_text="房屋结构").click()
    page.wait_for_url(re.compile("by=structure"))
    table = page.locator("section", has_text="赔付经验").first.locator("tbody")
    expect(table).to_contain_text("土木")
    page.wait_for_function(f"() => {DRAWN} >= 3")


def test_a_table_is_taken_away_as_a_file(page, url, tmp_path: Path):
    """The file comes under the table's name and opens with its rows."""
    page.goto(f"{url}/history?tab=promise")
    with page.expect_download() as answer:
        page.locator("a.file").first.click()
    path = tmp_path / answer.value.suggested_filename
    answer.value.save_as(path)
    assert re.fullmatch(r"timeliness_\d{8}\.xlsx", path.name)
    rows = list(openpyxl.load_workbook(BytesIO(path.read_bytes())).worksheets[0].values)
    assert rows[0][0] == "环节"
    assert len(rows) > 10


def test_dark_and_print(page, url):
    """Texts of charts stay readable in the dark; on paper links and forms are gone."""
    page.goto(f"{url}/history?tab=forecast")
    page.locator(".js-plotly-plot .main-svg text").first.wait_for()
    page.locator(".tools button").first.click()
    page.wait_for_function("document.documentElement.dataset.mantineColorScheme === 'dark'")
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('.js-plotly-plot .main-svg text')).fill"
    )
    assert min(int(n) for n in re.findall(r"\d+", colour)[:3]) > 150
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator("a.file").first).to_be_hidden()
    expect(page.locator(".history table").first).to_be_visible()


def test_history_fits_a_phone(phone, url):
    """390 pixels wide: only tables and charts scroll sideways."""
    for tab in ("experience", "promise", "contract", "findings"):
        phone.goto(f"{url}/history?tab={tab}")
        phone.locator(".history section").first.wait_for()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tab

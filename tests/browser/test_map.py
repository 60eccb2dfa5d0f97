"""The risk map in a real browser: sheets, sights, another day, two days compared, files."""

import re
from pathlib import Path

import pytest

from dashboards.pages.map_ids import Id
from tests.browser.test_dashboard import MAP_DRAWN, open_map
from tests.browser.test_map_layers import PAINTED

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def choose(page, select, number):
    """One option of a select, by its place among all."""
    page.locator(select).click()
    page.get_by_role("option").nth(number).click()


def test_list_search_and_neighbours_open_a_sheet(reader):
    """A click on the map, a row, a key, a name typed and a neighbour's button: each its sheet."""
    page = reader.open("/map")
    page.wait_for_function(MAP_DRAWN)
    sheet, head = page.locator(f"#{Id.SHEET}"), page.locator(f"#{Id.SHEET} h2")
    box = page.locator(".map").bounding_box()
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.55
    page.mouse.move(x - 4, y)
    page.mouse.move(x, y)
    # between two villages the one just left may still be fading
    expect(page.locator(".leaflet-tooltip").last).to_be_visible()
    page.mouse.click(x, y)
    for told in ("unit.rate", "map.p_level_is"):
        expect(sheet).to_contain_text(reader.text(told))
    rows = [page.locator(f"#{Id.GRID} [row-index='{i}'] .ag-cell").first for i in (0, 1)]
    rows[0].click()
    expect(head).to_contain_text(rows[0].inner_text())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(head).to_contain_text(rows[1].inner_text())
    page.locator(f"#{Id.SEARCH}").fill("威远镇")
    page.get_by_role("option").first.click()
    expect(head).to_contain_text("威远镇")
    expect(sheet.locator(".chances li")).to_have_count(5)
    expect(page.locator(f"#{Id.WHY} .js-plotly-plot .bars")).to_be_visible()
    around = page.locator(f"#{Id.WHY} section", has_text=reader.text("map.neighbours"))
    expect(around.locator("h2")).to_contain_text("威远镇")  # no more the region's before it
    near = around.locator("button").first
    name = near.inner_text()
    near.click()
    expect(head).to_contain_text(name)


def test_another_sight_and_another_day_are_shown_and_compared(reader):
    """Claims instead of levels: other colours, their legend. The end of a year past: told above.

    Beside today: levels that moved, with why; a row of them opens its sheet.
    """
    page = reader.open("/map")
    page.wait_for_function(MAP_DRAWN)
    before = page.evaluate(PAINTED)
    page.locator(".map-choices").get_by_text(reader.text("layers.sight.claims")).click()
    page.wait_for_function(f"(old) => ({PAINTED})() !== old", arg=before)
    expect(page.locator(".sight-legends .of-claims")).to_be_visible()
    choose(page, f"#{Id.DATE}", -1)
    status = page.locator(f"#{Id.STATUS}")
    expect(status).to_contain_text(reader.part("map.shown_then"), timeout=90_000)
    choose(page, f"#{Id.DATE}", 0)
    expect(status).to_contain_text(reader.part("map.shown_now"))
    choose(page, f"#{Id.THEN}", -1)
    moved = re.escape(reader.text("map.compare_moved", rose=0, fell=0, kept=0))
    compared = page.locator(f"#{Id.COMPARE}")
    expect(compared).to_contain_text(re.compile(moved.replace("0", r"\d+")), timeout=90_000)
    page.locator(f"#{Id.CHANGES}").scroll_into_view_if_needed()
    name = page.locator(f"#{Id.CHANGES} .ag-row").first.locator(".ag-cell").first
    expect(name).to_be_visible()
    name.click()
    expect(page.locator(f"#{Id.SHEET} h2")).to_contain_text(name.inner_text())


def test_files_of_the_levels_download(page, url):
    """Both files come, not empty, named by family and day."""
    open_map(page, url)
    for link, ending in (("导出Excel", ".xlsx"), ("导出GeoPackage", ".gpkg")):
        with page.expect_download() as got:
            page.locator("#map-files a", has_text=link).click()
        assert got.value.suggested_filename.startswith("levels_all_")
        assert got.value.suggested_filename.endswith(ending)
        assert Path(got.value.path()).stat().st_size > 5000


def test_two_days_fit_a_phone(phone, url):
    """With sheet, reasons and changes open nothing overflows 390 pixels."""
    open_map(phone, url)
    phone.locator("#map-grid").scroll_into_view_if_needed()
    phone.locator("#map-grid .ag-cell").first.click()
    expect(phone.locator("#map-sheet .chances li")).to_have_count(5)
    expect(phone.locator("#map-why .js-plotly-plot")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""A writing nobody knows, decided on the data-quality page: saved, located again, gone."""

import csv
from contextlib import closing
from datetime import datetime

import pytest

from dashboards.app import create_app
from risk.flow import tell
from risk.intake import load_all, prepare
from risk.operations import audit, open_operations
from tests.browser.conftest import Watched, add_manager, serving, sign_in
from tests.tiny_world import NOW, VILLAGE, claim, write_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

UNKNOWN = "甲寨子"
FAR = {"经度": 100.2551, "纬度": 36.2551}  # in village 9, 30 km from village 1


@pytest.fixture(scope="module")
def ws(browser, tmp_path_factory):
    """The tiny world with three claims more: two of an unknown village, one with a far point."""
    world = write_tiny_world(tmp_path_factory.mktemp("places"))
    more = [
        claim(51, 0, datetime(2025, 6, 1, 10), "火灾", 村名=UNKNOWN),
        claim(52, 0, datetime(2025, 6, 2, 10), "火灾", 村名=UNKNOWN),
        claim(53, 0, datetime(2025, 6, 3, 10), "火灾", **FAR),
    ]
    with (world.ledgers / "理赔台账_补.csv").open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(more[-1]))
        writer.writeheader()
        writer.writerows(more)
    prepare(world.ws)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    add_manager(world.ws)
    return world.ws


@pytest.fixture(scope="module")
def places_url(ws):
    """Address of its dashboard."""
    app = create_app(ws, tell(ws, presets=()), clock=lambda: NOW)
    with serving(app.server) as address:
        yield address


@pytest.fixture
def desk(browser, places_url):
    """The data-quality page, signed in."""
    watched = Watched(browser)
    page = watched.page()
    sign_in(page, places_url)
    page.goto(f"{places_url}/quality")
    page.locator("#places-grid .ag-row").first.wait_for()
    yield page
    watched.close()


def test_a_writing_is_decided_once_and_its_rows_are_placed(desk, ws):
    """Choose the row, take the first suggestion, save: progress, two rows more placed, row gone."""
    row = desk.locator("#places-grid .ag-row", has_text=UNKNOWN)
    expect(desk.locator("#places-save")).to_be_disabled()
    row.locator(".ag-cell").first.click()
    expect(desk.locator("#places-chosen")).to_contain_text("C51, C52")
    desk.locator("#places-pick").click()
    desk.get_by_role("option").first.click()
    expect(desk.locator("#places-command")).to_contain_text("huzhu alias add --township")
    expect(desk.locator("#places-command")).to_contain_text(VILLAGE[0])
    desk.locator("#places-save").click()
    expect(desk.locator("#places-note")).to_contain_text("已认定")
    expect(desk.locator("#places-progress .job").first).to_be_visible()
    expect(desk.locator(".job-done")).to_contain_text("311 → 313行（+2）", timeout=60_000)
    expect(row).to_have_count(0)
    expect(desk.locator("#places-chosen")).to_contain_text("选择一行")
    expect(desk.locator("#places-save")).to_be_disabled()
    expect(desk.locator("#places-aliases")).to_contain_text(UNKNOWN)
    expect(desk.locator("#places-files")).to_contain_text("313行")
    with closing(open_operations(ws)) as con:
        assert f"西乡/{UNKNOWN}" in set(audit.rows(con)["object"])

"""Data quality in a real browser: a ledger tried and loaded, a writing nobody knows decided."""

import re
from contextlib import closing
from datetime import datetime

import pytest

from dashboards.app import create_app
from dashboards.components.shell import Id as Shell
from dashboards.pages.quality_places import Id as Desk
from dashboards.pages.quality_upload_parts import Id as Upload
from risk.flow import tell
from risk.intake import load_all, prepare
from risk.operations import audit, open_operations
from risk.warehouse import current_version
from tests.browser.conftest import LOOKS, Watched, add_manager, reading, serving, sign_in
from tests.tiny_world import NOW, VILLAGES, claim, write_csv, write_tiny_world

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

UNKNOWN = {"zh": "甲寨子", "en": "乙寨子"}  # of villages 1 and 2, once a language
CLAIMS = {"zh": "C51, C52", "en": "C53, C54"}
FAR = {"经度": 100.2551, "纬度": 36.2551}  # in village 9, 30 km from village 1
LEDGER = """投诉编号,投诉时间,投诉原因
T-{lang}-1,2024-07-12 09:00,到场慢
T-{lang}-2,2024-07-13 09:00,到场慢
T-{lang}-3,不详,到场慢
"""


@pytest.fixture(scope="module")
def ws(browser, tmp_path_factory):
    """The tiny world with claims of two unknown villages, and one with a far point."""
    world = write_tiny_world(tmp_path_factory.mktemp("quality"))
    more = [
        claim(
            51 + n,
            n // 2,
            datetime(2025, 6, 1 + n, 10),
            "火灾",
            村名=list(UNKNOWN.values())[n // 2],
        )
        for n in range(4)
    ]
    more.append(claim(55, 0, datetime(2025, 6, 5, 10), "火灾", **FAR))
    write_csv(world.ledgers / "理赔台账_补.csv", more)
    prepare(world.ws)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    add_manager(world.ws)
    return world.ws


@pytest.fixture(scope="module")
def signed(browser, ws):
    """Address of its dashboard, and cookies of a manager there."""
    app = create_app(ws, tell(ws, presets=()), clock=lambda: NOW)
    with serving(app.server) as address:
        watched = Watched(browser)
        sign_in(watched.page(), address)
        state = watched.context.storage_state()
        watched.close()
        yield address, state


@pytest.fixture(params=LOOKS, ids="-".join)
def reader(request, browser, signed):
    """The manager in each of the looks."""
    address, state = signed
    watched = Watched(browser, storage_state=state)
    yield reading(watched, address, *request.param)
    watched.close()


def opened(reader, ws):
    """The page of the version in force: newer data would draw it anew under the reader's hand."""
    page = reader.open("/quality")
    expect(page.locator(f"#{Shell.DATA}")).to_contain_text(current_version(ws), timeout=60_000)
    expect(page.locator('[data-dash-is-loading="true"]')).to_have_count(0)
    return page


def test_a_ledger_is_tried_and_loaded_from_the_keyboard(reader, ws, tmp_path):
    """Chosen, tried (nothing stored), told by row, given back as a file; then loaded, removed."""
    ledger, before = tmp_path / "投诉_补.csv", current_version(ws)
    ledger.write_text(LEDGER.format(lang=reader.lang), "utf-8-sig")
    page = opened(reader, ws)
    with page.expect_file_chooser() as chooser:
        page.locator(f"#{Upload.PICK}").press("Enter")
    chooser.value.set_files(ledger)
    expect(page.locator(f"#{Upload.FILES} tbody tr")).to_have_count(1)
    page.locator(f"#{Upload.CHECK}").press("Enter")
    view = page.locator(f"#{Upload.VIEW}")
    counts = {"rows_in": 3, "rows_new": 2, "rows_changed": 0, "rows_same": 0, "rows_rejected": 1}
    told = reader.text("upload.would_change", **counts, before=before)
    expect(view).to_contain_text(told)
    assert current_version(ws) == before
    with page.expect_download() as download:
        view.locator('a[href$=".xlsx"]').click()
    assert download.value.suggested_filename == "rejected.xlsx"
    page.locator(f"#{Upload.LOAD}").press("Enter")
    done = view.locator(".job-done")
    expect(done).to_contain_text(before)
    version = current_version(ws)
    assert version != before
    expect(done).to_have_text(
        reader.text("upload.loaded", **counts, version=version, before=before)
    )
    page.locator(f"#{Upload.DISCARD}").press("Enter")
    expect(page.locator(f"#{Upload.FILES} table")).to_have_count(0)


def test_a_writing_is_decided_once_and_its_rows_are_placed(reader, ws):
    """Choose the row, take the first suggestion, save: progress, two rows more placed, row gone."""
    unknown, page = UNKNOWN[reader.lang], opened(reader, ws)
    row = page.locator(f"#{Desk.GRID} .ag-row", has_text=unknown)
    save, chosen = page.locator(f"#{Desk.SAVE}"), page.locator(f"#{Desk.CHOSEN}")
    row.wait_for()
    expect(save).to_be_disabled()
    row.locator(".ag-cell").first.click()
    expect(chosen).to_contain_text(CLAIMS[reader.lang])
    page.locator(f"#{Desk.PICK}").click()
    page.get_by_role("option").first.click()
    command = page.locator(f"#{Desk.COMMAND}")
    expect(command).to_contain_text("huzhu alias add --township")
    expect(command).to_contain_text(list(VILLAGES)[LOOKS.index((reader.lang, reader.scheme))])
    done = page.locator(f"#{Desk.PROGRESS} .job-done")
    seen = done.inner_text() if done.count() else ""  # what came of the other look's decision
    save.click()
    expect(page.locator(f"#{Desk.NOTE}")).to_contain_text(reader.part("places.done_save"))
    expect(page.locator(f"#{Desk.PROGRESS} .job").first).to_be_visible()
    expect(done).not_to_have_text(seen, timeout=60_000)
    expect(done).to_contain_text(re.compile(r"\d+ → \d+.*\+2"), timeout=60_000)
    before, after = re.search(r"(\d+) → (\d+)", done.inner_text()).groups()
    assert int(after) == int(before) + 2
    expect(row).to_have_count(0)
    expect(chosen).to_contain_text(reader.text("places.choose"))
    expect(save).to_be_disabled()
    expect(page.locator(f"#{Desk.ALIASES}")).to_contain_text(unknown)
    expect(page.locator(f"#{Desk.FILES}")).to_contain_text(after)
    with closing(open_operations(ws)) as con:
        assert f"西乡/{unknown}" in set(audit.rows(con)["object"])

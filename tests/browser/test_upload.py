"""In a real browser: a ledger is chosen, tried and removed; the page Work tells of it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

LEDGER = """投诉编号,投诉时间,投诉原因
T-1,2024-07-12 09:00,到场慢
T-2,2024-07-13 09:00,到场慢
T-3,不详,到场慢
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two complaints, and one of no time."""
    path = tmp_path / "投诉_补.csv"
    path.write_text(LEDGER, "utf-8-sig")
    return path


def test_a_ledger_is_tried_from_the_keyboard(page: Any, url: str, ledger: Path) -> None:
    """Chosen, tried, told by row and rule, given back as a file, removed; nothing is stored."""
    page.goto(f"{url}/quality?lang=zh")
    with page.expect_file_chooser() as chooser:
        page.locator("#upload-pick").press("Enter")
    chooser.value.set_files(ledger)
    expect(page.locator("#upload-files tbody tr")).to_have_count(1)
    expect(page.locator("#upload-check")).to_be_enabled()
    page.locator("#upload-check").press("Enter")
    expect(page.locator("#upload-view")).to_contain_text("共 3 行：新增 2，变更 0，相同 0，退回 1")
    with page.expect_download() as download:
        page.locator("#upload-view a", has_text="下载").click()
    assert download.value.suggested_filename == "rejected.xlsx"
    page.locator("#upload-discard").press("Enter")
    expect(page.locator("#upload-files table")).to_have_count(0)
    page.goto(f"{url}/work?lang=en")
    expect(page.locator("#work-ended")).to_contain_text("Dry run of an upload")

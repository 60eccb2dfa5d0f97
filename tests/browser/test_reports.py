"""Reports in a browser: stopped by the keyboard, previewed, made under a number, downloaded."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from dashboards.i18n import t
from dashboards.pages.reports_ids import Id

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
LONG_MS = 120_000  # a preview tells the story in a process of its own


def test_a_preview_shows_its_progress_and_is_stopped_by_the_keyboard(page, url):
    """Its bar comes at once; stopped, it says so, and the page can be used again."""
    page.goto(f"{url}/reports")
    page.locator(f"#{Id.PREVIEW}").focus()
    page.keyboard.press("Enter")
    bar = page.locator(f"#{Id.STATE} [role=progressbar]")
    expect(bar).to_have_count(1)  # at 0 % there is nothing of it to see
    page.locator(f"#{Id.STOP}").focus()
    page.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    expect(page.locator(f"#{Id.STATE}")).to_contain_text("已停止")
    expect(page.locator(f"#{Id.STOP}")).to_be_hidden()


def followed(page, button):
    """Presses a button of long work; its bar comes, and goes when it has ended."""
    bar = page.locator(f"#{Id.STATE} [role=progressbar]")
    page.locator(f"#{button}").click()
    expect(bar).to_have_count(1)
    expect(bar).to_have_count(0, timeout=LONG_MS)


def test_a_preview_becomes_a_report_under_a_number_and_is_downloaded(reader):
    """Chapters are read before; then the number, a link of its own, its hash, its file."""
    page = reader.open("/reports")
    second = page.locator(f"#{Id.CHAPTERS} [role=tab]").nth(1)
    followed(page, Id.PREVIEW)
    chapter = re.escape(reader.text("report.label.chapter")).replace(r"\{n\}", ".+")
    expect(second).to_have_text(re.compile(chapter))  # in the reader's language
    second.click()
    expect(page.locator(f"#{Id.SHOWN} h2")).to_have_text(second.inner_text())

    followed(page, Id.MAKE)
    row = page.locator(f"#{Id.MADE} tbody tr", has_text=reader.text(f"reports.lang.{reader.lang}"))
    number = row.locator("a").first.inner_text()
    expect(page.locator(f"#{Id.STATE}")).to_contain_text(number)
    row.locator("a").first.click()
    expect(page).to_have_url(f"{reader.url}/reports?number={number}")
    one = page.get_by_role("heading", name=reader.text("reports.one", number=number))
    expect(one).to_be_visible()
    with page.expect_download() as got:
        page.locator(f'a[href="/reports/{number}.pdf"]').first.click()
    assert got.value.suggested_filename == f"{number}.pdf"
    content = Path(got.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    expect(page.locator("main")).to_contain_text(sha256(content).hexdigest())


def test_reports_fit_a_phone_in_english(phone, url):
    phone.goto(f"{url}/reports?lang=en")
    expect(phone.get_by_role("heading", level=1)).to_have_text(t("reports.title", "en"))
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

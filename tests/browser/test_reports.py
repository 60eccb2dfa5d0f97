"""Reports in a real browser: begun and stopped by the keyboard, found by its number, downloaded."""

from pathlib import Path

import pytest

from dashboards.i18n import t
from dashboards.pages.reports_ids import Id

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser


def test_a_preview_shows_its_progress_and_is_stopped_by_the_keyboard(page, url):
    """Its bar comes at once; stopped, it says so, and the page can be used again."""
    page.goto(f"{url}/reports")
    page.locator(f"#{Id.PREVIEW}").focus()
    page.keyboard.press("Enter")
    bar = page.locator(f"#{Id.STATE} [role=progressbar]")
    expect(bar).to_be_visible()
    page.locator(f"#{Id.STOP}").focus()
    page.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    expect(page.locator(f"#{Id.STATE}")).to_contain_text("已停止")
    expect(page.locator(f"#{Id.STOP}")).to_be_hidden()


def test_a_report_is_found_by_its_number_and_downloaded(page, url):
    """The one the demo made: a link of its own, its hash, its file."""
    page.goto(f"{url}/reports")
    row = page.locator(f"#{Id.MADE} tbody tr").last
    number = row.locator("a").first.inner_text()
    row.locator("a").first.click()
    expect(page).to_have_url(f"{url}/reports?number={number}")
    expect(page.get_by_role("heading", name=t("reports.one", "zh", number=number))).to_be_visible()
    with page.expect_download() as got:
        page.locator(f'a[href="/reports/{number}.pdf"]').first.click()
    assert got.value.suggested_filename == f"{number}.pdf"
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")


def test_reports_fit_a_phone_in_english(phone, url):
    phone.goto(f"{url}/reports?lang=en")
    expect(phone.get_by_role("heading", level=1)).to_have_text(t("reports.title", "en"))
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

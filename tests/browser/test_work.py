"""Work in a real browser: begun, followed and stopped on its page."""

import pytest

from dashboards.pages.work_parts import Id
from dashboards.story.works import Name
from tests.browser.conftest import MANAGER

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


def test_work_is_begun_followed_and_stopped(reader):
    """A bar, the step and who began it; stopped, it is told as such and may be begun again."""
    page, name = reader.open("/work"), reader.text(f"works.name.{Name.JUDGING}")

    def button(what):
        return page.get_by_role("button", name=reader.text(f"works.{what}_it", name=name))

    running, start = page.locator(f"#{Id.RUNNING}"), button("start")
    expect(running).to_contain_text(reader.text("works.nothing"))
    start.click()
    bar = running.get_by_role("progressbar")
    expect(bar).to_have_count(1)  # at 0 % there is nothing of it to see
    expect(running).to_contain_text(name)
    expect(running).to_contain_text(MANAGER)
    expect(start).to_be_disabled()
    expect(running).not_to_contain_text(reader.text("works.starting"))
    button("stop").click()
    expect(running).to_contain_text(reader.text("works.nothing"))
    expect(bar).to_have_count(0)
    newest = page.locator(f"#{Id.ENDED} .ag-row[row-index='0']")
    for told in (name, MANAGER, reader.text("works.ended.cancelled")):
        expect(newest).to_contain_text(told)
    expect(start).to_be_enabled()

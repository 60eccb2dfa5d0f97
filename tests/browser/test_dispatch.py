"""A surge day in a real browser: routes, claims while it runs, a crew ill, snow, changes."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from risk.operations import open_operations
from risk.operations.dispatch import open_day
from risk.terms import Role
from risk.warehouse import current_version
from tests.dispatch_world import surge_day

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
CLAIMS, CREWS = 600, 25


@pytest.fixture(scope="module")
def context(dashboard):
    """What the running server's pages share."""
    return dashboard.server.extensions["huzhu.context"]


@pytest.fixture(scope="module")
def surge(demo_ws, context):
    """The day in the store, as any day is; the desk of the running server knows its script."""
    start, script = surge_day(CLAIMS, CREWS, seed=1)
    quick = replace(start.ground.routing, first_seconds=1.0, polish_seconds=0.2)
    start = replace(start, ground=replace(start.ground, routing=quick))
    with closing(open_operations(demo_ws)) as con:
        number = open_day(
            con, start, origin="made-up", name="暴雪应急日", seed=1, synthetic=True,
            data_version=str(current_version(demo_ws)), user="demo", role=Role.MANAGER,
            at=datetime.now(),
        )  # fmt: skip
    context.dispatch.follow(number, script)
    return number


def step(page, minutes, at):
    """Let time go on, until the clock shows the minute."""
    page.locator(f"#dispatch-step-{minutes}").click()
    expect(page.locator("#dispatch-clock")).to_contain_text(at, timeout=60_000)


def test_a_surge_day_is_dispatched(page, url, surge, context):
    """600 claims, 25 crews; ill at 10:00, snow from 14:00; every change shown before confirmed."""
    page.goto(f"{url}/dispatch?day={surge}")
    expect(page.locator("#dispatch-clock")).to_contain_text("07:30")
    page.locator("#dispatch-route").click()
    expect(page.locator("#dispatch-log")).to_contain_text("排出路线", timeout=60_000)
    expect(page.locator("#dispatch-chance")).to_contain_text("预计按时")
    step(page, 60, "08:30")
    page.keyboard.press("n")
    expect(page.locator("#dispatch-told .facts")).to_contain_text("将迟到")
    expect(page.locator("#dispatch-to-crew")).not_to_have_value("")
    page.locator("#dispatch-assign").click()
    effect = page.locator("#dispatch-effect")
    expect(effect).to_contain_text("达标机会")
    expect(effect).to_contain_text("→")
    page.keyboard.press("Control+Enter")
    said = page.locator("#dispatch-said")
    expect(said).to_contain_text("已记录")
    number = re.search(r"第(\d+)步", said.inner_text())[1]
    expect(page.locator("#dispatch-undo-of")).to_have_value(re.compile(f"第{number}步"))
    page.locator("#dispatch-undo").click()
    expect(effect).to_contain_text(f"撤销第{number}步")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#dispatch-log")).to_contain_text(f"撤销第{number}步")
    step(page, 240, "12:30")
    expect(page.locator("#dispatch-log")).to_contain_text("3组不能出勤")
    step(page, 240, "16:30")
    expect(page.locator("#dispatch-log")).to_contain_text("行车时间改为平时的1.6倍")
    happened = {e.deed.kind: e.deed.at_min for e in context.dispatch.kept(surge).entries}
    assert (happened["crew_out"], happened["pace"]) == (600.0, 840.0)
    step(page, 240, "20:30")
    seen = context.dispatch.look(surge, datetime.now())
    assert len(seen.rows) == CLAIMS
    assert "planned" not in set(seen.rows["look"])  # the shift is over
    context.dispatch.wait()


def test_it_fits_a_phone(phone, url, surge):
    """390 pixels: nothing to scroll sideways; the claim looked at and its buttons are there."""
    phone.goto(f"{url}/dispatch?day={surge}")
    expect(phone.locator("#dispatch-clock")).to_contain_text(":30")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(phone.locator("#dispatch-table .ag-row").first).to_be_visible()
    expect(phone.locator(".tl-row").first).to_be_visible()
    phone.locator("#dispatch-next").click()
    expect(phone.locator("#dispatch-told .facts")).to_be_visible()
    expect(phone.locator("#dispatch-assign")).to_be_visible()

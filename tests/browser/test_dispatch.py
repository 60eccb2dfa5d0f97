"""A surge day in a real browser: routes, claims while it runs, a crew ill, snow, changes."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from risk.operations import open_operations
from risk.operations.dispatch import open_day
from risk.terms import Role
from risk.warehouse import current_version
from tests.dispatch_world import surge_day

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser
DAYS = {"zh": (600, 25), "en": (150, 8)}
"""Claims and crews of each playing's day; every step is played on the smaller one too."""


@pytest.fixture(scope="module")
def context(dashboard):
    """What the running server's pages share."""
    return dashboard.server.extensions["huzhu.context"]


def keep_day(ws, context, claims, crews):
    """A day in the store, as any day is; the desk of the running server knows its script."""
    start, script = surge_day(claims, crews, seed=1)
    quick = replace(start.ground.routing, first_seconds=1.0, polish_seconds=0.2)
    start = replace(start, ground=replace(start.ground, routing=quick))
    with closing(open_operations(ws)) as con:
        number = open_day(
            con, start, origin="made-up", name="暴雪应急日", seed=1, synthetic=True,
            data_version=str(current_version(ws)), user="demo", role=Role.MANAGER,
            at=datetime.now(),
        )  # fmt: skip
    context.dispatch.follow(number, script)
    return number


@pytest.fixture(scope="module")
def days(demo_ws, context):
    """Numbers of the days by the language they are played in."""
    return {lang: keep_day(demo_ws, context, *size) for lang, size in DAYS.items()}


def step(page, minutes, at):
    """Let time go on, until the clock shows the minute."""
    page.locator(f"#dispatch-step-{minutes}").click()
    expect(page.locator("#dispatch-clock")).to_contain_text(at, timeout=60_000)


def take_route_sheets(reader):
    """All crews' sheets as a file, in the reader's language."""
    link = reader.page.locator("#dispatch-export-links").get_by_role(
        "link", name=reader.text("sheets.export.pdf")
    )
    with reader.page.expect_download() as got:
        link.click()
    assert got.value.suggested_filename.startswith("routes_20260120_")
    body = Path(got.value.path()).read_bytes()
    assert body.startswith(b"%PDF-")
    assert f"/Lang({reader.lang}" in body.decode("latin-1").replace(" ", "")


def test_a_surge_day_is_dispatched(reader, days, context):
    """Ill at 10:00, snow from 14:00; every change is shown before it is confirmed; routes go out
    on paper."""
    day, page = days[reader.lang], reader.open(f"/dispatch?day={days[reader.lang]}")
    expect(page.locator("#dispatch-clock")).to_contain_text("07:30")
    page.locator("#dispatch-route").click()
    log = page.locator("#dispatch-log")
    expect(log).to_contain_text(reader.text("live.reason.routed"), timeout=60_000)
    expect(page.locator("#dispatch-chance")).to_contain_text(reader.like("dispatch.expected"))
    take_route_sheets(reader)
    step(page, 60, "08:30")
    page.keyboard.press("n")
    expect(page.locator("#dispatch-told .facts")).to_contain_text(reader.text("dispatch.look.late"))
    expect(page.locator("#dispatch-to-crew")).not_to_have_value("")
    page.locator("#dispatch-assign").click()
    effect = page.locator("#dispatch-effect")
    expect(effect).to_contain_text(reader.text("dispatch.effect.p"))
    expect(effect).to_contain_text("→")
    page.keyboard.press("Control+Enter")
    said = page.locator("#dispatch-said")
    expect(said).to_contain_text(reader.like("dispatch.done"))
    number = re.search(r"\d+", said.inner_text())[0]
    undo = page.locator("#dispatch-undo-of")
    expect(undo).to_have_value(reader.like("dispatch.undo_line", n=number))
    page.locator("#dispatch-undo").click()
    undone = reader.like("live.reason.undone", deed=number)
    expect(effect).to_contain_text(undone)
    page.keyboard.press("Control+Enter")
    expect(log).to_contain_text(undone)
    step(page, 240, "12:30")
    expect(log).to_contain_text(reader.like("live.reason.crew_out", crew="3组"))
    step(page, 240, "16:30")
    expect(log).to_contain_text(reader.text("live.reason.pace", pace="1.6"))
    happened = {e.deed.kind: e.deed.at_min for e in context.dispatch.kept(day).entries}
    assert (happened["crew_out"], happened["pace"]) == (600.0, 840.0)
    step(page, 240, "20:30")
    seen = context.dispatch.look(day, datetime.now())
    assert len(seen.rows) == DAYS[reader.lang][0]
    assert "planned" not in set(seen.rows["look"])  # the shift is over
    context.dispatch.wait()


def test_it_fits_a_phone(phone, url, days):
    """390 pixels: nothing to scroll sideways; the claim looked at and its buttons are there."""
    phone.goto(f"{url}/dispatch?day={days['zh']}")
    expect(phone.locator("#dispatch-clock")).to_contain_text(":30")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(phone.locator("#dispatch-table .ag-row").first).to_be_visible()
    expect(phone.locator(".tl-row").first).to_be_visible()
    phone.locator("#dispatch-next").click()
    expect(phone.locator("#dispatch-told .facts")).to_be_visible()
    expect(phone.locator("#dispatch-assign")).to_be_visible()

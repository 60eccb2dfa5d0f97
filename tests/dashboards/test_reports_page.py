"""The page Reports: previewed and made in the background, listed, downloaded by who may."""

from contextlib import closing

import pytest

from dashboards.app import create_app
from dashboards.pages.reports_ids import Id, Work
from dashboards.pages.reports_preview import drawn, figure_address
from dashboards.report import Material, annual_report
from risk.operations import add_user, audit, open_operations
from risk.operations.reports import list_reports
from risk.terms import Role
from tests.dashboards.conftest import PASSWORD, Visitor, enter, readable
from tests.tiny_world import NOW

PATIENCE_S = 300


@pytest.fixture(scope="module")
def app(tiny_ws, tiny_story):
    """A dashboard of its own: its works start empty."""
    return create_app(tiny_ws, tiny_story, clock=lambda: NOW)


@pytest.fixture(scope="module")
def analyst(app, tiny_ws) -> Visitor:
    with closing(open_operations(tiny_ws)) as con:
        add_user(con, "report maker", PASSWORD, Role.ANALYST, now=NOW)
    return enter(app, "report maker")


@pytest.fixture(scope="module")
def works(app):
    return app.server.extensions["huzhu.context"].works


def press(visitor: Visitor, button: Id, said: Id, **state) -> str:
    chosen = {f"{Id.KIND}.value": "annual", f"{Id.LANG}.value": "zh", **state}
    answer = visitor.fire(f"{said}.children", {f"{button}.n_clicks": 1}, chosen)
    assert answer.status_code == 200, answer.text
    return readable(answer)


def watch(visitor: Visitor) -> str:
    inputs = {f"{Id.WATCH}.n_intervals": 1, f"{Id.PREVIEW_SAID}.children": None,
              f"{Id.MAKE_SAID}.children": None, f"{Id.STOPPING}.children": None}  # fmt: skip
    return readable(visitor.fire(f"{Id.STATE}.children", inputs, lang="zh"))


def chapter(visitor: Visitor, at: int) -> str:
    inputs = {f"{Id.CHAPTERS}.value": str(at), f"{Id.CHAPTERS}.children": None}
    return readable(visitor.fire(f"{Id.SHOWN}.children", inputs))


def test_a_preview_becomes_a_report_under_a_number(app, analyst, works, tiny_ws, tiny_story):
    """Drawn by a process to the last byte as here; made from what was drawn, then downloaded."""
    assert "还没有编制过报告" in analyst.page("/reports")
    assert press(analyst, Id.PREVIEW, Id.PREVIEW_SAID)
    works.wait(Work.PREVIEW, PATIENCE_S)
    assert "预览已准备好" in watch(analyst)
    found = drawn(app.server.extensions["huzhu.context"])
    assert found is not None
    report = found.report
    told = found.source
    here = Material(tiny_story, told.lang, author_role=told.role,
                    settings_sha256=told.settings_sha256)  # fmt: skip
    assert report == annual_report(here)  # drawn here, not by another process
    assert report.tables()[0].caption in chapter(analyst, 0)
    figure = report.figures()[0]
    assert analyst.get(figure_address(figure)).data == figure.svg

    assert "没有选择文件格式" in press(
        analyst, Id.MAKE, Id.MAKE_SAID, **{f"{Id.FORMATS}.value": []}
    )
    press(analyst, Id.MAKE, Id.MAKE_SAID, **{f"{Id.FORMATS}.value": ["docx"]})
    works.wait(Work.MAKE, PATIENCE_S)
    with closing(open_operations(tiny_ws)) as con:
        (made,) = list_reports(con)
    assert f"已编制报告 {made.number}" in watch(analyst)
    assert made.files[0].sha256 in analyst.page("/reports", f"?number={made.number}")
    file = analyst.get(f"/reports/{made.number}.docx")
    assert (file.status_code, len(file.data)) == (200, made.files[0].bytes)
    with closing(open_operations(tiny_ws)) as con:
        done = audit.rows(con)[["user", "action", "object"]].to_numpy().tolist()
    assert ["report maker", "download report", f"{made.number}.docx"] in done

    (tiny_ws.reports_dir / made.files[0].name).write_bytes(b"edited")
    refused = analyst.get(f"/reports/{made.number}.docx")
    assert refused.status_code == 409
    assert "已被改动" in analyst.page("/reports")


def test_a_viewer_sees_the_list_and_takes_nothing_away(app, analyst):
    """No file, no drawing, no preview, no making; the page says which role it needs."""
    viewer = enter(app, "watcher")
    assert "需要角色" in viewer.page("/reports")
    assert viewer.get("/reports/990101-2026-A-0001.docx").status_code == 403
    assert viewer.get("/reports/figure/0.svg").status_code == 403
    chosen = {f"{Id.KIND}.value": "annual", f"{Id.LANG}.value": "zh"}
    answer = viewer.fire(f"{Id.PREVIEW_SAID}.children", {f"{Id.PREVIEW}.n_clicks": 1}, chosen)
    assert answer.status_code == 403


def test_the_demo_makes_none(app):
    """Its account keeps plans only: the page says so, and so does the button's answer."""
    demo = enter(app)
    assert "演示账号" in demo.page("/reports")
    said = press(demo, Id.MAKE, Id.MAKE_SAID, **{f"{Id.FORMATS}.value": ["pdf"]})
    assert "演示账号" in said


def test_unknown_reports_are_told(manager):
    """In the page by words, as a file by 404."""
    assert "没有报告" in manager.page("/reports", "?number=x-1")
    assert manager.get("/reports/x-1.pdf").status_code == 404

"""The page Reports: previewed and made in the background, listed, downloaded by who may."""

from contextlib import closing

import pytest

from dashboards.app import create_app
from dashboards.pages.reports_draft_parts import Id as DraftId
from dashboards.pages.reports_fields import about_words, asked_again, offered
from dashboards.pages.reports_ids import FIELDS, Id, Work
from dashboards.pages.reports_preview import drawn, figure_address
from dashboards.report.asked import KINDS, Asked, material_of
from dashboards.report.making import Drawn
from dashboards.report.periods import read_about
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


def asked(kind: str = "bulletin", **told: object) -> dict[str, object]:
    """The form as a browser sends it; fields by name, ``formats`` where files are made."""
    fields = {f"{id_}.value": told.get(name) for name, id_ in FIELDS.items()}
    formats = {f"{Id.FORMATS}.value": told["formats"]} if "formats" in told else {}
    return {f"{Id.KIND}.value": kind, f"{Id.LANG}.value": "zh", **formats, **fields}


def press(visitor: Visitor, button: Id, said: Id, **state) -> str:
    chosen = asked(**state)
    answer = visitor.fire(f"{said}.children", {f"{button}.n_clicks": 1}, chosen)
    assert answer.status_code == 200, answer.text
    return readable(answer)


def watch(visitor: Visitor, changed: str = f"{Id.WATCH}.n_intervals") -> str:
    inputs = {f"{Id.WATCH}.n_intervals": 1, f"{Id.PREVIEW_SAID}.children": None,
              f"{Id.MAKE_SAID}.children": None, f"{Id.STOPPING}.children": None,
              f"{DraftId.RENEWED}.data": None}  # fmt: skip
    return readable(visitor.fire(f"{Id.STATE}.children", inputs, changed=changed, lang="zh"))


def chapter(visitor: Visitor, at: int) -> str:
    inputs = {f"{Id.CHAPTERS}.value": str(at), f"{Id.CHAPTERS}.children": None}
    return readable(visitor.fire(f"{Id.SHOWN}.children", inputs))


def test_a_preview_becomes_a_report_under_a_number(app, analyst, works, tiny_ws, tiny_story):
    """Drawn by a process to the last byte as here; made from what was drawn, then downloaded."""
    assert "还没有编制过报告" in analyst.page("/reports")
    assert "还没有选：事件" in press(analyst, Id.PREVIEW, Id.PREVIEW_SAID)
    assert press(analyst, Id.PREVIEW, Id.PREVIEW_SAID, event="last")
    works.wait(Work.PREVIEW, PATIENCE_S)
    assert "预览已准备好" in watch(analyst)
    found = drawn(app.server.extensions["huzhu.context"])
    assert found is not None
    report = found.report
    wanted = Asked("bulletin", "zh", about=read_about(tiny_ws, {"event": "last"}))
    material, source = material_of(tiny_ws, tiny_story, wanted, Role.ANALYST)
    assert found == Drawn(source, KINDS["bulletin"].content(material))  # drawn here, not there
    assert report.figures()[0].caption in chapter(analyst, 0)
    figure = report.figures()[0]
    assert analyst.get(figure_address(figure)).data == figure.svg

    say = {"event": "last"}
    assert "没有选择文件格式" in press(analyst, Id.MAKE, Id.MAKE_SAID, formats=[], **say)
    press(analyst, Id.MAKE, Id.MAKE_SAID, formats=["docx"], **say)
    works.wait(Work.MAKE, PATIENCE_S)
    with closing(open_operations(tiny_ws)) as con:
        (made,) = list_reports(con)
    assert f"已编制报告 {made.number}" in watch(analyst)
    one = analyst.page("/reports", f"?number={made.number}")
    assert made.files[0].sha256 in one
    assert f"/reports?kind=bulletin&event={wanted.about.event}" in one
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
    answer = viewer.fire(f"{Id.PREVIEW_SAID}.children", {f"{Id.PREVIEW}.n_clicks": 1}, asked())
    assert answer.status_code == 403


def test_the_demo_makes_none(app):
    """Its account keeps plans only: the page says so, and so does the button's answer."""
    demo = enter(app)
    assert "演示账号" in demo.page("/reports")
    said = press(demo, Id.MAKE, Id.MAKE_SAID, formats=["pdf"], event="last")
    assert "演示账号" in said


def test_unknown_reports_are_told(manager):
    """In the page by words, as a file by 404."""
    assert "没有报告" in manager.page("/reports", "?number=x-1")
    assert manager.get("/reports/x-1.pdf").status_code == 404


def test_fields_offer_what_the_data_hold(tiny_context):
    """Periods and events newest first, after the last of them by its word; every place."""
    offers = {
        name: [o["value"] for o in told] for name, told in offered(tiny_context, "en").items()
    }
    assert offers["contract_year"] == ["2025", "2024", "2023"]
    assert offers["month"][:3] == ["last", "2025-12", "2025-11"]
    assert offers["quarter"][:3] == ["last", "2025-Q4", "2025-Q3"]
    assert offers["event"][0] == "last"
    assert len(offers["places"]) == 12
    assert {name for kind in KINDS.values() for name in kind.minds} <= set(FIELDS)


def test_an_address_fills_in_the_form(manager, tiny_ws):
    """Also with what is not offered; a kind there is not is told; what was made asks again."""
    told = manager.page("/reports", "?kind=bulletin&event=E9&at=2024-07-11T07:00", lang="en")
    assert '"value":"E9"' in told
    assert '"value":"2024-07-11 07:00:00"' in told
    assert "没有“x”这种报告" in manager.page("/reports", "?kind=x")
    about = read_about(tiny_ws, {"quarter": "2025-Q2"}).given
    assert about_words(about) == {"quarter": "2025-Q2"}
    assert asked_again("quarterly", about) == "/reports?kind=quarterly&quarter=2025-Q2"
    month = read_about(tiny_ws, {"month": "2025-06"}).given
    assert asked_again("monthly", month) == "/reports?kind=monthly&month=2025-06"

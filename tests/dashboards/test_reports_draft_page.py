"""Drafts on the page Reports: sent by who may, compared in a process, shown to their sender."""

import io
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dashboards.pages.reports_draft_parts import DraftWork, Id, draft_view
from dashboards.pages.reports_ids import Id as PageId
from dashboards.report.docx import write_docx
from dashboards.report.draft_change import Change, Merged, What
from dashboards.report.draft_made import Renewed
from dashboards.report.draft_text import Why
from dashboards.report.keyed import Part
from dashboards.story.draft_desk import SentDraft
from dashboards.story.works import Begun, End, Ended
from risk.operations import add_user, open_operations
from risk.terms import Role
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, enter, readable
from tests.dashboards.report.small_report import small
from tests.dashboards.test_reports_page import watch
from tests.tiny_world import NOW

WAIT_S = 120


@pytest.fixture(scope="module")
def editor(tiny_app, tiny_ws) -> Visitor:
    with closing(open_operations(tiny_ws)) as con:
        add_user(con, "draft editor", PASSWORD, Role.ANALYST, now=NOW)
    return enter(tiny_app, "draft editor")


def send(visitor: Visitor, name: str, body: bytes):
    data = {"files": [(io.BytesIO(body), name)]}
    return visitor.client.post("/reports/draft", data=data, headers=SAME_ORIGIN)


def view(visitor: Visitor, token: str) -> str:
    inputs = {f"{Id.SENT}.data": token, f"{Id.NOTE}.children": None, f"{Id.TICK}.n_intervals": 1}
    ticked = f"{Id.TICK}.n_intervals"
    return readable(visitor.fire(f"{Id.VIEW}.children", inputs, changed=ticked))


def compare(visitor: Visitor, token: str | None) -> str:
    pressed = {f"{Id.COMPARE}.n_clicks": 1, f"{Id.UPDATE}.n_clicks": None}
    answer = visitor.fire(f"{Id.NOTE}.children", pressed, {f"{Id.SENT}.data": token})
    return readable(answer)


def test_a_draft_is_sent_and_work_on_it_begins(editor, manager, tmp_path):
    """Its end is told; nobody else sees it; there is no file to take away."""
    assert "改过的稿子" in editor.page("/reports")
    body = write_docx(small(), tmp_path / "d.docx").read_bytes()
    token = send(editor, "年度方案.docx", body).json["token"]
    assert "已收到 年度方案.docx" in view(editor, token)
    assert "年度方案" not in view(manager, token)
    compare(editor, token)
    works = editor.app.server.extensions["huzhu.context"].works
    assert works.work(DraftWork.COMPARE).begun.about == "年度方案.docx"
    assert "正在比较稿子" in view(editor, token) or works.last(DraftWork.COMPARE)
    works.cancel(DraftWork.COMPARE)
    works.wait(DraftWork.COMPARE, WAIT_S)
    assert "draft editor" in view(editor, token)  # how it ended, and whose it was
    assert editor.get(f"/reports/draft/{token}.docx").status_code == 404
    assert "请先选择 Word 文件" in compare(editor, None)


def test_what_is_no_word_file_or_not_ones_business_is_refused(editor, tiny_app):
    """In words, with what to do; a viewer and the demo send nothing."""
    refused = send(editor, "d.docx", b"hello")
    assert (refused.status_code, "不是 Word 文件" in refused.json["why"]) == (400, True)
    assert "不是 Word 文件" in send(editor, "d.pdf", b"PK\x03\x04").json["why"]
    broken = send(editor, "d.docx", b"PK\x03\x04 and no archive")
    assert broken.status_code == 400
    assert send(enter(tiny_app, "watcher"), "d.docx", b"x").status_code == 403
    assert send(enter(tiny_app), "d.docx", b"x").status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_differences_are_listed_with_place_and_page(tiny_context, tiny_app, lang, monkeypatch):
    """Every sort of difference in words, raw keys nowhere; what is left to a person stands out."""
    changes = [
        Change(what, "1 A", "1.1 B", 2, part, "12", "13", cell="May · Claims", page=4, why=why)
        for what, part, why in zip(What, Part, [*Why, None, None], strict=True)
    ]
    done = Renewed("d.docx", "X-1", lang, Merged("X-1", tuple(changes), b""))
    run = Begun("li", NOW)
    ended = Ended("report_changes", run, NOW + timedelta(minutes=1), End.DONE, result=done)
    monkeypatch.setattr(tiny_context.works, "find", lambda _: ended)
    draft = SentDraft("t", "li", "d.docx", Path("nowhere"), run)
    with tiny_app.server.test_request_context():
        told = str([part.to_plotly_json() for part in draft_view(tiny_context, draft, lang)])
    assert "reports.draft" not in told
    assert "May · Claims" in told
    assert told.count("grave") == len(Why)


@pytest.mark.parametrize("work", DraftWork)
def test_a_report_made_with_an_update_is_listed_at_once(editor, tmp_path, monkeypatch, work):
    """The list above the card is told anew when an update ended, and only then."""
    body = write_docx(small(), tmp_path / "d.docx").read_bytes()
    token = send(editor, "d.docx", body).json["token"]
    works = editor.app.server.extensions["huzhu.context"].works
    run = Begun("draft editor", NOW)
    monkeypatch.setattr(works, "start", lambda *_, **__: run)
    pressed = {f"{Id.UPDATE}.n_clicks": 1, f"{Id.COMPARE}.n_clicks": None}
    editor.fire(f"{Id.NOTE}.children", pressed, {f"{Id.SENT}.data": token})
    monkeypatch.setattr(works, "find", lambda _: None)
    assert Id.RENEWED not in view(editor, token)
    ended = Ended(work, run, NOW + timedelta(minutes=1), End.REFUSED, why="no such report")
    monkeypatch.setattr(works, "find", lambda _: ended)
    assert (Id.RENEWED in view(editor, token)) == (work is DraftWork.UPDATE)
    assert PageId.MADE in watch(editor, f"{Id.RENEWED}.data")
    assert PageId.MADE not in watch(editor, f"{PageId.PREVIEW_SAID}.children")

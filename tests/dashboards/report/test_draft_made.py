"""Drafts and templates in a workspace: from the made report over an edit to the next number."""

import io
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import docx
import pytest
from click.testing import CliRunner

from dashboards.cli import build
from dashboards.report import draft_made
from dashboards.report.asked import KINDS, Asked, Kind, year_told
from dashboards.report.draft_change import What
from dashboards.report.draft_made import about_told, compare_file, update_file
from dashboards.report.draft_told import place_words, row_words, summary_words
from dashboards.report.making import How, make_report
from dashboards.report.material import About
from dashboards.report.office import template_file
from dashboards.report.office_default import default_template, template_bytes
from risk.errors import ReportError
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.reports import list_reports
from risk.progress import silent
from risk.terms import Role
from tests.dashboards.report.small_report import claims, small
from tests.tiny_world import unwritten

BY = Doer("li", Role.ANALYST, datetime(2026, 1, 5, 9))


def content(m):
    """A report of a few lines about a story: how many claims it knows."""
    told = small([claims(total=len(m.story.facts.claims))])
    return replace(told, lang=m.lang, number="unnumbered", facts=(("Number", "unnumbered"),),
                   as_of=m.story.facts.as_of, data_version=m.story.facts.version)  # fmt: skip


@pytest.fixture
def ws(tiny_ws, tmp_path, monkeypatch):
    """A workspace of its own that knows a small kind of report."""
    monkeypatch.setitem(KINDS, "small", Kind("X", content, year_told, long=True))
    return unwritten(tiny_ws, tmp_path)


@pytest.fixture
def later(story, monkeypatch):
    """The next version of the data, in which three claims are struck out."""
    facts = replace(story.facts, version="v0002-bbbbbbbb", claims=story.facts.claims.iloc[:-3])
    newer = replace(story, facts=facts)
    monkeypatch.setattr(draft_made, "story_asked", lambda *_, **__: newer)
    return newer


def edited(ws, made, tmp_path):
    """The report's Word file with a sentence put in front of its first."""
    document = docx.Document(ws.reports_dir / made.file("docx").name)
    paragraph = next(p for p in document.paragraphs if p.text.startswith("In 2025"))
    paragraph.runs[0].text = f"As feared: {paragraph.runs[0].text}"
    document.save(tmp_path / "draft.docx")
    return tmp_path / "draft.docx"


def test_a_draft_lives_on_under_the_next_number(ws, story, later, tmp_path):
    """Compared, nothing is made; updated, the report has a number and the draft its figures."""
    first = make_report(ws, story, Asked("small", "en"), BY).made
    draft = edited(ws, first, tmp_path)
    before, after = (len(s.facts.claims) for s in (story, later))
    done = compare_file(ws.root, draft, "draft.docx", progress=silent)
    figures = [c for c in done.merged.changes if c.what is What.FIGURE]
    assert {(c.old, c.new) for c in figures} == {(str(before), str(after))}
    assert [c.page for c in done.merged.changes][:1] == [3]
    assert (done.was, done.made, done.merged.open) == (first.number, None, ())
    assert place_words(figures[0], "en") == "1.1 Claims · block 1 (paragraph)"
    assert summary_words(done.merged.changes, "en").startswith("2 changed with the data, 1 changed")
    assert row_words(figures[0], "zh", updated=False)["state"] == "更新时替换"
    with closing(open_operations(ws)) as con:
        assert [r.number for r in list_reports(con)] == [first.number]

    out = tmp_path / "updated.docx"
    done = update_file(ws.root, draft, "draft.docx", out, BY, progress=silent)
    assert done.made.how is How.NEW
    number = done.made.made.number
    assert number != first.number
    renewed = docx.Document(out)
    line = next(p for p in renewed.paragraphs if p.text.startswith("As feared"))
    assert line.text == f"As feared: In 2025 there were {after} claims, 12.5 % of them late."
    assert number in renewed.sections[0].header.paragraphs[0].text
    assert renewed.core_properties.subject == number
    again = compare_file(ws.root, out, "updated.docx", progress=silent)
    assert (again.was, [c.what for c in again.merged.changes]) == (number, [What.EDITED])


def test_drafts_from_elsewhere_are_refused(ws, tmp_path):
    """A report this workspace never made has no story here to be told anew."""
    from dashboards.report.docx import write_docx

    path = write_docx(small(), tmp_path / "d.docx")
    with pytest.raises(ReportError, match="990101-2026-A-0001 was not made in this workspace"):
        compare_file(ws.root, path, "d.docx", progress=silent)


def test_the_offices_template_is_part_of_what_a_report_follows_from(ws, story):
    """Its words stand in the file; another template, another number; taken away, the first."""
    plain = make_report(ws, story, Asked("small", "en", ("docx",)), BY).made
    path = template_file(ws, "small", "en")
    path.parent.mkdir()
    template = default_template("en")
    template.paragraphs[1].text = "From the office of {{ cover.Number }}"
    path.write_bytes(template_bytes(template))
    own = make_report(ws, story, Asked("small", "en", ("docx",)), BY).made
    assert own.number != plain.number
    written = docx.Document(ws.reports_dir / own.file("docx").name)
    assert written.paragraphs[1].text == f"From the office of {own.number}"
    path.rename(template_file(ws, "small"))  # of both languages
    assert make_report(ws, story, Asked("small", "en", ("docx",)), BY).made == own
    template_file(ws, "small").unlink()
    assert make_report(ws, story, Asked("small", "en", ("docx",)), BY).made == plain


def test_what_a_report_was_about_is_read_back():
    """Every field of it, from the text it was written down as."""
    about = About(2025, date(2025, 6, 1), 2, "E1", datetime(2025, 7, 2, 7), 3, ("1", "2"))
    assert about_told({**about.given, "code": "ab", "read": "cd"}) == about
    assert about_told({}) == About()


def test_edits_of_the_number_in_a_header_do_no_harm(ws, story, later, tmp_path):
    """A header people rewrote keeps their words; what it stated of the old report is renewed."""
    first = make_report(ws, story, Asked("small", "en", ("docx",)), BY).made
    document = docx.Document(ws.reports_dir / first.file("docx").name)
    head = document.sections[0].header.paragraphs[0]
    head.runs[0].text = f"Draft of the bureau, {first.number}"
    out = io.BytesIO()
    document.save(out)
    done = draft_made.update_in_workspace(ws.root, out.getvalue(), "d.docx", BY, progress=silent)
    head = docx.Document(io.BytesIO(done.merged.docx)).sections[0].header.paragraphs[0]
    assert head.text == f"Draft of the bureau, {done.made.made.number}"


def test_the_command_line_compares_updates_and_writes_templates(ws, story, later, tmp_path):
    """Status 0 where nothing is left, 1 where something is; nothing people have is written over."""
    first = make_report(ws, story, Asked("small", "en", ("docx",)), BY).made
    draft = edited(ws, first, tmp_path)

    def run(*words):
        done = CliRunner().invoke(build("en"), ["report", *map(str, words), "-w", str(ws.root)])
        return done.exit_code, done.stdout + done.stderr

    status, said = run("changes", draft)
    assert (status, "1.1 Claims · block 1 (paragraph), page 3: figure changed" in said) == (0, True)
    assert "edited by people" in said
    status, said = run("update", draft)
    (out,) = tmp_path.glob(f"draft_{first.number[:-4]}*.docx")
    assert (status, str(out) in said) == (0, True)
    document = docx.Document(draft)
    next(p for p in document.paragraphs if p.text.startswith("As")).runs[0].text = "Some claims."
    document.save(draft)
    assert run("changes", draft)[0] == 1
    assert run("update", draft, "--out", out) == (
        2, f"huzhu report.update: {out}: is there already; move it or choose --out\n",
    )  # fmt: skip
    assert run("template", "small")[0] == 0
    assert run("template", "small")[0] == 2
    assert "no kind smal" in run("template", "smal")[1]
    assert "cannot be read" in run("changes", tmp_path / "none.docx")[1]

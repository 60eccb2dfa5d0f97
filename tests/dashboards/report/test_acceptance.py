"""The acceptance report: clauses, evidence, rectification and archive are the records'."""

import re
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from math import nan
from shutil import copytree

import pytest

from dashboards.i18n import has_text
from dashboards.report import acceptance_archive, acceptance_clauses
from dashboards.report.acceptance_quality import EVIDENCE
from dashboards.report.acceptance_read import read_acceptance
from dashboards.report.asked import KINDS
from dashboards.report.brief import Brief
from dashboards.report.content import Report
from dashboards.report.material import About
from dashboards.report.words import Words
from risk.history.findings import MeasureEffect
from risk.operations import open_operations, transaction
from risk.operations.reports import FileMade, MadeFrom, ReportMade, record_report
from risk.workspace import Workspace
from tests.dashboards.report.read_back import table_of, texts

RAW = re.compile(r"\b(report|acceptance|table|col)\.\w")


@pytest.fixture(scope="module")
def given(given_of):
    """What the tiny world's acceptance reads beside its story."""
    return given_of("acceptance")


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request, made_of) -> tuple[Brief, Report]:
    """The report in each language."""
    return made_of("acceptance", request.param)


def test_it_is_a_kind_of_its_own(story):
    """Letter C, the year reported on."""
    kind = KINDS["acceptance"]
    assert (kind.letter, kind.year(story, About())) == ("C", 2025)
    assert all(has_text("reports.kind.acceptance", lang) for lang in ("zh", "en"))


def test_no_key_shows_and_no_cell_is_nan(made):
    """Every key has its words; a gap is told."""
    said = texts(made[1])
    assert not RAW.search(said)
    assert "nan" not in said.lower()


def test_verdicts_are_those_of_the_year(made):
    """Few measured arrivals, two open claims at the year's end, nothing made: told as such."""
    b, report = made
    w = b.words
    rows = {row[0]: row for row in table_of(report, b, "clauses").rows}
    rural = w("stage.of_tier", stage=w("stage.arrival"), tier=w.inline(w.tier("rural")))
    assert rows[rural][3] == w("acceptance.verdict.too_few")
    assert rows[w("acceptance.closed")][2:4] == (
        w("acceptance.open_now", n="2"), w("acceptance.verdict.missed"),
    )  # fmt: skip
    assert rows[w.term("reports.kind", "annual")][3] == w("acceptance.verdict.missed")
    counts = Counter(row[3] for row in rows.values())
    figures = report.key_figures
    assert figures["clauses"] == str(len(rows))
    for v in acceptance_clauses.VERDICTS:
        assert figures[f"clauses_{v}"] == str(counts[w(f"acceptance.verdict.{v}")])


def test_a_stage_with_a_limit_is_judged_case_by_case():
    """One over the limit and the clause is missed; without a limit there is no verdict."""
    row = {"required": 10.0, "clocked": 9, "late": 0, "overdue": 0}
    assert acceptance_clauses.stage_verdict(row) == "kept"
    assert acceptance_clauses.stage_verdict(row | {"overdue": 1}) == "missed"
    assert acceptance_clauses.stage_verdict(row | {"clocked": 0}) == "no_data"
    assert acceptance_clauses.stage_verdict(row | {"required": nan}) == "no_limit"


def test_evidence_is_counted_claim_by_claim(made, story):
    """Nine claims; two nobody has reached."""
    b, report = made
    rows = table_of(report, b, "evidence").rows
    assert len(rows) == len(EVIDENCE)
    assert all(int(row[1]) == int(row[2]) + int(row[3]) for row in rows)
    by_name = {row[0]: row for row in rows}
    arrival = by_name[b.words("acceptance.evidence.arrival")]
    assert arrival[1:4] == ("9", "7", "2")


def test_owner_and_date_not_recorded_are_left_to_fill(story):
    """A decided measure keeps what is recorded; a proposed one names nobody."""
    effect = MeasureEffect(
        "M", date(2025, 1, 10), "late", "more crews", "", None, "measured", "x", "", "share",
        "thin",
    )  # fmt: skip
    account = replace(story.account, measures=(effect,))
    b = Brief(replace(story, account=account), Words("en"))
    w = b.words
    ((problem, action, owner, due, state, told),) = acceptance_archive.decided(b)
    assert (problem, action) == ("late", "more crews")
    assert (owner, due) == (w("to_name"), w("to_date_set"))
    assert state == w("acceptance.state.done")
    assert "→" not in told
    assert all(row[2].startswith(w("to_name")) for row in acceptance_archive.proposed(b))


def test_the_archive_lists_every_file_and_version(made, story):
    """Files of the ledgers with their hash; the version told is marked."""
    b, report = made
    files = table_of(report, b, "archive_ledgers").rows
    loads = story.quality.loads
    assert len(files) == len(loads.drop_duplicates(["kind", "file"]))
    assert {row[5] for row in files} == {sha[:12] for sha in loads["sha256"]}
    told = [r for r in table_of(report, b, "archive_versions").rows if r[3] != b.words("none_left")]
    assert [row[0] for row in told] == [story.facts.version]


def test_reports_made_change_the_mark_and_own_ones_do_not(tmp_path, tiny_ws, story, given):
    """An annual plan of the year is filed with its hash; an acceptance report is not."""

    ws = Workspace(copytree(tiny_ws.root, tmp_path / "ws"))
    for kind, number in (("acceptance", "C-0001"), ("annual", "A-0001")):
        source = MadeFrom(kind, "en", "analyst", story.facts.version, story.facts.as_of, 1, "ab")
        file = FileMade(f"{number}.pdf", "pdf", "cd" * 32, 10)
        with closing(open_operations(ws)) as con, transaction(con):
            record_report(con, ReportMade(number, source, datetime(2026, 1, 2), "u", (file,)))
        read = read_acceptance(ws, story, About())
        assert (read.mark == given.mark) == (kind == "acceptance")
    assert [r.number for r in read.content.reports] == ["A-0001"]
    b = Brief(story, Words("en"))
    clause = acceptance_clauses.delivered(b, read.content)[0]
    assert (clause.actual, clause.verdict) == ("A-0001", "kept")
    (table,) = acceptance_archive.reports(b, read.content)
    assert table.rows[0][-1] == "pdf " + "cd" * 6

"""The report desk on the tiny storm: loaded, counted, asked, decided, taken back, written out."""

import shutil
from contextlib import closing
from io import BytesIO

import pandas as pd
import pytest
from desk_world import RAW, STORM, load_reports

from dashboards.pages import desk
from dashboards.pages.desk_export import house_file
from dashboards.pages.desk_parts import Id, counts_view
from dashboards.pages.desk_queue import BUTTONS, asked_view, candidate_choices, shown_styles
from dashboards.pages.desk_tables import house_rows, tables_view
from dashboards.story import Context, StoryStore
from dashboards.story.cells import teller
from dashboards.story.report_desk import KINDS, questions
from risk.desk import Verdict, counts
from risk.operations import open_keys, open_operations, read_person
from risk.operations.desk import decide
from risk.terms import Role
from risk.views.desk import event_houses
from risk.warehouse import open_version
from risk.workspace import Workspace
from tests.tiny_world import NOW

ANN = {"user": "ann", "role": Role.ANALYST, "at": NOW}


@pytest.fixture
def ws(tiny_ws, tmp_path):
    """The tiny world with its raw reports; its own copy, with its key."""
    ws = Workspace(shutil.copytree(tiny_ws.root, tmp_path / "county"))
    shutil.copy(tiny_ws.key_file(tiny_ws.county()), ws.key_file(ws.county()))
    load_reports(ws, tmp_path)
    return ws


@pytest.fixture
def context(ws, tiny_story):
    return Context(ws, StoryStore(ws, tiny_story), lambda: NOW)


def say(ws, question, verdict, value=""):
    with closing(open_operations(ws)) as con:
        return decide(con, question.subject, verdict, value=value, **ANN)


def houses(seen):
    return counts(seen.day.houses, seen.day.reports).iloc[0]


def test_raw_reports_are_keyed_located_and_parted_from_persons(ws):
    """The store holds hashes, the encrypted store the names; no telephone stands anywhere."""
    with open_version(ws) as warehouse:
        rows = warehouse.frame("FROM report ORDER BY report_id").set_index("report_id")
    assert rows["region_code"].notna().all()
    assert rows.loc["R1", "household_key"] == rows.loc["R2", "household_key"]
    assert rows.loc["R3", "phone_key"] == rows.loc["R4", "phone_key"]
    assert rows.loc["R3", "name_key"] != rows.loc["R4", "name_key"]
    assert pd.isna(rows.loc["R2", "name_key"])
    assert rows.loc["R5", "text"] == "五户受损，电话…"
    files = [p.read_bytes() for p in ws.root.rglob("*") if p.is_file()]
    for secret in ("13900000001", "13900000009", "张三", "李四"):
        assert not any(secret.encode() in file for file in files), secret
    with closing(open_operations(ws)) as con:
        told = read_person(
            con, open_keys(ws, con), "R1", user="di", role=Role.DISPATCHER, why="t", at=NOW,
            kind="report",
        )  # fmt: skip
    assert told == {"householder_name": "张三", "phone": "13900000001"}


def test_the_counts_of_the_tiny_storm(context):
    """R1 and R2 are one house, R3 and R4 in doubt, R5 speaks of five of which R6 is one."""
    seen = context.reports.look("E1")
    row = houses(seen)
    assert row["reports"] == len(RAW)
    # R1+R2, R3, R6 for sure; with R4 and the call's five
    assert (row["houses_lo"], row["houses_hi"]) == (3, 9)
    assert row["insured_lo"] == 2
    listed = seen.day.houses.set_index("house_id").loc["R6"]
    assert listed["reported_at"] == STORM, "the household's own hour, not that of typing"


def test_a_new_load_is_incremental_and_keeps_decisions(ws, context, tmp_path):
    """Two hours later: only the new row is written, the answer given before still counts."""
    asked = questions(context.reports.look("E1"), "pair")[0]
    say(ws, asked, Verdict.APART)
    assert houses(context.reports.look("E1"))["houses_lo"] == 4
    late = {"报案号": "R7", "户编号": "H3-9", "村名": "丙村", "报案时间": STORM}
    done = load_reports(ws, tmp_path, [*RAW, late])
    counted = done.loads.iloc[0]
    assert (counted["rows_new"], counted["rows_changed"], counted["rows_same"]) == (1, 0, len(RAW))
    seen = context.reports.look("E1")
    assert houses(seen)["houses_lo"] == 5
    assert questions(seen, "pair") == []


def test_every_question_is_asked_and_answered(ws, context):
    """A pair, a call for many, a household; answered it is gone, taken back it returns."""
    for kind, verdict, value in (
        ("pair", Verdict.SAME, ""), ("size", Verdict.COVERED, ""), ("home", Verdict.NOT_INSURED, "")
    ):  # fmt: skip
        before = questions(context.reports.look("E1"), kind)
        number = say(ws, before[0], verdict, value)
        after = context.reports.look("E1")
        assert before[0].subject not in {q.subject for q in questions(after, kind)}
        assert after.last_of(before[0].subject) == number
        say(ws, before[0], Verdict.OPEN)
        assert questions(context.reports.look("E1"), kind) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_is_told(context, lang):
    """Counts, questions of each kind, tables: in both languages."""
    seen, to = context.reports.look("E1"), teller(context.story(), lang)
    assert counts_view(seen, lang)
    for kind in KINDS:
        view, asked = asked_view(seen, kind, to)
        assert view
        assert asked is not None
        assert isinstance(candidate_choices(seen, asked, to), list)
    assert len(house_rows(seen, to)) == len(seen.day.houses)
    assert len(tables_view(context, seen, lang)) == 4


def test_only_the_buttons_of_a_question_are_shown():
    """A pair has same, different, later; nothing is shown where nothing is asked."""
    shown = dict(zip([*BUTTONS, "candidate", "houses"], shown_styles("pair"), strict=True))
    assert {k for k, style in shown.items() if not style} == {Id.SAME, Id.APART, Id.LATER}
    assert all(shown_styles(None))


def test_what_a_button_says():
    """The number of a split, the household of a match; nothing without a question."""
    asked = {"subject": "size:R5", "kind": "size", "reports": ["R5"], "seen": 0}
    assert desk.said(Id.SPLIT, asked, None, 7) == ("size:R5", Verdict.SPLIT, "7", 0)
    assert desk.said(Id.HOUSEHOLD, asked, "H", None)[2] == "H"
    assert desk.said(Id.SAME, None, None, None)[0] is None
    assert desk.taken_back(None)[0] is None
    assert desk.taken_back([{"subject": "size:R5", "number": 3}])[3] == 3


def test_the_file_names_no_person(context):
    """One row a house; neither names nor telephones nor keys of households."""
    seen = context.reports.look("E1")
    book = pd.read_excel(
        BytesIO(house_file(context, seen, "en")), sheet_name=None, engine="calamine"
    )
    rows = next(iter(book.values()))
    assert len(rows) == len(seen.day.houses)
    told = rows.astype(str).to_csv()
    assert not any(secret in told for secret in ("张三", "13900000001", "HOUSEHOLD"))
    assert not any(key in told for key in seen.day.houses["household_key"].dropna())


def test_the_nowcast_gets_houses_from_reports_or_claims(ws, tiny_ws):
    """Where there are no reports, each claim is a house; known hides what came later."""
    with open_version(ws) as warehouse:
        county = ws.county()
        table = event_houses(warehouse, county, "E1")
        early = event_houses(warehouse, county, "E1", known=STORM)
    assert (1 - table["p_same"]).sum() == pytest.approx(7, abs=1)
    assert early["house_id"].tolist() == ["R1"]
    with open_version(tiny_ws) as warehouse:
        claims = event_houses(warehouse, county, "E1")
    assert len(claims) == 20


def test_the_page_says_when_there_is_nothing(manager):
    """No report at all: what to load, instead of an empty page."""
    assert "没有带报案的事件" in manager.page("/desk")

"""Page Roster, its files, ``huzhu roster``: made, changed by hand, checked, kept, compared."""

import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner

from dashboards.app import create_app
from dashboards.cli import build
from dashboards.i18n import t
from dashboards.pages import roster as page
from dashboards.pages.roster_kept import changed
from dashboards.story.roster import RECORD, check, make, payload
from dashboards.story.roster_file import printed, roster_workbook
from dashboards.story.roster_sheet import broken_words, day_field, read_sheet, sheet_rows, swapped
from risk.flow import tell
from risk.intake import load_all
from risk.operations import add_user, audit, load_or_create_key, open_operations
from risk.operations.deed import Doer
from risk.operations.rosters import save_roster
from risk.terms import Role
from risk.workspace import Workspace
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, _token
from tests.dashboards.test_pages import told
from tests.tiny_world import NOW, write_csv, write_tiny_world

MONTH = date(2026, 1, 1)
SOLVE_S = 2


@pytest.fixture(scope="module")
def ws(tmp_path_factory) -> Workspace:
    """The tiny world with four surveyors at its first base, one of them away for a week."""
    world = write_tiny_world(tmp_path_factory.mktemp("roster"))
    people = [
        {"工号": f"S{k}", "姓名": f"张{k}", "联系电话": f"1005000000{k}", "所属网点": "B1",
         "岗位": "查勘员"}
        for k in range(1, 5)
    ]  # fmt: skip
    write_csv(world.ledgers / "查勘员.csv", people)
    away = {"工号": "S1", "开始日期": "2026-01-05", "结束日期": "2026-01-11", "事由": "年休假"}
    write_csv(world.ledgers / "请假.csv", [away])
    county = world.ws.county_file
    county.write_text(county.read_text("utf-8") + f"\n[roster]\nsolve_s = {SOLVE_S}\n", "utf-8")
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    load_or_create_key(world.ws.key_file(world.ws.county()))
    with closing(open_operations(world.ws)) as con:
        add_user(con, "watcher", PASSWORD, Role.VIEWER, now=NOW)
        add_user(con, "teller", PASSWORD, Role.ANALYST, now=NOW)
    return world.ws


@pytest.fixture(scope="module")
def app(ws):
    return create_app(ws, tell(ws, presets=()), clock=lambda: NOW)


@pytest.fixture(scope="module")
def context(app):
    return app.server.extensions["huzhu.context"]


@pytest.fixture(scope="module")
def basis(context):
    return context.rosters.basis(context.story(), MONTH, "ordinary")


@pytest.fixture(scope="module")
def made(context, basis):
    return context.rosters.make(context.story(), basis)


@pytest.fixture(scope="module")
def kept(ws, context, basis, made) -> int:
    with closing(open_operations(ws)) as con:
        return save_roster(
            con, MONTH, "January", payload(basis, made.assignments),
            by=Doer("demo", Role.MANAGER, NOW), data_version=context.story().facts.version,
            broken=0,
        )  # fmt: skip


def signed_in(app, name: str = "") -> Visitor:
    client = app.server.test_client()
    form = {"csrf": _token(client.get("/login").get_data(as_text=True))}
    form |= {"name": name, "password": PASSWORD} if name else {}
    where = "/login" if name else "/login/demo"
    assert client.post(where, data=form, headers=SAME_ORIGIN).status_code == 303
    return Visitor(app, client)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_reads_as_it_was_written(basis, made, lang):
    """Codes of both languages; days away are told and count as free."""
    rows = sheet_rows(basis, made.assignments, lang)
    assert [row["surveyor_id"] for row in rows] == ["S1", "S2", "S3", "S4"]
    assert rows[0][day_field(5)] == t("roster.code.away", lang)
    back = check(basis, read_sheet(rows, basis, lang))
    assert back.assignments.equals(made.assignments)
    assert len(back.broken) == 0
    assert back.unfilled["missing"].sum() == made.missing


def test_a_change_by_hand_says_which_rule_it_breaks(basis, made):
    """Called while away; a crew of one; a night and then a day."""
    rows = sheet_rows(basis, made.assignments, "en")
    for k in range(1, 32):
        for row in rows:
            row[day_field(k)] = ""
    rows[0][day_field(6)] = "D"
    found = check(basis, read_sheet(rows, basis, "en")).broken
    assert set(found["rule"]) == {"absent", "heads"}
    rows[1][day_field(12)], rows[1][day_field(13)] = "N", "D"
    words = broken_words(check(basis, read_sheet(rows, basis, "en")), "en")
    assert any("0 h of rest" in said for said in words["said"])


def test_two_people_change_places(basis, made):
    rows = sheet_rows(basis, made.assignments, "zh")
    other = swapped(rows, "S1", "S2", [1, 2])
    assert [r[day_field(1)] for r in other[:2]] == [r[day_field(1)] for r in rows[:2]][::-1]
    assert swapped(other, "S2", "S1", [1, 2]) == rows
    one, two = (check(basis, read_sheet(r, basis, "zh")) for r in (rows, other))
    differ = changed(one, two, "zh")
    assert set(differ["surveyor_id"]) <= {"S1", "S2"}
    assert len(changed(one, one, "zh")) == 0


def test_page_makes_opens_and_compares(app, context, kept):
    """The callbacks answer as the browser asks them."""
    visitor = signed_in(app)
    for lang in ("zh", "en"):
        with app.server.test_request_context(f"/roster?lang={lang}"):
            assert t("roster.needs", lang) in told(page.layout(context))
    state = {
        "roster-month.value": "2026-01", "roster-demand.value": "ordinary",
        "roster-basis.data": None, "roster-sheet.rowData": [], "roster-one.value": None,
        "roster-two.value": None, "roster-swap-days.value": None,
    }  # fmt: skip
    inputs = {"roster-make.n_clicks": None, "roster-open.value": str(kept),
              "roster-swap.n_clicks": None}  # fmt: skip
    answer = visitor.fire("roster-basis.data", inputs, state, changed="roster-open.value")
    shown = answer.get_json()["response"]
    assert shown["roster-basis"]["data"]["roster"] == kept
    rows = shown["roster-sheet"]["rowData"]
    judged = visitor.fire(
        "roster-checked.children",
        {"roster-sheet.rowData": rows, "roster-sheet.cellValueChanged": None},
        {"roster-basis.data": shown["roster-basis"]["data"]},
    )
    assert "独立复核" in json.dumps(judged.get_json(), ensure_ascii=False)
    alike = visitor.fire("roster-compared.children", {"roster-compare.value": [str(kept)] * 2})
    assert t("roster.compare_same", "zh") in json.dumps(alike.get_json(), ensure_ascii=False)


def test_names_stand_only_in_files_of_those_who_may(ws, app, kept):
    """A manager's file holds names, an analyst's none; a viewer gets no file; all is audited."""
    path = f"/export/roster/{kept}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(signed_in(app).get(path).data))
    cells = [str(c.value) for row in book.worksheets[0].iter_rows() for c in row]
    assert "张1" in cells
    page_ = signed_in(app, "teller").get(f"/export/roster/{kept}.html").get_data(as_text=True)
    assert "S1" in page_
    assert "张1" not in page_
    assert signed_in(app, "watcher").get(path).status_code == 403
    assert signed_in(app).get("/export/roster/999.xlsx").status_code == 404
    assert signed_in(app).get("/export/roster/year.xlsx").status_code == 200
    with closing(open_operations(ws)) as con:
        actions = audit.rows(con, 50)["action"].tolist()
    assert f"read personal data: roster {kept}" in actions
    assert actions.count("export") >= 3


def test_last_months_roster_goes_on(context, kept):
    """February's first days are bound by January's kept roster."""
    basis = context.rosters.basis(context.story(), date(2026, 2, 1), "ordinary")
    assert basis.before is not None
    assert basis.before["date"].min() >= date(2026, 1, 24)
    made = make(basis, SOLVE_S)
    assert len(check(basis, made.assignments).broken) == 0


def test_files_hold_the_sheet_and_what_is_broken(basis, made):
    checked = check(replace(basis, rules=replace(basis.rules, heads_per_crew=3)),
                    made.assignments)  # fmt: skip
    text = printed(basis, checked, [("a", "<b>")], names=None, title="T", lang="en")
    assert "&lt;b&gt;" in text
    assert "a crew of 2 people instead of 3" in text
    book = openpyxl.load_workbook(
        io.BytesIO(roster_workbook(basis, checked, [("a", "b")], names={"S1": "=1+1"}, lang="zh"))
    )
    assert book.worksheets[0].cell(2, 2).data_type == "s"


def test_the_command_tells_and_writes(ws, tmp_path):
    """Crews on record: two day and one night crew of two, four people."""
    file = tmp_path / "roster.xlsx"
    arguments = ["roster", "-w", str(ws.root), "--month", "2026-01", "--demand", RECORD,
                 "--export", str(file), "--json"]  # fmt: skip
    done = CliRunner().invoke(build("en"), arguments)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["asked"] == 31 * 4
    assert {row["why"] for row in found["unfilled"] if row["base_id"] == "B2"} == {"no_people"}
    assert file.stat().st_size > 5000
    wrong = CliRunner().invoke(build("en"), ["roster", "-w", str(ws.root), "--month", "May"])
    assert wrong.exit_code == 2
    assert "YYYY-MM" in wrong.output

"""The History page through the test client, on the tiny world known by hand."""

import json
from contextlib import closing
from io import BytesIO
from urllib.parse import parse_qsl

import openpyxl
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.i18n import t
from dashboards.pages import history
from dashboards.pages.history_filters import Id
from dashboards.story import Context, StoryStore
from dashboards.story.look import LISTS, TABS
from dashboards.story.sheets import SHEETS
from risk.operations import audit, open_operations
from tests.tiny_world import NOW, TOWNSHIPS, VILLAGE

TOWNSHIP = next(iter(TOWNSHIPS))
FORM = {f"{id_.value}.value": None for id_, _ in history.FORM}


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_answers_in_both_languages(manager, tab, lang):
    """The tab is marked as the one shown."""
    text = manager.page("/history", f"?tab={tab}", lang=lang)
    assert f'"children":"{t(f"history.tab.{tab}", lang)}","className":"tab here"' in text


@pytest.mark.parametrize("list_", LISTS)
def test_every_register_is_shown(manager, list_):
    """Registers are chosen by a link."""
    text = manager.page("/history", f"?tab=claims&list={list_}")
    assert t(f"history.note.{list_}", "zh") in text or t(f"history.empty.{list_}", "zh") in text


@pytest.mark.parametrize("by", ["year", "season", "structure", "event_id", "tier", "report_hour"])
def test_experience_by_anything(manager, by):
    """Alone and beside the contract year."""
    for search in (f"?by={by}", f"?by={by},year&from=2024" if by != "year" else "?from=2024"):
        assert t("history.note.experience", "zh") in manager.page("/history", search)


@pytest.mark.parametrize("stage", ["arrival", "payment", "review", "whole"])
def test_every_clock_can_be_chosen(manager, stage):
    """By township, hour and event."""
    for by in ("township_code", "report_hour", "event"):
        text = manager.page("/history", f"?tab=promise&stage={stage}&by={by}")
        assert t("history.note.promise", "zh") in text


def test_figures_known_by_hand(manager):
    """40 claims, 37,000 paid; 27 claims in 2024, 20 of them in one storm."""
    text = manager.page("/history")
    assert '"children":"40"' in text
    assert '"children":"3.7万元"' in text
    assert '"children":"27"' in text
    inside = manager.page("/history", "?event=yes")
    assert '"children":"20"' in inside


def test_the_way_down_ends_at_the_claims(manager):
    """County → townships → villages → claims, each a link that keeps the rest of the look."""
    county = manager.page("/history", "?event=no")
    assert f'"href":"/history?place={TOWNSHIP}&event=no"' in county
    township = manager.page("/history", f"?place={TOWNSHIP}&event=no")
    assert f'"href":"/history?place={VILLAGE[0]}&event=no"' in township
    village = manager.page("/history", f"?place={VILLAGE[0]}&event=no")
    assert f'"href":"/history?tab=claims&place={VILLAGE[0]}&event=no"' in village
    assert '"href":"/history?event=no"' in village  # the way back up
    claims = manager.page("/history", f"?tab=claims&place={VILLAGE[0]}&event=no")
    assert "西乡 甲村" in claims


def test_what_is_not_known_of_an_address_is_told(manager):
    """The page stands, and says what it left out."""
    text = manager.page("/history", "?family=meteor")
    assert "family=meteor" in text
    assert t("history.ignored", "zh", values="family=meteor") in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_a_county_without_claims_says_why_each_tab_is_empty(
    tiny_app, no_claims_ws, no_claims_story, tab, lang
):
    """No tab fails; each tells what is missing."""
    context = Context(no_claims_ws, StoryStore(no_claims_ws, no_claims_story), lambda: NOW)
    with tiny_app.server.test_request_context(f"/history?lang={lang}"):
        page = history.layout(context, tab=tab)
    text = json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)
    empty = {"experience": "largest", "promise": "promise", "satisfaction": "satisfaction_years",
             "contract": "open_claims", "seasons": "months", "claims": "claims"}  # fmt: skip
    if tab in empty:
        assert t(f"history.empty.{empty[tab]}", lang) in text


def test_the_form_writes_the_address(manager):
    """What is chosen goes into the address; tab, grouping and the filter bar's years stay."""
    inputs = {f"{Id.APPLY.value}.n_clicks": 1}
    state = {f"{Id.HERE.value}.data": "tab=promise&by=tier&from=2023&page=3"} | FORM
    state |= {"history-families.value": ["storm", "snow"], "history-event.value": "no",
              "history-line.value": "scheme"}  # fmt: skip
    answer = manager.fire(f"{Id.GO.value}.search", inputs, state)
    search = answer.get_json()["response"][Id.GO.value]["search"]
    assert dict(parse_qsl(search.lstrip("?"))) == {
        "tab": "promise", "by": "tier", "from": "2023", "family": "storm,snow", "event": "no",
    }  # fmt: skip


def test_an_emptied_form_gives_the_plain_address(manager):
    """Nothing chosen: nothing in the address."""
    state = {f"{Id.HERE.value}.data": "event=no"} | FORM
    answer = manager.fire(f"{Id.GO.value}.search", {f"{Id.APPLY.value}.n_clicks": 1}, state)
    assert answer.get_json()["response"][Id.GO.value]["search"] == "?"


@pytest.mark.parametrize("name", SHEETS)
def test_every_table_can_be_taken_away(manager, name):
    """A whole Excel file with a sheet that says what it is, marked synthetic."""
    answer = manager.get(f"/export/history/{name}.xlsx?from=2023")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}_2025')
    book = openpyxl.load_workbook(BytesIO(answer.get_data()))
    about = dict(book["说明"].iter_rows(values_only=True))
    assert about["范围"].startswith("合同年2023年起")
    assert "SYNTHETIC" in about["数据性质"]
    assert about["口径与来源"] == t(f"history.note.{name}", "zh")


def test_a_file_holds_the_numbers_of_the_page(manager):
    """Claims by year as known by hand, as numbers."""
    answer = manager.get("/export/history/experience.xlsx?by=year")
    rows = list(openpyxl.load_workbook(BytesIO(answer.get_data())).worksheets[0].values)
    assert rows[0][:2] == ("合同年", "赔案（件）")
    assert [row[:2] for row in rows[1:]] == [("2023年", 4), ("2024年", 27), ("2025年", 9)]


def test_files_are_audited_and_not_for_everybody(manager, viewer, tiny_app, tiny_ws):
    """Strangers and viewers get none; who takes one away is written down."""
    path = "/export/history/claims.xlsx?event=yes"
    assert tiny_app.server.test_client().get(path).status_code == 401
    assert viewer.get(path).status_code == 403
    assert "下载Excel" not in viewer.page("/history")
    assert "下载Excel" in manager.page("/history")
    assert manager.get(path).status_code == 200
    assert manager.get("/export/history/nothing.xlsx").status_code == 404
    with closing(open_operations(tiny_ws)) as con:
        newest = audit.rows(con, 1).iloc[0]
    assert (newest["action"], newest["object"], newest["result"]) == (
        "export",
        "history claims",
        "done",
    )

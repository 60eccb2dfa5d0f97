"""The page of hotline and desks: what it says, what is changed by hand, the file."""

import base64
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from dashboards.figures.chain import backlogs, seats_by_hour, strains
from dashboards.i18n import t
from dashboards.story.chain import seat_rows, seats_of_rows
from risk.errors import ModelError, OperationsError
from risk.staffing.desks import simulate_chain

PRESET = "storm_severe"
SHOWN = "chain-result.children"


@pytest.fixture(scope="module")
def opened(tiny_context, tiny_story):
    return tiny_context.chain.opened(tiny_story, PRESET)


def ask(manager, changed: str, rows=None, lang="zh"):
    inputs = {
        "chain-preset.value": PRESET, "chain-again.n_clicks": 1, "chain-back.n_clicks": 1,
        "chain-recorded.n_clicks": 1,
    }  # fmt: skip
    state = {"chain-seats.rowData": rows or []}
    return manager.fire(SHOWN, inputs, state, changed=changed, lang=lang)


def test_a_scenario_is_opened_and_told_in_both_languages(manager):
    for lang in ("zh", "en"):
        answer = ask(manager, "chain-preset.value", lang=lang).get_data(as_text=True)
        for key in ("chain.steps", "chain.strain", "chain.cars", "chain.assumptions"):
            text = t(key, lang)
            assert text in answer or text.encode("ascii", "backslashreplace").decode() in answer
        assert "100%" not in answer.replace('"100%"', "")  # a width
        assert "100.0%" not in answer


def test_a_number_changed_by_hand_is_simulated_at_once(manager, opened):
    """No reviewer at all: nothing is reviewed, and the answer says it was changed by hand."""
    rows = [row | {"review": 0} for row in seat_rows(opened.setting, opened.setting.plan)]
    answer = ask(manager, "chain-again.n_clicks", rows).get_json()
    text = str(answer["response"]["chain-result"])
    assert t("chain.by_hand", "zh") in text
    wrong = [row | {"review": -1} for row in rows]
    refused = str(ask(manager, "chain-again.n_clicks", wrong).get_json()["response"])
    assert t("panel.refused", "zh") in refused
    assert t("said.chain_whole", "zh", day=rows[0]["date"], value=-1, most=1000) in refused


def test_nobody_on_record_is_said_not_guessed(manager):
    refused = str(ask(manager, "chain-recorded.n_clicks").get_json()["response"])
    assert t("said.chain_no_record", "zh") in refused


def test_rows_give_back_the_seats_they_tell(opened):
    rows = seat_rows(opened.setting, opened.setting.plan)
    seats = seats_of_rows(opened.setting, rows)
    assert (seats.hotline == opened.setting.plan.hotline).all()
    assert all((seats.heads[d] == h).all() for d, h in opened.setting.plan.heads.items())
    for broken in (rows[1:], [rows[0] | {"block_0": "x"}, *rows[1:]]):
        with pytest.raises(OperationsError):
            seats_of_rows(opened.setting, broken)


def test_fewer_seats_answer_fewer_calls_and_the_plan_is_told_on_fresh_draws(opened):
    setting = opened.setting
    none = seats_of_rows(
        setting,
        [r | {f"block_{b}": 0 for b in range(6)} for r in seat_rows(setting, setting.plan)],
    )
    told = simulate_chain(setting, none)
    assert told.hotline.kept["expected_share"] == 0.0
    assert told.binding["step"].iloc[0] == "hotline"
    assert np.isinf(told.binding["strain"].iloc[0])
    assert opened.plan.hotline.kept["expected_share"] > 0.5
    assert setting.fresh.calls.start[-1] != setting.planned.calls.start[-1]


def test_a_preset_that_is_not_told_is_refused(tiny_context, tiny_story):
    with pytest.raises(ModelError):
        tiny_context.chain.opened(tiny_story, "no_such")


def test_figures_draw_every_step(opened):
    told = opened.plan
    assert len(seats_by_hour(told.hotline.by_hour, "zh").data) == 6
    steps = ["hotline", "survey", "review", "payment"]
    assert strains(told.by_day, told.binding, steps, "en").data[0].z.shape[0] == 4
    assert len(backlogs(told.by_day, steps[1:], "en").data) == 6


def test_the_file_holds_what_is_shown(manager, opened):
    rows = seat_rows(opened.setting, opened.setting.plan)
    answer = manager.fire(
        "chain-file.data", {"chain-excel.n_clicks": 1},
        {"chain-preset.value": PRESET, "chain-seats.rowData": rows},
    )  # fmt: skip
    data = answer.get_json()["response"]["chain-file"]["data"]
    book = openpyxl.load_workbook(BytesIO(base64.b64decode(data["content"])))
    assert len(book.sheetnames) == 6
    assert data["filename"].startswith(f"chain_{PRESET}_")
    seats = book[t("chain.sheet.seats", "zh")]
    assert seats.max_row == 1 + len(rows)
    assert seats.cell(2, 2).value == rows[0]["block_0"]


def test_a_viewer_gets_no_file(viewer, opened):
    rows = seat_rows(opened.setting, opened.setting.plan)
    answer = viewer.fire(
        "chain-file.data", {"chain-excel.n_clicks": 1},
        {"chain-preset.value": PRESET, "chain-seats.rowData": rows},
    )  # fmt: skip
    assert answer.status_code == 403

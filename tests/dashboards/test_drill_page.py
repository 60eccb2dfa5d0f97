"""The page Drill: begun, played, ended, exported; plans judged on past events."""

from contextlib import closing
from dataclasses import replace
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from dashboards.i18n import LANGS, t
from dashboards.pages.drill import layout
from dashboards.pages.drill_debrief import debrief_view, share_words
from dashboards.pages.drill_export import record
from dashboards.pages.drill_form import Id
from dashboards.pages.drill_judged import judged_view, past_drills
from dashboards.pages.drill_parts import playing_view
from dashboards.pages.drill_words import decision_fields
from dashboards.story.calibration import calibration_words
from dashboards.story.plans_judged import judge_plans_of, last_plans_judged
from risk.errors import ModelError, OperationsError
from risk.follow.drill_deeds import Deed
from risk.operations import audit, find_user, open_operations
from tests.dashboards.test_pages import told as words
from tests.tiny_world import NOW


@pytest.fixture(scope="module")
def user(tiny_ws):
    with closing(open_operations(tiny_ws)) as con:
        return find_user(con, "watcher")


@pytest.fixture(scope="module")
def number(tiny_context, tiny_story, user):
    """A drill of the tiny world's storm, six hours in, two standby crews called."""
    desk = tiny_context.drills
    origin = str(desk.origins(tiny_story)["origin"].iloc[0])
    found = desk.open(tiny_story, origin, seed=1, participants="manager", user=user, at=NOW)
    base = str(tiny_story.facts.bases["base_id"].iloc[0])
    desk.decide(
        tiny_story, found, user=user, at=NOW, deed=Deed.CALL, source="standby", crews=2,
        base_id=base,
    )  # fmt: skip
    desk.forward(tiny_story, found, 6.0, user=user, at=NOW)
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_a_drill_is_played_and_scored(tiny_context, tiny_story, user, number, lang):
    """What is known, the decision in words; after its end the score, and nothing more to decide."""
    desk = tiny_context.drills
    playing = desk.playing(tiny_story, number)
    if lang == LANGS[0]:
        assert playing.drill.now_h == 6
        shown = words(playing_view(tiny_context, tiny_story, playing, lang))
        assert t("drill.reported", lang) in shown
        assert t("drill.waiting", lang) in shown
        desk.finish(tiny_story, number, user=user, at=NOW)
        with pytest.raises(OperationsError, match="over"):
            desk.forward(tiny_story, number, 1.0, user=user, at=NOW)
    over = desk.playing(tiny_story, number)
    assert over.over
    shown = words(debrief_view(tiny_context, tiny_story, over, lang))
    for way in ("drill", "plan", "own"):
        assert t(f"drill.way.{way}", lang) in shown
    assert "100.0%" not in shown
    assert "manager" in words(past_drills(desk.all(), lang))
    book = openpyxl.load_workbook(BytesIO(record(tiny_context, desk.one(number), lang)))
    assert next(sheet.max_row for sheet in book) == 3
    with closing(open_operations(tiny_context.ws)) as con:
        actions = set(audit.rows(con)["action"])
    assert {"drill begun", "drill step", "drill ended"} <= actions


@pytest.mark.parametrize("lang", LANGS)
def test_plans_are_judged_and_kept(tiny_context, tiny_story, lang):
    """The storm, planned from its eve, on its own claims: plan, own, Erlang C; too few events."""
    if lang == LANGS[0]:
        assert t("drill.not_judged", lang) in words(judged_view(tiny_context, lang))
        models = tiny_story.scores.chosen()
        judge_plans_of(
            tiny_context.ws.root, tiny_story.facts.version, 1, models, NOW,
            progress=lambda share, step: None,
        )  # fmt: skip
    judged = last_plans_judged(tiny_context.ws)
    assert set(judged.rows["way"]) == {"plan", "own", "erlang_c"}
    whole = judged.rows[judged.rows["tier"] == "all"].set_index("way")
    assert (whole["claims"] == 20).all()
    assert whole["share"].between(0, 1).all()
    assert not judged.calibration.calibrated
    shown = words(judged_view(tiny_context, lang))
    assert t("drill.few_events", lang, n=20, events=1) in shown
    assert "20" in calibration_words(tiny_context.ws, lang)


def test_the_page_opens_for_a_viewer(tiny_context, tiny_app):
    """Both halves are there, one hidden; a number that is none is refused in words."""
    with tiny_app.server.test_request_context():
        shown = layout(tiny_context)
        assert t("drill.new", "zh") in words(shown)
        assert t("panel.refused", "zh") in words(layout(tiny_context, drill="999"))


def test_buttons_say_what_is_decided():
    """Each button reads its own fields; a field left empty is refused later, not guessed."""
    given = dict.fromkeys(Id, "")
    assert decision_fields(Id.CALL, given)["crews"] == 0
    assert decision_fields(Id.RELEASE, given) == {"deed": Deed.RELEASE, "of": 0}
    assert decision_fields(Id.OVERTIME, given | {Id.HOURS: 1.5})["hours"] == 1.5
    assert decision_fields(Id.OVERTIME, given)["hours"] < 0
    rules = decision_fields(Id.RULES, given | {Id.DISPATCH: "nearest", Id.SWEEP: True})
    assert (rules["dispatch"], rules["sweep"], rules["photo"]) == ("nearest", True, False)


def test_a_share_is_never_a_certainty():
    """Simulated, not proved."""
    assert share_words(1.0, "en") == ">99.9%"
    assert share_words(0.5, "en") == "50.0%"


def test_another_version_of_the_data_cannot_be_played(tiny_context, tiny_story, number):
    """A drill stands on the data it was begun on."""
    other = replace(tiny_story, facts=replace(tiny_story.facts, version="v9999-x"))
    with pytest.raises(ModelError, match="was played on"):
        tiny_context.drills.playing(other, number)
    assert isinstance(tiny_context.drills.origins(tiny_story), pd.DataFrame)

"""The page Bases and its file: the same figures, coverage beside the promise, what is missing."""

import io
import json

import openpyxl
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.i18n import LANGS, t
from dashboards.pages import bases as page
from dashboards.pages.bases_form import question_of
from dashboards.pages.bases_map import class_labels, map_view
from dashboards.pages.bases_parts import answer_view, hardest
from dashboards.story.bases import (
    Answer,
    Asked,
    default_question,
    ordered,
    placed_bases,
    summary_table,
    tried,
    village_digits,
    work_out,
)
from dashboards.story.bases_file import bases_workbook
from risk.staffing.bases import Where


def silent(_share, _step):
    """Nobody watches."""


@pytest.fixture(scope="module")
def answer(tiny_context, tiny_story) -> Answer:
    """What the job would bring, for the tiny world."""
    facts = tiny_story.facts
    asked = Asked(
        facts.version, tiny_story.seed, default_question(), tiny_context.bases.trials(tiny_story),
        facts.bases, facts.lenders, facts.regions, facts.county,
    )  # fmt: skip
    return work_out(asked, progress=silent)


def told(component) -> str:
    return json.dumps(component.to_plotly_json(), cls=PlotlyJSONEncoder)


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_is_told_in_both_languages(tiny_context, tiny_story, answer, lang):
    text = told(answer_view(tiny_context, tiny_story, answer, lang))
    for key in ("bases.trap", "bases.plans", "bases.map", "bases.trials", "bases.models"):
        assert json.dumps(t(key, lang))[1:-1] in text
    assert "100.0%" not in text


def test_today_comes_first_and_every_plan_has_the_extra_crew(tiny_story, answer):
    rows = summary_table(answer)
    assert rows["candidate"].iloc[0] == "today"
    before = int(tiny_story.facts.bases["crews_day"].sum())
    assert rows["crews_day"].iloc[0] == before
    assert (rows["crews_day"].iloc[1:] >= before + 1).all()
    assert set(rows["candidate"]) == set(answer.study.candidates)


def test_the_map_shows_each_village_once(tiny_context, tiny_story, answer):
    codes = tiny_context.layers()["village"].codes
    for measure in ("minutes", "in_time"):
        digits = village_digits(answer, "today", tried(answer)[0], measure, codes)
        assert len(digits) == len(codes)
        assert set(digits) <= set("012345")
        assert len(class_labels(measure, "en")) == 6
        for name in ordered(answer):
            trial = hardest(answer)
            map_view(tiny_context, tiny_story, answer, name, trial, measure, "zh")
    assert set(placed_bases(answer, "today")["kind"]) == {"stays"}


def test_the_file_has_all_tables(tiny_story, answer):
    book = openpyxl.load_workbook(io.BytesIO(bases_workbook(answer, tiny_story, "en")))
    assert book.sheetnames == ["About", "Plans", "Bases", "Situations", "Villages"]
    plans = list(book["Plans"].values)
    assert len(plans) == 1 + len(answer.study.candidates)
    assert plans[1][0] == t("bases.candidate.today", "en")
    assert len(list(book["Situations"].values)) == 1 + len(answer.study.ranking.table)


def test_controls_out_of_range_are_brought_into_it(tiny_story):
    asked = question_of(tiny_story, ["ordinary"], "quake", 99, -3, ["nobody"], "moon", weather=True)
    assert (asked.plan_for, asked.sites_new, asked.crews_extra) == ("ordinary", 10, 0)
    assert (asked.movable, asked.where, asked.every_weather) == (frozenset(), Where.TOWNSHIPS, True)
    empty = question_of(tiny_story, ["ordinary"], None, None, "", None, None, weather=False)
    assert (empty.sites_new, empty.crews_extra) == (0, 0)


def test_before_an_answer_the_page_says_what_to_do(tiny_app, tiny_context):
    with tiny_app.server.test_request_context("/bases?lang=en"):
        text = told(page.layout(tiny_context))
    assert json.dumps(t("bases.none", "en"))[1:-1] in text
    assert t("bases.form", "en") in text

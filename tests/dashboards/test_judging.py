"""How the models did, in the reader's words."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboards.i18n import t, term
from dashboards.pages.map import method, sheet
from dashboards.story.judging import (
    calibration_of,
    claims_next_year,
    coverage_line,
    verdict_lines,
)
from risk.scoring.evaluation import COLUMNS
from tests.dashboards.test_pages import told
from tests.tiny_world import VILLAGE


def judged(verdicts: dict[str, str], chosen: str, years: int) -> pd.DataFrame:
    """Rows as ``evaluation.compare`` gives them."""
    rows = pd.DataFrame({"model": list(verdicts), "verdict": list(verdicts.values())})
    rows = rows.assign(origins=years, chosen=rows["model"] == chosen)
    return rows.reindex(columns=list(COLUMNS))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_verdict_names_its_rivals(lang):
    """Better than one, worse than another, not to be told from a third, each once."""
    rows = judged(
        {
            "credibility": "",
            "county_rate": "better",
            "raw_rate_all_years": "worse",
            "township_rate": "cannot_be_told_apart",
        },
        "credibility",
        6,
    )
    lead, *lines = verdict_lines(rows, lang)
    assert term("model", "credibility", lang) in lead
    assert "6" in lead
    for line, model in zip(
        lines, ("county_rate", "raw_rate_all_years", "township_rate"), strict=True
    ):
        assert term("model", model, lang) in line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_few_years_conclude_nothing(lang):
    """Whatever the codes, under five years two sentences stand and no rival is named."""
    rows = judged({"credibility": "", "county_rate": "too_few_years"}, "credibility", 3)
    lines = verdict_lines(rows, lang)
    assert len(lines) == 2
    assert "5" in lines[1]
    assert not any(term("model", "county_rate", lang) in line for line in lines)
    assert verdict_lines(rows.iloc[:0], lang) == []


def test_a_simple_way_that_wins_is_said():
    """The county's one rate in use is called the simplest way."""
    rows = judged({"credibility": "cannot_be_told_apart", "county_rate": ""}, "county_rate", 6)
    assert verdict_lines(rows, "en")[-1] == t("judged.simple", "en")


def test_events_and_townships_have_their_own_words():
    """The unit of each scheme is named."""
    rows = judged({"credibility": "", "county_rate": "better"}, "credibility", 9)
    assert "events" in verdict_lines(rows, "en", "event")[0]
    assert "townships" in verdict_lines(rows, "en", "township")[0]


def test_coverage_is_told_beside_poisson():
    """Four shares and the worst year stand in the sentence; nothing judged is no sentence."""
    rows = pd.DataFrame(
        {
            "peril_family": "all",
            "distribution": ["negative_binomial"] * 2 + ["poisson"] * 2,
            "share": [0.5, 0.9, 0.5, 0.9],
            "found": [0.51, 0.88, 0.27, 0.6],
            "found_lowest_year": [0.4, 0.8, 0.1, 0.3],
            "crps": 1.0,
            "origins": 6,
        }
    )
    line = coverage_line(rows, "all", "en")
    for said in ("51%", "88%", "27%", "60%", "80%", "6 years"):
        assert said in line
    assert coverage_line(rows, "storm", "en") == coverage_line(rows.iloc[:0], "all", "en") == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_tells_the_verdict_and_the_counts(tiny_story, lang):
    """The model card holds the sentences of its data, the coverage and the tenths."""
    text = told(method(tiny_story, "all", lang))
    metrics = tiny_story.scores.metrics
    lines = verdict_lines(metrics[metrics["peril_family"] == "all"], lang)
    assert lines
    for line in [*lines, coverage_line(tiny_story.scores.coverage, "all", lang)]:
        assert line in text
    rows = calibration_of(tiny_story.scores.calibration, "all")
    assert (t("calibration.title", lang) in text) == (len(rows) > 1)
    twice = pd.concat([rows, rows.assign(group=10)])
    scores = replace(tiny_story.scores, calibration=twice)
    text = told(method(replace(tiny_story, scores=scores), "all", lang))
    assert t("calibration.title", lang) in text


def test_next_years_claims_of_a_village(tiny_story):
    """Ranges hold one another and stand on the sheet; a township has none."""
    found = claims_next_year(tiny_story, "all", VILLAGE[0])
    assert 0 <= found["claims_lo90"] <= found["claims_lo50"] <= found["claims_hi50"]
    assert found["claims_hi50"] <= found["claims_hi90"]
    township = tiny_story.facts.regions.query("level == 'township'")["code"].iloc[0]
    assert claims_next_year(tiny_story, "all", township) is None
    assert "nine in ten" in told(sheet(tiny_story, "all", VILLAGE[0], "en"))
    assert "nine in ten" not in told(sheet(tiny_story, "all", township, "en"))

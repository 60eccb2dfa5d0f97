"""Findings in words: every answer of every rule has its texts, and the chapter tells them all."""

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import risk.history.findings as room
from dashboards.i18n import MISSING, has_text
from dashboards.report.brief import Brief
from dashboards.report.findings import table
from dashboards.report.words import Words
from dashboards.story.findings import (
    Reader,
    effect_texts,
    said,
    value_text,
)
from risk.history.findings import RULES, Finding, MeasureEffect
from risk.history.findings.model import INSUFFICIENT
from tests.tiny_world import LAST_DAY

ENGLISH = Reader("en", {"T": "Westfield"}, "CNY")
VALUES = {
    "tier": "rural", "least": 30, "reason": "road", "stage": "review", "limit_days": 5,
    "p90_days": 7.25, "township": "T", "looked_at": 3, "now_money": 2000.0, "before_money": 1000.0,
    "family": "storm", "claims": 9, "expected": 4.4, "days": 30, "open": 5, "month": 7,
    "month_claims": 40.2, "month_lo": 30.0, "month_hi": 60.0, "months": [6, 7], "extra_crews": 2,
    "townships": ("T", "unnamed"), "years": 3, "villages": 4, "regions": (), "uninsured": 7,
    "now_per_100": 2.45, "before_per_100": 1.0, "wrong": 3, "refused": 8, "kind": "claim", "old": 1,
}  # fmt: skip


def finding(code: str, answer: str, **changes) -> Finding:
    """A finding with every number a text may ask for."""
    rule = next(r for r in RULES if r.code == code)
    task = rule.tasks.get(answer)
    made = Finding(
        code, rule.family, answer, date(2025, 1, 1), LAST_DAY, 0.62, 0.5, 0.7, 0.95, rule.unit,
        rule.comparison, 0.4, 100, rule.sources, 0.01, 0.02, 0.1, f"{code}.{answer}",
        task.owner if task else "", task.due_days if task else None, VALUES,
    )  # fmt: skip
    return replace(made, **changes)


def answers_in_code() -> set[str]:
    """Every answer a rule may give, as written in the room."""
    folder = Path(room.__file__).parent
    written = {
        node.value
        for name in ("claims", "times", "places", "promise", "satisfaction", "coverage", "records",
                     "evidence")
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    known = {"above", "below", "even", "kept", "missed", "open", "some", "none", *INSUFFICIENT}
    return written & known


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_is_worded(lang):
    """Metric, conclusion, measure, owner and day of each answer; no brace is left over."""
    to, texts = replace(ENGLISH, lang=lang), 0
    for rule in RULES:
        for answer in answers_in_code():
            if not has_text(f"finding.{rule.code}.{answer}", lang):
                continue
            words = said(finding(rule.code, answer), to)
            told = " ".join(vars(words).values())
            assert not re.search(r"[{}]|nan", told), told
            assert (words.owner == MISSING) == (answer not in rule.tasks)
            texts += 1
        assert all(has_text(f"finding.{rule.code}.{answer}", lang) for answer in rule.tasks)
    assert texts >= 60


def test_a_finding_in_english_by_hand():
    """Value with unit, interval and number; names of places; the crews asked for."""
    weekend = finding("weekend", "above", measure="weekend.above.crews")
    words = said(weekend, ENGLISH)
    assert words.value == "0.62× (95% interval 0.50–0.70) of 100"
    assert words.measure == "2 more crews on the weekend roster, in proportion to reports"
    assert (words.owner, words.due) == ("Dispatch", "within 30 days")
    assert words.period == "1 Jan 2025 to 31 Dec 2025"
    places = said(finding("concentration", "above"), ENGLISH).conclusion
    assert places == "Westfield, unnamed: more than their share of insured houses (40%)"


def test_a_value_says_what_it_counts():
    """Rows, households, policies; no interval where nothing was sampled; none known is said."""
    nan = float("nan")
    rows = finding("refused", "some", lo=nan, hi=nan)
    assert value_text(rows, ENGLISH) == "62.0% of 100 rows"
    assert value_text(finding("old_open", "some", value=3, lo=nan), ENGLISH) == "3 claims"
    assert value_text(finding("peak", "thin", value=nan), ENGLISH) == "not enough data"
    assert value_text(finding("township", "even", value=nan), ENGLISH) == MISSING


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chapter_tells_every_finding_of_the_story(story, lang):
    """One row each, ranked; the few claims of the tiny world carry few conclusions."""
    brief = Brief(story, Words(lang))
    found = story.account.findings
    _, told = table(brief)
    assert len(told.rows) == len(found) >= 20
    assert told.rows[0][3] == said(found[0], Reader(lang, {}, "CNY")).conclusion
    assert [row[3] for row in told.rows].count(brief.words.said("finding.thin")) == 0
    thin = [f for f in found if not f.sufficient]
    assert len(thin) >= 12
    assert found[-1] is thin[-1]


def test_measures_tell_before_and_after():
    """Both values with their intervals, and what cannot be computed."""
    effect = MeasureEffect(
        "M", date(2025, 1, 10), "", "more crews", "", None, "running", "x", "arrival_share",
        "share", "better", True, (LAST_DAY, LAST_DAY), (LAST_DAY, LAST_DAY), 0.5, 0.9,
        (0.4, 0.6), (0.8, 0.95),
    )  # fmt: skip
    change, answer = effect_texts(effect, "en")
    assert change == "50.0% (95% interval 40.0%–60.0%) → 90.0% (95% interval 80.0%–95.0%)"
    assert answer == "better (so far)"
    unknown = replace(effect, answer="unknown_metric", after=None)
    assert effect_texts(unknown, "en") == (MISSING, "a metric nobody knows: cannot be computed")


def test_one_subject_alone_is_one_looked_at():
    """A county of one peril has one family to compare: it is told, not a missing number."""
    alone = replace(finding("frequency", "even"), values={})
    assert "1" in said(alone, ENGLISH).conclusion

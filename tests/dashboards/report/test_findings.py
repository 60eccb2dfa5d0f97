"""Findings: shares judged by days, townships named beforehand, nights by the time of report."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboards.report.brief import Brief
from dashboards.report.findings import concentration, night, top_before, weekend
from dashboards.report.shares import share_by_day
from dashboards.report.words import Words
from tests.tiny_world import TOWNSHIPS

EAST, MIDDLE, WEST = (list(TOWNSHIPS)[i] for i in (2, 1, 0))


def brief(story, claims):
    """A brief in English of the tiny world with these claims."""
    return Brief(replace(story, facts=replace(story.facts, claims=claims)), Words("en"))


def many(story, days, per_day, **columns):
    """Claims of 2025, so many on each of so many days, otherwise like the tiny world's."""
    one = story.facts.claims.query("year == 2025").dropna(subset="reported_at").head(1)
    rows = pd.concat([one] * (days * per_day), ignore_index=True)
    at = pd.Timestamp(2025, 1, 1, 10) + pd.to_timedelta(np.repeat(np.arange(days), per_day), "D")
    return rows.assign(loss_at=at, reported_at=at, **columns)


def test_claims_of_one_day_count_as_one_happening():
    """The same share of the same claims is less sure when they came on fewer days."""
    hits = pd.Series([True, False] * 200)
    spread = share_by_day(hits, pd.Series(range(400)), seed=1)
    together = share_by_day(hits.sort_values(ignore_index=True),
                            pd.Series(np.arange(400) // 40), seed=1)  # fmt: skip
    assert spread.value == together.value == 0.5
    assert together.high - together.low > 3 * (spread.high - spread.low)
    assert spread == share_by_day(hits, pd.Series(range(400)), seed=1)
    few = share_by_day(hits, pd.Series(np.arange(400) // 80), seed=1)
    assert few.beside(0.0) == "thin"


def test_a_storm_on_one_weekend_makes_no_rule_of_weekends(story):
    """Forty claims of one Saturday among sixty single weekdays conclude nothing."""
    days = many(story, 84, 1)
    weekdays = days[days["reported_at"].dt.day_of_week < 5]
    saturday = days[days["reported_at"].dt.day_of_week == 5].head(1)
    claims = pd.concat([weekdays, *[saturday] * 40], ignore_index=True)
    assert weekend(brief(story, claims)).conclusion.startswith("In line")


def test_the_three_townships_are_named_by_earlier_years(story):
    """2025's claims all lie in the east; those named had most before it, whatever came since."""
    before = many(story, 40, 1, township_code=WEST).assign(year=2024)
    claims = pd.concat([before, many(story, 40, 1, township_code=EAST)], ignore_index=True)
    b = brief(story, claims)
    assert top_before(b) == [WEST]
    found = concentration(b)
    assert found.value.startswith("0.0%")
    assert found.conclusion.startswith(f"{b.names[WEST]}: most claims before")
    assert "34%" in found.conclusion  # 30 of its houses and a half-year's one, of 90.5
    evenly = many(story, 60, 1).assign(township_code=[WEST, MIDDLE, EAST] * 20)
    even = concentration(brief(story, pd.concat([before, evenly], ignore_index=True)))
    assert "in line" in even.conclusion


def test_too_few_earlier_claims_name_nobody(story):
    """Without a past there is no township to test."""
    b = brief(story, many(story, 40, 1, township_code=WEST))
    assert top_before(b) == []
    assert concentration(b).conclusion == b.words("finding.thin")


@pytest.mark.parametrize("precision", ["day", "minute"])
def test_a_night_is_told_by_the_time_of_report(story, precision):
    """A report at ten is at night however the loss is dated; a day without a time is left out."""
    claims = many(story, 60, 1, time_precision=precision)
    late = claims.assign(reported_at=claims["reported_at"].dt.normalize() + pd.Timedelta(hours=22))
    found = night(brief(story, late))
    assert found.value.startswith("100.0%")
    assert found.conclusion.startswith("Above")
    undated = claims.assign(reported_at=claims["reported_at"].dt.normalize())
    none = Words("en")("not_enough_short")
    assert (night(brief(story, undated)).value == none) == (precision == "day")

"""The summary to the bureau: its figures are the story's and the record's, in both languages."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboards.i18n import has_text
from dashboards.report import summary_cases, summary_goals, summary_problems, summary_year
from dashboards.report.asked import KINDS, Asked
from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Report, Table
from dashboards.report.material import About
from dashboards.report.summary import NAMES
from dashboards.report.summary_read import AFTER_DAYS, WEEKS_AFTER, days_ahead
from dashboards.report.words import Words
from tests.dashboards.report.read_back import table_of, texts

RAW = re.compile(r"\b(report|summary|table|col)\.\w")


@pytest.fixture(scope="module")
def given(given_of):
    """What the tiny world's summary reads beside its story."""
    return given_of("summary")


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request, made_of) -> tuple[Brief, Report]:
    """The summary in each language."""
    return made_of("summary", request.param)


def test_it_is_a_kind_of_its_own(story):
    """Letter S, the year reported on; a contract year may be asked for, an event not."""
    kind = KINDS["summary"]
    assert (kind.letter, kind.year(story, About())) == ("S", 2025)
    Asked("summary", "en", about=About(contract_year=2025))
    with pytest.raises(Exception, match="does not mind event"):
        Asked("summary", "en", about=About(event="E1"))
    assert all(has_text("reports.kind.summary", lang) for lang in ("zh", "en"))


def test_no_key_shows_and_no_cell_is_nan(made):
    """Every key has its words; a gap is told, not printed as nan."""
    said = texts(made[1])
    assert not RAW.search(said)
    assert "nan" not in said.lower()


def test_its_figures_are_those_of_the_year(made):
    """Nine claims of 2025, two open, all in the key figures; none is left out."""
    b, report = made
    assert tuple(report.key_figures) == NAMES
    assert report.key_figures["claims_to_date"] == "9"
    assert report.key_figures["open_claims"] == "2"
    assert report.key_figures["problems"] == b.words.n(
        len(next(x for x in summary_problems.problems(b) if isinstance(x, Bullets)).items)
    )
    whole = table_of(report, b, "whole_year")
    assert whole.rows[0][1] == "9"


def test_years_are_the_last_three(made):
    """4, 27 and 9 claims; the same days of last year beside them."""
    b, report = made
    assert [row[1] for row in table_of(report, b, "years").rows] == ["4", "27", "9"]
    change = b.words("summary.change.fewer", n="18")
    assert change in texts(report)


def test_open_cases_wait_for_their_next_step(made):
    """The two nobody has reached, oldest first."""
    b, report = made
    rows = table_of(report, b, "open_cases").rows
    assert {row[-1] for row in rows} == {b.words("summary.step.reach")}
    ages = [int(row[4]) for row in rows]
    assert ages == sorted(ages, reverse=True)
    assert len(ages) == 2


def test_the_step_follows_from_what_is_done():
    """Reached but not surveyed waits for the survey, and so on to the payment."""
    row = {"reached": True, "surveyed": False, "approved": False}
    assert summary_cases.step(row) == "survey"
    assert summary_cases.step(row | {"surveyed": True}) == "approve"
    assert summary_cases.step(row | {"surveyed": True, "approved": True}) == "pay"


def test_closed_and_open_add_up_on_every_day(made, given):
    """What has run off and what is left are the claims open now."""
    b, report = made
    rows = table_of(report, b, "run_off").rows
    assert len(rows) == len(given.content.closing) == WEEKS_AFTER + len(AFTER_DAYS)
    assert all(float(row[2]) + float(row[4]) == pytest.approx(2, abs=0.11) for row in rows)
    means = [c.run_off.mean for c in given.content.closing]
    assert means == sorted(means, reverse=True)


def test_days_ahead_end_with_the_contract_year(story):
    """By weeks when it is near, by month ends before; the tail always."""
    county = story.facts.county
    near = days_ahead(county, date(2025, 11, 30))
    assert near[:5] == [date(2025, 12, n) for n in (7, 14, 21, 28, 31)]
    far = days_ahead(county, date(2025, 8, 31))
    assert far[:4] == [date(2025, m, d) for m, d in ((9, 30), (10, 31), (11, 30), (12, 31))]
    over = days_ahead(county, date(2025, 12, 31))
    assert over[:4] == [date(2026, 1, n) for n in (7, 14, 21, 30)]


def test_a_year_over_has_no_time_left(made):
    """Two claims open at its end are a problem, and no chance of closing them in 0 days is told."""
    b, report = made
    assert b.words("summary.problem.open_end", n="2") in texts(report)
    assert b.words("summary.open.end", n="2", day=b.words.day(date(2025, 12, 31))) in texts(report)


def test_events_are_those_of_the_year(made, story):
    """None in 2025; the storm of 2024 with its 20 claims the year before."""
    b, report = made
    assert b.words("summary.events.none", year=b.words.year(2025)) in texts(report)
    claims = story.facts.claims
    storm = summary_year.handled(b, claims[claims["event_id"].notna()])
    assert (storm.claims, storm.open, storm.paid_money) == (20, 0, 20_000.0)


def test_special_households_stand_beside_the_others(made):
    """Claims by group add up to the year's."""
    b, report = made
    rows = table_of(report, b, "special_claims").rows
    assert sum(int(row[1]) for row in rows) == 9


def test_targets_are_counted_by_metric(story):
    """Met, missed and untold months add up; few cases are called thin."""
    rows = [
        (1, 1, "a", "arrival_share", 0.9, 0.95, 0.9, 0.98, 100.0, "met", False),
        (2, 2, "a", "arrival_share", 0.95, 0.5, 0.2, 0.8, 40.0, "missed", False),
        (3, 3, "a", "arrival_share", 0.9, float("nan"), 0.2, 0.8, 0.0, "not_yet", True),
        (1, 1, "h", "hotline_in_time_share", 0.9, *[float("nan")] * 4, "cannot_tell", True),
        (1, 1, "s", "satisfied_share", 0.9, 1.0, 0.8, 1.0, 3.0, "met", True),
    ]
    names = ["contract_month", "month", "metric", "metric_code", "target", "actual", "actual_lo",
             "actual_hi", "n", "verdict", "little_data"]  # fmt: skip
    account = replace(story.account, targets=pd.DataFrame(rows, columns=names))
    b = Brief(replace(story, account=account), Words("en"))
    table = next(x for x in summary_goals.goals(b) if isinstance(x, Table))
    assert table.rows[0][1:5] == ("90.0% – 95.0%", "1", "1", "1")
    assert [summary_goals.reading(own) for _, own in account.targets.groupby("metric")] == [
        "missed", "untold", "thin",
    ]  # fmt: skip
    assert summary_goals.counts(account.targets) == {"met": 2, "missed": 1, "untold": 2}

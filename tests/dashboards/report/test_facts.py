"""What chapters compute: years covered, the estimate of the rest of a year, the season."""

import pytest

from dashboards.report import Material, annual_report, facts
from dashboards.report.brief import Brief
from dashboards.report.words import Words
from dashboards.report.year_plan import before, month_tasks


def test_whole_years_are_those_with_policies_and_over(story, midyear):
    """2023, 2024 and 2025 at the end of 2025; the same half a year later."""
    assert facts.complete_years(story) == [2023, 2024, 2025]
    assert facts.complete_years(midyear) == [2023, 2024, 2025]


def test_a_year_that_is_over_needs_no_estimate(story):
    """On the last day of a contract year nothing is still to come."""
    assert facts.remaining(story) is None


def test_the_rest_of_a_year_is_told_by_the_same_days_of_past_years(midyear):
    """After 30 June: 0 claims in 2023, 27 in 2024, 9 in 2025."""
    estimate = facts.remaining(midyear)
    assert estimate.years == (2023, 2024, 2025)
    assert estimate.total == (12.0, 0.0, 27.0)
    assert not estimate.scaled  # no policy in force on that day to scale to
    months = estimate.months.set_index("month")
    assert list(months.index) == [7, 8, 9, 10, 11, 12]
    assert months.loc[7, "high"] == 20  # the storm
    assert months["expected"].sum() == pytest.approx(12.0)


def test_an_estimate_is_marked_as_one(midyear):
    """Months to come stand as estimate, in a column of their own, with their range."""
    report = annual_report(Material(midyear, "en"))
    words = Words("en")
    rows = next(t for t in report.tables() if t.caption == words("table.months")).rows
    assert [row[4] for row in rows] == ["actual"] * 6 + ["estimate"] * 6
    assert rows[6] == ("Jul", "0", "7", "0–20", "estimate")


def test_the_season_adds_up_to_a_usual_year(story):
    """Expected claims by family and month and by month alone have the same sum."""
    by_family, by_month = facts.season(story), facts.month_totals(story)
    assert by_family["expected"].sum() <= by_month["mean"].sum() + 1e-9
    assert by_month["month"].tolist() == list(range(1, 13))


def test_a_drill_stands_before_each_season(story):
    """Each family's drill is in the month before its season, over the new year too."""
    assert before(1) == 12
    tasks = month_tasks(Brief(story, Words("en")))
    assert any("drill for storm" in task for task in tasks[4])
    assert any("drill for snow" in task for task in tasks[9])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_year_without_claims_still_makes_a_report(midyear, lang):
    """Gaps are said, not drawn as zero: no scenario, no premium, no claim yet."""
    report = annual_report(Material(midyear, lang))
    words = Words(lang)
    paragraphs = [getattr(block, "text", "") for block in report.blocks()]
    assert words("outlook.none") in paragraphs
    assert words("happened.family.none", year=words.year(2026)) in paragraphs

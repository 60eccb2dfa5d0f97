"""Chapters of the contract: their tables are the account's, and say what cannot be told."""

from dataclasses import replace
from datetime import date
from math import inf, nan

import pandas as pd
import pytest

from dashboards.i18n import MISSING
from dashboards.report import ahead, closing, coverage, findings, households, stages, targets
from dashboards.report.brief import Brief
from dashboards.report.content import Paragraph, Table
from dashboards.report.words import Words
from risk.history.findings import MeasureEffect
from risk.history.forecast import ALL

TARGETS = ("contract_month", "month", "metric", "metric_code", "target", "actual", "actual_lo",
           "actual_hi", "n", "verdict", "little_data")  # fmt: skip


@pytest.fixture(scope="module", params=["zh", "en"])
def brief(request, story):
    """The tiny world's story in each language."""
    return Brief(story, Words(request.param))


def with_account(brief: Brief, **changes) -> Brief:
    """The same brief of a changed account."""
    account = replace(brief.account, **changes)
    return replace(brief, story=replace(brief.story, account=account))


def tables(blocks) -> list[Table]:
    """Tables among blocks."""
    return [block for block in blocks if isinstance(block, Table)]


def words_of(blocks) -> str:
    """Running text of blocks."""
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_stages_are_those_of_the_timeliness_view(brief):
    """Eleven rows in the order of a claim's life; late arrivals with limit and tier."""
    w = brief.words
    (table,) = tables(stages.stages(brief))
    frame = brief.account.service.timeliness
    assert [row[2] for row in table.rows] == [w.n(n) for n in frame["claims"]]
    rural = table.rows[2]
    assert rural[1] == w.limit(180)
    assert (rural[3], rural[4], rural[5]) == ("6", "0", "2")  # two open claims past their 3 h


def test_the_commonest_reason_stands_beside_its_tier(brief):
    """With its count; other stages have none."""
    reasons = pd.DataFrame(
        {"tier": ["rural", "rural"], "late_reason": ["road", "night"], "late": [2, 5]}
    )
    service = replace(brief.account.service, late_reasons=reasons)
    (table,) = tables(stages.stages(with_account(brief, service=service)))
    said = brief.words("reason_of", reason="night", n="5")
    assert [row[-1] for row in table.rows] == [MISSING, MISSING, said, *[MISSING] * 8]


def test_payments_are_told_by_bins_that_add_up(brief):
    """Every bin, the empty ones too; the last one open."""
    w = brief.words
    (table,) = tables(stages.payments(brief))
    frame = brief.account.service.payment_times
    timed = frame[(frame["standing"] == "timed") & (frame["clock"] == "from_report")]
    assert sum(int(row[1]) for row in table.rows) == timed["claims"].sum() == 6
    assert table.rows[-1][0] == w("bin_from", n="60")
    assert stages.bin_text(brief, 3.0, 5.0) == w("bin", first="3", last="5")
    assert stages.bin_text(brief, 60.0, inf) == w("bin_from", n="60")


def test_households_that_were_not_asked_are_not_satisfied_for_it(brief):
    """No answers: a sentence, no table of zeros."""
    told = households.satisfaction(brief)
    assert words_of(told) == brief.words("satisfaction.none")
    assert not tables(told)


def test_answers_are_told_with_index_share_and_measure(brief):
    """Index in points with its interval; the trend by year; what silence could hide."""
    w = brief.words
    row = {
        "year": 2025, "month": 7, "closed": 100, "answers": 80, "satisfied": 60,
        "basically_satisfied": 10, "dissatisfied": 10, "index": 82.5, "index_lo": 76.0,
        "index_hi": 88.0, "satisfied_share": 0.875, "satisfied_share_lo": 0.8,
        "satisfied_share_hi": 0.925, "share_if_silent_dissatisfied": 0.7,
        "share_if_silent_satisfied": 0.9, "weight_satisfied": 100.0,
        "weight_basically_satisfied": 60.0, "weight_dissatisfied": 0.0,
    }  # fmt: skip
    frame = pd.DataFrame([row])
    service = replace(brief.account.service, satisfaction=frame, satisfaction_months=frame)
    told = households.satisfaction(with_account(brief, service=service))
    by_year, by_month, *_ = tables(told)
    assert by_year.rows[0][3] == "82.5" + w("with_range", value="", range="76.0–88.0")
    assert by_month.rows[0][0] == w.month(7)
    assert "70.0%" in words_of(told)
    assert "90.0%" in words_of(told)


def test_targets_are_told_metric_by_metric(brief):
    """Met, missed, few cases; a metric of which no month can be told is one sentence."""
    w = brief.words
    rows = [
        (1, 1, "a", "arrival_share", 0.9, 0.95, 0.9, 0.98, 100.0, "met", False),
        (2, 2, "a", "arrival_share", 0.9, 0.5, 0.2, 0.8, 4.0, "missed", True),
        (1, 1, "h", "hotline_in_time_share", 0.9, nan, nan, nan, nan, "cannot_tell", True),
        (1, 1, "d", "mean_closing_days", 30.0, 22.5, 20.0, 25.0, 50.0, "met", False),
        (1, 1, "x", None, 3.0, 4.0, nan, nan, nan, "unknown_metric", True),
    ]
    frame = pd.DataFrame(rows, columns=list(TARGETS))
    told = targets.reached(with_account(brief, targets=frame))
    arrival, days, unknown = tables(told)
    assert w("goals.metric.arrival_share") in arrival.caption
    assert arrival.rows[0][1:3] == ("90.0%", w("with_range", value="95.0%", range="90%–98%"))
    few = w("with_range", value=w("goals.verdict.missed"), range=w("little_data"))
    assert arrival.rows[1][-1] == few
    assert w("days", n="22.5") in days.rows[0][2]
    assert "x" in unknown.caption
    assert w("goals.why.cannot_tell") in words_of(told)
    assert w("goals.count", verdict=w("goals.verdict.met"), n="2") in words_of(told)


def test_a_year_without_targets_says_so(brief):
    """The tiny world has none on record."""
    told = targets.reached(brief)
    assert words_of(told) == brief.words("goals.none", year=brief.words.year(2025))


def test_coverage_is_known_from_the_roster_alone(brief):
    """90 of 108 expected; without a roster unknown, not the map's households."""
    w = brief.words
    (table,) = tables(coverage.by_township(brief))
    county = table.rows[0]
    assert county[:5] == (w("whole_county"), "90", "108", "83.3%", "18")
    assert county[5:7] == ("1", "17")  # one lapsed; the others were not insured before either
    assert county[-1] == w("coverage.measure.visit")
    gone = {"households_expected": nan, "coverage_rate": nan, "households_uninsured": nan}
    insured = replace(
        brief.account.insured, townships=brief.account.insured.townships.assign(**gone)
    )
    told = coverage.by_township(with_account(brief, insured=insured))
    (unlisted,) = tables(told)
    assert unlisted.rows[0][2:5] == (w("unknown"),) * 3
    assert unlisted.rows[0][-1] == w("coverage.measure.roster")
    assert w("coverage.township.unknown") in words_of(told)


def test_groups_without_lists_are_unknown(brief):
    """No department's list is loaded."""
    (table,) = tables(coverage.by_group(brief))
    assert {row[3] for row in table.rows} == {brief.words("unknown")}
    assert {row[-1] for row in table.rows} == {brief.words("expected_from.unknown")}


def test_the_year_ahead_has_ranges_and_its_test(brief):
    """All families with their range; a family of few claims has no numbers of its own."""
    w, made = brief.words, brief.account.forecast
    families, months, *_ = tables(ahead.twelve_months(brief))
    every = made.by_year[made.by_year["peril_family"] == ALL].iloc[0]
    by_name = {row[0]: row for row in families.rows}
    assert by_name[w("all_families")][4] == w.span(every["p05"], every["p95"])
    assert by_name[w.family("flood")][2] == w("not_enough_short")
    assert len(months.rows) == 12
    none = with_account(brief, forecast=replace(made, note="not enough data"))
    assert words_of(ahead.twelve_months(none)) == w("ahead.none", months="24", n="10")


def test_open_claims_and_payments_to_come(brief):
    """Two open claims; three years developed, nothing to come of the tiny world's."""
    w = brief.words
    (ages,) = tables(closing.open_claims(brief))
    assert sum(int(row[1]) for row in ages.rows) == 2
    (years,) = tables(closing.development(brief))
    assert len(years.rows) == 3
    assert years.rows[0][0] == "2023-01-01 – 2023-12-31"
    done = replace(brief.account.run_off, open_now=0)
    assert words_of(closing.open_claims(with_account(brief, run_off=done))) == w("closing.none")


def test_measures_stand_with_their_metric_before_and_after(brief):
    """Computed beside typed; none on record is said."""
    w = brief.words
    assert words_of(findings.measures(brief)) == w("measures.none")
    effect = MeasureEffect(
        "M", date(2025, 1, 10), "late", "more crews", "claims", date(2025, 3, 31), "running",
        "on time", "arrival_share", "share", "better", True,
        (date(2024, 4, 1), date(2024, 12, 31)), (date(2025, 4, 1), date(2025, 12, 31)), 0.5, 0.9,
        (0.4, 0.6), (0.8, 0.95), typed_before=0.48,
    )  # fmt: skip
    (table,) = tables(findings.measures(with_account(brief, measures=(effect,))))
    row = table.rows[0]
    assert row[0] == w.day(date(2025, 1, 10))
    assert "90.0%" in row[5]
    assert row[6] == f"0.480 → {MISSING}"

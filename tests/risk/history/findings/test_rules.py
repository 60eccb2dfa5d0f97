"""Rules by hand: each kind of finding on frames whose answer is known."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from risk.history.findings import claims as on_claims
from risk.history.findings import coverage, places, promise, records, satisfaction, times
from risk.settings import County, Promise
from tests.risk.history.findings.conftest import (
    bases,
    claims_on,
    complaints,
    days_of,
    exposure,
    loads,
    targets,
)
from tests.risk.history.findings.conftest import promise as promise_rows


def joined(*frames):
    """Claims of several makings."""
    return pd.concat(frames, ignore_index=True)


def test_loss_ratio_is_paid_over_earned_premium(make):
    """183 payments of 1,000 on 400,000 of premium; three times as much is above one."""
    (seen,) = on_claims.loss_ratio(make())
    assert (seen.answer, seen.value) == ("below", pytest.approx(183 / 400))
    (high,) = on_claims.loss_ratio(make(claims_on(days_of(2025), paid_money=3000.0)))
    assert (high.answer, high.effect) == ("above", pytest.approx(1 - 400 / 549))
    (none,) = on_claims.loss_ratio(make(exposure=exposure([2025], "none")))
    assert none.answer == "thin"


def test_payments_twice_as_large_are_found(make):
    """Mean payment 2,000 against 1,000 of the same days of last year; what is paid later is not."""
    now = claims_on(days_of(2025))
    now["paid_money"] = np.resize([1500.0, 2500.0], len(now))
    late = claims_on(days_of(2024), paid_at=pd.Timestamp("2025-06-01"), paid_money=9e6)
    (seen,) = on_claims.severity(make(joined(claims_on(days_of(2024)), late, now)))
    assert (seen.answer, seen.values["before_money"]) == ("above", 1000.0)
    assert (
        seen.value == pytest.approx(seen.values["now_money"] / 1000) == pytest.approx(2, rel=0.01)
    )
    assert seen.lo > 1.9


def years_of(counts, **changes):
    """So many claims in the days of each year."""
    return joined(*[
        claims_on(days_of(year)[:1].repeat(n) + pd.to_timedelta(np.arange(n) % 360, "D"), **changes)
        for year, n in counts.items()
    ])  # fmt: skip


def test_a_family_twice_as_frequent_as_its_past_is_found(make):
    """200 where four years had 100: twice, its interval on counts divided by t(3)² / z²."""
    counts = {2021: 100, 2022: 100, 2023: 100, 2024: 100, 2025: 200}
    (seen,) = on_claims.frequency(make(years_of(counts)))
    assert (seen.answer, seen.values["family"], seen.values["expected"]) == ("above", "storm", 100)
    assert seen.value == pytest.approx(2)
    assert 1.3 < seen.lo < 1.6
    assert seen.effect == pytest.approx(1 - 1 / seen.lo)


def test_a_family_of_wild_years_is_not_judged_by_one(make):
    """Years of 5, 300, 5 and 90 say nothing against one of 200."""
    counts = {2021: 5, 2022: 300, 2023: 5, 2024: 90, 2025: 200}
    (seen,) = on_claims.frequency(make(years_of(counts)))
    assert seen.answer == "thin"


def test_only_the_same_days_of_past_years_are_compared(make):
    """On 30 June half of each past year's claims and half its exposure count."""
    counts = {2021: 360, 2022: 360, 2023: 360, 2024: 360, 2025: 360}
    rows = years_of(counts)
    rows = rows[rows["loss_at"] < "2025-07-01"]
    half = exposure([2021, 2022, 2023, 2024])
    now = exposure([2025]).assign(house_years=[100 * 181 / 365, 300 * 181 / 365])
    tables = make(rows, as_of=date(2025, 6, 30), exposure=joined(half, now))
    (seen,) = on_claims.frequency(tables)
    assert seen.answer == "even"
    assert seen.values["expected"] == pytest.approx(seen.values["claims"], rel=0.02)


def test_old_open_claims_are_counted(make):
    """Two open, one of them for more than thirty days."""
    rows = claims_on(["2025-11-01", "2025-12-20", "2025-11-01"], status=["open", "open", "paid"])
    (seen,) = on_claims.old_open(make(rows))
    assert (seen.answer, seen.value, seen.n) == ("some", 1, 2)
    assert on_claims.open_claims(make(rows)) == (2, 1)


def made_forecast(lo, mean, hi, last):
    """A forecast of all families, July the highest."""
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    by_month = pd.DataFrame(
        {"peril_family": "all", "month": months, "mean": 5.0, "p05": 1.0, "p95": 9.0}
    )
    by_month.loc[6, "mean"] = 40.0
    by_year = pd.DataFrame(
        {"peril_family": ["all"], "mean": [mean], "p05": [lo], "p95": [hi],
         "last_12_months": [last]}
    )  # fmt: skip
    return SimpleNamespace(by_month=by_month, by_year=by_year, first=months[0], note="")


def test_the_year_ahead_stands_beside_the_last(make):
    """A 90 % range wholly above the last twelve months is more; one that holds them is even."""
    assert on_claims.ahead(make()) == []
    (more,) = on_claims.ahead(make(forecast=made_forecast(120, 150, 190, 100)))
    assert (more.answer, more.level, more.values["month"]) == ("above", 0.9, 7)
    assert (more.first, more.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert more.effect == pytest.approx(1 - 100 / 120)
    (even,) = on_claims.ahead(make(forecast=made_forecast(80, 150, 190, 100)))
    assert (even.answer, even.effect) == ("even", 0.0)


def test_the_season_is_named_by_other_years(make):
    """All claims of three years in June to August; and no season where every month is alike."""
    summer = joined(
        *[claims_on(pd.date_range(f"{y}-06-01", f"{y}-08-31")) for y in (2023, 2024, 2025)]
    )
    (seen,) = times.peak(make(summer))
    assert (seen.answer, seen.value, seen.values["months"]) == ("above", 1.0, [6, 7, 8])
    assert (seen.first, seen.last) == (date(2023, 1, 1), date(2025, 12, 31))
    (even,) = times.peak(make(joined(*[claims_on(days_of(y)) for y in (2023, 2024, 2025)])))
    assert even.answer == "even"


def test_weekends_of_twice_the_reports_ask_for_twice_the_crews(make):
    """One claim a weekday, two a weekend day: ratio 2, four crews and four more."""
    days = pd.date_range("2023-01-01", "2025-12-31")
    rows = claims_on(days.append(days[days.day_of_week >= 5]))
    (seen,) = times.weekend(make(rows))
    assert (seen.answer, seen.value) == ("above", pytest.approx(2))
    assert seen.values["extra_crews"] == 4
    assert (seen.first, seen.n) == (date(2023, 1, 1), len(rows))
    assert "extra_crews" not in times.weekend(make(rows, bases=bases(4).iloc[:0]))[0].values


def test_a_storm_on_one_weekend_makes_no_rule_of_weekends(make):
    """Four hundred claims of an event on one Saturday are left out."""
    rows = claims_on(pd.date_range("2023-01-01", "2025-12-31"))
    storm = claims_on(["2025-07-12"] * 400, event_id="E")
    (seen,) = times.weekend(make(joined(rows, storm)))
    assert (seen.answer, seen.n) == ("even", len(rows))


def test_a_short_record_says_nothing_of_weekends(make):
    """Three months are too few blocks of four weeks."""
    (seen,) = times.weekend(make(claims_on(pd.date_range("2025-10-01", "2025-12-31"))))
    assert seen.answer == "thin"


def test_holidays_and_worked_weekends_come_from_the_calendar(make):
    """A Wednesday off and the Sunday worked for it."""
    days = pd.date_range("2025-09-22", "2025-10-05")
    worked = pd.Series([1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0], days).cumsum()
    off = times.days_off(make(calendar=worked), date(2025, 9, 23))
    assert off == ([date(2025, 10, 1)], [date(2025, 9, 28)])
    assert times.days_off(make(), date(2025, 1, 1)) == ([], [])


@pytest.mark.parametrize("precision", ["day", "minute"])
def test_a_night_is_told_by_the_time_of_report(make, precision):
    """Ten at night is night however the loss is dated; a day without a time is left out."""
    rows = claims_on(days_of(2025), time_precision=precision)
    late = rows.assign(reported_at=rows["reported_at"] + pd.Timedelta(hours=12))
    (seen,) = times.night(make(late))
    assert (seen.answer, seen.value) == ("above", 1.0)
    undated = rows.assign(reported_at=rows["reported_at"].dt.normalize())
    assert times.night(make(undated))[0].n == (0 if precision == "day" else len(rows))


def test_three_townships_are_named_by_earlier_years(make):
    """All claims of 2025 in U; named is T, which had most before, whatever came since."""
    before = claims_on(days_of(2024))
    after = claims_on(days_of(2025), township_code="U", region_code="B")
    (seen,) = places.concentration(make(joined(before, after)))
    assert (seen.answer, seen.value, seen.values["townships"]) == ("below", 0.0, ("T",))
    assert seen.comparison_value == pytest.approx(0.25)
    both = claims_on(days_of(2024), township_code="U", region_code="B")
    (all_,) = places.concentration(make(joined(before, both, after)))
    assert (all_.answer, all_.values["townships"]) == ("thin", ("T", "U"))
    (few,) = places.concentration(make(after))
    assert (few.answer, few.values["townships"]) == ("thin", ())


def test_villages_struck_year_after_year_are_found(make):
    """A, a quarter of the houses, had claims in three years and has all of this year's."""
    rows = joined(*[claims_on(days_of(y)) for y in (2022, 2023, 2024, 2025)])
    (seen,) = places.repeat(make(rows))
    assert (seen.answer, seen.values["regions"], seen.values["villages"]) == ("above", ("A",), 1)
    assert seen.effect == pytest.approx(seen.lo - 0.25)
    (twice,) = places.repeat(make(rows[rows["year"] != 2023]))
    assert (twice.answer, twice.values["villages"]) == ("thin", 0)


@pytest.mark.parametrize(
    ("measured", "lo", "hi", "answer"),
    [(95, 0.91, 0.98, "kept"), (95, 0.7, 0.88, "missed"), (95, 0.85, 0.95, "open"),
     (20, 0.7, 0.88, "too_few")],
)  # fmt: skip
def test_the_promise_is_judged_by_the_whole_interval(make, measured, lo, hi, answer):
    """As pages do; a tier without a row has too few."""
    town, rural = promise.promise(make(promise_by_year=promise_rows(measured, lo, hi)))
    assert (rural.answer, town.answer) == (answer, "too_few")
    assert rural.effect == pytest.approx(0.02 if answer == "missed" else 0)


def test_arrivals_without_a_clock_are_counted(make):
    """Half of the claims have no arrival."""
    rows = claims_on(days_of(2025)[:40])
    rows.loc[:19, "arrived_at"] = pd.NaT
    (seen,) = promise.unclocked(make(rows))
    assert (seen.answer, seen.value, seen.effect) == ("above", 0.5, pytest.approx(0.45))


def late(days, **changes):
    """Claims reached after four hours."""
    rows = claims_on(days, **changes)
    return rows.assign(arrived_at=rows["reported_at"] + pd.Timedelta(hours=4))


def test_a_late_reason_leads_only_where_that_is_sure(make):
    """Fifty against ten leads; thirty against twenty-five does not; one event never does."""

    def seen(first, second, **changes):
        days = days_of(2025, 1)
        rows = joined(late(days[:first], late_reason="road", **changes),
                      late(days[100 : 100 + second], late_reason="crew"))  # fmt: skip
        return promise.late_reason(make(joined(rows, claims_on(days_of(2025)))))[0]

    sure = seen(50, 10)
    assert (sure.answer, sure.values["reason"], sure.comparison_value) == (
        "above", "road", pytest.approx(1 / 6),
    )  # fmt: skip
    assert sure.effect == pytest.approx((sure.lo - 1 / 6) * 60 / 243)
    assert seen(30, 25).answer == "even"
    assert seen(50, 10, event_id="E").answer == "even"
    assert seen(10, 5).answer == "thin"


def test_late_arrivals_without_a_reason_are_counted(make):
    """One of two has none; where nobody was late, nothing is missing."""
    rows = late(days_of(2025)[:2], late_reason=["road", None])
    (seen,) = promise.late_unexplained(make(rows))
    assert (seen.answer, seen.value) == ("above", 0.5)
    assert promise.late_unexplained(make())[0].answer == "below"


def test_a_stage_is_judged_only_against_a_limit(make):
    """Review takes three days, payment five: no verdict without limits, one of each with four."""
    (none,) = promise.stage(make())
    assert (none.answer, none.values["stage"], none.values["p90_days"]) == (
        "no_limit",
        "payment",
        5,
    )
    county = County("a", "b", promise=Promise(review_days=4, payment_days=4))
    review, payment = promise.stage(make(county=county))
    assert (review.answer, review.value, payment.answer, payment.value) == (
        "above",
        1.0,
        "below",
        0.0,
    )
    assert payment.values["limit_days"] == 4
    answered = County("a", "b", promise=Promise(complaint_days=2))
    (complaint,) = promise.stage(make(county=answered, complaints=complaints(days_of(2025))))
    assert (complaint.answer, complaint.n) == ("above", 183)


def test_a_slow_township_stands_against_the_rest(make):
    """T late half the time, U never."""
    days = days_of(2025)
    slow, rest = claims_on(days[:60]), claims_on(days[60:], township_code="U", region_code="B")
    slow.loc[::2, "arrived_at"] = slow["reported_at"] + pd.Timedelta(hours=4)
    by_code = {s.values["township"]: s for s in promise.township(make(joined(slow, rest)))}
    assert (by_code["T"].answer, by_code["U"].answer) == ("above", "even")
    assert by_code["T"].p < 0.001
    assert by_code["T"].comparison_value == 0


def test_satisfaction_stands_against_its_target(make):
    """Half satisfied where 95 % are asked; the target of a month to come does not count yet."""
    rows = claims_on(days_of(2025))
    rows["satisfaction"] = np.resize(["basically_satisfied", "dissatisfied"], len(rows))
    asked = targets((2025, 6, "满意率", 0.95), (2025, 12, "别的", 1.0))
    (seen,) = satisfaction.satisfaction(make(rows, targets=asked))
    assert (seen.answer, seen.comparison_value) == ("below", 0.95)
    assert seen.effect == pytest.approx(0.95 - seen.hi)
    rows.loc[rows.index[0], "followed_up_at"] = pd.Timestamp(2024, 6, 1)
    (fewer,) = satisfaction.satisfaction(make(rows, targets=asked))
    assert fewer.n == seen.n - 1  # answers are of the year of the call
    early = replace(make(rows, targets=asked), as_of=date(2025, 5, 31))
    assert satisfaction.satisfaction(early)[0].answer == "no_target"


def test_complaints_rise_with_claims_alike(make):
    """One in three claims after one in twenty is a rise; twice of both is none."""
    rows = joined(claims_on(days_of(2024, 1)), claims_on(days_of(2025, 1)))
    risen = complaints(days_of(2024, 20).append(days_of(2025, 3)))
    (seen,) = satisfaction.complaints(make(rows, complaints=risen))
    assert (seen.answer, seen.n) == ("above", 19 + 122)
    assert seen.value == pytest.approx(122 / 365 / (19 / 366))
    grown = joined(claims_on(days_of(2024, 2)), claims_on(days_of(2025, 1)))
    alike = complaints(days_of(2024, 10).append(days_of(2025, 5)))
    assert satisfaction.complaints(make(grown, complaints=alike))[0].answer == "even"
    assert satisfaction.complaints(make())[0].answer == "thin"


def covered(source, expected, insured):
    """The county's row of ``history.coverage``."""
    return pd.DataFrame(
        {"expected_source": [source], "coverage_rate": [insured / expected],
         "households_expected": [expected], "households_insured_listed": [insured],
         "households_uninsured": [expected - insured], "policies": [200],
         "listed_on": [pd.Timestamp("2025-01-01")]}
    )  # fmt: skip


def test_coverage_is_unknown_without_a_roster(make):
    """Never a hundred per cent; with one, it stands against the target."""
    assert coverage.coverage(make()) == []
    assert coverage.coverage(make(coverage=covered("unknown", 400, 400)))[0].answer == "unknown"
    asked = targets((2025, 1, "参保率", 0.95))
    (seen,) = coverage.coverage(make(coverage=covered("roster", 400, 300), targets=asked))
    assert (seen.answer, seen.value, seen.effect) == ("below", 0.75, pytest.approx(0.2))
    (open_,) = coverage.coverage(make(coverage=covered("roster", 400, 300)))
    assert (open_.answer, open_.values["uninsured"]) == ("no_target", 100)


def test_groups_are_compared_with_their_lists(make):
    """Ten of 200 policies were wrong when they began; who joined a group later is no fault."""
    faults = pd.DataFrame({"fault": ["special_not_listed"] * 10 + ["joined_since"] * 5})
    table = covered("roster", 400, 300)
    (seen,) = coverage.groups(make(coverage=table, group_faults=faults))
    assert (seen.answer, seen.value, seen.n) == ("some", 0.05, 200)
    assert coverage.groups(make(coverage=table))[0].answer == "unknown"


def test_records_are_counted(make):
    """A mended file counts as last loaded; claims without a village over two in a hundred."""
    assert records.refused(make())[0].answer == "none"
    (bad,) = records.refused(make(loads=loads(file=["c.csv", "d.csv"])))
    assert (bad.answer, bad.value, bad.n) == ("some", 0.05, 200)
    rows = claims_on(days_of(2025)[:40])
    rows.loc[:3, "village_key"] = np.nan
    (lost,) = records.unplaced(make(rows))
    assert (lost.answer, lost.value) == ("above", 0.1)


def test_a_ledger_grows_old(make):
    """Claims last loaded on 31 December are overdue by March; on the day itself they are not.

    Where no day is given to count to, nothing is said.
    """
    assert records.ageing(make()) == []
    assert records.ageing(make(today=date(2025, 12, 31)))[0].answer == "below"
    (old,) = records.ageing(make(today=date(2026, 3, 1)))
    assert (old.answer, old.value, old.comparison_value) == ("above", 60, 31)
    assert old.values == {"kind": "claim", "old": 1}

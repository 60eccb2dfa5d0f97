from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.hazard import Scenario
from risk.settings import Surge
from risk.surge import forecast

FEW = hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def only(scenario: Scenario, codes: list[str]) -> Scenario:
    rows = scenario.footprint[scenario.footprint["region_code"].isin(codes)]
    return replace(scenario, footprint=rows.reset_index(drop=True))


def test_mean_claims_are_rate_times_houses(scenario, in_force, scores, no_past, lag, settings):
    """2,000 core houses at 5 % and 2,000 fringe houses at 1 %: 120 claims expected."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=1)
    assert found.expected.sum() == pytest.approx(120.0)
    error = 0.8 / np.sqrt(settings.draws)
    assert found.total["mean"] == pytest.approx(120.0, rel=4 * error)
    assert found.rate_source.startswith("preset alone")


def test_within_a_zone_claims_follow_the_scores(scenario, in_force, scores, no_past, lag, settings):
    """Riskier villages of the core expect more claims; the zone's sum does not change."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=1)
    core = found.expected[:10]
    assert (np.diff(core) > 0).all()
    assert core.sum() == pytest.approx(100.0)


def test_quantiles_are_in_order(scenario, in_force, scores, no_past, lag, settings):
    """Quantiles of the total, by day and by village never cross."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=1)
    total = [found.total[q] for q in ("p05", "p10", "p50", "p90", "p95")]
    assert total == sorted(total)
    for frame in (found.by_day, found.by_village):
        assert (frame["p10"] <= frame["p50"]).all()
        assert (frame["p50"] <= frame["p90"]).all()
    assert found.days == 15
    assert len(found.by_village_day) == 20 * 15


def test_the_seed_decides_everything(scenario, in_force, scores, no_past, lag, settings):
    """Same seed, same claims; another seed, others."""
    one, two, other = (
        forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=s)
        for s in (1, 1, 2)
    )
    assert (one.counts == two.counts).all()
    assert (one.claims(0, 50).hour == two.claims(0, 50).hour).all()
    assert (one.counts != other.counts).any()


def test_draws_can_be_told_in_any_portion(scenario, in_force, scores, no_past, lag, settings):
    """Claims of draws 10–19 are the same alone as within draws 0–19, sorted by hour."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=3)
    whole, part = found.claims(0, 20), found.claims(10, 20)
    assert (whole.hour[whole.start[10] :] == part.hour).all()
    assert (whole.mark[whole.start[10] :] == part.mark).all()
    for a, b in zip(part.start[:-1], part.start[1:], strict=True):
        assert (np.diff(part.hour[a:b]) >= 0).all()
    with pytest.raises(ModelError, match="raise draws to at least 900"):
        found.claims(0, 900)


def test_days_and_claims_agree(scenario, in_force, scores, no_past, lag, settings):
    """The day table counts exactly the claims that are told one by one."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=3)
    claims = found.claims(0, settings.draws)
    day = ((14.0 + claims.hour) // 24).astype(int)
    mean = np.bincount(day, minlength=found.days)[: found.days] / settings.draws
    assert found.by_day["mean"].to_numpy() == pytest.approx(mean)
    whole = found.by_village_day.groupby("day")["mean"].sum()
    assert whole.to_numpy() == pytest.approx(mean)


def test_night_reports_are_as_rare_as_the_setting_says(
    scenario, in_force, scores, no_past, lag, settings
):
    """15 % of the reports come between 20:00 and 08:00, and none before the hazard."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=3)
    claims = found.claims(0, settings.draws)
    clock = (14.0 + claims.hour) % 24
    assert ((clock >= 20) | (clock < 8)).mean() == pytest.approx(0.15, abs=0.01)
    assert claims.hour.min() > 0


def test_the_lag_is_the_fitted_one_where_nights_do_not_delay(
    scenario, in_force, scores, no_past, lag
):
    """With every night report kept, the median of hit and lag is that of the law."""
    free = Surge(draws=800, night_report_share=1.0)
    sudden = replace(scenario, duration_h=0.0)
    found = forecast(sudden, in_force, scores, no_past, lag, settings=free, seed=3)
    hours = found.claims(0, 800).hour
    assert np.median(hours) == pytest.approx(lag.median_h, rel=0.03)
    assert (hours <= 100).mean() == pytest.approx(float(lag.reported_share(np.array(100.0))), 0.02)


def test_no_house_claims_twice(scenario, in_force, scores, no_past, lag, settings):
    """A village of 3 houses never has more than 3 claims, however great the event."""
    few = in_force.assign(houses=3)
    hard = replace(scenario, claim_rate_per_1000_core=900.0, claim_rate_per_1000_core_hi=990.0)
    found = forecast(hard, few, scores, no_past, lag, settings=settings, seed=3)
    assert found.counts.max() == 3


@FEW
@given(st.sets(st.integers(0, 19), min_size=1), st.sets(st.integers(0, 19)))
def test_a_larger_footprint_never_lowers_expected_claims(
    scenario, in_force, scores, no_past, lag, first, more
):
    """Adding villages adds expected claims, whatever their risk and zone."""
    small = only(scenario, [f"V{i:02d}" for i in first])
    large = only(scenario, [f"V{i:02d}" for i in first | more])
    settings = Surge(draws=100)
    a, b = (
        forecast(s, in_force, scores, no_past, lag, settings=settings, seed=1).expected.sum()
        for s in (small, large)
    )
    assert b >= a - 1e-9


def test_claims_without_exposure_need_an_own_event(scenario, scores, no_past, lag, settings):
    """No policies at all: the rate per village comes from own events, else the forecast refuses."""
    one_each = pd.DataFrame({"region_code": scenario.footprint["region_code"], "houses": 1})
    bare = scores.assign(exposure_source="none")
    with pytest.raises(ModelError, match="neither insured houses nor an own storm event"):
        forecast(scenario, one_each, bare, no_past, lag, settings=settings, seed=1)
    past = no_past.copy()
    numbers = [100, 20, 20.0, 5e3, 4e3, 6e3, "", None, np.nan, ""]
    past.loc[0] = ["E", "e", "storm", pd.Timestamp("2020-01-01"), *numbers]
    found = forecast(scenario, one_each, bare, past, lag, settings=settings, seed=1)
    assert found.expected.sum() == pytest.approx(100.0)
    assert found.counts.max() > 1


def test_a_footprint_without_houses_is_refused(scenario, in_force, scores, no_past, lag, settings):
    """No insured house under the hazard is a refusal, not a forecast of nothing."""
    with pytest.raises(ModelError, match="no insured house"):
        forecast(scenario, in_force.iloc[:0], scores, no_past, lag, settings=settings, seed=1)


def test_hours_days_and_villages_add_up(scenario, in_force, scores, no_past, lag, settings):
    """Hours sum to days, villages to the whole; cumulated claims rise to the last hour."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=3)
    hours = found.by_hour
    assert len(hours) == 24 * found.days
    assert hours["at"].iloc[0] == pd.Timestamp("2026-07-01")
    daily = hours["mean"].to_numpy().reshape(-1, 24).sum(axis=1)
    assert daily == pytest.approx(found.by_day["mean"].to_numpy())
    assert found.village_hour.sum(axis=0) == pytest.approx(hours["mean"].to_numpy())
    assert hours["cumulative_mean"].to_numpy() == pytest.approx(hours["mean"].cumsum().to_numpy())
    for name in ("cumulative_p10", "cumulative_p50", "cumulative_p90"):
        assert (hours[name].diff().dropna() >= 0).all()
    assert (hours["mean"].iloc[:14] == 0).all()


def test_the_ninetieth_of_a_village_and_day_is_that_of_its_claims(
    scenario, in_force, scores, no_past, lag, settings
):
    """Counted again from the claims told one by one."""
    found = forecast(scenario, in_force, scores, no_past, lag, settings=settings, seed=3)
    claims = found.claims(0, settings.draws)
    draw = np.repeat(np.arange(settings.draws), np.diff(claims.start))
    day = ((14.0 + claims.hour) // 24).astype(int)
    table = np.zeros((20, found.days, settings.draws), int)
    inside = day < found.days
    np.add.at(table, (claims.village[inside], day[inside], draw[inside]), 1)
    p90 = np.sort(table, axis=2)[:, :, int(np.ceil(0.9 * settings.draws)) - 1]
    assert (found.by_village_day["p90"].to_numpy() == p90.ravel()).all()

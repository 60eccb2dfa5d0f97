"""The synthetic county has the stated sizes, lies on the real map, and hides a true risk."""

from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from risk.ledger.identity import read_id_number
from risk.terms import Group, PerilFamily


def premium(world):
    rows = world.facts.county.scheme.premium_rows
    total = [r.household_money + r.province_money + r.county_money for r in rows]
    return pd.Series(np.array(total)[world.policies["row"]]).groupby(world.policies["year"]).sum()


def kept(world):
    """1 or 0 by claim, NaN without an arrival."""
    claims, promise = world.tables["claim"], world.facts.county.promise
    urban = world.land.villages["urban"].to_numpy()[world.losses["village"]]
    limit = np.where(urban, promise.on_scene_town_min, promise.on_scene_rural_min)
    wait_min = (claims["arrived_at"] - claims["reported_at"]).dt.total_seconds() / 60
    return (wait_min <= limit).astype(float).where(wait_min.notna())


def test_every_village_lies_in_its_township_inside_the_outline(full_world):
    """310 units inside the county; the nearest seat is the seat of their own township."""
    land = full_world.land
    villages, seats = land.villages, land.townships
    assert len(villages) == 310
    assert shapely.contains_xy(land.outline, villages["lon"], villages["lat"]).all()
    assert set(villages["parent_code"]) == set(seats["code"])
    gaps = np.hypot(
        villages["x_km"].to_numpy()[:, None] - seats["x_km"].to_numpy(),
        villages["y_km"].to_numpy()[:, None] - seats["y_km"].to_numpy(),
    )
    assert (seats["code"].to_numpy()[gaps.argmin(axis=1)] == villages["parent_code"]).all()


def test_no_two_villages_share_a_point(full_world):
    """Villages keep apart, so that cells around them can be drawn."""
    points = full_world.land.villages[["x_km", "y_km"]].to_numpy()
    gaps = np.hypot(*(points[:, None, :] - points[None, :, :]).T)
    assert gaps[~np.eye(len(points), dtype=bool)].min() > 0.1


def test_houses_lie_inside_the_outline(full_world):
    """About 90,000 households, every one inside the county."""
    houses = full_world.houses
    assert abs(len(houses) - 90_000) < 500
    assert shapely.contains_xy(full_world.land.outline, houses["lon"], houses["lat"]).all()


def test_identity_numbers_are_valid_and_nobody_s(full_world):
    """Every number passes the ledger's check, is distinct, and belongs to no province."""
    numbers = full_world.houses["id_number"]
    assert numbers.is_unique
    assert numbers.str.startswith("99").all()
    assert all(read_id_number(number) == number for number in numbers.sample(2000, random_state=1))


def test_premium_rows_are_the_scheme_s(full_world):
    """Each policy stands on the legal row of its household's group."""
    rows = full_world.facts.county.scheme.premium_rows
    policies = full_world.policies
    ordinary = policies["group"] < 0
    named = [Group.ORDINARY in row.groups for row in rows]
    assert (np.array(named)[policies["row"]] == ordinary).all()
    assert (policies["row"] >= 0).all()
    assert set(policies["row"]) == set(range(len(rows)))


def test_policies_are_renewed_and_joined_in_mid_year(full_world):
    """About 97 % stay from year to year; some join later than the year's first day."""
    policies = full_world.policies
    held = {year: set(part["house"]) for year, part in policies.groupby("year")}
    for year in list(held)[1:]:
        assert 0.96 < len(held[year - 1] & held[year]) / len(held[year - 1]) < 0.99
    late = policies["start_date"].dt.month > 1
    assert 0.01 < late.mean() < 0.04
    assert (policies["end_date"] > policies["start_date"]).all()


def test_claims_a_year_and_events_have_the_stated_sizes(full_world):
    """170–330 claims a full year outside events; 12 events of 20–600 claims in season."""
    losses, events = full_world.losses, full_world.events
    ordinary = losses[losses["event"] < 0].groupby("year").size()
    assert ordinary.iloc[:-1].between(168, 330).all()
    assert ordinary.iloc[-1] > 140  # eleven months
    assert abs(ordinary.iloc[:-1].mean() - 250) < 45
    assert len(events) == 12
    sizes = losses[losses["event"] >= 0].groupby("event").size()
    assert sizes.between(20, 600).all()
    assert {e.family for e in events} == {PerilFamily.STORM, PerilFamily.FLOOD, PerilFamily.SNOW}
    for event in events:
        summer = event.started_at.month in (5, 6, 7, 8)
        assert summer or event.family is PerilFamily.SNOW


def test_no_event_in_history_is_a_county_wide_disaster(full_world):
    """The 6.9 % event exists only as a scenario: here none reaches 1 % of the insured houses."""
    insured = full_world.policies.groupby("year").size().min()
    biggest = full_world.losses.query("event >= 0").groupby("event").size().max()
    assert biggest / insured < 0.01


def test_payments_fit_published_figures(full_world):
    """Mean payment 1,284–3,600, paid ÷ premium 0.1–0.9 every year; a quarter rejected."""
    claims, losses = full_world.tables["claim"], full_world.losses
    mean = claims["paid_money"].groupby(losses["year"]).mean()
    assert mean.between(1284, 3600).all()
    ratio = claims["paid_money"].groupby(losses["year"]).sum() / premium(full_world)
    assert ratio.between(0.1, 0.9).all()
    assert 0.2 < (claims["status"] == "rejected").mean() < 0.3
    listed = losses["policy"].map(full_world.policies["row"])
    limits = [r.sum_insured_money for r in full_world.facts.county.scheme.premium_rows]
    assert (claims["paid_money"].fillna(0) <= np.array(limits)[listed]).all()


def test_the_promise_is_mostly_kept_and_breaks_in_great_events(full_world):
    """85–92 % in ordinary times, 40–70 % over all claims of events of more than 300."""
    in_time, losses = kept(full_world), full_world.losses
    assert 0.85 < in_time[losses["event"] < 0].mean() < 0.92
    great = [n for n, event in enumerate(full_world.events) if event.claims > 300]
    assert great
    assert 0.4 < in_time[losses["event"].isin(great)].mean() < 0.7


def test_moments_of_a_claim_follow_each_other(full_world):
    """Loss, report … survey, documents, approval, payment; none after the data's last day."""
    claims = full_world.tables["claim"]
    chain = [
        "loss_at", "reported_at", "acknowledged_at", "dispatched_at", "arrived_at", "surveyed_at",
        "documents_requested_at", "documents_complete_at", "approved_at", "paid_at",
        "followed_up_at",
    ]  # fmt: skip
    end = pd.Timestamp(full_world.sizes.as_of) + pd.Timedelta(days=1)
    # an arrival that nobody wrote down leaves a gap; every two known neighbours are in order
    known = claims[chain].ffill(axis=1)
    for before, after in pairwise(chain):
        assert (claims[after].isna() | (claims[after] >= known[before])).all(), after
        assert (claims[after].dropna() < end).all(), after


def test_claims_are_insured_when_they_happen(full_world):
    """Each loss falls into its policy's term, on the policy of that very house."""
    losses = full_world.losses
    policy = full_world.policies.iloc[losses["policy"]].reset_index(drop=True)
    assert (policy["house"] == losses["house"]).all()
    assert (policy["start_date"] <= losses["loss_at"]).all()
    assert (losses["loss_at"] < policy["end_date"] + pd.Timedelta(days=1)).all()


def test_an_event_claims_a_house_once(full_world):
    """No house has two claims in one event, and all lie in its footprint."""
    losses = full_world.losses.query("event >= 0")
    assert not losses.duplicated(["event", "house"]).any()
    for number, event in enumerate(full_world.events):
        assert (event.share[losses.loc[losses["event"] == number, "village"]] > 0).all()


def test_weather_tells_of_the_events(full_world):
    """The events' days are among the most extreme of their quantity; rain peaks in summer."""
    weather = full_world.tables["weather"]
    for event in full_world.events:
        day = weather[weather["day"] == pd.Timestamp(event.started_at.date())]
        assert day[event.quantity].max() >= weather[event.quantity].quantile(0.998)
    by_month = weather.groupby(weather["day"].dt.month)["rain_mm_24h"].sum()
    assert by_month.idxmax() in (7, 8)
    assert (weather["rain_mm_72h"] >= weather["rain_mm_24h"]).all()
    assert (weather["rain_mm_10d"] >= weather["rain_mm_72h"]).all()


def test_the_latent_risk_shows_in_the_claims(full_world):
    """Villages of higher latent risk have more claims a house: there is something to find."""
    world = full_world
    ordinary = world.losses.query("event < 0")
    found = []
    for family in (PerilFamily.STORM, PerilFamily.FLOOD, PerilFamily.ACCIDENT):
        claims = ordinary.query("family == @family.value").groupby("village").size()
        houses = np.bincount(world.houses["village"], minlength=len(world.truth))
        rate = claims.reindex(world.truth.index, fill_value=0) / houses
        found.append(rate.corr(world.truth[family.value], method="spearman"))
    assert min(found) > 0.2


def test_about_one_row_in_a_hundred_is_faulty(full_world):
    """Faults are written down, one a row, of every kind named."""
    faults = full_world.faults
    rows = faults.drop_duplicates(["kind", "year", "row"])
    policy = rows[rows["kind"] == "policy"]
    assert abs(len(policy) / len(full_world.policies) - 0.01) < 0.001
    assert (policy.groupby(["year", "row"])["fault"].nunique() == 1).all()
    assert {"swapped_dates", "ambiguous_name", "old_code", "rounded_id", "duplicate_house",
            "out_of_scheme", "unknown_word", "missing_cell"} == set(policy["fault"])  # fmt: skip


def test_county_terms_have_their_standing(full_world):
    """Three legal premium rows; what the contract leaves blank is told as not provided."""
    county = full_world.facts.county
    rows = [
        (r.household_money, r.province_money, r.county_money, r.sum_insured_money)
        for r in county.scheme.premium_rows
    ]
    assert rows == [(10, 10, 10, 30_000), (0, 10, 10, 20_000), (10, 10, 10, 30_000)]
    assert len(county.scheme.perils) == 17
    assert len(county.scheme.exclusions) == 4
    assert len(county.scheme.special_groups) == 5
    assert county.promise.standing("review_days").status == "not_provided"
    assert county.promise.standing("payment_ceiling_days").status == "statute"
    assert county.scheme.standing("premium_rows").status == "contract"
    assert county.scheme.standing("deductible_money").status == "not_provided"
    assert county.places.standing("town_region_codes").status == "assumed"
    assert set(county.places.town_region_codes) < set(full_world.land.villages["code"])
    assert county.synthetic

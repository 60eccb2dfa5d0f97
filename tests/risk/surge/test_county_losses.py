"""Two villages, one structure, a few gales: what the past would cost today."""

import dataclasses
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from risk import reference
from risk.errors import ModelError
from risk.settings import County, Scheme
from risk.surge.county_losses import county_losses, terms_of
from risk.surge.loss_catalogue import Past, todays_houses
from risk.surge.loss_curves import STRUCTURES
from risk.surge.portfolio import place_portfolio

AS_OF = date(2025, 12, 31)
YEARS = range(2021, 2026)
SUM_MONEY = 30_000.0


@pytest.fixture(scope="module")
def regions():
    return pd.DataFrame(
        {
            "code": ["V1", "V2", "T"],
            "level": ["village", "village", "township"],
            "parent_code": ["T", "T", None],
        }
    )


def houses(first=1000, second=500, structure="earth_wood"):
    return pd.DataFrame(
        {
            "region_code": ["V1", "V2"],
            "structure": structure,
            "houses": [first, second],
            "sum_insured_money": [first * SUM_MONEY, second * SUM_MONEY],
        }
    )


def gales(claims_by_year, *, loss_share=0.1, wind_ms=(25.0, 18.0)):
    """One gale a year; so many claims of V1 in each, all paid the same share."""
    events = pd.DataFrame(
        {
            "event_id": [f"E{y}" for y in claims_by_year],
            "name": [f"gale {y}" for y in claims_by_year],
            "peril_family": "storm",
            "started_at": [datetime(y, 6, 1, 12) for y in claims_by_year],
            "ended_at": [datetime(y, 6, 1, 18) for y in claims_by_year],
        }
    )
    intensity = pd.DataFrame(
        [
            {"event_id": f"E{y}", "region_code": v, "quantity": "wind_ms", "intensity": w}
            for y in claims_by_year
            for v, w in zip(("V1", "V2"), wind_ms, strict=True)
        ]
    )
    rows = [
        {"event_id": f"E{y}", "region_code": "V1", "structure": "earth_wood", "year": y,
         "loss_at": datetime(y, 6, 1, 13), "status": "paid",
         "paid_money": loss_share * SUM_MONEY, "estimate_money": np.nan}
        for y, n in claims_by_year.items()
        for _ in range(n)
    ]  # fmt: skip
    columns = ["event_id", "region_code", "structure", "year", "loss_at", "status", "paid_money",
               "estimate_money"]  # fmt: skip
    return events, intensity, pd.DataFrame(rows, columns=columns)


def past_of(made, regions, *, in_force=None):
    events, intensity, claims = made
    return Past(
        claims=claims,
        events=events,
        event_intensity=intensity,
        in_force=houses() if in_force is None else in_force,
        in_force_by_year={y: houses() for y in YEARS},
        regions=regions,
    )


def told(past, *, scheme=None, portfolio=None, **changes):
    county = County(name="county", code="1", scheme=scheme or Scheme(), **changes)
    return county_losses(
        past,
        county=county,
        as_of=AS_OF,
        presets=reference.presets(),
        loss_priors=reference.loss_shares(),
        seed=1,
        draws=60,
        portfolio=portfolio,
    )


USUAL = {2021: 40, 2022: 10, 2023: 90, 2024: 30, 2025: 60}


@pytest.fixture(scope="module")
def usual(regions):
    return told(past_of(gales(USUAL), regions))


def test_an_event_on_the_same_houses_costs_about_what_it_cost(usual):
    """230 claims of 3,000 in five years; each event keeps its own size."""
    assert usual.exceedance.annual_money == pytest.approx(230 * 3000 / 5, rel=0.15)
    events = usual.events.set_index("event_id")
    assert events["claims_then"].to_dict() == {f"E{y}": n for y, n in USUAL.items()}
    ratio = events["cost_now_money"] / events["cost_then_money"]
    assert ratio.between(0.7, 1.5).all()


def test_villages_add_up_to_the_county(usual):
    assert usual.villages["annual_money"].sum() == pytest.approx(usual.exceedance.annual_money)
    assert (usual.villages["annual_money_lo"] <= usual.villages["annual_money"]).all()
    assert (usual.villages["annual_money"] <= usual.villages["annual_money_hi"]).all()


def test_twice_the_houses_cost_twice_as_much(regions, usual):
    """The vulnerability is that of the houses then, the portfolio that of today."""
    more = told(past_of(gales(USUAL), regions, in_force=houses(2000, 1000)))
    assert more.exceedance.annual_money == pytest.approx(2 * usual.exceedance.annual_money)


def test_frequency_is_once_in_the_years_observed(usual):
    assert usual.years == pytest.approx(5)
    assert usual.events["frequency_per_year"].tolist() == pytest.approx([0.2] * 5)
    beyond = usual.exceedance.curve.query("beyond_record")["return_period_years"]
    assert beyond.min() > 5


def test_fewer_events_leave_a_wider_range(regions, usual):
    two = told(past_of(gales({2021: 40, 2025: 60}), regions)).exceedance
    wide = two.annual_money_hi / two.annual_money_lo
    assert wide > 1.3 * usual.exceedance.annual_money_hi / usual.exceedance.annual_money_lo


def test_without_claims_the_priors_speak_and_say_so(regions):
    """Events known by their wind alone: nothing was fitted."""
    past = past_of(gales(dict.fromkeys(USUAL, 0)), regions)
    found = told(dataclasses.replace(past, in_force_by_year={}))
    assert found.fits[0].events_fitted == found.fits[0].claims == 0
    assert found.fits[0].loss_share[0] == pytest.approx([0.075] * len(STRUCTURES))
    assert found.exceedance.annual_money > 0


def test_an_event_without_intensity_is_left_out_and_named(regions):
    events, intensity, claims = gales(USUAL)
    found = told(past_of((events, intensity[intensity["event_id"] != "E2023"], claims), regions))
    note = found.events.set_index("event_id")["note"]
    assert note["E2023"] == "no_intensity"
    assert note.drop("E2023").eq("").all()
    assert found.exceedance.events == 4
    assert found.ordinary_money == 0.0  # its claims belong to an event all the same


def test_a_quantity_without_a_curve_is_left_out_and_named(regions):
    events, intensity, claims = gales(USUAL)
    odd = intensity["event_id"] == "E2021"
    found = told(
        past_of((events, intensity.assign(quantity=np.where(odd, "hail_count", "wind_ms")), claims),
                regions)
    )  # fmt: skip
    assert found.events.set_index("event_id")["note"]["E2021"] == "no_curve"


def test_an_event_is_told_by_the_quantity_recorded_in_most_villages(regions):
    """Hail in one village, wind in two: the wind; where only hail is known, a curve of its own."""
    events, intensity, claims = gales(USUAL)
    hail = intensity[intensity["region_code"] == "V1"].assign(quantity="hail_mm", intensity=30.0)
    both = told(past_of((events, pd.concat([hail, intensity]), claims), regions))
    assert set(both.events["quantity"]) == {"wind_ms"}
    only = pd.concat(
        [hail[hail["event_id"] == "E2021"], intensity[intensity["event_id"] != "E2021"]]
    )
    found = told(past_of((events, only, claims), regions))
    assert [(f.quantity, f.events_fitted) for f in found.fits] == [("hail_mm", 1), ("wind_ms", 4)]
    assert found.exceedance.events == 5


def test_what_the_contract_does_not_say_is_computed_without(regions, usual):
    scheme = Scheme()
    assert terms_of(scheme).deductible_money is None
    assert terms_of(scheme).insurer_share == 1.0
    half = told(past_of(gales(USUAL), regions), scheme=Scheme(insurer_share=0.5))
    assert half.exceedance.annual_money == pytest.approx(usual.exceedance.annual_money / 2)
    capped = told(past_of(gales(USUAL), regions), scheme=Scheme(event_limit_money=100_000.0))
    assert capped.events["cost_now_money_hi"].max() <= 100_000.0


def test_a_known_deductible_is_added_back_to_what_was_paid(regions, usual):
    """Payments are net of it: taking it off again must give the payments back."""
    found = told(past_of(gales(USUAL), regions), scheme=Scheme(deductible_money=500.0))
    assert found.exceedance.annual_money == pytest.approx(usual.exceedance.annual_money, rel=0.06)


def test_ordinary_claims_stand_beside(regions):
    events, intensity, claims = gales(USUAL)
    other = claims.iloc[:10].assign(event_id=None)
    found = told(past_of((events, intensity, pd.concat([claims, other])), regions))
    assert found.ordinary_money == pytest.approx(10 * 3000 / 5, rel=0.01)


def test_without_sums_or_events_there_is_a_reason(regions):
    bare = houses().assign(sum_insured_money=np.nan)
    with pytest.raises(ModelError, match="no sums insured"):
        told(past_of(gales(USUAL), regions, in_force=bare))
    events, intensity, claims = gales(USUAL)
    with pytest.raises(ModelError, match="no event of the catalogue"):
        told(past_of((events, intensity.iloc[:0], claims), regions))


def test_houses_without_a_village_are_spread_and_no_sum_is_lost(regions):
    given = pd.concat([houses(), houses(30, 0).assign(region_code="T").iloc[:1]])
    found = todays_houses(given, regions)
    assert found["houses"].sum() == pytest.approx(1530)
    assert found["sum_insured_money"].sum() == pytest.approx(1530 * SUM_MONEY)


def test_a_given_portfolio_takes_the_place_of_the_houses_in_force(regions, usual):
    """One house of ten times the sum in the windier village, with a deductible of its own."""
    own = pd.DataFrame(
        {"region_code": ["V1", None], "structure": "earth_wood", "houses": 1.0,
         "sum_insured_money": 300_000.0, "deductible_money": [0.0, np.nan],
         "limit_money": [np.nan, np.nan]}
    )  # fmt: skip
    found = told(past_of(gales(USUAL), regions), portfolio=own)
    of_one = usual.villages.set_index("region_code")["annual_money"]["V1"] / 1000
    assert found.exceedance.annual_money == pytest.approx(10 * of_one, rel=0.01)


def test_points_find_their_village():
    from shapely.geometry import box

    regions = pd.DataFrame(
        {"code": ["A", "B", "T"], "level": ["village", "village", "township"],
         "geometry": [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 0, 2, 1)]}
    )  # fmt: skip
    points = pd.DataFrame({"lon": [0.5, 1.5, 7.0], "lat": 0.5})
    found = place_portfolio(points, regions)["region_code"]
    assert found.iloc[:2].tolist() == ["A", "B"]
    assert found.isna().tolist() == [False, False, True]
    with pytest.raises(ModelError, match="none of 1 locations"):
        place_portfolio(points.iloc[2:], regions)

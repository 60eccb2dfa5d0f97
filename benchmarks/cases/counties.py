"""Random counties to plan for: villages, bases, lenders, a hazard, all by one seed."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from risk.hazard import Scenario
from risk.settings import County, Staffing, Surge
from risk.surge import Forecast, Lag, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

HOUSES = 150.0


@dataclass(frozen=True)
class Case:
    """What :func:`risk.staffing.plan_crews` is given."""

    forecast: Forecast
    bases: pd.DataFrame
    lenders: pd.DataFrame
    regions: pd.DataFrame
    county: County


def random_case(
    seed: int, *, villages: int, bases: int, lenders: int, claims: float, draws: int,
    staffing: Staffing, horizon_days: int = 9, forecast_seed: int = 1,
) -> Case:  # fmt: skip
    """A county of so many villages about one town, and a storm of so many claims on the mean.

    ``forecast_seed`` draws other events of the same law over the same county.
    """
    rng = np.random.default_rng(seed)
    codes = [f"V{i:03d}" for i in range(villages)]
    away, angle = 0.25 * np.sqrt(rng.random(villages)), rng.uniform(0, 2 * np.pi, villages)
    away[: max(villages // 15, 2)] *= 0.1
    regions = pd.DataFrame(
        {
            "code": codes,
            "level": "village",
            "township_code": [f"T{i % 5}" for i in range(villages)],
            "tier": np.where(np.arange(villages) < max(villages // 15, 2), "town", "rural"),
            "lon": 102.0 + away * np.cos(angle),
            "lat": 36.8 + away * np.sin(angle),
            "elevation_m": rng.uniform(2300, 2700, villages),
        }
    )
    at = np.concatenate([[0], rng.choice(np.arange(1, villages), bases - 1, replace=False)])
    base_table = pd.DataFrame(
        {
            "base_id": [f"B{i}" for i in range(bases)],
            "name": [f"base {i}" for i in range(bases)],
            "lon": regions["lon"].to_numpy()[at],
            "lat": regions["lat"].to_numpy()[at],
            "region_code": regions["code"].to_numpy()[at],
            "crews_day": [2, *rng.integers(0, 2, bases - 1)],
            "crews_night": [1] + [0] * (bases - 1),
        }
    )
    lender_table = pd.DataFrame(
        {
            "lender_id": [f"L{i}" for i in range(lenders)],
            "name": [f"lender {i}" for i in range(lenders)],
            "crews_max": rng.integers(2, 9, lenders),
            "lag_h": rng.uniform(2, 30, lenders).round(1),
            "stay_min_days": rng.integers(1, 4, lenders),
            "cost_per_crew_day_money": rng.uniform(900, 1800, lenders).round(-1),
            "lon": 102.0,
            "lat": 36.5,
        }
    )
    county = County(
        name=f"random {seed}",
        code="00",
        surge=Surge(draws=draws, horizon_days=horizon_days, event_size_cv=rng.uniform(0.3, 0.9)),
        staffing=staffing,
    )
    rate = 1000 * claims / (villages * HOUSES)
    scenario = Scenario(
        name=county.name,
        preset="",
        family=PerilFamily.STORM,
        grade="severe",
        starts_at=datetime(2026, 7, 1, int(rng.integers(6, 20))),
        duration_h=float(rng.uniform(2, 12)),
        footprint=pd.DataFrame(
            {
                "region_code": codes,
                "zone": "core",
                "intensity": 20.0,
                "quantity": "wind_ms",
                "unit": "m/s",
            }
        ),
        claim_rate_per_1000_core=rate,
        claim_rate_per_1000_core_lo=rate / 2,
        claim_rate_per_1000_core_hi=rate * 2,
        fringe_ratio=0.0,
        travel_factor_town=1.1,
        travel_factor_rural=float(rng.uniform(1.0, 1.4)),
    )
    scores = pd.DataFrame(
        {
            "level": "village",
            "region_code": codes,
            "peril_family": "all",
            "house_years": 8 * HOUSES,
            "claims_per_1000_house_years": rng.gamma(4.0, 0.5, villages),
            "exposure_source": "policies",
        }
    )
    lag = Lag(float(rng.uniform(12, 36)), 0.8, 0, 0, "drawn")
    told = forecast(
        scenario,
        pd.DataFrame({"region_code": codes, "houses": HOUSES}),
        scores,
        pd.DataFrame(columns=list(COLUMNS)),
        lag,
        settings=county.surge,
        seed=forecast_seed,
    )
    return Case(told, base_table, lender_table, regions, county)

"""Thirty villages around two bases, three lenders, and a storm of about 60 claims."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from risk.hazard import Scenario
from risk.settings import County, Staffing
from risk.settings import Surge as SurgeSettings
from risk.surge import Forecast, Lag, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

CODES = [f"V{i:02d}" for i in range(30)]
LAG = Lag(median_h=30.0, shape=0.8, claims=0, events=0, source="test")


@pytest.fixture(scope="session")
def county() -> County:
    """A plan searched on 60 scenarios and reported on 120; night reports are rare."""
    return County(
        name="test",
        code="00",
        surge=SurgeSettings(draws=400, night_report_share=0.05, event_size_cv=0.5),
        staffing=Staffing(scenarios_plan=60, scenarios_report=120),
    )


@pytest.fixture(scope="session")
def regions() -> pd.DataFrame:
    """Villages within about 15 km; the first four, around the first base, are the town."""
    angle = np.arange(30) * 2.4
    away = 0.15 * np.arange(30) / 30
    return pd.DataFrame(
        {
            "code": CODES,
            "level": "village",
            "township_code": [f"T{i % 3}" for i in range(30)],
            "tier": ["town"] * 4 + ["rural"] * 26,
            "lon": 102.0 + away * np.cos(angle),
            "lat": 36.8 + away * np.sin(angle),
            "elevation_m": 2500.0,
        }
    )


@pytest.fixture(scope="session")
def bases() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "base_id": ["B1", "B2"],
            "name": ["town", "east"],
            "lon": [102.0, 102.1],
            "lat": [36.8, 36.8],
            "region_code": ["V00", None],
            "crews_day": [2, 1],
            "crews_night": [1, 0],
        }
    )


@pytest.fixture(scope="session")
def lenders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lender_id": ["near", "cheap", "far"],
            "name": ["near", "cheap", "far"],
            "crews_max": [4, 6, 20],
            "lag_h": [4.0, 20.0, 30.0],
            "stay_min_days": [1, 3, None],
            "cost_per_crew_day_money": [1500.0, 1000.0, None],
            "lon": 102.0,
            "lat": 36.5,
        }
    )


def storm(rate: float) -> Scenario:
    """A storm over all villages at 14:00; rate in claims per 1,000 houses."""
    return Scenario(
        name="storm",
        preset="",
        family=PerilFamily.STORM,
        grade="severe",
        starts_at=datetime(2026, 7, 1, 14),
        duration_h=3.0,
        footprint=pd.DataFrame(
            {
                "region_code": CODES,
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
        travel_factor_rural=1.2,
    )


def forecast_of(rate: float, county: County) -> Forecast:
    in_force = pd.DataFrame({"region_code": CODES, "structure": "other", "houses": 200})
    scores = pd.DataFrame(
        {
            "level": "village",
            "region_code": CODES,
            "peril_family": "all",
            "house_years": 1600.0,
            "claims_per_1000_house_years": 1.0,
            "exposure_source": "policies",
        }
    )
    past = pd.DataFrame(columns=list(COLUMNS))
    return forecast(storm(rate), in_force, scores, past, LAG, settings=county.surge, seed=1)


@pytest.fixture(scope="session")
def light(county: County) -> Forecast:
    """About 30 claims."""
    return forecast_of(5.0, county)


@pytest.fixture(scope="session")
def calm(county: County) -> Forecast:
    """About 3 claims."""
    return forecast_of(0.5, county)


@pytest.fixture(scope="session")
def severe(county: County) -> Forecast:
    """About 60 claims."""
    return forecast_of(10.0, county)


@pytest.fixture(scope="session")
def extreme(county: County) -> Forecast:
    """About 900 claims."""
    return forecast_of(150.0, county)

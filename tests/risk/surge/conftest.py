"""Twenty villages of 200 houses, half of them core of a storm that begins at 14:00."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from risk.hazard import Scenario
from risk.settings import Surge
from risk.surge import Lag
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

CODES = [f"V{i:02d}" for i in range(20)]


@pytest.fixture
def scenario() -> Scenario:
    """50 claims per 1,000 houses in the core, 20 % of that in the fringe."""
    return Scenario(
        name="storm",
        preset="",
        family=PerilFamily.STORM,
        grade="severe",
        starts_at=datetime(2026, 7, 1, 14),
        duration_h=6.0,
        footprint=pd.DataFrame(
            {
                "region_code": CODES,
                "zone": ["core"] * 10 + ["fringe"] * 10,
                "intensity": 20.0,
                "quantity": "wind_ms",
                "unit": "m/s",
            }
        ),
        claim_rate_per_1000_core=50.0,
        claim_rate_per_1000_core_lo=25.0,
        claim_rate_per_1000_core_hi=100.0,
        fringe_ratio=0.2,
        travel_factor_town=1.1,
        travel_factor_rural=1.3,
    )


@pytest.fixture
def in_force() -> pd.DataFrame:
    return pd.DataFrame({"region_code": CODES, "structure": "earth_wood", "houses": 200})


@pytest.fixture
def scores() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": "village",
            "region_code": CODES,
            "peril_family": "storm",
            "house_years": 1600.0,
            "claims_per_1000_house_years": np.linspace(1.0, 5.0, 20),
            "exposure_source": "policies",
        }
    )


@pytest.fixture
def no_past() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))


@pytest.fixture
def lag() -> Lag:
    return Lag(median_h=30.0, shape=0.8, claims=0, events=0, source="test")


@pytest.fixture
def settings() -> Surge:
    return Surge(draws=800)

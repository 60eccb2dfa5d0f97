"""One scenario of the size the figure names: 300 villages, 10,000 draws, 14 days hour by hour.

Some 650 claims a draw (the median event of the nowcast's reference cases has 600), so that six
million claims are drawn, given their hours and summed up by hour, day and village.
"""

import time
from datetime import datetime

import numpy as np
import pandas as pd

from risk.hazard import Scenario
from risk.settings import Surge
from risk.surge import Forecast, Lag, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

VILLAGES, HOUSES, DRAWS = 300, 300.0, 10_000
CODES = [f"V{i:03d}" for i in range(VILLAGES)]


def make_forecast(*, draws: int = DRAWS, seed: int = 1) -> Forecast:
    """The forecast that is timed: half the villages core at 12 claims per 1,000, half fringe."""
    scenario = Scenario(
        name="benchmark",
        preset="",
        family=PerilFamily.STORM,
        grade="severe",
        starts_at=datetime(2026, 7, 1, 14),
        duration_h=6.0,
        footprint=pd.DataFrame(
            {
                "region_code": CODES,
                "zone": np.where(np.arange(VILLAGES) % 2, "core", "fringe"),
                "intensity": 20.0,
                "quantity": "wind_ms",
                "unit": "m/s",
            }
        ),
        claim_rate_per_1000_core=12.0,
        claim_rate_per_1000_core_lo=6.0,
        claim_rate_per_1000_core_hi=24.0,
        fringe_ratio=0.2,
        travel_factor_town=1.1,
        travel_factor_rural=1.3,
    )
    scores = pd.DataFrame(
        {
            "level": "village",
            "region_code": CODES,
            "peril_family": "storm",
            "house_years": 8 * HOUSES,
            "claims_per_1000_house_years": np.linspace(1.0, 5.0, VILLAGES),
            "exposure_source": "policies",
        }
    )
    return forecast(
        scenario,
        pd.DataFrame({"region_code": CODES, "houses": HOUSES}),
        scores,
        pd.DataFrame(columns=list(COLUMNS)),
        Lag(median_h=30.0, shape=0.8, claims=0, events=0, source="benchmark"),
        settings=Surge(draws=draws),
        seed=seed,
        draws=draws,
    )


def scenario_seconds() -> float:
    """CPU seconds of one core for the whole forecast, after compilation."""
    make_forecast(draws=100)
    begun = time.process_time()
    make_forecast()
    return time.process_time() - begun

"""The benchmark's county as the product sees it: regions, bases, a storm's forecast, a plan."""

from datetime import datetime

import numpy as np
import pandas as pd

from benchmarks.cases.dispatch import SEATS, place
from risk.hazard import Scenario
from risk.settings import County, Staffing, Surge
from risk.staffing import Ground, prepare
from risk.surge import Forecast, Lag, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

LON, LAT, KM_PER_DEGREE = 102.0, 36.5, 111.2


def regions() -> pd.DataFrame:
    """The villages on the map."""
    county = place()
    lat = LAT + county.at_km[:, 1] / KM_PER_DEGREE
    return pd.DataFrame(
        {
            "code": [f"V{i:03}" for i in range(len(county.houses))],
            "level": "village",
            "township_code": [f"T{i % SEATS:02}" for i in range(len(county.houses))],
            "tier": np.where(county.town, "town", "rural"),
            "lon": LON + county.at_km[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(LAT))),
            "lat": lat,
            "elevation_m": 2500.0,
        }
    )


def storm(claims: int, days: int, draws: int) -> tuple[Forecast, County, pd.DataFrame]:
    """A storm over every village with so many expected claims."""
    villages, county = regions(), place()
    houses = np.maximum(np.round(county.houses * 4), 1)
    rate = 1000 * claims / float(houses.sum())
    settings = County(
        name="benchmark",
        code="00",
        surge=Surge(draws=draws, horizon_days=days - 1, event_size_cv=0.5),
        staffing=Staffing(scenarios_report=draws),
    )
    scenario = Scenario(
        name="storm",
        preset="",
        family=PerilFamily.STORM,
        grade="severe",
        starts_at=datetime(2026, 7, 1, 0),
        duration_h=3.0,
        footprint=pd.DataFrame(
            {
                "region_code": villages["code"],
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
    told = forecast(
        scenario,
        pd.DataFrame({"region_code": villages["code"], "structure": "other", "houses": houses}),
        pd.DataFrame(
            {
                "level": "village",
                "region_code": villages["code"],
                "peril_family": "all",
                "house_years": 8.0 * houses,
                "claims_per_1000_house_years": 1.0,
                "exposure_source": "policies",
            }
        ),
        pd.DataFrame(columns=list(COLUMNS)),
        Lag(median_h=30.0, shape=0.8, claims=0, events=0, source="benchmark"),
        settings=settings.surge,
        seed=1,
    )
    return told, settings, villages


def bases_of(number: int, crews: int) -> pd.DataFrame:
    """Bases at the first seats."""
    seats = regions().iloc[:number]
    return pd.DataFrame(
        {
            "base_id": [f"B{i}" for i in range(number)],
            "name": [f"B{i}" for i in range(number)],
            "lon": seats["lon"].to_numpy(),
            "lat": seats["lat"].to_numpy(),
            "region_code": seats["code"].to_numpy(),
            "crews_day": crews,
            "crews_night": 1,
        }
    )


def lenders_of(number: int) -> pd.DataFrame:
    """Lenders, the later the larger."""
    each = np.arange(number)
    return pd.DataFrame(
        {
            "lender_id": [f"L{i}" for i in each],
            "name": [f"L{i}" for i in each],
            "crews_max": 4 + 4 * each,
            "lag_h": 4.0 + 6 * each,
            "stay_min_days": 1 + each % 3,
            "cost_per_crew_day_money": 900.0 + 200 * each,
            "lon": LON,
            "lat": LAT,
        }
    )


def ground_of(claims: int, *, bases: int, days: int, draws: int) -> Ground:
    """The ground of plans for such a storm."""
    told, county, villages = storm(claims, days, draws)
    return prepare(told, bases_of(bases, 2), lenders_of(5), villages, county=county)


def table_of(ground: Ground, *, crews: int) -> pd.DataFrame:
    """So many own crews on every day, a fifth of them by night, spread over the bases."""
    rows = []
    ids = ground.bases["base_id"].tolist()
    for day in range(ground.days):
        for shift, number in (("day", crews - crews // 5), ("night", crews // 5)):
            for b, base_id in enumerate(ids):
                here = number // len(ids) + (b < number % len(ids))
                rows.append((day, shift, base_id, "own", here))
    return pd.DataFrame(rows, columns=["day", "shift", "base_id", "source", "crews"])


def edited_plan(table: pd.DataFrame) -> pd.DataFrame:
    """Two crews more at the first base on the third day."""
    out = table.copy()
    here = (out["day"] == 2) & (out["shift"] == "day") & (out["base_id"] == "B0")
    out.loc[here, "crews"] += 2
    return out

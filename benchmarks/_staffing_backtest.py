"""Plans of Chicago's storms of 2010 to 2012, made from what was known up to 2009.

Events, own calls and what is learnt are those of ``benchmarks._chicago`` (water in basements, by
ward). The city has no crews of ours: a pool is assumed (``OWN_DAY``, ``LENDERS``) at the centre of
its wards, and every call is taken for a claim to be visited within three hours. Each event opens on
a day known to be one; what is planned for is the forecast of 2009 (mean, spread, wards, lag), the
same for all events. What came (ward and day of the event's own calls, hours drawn) is simulated
with the crews planned, 50 times with other survey times, roads and absences.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._chicago import (
    LAST_TAUGHT,
    Event,
    Taught,
    find_events,
    own_calls,
    read_calls,
    teach,
)
from risk.follow.backtest import judge_ways
from risk.follow.calibration import calibration
from risk.follow.came import Came, clock_hours
from risk.hazard import Scenario
from risk.settings import County, Staffing
from risk.settings import Surge as SurgeSettings
from risk.staffing import Ground, Plan, plan_crews, prepare
from risk.staffing.simulator.given import scenes_of_claims
from risk.surge import Forecast, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily

SEED, DRAWS, DAYS = 7, 50, 14
RATE = 10.0  # claims per 1,000 houses: houses are set so that each ward's mean is the learnt one
HEIGHT_M = 180.0
OWN_DAY, OWN_NIGHT, STANDBY = 8, 2, 5
LENDERS = (("near", 30, 6.0), ("far", 60, 24.0))
"""Assumed crews: own by shift, standby; lenders with their crews and lag in hours."""


def wards(folder: Path) -> pd.DataFrame:
    """Wards as regions: code, centre, one height, all of the rural tier (three hours)."""
    features = json.loads((folder / "wards.geojson").read_text("utf-8"))["features"]
    rows = []
    for feature in features:
        ring = np.array(_outer(feature["geometry"]), np.float64)
        lon, lat = ring[:, :2].mean(axis=0)
        rows.append((str(int(feature["properties"]["ward"])), lon, lat))
    frame = pd.DataFrame(rows, columns=["code", "lon", "lat"])
    return frame.assign(level="village", township_code="city", tier="rural", elevation_m=HEIGHT_M)


def _outer(geometry: dict[str, Any]) -> list[list[float]]:
    """The longest outer ring of a polygon or multipolygon."""
    polygons = geometry["coordinates"]
    polygons = polygons if geometry["type"] == "MultiPolygon" else [polygons]
    return max((p[0] for p in polygons), key=len)


def county_of(taught: Taught) -> County:
    """The city with what was learnt of its events, and the assumed pool."""
    surge = SurgeSettings(
        event_size_cv=min(taught.size_cv, 3.0), village_dispersion=float(taught.dispersion),
        horizon_days=DAYS - 1,
    )  # fmt: skip
    staffing = Staffing(standby_crews=STANDBY)
    return County(name="Chicago", code="17", surge=surge, staffing=staffing)


def planned(
    codes: list[str], taught: Taught, regions: pd.DataFrame, county: County
) -> tuple[Forecast, Plan]:
    """The forecast of 2009 for an event that opens, and the plan for it."""
    in_force = pd.DataFrame(
        {"region_code": codes, "structure": "other", "houses": taught.expected * 1000 / RATE}
    )
    footprint = pd.DataFrame(
        {"region_code": codes, "zone": "core", "intensity": 1.0, "quantity": "", "unit": ""}
    )
    scenario = Scenario(
        name="an event opens", preset="", family=PerilFamily.FLOOD, grade="severe",
        starts_at=datetime(2010, 1, 1), duration_h=24.0, footprint=footprint,
        claim_rate_per_1000_core=RATE, claim_rate_per_1000_core_lo=RATE,
        claim_rate_per_1000_core_hi=RATE, fringe_ratio=0.0, travel_factor_town=1.1,
        travel_factor_rural=1.1,
    )  # fmt: skip
    scores = pd.DataFrame(
        {"level": "village", "region_code": codes, "peril_family": "all", "house_years": 1.0,
         "claims_per_1000_house_years": 1.0, "exposure_source": "assumed"}
    )  # fmt: skip
    told = forecast(
        scenario, in_force, scores, pd.DataFrame(columns=list(COLUMNS)), taught.law.lag,
        settings=county.surge, seed=SEED,
    )  # fmt: skip
    plan = plan_crews(told, bases(regions), lenders(), regions, county=county, seed=SEED)
    return told, plan


def bases(regions: pd.DataFrame) -> pd.DataFrame:
    """One base at the centre of the wards."""
    return pd.DataFrame(
        {"base_id": ["city"], "name": ["centre"], "lon": [regions["lon"].mean()],
         "lat": [regions["lat"].mean()], "region_code": [None], "crews_day": [OWN_DAY],
         "crews_night": [OWN_NIGHT]}
    )  # fmt: skip


def lenders() -> pd.DataFrame:
    """Two lenders, near and far."""
    frame = pd.DataFrame(list(LENDERS), columns=["lender_id", "crews_max", "lag_h"])
    return frame.assign(
        name=frame["lender_id"], stay_min_days=2, cost_per_crew_day_money=1200.0, lon=np.nan,
        lat=np.nan,
    )  # fmt: skip


def came_of(event: Event, codes: list[str], ground: Ground) -> Came:
    """The event's own calls on the plan's ground."""
    told, county = ground.forecast, ground.county
    rng = np.random.default_rng([SEED, event.day.toordinal()])
    calls = own_calls(event, min(event.calls.shape[1], DAYS), rng)
    ward, day = np.nonzero(calls)
    times = calls[ward, day]
    hour = 24.0 * np.repeat(day, times)
    share = county.surge.night_report_share
    claims = pd.DataFrame(
        {
            "region_code": np.array(codes, object)[np.repeat(ward, times)],
            "hour": hour + clock_hours(len(hour), share, SEED),
        }
    )
    scenes = scenes_of_claims(
        told, ground.travel, county, region_codes=told.region_codes, claims=claims, draws=DRAWS,
        seed=SEED, sources=ground.source_names,
    )  # fmt: skip
    return Came(ground, scenes, len(claims) - len(scenes.claims.hour) // DRAWS)


def measure_staffing(folder: Path, *, events_max: int | None = None) -> dict[str, Any]:
    """Back-test: what was said, how often it was kept, by way; rows of each event."""
    table = read_calls(folder, "ward")
    codes = [str(c) for c in table.columns]
    regions = wards(folder)
    events = find_events(table)
    last = pd.Timestamp(LAST_TAUGHT, 12, 31)
    past = [e for e in events if e.day + pd.Timedelta(days=e.calls.shape[1] - 1) <= last]
    later = [e for e in events if e.day > last][:events_max]
    taught = teach(past, SEED)
    county = county_of(taught)
    told, plan = planned(codes, taught, regions, county)
    ground = prepare(told, bases(regions), lenders(), regions, county=county)
    rows = [
        {"event_id": str(event.day.date()), **row}
        for event in later
        for row in judge_ways(plan, came_of(event, codes, ground))
        if row["tier"] == "all"
    ]
    frame = pd.DataFrame(rows)
    found = calibration(frame[frame["way"] == "plan"])
    by = frame.groupby("way")[["share", "kept", "crew_days"]].mean()
    reached = (frame["share"] * frame["claims"]).groupby(frame["way"]).sum()
    by["share_of_claims"] = reached / frame.groupby("way")["claims"].sum()
    return {
        "events": (len(past), len(later)),
        "claims_mean_said": float(told.total["mean"]),
        "goal_met": bool(plan.goal_met),
        "score": found.scores.iloc[0].to_dict(),
        "by_way": by.round(4).to_dict("index"),
        "rows": frame,
    }


if __name__ == "__main__":
    real = Path(os.environ.get("HUZHU_REAL_DATA", ""))
    measured = measure_staffing(real / "chicago_flood_reports")
    print(measured.pop("rows").round(3).to_string())
    print(measured)

"""True drives come back from made-up arrival logs inside their intervals."""

import numpy as np
import pandas as pd
import pytest

from risk.geography.travel import Drive, drives_of
from risk.settings import Places
from risk.staffing.travel import Trips, drive_table, fit_drives

PLACES = Places()
TRUE = Drive(access_min=6.0, min_per_km=2.8, relief_per_100m=0.04)
FACTOR, CV = 1.3, 0.2


def logs(n: int, seed: int, *, tier: str = "rural", odd: float = 0.0) -> pd.DataFrame:
    """Trips of `TRUE` with lognormal errors of mean 1; a share of them hours too long."""
    rng = np.random.default_rng(seed)
    km, climb = rng.gamma(2, 8, n) + 0.5, rng.uniform(0, 600, n)
    event = rng.random(n) < 0.3
    drive = km * TRUE.min_per_km * (1 + TRUE.relief_per_100m * climb / 100)
    sigma2 = np.log1p(CV**2)
    error = rng.lognormal(-sigma2 / 2, np.sqrt(sigma2), n)
    minutes = (TRUE.access_min + drive * np.where(event, FACTOR, 1.0)) * error
    minutes += np.where(rng.random(n) < odd, 240.0, 0.0)
    day = np.datetime64("2025-01-01") + rng.integers(0, 200, n).astype("timedelta64[D]")
    return pd.DataFrame(
        {"tier": tier, "km": km, "climb_m": climb, "minutes": minutes, "event": event, "day": day}
    )


def fitted(*frames: pd.DataFrame):
    return fit_drives(Trips(pd.concat(frames, ignore_index=True), {}), PLACES)


def test_true_values_lie_inside_their_90_percent_intervals():
    """Of 30 logs × 4 parameters about 90 % hold the truth: not under 80 %."""
    held = []
    for seed in range(30):
        fit = fitted(logs(300, seed)).tiers["rural"]
        held += [
            getattr(fit.low, name) <= getattr(TRUE, name) <= getattr(fit.high, name)
            for name in ("access_min", "min_per_km", "relief_per_100m")
        ]
        held.append(fit.event_factor_low <= FACTOR <= fit.event_factor_high)
    assert np.mean(held) >= 0.8


def test_the_error_of_a_trip_comes_back():
    fit = fitted(logs(1000, 1)).tiers["rural"]
    assert fit.error_cv == pytest.approx(CV, rel=0.1)
    assert fit.error_min < fit.assumed_error_min
    assert fit.days <= 200


def test_one_stamp_in_eight_that_is_hours_late_moves_nothing():
    """A biweight gives trips that far away no weight; least squares would double the speed."""
    fit = fitted(logs(800, 2, odd=0.125)).tiers["rural"]
    assert fit.drive.min_per_km == pytest.approx(TRUE.min_per_km, rel=0.08)
    assert 0.05 < fit.odd_share < 0.15


def test_under_50_trips_nothing_changes():
    """49 trips tell nothing; 50 do, of their own tier alone."""
    assert fitted(logs(49, 3)) is None
    told = fitted(logs(50, 3), logs(49, 4, tier="town"))
    assert set(told.tiers) == {"rural"}
    assert told.drives["town"] == drives_of(PLACES)["town"]
    assert told.drives["rural"] == told.tiers["rural"].drive


def test_a_parameter_trips_tell_nothing_of_stays_near_the_settings_and_wide():
    """All trips are 5 km long and level: access and speed are told together only."""
    rows = logs(200, 5).assign(km=5.0, climb_m=0.0, event=False)
    rows["minutes"] = 20 * np.random.default_rng(6).lognormal(0, 0.1, len(rows))
    fit = fitted(rows).tiers["rural"]
    assert fit.drive.access_min + 5 * fit.drive.min_per_km == pytest.approx(20, rel=0.05)
    assert fit.high.access_min > 2 * fit.low.access_min
    assert fit.event_factor == pytest.approx(1, abs=1e-6)


def test_the_table_says_speeds_at_the_settings_circuity():
    found = fitted(logs(400, 7))
    told, fit = drive_table(found, PLACES).set_index(["tier", "name"]), found.tiers["rural"]
    speed = told.loc[("rural", "speed_kmh")]
    assert speed["assumed"] == PLACES.road_speed_rural_kmh
    assert speed["value"] * fit.drive.min_per_km == pytest.approx(60 * PLACES.circuity)
    assert speed["low"] < speed["value"] < speed["high"]
    assert np.isnan(told.loc[("town", "speed_kmh"), "value"])
    assert told.loc[("rural", "access_min"), "trips"] == 400

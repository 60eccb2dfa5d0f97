"""Fitted drives beside the settings, as a table."""

from dataclasses import replace

import numpy as np
import pandas as pd

from risk.geography.travel import Drive, drives_of
from risk.settings import Places
from risk.staffing.travel.fit import Fitted, TierFit


def drive_table(fitted: Fitted | None, places: Places) -> pd.DataFrame:
    """Fitted beside assumed values, a row a tier and parameter.

    Returns:
        tier, name (access_min, speed_kmh at the settings' circuity, relief_per_100m,
        event_factor), assumed (NaN: none), value, low, high (NaN: not fitted), unit, trips.
    """
    rows = []
    for tier, assumed in drives_of(places).items():
        fit = fitted.tiers.get(tier) if fitted else None
        rows += [(tier, *row, fit.trips if fit else 0) for row in _told(fit, assumed, places)]
    columns = ["tier", "name", "assumed", "value", "low", "high", "unit", "trips"]
    return pd.DataFrame(rows, columns=columns)


def _told(
    fit: TierFit | None, assumed: Drive, places: Places
) -> list[tuple[str, float, float, float, float, str]]:
    nothing = replace(assumed, access_min=np.nan, min_per_km=np.nan, relief_per_100m=np.nan)
    drive, low, high = (fit.drive, fit.low, fit.high) if fit else (nothing,) * 3
    kmh = 60 * places.circuity
    factor = (
        (fit.event_factor, fit.event_factor_low, fit.event_factor_high) if fit else (np.nan,) * 3
    )
    return [
        ("access_min", assumed.access_min, drive.access_min, low.access_min, high.access_min,
         "min"),
        ("speed_kmh", kmh / assumed.min_per_km, kmh / drive.min_per_km, kmh / high.min_per_km,
         kmh / low.min_per_km, "km/h"),
        ("relief_per_100m", assumed.relief_per_100m, drive.relief_per_100m, low.relief_per_100m,
         high.relief_per_100m, "ratio"),
        ("event_factor", np.nan, *factor, "ratio"),
    ]  # fmt: skip

"""Trip hours from bases and villages to villages, and a base where none is given."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.geography.travel import travel_minutes
from risk.hazard import Scenario, village_places
from risk.settings import Places
from risk.terms import Tier

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Travel:
    """Trips to the villages of a forecast.

    Attributes:
        base_ids: the bases, in the order of the first rows of ``trip_h``.
        trip_h: hours from each base, then from each village, to each village (B + V, V).
        near: village numbers in order of ``trip_h``, row by row.
        tier: tier of each village (town or rural).
        assumed_points: villages whose position is that of their township or county.
    """

    base_ids: NDArray[np.object_]
    trip_h: Floats
    near: NDArray[np.int32]
    tier: NDArray[np.object_]
    assumed_points: int

    @property
    def nearest_base(self) -> NDArray[np.int64]:
        """Number of the base nearest to each village."""
        return np.asarray(np.argmin(self.trip_h[: len(self.base_ids)], axis=0))


def travel_table(
    region_codes: NDArray[np.object_],
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    scenario: Scenario,
    places: Places,
) -> Travel:
    """Trips under a scenario's road conditions.

    Args:
        region_codes: villages of the forecast.
        bases: base_id, lon, lat, region_code (for the height; may be null).
        regions: the warehouse's regions.
        scenario: gives the travel factors of town and rural trips.
        places: speeds, circuity, relief and access time.

    Raises:
        ModelError: a village of the forecast is not among the regions.
    """
    everywhere = village_places(regions)
    missing = [code for code in region_codes if code not in everywhere.index]
    if missing:
        raise ModelError(
            f"village {missing[0]} of the footprint is not among the regions",
            where=f"scenario {scenario.name!r}",
            remedy="lay the scenario over this version's regions again",
        )
    ends = everywhere.loc[list(region_codes)]
    tier = np.where(ends["tier"] == Tier.TOWN, Tier.TOWN.value, Tier.RURAL.value).astype(object)
    height_m = everywhere["elevation_m"].reindex(bases["region_code"]).to_numpy()
    points = pd.concat(
        [
            bases[["lon", "lat"]].assign(elevation_m=height_m),
            ends[["lon", "lat", "elevation_m"]],
        ]
    ).to_numpy(np.float64)
    (from_lon, from_lat, from_m), (to_lon, to_lat, to_m) = points.T, points[len(bases) :].T
    minutes = travel_minutes(
        from_lon,
        from_lat,
        from_m,
        to_lon,
        to_lat,
        to_m,
        tier,
        places=places,
        factor_town=scenario.travel_factor_town,
        factor_rural=scenario.travel_factor_rural,
    )
    trip_h = minutes / 60
    return Travel(
        base_ids=bases["base_id"].to_numpy(dtype=object),
        trip_h=np.ascontiguousarray(trip_h),
        near=np.argsort(trip_h, axis=1, kind="stable").astype(np.int32),
        tier=tier,
        assumed_points=int((ends["point_source"] != "own").sum()),
    )


def assumed_base(
    region_codes: NDArray[np.object_], weights: Floats, regions: pd.DataFrame, *, crews_day: int
) -> pd.DataFrame:
    """One base at the weighted centre of villages, for a county that gave none.

    Args:
        region_codes: villages.
        weights: expected claims of each.
        regions: the warehouse's regions.
        crews_day: own day crews it is given; one more crew watches at night.

    Returns:
        One row with the columns of the base table that planning reads.
    """
    ends = village_places(regions).loc[list(region_codes)]
    share = weights / weights.sum()
    lon, lat = float(ends["lon"] @ share), float(ends["lat"] @ share)
    away = np.hypot(ends["lon"] - lon, ends["lat"] - lat)
    return pd.DataFrame(
        {
            "base_id": ["assumed"],
            "name": ["假设基地 (assumed base)"],
            "lon": [lon],
            "lat": [lat],
            "region_code": [region_codes[int(np.argmin(away))]],
            "crews_day": [crews_day],
            "crews_night": [1],
        }
    )

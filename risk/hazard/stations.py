"""Readings of stations spread over villages: inverse distance or ordinary kriging, the better one.

Better is the way whose predictions of each station from the others are nearer to what it measured.
A station's own error takes no part in choosing the figures it is predicted with, so the errors
shown are not those of a way fitted to them. Height is not used: in mountains a valley's gauge says
little of the ridge, and the error shown tells how little.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.geography.plane import haversine_km
from risk.hazard.extent import Extent, Origin, make_extent, village_shapes
from risk.hazard.units import to_unit

STATIONS_MIN = 4
POWERS = (1.0, 2.0, 3.0)
RANGES = (0.25, 0.5, 1.0, 2.0)  # of the largest distance between two stations
NUGGETS = (0.0, 0.1, 0.3)  # of the sill
Z90 = 1.645
IDW, KRIGING, MEAN = "idw", "kriging", "mean"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """One way with its figures: power of the distance, or range (km) and nugget share."""

    name: str
    power: float = 0.0
    range_km: float = 0.0
    nugget: float = 0.0

    def weights(self, between: Floats, to: Floats) -> Floats:
        """Weights of the stations at each place, (places, stations); each row adds up to 1.

        Args:
            between: distances among stations, km.
            to: distances from places to stations, km.
        """
        if self.name == MEAN:
            return np.full(to.shape, 1 / to.shape[1])
        if self.name == IDW:
            raw = 1 / np.maximum(to, 1e-6) ** self.power
            return np.asarray(raw / raw.sum(axis=1, keepdims=True))
        n = len(between)
        system = np.ones((n + 1, n + 1))
        system[:n, :n] = self._variogram(between)
        system[n, n] = 0
        right = np.ones((n + 1, len(to)))
        right[:n] = self._variogram(to).T
        return np.asarray(np.linalg.lstsq(system, right, rcond=None)[0][:n].T)

    def _variogram(self, km: Floats) -> Floats:
        """Exponential, sill 1; 0 at distance 0 (Cressie 1993, 2.3)."""
        rise = self.nugget + (1 - self.nugget) * -np.expm1(-3 * km / self.range_km)
        return np.where(km > 0, rise, 0.0)


def from_stations(
    stations: pd.DataFrame, regions: pd.DataFrame, *, quantity: str, unit: str
) -> Extent:
    """Intensity at each village's point from the stations' readings.

    Args:
        stations: lon, lat (WGS84), value in ``unit``; several readings of one place are averaged,
            a reading of 0 counts.
        regions: the warehouse's regions.
        quantity: what the readings measure.
        unit: of the readings.

    Returns:
        An extent whose ``judged`` has one row a way (method, power, range_km, nugget, mae, rmse,
        used), the plain mean of all stations beside them; low and high are the value ∓ 1.645 times
        the root mean square error.

    Raises:
        ModelError: fewer than four places, a foreign unit, values that cannot be true.
    """
    readings = _readings(stations, quantity, unit)
    value = readings["value"].to_numpy()
    between = _km(readings, readings)
    judged, ways = judge(between, value)
    name = str(judged.loc[judged["used"], "method"].iloc[0])
    villages = village_shapes(regions)
    spread = np.maximum(ways[name].weights(between, _km(villages, readings)) @ value, 0.0)
    error = Z90 * float(judged.loc[judged["used"], "rmse"].iloc[0])
    method = {
        "key": f"stations_{name}", "stations": len(readings), "power": ways[name].power,
        "range_km": ways[name].range_km, "nugget": ways[name].nugget,
    }  # fmt: skip
    return make_extent(
        villages, spread, quantity=quantity, origin=Origin.STATIONS, judged=judged, method=method,
        low=np.maximum(spread - error, 0.0), high=spread + error,
    )  # fmt: skip


def judge(between: Floats, value: Floats) -> tuple[pd.DataFrame, dict[str, Way]]:
    """Errors of each way when every station is told from the others, and each way's best figures.

    Args:
        between: distances among the stations, km, (N, N).
        value: readings, (N,).
    """
    farthest = float(between.max())
    candidates = {
        IDW: [Way(IDW, power=p) for p in POWERS],
        KRIGING: [Way(KRIGING, range_km=r * farthest, nugget=g) for r in RANGES for g in NUGGETS],
        MEAN: [Way(MEAN)],
    }
    rows, best = [], {}
    for name, ways in candidates.items():
        missed = np.vstack([_left_out(way, between, value) for way in ways]) - value
        squares = missed**2
        best[name] = ways[int(squares.sum(axis=1).argmin())]
        others = squares.sum(axis=1, keepdims=True) - squares
        own = missed[others.argmin(axis=0), np.arange(len(value))]
        rows.append(
            {
                "method": name, "power": best[name].power, "range_km": best[name].range_km,
                "nugget": best[name].nugget, "mae": float(np.abs(own).mean()),
                "rmse": float(np.sqrt((own**2).mean())),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    spatial = table["method"] != MEAN  # the mean is shown beside them, not used: it has no place
    return table.assign(used=table.index == table.loc[spatial, "rmse"].idxmin()), best


def _left_out(way: Way, between: Floats, value: Floats) -> Floats:
    """What the other stations say of each."""
    told = np.empty(len(value))
    for i in range(len(value)):
        rest = np.arange(len(value)) != i
        told[i] = (way.weights(between[np.ix_(rest, rest)], between[[i]][:, rest]) @ value[rest])[0]
    return np.maximum(told, 0.0)


def _readings(stations: pd.DataFrame, quantity: str, unit: str) -> pd.DataFrame:
    numbers = stations[["lon", "lat", "value"]].apply(pd.to_numeric, errors="coerce")
    bad = numbers.isna().any(axis=1) | ~numbers["lon"].between(-180, 180)
    bad |= ~numbers["lat"].between(-90, 90)
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise ModelError(
            f"station {row} has no number for lon, lat or value",
            where="stations",
            remedy="mend or drop the row; a gauge without a reading is not a gauge that read 0",
        )
    numbers["value"] = to_unit(numbers["value"], unit, quantity)
    places: pd.DataFrame = numbers.groupby(["lon", "lat"], as_index=False)["value"].mean()
    if len(places) < STATIONS_MIN:
        raise ModelError(
            f"{len(places)} stations are too few",
            where="stations",
            remedy=f"give {STATIONS_MIN} or more, or draw the area by hand",
        )
    return places


def _km(places: pd.DataFrame, stations: pd.DataFrame) -> Floats:
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    to_lon, to_lat = stations["lon"].to_numpy(float), stations["lat"].to_numpy(float)
    return np.asarray(haversine_km(lon[:, None], lat[:, None], to_lon[None], to_lat[None]))

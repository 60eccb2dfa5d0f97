"""Trip hours from bases and villages to villages, and a base where none is given."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.geography.travel import Drive, apart, drive_minutes, drives_of
from risk.hazard import Scenario, village_places
from risk.settings import Places
from risk.staffing.travel.ways import RoadTable, Source, Ways
from risk.staffing.travel.weather import travel_factors
from risk.terms import Tier

ABSURD = 3.0  # a drive by road this many times the estimate means that the map lacks a road
NO_WAYS = Ways()

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]


@dataclass(frozen=True)
class Travel:
    """Trips to the villages of a forecast.

    Attributes:
        base_ids: the bases, in the order of the first rows of ``trip_h``.
        trip_h: hours from each base, then from each village, to each village (B + V, V).
        near: village numbers in order of ``trip_h``, row by row.
        tier: tier of each village (town or rural).
        assumed_points: villages whose position is that of their township or county.
        source: what each trip rests on, a :class:`Source` (B + V, V).
        error_cv: error of the trips to each village as a coefficient of variation (V,): that of
            the trip from its nearest base.
        detours: pairs whose way by road was set aside, as it is `ABSURD` beside the estimate.
        unreached: pairs of places on the road map that no open road joins.
    """

    base_ids: Objects
    trip_h: Floats
    near: NDArray[np.int32]
    tier: Objects
    assumed_points: int
    source: Objects
    error_cv: Floats
    detours: int = 0
    unreached: int = 0

    @property
    def nearest_base(self) -> NDArray[np.int64]:
        """Number of the base nearest to each village."""
        return np.asarray(np.argmin(self.trip_h[: len(self.base_ids)], axis=0))

    @property
    def common_cv(self) -> float:
        """Error of all trips together as one coefficient of variation: the root mean square."""
        return float(np.sqrt(np.mean(self.error_cv**2)))

    def shares(self) -> dict[str, float]:
        """Share of the trips between different places by source."""
        base = np.arange(self.trip_h.shape[0]) - len(self.base_ids)
        apart_ = base[:, None] != np.arange(self.trip_h.shape[1])[None, :]
        named = self.source[apart_]
        return {s.value: float((named == s.value).mean()) if len(named) else 0.0 for s in Source}


def travel_table(
    region_codes: Objects,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    scenario: Scenario | None,
    places: Places,
    *,
    ways: Ways = NO_WAYS,
) -> Travel:
    """Trips under a scenario's road conditions: by matrix, else by road, else estimated.

    Args:
        region_codes: villages of the forecast.
        bases: base_id, lon, lat, region_code (for the height; may be null).
        regions: the warehouse's regions.
        scenario: gives the travel factors of town and rural trips; None: dry roads.
        places: speeds, circuity, relief, access time and errors.
        ways: what is known beyond straight lines.

    Raises:
        ModelError: a village of the forecast is not among the regions.
    """
    everywhere = village_places(regions)
    missing = [code for code in region_codes if code not in everywhere.index]
    if missing:
        raise ModelError(
            f"village {missing[0]} of the footprint is not among the regions",
            where=f"scenario {scenario.name!r}" if scenario else "travel",
            remedy="lay the scenario over this version's regions again",
        )
    ends = everywhere.loc[list(region_codes)]
    tier = np.where(ends["tier"] == Tier.TOWN, Tier.TOWN.value, Tier.RURAL.value).astype(object)
    height_m = ends["elevation_m"].to_numpy(np.float64)
    factor = travel_factors(scenario, tier, height_m) if scenario else np.ones(len(tier))
    drives = ways.fitted.drives if ways.fitted else drives_of(places)
    km, climb_m = apart(*_points(bases, ends, everywhere), *ends[POINT].to_numpy(np.float64).T)
    names = np.concatenate([bases["base_id"].to_numpy(dtype=object), region_codes])
    told = _Told(
        drive_minutes(km, climb_m, tier, drives, factor), np.full(km.shape, Source.ESTIMATED.value,
        dtype=object))  # fmt: skip
    access = np.array([drives[t].access_min for t in tier])
    if ways.roads is not None:
        drive = _rows(ways.roads, names, region_codes) * factor
        own = ways.road_fit.drive if ways.road_fit else None
        told = told.by_road(drive, access, own)
    if ways.matrix is not None:
        told = told.by_matrix(_cells(ways.matrix, names, region_codes) * factor + access)
    trip_h = told.minutes / 60
    nearest = np.argmin(trip_h[: len(bases) or None], axis=0)  # without a base, a village
    surest = told.source[nearest, np.arange(len(tier))]
    errors = source_errors(places, ways)
    return Travel(
        base_ids=bases["base_id"].to_numpy(dtype=object),
        trip_h=np.ascontiguousarray(trip_h),
        near=np.argsort(trip_h, axis=1, kind="stable").astype(np.int32),
        tier=tier,
        assumed_points=int((ends["point_source"] != "own").sum()),
        source=told.source,
        error_cv=np.array([errors[s] for s in surest]),
        detours=told.detours,
        unreached=told.unreached,
    )


POINT = ["lon", "lat", "elevation_m"]


def _points(
    bases: pd.DataFrame, ends: pd.DataFrame, everywhere: pd.DataFrame
) -> tuple[Floats, Floats, Floats]:
    """lon, lat, height of the bases, then of the villages; a base is as high as its village."""
    height_m = everywhere["elevation_m"].reindex(bases["region_code"]).to_numpy()
    starts = pd.concat([bases[["lon", "lat"]].assign(elevation_m=height_m), ends[POINT]])
    lon, lat, height = starts.to_numpy(np.float64).T
    return lon, lat, height


@dataclass(frozen=True)
class _Told:
    """Minutes and sources as the surer sources are laid over the estimate."""

    minutes: Floats
    source: Objects
    detours: int = 0
    unreached: int = 0

    def by_road(self, drive: Floats, access: Floats, own: Drive | None) -> "_Told":
        """A detour is judged as the map tells it, before own trips speak of its pace."""
        absurd = np.isfinite(drive) & (drive + access > ABSURD * self.minutes)
        minutes = drive + access if own is None else own.min_per_km * drive + own.access_min
        minutes = np.where(absurd, np.nan, minutes)
        laid = self._laid(minutes, Source.ROADS)
        return replace(laid, detours=int(absurd.sum()), unreached=int((drive == np.inf).sum()))

    def by_matrix(self, minutes: Floats) -> "_Told":
        return self._laid(minutes, Source.MATRIX)

    def _laid(self, minutes: Floats, source: Source) -> "_Told":
        known = np.isfinite(minutes)
        here = np.arange(minutes.shape[0])[:, None] - (minutes.shape[0] - minutes.shape[1])
        known &= here != np.arange(minutes.shape[1])[None, :]  # no drive inside a village
        return replace(
            self,
            minutes=np.where(known, minutes, self.minutes),
            source=np.where(known, source.value, self.source).astype(object),
        )


def _rows(roads: RoadTable, names: Objects, codes: Objects) -> Floats:
    """Minutes by road of some pairs; NaN for a place the table does not have."""
    table = pd.DataFrame(roads.minutes, index=roads.starts, columns=roads.ends)
    return table.reindex(index=names, columns=codes).to_numpy(np.float64)


def _cells(matrix: pd.DataFrame, names: Objects, codes: Objects) -> Floats:
    """Minutes a matrix tells; between villages the way back stands for a way it does not tell."""
    rows = matrix.drop_duplicates(["origin", "region_code"], keep="last")
    table = rows.pivot(index="origin", columns="region_code", values="minutes")
    told = table.reindex(index=names, columns=codes).to_numpy(np.float64, copy=True)
    between = told[len(names) - len(codes) :]
    told[len(names) - len(codes) :] = np.where(np.isnan(between), between.T, between)
    return told


def source_errors(places: Places, ways: Ways) -> dict[str, float]:
    """Error of a trip by source, as a coefficient of variation: own logs tell, else settings."""
    errors = {
        Source.MATRIX.value: places.matrix_error_cv,
        Source.ROADS.value: places.road_error_cv,
        Source.ESTIMATED.value: places.travel_error_cv,
    }
    return errors | dict(ways.errors)


def assumed_base(
    region_codes: Objects, weights: Floats, regions: pd.DataFrame, *, crews_day: int
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

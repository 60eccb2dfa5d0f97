"""Which datum a file's coordinates are in, told by comparing them with what is known.

The coordinates are read as each datum in turn; the one that disagrees least with the known places
is the answer, if it does so clearly, and there is none otherwise.

**Clearly** means that the next best datum disagrees at least ``MARGIN`` times as much. The margin
was measured on the 2,891 counties that a second publisher drew on its own (Tianditu, against the
shipped AMap outlines), read as they are and shifted to GCJ-02 and BD-09. Of 7,895 outlines less
than a tenth apart 12 fitted a wrong datum best, never with a margin above 1.14; at 1.5 none of the
91 % that are decided is wrong. Points are counted besides: the places that speak for the answer
must outnumber those that speak for the next best by ``SIGMAS`` standard deviations of a fair coin.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from risk.geography.datum import Floats, convert, to_wgs84
from risk.geography.plane import haversine_km
from risk.terms import Datum

MARGIN = 1.5
SIGMAS = 3.0
DIFFERS_MAX = 0.1  # share of area: an outline that differs more is of another place
COUNTIES_MAX = 20  # as many counties of a file are compared; one file is in one datum
SHARE, METRES = "share", "m"
REGION_CODE = re.compile(r"\d{6,15}")


@dataclass(frozen=True)
class Fit:
    """What a comparison showed.

    Args:
        kind: ``outline`` (counties known to the product), ``area`` (outlines of the workspace),
            ``point`` (points of the workspace) or ``place`` (the villages that rows name).
        n: counties, areas, points or rows compared.
        unit: of ``mismatch``: ``share`` (of the area, or of the rows) or ``m`` (median distance).
        mismatch: how far the file, read as each datum, is from what is known.
        verdict: the datum that fits clearly; None: cannot tell.
    """

    kind: str
    n: int
    unit: str
    mismatch: Mapping[Datum, float]
    verdict: Datum | None

    @property
    def margin(self) -> float:
        """Mismatch of the second best datum over that of the best; 1 where they are equal."""
        best, second, *_ = sorted(self.mismatch.values())
        return second / best if best > 0 else (np.inf if second > 0 else 1.0)


def fit_outlines(
    areas: ArrayLike, codes: Sequence[str | None], known: gpd.GeoDataFrame
) -> Fit | None:
    """Compare areas of any level with county outlines; None where they fill no known county.

    Areas are united by county (the six digits their codes begin with, else the county they lie in)
    and compared with the known county they overlap most: a code may have changed, a place has not.

    Args:
        areas: polygons in the unknown datum, degrees.
        codes: their region codes, as far as they have any.
        known: ``code`` and outlines of counties, WGS84.
    """
    shapes = np.asarray(areas, dtype=object)
    outlines = known.geometry.to_numpy()
    groups = _by_county(shapes, codes, known)
    united = [shapely.union_all(shapely.make_valid(shapes[g])) for g in groups[:COUNTIES_MAX]]
    pairs = [
        (area, outlines[row]) for area in united if (row := _most_overlap(area, outlines)) >= 0
    ]
    given, fixed = (np.array([p[i] for p in pairs], dtype=object) for i in (0, 1))
    return _fit_areas("outline", given, fixed)


def fit_areas(areas: ArrayLike, known: ArrayLike) -> Fit | None:
    """Compare areas in the unknown datum with the known ones of the same regions, pair by pair."""
    return _fit_areas("area", np.asarray(areas, dtype=object), np.asarray(known, dtype=object))


def fit_points(
    lon: ArrayLike, lat: ArrayLike, known_lon: ArrayLike, known_lat: ArrayLike
) -> Fit | None:
    """Compare points in the unknown datum with the known ones of the same regions, pair by pair.

    The mismatch is the median distance in metres.
    """
    lon, lat, x, y = (np.asarray(a, dtype=float) for a in (lon, lat, known_lon, known_lat))
    both = np.isfinite(lon + lat + x + y)
    if not both.any():
        return None
    read = {d: to_wgs84(lon[both], lat[both], d) for d in Datum}
    away_m = {d: 1000 * haversine_km(*read[d], x[both], y[both]) for d in Datum}
    mismatch = {d: float(np.median(away_m[d])) for d in Datum}
    best, second = _two_best(mismatch)
    nearer = np.sign(away_m[second] - away_m[best])
    return Fit("point", int(both.sum()), METRES, mismatch, _verdict(mismatch, nearer))


def fit_places(
    lon: ArrayLike, lat: ArrayLike, codes: ArrayLike, areas: Mapping[str, shapely.Geometry]
) -> Fit | None:
    """Compare points in the unknown datum with the known areas they should lie in.

    The mismatch is the share of rows that lie outside. Rows of one region are weighed as one vote,
    since houses of a village err together.

    Args:
        lon, lat: points, degrees.
        codes: the region each point's row names.
        areas: outlines by region code, WGS84; rows of other regions are left out.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    named = np.asarray(codes, dtype=object)
    known = np.isfinite(x + y) & pd.Series(named).isin(list(areas)).to_numpy()
    if not known.any():
        return None
    x, y = x[known], y[known]
    region, distinct = pd.factorize(named[known])
    outlines = np.array([areas[code] for code in distinct], dtype=object)
    shapely.prepare(outlines)
    shapes = outlines[region]
    inside = {d: shapely.intersects_xy(shapes, *to_wgs84(x, y, d)) for d in Datum}
    mismatch = {d: float(1 - inside[d].mean()) for d in Datum}
    best, second = _two_best(mismatch)
    gain = inside[best].astype(float) - inside[second]
    votes = np.sign(np.bincount(region, weights=gain))
    return Fit("place", len(x), SHARE, mismatch, _verdict(mismatch, votes))


def _fit_areas(kind: str, given: NDArray[np.object_], known: NDArray[np.object_]) -> Fit | None:
    known = shapely.make_valid(known)
    size = shapely.area(known)
    differs = {d: _differs(given, known, d) for d in Datum}
    same_place = np.min(list(differs.values()), axis=0, initial=np.inf) <= DIFFERS_MAX * size
    if not same_place.any():
        return None
    whole = size[same_place].sum()
    mismatch = {d: float(differs[d][same_place].sum() / whole) for d in Datum}
    return Fit(kind, int(same_place.sum()), SHARE, mismatch, _verdict(mismatch, None))


def _differs(given: NDArray[np.object_], known: NDArray[np.object_], datum: Datum) -> Floats:
    """Area, in square degrees, of what only one of each pair covers."""
    read = shapely.make_valid(convert(given, datum))
    return np.asarray(shapely.area(shapely.symmetric_difference(read, known)), dtype=float)


def _two_best(mismatch: Mapping[Datum, float]) -> tuple[Datum, Datum]:
    best, second, *_ = sorted(mismatch, key=lambda d: mismatch[d])
    return best, second


def _verdict(mismatch: Mapping[Datum, float], votes: Floats | None) -> Datum | None:
    """The best datum if it is clearly best; ``votes``: 1 for it, -1 for the next, 0 for neither."""
    best, second = _two_best(mismatch)
    if mismatch[second] <= 0 or mismatch[second] < MARGIN * mismatch[best]:
        return None
    if votes is not None and votes.sum() < SIGMAS * np.sqrt(np.abs(votes).sum()):
        return None
    return best


def _by_county(
    shapes: NDArray[np.object_], codes: Sequence[str | None], known: gpd.GeoDataFrame
) -> list[NDArray[np.int64]]:
    """Row numbers of the areas of each county, counties with most areas first."""
    coded = [c[:6] if isinstance(c, str) and REGION_CODE.fullmatch(c) else "" for c in codes]
    keys = np.array(coded, dtype=object)
    bare = np.flatnonzero(keys == "")
    middle = shapely.point_on_surface(shapes[bare])
    row, county = shapely.STRtree(known.geometry.to_numpy()).query(middle, predicate="within")
    keys[bare[row]] = known["code"].to_numpy()[county]
    sizes = pd.Series(keys)[keys != ""].value_counts(sort=True, ascending=False)
    return [np.flatnonzero(keys == key) for key in sizes.index]


def _most_overlap(area: shapely.Geometry, outlines: NDArray[np.object_]) -> int:
    """Row of the outline that shares most with an area; -1 if none does."""
    near = shapely.STRtree(outlines).query(area, predicate="intersects")
    if not len(near):
        return -1
    shared = shapely.area(shapely.intersection(shapely.make_valid(outlines[near]), area))
    return int(near[shared.argmax()])

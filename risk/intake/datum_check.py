"""Every file's datum, checked against what is known: outlines, points, the villages rows name.

What is stated is believed, and a contradiction is told. What is not stated is taken as WGS84,
unless it clearly fits another datum: then the load is refused, and the refusal has the numbers.
Points are compared only with a map whose own datum is sure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.errors import LedgerError
from risk.geography.datum import FRAME_DEG, Floats, from_wgs84
from risk.geography.datum_fit import Fit, fit_areas, fit_outlines, fit_places, fit_points
from risk.geography.points import AREA_TYPES, check_points
from risk.intake.atlas import Atlas
from risk.intake.datum import converted_late, in_wgs84
from risk.intake.datum_record import NAMES, Record, fit_words, read_record
from risk.ledger import Batch
from risk.reference.outlines import county_outlines
from risk.terms import Datum, GeometrySource, MatchQuality
from risk.warehouse import Warehouse

ROWS_MAX = 5000  # as many rows of a ledger are compared
# Found without the point: a match that the point decided would prove nothing about it.
NAMED = frozenset(
    q.value for q in (MatchQuality.CODE_NAME, MatchQuality.CODE, MatchQuality.NAMES,
                      MatchQuality.FUZZY)
)  # fmt: skip
REGION_CODE = {"claim": "region_code_now", "policy": "region_code"}
OWN_AREAS = (GeometrySource.SURVEYED.value, GeometrySource.IMPORTED.value)
STORED = """
SELECT code, lon, lat, ST_AsWKB(geometry) AS geometry, geometry_source FROM region
WHERE valid_to IS NULL AND code IN (SELECT unnest(?))
"""


@dataclass(frozen=True)
class Settled:
    """The batches in WGS84, and what is recorded of each one's datum (None: it gives none)."""

    batches: list[Batch]
    texts: list[str | None]


def settle_datums(
    batches: Sequence[Batch],
    stated: Sequence[Datum | None],
    atlas: Atlas,
    warehouse: Warehouse | None,
) -> Settled:
    """Check the datum of every file of a load.

    Args:
        batches: located; coordinates in WGS84 as far as the datum was stated, but for those
            ``converted_late``.
        stated: the datum stated for each, None: unstated.
        atlas: the map after the load.
        warehouse: the version before the load; None: there is none.

    Raises:
        LedgerError: an unstated file clearly fits another datum than WGS84.
    """
    map_sure = warehouse is None or _is_sure(warehouse)
    regions = atlas.current() if any(b.kind in REGION_CODE for b in batches) else None
    done: list[Batch] = []
    texts: list[str | None] = []
    for batch, datum in zip(batches, stated, strict=True):
        if not _has_coordinates(batch):
            done.append(batch)
            texts.append(None)
            continue
        known = (regions, warehouse) if map_sure else (None, None)
        fits = _fits(batch, datum, *known)
        record = decide(batch, datum, next(_worth(fits), None))
        if batch.kind == "region" and not record.sure:
            map_sure = False
        done.append(in_wgs84(batch, datum) if converted_late(batch.kind) else batch)
        texts.append(record.text())
    return Settled(done, texts)


def decide(batch: Batch, stated: Datum | None, fit: Fit | None) -> Record:
    """What is recorded of a file's datum.

    Raises:
        LedgerError: it is unstated, and clearly another than WGS84.
    """
    verdict = fit.verdict if fit else None
    if stated is not None:
        return Record(stated, fit if verdict not in (None, stated) else None)
    if fit is not None and verdict not in (None, Datum.WGS84):
        raise LedgerError(
            f"its datum is not stated and its coordinates fit {NAMES[verdict]}, not WGS84 "
            f"({fit_words(fit, 'en')})",
            where=str(batch.path),
            remedy=f"say --datum {batch.path.name}={verdict}, or --datum {batch.path.name}=wgs84 "
            "to insist",
        )
    return Record(None, fit)


def _has_coordinates(batch: Batch) -> bool:
    """Whether the file gives any point or outline."""
    frame = batch.frame
    return any(c in frame and frame[c].notna().any() for c in ("geometry", "lon"))


def _is_sure(warehouse: Warehouse) -> bool:
    """Whether every map file, as loaded last, is known to be in the datum it was taken in."""
    loads = warehouse.loads()
    maps = loads[loads["kind"] == "region"].drop_duplicates("file", keep="last")
    return all(read_record(text).sure for text in maps["datum"].dropna())


def _worth(fits: Iterator[Fit | None]) -> Iterator[Fit]:
    """The comparison to go by first: one with a verdict, else the first there is."""
    unclear = []
    for fit in fits:
        if fit is not None and fit.verdict is not None:
            yield fit
        elif fit is not None:
            unclear.append(fit)
    yield from unclear


def _fits(
    batch: Batch,
    stated: Datum | None,
    regions: gpd.GeoDataFrame | None,
    warehouse: Warehouse | None,
) -> Iterator[Fit | None]:
    """Comparisons that a file allows, the strongest first; each is made only when asked for."""
    frame = batch.frame
    if batch.kind == "region":
        areas = frame[np.isin(shapely.get_type_id(frame["geometry"].to_numpy()), AREA_TYPES)]
        given = _as_given(areas["geometry"].to_numpy(), stated)
        if len(given) and _in_frame(given):
            yield fit_outlines(given, areas["code"].tolist(), county_outlines())
            yield _fit_stored_areas(given, areas["code"], warehouse)
        yield _fit_stored_points(frame, stated, warehouse)
    elif batch.kind in REGION_CODE and regions is not None:
        yield _fit_villages(batch, stated, regions)


def _in_frame(geometry: NDArray[np.object_]) -> bool:
    """Whether the datums differ there at all."""
    bounds = shapely.box(*shapely.total_bounds(geometry))
    return bool(shapely.intersects(shapely.box(*FRAME_DEG), bounds))


def _as_given(geometry: NDArray[np.object_], stated: Datum | None) -> NDArray[np.object_]:
    """Outlines as they stand in the file: a stated datum was converted on reading."""
    if stated is None or stated is Datum.WGS84:
        return geometry
    back = shapely.transform(
        geometry, lambda c: np.column_stack(from_wgs84(c[:, 0], c[:, 1], stated))
    )
    return np.asarray(back, dtype=object)


def _points_as_given(frame: pd.DataFrame, stated: Datum | None) -> tuple[Floats, Floats]:
    """Points likewise; NaN for those that are rounded, zero or swapped: they prove nothing."""
    lon, lat = (frame[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    exact = check_points(lon, lat, np.array(FRAME_DEG)) == ""
    x, y = from_wgs84(lon, lat, stated or Datum.WGS84)
    return np.where(exact, x, np.nan), np.where(exact, y, np.nan)


def _stored(codes: pd.Series, warehouse: Warehouse) -> pd.DataFrame:
    """Stored regions of these codes, in their order; rows of NaN where there is none."""
    found = warehouse.frame(STORED, [codes.tolist()]).set_index("code")
    return found.reindex(codes)


def _fit_stored_areas(
    given: NDArray[np.object_], codes: pd.Series, warehouse: Warehouse | None
) -> Fit | None:
    if warehouse is None:
        return None
    known = _stored(codes, warehouse)
    own = known["geometry_source"].isin(OWN_AREAS).to_numpy()
    areas = shapely.from_wkb(known["geometry"].to_numpy(dtype=object)[own])
    return fit_areas(given[own], areas) if own.any() else None


def _fit_stored_points(
    frame: pd.DataFrame, stated: Datum | None, warehouse: Warehouse | None
) -> Fit | None:
    lon, lat = _points_as_given(frame, stated)
    told = np.isfinite(lon)
    if warehouse is None or not told.any():
        return None
    known = _stored(frame.loc[told, "code"], warehouse)
    x, y = (known[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    return fit_points(lon[told], lat[told], x, y)


def _fit_villages(batch: Batch, stated: Datum | None, regions: gpd.GeoDataFrame) -> Fit | None:
    """Rows that name their village without help of their point, against that village's area."""
    lon, lat = _points_as_given(batch.frame, stated)
    named = batch.frame["match_quality"].isin(NAMED).to_numpy()
    rows = np.flatnonzero(named & np.isfinite(lon))
    rows = rows[np.linspace(0, len(rows) - 1, min(ROWS_MAX, len(rows))).astype(int)]
    codes = batch.frame[REGION_CODE[batch.kind]].to_numpy(dtype=object)[rows]
    area = regions["code"].isin(codes) & regions["geometry"].notna()
    areas = dict(zip(regions.loc[area, "code"], regions.loc[area, "geometry"], strict=True))
    return fit_places(lon[rows], lat[rows], codes, areas)

"""Geometry of a ledger: points to coordinates, broken outlines, parts of one region."""

import numpy as np
import pandas as pd
import shapely

from risk.ledger.faults import Fault, Finding

REPAIRED = "outline crossed itself; repaired"


def points_to_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Point features become lon and lat, where the file gives none; outlines stay."""
    if "lon" not in frame.columns:
        return frame
    shapes = frame["geometry"].to_numpy()
    point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    free = point & frame["lon"].isna().to_numpy() & frame["lat"].isna().to_numpy()
    return frame.assign(
        lon=frame["lon"].mask(free, pd.Series(shapely.get_x(shapes), frame.index)),
        lat=frame["lat"].mask(free, pd.Series(shapely.get_y(shapes), frame.index)),
        geometry=frame["geometry"].mask(point, None),
    )


def repair_outlines(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """Outlines that cross themselves, made valid; positions of those that were."""
    shapes = frame["geometry"].to_numpy()
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if not broken.any():
        return frame, []
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken])
    return frame.assign(geometry=mended), [int(p) for p in frame.index[broken]]


def merge_parts(
    frame: pd.DataFrame, key: list[str], rows: np.ndarray
) -> tuple[pd.DataFrame, list[Finding]]:
    """Features that differ only in their outline become one with several parts.

    Returns the frame without the merged features, and a flag for each of them.
    """
    attributes = [name for name in frame.columns if name != "geometry"]
    shared = frame.duplicated(attributes, keep=False) & frame["geometry"].notna()
    outline = pd.Series(shapely.to_wkb(frame["geometry"].to_numpy()), frame.index, dtype="object")
    merged, flags = frame["geometry"].copy(), []
    gone: list[int] = []
    for _, group in frame[shared].groupby(key, dropna=False, sort=False):
        parts = outline[group.index].drop_duplicates().index
        if len(parts) < 2:
            continue
        first, *others = (int(p) for p in parts)
        merged.at[first] = shapely.union_all(frame.loc[parts, "geometry"].to_numpy())
        gone += others
        named = {"rows": int(rows[first])}
        flags += [Finding(p, key[0], Fault("merged", named)) for p in others]
    return frame.assign(geometry=merged).drop(index=gone), flags

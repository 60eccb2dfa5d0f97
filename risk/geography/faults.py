"""Rows of table ``map_fault``: what is wrong or was mended in a map."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import pandas as pd

FAULT_COLUMNS = ("region_code", "other_code", "fault", "value", "unit", "detail")


class MapFault(StrEnum):
    """What can be wrong with an outline or a point; the meaning of ``value`` beside it."""

    INVALID = "invalid"  # mended outline; km² gained (+) or lost (-)
    OVERLAP = "overlap"  # with another region of its level; km²
    GAP = "gap"  # part of the outline that no child covers; km²
    STICKS_OUT = "sticks_out"  # part of a child beyond the outline above it; km²
    POINT_FAR = "point_far"  # beyond its township's outline, or too far from its point; km
    POINT_SHARED = "point_shared"  # at one place with others of its level; how many stand there
    POINT_OUTSIDE = "point_outside"  # beyond the county's outline; km
    POINT_ON_BORDER = "point_on_border"  # nearer to an outline than points are written; km


UNITS = {
    MapFault.INVALID: "km2", MapFault.OVERLAP: "km2", MapFault.GAP: "km2",
    MapFault.STICKS_OUT: "km2", MapFault.POINT_FAR: "km", MapFault.POINT_SHARED: "points",
    MapFault.POINT_OUTSIDE: "km", MapFault.POINT_ON_BORDER: "km",
}  # fmt: skip


def fault_rows(
    fault: MapFault,
    *,
    region_code: Iterable[object],
    value: Iterable[float],
    other_code: Iterable[object] | None = None,
    detail: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Rows of one fault, with its unit."""
    codes = list(region_code)
    nothing = [None] * len(codes)
    return pd.DataFrame(
        {
            "region_code": pd.Series(codes, dtype=object),
            "other_code": pd.Series(nothing if other_code is None else other_code, dtype=object),
            "fault": fault.value,
            "value": pd.Series(value, dtype=float).round(6),
            "unit": UNITS[fault],
            "detail": pd.Series(nothing if detail is None else detail, dtype=object),
        }
    )


def all_faults(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One frame of `FAULT_COLUMNS`, the greatest value of each fault first."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({c: pd.Series(dtype=object) for c in FAULT_COLUMNS}).astype(
            {"value": float}
        )
    rank = {fault.value: i for i, fault in enumerate(MapFault)}
    rows = pd.concat(filled, ignore_index=True)
    order = pd.DataFrame(
        {"fault": rows["fault"].map(rank), "value": -rows["value"], "code": rows["region_code"]}
    ).sort_values(["fault", "value", "code"], kind="stable")
    return rows.loc[order.index, list(FAULT_COLUMNS)].reset_index(drop=True)


def told(values: Mapping[str, object]) -> str:
    """``key=value;…``: the detail of a fault, for a page to translate."""
    return ";".join(f"{key}={_short(value)}" for key, value in values.items())


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)

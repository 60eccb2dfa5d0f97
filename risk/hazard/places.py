"""Where villages lie and how risky each is beside the county's mean."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import GeographyError
from risk.terms import RegionLevel


def village_places(regions: pd.DataFrame) -> pd.DataFrame:
    """Villages with a group and one point each.

    Args:
        regions: the warehouse's regions (code, level, township_code, lon, lat, geometry …).

    Returns:
        DataFrame indexed by village code: township_code (its own code where it has none), lon,
        lat, tier, elevation_m, point_source: "own" (its point, or a point inside its geometry),
        "township" or "county" (mean of the points known there).

    Raises:
        GeographyError: there is no village, or not one point in the county.
    """
    rows = regions[regions["level"] == RegionLevel.VILLAGE]
    if rows.empty:
        raise GeographyError("no village", where="regions", remedy="load the region ledger")
    own_code = rows["code"].astype(str)
    out = pd.DataFrame(
        {
            "township_code": _column(rows, "township_code").where(lambda s: s.notna(), own_code),
            "lon": pd.to_numeric(_column(rows, "lon")),
            "lat": pd.to_numeric(_column(rows, "lat")),
            "tier": _column(rows, "tier"),
            "elevation_m": pd.to_numeric(_column(rows, "elevation_m")),
        }
    )
    _fill_from_geometry(out, rows)
    out.index = pd.Index(own_code, name="region_code")
    return _fill_from_neighbours(out)


def _column(frame: pd.DataFrame, name: str) -> "pd.Series[Any]":
    return frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)


def _fill_from_geometry(out: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Put a point inside the geometry where a village has no point of its own."""
    missing = out["lon"].isna() | out["lat"].isna()
    if not missing.any() or "geometry" not in rows:
        return
    shapes = rows.loc[missing, "geometry"]
    shapes = shapes[[shape is not None and not shape.is_empty for shape in shapes]]
    inside = [shape.representative_point() for shape in shapes]
    out.loc[shapes.index, "lon"] = [point.x for point in inside]
    out.loc[shapes.index, "lat"] = [point.y for point in inside]


def _fill_from_neighbours(places: pd.DataFrame) -> pd.DataFrame:
    known = places["lon"].notna() & places["lat"].notna()
    if not known.any():
        raise GeographyError(
            "no village has a point or an outline",
            where="regions",
            remedy="load village points or boundaries",
        )
    places["point_source"] = "own"
    county = places.loc[known, ["lon", "lat"]].mean()
    township = (
        places[["lon", "lat"]].where(known).groupby(places["township_code"]).transform("mean")
    )
    in_township = ~known & township["lon"].notna()
    places.loc[~known, "point_source"] = "county"
    places.loc[in_township, "point_source"] = "township"
    for axis in ("lon", "lat"):
        places[axis] = places[axis].where(known, township[axis].fillna(county[axis]))
    return places


def place_houses(in_force: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Insured houses by village; none is lost.

    Houses known only to a township are spread over its villages in proportion to the houses there
    (evenly where none is); then those known only to a county over its villages; then those of no
    region on the map over all.

    Args:
        in_force: region_code (may be null), houses.
        regions: code, level, parent_code.

    Returns:
        One row a village: region_code, houses.
    """
    codes = regions.loc[regions["level"] == RegionLevel.VILLAGE, "code"].tolist()
    given = in_force.groupby("region_code", dropna=False)["houses"].sum().astype(float)
    houses = given.reindex(codes).fillna(0.0)
    inside = villages_inside(codes, regions)
    elsewhere = given[~given.index.isin(codes)]
    places = [(inside.get(str(code), codes), number) for code, number in elsewhere.items()]
    for members, number in sorted(places, key=lambda place: len(place[0])):
        known = houses[members]
        even = known.sum() <= 0
        houses[members] += number * (1 / len(members) if even else known / known.sum())
    return houses.rename_axis("region_code").rename("houses").reset_index()


def villages_inside(codes: list[str], regions: pd.DataFrame) -> dict[str, list[str]]:
    """Villages of every region: those below it, else those of the nearest region that holds it."""
    parent = dict(zip(regions["code"], regions["parent_code"], strict=True))
    inside: dict[str, list[str]] = {}
    for code in codes:
        for step in _chain(code, parent):
            inside.setdefault(step, []).append(code)
    for code in parent:
        nearest = next((step for step in _chain(code, parent) if step in inside), None)
        if nearest is not None:
            inside.setdefault(code, inside[nearest])
    return inside


def _chain(code: str, parent: Mapping[str, str]) -> list[str]:
    """A region and what holds it, upwards."""
    chain = [code]
    while parent.get(chain[-1]) in parent and parent[chain[-1]] not in chain:
        chain.append(parent[chain[-1]])
    return chain


def village_scores(scores_frame: pd.DataFrame, family: str) -> pd.DataFrame:
    """Village scores of a family, or of ``all`` where the family was not scored by itself.

    Returns:
        DataFrame indexed by region_code: claims_per_1000_house_years, house_years; empty if there
        are no scores.
    """
    villages = scores_frame[scores_frame["level"] == RegionLevel.VILLAGE]
    own = villages[villages["peril_family"] == family]
    chosen = own if len(own) else villages[villages["peril_family"] == "all"]
    return chosen.set_index("region_code")[["claims_per_1000_house_years", "house_years"]]


def relative_risk(
    scores_frame: pd.DataFrame, family: str, region_codes: "pd.Index[str]"
) -> NDArray[np.float64]:
    """Risk of each village beside the county's mean of the family (1.0 = mean, or not scored)."""
    scores = village_scores(scores_frame, family)
    weights = scores["house_years"].to_numpy(np.float64)
    rates = scores["claims_per_1000_house_years"].to_numpy(np.float64)
    if weights.sum() <= 0 or weights @ rates <= 0:
        return np.ones(len(region_codes))
    mean = weights @ rates / weights.sum()
    relative = (scores["claims_per_1000_house_years"] / mean).reindex(region_codes)
    return np.asarray(relative.fillna(1.0), dtype=np.float64)

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from risk.errors import GeographyError
from risk.geography import derive_geometry, thiessen_cells
from risk.geography.plane import Plane

OUTLINE = Polygon(
    [(101, 36), (101.4, 36), (101.4, 36.3), (101.2, 36.1), (101, 36.3)],
    holes=[[(101.05, 36.05), (101.1, 36.05), (101.1, 36.1), (101.05, 36.1)]],
)


def points(coordinates: list[tuple[float, float] | None]) -> gpd.GeoDataFrame:
    """Village points V0, V1, …"""
    spots = [None if c is None else Point(c) for c in coordinates]
    return gpd.GeoDataFrame(
        {"code": [f"V{i}" for i in range(len(spots))]}, geometry=spots, crs=4326
    )


inside = st.tuples(st.floats(101.01, 101.39), st.floats(36.005, 36.045))


@settings(max_examples=40, deadline=None)
@given(st.lists(inside, min_size=1, max_size=25))
@example([(101.25, 36.00500000000001), (101.25, 36.005)])  # one place but for rounding
@example([(101.25, 36.0050001), (101.25, 36.005)])  # a centimetre apart
def test_cells_fill_the_outline(coordinates: list[tuple[float, float]]) -> None:
    """The cells' areas sum to the outline's, and no two overlap."""
    cells = thiessen_cells(points(list(coordinates)), OUTLINE)
    areas = cells.geometry.dropna()
    assert shapely.area(areas.to_numpy()).sum() == pytest.approx(OUTLINE.area, rel=1e-9)
    assert shapely.union_all(areas.to_numpy()).area == pytest.approx(OUTLINE.area, rel=1e-9)


def test_every_spot_belongs_to_its_nearest_point() -> None:
    """Sample spots lie in the cell of the point nearest in metres."""
    rng = np.random.default_rng(3)
    spots = points(
        [
            (x, y)
            for x, y in zip(
                rng.uniform(101.01, 101.39, 12), rng.uniform(36.005, 36.045, 12), strict=True
            )
        ]
    )
    cells = thiessen_cells(spots, box(101, 36, 101.4, 36.05))
    plane = Plane.around(cells.geometry.to_numpy())
    samples = shapely.points(rng.uniform(101, 101.4, 300), rng.uniform(36, 36.05, 300))
    distance = shapely.distance(
        plane.to_metres(samples)[:, None], plane.to_metres(spots.geometry.to_numpy())[None, :]
    )
    nearest = cells.geometry.to_numpy()[distance.argmin(axis=1)]
    assert shapely.distance(nearest, samples).max() < 1e-9


def test_shared_outside_and_missing_points_are_marked() -> None:
    """The first of two at one place keeps the cell; the rest get none and say why."""
    cells = thiessen_cells(points([(101.2, 36.05), (101.2, 36.05), (99.0, 36.0), None]), OUTLINE)
    assert cells["cell"].tolist() == ["own", "shared", "outside", "missing"]
    assert cells.geometry.notna().tolist() == [True, False, False, False]


def test_no_outline_is_refused() -> None:
    """A line is no outline."""
    with pytest.raises(GeographyError, match="no polygon"):
        thiessen_cells(points([(101.2, 36.05)]), Point(101, 36))


def county(villages: list[tuple[str, str, object]]) -> gpd.GeoDataFrame:
    """A county outline, two townships without area, and the given villages."""
    rows = [
        ("C", "county", None, box(101, 36, 101.4, 36.2)),
        ("T1", "township", "C", Point(101.1, 36.1)),
        ("T2", "township", "C", Point(101.3, 36.1)),
        *[(code, "village", parent, geometry) for code, parent, geometry in villages],
    ]
    frame = pd.DataFrame(rows, columns=["code", "level", "parent_code", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


def test_villages_get_cells_and_townships_their_union() -> None:
    """All derived areas are marked; the county keeps its own."""
    derived = derive_geometry(
        county(
            [
                ("A", "T1", Point(101.05, 36.1)),
                ("B", "T1", Point(101.15, 36.1)),
                ("D", "T2", Point(101.3, 36.1)),
            ]
        )
    ).set_index("code")
    assert derived["geometry_source"].drop("C").eq("derived").all()
    assert derived["geometry_source"]["C"] == "imported"
    united = derived.geometry["A"].union(derived.geometry["B"])
    assert derived.geometry["T1"].symmetric_difference(united).area < 1e-12
    assert derived["lon"]["A"] == 101.05


def test_a_surveyed_village_keeps_its_area() -> None:
    """Cells are made only in what surveyed villages leave free."""
    own = box(101, 36, 101.2, 36.2)
    derived = derive_geometry(
        county([("A", "T1", own), ("B", "T2", Point(101.3, 36.1))])
    ).set_index("code")
    assert derived.geometry["A"].equals(own)
    assert derived.geometry["B"].area == pytest.approx(own.area)


def test_few_points_make_no_giant_cells() -> None:
    """One point for four villages: the townships get the cells of their seats instead."""
    villages = [("A", "T1", Point(101.05, 36.1)), *[(c, "T2", None) for c in "BDE"]]
    derived = derive_geometry(county(villages)).set_index("code")
    assert derived.loc[list("ABDE"), "geometry_source"].eq("none").all()
    assert derived.loc[["T1", "T2"], "geometry_source"].eq("derived").all()


def test_no_outline_no_cells() -> None:
    """Without any outline nothing is invented."""
    bare = county([("A", "T1", Point(101.05, 36.1))]).iloc[1:]
    assert derive_geometry(bare)["geometry_source"].eq("none").all()


def test_a_shared_place_makes_no_villages_cell_but_its_townships() -> None:
    """Two villages at one point: neither gets the cell; their common township does."""
    here, away = Point(101.1, 36.1), Point(101.3, 36.1)
    same = derive_geometry(
        county([("A", "T1", here), ("B", "T1", here), ("D", "T2", away)])
    ).set_index("code")
    assert same.loc[["A", "B"], "geometry_source"].eq("none").all()
    assert same.geometry["T1"].union(same.geometry["D"]).area == pytest.approx(0.08)
    apart = derive_geometry(
        county([("A", "T1", here), ("B", "T2", here), ("D", "T2", away)])
    ).set_index("code")
    assert apart.geometry["T1"] is None
    assert apart.geometry["T2"].area == pytest.approx(apart.geometry["D"].area)


def many_townships(villages: list[tuple[str, str, object]]) -> gpd.GeoDataFrame:
    """A county of 1° × 0.8° with 16 townships in a grid: mean width 22 km, bound 44 km."""
    rows = [("C", "county", None, box(101, 36, 102, 36.8))]
    for i in range(4):
        for j in range(4):
            seat = Point(101.125 + 0.25 * i, 36.1 + 0.2 * j)
            rows.append((f"T{i}{j}", "township", "C", seat))
    rows += [(code, "village", parent, geometry) for code, parent, geometry in villages]
    frame = pd.DataFrame(rows, columns=["code", "level", "parent_code", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


def test_a_point_in_another_township_makes_no_cell() -> None:
    """Beyond two mean township widths the point is a namesake's; who stands there keeps it."""
    there = Point(101.9, 36.7)
    regions = many_townships(
        [("A", "T00", there), ("B", "T33", there), ("D", "T00", Point(101.4, 36.3))]
    )
    derived = derive_geometry(regions).set_index("code")
    assert derived.loc[["A", "B", "D"], "geometry_source"].tolist() == [
        "none",
        "derived",
        "derived",
    ]
    assert derived.geometry["B"].area + derived.geometry["D"].area == pytest.approx(0.8)
    assert (derived["lon"]["A"], derived["lat"]["A"]) == (101.9, 36.7)


def test_cells_keep_out_of_a_surveyed_township() -> None:
    """Villages of a township without outline share only what surveyed townships leave."""
    regions = county([("A", "T1", None), ("D", "T2", Point(101.25, 36.1))])
    regions.loc[regions["code"] == "T1", "geometry"] = box(101, 36, 101.2, 36.2)
    derived = derive_geometry(regions).set_index("code")
    assert derived.geometry["D"].equals(box(101.2, 36, 101.4, 36.2))
    assert derived["geometry_source"]["T1"] == "imported"
    assert derived.geometry["A"] is None

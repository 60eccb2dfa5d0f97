"""Mended outlines, overlaps, gaps, and points that cannot be where they say."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from risk.geography.faults import FAULT_COLUMNS
from risk.geography.plane import areas_km2
from risk.geography.topology import map_faults, repair

KM2 = areas_km2([box(101, 36, 101.1, 36.1)])[0]  # of 0.01 square degrees


def regions_of(rows: list[tuple[str, str, str | None, object]]) -> gpd.GeoDataFrame:
    """code, level, parent_code, geometry."""
    frame = pd.DataFrame(rows, columns=["code", "level", "parent_code", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


def shape(*coordinates: tuple[float, float]) -> Polygon:
    """A ring in tenths of a degree from 101, 36."""
    return Polygon([(101 + x / 10, 36 + y / 10) for x, y in coordinates])


BOW_TIE = shape((0, 0), (2, 2), (2, 0), (0, 2))
SPIKE = shape((0, 0), (1, 0), (1, 1), (3, 1), (1, 1), (0, 1))
TWO_PARTS = MultiPolygon([box(101, 36, 101.2, 36.1), box(101.1, 36, 101.3, 36.1)])
LOOSE = GeometryCollection([box(101, 36, 101.1, 36.1), LineString([(101, 36), (103, 36)])])
COLLAPSED = shape((0, 0), (1, 1), (0, 0))


@pytest.mark.parametrize(
    ("wrong", "squares", "gained", "parts"),
    [
        (BOW_TIE, 2.0, 2.0, "1>2"),
        (SPIKE, 1.0, 0.0, "1>1"),
        (TWO_PARTS, 3.0, -1.0, "2>1"),
        (LOOSE, 1.0, 0.0, "2>1"),
        (COLLAPSED, 0.0, 0.0, "1>0"),
    ],
)
def test_an_invalid_outline_is_mended_and_told(
    wrong: object, squares: float, gained: float, parts: str
) -> None:
    """Lobes stay, spikes and lines go, parts that overlap count once; the change is in km²."""
    sound = box(101, 36, 101.1, 36.1)
    mended, faults = repair(
        regions_of([("A", "village", "T", wrong), ("B", "village", "T", sound)])
    )
    now = mended.geometry.iloc[0]
    assert (0 if now is None else now.area) == pytest.approx(squares / 100)
    assert now is None or (now.is_valid and now.geom_type in ("Polygon", "MultiPolygon"))
    assert mended.geometry.iloc[1] is sound
    assert faults["region_code"].tolist() == ["A"]
    row = faults.iloc[0]
    assert (row["fault"], row["unit"]) == ("invalid", "km2")
    assert row["value"] == pytest.approx(gained * KM2, rel=2e-3, abs=1e-3)
    assert row["detail"].endswith(f";parts={parts}")


def test_the_reason_and_its_place_are_told() -> None:
    """GEOS's words, and where to look."""
    _, faults = repair(regions_of([("A", "village", "T", BOW_TIE)]))
    assert faults["detail"][0].startswith("reason=Self-intersection;lon=101.100000;lat=36.100000;")


ring = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=9)


@settings(max_examples=25, deadline=None)
@given(ring)
def test_whatever_is_drawn_becomes_valid_areas(coordinates: list[tuple[int, int]]) -> None:
    """Any ring: the result is valid areas or nothing, inside the ring's bounds; twice is once."""
    drawn = shape(*coordinates)
    once, faults = repair(regions_of([("A", "village", "T", drawn)]))
    now = once.geometry.iloc[0]
    assert len(faults) == (0 if drawn.is_valid else 1)
    assert now is None or (now.is_valid and shapely.get_dimensions(now) == 2)
    assert now is None or drawn.envelope.buffer(1e-9).covers(now)
    twice, again = repair(once)
    assert again.empty
    assert twice.geometry.iloc[0] is now


def squares(change: dict[str, object]) -> gpd.GeoDataFrame:
    """A county of two townships of 0.2° × 0.1°, each of two villages, some drawn otherwise."""
    drawn: dict[str, object] = {
        "C": box(101, 36, 101.2, 36.2),
        "T1": box(101, 36, 101.2, 36.1),
        "T2": box(101, 36.1, 101.2, 36.2),
        "A": box(101, 36, 101.1, 36.1),
        "B": box(101.1, 36, 101.2, 36.1),
        "D": box(101, 36.1, 101.1, 36.2),
        "E": box(101.1, 36.1, 101.2, 36.2),
    }
    parents = {"C": None, "T1": "C", "T2": "C", "A": "T1", "B": "T1", "D": "T2", "E": "T2"}
    levels = {"C": "county", "T1": "township", "T2": "township"}
    rows = [
        (code, levels.get(code, "village"), parents[code], (drawn | change)[code]) for code in drawn
    ]
    return regions_of(rows)


def told(faults: pd.DataFrame) -> list[tuple[object, ...]]:
    """region, other, fault."""
    return list(faults[["region_code", "other_code", "fault"]].itertuples(index=False, name=None))


def test_a_map_that_fits_has_no_faults() -> None:
    """Shared borders are no overlaps, and the frame keeps its columns."""
    faults = map_faults(squares({}))
    assert faults.empty
    assert list(faults.columns) == list(FAULT_COLUMNS)


def test_a_village_drawn_too_wide() -> None:
    """It overlaps its neighbour of the same level and sticks out of its township."""
    faults = map_faults(squares({"A": box(101, 36, 101.1, 36.15)}))
    assert told(faults) == [("A", "D", "overlap"), ("A", "T1", "sticks_out")]
    assert faults["value"].to_numpy() == pytest.approx(KM2 / 2, rel=2e-3)
    assert faults["detail"][0].startswith("parts=1;lon=101.05")


def test_a_village_drawn_too_small() -> None:
    """The gap is told of its township, with a spot inside it."""
    faults = map_faults(squares({"E": box(101.1, 36.15, 101.2, 36.2)}))
    assert told(faults) == [("T2", None, "gap")]
    assert faults["value"][0] == pytest.approx(KM2 / 2, rel=2e-3)
    spot = dict(part.split("=") for part in faults["detail"][0].split(";"))
    assert box(101.1, 36.1, 101.2, 36.15).contains(Point(float(spot["lon"]), float(spot["lat"])))


def test_slivers_are_not_told() -> None:
    """A line drawn twice, 15 m apart over 9 km, is no fault; 60 m apart it is one."""
    width = 15 / 90_000
    assert map_faults(squares({"A": box(101, 36, 101.1 + width, 36.1)})).empty
    wide = map_faults(squares({"A": box(101, 36, 101.1 + 4 * width, 36.1)}))
    assert told(wide) == [("A", "B", "overlap")]


def test_a_village_without_an_outline_makes_no_gap() -> None:
    """Nobody said that the rest is covered."""
    assert map_faults(squares({"E": Point(101.15, 36.15)})).empty


def test_derived_and_former_areas_are_not_judged() -> None:
    """Cells fit by construction; what is no longer in force does not overlap its successor."""
    wide = squares({"A": box(101, 36, 101.1, 36.15)})
    source = np.where(wide["code"] == "A", "derived", "imported")
    assert map_faults(wide.assign(geometry_source=source)).empty
    gone = pd.Series(pd.NaT, wide.index).mask(wide["code"] == "A", pd.Timestamp("2020-01-01"))
    assert told(map_faults(wide.assign(valid_to=gone))) == [("T1", None, "gap")]


def test_points_against_outlines() -> None:
    """Outside the county, in the other township, on its border, two at one place."""
    regions = squares(
        {
            "A": Point(101.05, 36.15),
            "B": Point(101.1, 36.30),
            "D": Point(101.15, 36.10005),
            "E": Point(101.15, 36.10005),
        }
    )
    faults = map_faults(regions)
    assert told(faults) == [
        ("A", "T2", "point_far"),
        ("D", "E", "point_shared"),
        ("E", "D", "point_shared"),
        ("B", "C", "point_outside"),
        ("D", None, "point_on_border"),
        ("E", None, "point_on_border"),
    ]
    km = faults.set_index("region_code")["value"]
    assert km["A"] == pytest.approx(5.55, abs=0.05)
    assert km["B"] == pytest.approx(11.1, abs=0.1)
    assert km["D"].max() == 2
    assert km["D"].min() == pytest.approx(0.00555, rel=0.01)


def test_a_point_far_from_its_townships_point() -> None:
    """Without outlines the bound is two widths of a mean township: here 2 × √(400 / 4) = 20 km."""
    side_lat, side_lon = 20 / 110.95, 20 / (111.32 * np.cos(np.radians(36 + 10 / 110.95)))

    def at(x_km: float, y_km: float) -> Point:
        return Point(101 + x_km / 20 * side_lon, 36 + y_km / 20 * side_lat)

    seats = [(f"T{i}", "township", "C", at(5 + 10 * (i % 2), 5 + 10 * (i // 2))) for i in range(4)]
    regions = regions_of(
        [
            ("C", "county", None, box(101, 36, 101 + side_lon, 36 + side_lat)),
            *seats,
            ("near", "village", "T0", at(18, 18)),
            ("far", "village", "T0", at(19.8, 19.8)),
        ]
    )
    faults = map_faults(regions)
    assert told(faults) == [("far", "T3", "point_far")]
    assert faults["value"][0] == pytest.approx(14.8 * np.sqrt(2), rel=5e-3)
    assert faults["detail"][0] == "bound_km=20"


def test_a_point_within_another_townships_outline() -> None:
    """Its own township is only a point; the value is how deep it lies in the other's."""
    regions = squares({"T1": Point(101.1, 36.05), "A": Point(101.05, 36.15)})
    faults = map_faults(regions[~regions["code"].isin(["D", "E"])])
    assert told(faults) == [("A", "T2", "point_far")]
    assert faults["value"][0] == pytest.approx(0.05 * 111.32 * np.cos(np.radians(36.15)), rel=1e-2)

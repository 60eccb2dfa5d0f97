"""The grid index answers as GEOS does, and each point of a gap-free map has one owner."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_grid import Kept
from numpy.typing import NDArray

from benchmarks.cases.pieces import hard_points, in_pieces, shapely_says
from benchmarks.cases.thiessen import EAST, NORTH, SOUTH, WEST, random_points, thiessen_map
from risk.errors import GeographyError
from risk.geography.bulk import find_each, find_in_parts
from risk.geography.exact import side
from risk.geography.grid import NONE, SEVERAL, build_grid

CELLS, POINTS = 300, 40_000


@pytest.fixture(scope="module")
def cells() -> NDArray[np.object_]:
    """A map without gaps, of crooked cells."""
    return thiessen_map(CELLS, seed=4)


@pytest.fixture(scope="module")
def pieces(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    """The map with holes, enclaves in half of them, areas in two parts, and rows without area."""
    return in_pieces(cells)


@pytest.fixture(scope="module")
def overlapping(pieces: NDArray[np.object_]) -> NDArray[np.object_]:
    """The same under large and small discs, and one area twice."""
    lon, lat = random_points(40, 5)
    discs = shapely.buffer(shapely.points(lon, lat), np.geomspace(0.01, 8, 40))
    return np.array([*pieces, *discs, pieces[4]], dtype=object)


@pytest.mark.parametrize("name", ["cells", "pieces", "overlapping"])
def test_strict_answers_are_those_of_shapely(
    name: str, cells: NDArray[np.object_], request: pytest.FixtureRequest
):
    """One area, none, or several, for points inside, outside, on vertices and on edges."""
    areas, at = request.getfixturevalue(name), hard_points(cells, POINTS, seed=6)
    point, row, touched = shapely_says(areas, at)
    expected = np.full(len(at), NONE)
    expected[point] = row
    expected[touched > 1] = SEVERAL
    assert (expected == SEVERAL).sum() > 1000
    np.testing.assert_array_equal(build_grid(areas).find(*at.T, strict=True), expected)


@pytest.mark.parametrize("name", ["cells", "pieces", "overlapping"])
def test_an_owner_is_found_for_every_point_that_touches_an_area(
    name: str, cells: NDArray[np.object_], request: pytest.FixtureRequest
):
    """Also on borders, where it is one of those that touch; and the lowest row of an overlap."""
    areas, at = request.getfixturevalue(name), hard_points(cells, POINTS, seed=6)
    point, row, touched = shapely_says(areas, at)
    found = build_grid(areas).find(*at.T)
    right = np.isin(np.arange(len(at)), point[found[point] == row])
    assert (right | (touched == 0)).all()
    assert (found[touched == 0] == NONE).all()
    lowest = np.full(len(at), len(areas))
    np.minimum.at(lowest, point, row)
    clear = shapely.STRtree(shapely.boundary(areas)).query(
        shapely.points(at[touched > 1]), predicate="intersects"
    )[0]
    deep = np.delete(np.flatnonzero(touched > 1), clear)
    np.testing.assert_array_equal(found[deep], lowest[deep])


def test_the_half_open_rule_gives_each_vertex_to_the_area_east_of_it():
    """Four squares round a point: the north-eastern one owns it; each side has one owner."""
    squares = np.array([shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)])
    grid = build_grid(squares)
    lon, lat = np.array([1, 1, 0.5, 1, 1.5]), np.array([1, 0.5, 1, 1.5, 1])
    assert grid.find(lon, lat).tolist() == [3, 1, 2, 3, 3]
    assert (grid.find(lon, lat, strict=True) == SEVERAL).all()


def test_the_outer_border_belongs_to_the_map():
    """A point on the eastern or northern frame touches one area: that one."""
    grid = build_grid(np.array([shapely.box(0, 0, 2, 1)]))
    lon, lat = np.array([2.0, 1.0, 2.0, 0.0, 2.1]), np.array([0.5, 1.0, 1.0, 0.0, 0.5])
    assert grid.find(lon, lat, strict=True).tolist() == [0, 0, 0, 0, NONE]


corners = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9, unique=True
)


@settings(max_examples=100, deadline=None)
@given(st.lists(corners, min_size=1, max_size=4), st.integers(1, 3))
def test_small_whole_numbers_hold_no_trap(outlines: list[list[tuple[int, int]]], finer: int):
    """Level and upright edges, touching vertices, overlaps: all points of a lattice agree."""
    areas = shapely.make_valid(np.array([shapely.Polygon(outline) for outline in outlines]))
    areas = areas[np.isin(shapely.get_type_id(areas), (3, 6))]
    steps = np.arange(-1, 7 * finer + 1) / finer
    at = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    point, row, touched = shapely_says(areas, at)
    expected = np.full(len(at), NONE)
    expected[point] = row
    expected[touched > 1] = SEVERAL
    np.testing.assert_array_equal(build_grid(areas).find(*at.T, strict=True), expected)


def test_the_side_of_a_line_is_exact():
    """Points a rounding apart, in the places where plain arithmetic is wrong (Kettner 2008)."""
    steps = 0.5 + np.arange(32) * 2.0**-53
    got = np.array([[side(12.0, 12.0, 24.0, 24.0, x, y) for x in steps] for y in steps])
    np.testing.assert_array_equal(got, np.sign(steps[:, None] - steps[None, :]))


def test_threads_and_pieces_do_not_change_the_answer(overlapping: NDArray[np.object_]):
    """The index and its answers are the same with one thread or three."""
    one, three = build_grid(overlapping, threads=1), build_grid(overlapping, threads=3)
    for name, array in vars(one).items():
        np.testing.assert_array_equal(array, getattr(three, name))
    lon, lat = random_points(60_000, 7)
    np.testing.assert_array_equal(one.find(lon, lat, threads=1), three.find(lon, lat, threads=3))


def test_no_areas_hold_no_points():
    """An empty map, and one of lines only, answer none."""
    for areas in ([], [None], [shapely.LineString([(0, 0), (1, 1)])]):
        grid = build_grid(np.array(areas, dtype=object))
        assert grid.find(np.array([0.5, np.nan]), np.array([0.5, 0.5])).tolist() == [NONE, NONE]


def test_an_outline_that_is_no_number_is_refused():
    """One line says what is wrong and how to mend it."""
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(0, 0), (1, 0), (np.nan, 1)])
    with pytest.raises(GeographyError, match="not a number; repair the map"):
        build_grid(np.array([broken]))


def test_columns_of_different_length_are_an_error(cells: NDArray[np.object_]):
    """A latitude too few is a mistake of the caller."""
    with pytest.raises(ValueError, match=r"\(3,\) longitudes, \(2,\) latitudes"):
        build_grid(cells).find(np.zeros(3), np.zeros(2))


@pytest.fixture
def kept(cells: NDArray[np.object_], tmp_path: Path) -> Kept:
    for name, array in vars(build_grid(cells)).items():
        np.save(tmp_path / f"{name}.npy", array)
    return Kept(tmp_path)


@pytest.mark.parametrize(
    "pool",
    [
        lambda: ThreadPoolExecutor(2),
        partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn")),
    ],
    ids=["threads", "processes"],
)
def test_an_executor_gives_the_same_keys(
    pool: Callable[[], ThreadPoolExecutor | ProcessPoolExecutor], kept: Kept
):
    """Parts worked on elsewhere come back in order, the index shipped whole or opened there."""
    lon, lat = random_points(30_000, 8)
    here = kept().find(lon, lat)
    with pool() as executor:
        for grid in (kept, kept()):
            found = find_in_parts(grid, lon, lat, executor=executor, chunk=7_001)
            np.testing.assert_array_equal(found, here)


def test_arrow_columns_are_read_as_they_are(cells: NDArray[np.object_]):
    """Arrow arrays and chunked arrays; a null is in no area."""
    lon, lat = random_points(5_000, 9)
    grid = build_grid(cells)
    lon_column = pa.chunked_array([pa.array(lon[:2_000]), pa.array([*lon[2_000:-1], None])])
    found = find_in_parts(grid, lon_column, pa.array(lat), chunk=1_500)
    np.testing.assert_array_equal(found[:-1], grid.find(lon, lat)[:-1])
    assert found[-1] == NONE


def test_parts_are_taken_only_as_they_are_needed(cells: NDArray[np.object_]):
    """A stream of points is never held whole: at most three parts ahead of the keys."""
    drawn: list[int] = []

    def parts():
        for seed in range(9):
            drawn.append(seed)
            yield random_points(100, seed)

    with ThreadPoolExecutor(2) as executor:
        keys = find_each(build_grid(cells), parts(), executor=executor, ahead=3)
        for taken, found in enumerate(keys, start=1):
            assert len(found) == 100
            assert len(drawn) <= taken + 3
    assert len(drawn) == 9


def test_every_point_of_the_frame_has_one_owner(cells: NDArray[np.object_]):
    """No gap and no double in a map without gaps: owners fill the frame."""
    lon, lat = random_points(50_000, 10)
    found = build_grid(cells).find(lon, lat)
    assert (found >= 0).all()
    share = np.bincount(found, minlength=CELLS) / len(found)
    size = shapely.area(cells) / ((EAST - WEST) * (NORTH - SOUTH))
    assert np.abs(share - size).max() < 5 * np.sqrt(size.max() / len(found))

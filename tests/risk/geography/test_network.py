"""Roads as a graph: a network of five crossings reckoned by hand, and what holds of any network."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import GeographyError
from risk.geography.network import build_network
from risk.geography.road_trips import road_trips

SPEEDS = {"fast": (60.0, 45.0), "slow": (30.0, 20.0)}
KM_LON, KM_LAT = 1 / 111.32, 1 / 110.95  # degrees on the equator's plane


def lines(*rows: tuple[str, str, list[tuple[float, float]]]) -> pd.DataFrame:
    """Roads from points in km east and north of the equator's 0°."""
    return pd.DataFrame(
        [
            (i, c, shapely.linestrings([(x * KM_LON, y * KM_LAT) for x, y in points]))
            for i, c, points in rows
        ],
        columns=["road_id", "class", "geometry"],
    )


def at(*points: tuple[float, float]) -> np.ndarray:
    return np.array([(x * KM_LON, y * KM_LAT) for x, y in points], float)


def places(*points: tuple[float, float], slope_deg: float = 0.0) -> pd.DataFrame:
    return pd.DataFrame(at(*points), columns=["lon", "lat"]).assign(slope_deg=slope_deg)


A, B, C, D, E = (0, 0), (6, 0), (6, 6), (0, 6), (12, 0)
FIVE = lines(
    ("ab", "fast", [A, B]), ("bc", "slow", [B, C]), ("cd", "fast", [C, D]),
    ("da", "slow", [D, A]), ("be", "slow", [B, E]),
)  # fmt: skip
NODES = places(A, B, C, D, E)


def build(roads: pd.DataFrame, around: pd.DataFrame):
    return build_network(roads, around, speeds=SPEEDS, default_class="slow")


def test_five_crossings_by_hand():
    """A–B 6 min, B–C 12, C–D 6, D–A 12, B–E 12; the shorter way round the square is taken."""
    net = build(FIVE, NODES)
    found = road_trips(net, at(A, B, C, D, E), at(A, B, C, D, E)).drive_min
    by_hand = [
        [0, 6, 18, 12, 18],
        [6, 0, 12, 18, 12],
        [18, 12, 0, 6, 24],
        [12, 18, 6, 0, 30],
        [18, 12, 24, 30, 0],
    ]
    assert net.common_vertices
    np.testing.assert_allclose(found, by_hand, rtol=1e-3, atol=1e-6)


def test_a_closed_road_takes_the_other_way_or_none():
    """With A–B closed the way goes round; with B–E closed nobody reaches E."""
    net = build(FIVE, NODES)
    round_ = road_trips(net, at(A), at(B), closed=["ab"]).drive_min
    np.testing.assert_allclose(round_, [[30]], rtol=1e-3)
    none = road_trips(net, at(A), at(C, E), closed=["be"])
    assert none.drive_min[0, 0] == pytest.approx(18, rel=1e-3)
    assert none.drive_min[0, 1] == np.inf
    with pytest.raises(GeographyError, match="no road nowhere"):
        road_trips(net, at(A), at(B), closed=["nowhere"])


def test_mountains_slow_a_road_down():
    """At 20° of mean slope the mountain speed holds, half way from 3° to 20° the mean."""
    steep = build(FIVE, places(A, B, C, D, E, slope_deg=25.0))
    assert road_trips(steep, at(A), at(B)).drive_min[0, 0] == pytest.approx(8, rel=1e-3)
    half = build(FIVE, places(A, B, C, D, E, slope_deg=11.5))
    assert road_trips(half, at(A), at(B)).drive_min[0, 0] == pytest.approx(6 * 60 / 52.5, rel=1e-3)


def test_places_snap_with_their_distance_or_not_at_all():
    """A village 1 km beside the road is 1 km off it; one 9 km away is on no road."""
    net = build(FIVE, NODES)
    trips = road_trips(net, at((3, -1)), at((9, 1), (6, -9)))
    assert trips.from_km[0] == pytest.approx(1, rel=1e-2)
    assert trips.to_km[0] == pytest.approx(1, rel=1e-2)
    assert trips.drive_min[0, 0] == pytest.approx(3 + 6, rel=1e-2)
    assert trips.to_km[1] == np.inf
    assert trips.drive_min[0, 1] == np.inf


def test_lines_without_common_vertices_are_cut_where_they_cross():
    """A drawn cross is a crossing; a gap of 20 m at an end is none."""
    cross = lines(
        ("we", "fast", [(0, 0), (10, 0)]), ("sn", "fast", [(5, -5), (5, 5)]),
        ("on", "fast", [(10.02, 0), (20, 0)]),
    )  # fmt: skip
    net = build(cross, places((0, 0), (5, 5), (20, 0)))
    assert not net.common_vertices
    found = road_trips(net, at((0, 0)), at((5, 5), (20, 0))).drive_min
    np.testing.assert_allclose(found, [[10, 20.02]], rtol=5e-3)


def test_a_bridge_of_a_map_with_common_vertices_joins_nothing():
    """Where lines share their crossings, a line over another without one is a bridge."""
    over = lines(
        ("ab", "fast", [A, B]), ("bc", "fast", [B, C]), ("cd", "fast", [C, D]),
        ("bridge", "fast", [D, (3, -3)]), ("ad", "fast", [A, D]),
    )  # fmt: skip
    net = build(over, places(A, B, C, D, (3, -3)))
    assert net.common_vertices
    way = road_trips(net, at(B), at((3, -3))).drive_min[0, 0]
    assert way == pytest.approx(12 + np.hypot(3, 9), rel=1e-2)


def test_an_unknown_class_is_counted_and_driven_slowly():
    """60 % of the length has a class no table knows."""
    odd = lines(("1", "fast", [(0, 0), (4, 0)]), ("2", "goat track", [(4, 0), (10, 0)]))
    net = build(odd, places((0, 0), (10, 0)))
    assert net.unknown_class_share == pytest.approx(0.6, rel=1e-3)
    assert road_trips(net, at((0, 0)), at((10, 0))).drive_min[0, 0] == pytest.approx(16, rel=1e-3)


def test_roads_elsewhere_are_refused():
    """A map of another county is no map."""
    with pytest.raises(GeographyError, match="no road line lies near"):
        build(FIVE, places((900, 900), (910, 910)))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=4, max_size=9,
                unique=True), st.data())  # fmt: skip
def test_minutes_are_a_metric(points, data):
    """Not negative, alike both ways, and never longer than by way of a third place."""
    pairs = data.draw(
        st.lists(st.tuples(*[st.integers(0, len(points) - 1)] * 2), min_size=3, max_size=12)
    )
    rows = [
        (str(i), "fast" if i % 2 else "slow", [points[a], points[b]])
        for i, (a, b) in enumerate(pairs) if a != b
    ]  # fmt: skip
    if not rows:
        return
    everywhere = at(*points)
    net = build(lines(*rows), places(*points))
    found = road_trips(net, everywhere, everywhere).drive_min
    assert (found >= 0).all()
    np.testing.assert_allclose(found, found.T)
    joined = np.isfinite(found)
    through = np.min(found[:, :, None] + found[None, :, :], axis=1)
    assert (found[joined] <= through[joined] + 1e-6).all()

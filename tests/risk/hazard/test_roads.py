"""What is cut off if a road closes."""

import datetime as dt

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import GeographyError
from risk.hazard.roads import Method, cut_off, cut_off_by_township, road_graph

# A trunk from west to east, a valley road north to V3, a lane that joins V2 and V3.
#        V3
#        |  \ lane
#  B--V1-+---V2            V9 far from any road
V1, V2, V3, V9 = (102.05, 36.8), (102.2, 36.8), (102.1, 36.9), (103.0, 37.5)
TRUNK = shapely.LineString([(102.0, 36.8), (102.2, 36.8)])
VALLEY = shapely.LineString([(102.1, 36.79), V3])
LANE = shapely.LineString([V2, V3])


def regions() -> pd.DataFrame:
    rows = [("T1", "V1", *V1), ("T1", "V2", *V2), ("T2", "V3", *V3), ("T3", "V9", *V9)]
    frame = pd.DataFrame(rows, columns=["township_code", "code", "lon", "lat"])
    return frame.assign(level="village", tier="rural", elevation_m=2500.0, geometry=None)


BASES = pd.DataFrame({"lon": [102.0], "lat": [36.8]})


def graph(**lines):
    roads = pd.DataFrame({"road_id": list(lines), "geometry": list(lines.values())})
    return road_graph(roads, regions(), BASES)


def test_a_village_at_the_end_of_one_road_is_cut_off_when_it_closes():
    result = cut_off(graph(trunk=TRUNK, valley=VALLEY), closed=["valley"])
    assert (result.method, result.region_codes, result.before) == (Method.GRAPH, ("V3",), ())


def test_a_way_round_keeps_it_reachable():
    both = graph(trunk=TRUNK, valley=VALLEY, lane=LANE)
    assert cut_off(both, closed=["valley"]).region_codes == ()
    assert cut_off(both, closed=["valley", "lane"]).region_codes == ("V3",)


def test_lines_that_cross_without_a_common_vertex_are_joined():
    assert cut_off(graph(trunk=TRUNK, valley=VALLEY)).before == ()


def test_a_gap_of_a_few_metres_is_none_and_a_wide_one_is_told():
    near = shapely.LineString([(102.1, 36.8002), V3])  # 22 m off the trunk
    far = shapely.LineString([(102.1, 36.81), V3])
    assert cut_off(graph(trunk=TRUNK, valley=near)).before == ()
    assert cut_off(graph(trunk=TRUNK, valley=far)).before == ("V3",)


def test_a_pass_may_close_without_its_road():
    result = cut_off(graph(trunk=TRUNK, valley=VALLEY), closed_at=[(102.1, 36.85)])
    assert result.region_codes == ("V3",)
    elsewhere = cut_off(graph(trunk=TRUNK, valley=VALLEY), closed_at=[(102.3, 36.95)])
    assert elsewhere.region_codes == ()


def test_a_village_far_from_every_road_is_not_judged():
    result = cut_off(graph(trunk=TRUNK, valley=VALLEY), closed=["trunk", "valley"])
    assert result.unknown == ("V9",)
    assert result.region_codes == ("V1", "V2", "V3")


def test_an_unknown_road_is_refused_by_name():
    with pytest.raises(GeographyError, match="no road pass"):
        cut_off(graph(trunk=TRUNK), closed=["pass"])


def test_a_map_without_lines_or_without_a_base_near_one_is_refused():
    with pytest.raises(GeographyError, match="no road has a line"):
        road_graph(pd.DataFrame({"road_id": ["a"], "geometry": [None]}), regions(), BASES)
    far = pd.DataFrame({"lon": [110.0], "lat": [30.0]})
    with pytest.raises(GeographyError, match="no base"):
        road_graph(pd.DataFrame({"road_id": ["a"], "geometry": [TRUNK]}), regions(), far)


def test_several_parts_of_one_road_are_read():
    parts = shapely.MultiLineString([TRUNK, VALLEY])
    assert cut_off(graph(all=parts)).before == ()


@settings(deadline=None, max_examples=30)
@given(
    st.sets(st.sampled_from(["trunk", "valley", "lane"])),
    st.sampled_from(["trunk", "valley", "lane"]),
)
def test_closing_more_never_reaches_more(closed, another):
    whole = graph(trunk=TRUNK, valley=VALLEY, lane=LANE)
    less = set(cut_off(whole, closed=closed).region_codes)
    assert less <= set(cut_off(whole, closed=closed | {another}).region_codes)


def states(*rows):
    frame = pd.DataFrame(rows, columns=["road_id", "observed_at", "region_code", "state"])
    frame["observed_at"] = pd.to_datetime(frame["observed_at"])
    return frame


AT = dt.datetime(2026, 1, 10, 12)


def test_without_lines_the_last_state_of_a_township_counts_and_silence_is_told():
    told = states(
        ("r1", "2026-01-10 08:00", "T1", "closed"), ("r1", "2026-01-10 11:00", "T1", "open"),
        ("r2", "2026-01-10 09:00", "T2", "closed"), ("r3", "2026-01-10 13:00", "T3", "closed"),
    )  # fmt: skip
    result = cut_off_by_township(told, regions(), at=AT)
    assert result.method is Method.TOWNSHIP_STATE
    assert (result.region_codes, result.unknown) == (("V3",), ("V9",))


def test_one_closed_road_of_a_township_is_enough_and_a_village_may_be_named():
    told = states(
        ("r1", "2026-01-10 08:00", "T1", "open"), ("r2", "2026-01-10 08:00", "V2", "closed"),
        ("r9", "2026-01-10 08:00", None, "closed"),
    )  # fmt: skip
    assert cut_off_by_township(told, regions(), at=AT).region_codes == ("V2",)

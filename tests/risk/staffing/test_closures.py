"""Closed roads become pockets with their hours, by hand."""

from datetime import datetime

import pandas as pd
import shapely

from risk.hazard.roads import road_graph
from risk.staffing.closures import Drawn, closures_of, states_of_reports, still_closed
from risk.staffing.simulator.rules import Closure

START = datetime(2026, 7, 1, 8)

# A trunk B–V1–V2 from west to east, a valley road north to V3 and on to V4.
POINTS = {"V1": (102.05, 36.8), "V2": (102.2, 36.8), "V3": (102.1, 36.9), "V4": (102.1, 36.95)}
REGIONS = pd.DataFrame(
    [(c, "village", t, *POINTS[c]) for c, t in zip(POINTS, ("T1", "T1", "T2", "T2"), strict=True)],
    columns=["code", "level", "township_code", "lon", "lat"],
).assign(tier="rural", elevation_m=2500.0, geometry=None)
ROADS = pd.DataFrame(
    {
        "road_id": ["trunk", "valley"],
        "geometry": [
            shapely.LineString([(102.0, 36.8), (102.2, 36.8)]),
            shapely.LineString([(102.1, 36.8), POINTS["V3"], POINTS["V4"]]),
        ],
    }
)
BASES = pd.DataFrame({"lon": [102.0], "lat": [36.8]})
PASS = shapely.box(102.09, 36.84, 102.11, 36.86)


def states(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["road_id", "observed_at", "region_code", "state"])
    return frame.astype({"observed_at": "datetime64[us]"})


def closed(told: pd.DataFrame, *, graph: bool = False, drawn=(), hours: float = 72.0):
    map_ = road_graph(ROADS, REGIONS, BASES) if graph else None
    return closures_of(told, REGIONS, starts_at=START, hours=hours, graph=map_, drawn=drawn)


def test_a_township_is_a_pocket_from_closing_to_opening():
    """Closed at 12:00 of the first day (hour 4), open at 06:00 of the second (hour 22)."""
    told = states(
        ("r", "2026-07-01 12:00", "T2", "closed"), ("r", "2026-07-02 06:00", "T2", "open")
    )
    assert closed(told) == (Closure(("V3", "V4"), 4.0, 22.0),)


def test_a_road_closed_before_and_never_opened_lasts_all_the_scenario():
    told = states(("r", "2026-06-30 08:00", "T1", "closed"))
    assert closed(told) == (Closure(("V1", "V2"), 0.0, 72.0),)
    assert still_closed(told)


def test_slow_roads_and_spells_outside_the_scenario_close_nothing():
    told = states(
        ("r", "2026-07-01 12:00", "T2", "slow"), ("q", "2026-06-01 12:00", "T2", "closed"),
        ("q", "2026-06-02 12:00", "T2", "open"), ("p", "2026-08-01 12:00", "T1", "closed"),
    )  # fmt: skip
    assert closed(told) == ()
    assert not still_closed(told[told["road_id"] != "p"])


def test_with_road_lines_what_no_base_reaches_is_one_pocket():
    """The valley road closes: V3 and V4 are cut off, and no open road joins them."""
    told = states(("valley", "2026-07-01 10:00", None, "closed"))
    assert closed(told, graph=True) == (Closure(("V3",), 2.0, 72.0), Closure(("V4",), 2.0, 72.0))


def test_a_drawn_pass_leaves_the_villages_behind_it_together():
    """The road before V3 is drawn as closed from hour 5 to 9: V3 and V4 still reach one another."""
    drawn = [Drawn(PASS, 5.0, 9.0)]
    assert closed(states(), graph=True, drawn=drawn) == (Closure(("V3", "V4"), 5.0, 9.0),)


def test_without_road_lines_a_drawn_area_closes_the_villages_in_it():
    area = shapely.box(102.0, 36.85, 102.2, 37.0)
    assert closed(states(), drawn=[Drawn(area, 0.0, 24.0)]) == (Closure(("V3", "V4"), 0.0, 24.0),)


def test_pockets_grow_and_shrink_with_what_is_closed():
    """While the pass is drawn V3 and V4 are one pocket; while all the valley is closed, two."""
    told = states(
        ("valley", "2026-07-01 14:00", None, "closed"), ("valley", "2026-07-01 20:00", None, "open")
    )
    assert closed(told, graph=True, drawn=[Drawn(PASS, 3.0, 24.0)]) == (
        Closure(("V3", "V4"), 3.0, 6.0), Closure(("V3",), 6.0, 12.0), Closure(("V4",), 6.0, 12.0),
        Closure(("V3", "V4"), 12.0, 24.0),
    )  # fmt: skip


def test_reports_of_the_watch_are_road_states():
    reports = pd.DataFrame(
        {"region_code": ["T1"], "state": ["closed"], "from_at": [pd.Timestamp(START)],
         "note": [""], "user": ["a"], "at": [pd.Timestamp(START)]}
    )  # fmt: skip
    assert closed(states_of_reports(reports)) == (Closure(("V1", "V2"), 0.0, 72.0),)

"""What is known of villages beside their claims: by hand on four squares, and what must hold."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.reference import main_presets
from risk.scoring.features import (
    AGE,
    HAZARD,
    QUANTITY,
    STRUCTURE,
    TERRAIN,
    Features,
    build_features,
    neighbour_pairs,
)
from risk.scoring.record import build_hierarchy

YEARS = np.array([2021, 2022, 2023])
VILLAGES = ["A1", "A2", "B1", "B2"]  # squares of 0.1° in a row, west to east; townships A and B
Tables = dict[str, Any]


def map_of_four() -> pd.DataFrame:
    """Village B2 is the town."""
    west = np.round(100 + 0.1 * np.arange(4), 1)
    villages = pd.DataFrame(
        {
            "code": VILLAGES,
            "level": "village",
            "parent_code": ["A", "A", "B", "B"],
            "tier": ["rural", "rural", None, "town"],
            "lon": west + 0.05,
            "lat": 36.05,
            "elevation_m": [2500.0, np.nan, 2700.0, 2300.0],
            "geometry": list(shapely.box(west, 36.0, west + 0.1, 36.1)),
        }
    )
    above = pd.DataFrame(
        {"code": ["C", "A", "B"], "level": ["county", "township", "township"],
         "parent_code": [None, "C", "C"]}
    )  # fmt: skip
    return pd.concat([above, villages], ignore_index=True)


def given_tables() -> Tables:
    """Everything known, with gaps."""
    houses = pd.DataFrame(
        [
            ("A1", 2021, 10.0, 0.5, 0.2, 20.0),
            ("A1", 2022, 10.0, 0.4, 0.2, 21.0),
            ("A1", 2023, 10.0, 0.3, 0.2, 22.0),
            ("A2", 2021, 10.0, 0.1, np.nan, 10.0),  # no policies after 2021, condition never told
            ("B1", 2022, 10.0, 0.2, 0.4, 30.0),  # none before 2022
            ("B1", 2023, 10.0, 0.2, 0.5, 31.0),
            ("A", 2023, 99.0, 0.9, 0.9, 99.0),  # a township's policies say nothing of its villages
        ],
        columns=["region_code", "year", "house_years", "earth_share", "poor_share", "age_years"],
    )  # B2: never a policy
    terrain = pd.DataFrame(
        {
            "region_code": VILLAGES,
            "elevation_m": [0.0, 2600.0, 0.0, 0.0],  # the map's own height wins
            "slope_deg": [5.0, 5.0, 5.0, 5.0],
            "river_km": [0.0, 1.0, 3.0, np.nan],
            "town_km": 7.0,
        }
    )
    events = pd.DataFrame(
        {
            "event_id": ["E1", "E2", "E3", "E4"],
            "peril_family": ["storm", "storm", "flood", "earthquake"],
            "started_at": pd.to_datetime(["2021-07-01", "2022-07-01", "2022-08-01", "2023-01-09"]),
        }
    )
    intensity = pd.DataFrame(
        [
            ("E1", "A1", "wind_ms", 30.0),
            ("E1", "A1", "hail_mm", 99.0),  # another quantity is never mixed in
            ("E2", "B", "wind_ms", 24.0),  # all of township B
            ("E3", "A2", "rain_mm_24h", 80.0),
            ("E4", "B1", "degree", 6.0),
            ("E4", "B2", "degree", 7.0),
        ],
        columns=["event_id", "region_code", "quantity", "intensity"],
    )
    weather = pd.DataFrame(
        [
            ("A", "2022-03-01", 12.0, 20.0), ("A", "2022-05-01", 16.0, 0.0),
            ("B", "2022-05-01", 10.0, 40.0), ("A", "2023-05-01", 10.0, 50.0),
        ],
        columns=["region_code", "day", "wind_ms", "rain_mm_24h"],
    ).assign(day=lambda f: pd.to_datetime(f["day"]))  # fmt: skip
    return {
        "houses": houses, "regions": map_of_four(), "events": events, "intensity": intensity,
        "weather": weather, "terrain": terrain,
    }  # fmt: skip


def build(tables: Tables, family: str = "storm", years: Any = YEARS, start: int = 1) -> Features:
    """Features of the given tables."""
    hierarchy = build_hierarchy(tables["regions"])
    return build_features(
        **tables, hierarchy=hierarchy, years=years, family=family, start_month=start
    )


def column(features: Features, name: str) -> np.ndarray:
    """(Y, N) one column."""
    return features.values[..., features.names.index(name)]


# --- by hand --------------------------------------------------------------------------------------


def test_columns_of_a_storm():
    """Slope is the same everywhere and left out; the others have their group and direction."""
    found = build(given_tables())
    assert dict(zip(found.names, zip(found.groups, found.monotone, strict=True), strict=True)) == {
        "earth_share": (STRUCTURE, 1),
        "poor_share": (STRUCTURE, 1),
        "age_years": (AGE, 1),
        "elevation_m": (TERRAIN, 0),
        "river_log1p_km": (TERRAIN, 0),
        "town_km": (TERRAIN, 0),
        "hazard_storm": (HAZARD, 1),
    }
    assert found.values.shape == (3, 4, 7)
    assert np.isfinite(found.values).all()


def test_what_was_known_last_is_carried_on_and_gaps_are_the_townships():
    """A2 keeps its share of 2021; B1 has the county's mean until it is known, B2 then has B1's."""
    earth = column(build(given_tables()), "earth_share")
    assert earth == pytest.approx(
        np.array([[0.5, 0.1, 0.3, 0.3], [0.4, 0.1, 0.2, 0.2], [0.3, 0.1, 0.2, 0.2]])
    )
    poor = column(build(given_tables()), "poor_share")
    assert poor == pytest.approx(np.array([[0.2] * 4, [0.2, 0.2, 0.4, 0.4], [0.2, 0.2, 0.5, 0.5]]))


def test_houses_grow_older_where_nobody_tells():
    """A2 was 10 years old in 2021."""
    assert column(build(given_tables()), "age_years")[:, 1] == pytest.approx([10, 11, 12])


def test_where_a_village_lies():
    """The map's own height before the terrain's; B2 has its township's river; km by hand."""
    found = build(given_tables())
    assert column(found, "elevation_m")[2] == pytest.approx([2500, 2600, 2700, 2300])
    river = np.log1p([0.0, 1.0, 3.0, 3.0])
    assert column(found, "river_log1p_km")[0] == pytest.approx(river)
    step_km = 0.1 * 111.32 * np.cos(np.radians(36.05))
    assert column(found, "town_km")[0] == pytest.approx(
        [3 * step_km, 2 * step_km, step_km, 0], 0.01
    )


def test_without_a_town_on_the_map_the_terrain_tells():
    """Its distances stand in."""
    tables = given_tables()
    tables["regions"]["tier"] = "rural"
    tables["terrain"]["town_km"] = [1.0, 2.0, 3.0, 4.0]
    assert column(build(tables), "town_km")[1].tolist() == [1, 2, 3, 4]


def test_storms_and_wind_by_hand():
    """2021: E1 alone. 2022: E2 in B, the station's most, 16, in A. 2023: A's station for all."""
    wind = column(build(given_tables()), "hazard_storm")
    strongest = np.array([[30, 0, 0, 0], [16, 16, 24, 24], [10, 10, 10, 10]])
    assert wind == pytest.approx(strongest.cumsum(axis=0) / [[1], [2], [3]])


def test_years_without_a_station_are_not_years_of_calm():
    """Without events the wind of 2022 and 2023 is all that is known, and 2021 is not counted."""
    tables = given_tables()
    tables["intensity"] = tables["intensity"].iloc[:0]
    wind = column(build(tables), "hazard_storm")
    assert wind == pytest.approx(np.array([[0] * 4, [16, 16, 10, 10], [13, 13, 10, 10]]))


def test_families_without_weather_stand_on_their_events():
    """The earthquake of 2023 is a third of its degree a year; before it nothing was known."""
    quake = column(build(given_tables(), "earthquake"), "hazard_earthquake")
    assert quake == pytest.approx(np.array([[0] * 4, [0] * 4, [0, 0, 2, 7 / 3]]))
    assert HAZARD not in build(given_tables(), "accident").groups


def test_a_family_is_measured_as_its_first_event_was():
    """A later event in another unit changes nothing, whatever its unit is called."""
    tables = given_tables()
    late = {
        "event_id": "E5",
        "peril_family": "earthquake",
        "started_at": pd.Timestamp("2023-05-01"),
    }
    mark = {"event_id": "E5", "region_code": "A1", "quantity": "acceleration", "intensity": 0.3}
    for name, row in (("events", late), ("intensity", mark)):
        tables[name] = pd.concat([tables[name], pd.DataFrame([row])])
    same(build(given_tables(), "earthquake"), build(tables, "earthquake"))


def test_all_perils_have_a_column_a_hazard():
    """Three at most; water weighs in all, and a fire asks nothing of walls."""
    found = build(given_tables(), "all")
    named = [n for n in found.names if n.startswith("hazard")]
    assert named == ["hazard_storm", "hazard_flood", "hazard_earthquake"]
    assert len(found.names) <= 10
    for family, river, earth in (("all", -1, 1), ("flood", -1, 1), ("accident", 0, 0)):
        found = build(given_tables(), family)
        direction = dict(zip(found.names, found.monotone, strict=True))
        assert (direction["river_log1p_km"], direction["earth_share"]) == (river, earth)


def test_contract_years_need_not_begin_in_january():
    """From August on, E1 of July 2021 is of 2020, E2 of 2021; grid and mean begin in 2020."""
    tables = given_tables()
    tables["weather"] = tables["weather"].iloc[:0]
    wind = column(build(tables, start=8), "hazard_storm")
    assert wind[0] == pytest.approx([15, 0, 12, 12])


def test_quantities_are_those_of_the_presets():
    """One place says what a family is measured in; this holds the other to it."""
    assert {p.family: p.quantity for p in main_presets()}.items() <= QUANTITY.items()


# --- what is not given ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("empty", "lost"),
    [
        (("houses",), {"earth_share", "poor_share", "age_years"}),
        (("terrain",), {"river_log1p_km"}),
        (("events", "intensity"), set()),
        (("weather",), set()),
        (("intensity", "weather"), {"hazard_storm"}),
    ],
)
def test_missing_tables_leave_columns_out(empty: tuple[str, ...], lost: set[str]):
    """No rows, fewer columns, all the rest as before."""
    tables = given_tables()
    whole = build(tables)
    some = build({n: t.iloc[:0] if n in empty else t for n, t in tables.items()})
    assert set(whole.names) - set(some.names) == lost
    assert np.isfinite(some.values).all()


def test_nothing_known_at_all():
    """A list of names alone has no column and no neighbour."""
    tables = {n: t.iloc[:0] for n, t in given_tables().items()}
    tables["regions"] = map_of_four()[["code", "level", "parent_code"]]
    tables["terrain"] = None
    found = build(tables)
    assert found.values.shape == (3, 4, 0)
    assert found.names == found.groups == found.monotone == ()
    pairs = neighbour_pairs(tables["regions"], build_hierarchy(tables["regions"]))
    assert pairs.shape == (0, 2)
    assert build(given_tables(), years=[]).values.shape == (0, 4, 0)


# --- what must hold -------------------------------------------------------------------------------


def same(a: Features, b: Features) -> None:
    """Equal to the last digit."""
    assert (a.names, a.groups, a.monotone) == (b.names, b.groups, b.monotone)
    np.testing.assert_array_equal(a.values, b.values)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["storm", "flood", "all"]))
def test_the_order_of_rows_does_not_matter(random: Any, family: str):
    """Shuffle every table."""
    tables = given_tables()
    shuffled = {
        name: table.iloc[random.sample(range(len(table)), len(table))].reset_index(drop=True)
        for name, table in tables.items()
    }
    same(build(tables, family), build(shuffled, family))
    hierarchy = build_hierarchy(tables["regions"])
    np.testing.assert_array_equal(
        neighbour_pairs(tables["regions"], hierarchy),
        neighbour_pairs(shuffled["regions"], hierarchy),
    )


SHARE = st.none() | st.floats(0, 1)
LATER = st.integers(2022, 2024)
HOUSES = st.tuples(st.sampled_from(VILLAGES), LATER, SHARE, SHARE, st.none() | st.floats(0, 99))
STORMS = st.tuples(
    LATER,
    st.sampled_from(["storm", "flood", "earthquake", "accident"]),
    st.sampled_from(["wind_ms", "rain_mm_24h", "a_first", "hail_mm"]),
    st.sampled_from([*VILLAGES, "A", "C"]),
    st.floats(0.1, 99),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(HOUSES, max_size=4),
    st.lists(STORMS, max_size=4),
    st.lists(st.tuples(LATER, st.sampled_from([*VILLAGES, "B"]), st.floats(0, 50)), max_size=3),
    st.sampled_from(["storm", "flood", "earthquake", "accident", "all"]),
)
def test_what_comes_later_changes_nothing_before(
    houses: list[Any], storms: list[Any], days: list[Any], family: str
):
    """Policies, events and weather after a year leave what was known at its end as it was."""
    before, tables = given_tables(), given_tables()
    before["houses"] = before["houses"][before["houses"]["year"] <= 2021]
    more = pd.DataFrame(
        houses, columns=["region_code", "year", "earth_share", "poor_share", "age_years"]
    )
    more = more.astype({"earth_share": float, "poor_share": float, "age_years": float})
    tables["houses"] = pd.concat([before["houses"], more])
    marks = pd.DataFrame(
        storms, columns=["year", "peril_family", "quantity", "region_code", "intensity"]
    )
    marks = marks.assign(
        event_id=[f"L{i}" for i in range(len(marks))],
        started_at=pd.to_datetime(marks["year"].astype(str) + "-03-01"),
    )
    tables["events"] = pd.concat([before["events"], marks[list(before["events"])]])
    tables["intensity"] = pd.concat([before["intensity"], marks[list(before["intensity"])]])
    rows = pd.DataFrame(days, columns=["year", "region_code", "wind_ms"]).assign(
        day=lambda f: pd.to_datetime(f["year"].astype(str) + "-02-01"), rain_mm_24h=1.0
    )
    tables["weather"] = pd.concat([before["weather"], rows[list(before["weather"])]])
    early, late = build(before, family, [2020, 2021]), build(tables, family, [2020, 2021, 2024])
    for name in set(early.names) & set(late.names):
        np.testing.assert_array_equal(column(early, name), column(late, name)[:2], name)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(VILLAGES), st.sampled_from([2021, 2022, 2023]), st.floats(1, 99))
def test_one_more_storm_never_lowers_the_hazard(code: str, year: int, more: float):
    """Stronger is stronger, for the village struck and no other."""
    tables = given_tables()
    event = pd.DataFrame({"event_id": ["N"], "peril_family": "storm",
                          "started_at": pd.to_datetime([f"{year}-06-01"])})  # fmt: skip
    mark = pd.DataFrame({"event_id": ["N"], "region_code": code, "quantity": "wind_ms",
                         "intensity": more})  # fmt: skip
    struck = tables | {
        "events": pd.concat([tables["events"], event]),
        "intensity": pd.concat([tables["intensity"], mark]),
    }
    change = column(build(struck), "hazard_storm") - column(build(tables), "hazard_storm")
    assert (change >= 0).all()
    assert (change[:, np.array(VILLAGES) != code] == 0).all()


# --- neighbours -----------------------------------------------------------------------------------


def pairs_of(change: Callable[[pd.DataFrame], pd.DataFrame]) -> list[list[int]]:
    """Pairs of the row of squares after a change."""
    regions = change(map_of_four())
    return neighbour_pairs(regions, build_hierarchy(regions)).tolist()


ROW = [[0, 1], [1, 2], [2, 3]]


def test_squares_in_a_row_touch_the_next():
    """Also when their borders were drawn some metres apart."""
    assert pairs_of(lambda r: r) == ROW
    shrink = lambda r: r.assign(geometry=[g and g.buffer(-0.00005) for g in r["geometry"]])  # noqa: E731
    assert pairs_of(lambda r: shrink(r.where(r.notna(), None))) == ROW


def test_a_corner_is_enough():
    """Four squares around one point all touch."""

    def square(r: pd.DataFrame) -> pd.DataFrame:
        corner = [(0, 0), (0, 1), (1, 0), (1, 1)]
        r.loc[3:, "geometry"] = [shapely.box(x, y, x + 1, y + 1) for x, y in corner]
        return r

    assert pairs_of(square) == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]


def test_a_point_alone_joins_the_nearest():
    """B2 without an outline: of three others four are wanted, those within reach are taken."""

    def without(r: pd.DataFrame) -> pd.DataFrame:
        r.loc[6, "geometry"] = None
        return r

    assert pairs_of(without) == [[0, 1], [0, 3], [1, 2], [1, 3], [2, 3]]


def test_points_across_a_wide_gap_are_no_neighbours():
    """Six points close together; a seventh is 100 steps away and has none."""
    codes = [f"V{i}" for i in range(7)]
    regions = pd.DataFrame({"code": codes, "level": "village", "parent_code": None, "lat": 36.0,
                            "lon": 100 + 0.01 * np.array([0, 1, 2, 3, 4, 5, 100])})  # fmt: skip
    pairs = neighbour_pairs(regions, build_hierarchy(regions))
    assert 6 not in pairs
    assert {tuple(p) for p in pairs} >= {(i, i + 1) for i in range(5)}


def test_points_on_one_spot_are_neighbours():
    """A region is never its own neighbour, wherever its twin stands in the list."""
    regions = pd.DataFrame({"code": list("abc"), "level": "village", "parent_code": None,
                            "lon": 100.0, "lat": 36.0})  # fmt: skip
    hierarchy = build_hierarchy(regions)
    assert neighbour_pairs(regions, hierarchy).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert neighbour_pairs(regions, replace(hierarchy, codes=hierarchy.codes[:1])).shape == (0, 2)

"""How insured houses were built, by village and contract year, worked out by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_world import VILLAGE, TinyWorld
from warehouse_frames import NOW, policies, upsert

from risk.warehouse import Changes, open_version, publish
from risk.workspace import Workspace

Put = Callable[..., str]
YEAR_2024 = ("2024-01-01", "2024-12-31")
HALF_2024 = ("2024-07-02", "2024-12-31")  # 183 of 366 days
COLUMNS = ["region_code", "year", "house_years", "earth_share", "poor_share", "age_years"]


def told(ws: Workspace, as_of: date = date(2025, 12, 31)) -> pd.DataFrame:
    """The table, by region and year."""
    with open_version(ws) as warehouse:
        frame = warehouse.village_features(as_of)
    assert list(frame) == COLUMNS
    return frame.set_index(["region_code", "year"])


def test_means_weigh_house_years(ws: Workspace, put: Put) -> None:
    """One house the whole year, one for half of it: two thirds and one third."""
    put(
        policy=policies(
            YEAR_2024,
            HALF_2024,
            structure=["earth_wood", "frame"],
            prior_condition=["B", "D"],
            built_year=[1994, 2024],
        )
    )
    row = told(ws).loc[("990101", 2024)]
    assert row["house_years"] == pytest.approx(1.5)
    assert row["earth_share"] == pytest.approx(2 / 3)
    assert row["poor_share"] == pytest.approx(1 / 3)
    assert row["age_years"] == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("structure", "condition", "earth", "poor"),
    [
        ("earth_wood", "A", 1, 0),
        ("stone_wood", "B", 1, 0),
        ("brick_wood", "C", 0, 1),
        ("brick_concrete", "D", 0, 1),
        ("frame", "A", 0, 0),
        ("other", "A", 0, 0),
    ],
)
def test_which_walls_and_conditions_count(
    ws: Workspace, put: Put, structure: str, condition: str, earth: int, poor: int
) -> None:
    """Earth and stone; C and D."""
    put(policy=policies(YEAR_2024, structure=structure, prior_condition=condition))
    row = told(ws).loc[("990101", 2024)]
    assert (row["earth_share"], row["poor_share"]) == (earth, poor)


def test_what_is_missing_stays_missing(ws: Workspace, put: Put) -> None:
    """A policy that does not tell leaves the mean to others; none telling is NaN, never 0."""
    terms = [YEAR_2024, YEAR_2024, ("2025-01-01", "2025-12-31")]
    put(
        policy=policies(*terms, structure=["earth_wood", None, None], built_year=[2000, None, None])
    )
    found = told(ws)
    assert found.loc[("990101", 2024), ["earth_share", "age_years"]].tolist() == [1.0, 24.0]
    assert found.loc[("990101", 2024), "house_years"] == pytest.approx(2.0)
    assert found.loc[("990101", 2025), ["earth_share", "age_years"]].isna().all()
    assert found["poor_share"].isna().all()


def test_a_house_built_after_cover_began_has_no_age(ws: Workspace, put: Put) -> None:
    """2030 is a slip of the pen; built in the year cover began is new."""
    put(policy=policies(YEAR_2024, YEAR_2024, built_year=[2030, 2024]))
    assert told(ws).loc[("990101", 2024), "age_years"] == 0


def test_only_the_scheme_and_only_what_has_begun(ws: Workspace, put: Put) -> None:
    """Commercial cover, policies to come and houses of no region are left out."""
    frame = policies(
        YEAR_2024, YEAR_2024, ("2025-06-01", "2026-05-31"), YEAR_2024,
        cover_line=["scheme", "commercial", "scheme", "scheme"],
        structure=["frame", "earth_wood", "earth_wood", "earth_wood"],
    )  # fmt: skip
    frame["region_code"] = ["990101", "990101", "990101", None]
    put(policy=frame)
    found = told(ws, date(2025, 5, 31))
    assert found.index.tolist() == [("990101", 2024)]
    assert found["earth_share"].tolist() == [0.0]
    assert told(ws, date(2025, 6, 1)).loc[("990101", 2025), "earth_share"] == 1


def test_a_year_that_begins_in_july(ws: Workspace, put: Put) -> None:
    """Cover of 2024 lies in contract years 2023 and 2024; a house of 2024 is new in both."""
    ws.county_file.write_text(
        '[county]\nname = "小县"\ncode = "99"\ncontract_year_start_month = 7\n', "utf-8"
    )
    put(policy=policies(YEAR_2024, YEAR_2024, built_year=[2024, 2004]))
    found = told(ws)
    assert found["age_years"].tolist() == [9.5, 10.5]
    assert found["house_years"].tolist() == pytest.approx([2 * 182 / 366, 2 * 184 / 365])


def test_no_policies_no_rows(ws: Workspace, put: Put) -> None:
    """Nothing is known of houses then."""
    put(policy=policies(YEAR_2024, cover_line="commercial"))
    assert told(ws).empty


def test_the_tiny_world(tiny: TinyWorld) -> None:
    """All houses are of earth; their house-years are those of exposure."""
    with open_version(tiny.ws) as warehouse:
        day = warehouse.last_day()
        found, exposure = warehouse.village_features(day), warehouse.exposure(day)
    assert set(found["region_code"]) == set(VILLAGE)
    assert set(found["earth_share"]) == {1.0}
    assert found["poor_share"].isna().all()
    key = ["region_code", "year"]
    both = found.merge(exposure, on=key, suffixes=("", "_exposure"))
    assert len(both) == len(found)
    assert both["house_years"].tolist() == pytest.approx(both["house_years_exposure"].tolist())


DAYS = st.dates(date(2020, 1, 1), date(2024, 12, 31))
POLICY = st.tuples(
    DAYS,
    DAYS,
    st.sampled_from(["earth_wood", "frame", None]),
    st.sampled_from(["A", "D", None]),
    st.none() | st.integers(1950, 2024),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(POLICY, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_later_policies_and_the_order_of_rows_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]], random: Any
) -> None:
    """What was known of a year stands, to the last digit, when policies begin after it."""
    terms = [(str(min(a, b)), str(max(a, b))) for a, b, *_ in rows]
    _, _, structure, condition, built = zip(*rows, strict=True)
    frame = policies(
        *terms, structure=structure, prior_condition=condition, built_year=pd.array(built, "Int64")
    )
    later = policies(("2025-01-01", "2025-12-31"), structure="earth_wood", built_year=2000)
    mixed = pd.concat([frame, later.assign(policy_id="L")]).sample(
        frac=1, random_state=random.randrange(9)
    )
    found = []
    for policy in (frame, mixed):
        ws = Workspace(tmp_path_factory.mktemp("features"))
        ws.county_file.write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
        publish(ws, Changes([upsert("policy", policy)]), reason="t", county=ws.county(), now=NOW)
        found.append(told(ws).reset_index().query("year < 2025").reset_index(drop=True))
    pd.testing.assert_frame_equal(*found, check_exact=True)
    shares = found[0][["earth_share", "poor_share"]].stack().dropna()
    assert shares.between(0, 1).all()
    assert not (found[0]["age_years"] < 0).any()

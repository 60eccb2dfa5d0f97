"""Levels others gave, as they were published by the end of each contract year."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from risk.scoring import score
from risk.scoring.baselines import OFFICIAL
from risk.scoring.known import Surroundings, known_of, official_levels
from risk.scoring.record import build_hierarchy
from risk.settings import Scoring

YEARS = np.arange(2020, 2024)
COLUMNS = ["region_code", "peril_family", "risk_level", "as_of", "source"]
FIRST = [("A", 2), ("A2", 5), ("B1", 1)]  # A1 has its township's, B2 none
LEVELS = [2, 5, 1, 0]


def regions() -> pd.DataFrame:
    """Townships A and B of two villages each."""
    codes = ["C", "A", "B", "A1", "A2", "B1", "B2"]
    above = [None, "C", "C", "A", "A", "B", "B"]
    return pd.DataFrame(
        {
            "code": codes,
            "parent_code": above,
            "level": ["county"] + ["township"] * 2 + ["village"] * 4,
        }
    )


def listed(*lists: tuple[str, str, list[tuple[str, int]]]) -> pd.DataFrame:
    """Lists of a family, published on a day."""
    rows = [(c, family, k, day, None) for day, family, levels in lists for c, k in levels]
    return pd.DataFrame(rows, columns=COLUMNS).assign(as_of=lambda f: pd.to_datetime(f["as_of"]))


def by_year(lists: pd.DataFrame, family: str = "storm", start_month: int = 1) -> Any:
    """Levels of A1, A2, B1, B2 by year."""
    found = official_levels(lists, build_hierarchy(regions()), YEARS, family, start_month)
    return None if found is None else found.tolist()


def test_a_list_is_known_from_the_year_it_was_published_in() -> None:
    """Of 2022: nothing for 2020 and 2021; a village without a level has its township's."""
    nothing = [0, 0, 0, 0]
    assert by_year(listed(("2022-12-31", "all", FIRST))) == [nothing, nothing, LEVELS, LEVELS]
    assert by_year(listed(("2023-01-01", "all", FIRST))) == [nothing, nothing, nothing, LEVELS]


def test_contract_years_end_when_the_county_says() -> None:
    """January 2023 is of the contract year 2022 where years begin in June."""
    told = by_year(listed(("2023-01-01", "all", FIRST)), start_month=6)
    assert [any(year) for year in told] == [False, False, True, True]
    told = by_year(listed(("2023-06-01", "all", FIRST)), start_month=6)
    assert [any(year) for year in told] == [False, False, False, True]


def test_newer_lists_and_lists_of_the_family_go_first() -> None:
    """The newest that names a region counts; once the family has a list, the general one rests."""
    newer = ("2021-05-01", "all", [("A2", 4)])
    own = ("2022-05-01", "storm", [("B1", 3)])
    lists = listed(own, newer, ("2020-05-01", "all", FIRST), ("2020-05-01", "flood", [("B2", 5)]))
    assert by_year(lists) == [LEVELS, [2, 4, 1, 0], [0, 0, 3, 0], [0, 0, 3, 0]]
    assert by_year(lists, "all") == [LEVELS, *[[2, 4, 1, 0]] * 3]
    assert by_year(lists, "flood") == [[0, 0, 0, 5]] * 4


def test_nothing_listed_is_nothing_known() -> None:
    """No list, none of this family, none of these regions, or none published yet."""
    assert by_year(listed()) is None
    assert by_year(listed(("2020-05-01", "flood", FIRST))) is None
    assert by_year(listed(("2020-05-01", "all", [("X", 5)]))) is None
    assert by_year(listed(("2024-01-01", "all", FIRST))) is None


def test_features_of_a_record_carry_them(made: Any) -> None:
    """A whole scoring: judged where published, never chosen; the scores stay as they were."""
    no_rows = {
        "houses": ["region_code", "year", "house_years", "earth_share", "poor_share", "age_years"],
        "events": ["event_id", "peril_family", "started_at"],
        "intensity": ["event_id", "region_code", "quantity", "intensity"],
        "weather": ["region_code", "day"],
        "terrain": ["region_code", "elevation_m", "slope_deg", "river_km", "town_km"],
    }
    tables = {name: pd.DataFrame(columns=columns) for name, columns in no_rows.items()}

    def run(official: pd.DataFrame) -> Any:
        around = Surroundings(**tables, regions=made.regions, start_month=1, official=official)
        return score(
            made.claims, made.exposure, made.regions, as_of=date(2024, 12, 31),
            settings=Scoring(bootstrap_draws=40), seed=1, kept=None, known=known_of(around),
        )  # fmt: skip

    villages = made.regions.loc[made.regions["level"] == "village", "code"]
    levels = [(code, 1 + i % 5) for i, code in enumerate(villages)]
    told, without = run(listed(("2022-06-01", "all", levels))), run(listed())
    rows = told.metrics[told.metrics["model"] == OFFICIAL]
    assert rows["origins"].eq(2).all()  # 2023 and 2024; the list of 2022 says nothing of 2022
    assert not rows["chosen"].any()
    assert set(rows["peril_family"]) == set(told.metrics["peril_family"])
    rest = told.metrics[told.metrics["model"] != OFFICIAL].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, without.metrics.reset_index(drop=True))
    pd.testing.assert_frame_equal(told.frame, without.frame)

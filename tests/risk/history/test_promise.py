import pandas as pd
import pytest

from risk.history import promise_kept
from risk.settings import Promise


def test_by_hand(claims: pd.DataFrame) -> None:
    """Town: 20 min kept (measured), 40 min late (typed); rural: none can be clocked."""
    table = promise_kept(claims, Promise()).set_index("tier")
    town = table.loc["town"]
    assert town[["claims", "clocked", "kept", "measured", "typed"]].tolist() == [2, 2, 1, 1, 1]
    assert (town["share"], town["share_measured"], town["share_typed"]) == (0.5, 1.0, 0.0)
    assert town["p50_min"] == pytest.approx(30.0)
    rural = table.loc["rural"]
    assert rural[["claims", "clocked", "missing", "imprecise", "impossible"]].tolist() == [
        3,
        0,
        1,
        1,
        1,
    ]
    assert pd.isna(rural["share"])


def test_an_unknown_tier_is_not_clocked(claims: pd.DataFrame) -> None:
    """A claim known at the county only has no limit to keep."""
    unknown = promise_kept(claims, Promise()).set_index("tier").loc["unknown"]
    assert (unknown["claims"], unknown["clocked"], unknown["imprecise"]) == (1, 0, 1)


def test_nothing_is_dropped(claims: pd.DataFrame) -> None:
    """Clocked, missing, imprecise and impossible add up in every group."""
    table = promise_kept(claims, Promise(), ["year"])
    parts = table[["clocked", "missing", "imprecise", "impossible"]].sum(axis=1)
    assert parts.tolist() == table["claims"].tolist()
    assert table["claims"].sum() == len(claims)
    assert table.columns[:2].tolist() == ["year", "tier"]


def test_a_longer_limit_keeps_more(claims: pd.DataFrame) -> None:
    """With an hour in town both are on time."""
    table = promise_kept(claims, Promise(on_scene_town_min=60.0)).set_index("tier")
    assert table.loc["town", "kept"] == 2

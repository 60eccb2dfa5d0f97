import pandas as pd
import pytest

from risk.history import promise_kept
from risk.settings import Promise


def test_by_hand(claims: pd.DataFrame) -> None:
    """Town: 20 min kept (measured), 40 min late (typed); rural: one of three is clocked, kept."""
    table = promise_kept(claims, Promise()).set_index("tier")
    town = table.loc["town"]
    assert town[["claims", "clocked", "kept", "measured", "typed"]].tolist() == [2, 2, 1, 1, 1]
    assert (town["share"], town["share_measured"], town["share_typed"]) == (0.5, 1.0, 0.0)
    assert town["p50_min"] == pytest.approx(30.0)
    rural = table.loc["rural"]
    assert rural[["claims", "clocked", "missing", "imprecise", "impossible"]].tolist() == [
        3,
        1,
        1,
        0,
        1,
    ]
    assert rural[["kept", "share", "p50_min"]].tolist() == [1, 1.0, 60.0]


@pytest.mark.parametrize("precision", ["minute", "hour", "day"])
def test_a_vague_loss_does_not_stop_the_clock(claims: pd.DataFrame, precision: str) -> None:
    """The clock runs from report to arrival, both stamped; when the loss fell is another matter."""
    town = claims[claims["tier"] == "town"].assign(time_precision=precision)
    assert promise_kept(town, Promise())[["clocked", "imprecise"]].to_numpy().tolist() == [[2, 0]]


@pytest.mark.parametrize("stamp", ["reported_at", "arrived_at"])
def test_a_day_without_a_time_is_not_clocked(claims: pd.DataFrame, stamp: str) -> None:
    """Midnight in a ledger of days is a day; in a ledger of minutes it is midnight."""
    day = pd.Timestamp("2021-03-01" if stamp == "reported_at" else "2021-03-02")
    one = claims.head(1).assign(time_precision="day", **{stamp: day})
    assert promise_kept(one, Promise())[["clocked", "imprecise"]].to_numpy().tolist() == [[0, 1]]
    one = one.assign(time_precision="minute")
    assert promise_kept(one, Promise())[["clocked", "imprecise"]].to_numpy().tolist() == [[1, 0]]


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

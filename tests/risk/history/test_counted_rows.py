"""Rows that stand for several claims give what single rows give; compiled passes, plain ones."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.history import seasons
from risk.history.months import by_month
from risk.history.near_repeat import MOST_CLAIMS, TOO_MANY, near_repeat
from risk.history.permutations import drawn_neighbourhoods
from risk.history.run_off import triangle
from risk.history.stage_kernel import NOTHING, Run, Stamps, quantiles, ranked, stage_times

FIRST, LAST = date(2021, 1, 1), date(2023, 12, 31)
DAY_US = 86_400_000_000


def ledger(n: int = 800) -> pd.DataFrame:
    """One row a claim: two families, some of events, some known by day only, some paid."""
    rng = np.random.default_rng(4)
    loss = pd.Timestamp(FIRST) + pd.to_timedelta(rng.integers(0, 1090 * 86_400, n), unit="s")
    by_day = rng.random(n) < 0.2
    paid = loss + pd.to_timedelta(rng.integers(0, 400, n), unit="D")
    return pd.DataFrame(
        {
            "loss_at": loss.where(~by_day, loss.normalize()),
            "paid_at": paid.where(rng.random(n) < 0.7),
            "paid_money": rng.integers(1, 900, n).astype(float),
            "peril_family": rng.choice(["snow", "storm"], n),
            "event_id": np.where(rng.random(n) < 0.3, "E" + pd.Series(loss.year.astype(str)), None),
            "time_precision": np.where(by_day, "day", "minute"),
        }
    )


def counted(rows: pd.DataFrame, **moments: pd.Series) -> pd.DataFrame:
    """The same with equal rows counted."""
    rows = rows.assign(**moments)
    sums = {"claims": ("loss_at", "size"), "paid_money": ("paid_money", "sum")}
    keys = [c for c in rows.columns if c != "paid_money"]
    return rows.groupby(keys, dropna=False).agg(**sums).reset_index()


@pytest.mark.parametrize("by", ["hour", "weekday", "month"])
def test_profiles_count_rows_by_their_claims(by):
    """Hours by block and hour, days by day: the same rates, intervals and dispersion."""
    rows = ledger()[["loss_at", "peril_family", "time_precision", "paid_money"]]
    day = rows["loss_at"].dt.normalize()
    block = (day - pd.Timestamp(FIRST)).dt.days // 28 * 28
    hour = pd.to_timedelta(block, unit="D") + pd.to_timedelta(rows["loss_at"].dt.hour, unit="h")
    stamp = pd.Timestamp(FIRST) + hour if by == "hour" else day
    options = {"by": by, "first": FIRST, "as_of": LAST, "clock": "loss_at"}
    few = seasons.profile(counted(rows, loss_at=stamp), **options)
    pd.testing.assert_frame_equal(few, seasons.profile(rows, **options))


@pytest.mark.parametrize("contrast", ["weekend", "night"])
def test_contrasts_count_rows_by_their_claims(contrast):
    """Weekends and nights against the rest."""
    rows = ledger()[["loss_at", "peril_family", "time_precision", "paid_money"]]
    options = {"contrast": contrast, "first": FIRST, "as_of": LAST, "clock": "loss_at"}
    few = counted(rows, loss_at=rows["loss_at"].dt.floor("h"))
    hourly = seasons.compare(rows.assign(loss_at=rows["loss_at"].dt.floor("h")), **options)
    pd.testing.assert_frame_equal(seasons.compare(few, **options), hourly)


def test_months_count_rows_by_their_claims():
    """Ordinary claims and events of every month."""
    rows = ledger()[["loss_at", "peril_family", "event_id", "paid_money"]]
    month = rows["loss_at"].dt.to_period("M").dt.to_timestamp()
    one, few = (by_month(r, as_of=LAST) for r in (rows, counted(rows, loss_at=month)))
    for family in one.families:
        np.testing.assert_array_equal(one.unlisted[family], few.unlisted[family])
        np.testing.assert_array_equal(one.listed[family], few.listed[family])


@pytest.mark.parametrize("value", ["paid_money", "paid_claims"])
def test_triangles_count_rows_by_their_claims(value):
    """Payments by day of loss and of payment."""
    rows = ledger()[["loss_at", "paid_at", "paid_money"]]
    days = {c: rows[c].dt.normalize() for c in ("loss_at", "paid_at")}
    one, few = (triangle(r, as_of=LAST, value=value) for r in (rows, counted(rows, **days)))
    np.testing.assert_allclose(one.values, few.values)
    assert one.origins == few.origins


def test_too_many_claims_for_knox_are_told():
    """One row says so; nothing is computed."""
    n = MOST_CLAIMS + 1
    crowd = pd.DataFrame(
        {"x_m": 0.0, "y_m": 0.0, "loss_at": pd.Timestamp(FIRST), "peril_family": "snow",
         "event_id": None}, index=range(n),
    )  # fmt: skip
    table = near_repeat(crowd, seed=1)
    assert table["note"].tolist() == [TOO_MANY]
    assert table["claims"].tolist() == [n]
    assert list(table.columns) == list(near_repeat(crowd.iloc[:30], seed=1).columns)


def test_drawn_neighbourhoods_are_those_of_whole_maps():
    """Shares above and below agree with dealing the whole map out, also where one keeps its own."""
    rng = np.random.default_rng(6)
    n, k, draws = 30, 4, 60_000
    rate, standard = rng.gamma(2, size=n), rng.normal(size=n)
    member = np.arange(8)
    star, sums = np.linspace(6, 14, 8), np.linspace(-3, 3, 8)
    found = drawn_neighbourhoods(np.uint64(5), draws, k, rate, standard, member, star, sums) / draws
    order = rng.permuted(np.broadcast_to(np.arange(n), (draws, n)), axis=1)
    all_sums = rate[order[:, : k + 1]].sum(axis=1)
    assert found[0] == pytest.approx((all_sums[:, None] >= star).mean(axis=0), abs=0.01)
    assert found[1] == pytest.approx((all_sums[:, None] <= star).mean(axis=0), abs=0.01)
    for i in member:
        others = np.delete(np.arange(n), i)
        dealt = rng.permuted(np.broadcast_to(others, (draws, n - 1)), axis=1)[:, :k]
        made = standard[dealt].sum(axis=1)
        assert found[2, i] == pytest.approx((made >= sums[i]).mean(), abs=0.01)
        assert found[3, i] == pytest.approx((made <= sums[i]).mean(), abs=0.01)


@given(st.lists(st.integers(-5, 10**9), min_size=1, max_size=300), st.data())
def test_ranks_are_those_of_a_sort(values, data):
    """Any values, any ranks; quantiles are numpy's."""
    ranks = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=6))
    array = np.array(values, dtype=np.int64)
    assert ranked(array, np.array(ranks)).tolist() == [sorted(values)[r] for r in ranks]
    assert quantiles(array) == pytest.approx(np.quantile(array, [0.5, 0.9, 0.99]))


def test_a_stage_by_hand():
    """Kept, late, running, overdue, missing, imprecise, impossible: each claim is counted once."""
    minute = 60_000_000
    noon = 20_000 * DAY_US + 12 * 3600 * 1_000_000
    began = np.array([noon, noon, noon, noon - DAY_US, noon, 20_000 * DAY_US, noon, NOTHING])
    ended = np.array(
        [noon + 20 * minute, noon + 90 * minute, NOTHING, NOTHING, NOTHING, noon, noon - minute, 0]
    )
    still = np.array([0, 0, 1, 1, 0, 0, 0, 0], np.uint8)
    ones, none = np.ones(8, np.uint8), np.zeros(8, np.uint8)
    by_day = (np.arange(8) == 5).astype(np.uint8)
    stamps = Stamps({"a": began, "b": ended}, still, ones, ones, still ^ 1, by_day)
    run = Run("a", "b", by_day=False, limits_min=np.array([np.nan, 30, 180]), by_tier=True)
    days = np.arange(10, dtype=np.int64)
    (row,) = stage_times(
        stamps, run, before=noon + 10 * minute, first_day=19_995, numbers=days
    )  # fmt: skip
    assert row["tier"] == "town"
    assert [row[c] for c in ("claims", "clocked", "kept", "measured", "kept_measured")] == [
        8, 2, 1, 2, 1,
    ]  # fmt: skip
    assert (row["running"], row["overdue"], row["missing"]) == (2, 1, 2)
    assert (row["imprecise"], row["impossible"]) == (1, 1)
    assert row["p50_min"] == 55
    assert row["p50_working_days"] == 0
    assert not stage_times(
        Stamps({"a": began, "b": ended}, still, none, ones, none, none),
        Run("a", "b", by_day=True, limits_min=np.full(3, np.nan), of_payable=True),
        before=noon, first_day=0, numbers=days,
    )  # fmt: skip

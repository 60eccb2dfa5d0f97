"""Knox's test: pairs by hand, planted repeats found, events kept from posing as repeats."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from risk.errors import ModelError
from risk.history.near_repeat import NOT_ENOUGH, count_bands, near_pairs, near_repeat

START = pd.Timestamp("2020-01-01")


def ledger(x, y, day, family="accident", event=None) -> pd.DataFrame:
    """Claims at places (metres) and days after the start."""
    return pd.DataFrame(
        {
            "x_m": x,
            "y_m": y,
            "loss_at": START + pd.to_timedelta(np.asarray(day, dtype=float), unit="D"),
            "peril_family": family,
            "event_id": event,
        }
    )


def scattered(rng: np.random.Generator, n: int = 300) -> pd.DataFrame:
    """Claims without any tie, 20 × 20 km, three years."""
    return ledger(rng.uniform(0, 20e3, n), rng.uniform(0, 20e3, n), rng.uniform(0, 1095, n))


def test_four_claims_by_hand():
    """Pairs at 100 m/1 d, 100 m/40 d and 1 km apart fall into the bands they belong to."""
    table = near_repeat(
        ledger([0, 100, 0, 5000], [0, 0, 1000, 0], [0, 1, 40, 0]),
        seed=1, distance_m=(100, 1000), days=(1, 50), permutations=9,
    )  # fmt: skip
    own = table[table["peril_family"] == "accident"].set_index(["to_m", "to_days"])["pairs"]
    # 0–1: 100 m, 1 day; 0–2: 1000 m, 40 days; 1–2: 1005 m, too far
    assert own.to_dict() == {(100, 1): 1, (100, 50): 0, (1000, 1): 0, (1000, 50): 1}
    assert set(table["note"]) == {NOT_ENOUGH}
    assert table["p"].isna().all()


def test_expected_pairs_are_those_of_chance():
    """Dealt-out times give close pairs × the share of all pairs that are close in time."""
    claims = scattered(np.random.default_rng(1))
    table = near_repeat(claims, seed=1, distance_m=(1000,), days=(30,), permutations=400)
    row = table[table["peril_family"] == "all"].iloc[0]
    close = (pdist(claims[["x_m", "y_m"]]) <= 1000).sum()
    day = (claims["loss_at"] - START).dt.total_seconds().to_numpy()[:, None] / 86400
    soon = (pdist(day) <= 30).mean()
    assert row["expected"] == pytest.approx(close * soon, rel=0.05)
    assert row["ratio"] == pytest.approx(row["pairs"] / row["expected"])


def test_planted_repeats_are_found_in_their_band():
    """A sixth of the claims is followed within 300 m and a week: that band alone stands out."""
    rng = np.random.default_rng(2)
    first = scattered(rng)
    again = first.iloc[:50].assign(
        x_m=lambda f: f["x_m"] + rng.uniform(-200, 200, 50),
        y_m=lambda f: f["y_m"] + rng.uniform(-200, 200, 50),
        loss_at=lambda f: f["loss_at"] + pd.to_timedelta(rng.uniform(0, 6, 50), unit="D"),
    )
    table = near_repeat(pd.concat([first, again]), seed=1, distance_m=(500, 3000), days=(7, 60))
    own = table[table["peril_family"] == "all"].set_index(["to_m", "to_days"])
    assert own.loc[(500, 7), "ratio"] > 10
    assert own.loc[(500, 7), "q"] <= 0.01
    assert own.loc[(3000, 60), "q"] > 0.05


def test_claims_without_ties_raise_no_alarm():
    """Thirty ledgers of chance: p below 0.05 once or twice, as it should."""
    rng = np.random.default_rng(3)
    options = {"distance_m": (2000,), "days": (60,), "permutations": 99}
    low = [
        near_repeat(scattered(rng, 120), seed=s, **options)["p"].iloc[-1] <= 0.05 for s in range(30)
    ]
    assert sum(low) <= 5


def test_an_event_is_no_near_repeat_once_it_is_taken_for_what_it_is():
    """A storm of 60 claims in 3 km and 3 days: all as one crowd alarms, within or without not."""
    rng = np.random.default_rng(4)
    storm = ledger(
        rng.uniform(0, 3000, 60), rng.uniform(0, 3000, 60), 500 + rng.uniform(0, 3, 60), event="E1"
    )
    claims = pd.concat([scattered(rng), storm], ignore_index=True)
    options = {"seed": 1, "distance_m": (2000,), "days": (14,), "permutations": 199}
    rows = {e: near_repeat(claims, events=e, **options).iloc[-1] for e in
            ("all", "within", "without")}  # fmt: skip
    assert rows["all"]["ratio"] > 3
    assert rows["all"]["p"] == 1 / 200
    assert rows["within"]["ratio"] == pytest.approx(1, abs=0.15)
    assert rows["within"]["p"] > 0.05
    assert (rows["within"]["claims"], rows["without"]["claims"]) == (360, 300)


def test_families_apart_places_missing_and_bad_bands():
    """Each family has its table; a claim without a place is left out; bands must rise."""
    rng = np.random.default_rng(5)
    claims = pd.concat([scattered(rng, 50), scattered(rng, 30).assign(peril_family="flood")])
    claims.iloc[0, claims.columns.get_loc("x_m")] = np.nan
    table = near_repeat(claims, seed=1, permutations=9)
    sizes = table.groupby("peril_family")["claims"].first()
    assert sizes.to_dict() == {"accident": 49, "flood": 30, "all": 79}
    assert len(table) == 3 * 16
    assert len(near_repeat(claims.iloc[:0], seed=1, permutations=9)) == 16
    with pytest.raises(ModelError, match="rise"):
        near_repeat(claims, seed=1, days=(7, 7))


points = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 90)),
    min_size=2, max_size=25,
)  # fmt: skip


@given(points, st.randoms(use_true_random=False))
def test_pairs_are_those_of_counting_one_by_one(rows, random):
    """The kernel counts what two loops count, and the order of claims does not matter."""
    data = np.array(rows, dtype=float)
    ends_m, ends_d = np.array([200.0, 1000.0]), np.array([7.0, 30.0])
    counts = []
    for _ in range(2):
        pairs, ring = near_pairs(data[:, :2], np.zeros(len(data), dtype=np.int64), ends_m)
        counts.append(count_bands(pairs, ring, data[:, 2], ends_d, 2))
        data = data[random.sample(range(len(data)), len(data))]
    apart, soon = pdist(data[:, :2]), pdist(data[:, 2:])
    slow = [
        [
            int(((apart <= m) & (apart > m0) & (soon <= d) & (soon > d0)).sum())
            for d0, d in ((-1, 7), (7, 30))
        ]
        for m0, m in ((-1, 200), (200, 1000))
    ]
    assert counts[0].tolist() == counts[1].tolist() == slow

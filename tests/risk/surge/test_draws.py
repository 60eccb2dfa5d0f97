import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from risk.surge.draws import Spread, draw_counts, expected_hits
from risk.surge.kernel import count_hours, quantiles

FEW = hypothesis_settings(max_examples=25, deadline=None)
LAW = np.array([14.0, 6.0, 40.0, 0.8, 0.3])


def test_the_mean_is_the_expected_claims_though_a_house_claims_once():
    """Half of the houses expected: hits are more than claims, and the mean comes out."""
    codes, houses = pd.Index(["A", "B"]), np.array([200.0, 50.0])
    expected = np.array([100.0, 2.0])
    spread = Spread(0.5, 4.0)
    counts, _ = draw_counts(codes, expected, houses, spread, seed=1, draws=40_000)
    assert counts.mean(axis=0) == pytest.approx(expected, rel=0.01)
    assert (expected_hits(expected, houses, spread) > expected).all()
    assert (counts <= houses).all()


def test_hits_of_one_house_by_hand():
    """No scatter left: one house expected to claim in half the draws is hit ln 2 times."""
    hits = expected_hits(np.array([0.5]), np.array([1.0]), Spread(1e-3, 1e6))
    assert hits == pytest.approx([np.log(2)], rel=1e-4)


def test_a_village_keeps_its_claims_in_any_company():
    """Its stream is its own: alone or among others, the same counts and keys."""
    spread, houses = Spread(0.8, 2.0), np.full(3, 80.0)
    all_counts, all_keys = draw_counts(
        pd.Index(list("ABC")), np.full(3, 5.0), houses, spread, seed=4, draws=200
    )
    one, key = draw_counts(pd.Index(["B"]), np.array([5.0]), houses[:1], spread, seed=4, draws=200)
    assert (one[:, 0] == all_counts[:, 1]).all()
    assert key[0] == all_keys[1]


def test_the_event_size_moves_all_villages_together():
    """The total scatters as size² + luck, far more than independent villages would."""
    codes = pd.Index([f"V{i}" for i in range(100)])
    mean, houses = np.full(100, 4.0), np.full(100, 1e5)
    counts, _ = draw_counts(codes, mean, houses, Spread(0.8, 2.0), seed=2, draws=20_000)
    total = counts.sum(axis=1)
    luck = (1 + 0.64) / (2.0 * 100)
    assert total.std() / total.mean() == pytest.approx(np.sqrt(0.64 + luck + 1 / 400), rel=0.05)


@FEW
@given(st.floats(1e-6, 300), st.floats(0, 300), st.floats(0.05, 3), st.floats(0.1, 50))
def test_more_expected_claims_are_more_hits(low, more, cv, dispersion):
    """Hits never fall when the expected claims rise, and are never fewer than them."""
    spread, houses = Spread(cv, dispersion), np.array([320.0])
    a, b = (expected_hits(np.array([x]), houses, spread) for x in (low, low + more))
    assert b * (1 + 1e-6) >= a >= min(low, 304.0) * (1 - 1e-6)


@pytest.mark.parametrize("shift", [0, 1])
def test_hours_do_not_depend_on_how_draws_are_cut(shift):
    """In one piece or in three, the same sums; sizes of a day count each draw once."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(6, (4, 150)).astype(np.int32)
    keys = rng.integers(0, 2**63, 4).astype(np.uint64)
    shape = ((150, 72), (4, 72), (4, 3, (int(counts.max()) >> shift) + 1))
    one, three = ([np.zeros(s, np.int32) for s in shape] for _ in range(2))
    count_hours(counts, keys, 0, LAW, *one, shift)
    for a, b in ((0, 70), (70, 71), (71, 150)):
        whole = np.zeros((b - a, 72), np.int32)
        part = np.ascontiguousarray(counts[:, a:b])
        count_hours(part, keys, a, LAW, whole, three[1], three[2], shift)
        three[0][a:b] = whole
    for x, y in zip(one, three, strict=True):
        assert (x == y).all()
    assert one[0].sum() == one[1].sum()
    assert one[2].min() >= 0
    if shift == 0:
        sizes = np.arange(1, one[2].shape[2] + 1)
        assert (one[2] @ sizes == one[1].reshape(4, 3, 24).sum(axis=2)).all()


@FEW
@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_counted_quantile_is_a_sorted_one(values, share):
    """The smallest value that the share does not exceed."""
    out = np.empty((1, 1), np.int32)
    quantiles(np.array([values], np.int32), np.array([share]), out)
    at = max(int(np.ceil(share * len(values))) - 1, 0)
    assert out[0, 0] == sorted(values)[at]

import numpy as np
import pytest

from risk.scoring.moments import between_spread, membership, shrink, year_shares, yearly_luck

ONE_GROUP = np.zeros(2, dtype=np.int64)


def test_credibility_by_hand() -> None:
    """v = 0.5, φ = 0: mu = 10 gives Z = 0.5/0.6 = 5/6, and the rate moves 5/6 of the way."""
    counts, houses = np.array([[15.0, 5.0]]), np.array([[100.0, 100.0]])
    found = shrink(
        counts,
        houses,
        ONE_GROUP,
        np.full((1, 2), 0.1),
        np.ones((1, 1)),
        spread=0.5,
        luck_per_year=0.0,
    )
    assert found.credibility[0] == pytest.approx([5 / 6, 5 / 6])
    assert found.rate[0] == pytest.approx([0.1 + 5 / 6 * 0.05, 0.1 - 5 / 6 * 0.05])


def test_event_luck_lowers_credibility() -> None:
    """One year of luck 0.2 over two equal years is φ = 0.1: Z = 0.5/(0.5 + 0.1 + 0.1)."""
    counts, houses = np.array([[7.0, 3.0], [7.0, 3.0]]), np.full((2, 2), 50.0)
    found = shrink(
        counts,
        houses,
        ONE_GROUP,
        np.full((1, 2), 0.1),
        np.ones((1, 2)),
        spread=0.5,
        luck_per_year=0.2,
    )
    assert found.luck[0] == pytest.approx([0.1, 0.1])
    assert found.credibility[0] == pytest.approx([0.5 / 0.7, 0.5 / 0.7])


def test_no_house_years_no_credibility() -> None:
    """A village without house-years has its group's rate."""
    counts, houses = np.array([[5.0, 0.0]]), np.array([[100.0, 0.0]])
    found = shrink(counts, houses, ONE_GROUP, np.full((1, 2), 0.05), np.ones((1, 1)), spread=0.5)
    assert (found.credibility[0, 1], found.rate[0, 1]) == (0.0, 0.05)


def test_moments_find_the_truth() -> None:
    """On 3,000 villages in 10 groups, v and the yearly luck come back within a tenth."""
    rng = np.random.default_rng(1)
    v, luck, years, n = 0.4, 0.6, 6, 3000
    group = np.arange(n) % 10
    rate = 0.02 * rng.gamma(1 / v, v, n)
    houses = np.tile(rng.lognormal(5.5, 0.5, n), (years, 1))
    counts = rng.poisson(houses * rate * rng.gamma(1 / luck, luck, (years, n))).astype(float)
    weight = np.ones((1, years))
    total, mu = weight @ counts, weight @ houses * 0.02
    share = year_shares(counts, houses, group, weight)
    yearly = yearly_luck(counts, mu, share, group, weight)
    # what is estimated is the luck times 1 + v, the form in which it enters φ
    assert yearly[0] == pytest.approx(luck * (1 + v), rel=0.1)
    phi = yearly[:, None] * (share**2).sum(axis=1)
    assert between_spread(total, weight @ houses, group, phi)[0] == pytest.approx(v, rel=0.1)


def test_a_year_drawn_twice_is_two_years() -> None:
    """Weight 2 on a year equals the year standing twice in the table."""
    rng = np.random.default_rng(2)
    counts, houses = rng.poisson(3.0, (3, 8)).astype(float), rng.uniform(50, 200, (3, 8))
    group = np.arange(8) // 4
    prior = np.full((1, 8), 0.03)
    once = shrink(counts[[0, 1, 1]], houses[[0, 1, 1]], group, prior, np.ones((1, 3)))
    twice = shrink(counts, houses, group, prior, np.array([[1.0, 2.0, 0.0]]))
    # year strengths come from the table itself, equal here for the years that count
    assert twice.rate == pytest.approx(once.rate)


def test_membership_counts_groups() -> None:
    """A row of ones times the membership gives the size of each group."""
    assert (np.ones(5) @ membership(np.array([0, 1, 1, 2, 1]))).tolist() == [1, 3, 1]

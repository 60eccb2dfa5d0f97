import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.estimator_checks import check_estimator

from risk.scoring.mean import BoostedRate

RNG = np.random.default_rng(6)
X = pd.DataFrame({"age": RNG.uniform(0, 50, 200), "height": RNG.normal(size=200)})
HOUSES = np.round(RNG.lognormal(5, 0.5, 200))
COUNTS = RNG.poisson(HOUSES * 0.01 * np.exp(X["age"] / 20 - 0.3 * X["height"]))
quick = settings(max_examples=3, deadline=None)


def fit(**options: object) -> BoostedRate:
    return BoostedRate(**options).fit(X, COUNTS / HOUSES, sample_weight=HOUSES)


def test_scikit_learn_checks() -> None:
    """All of scikit-learn's own checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_estimator(BoostedRate(rounds=20), on_skip=None)


def test_it_finds_what_differs() -> None:
    """Old and low stand above new and high, and the total is about the claims."""
    low, high = fit().predict(pd.DataFrame({"age": [45, 5], "height": [-1, 1]}))
    assert low > 3 * high
    assert fit().predict(X) @ HOUSES == pytest.approx(COUNTS.sum(), rel=0.05)


@pytest.mark.parametrize("monotone", [{"age": 1, "height": -1}, [1, -1]])
def test_monotone_constraints_hold(monotone: object) -> None:
    """By name or by column: an older house is nowhere safer, a higher one nowhere riskier."""
    model = fit(monotone=monotone)
    ages = pd.DataFrame({"age": np.linspace(0, 50, 60), "height": 0.0})
    heights = pd.DataFrame({"age": 25.0, "height": np.linspace(-3, 3, 60)})
    assert (np.diff(model.predict(ages)) >= 0).all()
    assert (np.diff(model.predict(heights)) <= 0).all()


@quick
@given(st.permutations(range(200)))
def test_order_of_rows_is_nothing(order: list[int]) -> None:
    shuffled = BoostedRate().fit(
        X.iloc[order], (COUNTS / HOUSES)[order], sample_weight=HOUSES[order]
    )
    assert shuffled.predict(X) == pytest.approx(fit().predict(X), rel=1e-9)


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e4])
def test_scaling_exposure_scales_rates(factor: float) -> None:
    scaled = BoostedRate().fit(X, COUNTS / HOUSES / factor, sample_weight=HOUSES * factor)
    assert scaled.predict(X) * factor == pytest.approx(fit().predict(X), rel=1e-4)


def test_few_villages_no_claims_and_gaps() -> None:
    """Under two leaves' worth of villages: one rate. No claims: zero. A missing feature: a rate."""
    few = BoostedRate().fit(X[:30], COUNTS[:30] / HOUSES[:30], sample_weight=HOUSES[:30])
    assert few.predict(X) == pytest.approx(np.full(200, few.rate_))
    none = BoostedRate().fit(X, np.zeros(200), sample_weight=HOUSES)
    assert (none.predict(X) == 0).all()
    gaps = X.assign(age=X["age"].where(X.index % 3 > 0))
    model = BoostedRate().fit(gaps, COUNTS / HOUSES, sample_weight=HOUSES)
    assert (model.predict(gaps) > 0).all()


def test_negative_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        BoostedRate().fit(X, -np.ones(200))

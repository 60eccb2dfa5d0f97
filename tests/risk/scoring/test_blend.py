import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from risk.errors import ModelError
from risk.scoring.blend import BlendRate
from risk.scoring.credibility import CredibilityRate

SIDE, YEARS = 8, 3
PLACE = np.arange(SIDE * SIDE)
RIGHT = PLACE[PLACE % SIDE < SIDE - 1]
PAIRS = np.r_[np.c_[RIGHT, RIGHT + 1], np.c_[PLACE[:-SIDE], PLACE[:-SIDE] + SIDE]]
RNG = np.random.default_rng(8)
HEIGHT = RNG.normal(size=len(PLACE))
X = pd.DataFrame(
    {
        "region": np.tile(PLACE, YEARS),
        "township": np.tile(PLACE // 32, YEARS),
        "year": np.repeat(np.arange(YEARS), len(PLACE)),
        "height": np.tile(HEIGHT, YEARS),
    }
)
TRUTH = 0.02 * np.exp(np.sin(PLACE // SIDE / 2) - 0.6 * HEIGHT)
HOUSES = np.tile(np.round(RNG.lognormal(5, 0.4, len(PLACE))), YEARS)
COUNTS = RNG.poisson(HOUSES * np.tile(TRUTH, YEARS))
ONE = X[: len(PLACE)]


def fit(counts: np.ndarray = COUNTS, houses: np.ndarray = HOUSES, **options: object) -> BlendRate:
    return BlendRate(PAIRS, **{"rounds": 20, **options}).fit(
        X, counts / houses, sample_weight=houses
    )


def test_it_is_nearer_the_truth_than_its_parts_or_the_record() -> None:
    """Log error below that of credibility alone."""
    parts = fit().predict_parts(ONE)
    keys = X[["region", "township", "year"]]
    plain = CredibilityRate().fit(keys, COUNTS / HOUSES, sample_weight=HOUSES).predict(keys)

    def error(rate: np.ndarray) -> float:
        return float(np.std(np.log(rate / TRUTH)))

    assert error(parts["blend"].to_numpy()) < error(plain[: len(PLACE)])


def test_weight_chooses_between_the_answers() -> None:
    """1 is credibility on the features' mean, 0 the field of neighbours."""
    own, near = fit(weight=1.0), fit(weight=0.0)
    parts = fit().predict_parts(ONE)
    assert own.predict(ONE) == pytest.approx(parts["own"])
    assert near.predict(ONE) == pytest.approx(parts["near"])
    mean = np.sqrt(parts["own"] * parts["near"]).to_numpy()
    told = fit().predict(ONE)
    assert told == pytest.approx(mean * told.sum() / mean.sum(), rel=1e-6)


def test_expected_claims_add_up_to_the_claims() -> None:
    """In each part: a record worth less and a geometric mean would tell fewer."""
    parts = fit().predict_parts(X)
    for part in ("own", "near", "blend"):
        assert parts[part] @ HOUSES == pytest.approx(COUNTS.sum())


def test_event_luck_makes_a_record_worth_less() -> None:
    """All claims of a village in one year: φ is above zero, and worth below one."""
    once = COUNTS.reshape(YEARS, -1)
    lucky = np.zeros_like(once)
    lucky[np.arange(len(PLACE)) % YEARS, PLACE] = once.sum(axis=0)
    assert fit(lucky.ravel()).worth_.max() < 0.9
    assert fit().worth_.between(0, 1).all()
    assert fit().worth_.mean() > fit(lucky.ravel()).worth_.mean()


@settings(max_examples=2, deadline=None)
@given(st.permutations(range(len(X))))
def test_order_of_rows_is_nothing(order: list[int]) -> None:
    shuffled = BlendRate(PAIRS, rounds=20).fit(
        X.iloc[order], (COUNTS / HOUSES)[order], sample_weight=HOUSES[order]
    )
    assert shuffled.predict(ONE) == pytest.approx(fit().predict(ONE), rel=1e-6)


@pytest.mark.parametrize("factor", [0.01, 1000.0])
def test_scaling_exposure_scales_rates(factor: float) -> None:
    assert fit(houses=HOUSES * factor).predict(ONE) * factor == pytest.approx(
        fit().predict(ONE), rel=1e-4
    )


def test_without_features_claims_or_a_known_region() -> None:
    """The county's rate stands in for the features; no claims are rates of zero; a new region."""
    keys = X[["region", "township", "year"]]
    bare = BlendRate(PAIRS).fit(keys, COUNTS / HOUSES, sample_weight=HOUSES)
    assert bare.boosted_ is None
    assert (bare.predict(keys) > 0).all()
    assert (fit(np.zeros(len(X))).predict(ONE) == 0).all()
    new = pd.DataFrame({"region": [999], "township": [0], "year": [9], "height": [0.0]})
    assert 0.001 < fit().predict(new)[0] < 0.1


def test_scikit_learn_manners() -> None:
    """Constructor only stores. scikit-learn's checks feed matrices that name no township or year,
    so they cannot apply here; its two parts pass them."""
    model = BlendRate(PAIRS, rounds=20, weight=0.3, monotone={"height": -1})
    assert clone(model).get_params()["monotone"] == {"height": -1}
    before = X.copy()
    assert model.fit(X, COUNTS / HOUSES) is model
    assert model.n_features_in_ == 4
    pd.testing.assert_frame_equal(X, before)
    assert (np.diff(model.boosted_.predict(pd.DataFrame({"height": [-2.0, 0.0, 2.0]}))) <= 0).all()


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (X.drop(columns="year"), {}, "no column year"),
        (X.to_numpy(), {}, "not a frame"),
        (X, {"weight": 1.5}, "weight is"),
        (X.assign(height=np.nan), {}, "feature is missing"),
    ],
)
def test_what_cannot_be_fitted(table: object, options: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        BlendRate(**options).fit(table, COUNTS / HOUSES)

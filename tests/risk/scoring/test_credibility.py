import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from risk.errors import ModelError
from risk.scoring import CredibilityRate
from risk.scoring.hierarchy import Model

VILLAGES, YEARS = 6, 4
KEYS = pd.DataFrame(
    [(f"V{i}", f"T{i // 3}", 2020 + y) for y in range(YEARS) for i in range(VILLAGES)],
    columns=["region", "township", "year"],
)
counts = st.lists(st.integers(0, 30), min_size=len(KEYS), max_size=len(KEYS)).map(np.array)
houses = st.lists(st.integers(1, 500), min_size=len(KEYS), max_size=len(KEYS)).map(np.array)
quick = settings(max_examples=25, deadline=None)


def fit(
    count: np.ndarray, house: np.ndarray, keys: pd.DataFrame = KEYS, **options: object
) -> CredibilityRate:
    """Fit on counts and house-years."""
    return CredibilityRate(**options).fit(keys, count / house, sample_weight=house)


@quick
@given(counts, houses)
def test_rates_are_finite_and_credibility_is_a_share(count: np.ndarray, house: np.ndarray) -> None:
    """Whatever the record: no negative or missing rate, 0 ≤ Z ≤ 1."""
    model = fit(count, house)
    assert np.isfinite(model.rate_).all()
    assert (model.rate_ >= 0).all()
    assert model.credibility_.between(0, 1).all()


@quick
@given(counts, houses, st.integers(0, VILLAGES - 1))
def test_more_claims_never_lower_the_own_part(
    count: np.ndarray, house: np.ndarray, village: int
) -> None:
    """With the spreads given, Z × own rate never falls when a claim is added."""
    more = count.copy()
    more[village] += 1
    parts = []
    for told in (count, more):
        model = fit(told, house, spread=0.5, luck_per_year=0.3)
        own = told[village::VILLAGES].sum() / house[village::VILLAGES].sum()
        parts.append(model.credibility_.iloc[village] * own)
    # the added claim moves the year's strength, and with it φ, by less than it moves the own rate
    assert parts[1] >= parts[0] * (1 - 1e-9)


@quick
@given(counts, houses, st.randoms(use_true_random=False))
def test_order_of_rows_is_nothing(count: np.ndarray, house: np.ndarray, random: object) -> None:
    """Shuffled rows give the same rates."""
    order = list(range(len(KEYS)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = fit(count[order], house[order], KEYS.iloc[order])
    assert shuffled.rate_.to_dict() == pytest.approx(fit(count, house).rate_.to_dict())


@quick
@given(counts, houses, st.sampled_from([0.1, 7.0, 1000.0]))
def test_scaling_exposure_scales_rates(count: np.ndarray, house: np.ndarray, factor: float) -> None:
    """Twice the houses with the same claims: half the rate, the same credibility."""
    plain, scaled = fit(count, house), fit(count, house * factor)
    assert scaled.rate_.to_numpy() * factor == pytest.approx(plain.rate_.to_numpy())
    assert scaled.credibility_.to_numpy() == pytest.approx(plain.credibility_.to_numpy(), abs=1e-9)


@pytest.mark.parametrize(
    ("count", "house"),
    [
        (np.zeros(len(KEYS)), np.full(len(KEYS), 100)),
        (np.arange(len(KEYS)), np.full(len(KEYS), 1)),
    ],
)
def test_no_claims_and_one_house(count: np.ndarray, house: np.ndarray) -> None:
    """No claims: every rate is zero; one house a village still gives numbers."""
    model = fit(count, house)
    assert np.isfinite(model.predict(KEYS)).all()
    assert (count.sum() > 0) == (model.predict(KEYS).max() > 0)


def test_degenerate_tables() -> None:
    """One village, one year, or no exposure at all still give an answer."""
    alone = CredibilityRate().fit(KEYS[KEYS["region"] == "V0"], [0.1, 0.2, 0.0, 0.1])
    assert alone.predict(KEYS[:1])[0] == pytest.approx(0.1)
    year = CredibilityRate().fit(KEYS[:VILLAGES], np.linspace(0, 0.5, VILLAGES))
    assert np.isfinite(year.rate_).all()
    empty = CredibilityRate().fit(KEYS, np.zeros(len(KEYS)), sample_weight=np.zeros(len(KEYS)))
    assert (empty.predict(KEYS) == 0).all()


def test_a_new_village_has_its_townships_rate() -> None:
    """And one of an unknown township the county's."""
    model = fit(np.arange(len(KEYS)), np.full(len(KEYS), 100))
    new = pd.DataFrame({"region": ["X", "Y"], "township": ["T1", "T9"], "year": [2030, 2030]})
    assert model.predict(new).tolist() == pytest.approx(
        [model.township_rate_["T1"], model.county_rate_]
    )


def test_the_simpler_models_cut_storeys_off() -> None:
    """County rate: all alike; township rate: alike in a township; arrays do as well as frames."""
    count, house = np.arange(len(KEYS)), np.full(len(KEYS), 100)
    assert fit(count, house, model=Model.COUNTY_RATE.value).rate_.nunique() == 1
    assert fit(count, house, model=Model.TOWNSHIP_RATE.value).rate_.nunique() == 2
    arrays = CredibilityRate().fit(KEYS.to_numpy(), count / house, sample_weight=house)
    assert arrays.predict(KEYS.to_numpy()) == pytest.approx(fit(count, house).predict(KEYS))


@quick
@given(counts, houses, st.sampled_from([0.002, 1.0, 30.0]))
def test_a_prior_equal_for_all_changes_nothing(
    count: np.ndarray, house: np.ndarray, prior: float
) -> None:
    """The storeys stand on a flat floor: rates and credibility as without one."""
    keys = KEYS.assign(prior=prior)
    plain, given_one = fit(count, house), fit(count, house, keys)
    assert given_one.predict(keys) == pytest.approx(plain.predict(KEYS))
    assert given_one.credibility_.to_numpy() == pytest.approx(plain.credibility_, abs=1e-9)


@quick
@given(counts, houses, st.integers(0, VILLAGES - 1))
def test_more_claims_never_lower_the_own_part_on_a_prior(
    count: np.ndarray, house: np.ndarray, village: int
) -> None:
    """As above, villages standing on priors of their own."""
    keys = KEYS.assign(prior=np.tile(np.linspace(0.01, 0.1, VILLAGES), YEARS))
    more = count.copy()
    more[village] += 1
    parts = []
    for told in (count, more):
        model = fit(told, house, keys, spread=0.5, luck_per_year=0.3)
        parts.append(model.credibility_.iloc[village] * told[village::VILLAGES].sum())
    assert parts[1] >= parts[0] * (1 - 1e-9)


def test_villages_are_drawn_to_their_own_prior() -> None:
    """Claims as the prior says: rates are the prior. No spread left: no credibility, the prior."""
    prior = np.tile(np.linspace(0.01, 0.1, VILLAGES), YEARS)
    keys, house = KEYS.assign(prior=prior), np.full(len(KEYS), 100)
    model = fit(prior * 100, house, keys)
    assert model.predict(keys) == pytest.approx(prior)
    assert model.county_rate_ == pytest.approx(1.0)
    own = fit(prior * 100 * np.tile([2.0, 1, 1, 1, 1, 1], YEARS), house, keys, spread=0.5)
    assert own.rate_["V0"] > own.rate_["V1"]
    arrays = CredibilityRate().fit(keys.to_numpy(), prior, sample_weight=house)
    assert arrays.predict(keys.to_numpy()) == pytest.approx(prior)


def test_a_prior_must_be_told_throughout() -> None:
    """Above zero, for every row, when fitted and when asked."""
    keys = KEYS.assign(prior=0.1)
    with pytest.raises(ModelError, match="not above 0"):
        fit(np.ones(len(KEYS)), np.ones(len(KEYS)), keys.assign(prior=0.0))
    model = fit(np.ones(len(KEYS)), np.ones(len(KEYS)), keys)
    with pytest.raises(ModelError, match="prior here and not there"):
        model.predict(KEYS)


def test_scikit_learn_manners() -> None:
    """Constructor only stores; clone and get_params round-trip; score is R²."""
    model = CredibilityRate(model="credibility", spread=0.2)
    assert clone(model).get_params() == model.get_params()
    rates = np.linspace(0, 1, len(KEYS))
    assert model.fit(KEYS, rates).score(KEYS, rates) <= 1


@pytest.mark.parametrize(
    ("keys", "rate", "message"),
    [
        (KEYS.drop(columns="year"), np.zeros(len(KEYS)), "no column year"),
        (KEYS, np.full(len(KEYS), np.nan), "missing or negative"),
        (KEYS, -np.ones(len(KEYS)), "missing or negative"),
        (KEYS.iloc[:0], np.zeros(0), "empty"),
        (KEYS.assign(township=KEYS["year"]), np.zeros(len(KEYS)), "two townships"),
        (np.zeros((3, 2)), np.zeros(3), "three columns"),
    ],
)
def test_what_cannot_be_fitted(keys: object, rate: np.ndarray, message: str) -> None:
    """Each refusal is one clear line."""
    with pytest.raises(ModelError, match=message):
        CredibilityRate().fit(keys, rate)

import contextlib
import warnings

import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.base import clone
from sklearn.metrics import mean_poisson_deviance
from sklearn.utils.estimator_checks import check_estimator

from risk.errors import ModelError
from risk.scoring.laplacian import LaplacianRate

SIDE = 5
PLACES = np.arange(SIDE * SIDE)
PAIRS = np.array(
    [(i, i + 1) for i in PLACES if i % SIDE < SIDE - 1] + [(i, i + SIDE) for i in PLACES[:-SIDE]]
)
X = pd.DataFrame({"region": PLACES, "slope": np.cos(PLACES)})
counts = st.lists(st.integers(0, 30), min_size=len(X), max_size=len(X)).map(np.array)
houses = st.lists(st.integers(1, 500), min_size=len(X), max_size=len(X)).map(np.array)
quick = settings(max_examples=10, deadline=None)

NOT_APPLICABLE = {
    "check_n_features_in_after_fitting": "says in other words that X has too few features",
    "check_sample_weights_pandas_series": "a frame must have a column region",
    "check_regressor_data_not_an_array": "a frame must have a column region",
    "check_all_zero_sample_weights_error": "no exposure at all is a record: every rate is zero",
    "check_dtype_object": "a region may be any sortable thing",
    "check_estimators_empty_data_messages": "says in other words that X is empty",
    "check_estimators_nan_inf": "the first column names regions: any number will do, inf too",
    "check_estimator_sparse_tag": "a sparse matrix names no regions",
    "check_estimator_sparse_array": "a sparse matrix names no regions",
    "check_estimator_sparse_matrix": "a sparse matrix names no regions",
    "check_fit2d_predict1d": "says in other words that X is not a table",
}


def fit(count: np.ndarray, house: np.ndarray, **options: object) -> LaplacianRate:
    """Fit the grid of 25 places at λ = 2."""
    model = LaplacianRate(PAIRS, **{"smoothing": 2.0, **options})
    return model.fit(X, count / house, sample_weight=house)


def example(table: str, *columns: str) -> list[np.ndarray]:
    """Columns of a data set that ships with libpysal."""
    with contextlib.closing(libpysal.io.open(libpysal.examples.get_path(table))) as source:
        return [np.array(source.by_col(c), float) for c in columns]


def neighbours(gal: str) -> np.ndarray:
    """Pairs of positions."""
    with contextlib.closing(libpysal.io.open(libpysal.examples.get_path(gal))) as source:
        return np.argwhere(source.read().sparse.toarray() > 0)


def test_tokyo_mortality() -> None:
    """The global Poisson model of GWR4's sample (Nakaya et al. 2005), 262 areas, as printed."""
    names = ["OCC_TEC", "OWNH", "POP65", "UNEMP"]
    deaths, usual, *values = example("Tokyomortality.csv", "db2564", "eb2564", *names)
    table = pd.DataFrame(dict(zip(names, values, strict=True))).assign(region=range(262))
    model = LaplacianRate(smoothing=np.inf, ridge=0.0)
    offset = model.fit(table, deaths / usual, sample_weight=usual).predict(table) * usual
    assert 262 * mean_poisson_deviance(deaths, offset) == pytest.approx(389.281580, abs=5e-7)
    coefficients = np.r_[model.intercept_, model.coef_]
    printed = [0.007470, -2.287906, -0.259692, 2.199387, 0.064025]
    assert coefficients == pytest.approx(printed, abs=5e-7)
    plain = model.fit(table, deaths).predict(table)
    assert 262 * mean_poisson_deviance(deaths, plain) == pytest.approx(24597.455544, abs=5e-7)


@pytest.mark.parametrize(
    ("table", "gal", "columns", "smoothing", "first", "total"),
    [
        ("sids2.dbf", "sids2.gal", ("SID74", "BIR74"), 3.0,
         [1.18459443, 1.17372579, 1.29564559, 1.79771819, 4.48610201], 208.78026526600723),
        ("stl_hom.dbf", "stl.gal", ("HC7984", "PO7984"), 10.0,
         [0.03719487, 0.04064707, 0.04112871, 0.04014216, 0.04054144], 4.048467598155873),
    ],
)  # fmt: skip
def test_equal_to_glum(
    table: str, gal: str, columns: tuple[str, str], smoothing: float, first: list, total: float
) -> None:
    """Claims per 1,000 of glum 3.4.1: P2 = λ(D − W + 0.05 I) over all exposure, free intercept."""
    count, exposed = example(table, *columns)
    areas = pd.DataFrame({"region": range(len(count))})
    model = LaplacianRate(neighbours(gal), smoothing=smoothing)
    told = model.fit(areas, count / exposed, sample_weight=exposed).predict(areas) * 1000
    assert told[:5] == pytest.approx(first, abs=6e-9)
    assert told.sum() == pytest.approx(total, rel=1e-6)


def test_equal_to_a_dense_oracle() -> None:
    """Rates and posterior variances as from the written-out objective and its dense Hessian."""
    rng = np.random.default_rng(1)
    house = rng.integers(50, 200, len(X))
    count = rng.poisson(house * 0.03 * np.exp(rng.normal(0, 0.5, len(X))))
    model = fit(count, house, estimate="mean")
    weight = house / house.sum()
    feature = X["slope"].to_numpy()
    center = weight @ feature
    spread = np.sqrt(weight @ (feature - center) ** 2)
    design = np.column_stack([np.ones(len(X)), (feature - center) / spread, np.eye(len(X))])
    link = np.zeros((len(X), len(X)))
    link[PAIRS[:, 0], PAIRS[:, 1]] = link[PAIRS[:, 1], PAIRS[:, 0]] = 1
    penalty = np.zeros((len(X) + 2, len(X) + 2))
    penalty[1, 1] = 1.0
    penalty[2:, 2:] = 2.0 * (np.diag(link.sum(axis=0) + 0.05) - link)

    def objective(b: np.ndarray) -> tuple[float, np.ndarray]:
        mean = house * np.exp(design @ b)
        value = mean.sum() - count @ (design @ b) + b @ penalty @ b / 2
        return value, design.T @ (mean - count) + penalty @ b

    start = np.r_[np.log(count.sum() / house.sum()), np.zeros(len(X) + 1)]
    best = minimize(objective, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x
    mode = fit(count, house).predict(X)
    assert mode == pytest.approx(np.exp(design @ best), rel=1e-6)
    hessian = design.T @ (design * (house * mode)[:, None]) + penalty
    variance = np.einsum("np,pq,nq->n", design, np.linalg.inv(hessian), design)
    raised = mode * np.exp(variance / 2)
    expected = raised * count.sum() / (raised @ house)
    assert model.predict(X) == pytest.approx(expected, rel=1e-6)


@quick
@given(counts, houses, st.randoms(use_true_random=False))
def test_order_of_rows_is_nothing(count: np.ndarray, house: np.ndarray, random: object) -> None:
    """Shuffled rows and pairs: the same λ, the same effects."""
    order = list(range(len(X)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = LaplacianRate(PAIRS[::-1, ::-1], smoothing="likelihood")
    shuffled.fit(X.iloc[order], (count / house)[order], sample_weight=house[order])
    plain = fit(count, house, smoothing="likelihood")
    assert shuffled.smoothing_ == pytest.approx(plain.smoothing_)
    assert shuffled.predict(X) == pytest.approx(plain.predict(X), rel=1e-6)


@quick
@given(counts, houses, st.sampled_from([0.1, 7.0, 1000.0]), st.sampled_from(["mode", "mean"]))
def test_scaling_exposure_scales_rates(
    count: np.ndarray, house: np.ndarray, factor: float, estimate: str
) -> None:
    """Another unit of exposure: rates in that unit, nothing else."""
    plain = fit(count, house, estimate=estimate).predict(X)
    scaled = fit(count, house * factor, estimate=estimate).predict(X)
    assert scaled * factor == pytest.approx(plain, rel=1e-6)


@quick
@given(counts, houses, st.integers(0, len(X) - 1))
def test_more_claims_never_lower_the_own_rate(
    count: np.ndarray, house: np.ndarray, place: int
) -> None:
    """At a given λ a claim more lifts the place's rate, and the total stays the claims."""
    more = count.copy()
    more[place] += 1
    before, after = fit(count, house).predict(X), fit(more, house).predict(X)
    assert after[place] > before[place]
    assert after @ house == pytest.approx(more.sum())


def test_years_or_pooled_is_the_same() -> None:
    """Rows by year are summed: a Poisson model sees no more."""
    rng = np.random.default_rng(2)
    house = rng.integers(50, 200, (2, len(X)))
    count = rng.poisson(3, (2, len(X)))
    years = pd.concat([X.assign(year=1), X.assign(year=2)])
    model = LaplacianRate(PAIRS, smoothing=2.0)
    model.fit(years, (count / house).ravel(), sample_weight=house.ravel())
    pooled = fit(count.sum(axis=0), house.sum(axis=0))
    assert model.predict(X) == pytest.approx(pooled.predict(X), rel=1e-6)


def test_islands_and_new_regions() -> None:
    """An island is drawn to the features' mean; a region without rows has its neighbours' mean."""
    table = pd.DataFrame({"region": ["a", "b", "island"]})
    model = LaplacianRate([("a", "b"), ("a", "new"), ("new", "b")], smoothing=50.0)
    model.fit(table, [0.04, 0.04, 0.01], sample_weight=[500, 500, 500])
    new = pd.DataFrame({"region": ["a", "b", "new", "island", "elsewhere"]})
    a, b, between, island, elsewhere = model.predict(new)
    assert a == pytest.approx(b)
    assert between == pytest.approx(a, rel=0.02)
    assert elsewhere == pytest.approx(np.exp(model.intercept_))
    assert 0.01 < island < elsewhere
    assert abs(np.log(island / elsewhere)) < abs(np.log(0.01 / 0.04)) / 2
    mean = clone(model).set_params(estimate="mean")
    mean.fit(table, [0.04, 0.04, 0.01], sample_weight=[500, 500, 500])
    assert np.isfinite(mean.predict(new)).all()


def test_nothing_at_all() -> None:
    """No claims, no houses, one region: rates, not failures."""
    none = fit(np.zeros(len(X)), np.full(len(X), 100), estimate="mean", smoothing="likelihood")
    assert (none.predict(X) == 0).all()
    empty = LaplacianRate().fit(X, np.zeros(len(X)), sample_weight=np.zeros(len(X)))
    assert (empty.predict(X) == 0).all()
    alone = LaplacianRate().fit([["a"]], [0.2], sample_weight=[50])
    assert alone.predict([["a"], ["b"]]) == pytest.approx([0.2, 0.2])
    partly = np.where(PLACES == 3, 0, 100)
    model = LaplacianRate(PAIRS, smoothing=2.0).fit(X, np.full(len(X), 0.1), sample_weight=partly)
    assert model.predict(X) == pytest.approx(np.full(len(X), 0.1), rel=1e-6)


@pytest.mark.parametrize("smoothing", ["thinning", "likelihood", "years"])
def test_smoothing_is_told_from_the_record(smoothing: str) -> None:
    """No difference in truth: smooth. A steep slope over the map: rough. The same each time."""
    house = np.full(len(X) * 4, 300)
    table = pd.concat([X[["region"]].assign(year=y) for y in range(4)])
    rng = np.random.default_rng(3)
    found = []
    for steep in (0.0, 1.5):
        rate = np.tile(0.05 * np.exp(steep * (PLACES // SIDE - 2)), 4)
        count = rng.poisson(house * rate)
        for _ in range(2):
            model = LaplacianRate(PAIRS, smoothing=smoothing)
            model.fit(table, count / house, sample_weight=house)
            found.append(model.smoothing_)
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert found[2] <= 10 < 30 <= found[0]


def test_thousands_of_areas() -> None:
    """5,929 areas with λ by likelihood and posterior means: sparse all the way."""
    side = 77
    place = np.arange(side * side)
    right = place[place % side < side - 1]
    pairs = np.r_[np.c_[right, right + 1], np.c_[place[:-side], place[:-side] + side]]
    rng = np.random.default_rng(4)
    truth = 0.01 * np.exp(np.sin(place // side / 8))
    count = rng.poisson(300 * truth)
    model = LaplacianRate(pairs, smoothing="likelihood", estimate="mean")
    told = model.fit(place[:, None], count / 300, sample_weight=np.full(len(place), 300))
    rate = told.predict(place[:, None])
    assert np.sqrt(np.mean(np.log(rate / truth) ** 2)) < 0.25
    assert rate.sum() * 300 == pytest.approx(count.sum())


@pytest.mark.parametrize(
    ("table", "rate", "options", "message"),
    [
        (X.drop(columns="region"), np.zeros(len(X)), {}, "no column region"),
        (X, -np.ones(len(X)), {}, "y has missing"),
        (X, np.zeros(3), {}, "rows"),
        (X.assign(slope=np.nan), np.zeros(len(X)), {}, "feature is missing"),
        (X.assign(region=None), np.zeros(len(X)), {}, "no region"),
        (X, np.ones(len(X)), {"smoothing": "by eye"}, "smoothing is"),
        (X, np.ones(len(X)), {"smoothing": -1.0}, "smoothing is"),
        (X, np.ones(len(X)), {"smoothing": "years"}, "no years"),
        (X, np.ones(len(X)), {"estimate": "best"}, "estimate is"),
        (X, np.ones(len(X)), {"kappa": 0.0}, "kappa"),
        (X, np.ones(len(X)), {"neighbours": [1, 2]}, "not pairs"),
        (X, np.ones(len(X)), {"features": ("height",)}, "no column height"),
    ],
)
def test_what_cannot_be_fitted(
    table: pd.DataFrame, rate: np.ndarray, options: dict, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        LaplacianRate(**options).fit(table, rate)


def test_scikit_learn_checks() -> None:
    """All of scikit-learn's own checks, but those that know no regions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_estimator(
            LaplacianRate(smoothing=1.0), expected_failed_checks=NOT_APPLICABLE, on_skip=None
        )

"""Claim rates smoothed over neighbouring regions, as a scikit-learn estimator."""

from enum import StrEnum
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, column_or_1d

from risk.errors import ModelError
from risk.scoring.field import Cells, Curvature, Penalty, curvature, expected, find_mode, laplacian
from risk.scoring.inverse import inverse_diagonal
from risk.scoring.moments import Floats
from risk.scoring.smoothing import (
    GRID,
    best_on_splits,
    most_likely,
    thinned,
    years_left_out,
)

NOT_FEATURES = ("region", "township", "year", "prior")


class Smoothing(StrEnum):
    """Ways to choose λ; a number is taken as it is, infinity leaves the effects out."""

    THINNING = "thinning"  # claims split in two by a coin
    YEARS = "years"  # each year judged by the others: what one event did is not taken for risk
    LIKELIHOOD = "likelihood"  # marginal, by Laplace's approximation


class RecordError(ModelError, ValueError):
    """X, y or sample_weight cannot be used; a ValueError too, as scikit-learn expects."""


class LaplacianRate(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Claims per house-year from features and one effect per region, like its neighbours'.

    Source: conditional autoregression of Besag, York and Mollié (1991) and Leroux et al. (2000),
    its posterior mode; see `risk.scoring.field`.

    Args:
        neighbours: pairs of region codes (E, 2), in any order; None: no region has a neighbour.
            A region named here alone, without any row, has what its neighbours tell of it.
        features: columns of X; None: all but region, township, year and prior. Of an array the
            first column is the region, the rest are features.
        smoothing: one of `Smoothing`, or λ itself.
        kappa: pull of every effect to zero, beside that to its neighbours.
        ridge: precision of what one standard deviation of a feature does to the log rate; 0: free.
        estimate: "mode", or "mean" for the posterior mean exp(log rate + variance / 2), scaled so
            that expected claims add up to the claims (the exact posterior mean does so by itself).
        seed: of the thinning.

    Attributes:
        smoothing_: λ.
        intercept_: log rate where all features and effects are zero; −∞ without any claim.
        coef_: (P,) log rate per unit of each feature.
        effect_: Series by region, log.
        variance_: Series by region of the variance of the effect alone; only with "mean".
        cells_, penalty_, mode_: what was minimised, on standardised features, and where (see
            `risk.scoring.field`).
        n_iter_: Newton steps.

    Example:
        >>> X = pd.DataFrame({"region": ["a", "b", "c"]})
        >>> model = LaplacianRate([("a", "b"), ("b", "c")], smoothing=10.0)
        >>> model.fit(X, [0.1, 0.3, 0.2], sample_weight=[100, 100, 100]).predict(X).round(3)
        array([0.184, 0.211, 0.204])
    """

    def __init__(
        self,
        neighbours: Any = None,
        *,
        features: tuple[str, ...] | None = None,
        smoothing: str | float = Smoothing.THINNING.value,
        kappa: float = 0.05,
        ridge: float = 1.0,
        estimate: str = "mode",
        seed: int = 0,
    ) -> None:
        self.neighbours = neighbours
        self.features = features
        self.smoothing = smoothing
        self.kappa = kappa
        self.ridge = ridge
        self.estimate = estimate
        self.seed = seed

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on one row a region, or a region and year.

        Args:
            X: column region, perhaps year and features.
            y: claims per house-year.
            sample_weight: house-years; 1 each when not given.

        Raises:
            ModelError: no rows, missing or negative numbers, options out of range, no finite best
                fit (features left free), or years to be left out where there are none.
        """
        self._check_options()
        table = as_table(X, self.features)
        rate = column_or_1d(y, dtype=float, warn=True)
        houses = np.ones(len(table)) if sample_weight is None else np.asarray(sample_weight, float)
        check_rates(table, rate, houses)
        names = feature_names(table)
        values = table[names].to_numpy(float)
        center, scale = _moments(values, houses)
        by_year = self.smoothing == Smoothing.YEARS
        pooled = pool(table, names, rate * houses, houses, by_year=by_year)
        codes, pairs = _graph(pooled["region"], self.neighbours)
        cells = Cells(
            pooled["claims"].to_numpy(float),
            pooled["houses"].to_numpy(float),
            codes.get_indexer(pd.Index(pooled["region"])).astype(np.int64),
            _design((pooled[names].to_numpy(float) - center) / scale),
        )
        matrix = laplacian(len(codes), pairs, self.kappa)
        year = pd.factorize(pooled["year"])[0] if by_year else None
        self.smoothing_ = self._smoothing(cells, Penalty(1.0, matrix, self.ridge), year)
        penalty = Penalty(self.smoothing_, matrix, self.ridge)
        mode = find_mode(cells, penalty)
        self.cells_, self.penalty_, self.mode_ = cells, penalty, mode
        self.n_features_in_ = table.shape[1]
        self.features_ = tuple(names)
        self.center_, self.scale_ = center, scale
        self.coef_ = mode.fixed[1:] / scale
        self.intercept_ = float(mode.fixed[0] - center @ self.coef_)
        self.effect_ = pd.Series(mode.effects, index=codes)
        self.n_iter_ = mode.steps
        self.total_scale_ = 1.0
        if self.estimate == "mean":
            self._spread(curvature(cells, penalty, mode.fixed, mode.effects), cells, mode.fixed)
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Claims per house-year; a region not on the graph has what its features tell."""
        check_is_fitted(self, "effect_")
        table = as_table(X, self.features_)
        values = table[list(self.features_)].to_numpy(float)
        effect = table["region"].map(self.effect_).fillna(0.0).to_numpy(float)
        log_rate = self.intercept_ + values @ self.coef_ + effect
        if self.estimate == "mean" and np.isfinite(self.intercept_):
            log_rate = log_rate + self._variance(table["region"], values) / 2
        return np.asarray(np.exp(log_rate) * self.total_scale_)

    def __sklearn_tags__(self) -> Any:
        """Rates are not negative."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        return tags

    def _check_options(self) -> None:
        known = [s.value for s in Smoothing]
        number = isinstance(self.smoothing, (int, float)) and self.smoothing > 0
        if not number and self.smoothing not in known:
            raise ModelError(f"smoothing is {self.smoothing!r}", remedy=f"give λ > 0 or {known}")
        if not self.kappa > 0 or not self.ridge >= 0:
            raise ModelError("kappa must be above 0 and ridge not below", where="LaplacianRate")
        if self.estimate not in ("mode", "mean"):
            raise ModelError(f"estimate is {self.estimate!r}", remedy="give mode or mean")

    def _smoothing(self, cells: Cells, penalty: Penalty, year: NDArray[np.int64] | None) -> float:
        """λ as given, or as the record tells; the smoothest where there is no claim."""
        if self.smoothing not in [s.value for s in Smoothing]:
            return float(self.smoothing)
        if year is not None and (year.min() < 0 or year.max() < 1):
            raise ModelError("there are no years to leave out", remedy="give a column year")
        if not cells.counts.sum() > 0:
            return GRID[-1]
        if self.smoothing == Smoothing.LIKELIHOOD:
            return most_likely(cells, penalty)
        splits = thinned(cells, self.seed) if year is None else years_left_out(cells, year)
        return best_on_splits(list(splits), penalty)

    def _spread(self, hessian: Curvature, cells: Cells, fixed: Floats) -> None:
        """What `_variance` needs, and the factor that puts the total right."""
        codes = self.effect_.index
        own = np.zeros(len(codes))
        if hessian.factor is not None:
            own = inverse_diagonal(hessian.factor)
        self.variance_ = pd.Series(own, index=codes)
        self.cross_, self.fixed_variance_ = hessian.cross, np.linalg.pinv(hessian.schur)
        if not np.isfinite(fixed[0]):
            return
        half = self._log_variance(cells.region, cells.design) / 2
        mean = expected(cells, fixed, np.asarray(self.effect_, dtype=float))
        self.total_scale_ = float(mean.sum() / (mean @ np.exp(half)))

    def _variance(self, region: "pd.Series[Any]", values: Floats) -> Floats:
        """Posterior variance of the log rate of each row."""
        place = self.effect_.index.get_indexer(pd.Index(region)).astype(np.int64)
        return self._log_variance(place, _design((values - self.center_) / self.scale_))

    def _log_variance(self, place: NDArray[np.int64], design: Floats) -> Floats:
        """Own part, and that of intercept and slopes; one unknown has an island's variance."""
        known = place >= 0
        island = 0.0 if np.isinf(self.smoothing_) else 1 / (self.smoothing_ * (1 + self.kappa))
        own = np.where(known, self.variance_.to_numpy()[place], island)
        away = design - np.where(known[:, None], self.cross_[place], 0.0)
        return np.asarray(own + np.einsum("np,pq,nq->n", away, self.fixed_variance_, away))


def feature_names(table: pd.DataFrame) -> list[str]:
    """All columns but the keys."""
    return [str(c) for c in table if c not in NOT_FEATURES]


def as_table(X: Any, features: tuple[str, ...] | None) -> pd.DataFrame:
    """X as a frame of region, year where there is one, and features."""
    if isinstance(X, pd.DataFrame):
        names = feature_names(X) if features is None else list(features)
        missing = [c for c in ("region", *names) if c not in X]
        if missing:
            raise RecordError(f"X has no column {missing[0]}", remedy="give region and features")
        return X[["region", *(["year"] if "year" in X else []), *names]].reset_index(drop=True)
    array = np.asarray(X, dtype=object)
    if array.ndim != 2 or array.shape[1] < 1:
        raise RecordError("X is not a table", remedy="give the region, then features")
    names = [f"x{i}" for i in range(1, array.shape[1])] if features is None else list(features)
    if len(names) != array.shape[1] - 1:
        raise RecordError(f"X has {array.shape[1] - 1} features, not {len(names)}")
    return pd.DataFrame(array, columns=["region", *names]).astype(dict.fromkeys(names, float))


def check_rates(table: pd.DataFrame, rate: Floats, houses: Floats) -> None:
    """Refuse what is empty, of unequal length, missing, infinite or negative."""
    if not len(table) or not len(table) == len(rate) == len(houses):
        raise RecordError(f"X, y, sample_weight have {len(table)}, {len(rate)}, {len(houses)} rows")
    for name, values in (("y", rate), ("sample_weight", houses)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise RecordError(f"{name} has missing (NaN), infinite (inf) or negative values")
    if table["region"].isna().any():
        raise RecordError("a row has no region")
    features = table[feature_names(table)].to_numpy(float)
    if not np.isfinite(features).all():
        raise RecordError(
            "a feature is missing (NaN) or infinite (inf)", remedy="fill them, or leave it out"
        )


def pool(
    table: pd.DataFrame,
    features: list[str],
    claims: Floats,
    houses: Floats,
    *,
    by_year: bool = False,
) -> pd.DataFrame:
    """One row per region and set of features (and year), sorted: claims, houses.

    Sums of counts are all a Poisson model sees, so rows in another order, or split, are the same.
    """
    keys = ["region", *(["year"] if by_year and "year" in table else []), *features]
    frame = table[keys].assign(claims=claims, houses=houses)
    pooled = frame.groupby(keys, sort=True, as_index=False)[["claims", "houses"]].sum()
    return pooled if "year" in pooled or not by_year else pooled.assign(year=0)


def _moments(values: Floats, houses: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each feature over house-years; 1 for a constant."""
    if not values.shape[1]:
        return np.zeros(0), np.ones(0)
    weight = houses / houses.sum() if houses.sum() > 0 else np.full(len(houses), 1 / len(houses))
    center = weight @ values
    spread = np.sqrt(weight @ (values - center) ** 2)
    flat = spread <= 1e-12 * np.abs(center)
    return center, np.where(flat, 1.0, spread)


def _design(standard: Floats) -> Floats:
    return np.column_stack([np.ones(len(standard)), standard])


def _graph(region: "pd.Series[Any]", neighbours: Any) -> tuple[pd.Index, NDArray[np.int64]]:
    """All regions there are, and the pairs by number, (E, 2)."""
    empty = neighbours is None or not len(neighbours)
    pairs = np.empty((0, 2), dtype=object) if empty else np.asarray(neighbours, dtype=object)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ModelError("neighbours are not pairs of regions", remedy="give two columns")
    codes = pd.Index(pd.unique(np.r_[region.to_numpy(object), pairs.ravel()])).sort_values()
    number = codes.get_indexer(pd.Index(pairs.ravel())).reshape(-1, 2).astype(np.int64)
    return codes, number

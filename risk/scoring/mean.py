"""What features alone say of a claim rate: a small boosted model, as a scikit-learn estimator."""

from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)
from threadpoolctl import ThreadpoolController

from risk.scoring.moments import Floats

ONE_THREAD = {"limits": 1, "user_api": "openmp"}  # a county is small: threads wait for each other
BINS = 32  # small trees of large leaves need no finer; finding 255 took most of the time


@cache
def _threads() -> ThreadpoolController:
    """Looking for the libraries takes longer than a prediction."""
    return ThreadpoolController()


class BoostedRate(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Claims per house-year from features alone; one row a village, its years taken together.

    Poisson loss on the rate, weighed by house-years, which is the same as an offset. Small trees
    and no early stopping: a county has too few villages to give some away, and what is left out
    here is what credibility and neighbours are for. Missing features are allowed.

    Source: Friedman (2001); histogram trees of scikit-learn.

    Args:
        leaves: most leaves of a tree.
        villages_per_leaf: fewest rows of a leaf.
        rounds: trees.
        learning_rate: how much of each is taken.
        monotone: of each column 1 (never falls), −1 (never rises) or 0; None: all 0. A frame's may
            be given by name.
        seed: of the bins, which are drawn from 200,000 rows on.

    Attributes:
        rate_: claims per house-year of all.
        model_: the trees; None without any claim, when every rate is zero.

    Example:
        >>> X = np.arange(100.0)[:, None]
        >>> BoostedRate().fit(X, np.where(X[:, 0] < 50, 0.01, 0.03)).predict([[10], [90]]).round(3)
        array([0.01, 0.03])
    """

    def __init__(
        self,
        *,
        leaves: int = 6,
        villages_per_leaf: int = 25,
        rounds: int = 70,
        learning_rate: float = 0.05,
        monotone: Any = None,
        seed: int = 0,
    ) -> None:
        self.leaves = leaves
        self.villages_per_leaf = villages_per_leaf
        self.rounds = rounds
        self.learning_rate = learning_rate
        self.monotone = monotone
        self.seed = seed

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit.

        Args:
            X: (N, P) features.
            y: (N,) claims per house-year.
            sample_weight: (N,) house-years; 1 each when not given.

        Raises:
            ValueError: no rows, missing, infinite or negative rates or house-years.
        """
        X, y = validate_data(
            self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", y_numeric=True
        )
        rate = np.asarray(y, dtype=float)
        houses = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        if (rate < 0).any():
            raise ValueError("y has negative values; give claims per house-year")
        total = houses.sum()
        self.rate_ = float(rate @ houses / total) if total > 0 else 0.0
        self.typical_ = float(total / len(houses)) or 1.0  # the trees see claims of such a village
        self.model_ = self._boosted(X, rate, houses) if self.rate_ > 0 else None
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Claims per house-year, (N,)."""
        check_is_fitted(self, "rate_")
        X = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        if self.model_ is None:
            return np.zeros(len(X))
        with _threads().limit(**ONE_THREAD):
            return np.asarray(self.model_.predict(X) / self.typical_, dtype=float)

    def _boosted(self, X: Floats, rate: Floats, houses: Floats) -> Any:
        """Trees on sorted rows: their sums are of 32 bits, and order would show in them."""
        order = np.lexsort((houses, rate, *X.T))
        model = HistGradientBoostingRegressor(
            loss="poisson",
            max_leaf_nodes=self.leaves,
            min_samples_leaf=self.villages_per_leaf,
            max_iter=self.rounds,
            max_bins=BINS,
            learning_rate=self.learning_rate,
            monotonic_cst=self._constraints(),
            early_stopping=False,
            random_state=self.seed,
        )
        unit = self.typical_
        with _threads().limit(**ONE_THREAD):
            return model.fit(X[order], rate[order] * unit, sample_weight=houses[order] / unit)

    def _constraints(self) -> Any:
        """By column number, also where they were given by name."""
        if not isinstance(self.monotone, dict):
            return self.monotone
        names = getattr(self, "feature_names_in_", [])
        return [self.monotone.get(name, 0) for name in names]

    def __sklearn_tags__(self) -> Any:
        """Rates are not negative; features may be missing."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.positive_only = True
        return tags

"""Own record and neighbours together: the rate a village's level will stand on."""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from risk.errors import ModelError
from risk.scoring.credibility import KEYS, CredibilityRate
from risk.scoring.laplacian import LaplacianRate, Smoothing, check_rates, feature_names, pool
from risk.scoring.mean import BoostedRate
from risk.scoring.moments import Floats


class BlendRate(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Geometric mean of two answers to the same question.

    One is credibility with event luck on a boosted mean of the features, which knows kinks and
    townships but no neighbours; the other a linear model with an effect per village like its
    neighbours', which knows no kinks. Their faults differ, so their mean is better than either.

    What events did to a village by luck makes its record worth less: with φ from the first, the
    second sees it with claims and house-years divided by 1 + φμ, which gives a count of variance
    μ + φμ² the weight it deserves.

    Args:
        neighbours: pairs of region codes (E, 2); None: no region has a neighbour.
        features: columns of X; None: all but region, township, year and prior. Without any the
            first answer stands on the county's rate.
        weight: of the first in the geometric mean, 0–1.
        smoothing, kappa, ridge: see `LaplacianRate`.
        leaves, villages_per_leaf, rounds, monotone: see `BoostedRate`.
        seed: of both.

    Attributes:
        boosted_: the features' mean; None without features or claims.
        credibility_, laplacian_: the two models.
        worth_: Series by region, 1 / (1 + φμ).
        balance_: factor by part: a record worth less, and a geometric mean, tell fewer claims than
            came; each part is put right in total, so that expected claims add up to the claims.
    """

    def __init__(
        self,
        neighbours: Any = None,
        *,
        features: tuple[str, ...] | None = None,
        weight: float = 0.5,
        smoothing: str | float = Smoothing.LIKELIHOOD.value,
        kappa: float = 0.05,
        ridge: float = 1.0,
        leaves: int = 6,
        villages_per_leaf: int = 25,
        rounds: int = 70,
        monotone: Any = None,
        seed: int = 0,
    ) -> None:
        self.neighbours = neighbours
        self.features = features
        self.weight = weight
        self.smoothing = smoothing
        self.kappa = kappa
        self.ridge = ridge
        self.leaves = leaves
        self.villages_per_leaf = villages_per_leaf
        self.rounds = rounds
        self.monotone = monotone
        self.seed = seed

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on one row a region and year.

        Args:
            X: frame of region, township, year and features.
            y: claims per house-year.
            sample_weight: house-years; 1 each when not given.

        Raises:
            ModelError: as `CredibilityRate` and `LaplacianRate`, or a weight out of 0–1.
        """
        if not 0 <= self.weight <= 1:
            raise ModelError(f"weight is {self.weight}", remedy="give a share, 0–1")
        table = _table(X, self.features)
        self.features_ = tuple(feature_names(table))
        rate = np.asarray(y, dtype=float)
        houses = np.ones(len(table)) if sample_weight is None else np.asarray(sample_weight, float)
        check_rates(table, rate, houses)
        self.n_features_in_ = table.shape[1]
        self.boosted_ = self._boosted(table, rate, houses)
        keys = self._with_prior(table)
        self.credibility_ = CredibilityRate().fit(keys, rate, sample_weight=houses)
        claims = pd.Series(self.credibility_.predict(keys) * houses)
        expected = claims.groupby(table["region"].to_numpy()).sum()
        self.worth_ = 1 / (1 + self.credibility_.luck_ * expected)
        worth = table["region"].map(self.worth_).to_numpy(float)
        self.laplacian_ = LaplacianRate(
            self.neighbours,
            features=self.features_,
            smoothing=self.smoothing,
            kappa=self.kappa,
            ridge=self.ridge,
            seed=self.seed,
        ).fit(table, rate, sample_weight=houses * worth)
        self.balance_ = {"own": 1.0, "near": 1.0, "blend": 1.0}
        told = self.predict_parts(table)
        total = rate @ houses
        self.balance_ = {
            part: float(total / (told[part].to_numpy(float) @ houses)) if total > 0 else 1.0
            for part in self.balance_
        }
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Claims per house-year, (N,)."""
        return self.predict_parts(X)["blend"].to_numpy(float)

    def predict_parts(self, X: Any) -> pd.DataFrame:
        """Claims per house-year of both answers and of what they stand on.

        Returns:
            features (the boosted mean; the county's rate where there is none), own (credibility on
            it), near (the field of neighbours), blend; one row a row of X.
        """
        check_is_fitted(self, "laplacian_")
        table = _table(X, self.features_)
        keys = self._with_prior(table)
        own, near = self.credibility_.predict(keys), self.laplacian_.predict(table)
        county = np.full(len(table), self.credibility_.county_rate_)
        mean = keys["prior"].to_numpy(float) if self.boosted_ is not None else county
        blend = own**self.weight * near ** (1 - self.weight)
        parts = pd.DataFrame({"features": mean, "own": own, "near": near, "blend": blend})
        return parts.assign(**{part: parts[part] * by for part, by in self.balance_.items()})

    def _boosted(self, table: pd.DataFrame, rate: Floats, houses: Floats) -> BoostedRate | None:
        """The features' mean on one row a village, its years taken together."""
        names = list(self.features_)
        if not names or not rate @ houses > 0:
            return None
        rows = pool(table, names, rate * houses, houses)
        rows = rows[rows["houses"] > 0]
        model = BoostedRate(
            leaves=self.leaves,
            villages_per_leaf=self.villages_per_leaf,
            rounds=self.rounds,
            monotone=self.monotone,
            seed=self.seed,
        )
        return model.fit(rows[names], rows["claims"] / rows["houses"], sample_weight=rows["houses"])

    def _with_prior(self, table: pd.DataFrame) -> pd.DataFrame:
        """Region, township, year, and the features' mean where there is one."""
        keys = table[list(KEYS)]
        if self.boosted_ is None:
            return keys
        return keys.assign(prior=self.boosted_.predict(table[list(self.features_)]))


def _table(X: Any, features: tuple[str, ...] | None) -> pd.DataFrame:
    """Region, township, year and features as numbers."""
    if not isinstance(X, pd.DataFrame):
        raise ModelError("X is not a frame", remedy="give region, township, year and features")
    names = feature_names(X) if features is None else list(features)
    missing = [c for c in (*KEYS, *names) if c not in X]
    if missing:
        raise ModelError(f"X has no column {missing[0]}", remedy=f"give {', '.join(KEYS)}")
    return X[[*KEYS, *names]].reset_index(drop=True).astype(dict.fromkeys(names, float))

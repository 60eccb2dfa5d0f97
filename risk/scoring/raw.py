"""The plain rate as a scikit-learn estimator: what every model must beat."""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from risk.errors import ModelError
from risk.scoring.credibility import as_keys
from risk.scoring.laplacian import check_rates
from risk.scoring.moments import Floats

STOREYS = ("region", "township", "county")


class RawRate(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Claims over house-years of each region, township or the county, nothing shrunk.

    Args:
        by: one of `STOREYS`.
        years: of the last years only; None: of all.

    Attributes:
        rate_: Series by region or township; empty for the county.
        county_rate_: claims per house-year of all years taken.

    Example:
        >>> X = pd.DataFrame({"region": ["a", "b"], "township": ["t", "t"], "year": [1, 1]})
        >>> RawRate().fit(X, [0.1, 0.3], sample_weight=[10, 10]).predict(X)
        array([0.1, 0.3])
    """

    def __init__(self, *, by: str = "region", years: int | None = None) -> None:
        self.by = by
        self.years = years

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on one row a region and year.

        Args:
            X: columns region, township, year (a frame, or an array in this order).
            y: claims per house-year.
            sample_weight: house-years; 1 each when not given.

        Raises:
            ModelError: no rows, negative or missing numbers, or options out of range.
        """
        if self.by not in STOREYS or (self.years is not None and self.years < 1):
            raise ModelError(f"by is {self.by!r}, years {self.years}", remedy=f"give {STOREYS}")
        keys = as_keys(X)
        rate = np.asarray(y, dtype=float)
        houses = np.ones(len(keys)) if sample_weight is None else np.asarray(sample_weight, float)
        check_rates(keys, rate, houses)
        self.n_features_in_ = keys.shape[1]
        last = np.sort(keys["year"].unique())[-(self.years or keys["year"].nunique()) :]
        taken = keys["year"].isin(last).to_numpy()
        claims, exposed = (rate * houses)[taken], houses[taken]
        self.county_rate_ = _over(claims.sum(), exposed.sum())
        self.rate_ = pd.Series(dtype=float)
        if self.by != "county":
            sums = pd.DataFrame({"claims": claims, "houses": exposed})
            sums = sums.groupby(keys.loc[taken, self.by].to_numpy()).sum()
            self.rate_ = sums["claims"] / sums["houses"].where(sums["houses"] > 0)
        return self

    def predict(self, X: Any) -> Floats:
        """Claims per house-year; what has no house-year in the years taken has the county's."""
        check_is_fitted(self, "rate_")
        keys = as_keys(X)
        if self.by == "county":
            return np.full(len(keys), self.county_rate_)
        return keys[self.by].map(self.rate_).fillna(self.county_rate_).to_numpy(float)


def _over(claims: float, houses: float) -> float:
    return float(claims / houses) if houses > 0 else 0.0

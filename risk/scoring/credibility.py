"""Credibility-weighted claim rates as a scikit-learn estimator."""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from risk.errors import ModelError
from risk.scoring.hierarchy import Model, Panel, every_year, rates

KEYS = ("region", "township", "year")
PRIOR = "prior"


class CredibilityRate(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Claims per house-year of each region, shrunk to its township's and the county's rate.

    With a column ``prior`` (what features say of each row's rate) the storeys stand on it: the
    county, the townships and the villages are each told as a multiple of the prior, and a village
    is shrunk to its own prior × its township's multiple. A prior equal for all changes nothing.

    Source: Bühlmann and Straub (1970), with event luck φ; see `risk.scoring.moments`.

    Args:
        model: one of `Model`; the simpler ones are its own baselines.
        spread: variance v of true rates within a township, relative to its rate; None: estimated.
        luck_per_year: variance a single year owes to where events fell; None: estimated.

    Attributes:
        county_rate_: claims per house-year of all; with a prior, per claim expected by it.
        township_rate_: Series by township, likewise.
        rate_, credibility_: Series by region, likewise.
        spread_, luck_: v, and φ as a Series by region.

    Example:
        >>> X = pd.DataFrame({"region": ["a", "b"], "township": ["t", "t"], "year": [1, 1]})
        >>> CredibilityRate().fit(X, [0.1, 0.3], sample_weight=[10, 10]).predict(X).round(3)
        array([0.2, 0.2])
    """

    def __init__(
        self,
        *,
        model: str = Model.CREDIBILITY.value,
        spread: float | None = None,
        luck_per_year: float | None = None,
    ) -> None:
        self.model = model
        self.spread = spread
        self.luck_per_year = luck_per_year

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on one row a region and year.

        Args:
            X: columns region, township, year and perhaps prior (a frame, or an array in this
                order); prior in claims per house-year, above 0.
            y: claims per house-year.
            sample_weight: house-years; 1 each when not given. Rows without any count for nothing.

        Raises:
            ModelError: no rows, negative or missing numbers, or a region in two townships.
        """
        keys = as_keys(X)
        houses = np.ones(len(keys)) if sample_weight is None else np.asarray(sample_weight, float)
        rate = np.asarray(y, dtype=float)
        _check(keys, rate, houses)
        panel, regions, townships = _panel(keys, rate * houses, houses * _prior(keys))
        fitted = rates(
            panel,
            every_year(panel),
            model=Model(self.model),
            spread=self.spread,
            luck_per_year=self.luck_per_year,
        )
        self.n_features_in_ = keys.shape[1]
        self.county_rate_ = float(fitted.county[0])
        self.township_rate_ = pd.Series(fitted.group.rate[0], index=townships)
        self.rate_ = pd.Series(fitted.village.rate[0], index=regions)
        self.credibility_ = pd.Series(fitted.village.credibility[0], index=regions)
        self.spread_ = float(fitted.village.spread[0])
        self.luck_ = pd.Series(fitted.village.luck[0], index=regions)
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Claims per house-year; a new region has its township's rate, else the county's.

        A model fitted with a prior needs each row's.
        """
        check_is_fitted(self, "rate_")
        keys = as_keys(X)
        if keys.shape[1] != self.n_features_in_:
            raise ModelError("X has a prior here and not there", remedy="give it to both or none")
        rate = keys["region"].map(self.rate_)
        rate = rate.fillna(keys["township"].map(self.township_rate_)).fillna(self.county_rate_)
        return np.asarray(rate.to_numpy(dtype=float) * _prior(keys))


def as_keys(X: Any) -> pd.DataFrame:
    """X as a frame of region, township, year, and prior where there is one."""
    if isinstance(X, pd.DataFrame):
        missing = [k for k in KEYS if k not in X]
        if missing:
            raise ModelError(f"X has no column {missing[0]}", remedy=f"give {', '.join(KEYS)}")
        columns = [*KEYS, PRIOR] if PRIOR in X else list(KEYS)
        return X[columns].reset_index(drop=True)
    array = np.asarray(X, dtype=object)
    columns = [*KEYS, PRIOR]
    if array.ndim != 2 or array.shape[1] not in (len(KEYS), len(columns)):
        raise ModelError("X is not a table of three columns", remedy=f"give {', '.join(KEYS)}")
    return pd.DataFrame(array, columns=columns[: array.shape[1]])


def _prior(keys: pd.DataFrame) -> NDArray[np.float64]:
    """Each row's prior rate; 1 without one, so that a multiple of it is a rate."""
    if PRIOR not in keys:
        return np.ones(len(keys))
    prior = keys[PRIOR].to_numpy(dtype=float)
    if not (np.isfinite(prior) & (prior > 0)).all():
        raise ModelError("a prior rate is missing or not above 0")
    return np.asarray(prior)


def _check(keys: pd.DataFrame, rate: NDArray[np.float64], houses: NDArray[np.float64]) -> None:
    if not len(keys) or not len(keys) == len(rate) == len(houses):
        raise ModelError("X, y and sample_weight are empty or of unequal length")
    for name, values in (("y", rate), ("sample_weight", houses)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ModelError(f"{name} has missing or negative values")
    if (keys.drop_duplicates(["region", "township"]).groupby("region").size() > 1).any():
        raise ModelError("a region stands in two townships", remedy="give today's township")


def _panel(
    keys: pd.DataFrame, counts: NDArray[np.float64], houses: NDArray[np.float64]
) -> tuple[Panel, pd.Index, pd.Index]:
    region, regions = pd.factorize(keys["region"], sort=True)
    year, years = pd.factorize(keys["year"], sort=True)
    township, townships = pd.factorize(keys["township"], sort=True, use_na_sentinel=False)
    group = np.zeros(len(regions), dtype=np.int64)
    group[region] = township
    shape = (len(years), len(regions))
    tables = np.zeros((2, *shape))
    np.add.at(tables[0], (year, region), counts)
    np.add.at(tables[1], (year, region), houses)
    return Panel(tables[0], tables[1], group), pd.Index(regions), pd.Index(townships)

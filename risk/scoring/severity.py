"""Mean paid per claim by class: what is paid at all, a capped layer, and what large losses add.

Money of claims is told county-wide by what is known of a house before a claim (its structure, its
decade), never by the damage grade, which comes with the claim. A county has a few thousand
payments: enough for a mean by class, too few for one by village.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from risk.errors import ModelError
from risk.scoring.laplacian import RecordError
from risk.scoring.metrics import TINY
from risk.scoring.moments import Floats

CAP_QUANTILE = 0.95


@dataclass(frozen=True)
class Storey:
    """Classes of one depth: the values of one column within the classes above.

    Attributes:
        values: values of the column.
        keys: (K,) number of the class above × number of values + number of the value.
        paid_share, capped_money: (K,) shrunken means.
        credibility: (K,) weight of the class's own payments in ``capped_money``, 0–1.
    """

    values: pd.Index
    keys: pd.Index
    paid_share: Floats
    capped_money: Floats
    credibility: Floats

    def find(self, above: NDArray[np.int64], column: NDArray[np.object_]) -> NDArray[np.int64]:
        """Number of each row's class, (N,); −1 where it is missing or unseen."""
        value = self.values.get_indexer(pd.Index(column, dtype=object))
        return _find(self.keys, _keys(above, value, len(self.values)))


class SeverityMoney(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Mean paid per decided claim, by class: P(paid > 0) × capped mean × what large losses add.

    The share paid and the mean of payments up to a cap are told by class, shrunk to the county's
    (with several columns: to the class of the columns before). For gamma payments whose class means
    follow the conjugate law, this linear shrinkage is the exact posterior mean. What lies above the
    cap is one factor for all classes: large losses are too few to tell classes apart. A last factor
    makes predictions over the fitted claims add up to what was paid.

    A row whose class is missing counts for the county and is given the county's mean; so is an
    unseen class (or that of the columns before, where it is known).

    Source: Bühlmann and Straub (1970) on a relative scale; Jewell (1974) for exactness.

    Args:
        cap_quantile: quantile of payments > 0, all classes together, at which they are capped.
        half_weight_claims: claims at which a class's own record weighs as much as the county's;
            None: estimated, for shares and for payments. When it is given, one more payment, no
            smaller than all others, never lowers a capped mean. An estimated weight may fall with
            a payment that scatters.

    Attributes:
        paid_share_, capped_money_: of all claims, of all payments.
        cap_money_: the cap; NaN without any payment.
        excess_money_: mean above the cap a payment.
        loading_: 1 + excess_money_ ÷ capped_money_.
        balance_: paid ÷ predicted over the fitted claims, before it is put in.
        storeys_: a `Storey` per column.

    Example:
        >>> X = pd.DataFrame({"structure": ["earth_wood"] * 3 + ["frame"] * 3})
        >>> paid = [900.0, 1000.0, 1100.0, 1900.0, 2000.0, 2100.0]
        >>> SeverityMoney().fit(X, paid).predict(X.iloc[[0, 5]]).round()
        array([1003., 1997.])
    """

    def __init__(
        self, *, cap_quantile: float = CAP_QUANTILE, half_weight_claims: float | None = None
    ) -> None:
        self.cap_quantile = cap_quantile
        self.half_weight_claims = half_weight_claims

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on one row a decided claim.

        Args:
            X: (N, P) classes known before a claim, each column within the ones before it.
            y: (N,) paid, money; 0 for a claim closed without payment.
            sample_weight: (N,) claims a row stands for; 1 each when not given.

        Raises:
            ModelError: no claims (a mean of nothing is not 0; `village_severity` tells NaN),
                missing or negative money, or options out of range.
            ValueError: shapes that do not fit, or weights that are all 0.
        """
        self._check_options()
        if isinstance(X, pd.DataFrame) and not len(X):
            raise _nothing()
        X, y = validate_data(
            self, _objects(X), y, dtype=object, ensure_all_finite=False, y_numeric=True
        )
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        paid = np.asarray(y, dtype=float)[weight > 0]
        table, weight = X[weight > 0], weight[weight > 0]
        _check(paid)
        some = paid > 0
        self.paid_share_ = float(weight[some].sum() / weight.sum())
        self._layers(paid[some], weight[some])
        self.storeys_: list[Storey] = []
        code = np.zeros(len(paid), dtype=np.int64)
        above = Storey(
            pd.Index([]), pd.Index([0]), *np.array([[self.paid_share_], [self.capped_money_], [0]])
        )
        for column in table.T:
            above, code = self._storey(above, code, column, paid, weight)
            self.storeys_.append(above)
        self.balance_ = 1.0
        told, total = float(weight @ self._told(table)["mean_money"]), float(weight @ paid)
        self.balance_ = total / told if told > 0 else 1.0
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Mean paid per decided claim, money, (N,)."""
        return self.explain(X)["mean_money"].to_numpy(dtype=float)

    def explain(self, X: Any) -> pd.DataFrame:
        """Each prediction as a product.

        Returns:
            paid_share, capped_money, loading, balance and mean_money, which is their product; rows
            as X.
        """
        check_is_fitted(self, "storeys_")
        X = validate_data(self, _objects(X), dtype=object, ensure_all_finite=False, reset=False)
        return self._told(X)

    def _told(self, table: NDArray[np.object_]) -> pd.DataFrame:
        share = np.full(len(table), self.paid_share_)
        capped = np.full(len(table), self.capped_money_)
        code = np.zeros(len(table), dtype=np.int64)
        for storey, column in zip(self.storeys_, table.T, strict=True):
            code = storey.find(code, column)
            known = code >= 0
            share[known] = storey.paid_share[code[known]]
            capped[known] = storey.capped_money[code[known]]
        mean = share * capped * self.loading_ * self.balance_
        return pd.DataFrame(
            {
                "paid_share": share,
                "capped_money": capped,
                "loading": self.loading_,
                "balance": self.balance_,
                "mean_money": mean,
            }
        )

    def _layers(self, paid: Floats, weight: Floats) -> None:
        """The cap, and the county's means below and above it; payments are above 0."""
        if not len(paid):
            self.cap_money_ = float("nan")
            self.capped_money_, self.excess_money_, self.loading_ = 0.0, 0.0, 1.0
            return
        quantile = np.quantile(paid, self.cap_quantile, method="inverted_cdf", weights=weight)
        self.cap_money_ = float(quantile)
        capped = np.minimum(paid, self.cap_money_)
        self.capped_money_ = float(weight @ capped / weight.sum())
        self.excess_money_ = float(weight @ (paid - capped) / weight.sum())
        self.loading_ = 1 + self.excess_money_ / self.capped_money_

    def _storey(
        self,
        above: Storey,
        code: NDArray[np.int64],
        column: NDArray[np.object_],
        paid: Floats,
        weight: Floats,
    ) -> tuple[Storey, NDArray[np.int64]]:
        """Classes one column deeper, and which one each row is in."""
        value, values = pd.factorize(column, use_na_sentinel=True)
        keys = _keys(code, value, len(values))
        found = np.unique(keys[keys >= 0])
        inside = _find(pd.Index(found), keys)
        parent = found // max(len(values), 1)
        known = inside >= 0
        some = known & (paid > 0)
        share, _ = shrunk_means(
            np.asarray(paid[known] > 0, dtype=float), weight[known], inside[known], parent,
            above.paid_share[parent], half_weight=self.half_weight_claims,
        )  # fmt: skip
        capped, credibility = shrunk_means(
            np.minimum(paid[some], self.cap_money_), weight[some], inside[some], parent,
            above.capped_money[parent], half_weight=self.half_weight_claims,
        )  # fmt: skip
        kept = pd.Index(values, dtype=object)
        return Storey(kept, pd.Index(found), share, capped, credibility), inside

    def _check_options(self) -> None:
        if not 0 < self.cap_quantile <= 1:
            raise ModelError(f"cap_quantile is {self.cap_quantile!r}", remedy="give 0–1, above 0")
        if self.half_weight_claims is not None and not self.half_weight_claims >= 0:
            raise ModelError(
                f"half_weight_claims is {self.half_weight_claims!r}", remedy="give ≥ 0"
            )

    def __sklearn_tags__(self) -> Any:
        """Money is not negative; classes may be missing, of any kind, and tell little of noise."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.categorical = True
        tags.input_tags.string = True
        tags.target_tags.positive_only = True
        tags.regressor_tags.poor_score = True
        return tags


def _objects(X: Any) -> Any:
    """A frame's columns as plain objects, whatever pandas keeps them as."""
    return X.astype(object) if isinstance(X, pd.DataFrame) else X


def _keys(above: NDArray[np.int64], value: NDArray[np.int64], values: int) -> NDArray[np.int64]:
    """One number for a class above and a value; −1 where one of them is not known."""
    return np.where((above >= 0) & (value >= 0), above * values + value, -1)


def _find(index: pd.Index, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of each key, −1 where there is none."""
    return np.asarray(index.get_indexer(pd.Index(keys)), dtype=np.int64)


def _nothing() -> RecordError:
    return RecordError(
        "there is no decided claim", where="SeverityMoney", remedy="load claims first"
    )


def _check(paid: Floats) -> None:
    if not np.isfinite(paid).all() or (paid < 0).any():
        raise RecordError(
            "y has missing (NaN), infinite (inf) or negative values",
            where="SeverityMoney",
            remedy="leave open claims out, and give 0 for those closed without payment",
        )


def shrunk_means(
    values: Floats,
    weight: Floats,
    code: NDArray[np.int64],
    parent: NDArray[np.int64],
    prior: Floats,
    *,
    half_weight: float | None = None,
) -> tuple[Floats, Floats]:
    """Means of K classes shrunk to their priors, mean = Z × own + (1 − Z) × prior.

    Z = w / (w + k) with w the weight of the class and k = variance of values within classes over
    variance of true means between them, both relative to the mean of the classes with one parent;
    Z is 0 where no difference shows beyond chance.

    Source: Bühlmann and Straub (1970); Bühlmann and Gisler (2005), 4.8, with their unbiased
    estimators pooled over parents.

    Args:
        values, weight, code: (N,) not negative, above 0, 0…K−1.
        parent, prior: (K,) number of the class above, and its mean.
        half_weight: k, when it is not to be estimated.

    Returns:
        Means and Z, (K,); a class without values has its prior and Z = 0.
    """
    n = len(parent)
    total = _sums(code, weight, n)
    own = _over(_sums(code, weight * values, n), total)
    if half_weight is None:
        half_weight = _half_weight(values, weight, code, parent, total, own)
    z = _over(total, total + half_weight)
    return prior + z * (own - prior), z


def _half_weight(
    values: Floats,
    weight: Floats,
    code: NDArray[np.int64],
    parent: NDArray[np.int64],
    total: Floats,
    own: Floats,
) -> float:
    """Weight at which a class stands half on its own; infinite where classes do not differ."""
    groups = int(parent.max(initial=-1)) + 1
    group = _sums(parent, total, groups)
    centre = _over(_sums(parent, total * own, groups), group)[parent]
    relative = _over(own, centre)
    classes = int((total > 0).sum())
    free = total.sum() - classes
    if free <= 0:
        return float("inf")
    scatter = _over(values, centre[code]) - relative[code]
    within = float(weight @ scatter**2 / free)
    apart = float(total @ (relative - 1) ** 2) - (classes - (group > 0).sum()) * within
    scale = float(total.sum() - _over(total**2, group[parent]).sum())
    between = apart / scale if scale > TINY else 0.0
    return within / between if between > TINY else float("inf")


def _sums(code: NDArray[np.int64], values: Floats, n: int) -> Floats:
    """Sums of values by class, (n,)."""
    return np.asarray(np.bincount(code, values, n), dtype=float)


def _over(top: Floats, bottom: Floats) -> Floats:
    """top ÷ bottom, and 0 where that is 0."""
    return np.divide(top, bottom, out=np.zeros(len(top)), where=bottom > 0)

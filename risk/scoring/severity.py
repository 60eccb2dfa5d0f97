"""Mean paid per claim: by class, by village from its houses, and whether classes tell anything.

Money of claims is told county-wide by what is known of a house before a claim (its structure, its
decade), never by the damage grade, which comes with the claim. A county has a few thousand
payments: enough for a mean by class, too few for one by village.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from risk.errors import ModelError
from risk.scoring.evaluation import CHOSEN_ON, FLOOR, ORIGINS_MAX
from risk.scoring.laplacian import RecordError
from risk.scoring.metrics import TIE, TINY, tweedie_deviance
from risk.scoring.moments import Floats, shrink
from risk.scoring.record import ALL
from risk.scoring.verdict import Verdict, judge, mean_interval
from risk.terms import ClaimStatus

CAP_QUANTILE = 0.95
TWEEDIE_POWER = 1.7  # between claim counts (1) and single payments (2); money of a village's year
COLUMNS = (
    "model", "deviance", "tweedie", "origins", "difference", "difference_lo", "difference_hi",
    "verdict", "chosen",
)  # fmt: skip


class Severity(StrEnum):
    """Ways to tell a village's mean paid per claim, simplest first."""

    COUNTY_MEAN = "county_mean"
    CLASS = "class_credibility"  # of a claim, by its own class
    MIX_BY_HOUSES = "village_mix_by_houses"  # a village's classes weighed by houses; shown beside
    MIX = "village_mix"  # … by houses × claims per house of the class


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


def decided(claims: pd.DataFrame, family: str = ALL) -> pd.DataFrame:
    """Decided claims of one family (or all), with ``paid``: money, 0 where closed without payment.

    Open claims are left out, and so are paid ones of which no amount is known: neither is a 0.
    """
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    money = chosen["paid_money"].astype(float)
    paid = chosen["status"] == ClaimStatus.PAID.value
    told = (chosen["status"] != ClaimStatus.OPEN.value) & (money.notna() | ~paid)
    return chosen.assign(paid=money.fillna(0.0))[told]


def village_severity(
    claims: pd.DataFrame,
    houses: pd.DataFrame,
    *,
    family: str = ALL,
    model: Severity = Severity.MIX,
    **options: Any,
) -> "pd.Series[float]":
    """Mean paid per claim expected of each village, from the structures it insures.

    A class weighs with its houses × its claims per house in the county (Poisson, shrunk to the
    county's): a claim comes from an earth house more often than its share of houses says.
    `Severity.MIX_BY_HOUSES` weighs with houses alone; `Severity.COUNTY_MEAN` gives all the same.

    Args:
        claims: structure, status, paid_money, peril_family, as known on the day of scoring: what
            is not to be seen must not be in it.
        houses: region_code, structure, houses: ``Warehouse.in_force``.
        options: of `SeverityMoney`.

    Returns:
        Money by region_code, sorted; NaN for all without a decided claim, and for a region without
        houses. Houses that belong to no region only count for the county's claims per house.
    """
    told = _village_parts(claims, houses, family=family, model=model, **options)
    return told["mean_money"].rename("mean_paid_money")


def _village_parts(
    claims: pd.DataFrame, houses: pd.DataFrame, *, family: str, model: Severity, **options: Any
) -> pd.DataFrame:
    """mean_money and paid_share by region_code."""
    known = decided(claims, family)
    placed = houses[houses["region_code"].notna()]
    told = pd.DataFrame(np.nan, placed.index, ["mean_money", "paid_share"])
    if len(known) and model == Severity.COUNTY_MEAN:
        told["mean_money"], told["paid_share"] = known["paid"].mean(), (known["paid"] > 0).mean()
    elif len(known) and len(placed):
        fitted = SeverityMoney(**options).fit(known[["structure"]], known["paid"])
        told = fitted.explain(placed[["structure"]])[list(told)].set_axis(placed.index)
    weight = placed["houses"].astype(float)
    if model != Severity.MIX_BY_HOUSES:
        relative = class_frequency(claims, houses, family=family)
        weight = weight * placed["structure"].map(relative).astype(float).fillna(1.0)
    told = told.mul(weight, axis=0).assign(weight=weight)
    sums = told.groupby(placed["region_code"]).sum(min_count=1)
    share = sums["weight"].where(sums["weight"] > 0)
    return sums[["mean_money", "paid_share"]].div(share, axis=0)


def class_frequency(
    claims: pd.DataFrame, houses: pd.DataFrame, *, family: str = ALL
) -> "pd.Series[float]":
    """Claims per house of each structure over the county's, shrunk to 1; no unit.

    Claims of all years known over the houses of one day: differences between classes are taken,
    and a county's mix moves slowly. Claims of no known structure tell nothing; at least `FLOOR`.

    Returns:
        By structure of the houses, sorted; 1 for all without a claim.
    """
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    insured = houses.groupby("structure")["houses"].sum().astype(float)
    came = chosen["structure"].value_counts().reindex(insured.index).fillna(0.0)
    counts, exposed = (np.asarray(t, dtype=float)[None] for t in (came, insured))
    if not counts.sum() > 0 or not exposed.sum() > 0:
        return pd.Series(1.0, index=insured.index)
    rate = np.full(counts.shape, counts.sum() / exposed.sum())
    fitted = shrink(
        counts,
        exposed,
        np.zeros(len(insured), dtype=np.int64),
        rate,
        np.ones((1, 1)),
        event_luck=False,
    )
    return pd.Series(np.maximum(fitted.rate[0] / rate[0], FLOOR), index=insured.index)


Told = tuple[Floats, Floats]
"""Mean paid of each claim, and its mean if anything is paid; (N,) each."""
Way = Callable[[pd.DataFrame, pd.DataFrame], Told]
"""Decided claims of earlier years, claims of the judged year → `Told`."""


def judge_severity(
    claims: pd.DataFrame,
    *,
    family: str = ALL,
    houses: Mapping[int, pd.DataFrame] | None = None,
    columns: Sequence[str] = ("structure",),
    **options: Any,
) -> pd.DataFrame:
    """Rolling origin by contract year: does a class, a township or a village tell what is paid?

    Each year's claims are taken as they came, so that severity alone is judged, and told from the
    claims of earlier years, as known on the day of scoring. As for frequencies, all ways are scaled
    to the judged year's total: a dear year for everyone is no class's fault. The chosen way is the
    shippable one of lowest deviance over the last `CHOSEN_ON` years, if the judged years tell it
    is better than the county's mean; else the county's mean.

    Beside the county's mean the claim's own class can be shipped without ``houses``, and with them
    the mix of `village_severity`, as a score would carry it. A mix by houses alone is shown and
    never chosen: where classes differ its villages add up to more than is paid (dear classes have
    few claims a house), which scaling to the year's total hides.

    Args:
        claims: year, region_code, township_code, peril_family, status, paid_money and ``columns``.
        houses: by contract year the houses in force on its first day (``Warehouse.in_force``);
            years without are not judged.
        columns: classes known before a claim.
        options: of `SeverityMoney`.

    Returns:
        `COLUMNS`: model; deviance (mean gamma deviance a payment, no unit); tweedie (mean Tweedie
        deviance, p = 1.7, of a village's paid total, money to the power 0.3); origins (years);
        difference of deviance (chosen − this one) with its 90 % interval over years; verdict;
        chosen. Empty when no year with payments has one before it.
    """
    known = decided(claims, family)
    ways: dict[str, Way] = {
        Severity.COUNTY_MEAN.value: _by_group(None),
        Severity.CLASS.value: _by_class(list(columns), options),
        "class_raw_mean": _by_group(list(columns)),
        "township_mean": _by_group(["township_code"]),
        "village_raw_mean": _by_group(["region_code"]),
    }
    if houses is not None:
        for mix in (Severity.MIX_BY_HOUSES, Severity.MIX):
            ways[mix.value] = _by_mix(mix, houses, options)
    judged = _by_year(known, ways, None if houses is None else set(houses))
    shippable = [Severity.COUNTY_MEAN, Severity.CLASS]
    if houses is not None:
        shippable = [Severity.COUNTY_MEAN, Severity.MIX]
    return _compared(judged, [s.value for s in shippable])


def severity_in_use(compared: pd.DataFrame) -> Severity:
    """The chosen way of :func:`judge_severity`'s table; the county's mean of an empty one."""
    chosen = compared.loc[compared["chosen"].astype(bool), "model"]
    return Severity(str(chosen.iloc[0])) if len(chosen) else Severity.COUNTY_MEAN


def _by_group(columns: list[str] | None) -> Way:
    """Raw means of a group, the county's where it has no claim; None: the county's for all."""

    def tell(past: pd.DataFrame, now: pd.DataFrame) -> Told:
        some = past[past["paid"] > 0]
        return _group_mean(past, now, columns), _group_mean(some, now, columns)

    return tell


def _group_mean(past: pd.DataFrame, now: pd.DataFrame, columns: list[str] | None) -> Floats:
    everywhere = np.full(len(now), past["paid"].mean())
    if columns is None:
        return everywhere
    means = past.groupby(columns, observed=True)["paid"].mean().rename("mean").reset_index()
    found = now[columns].merge(means, how="left", on=columns)["mean"].to_numpy(float)
    return np.where(np.isnan(found), everywhere, found)


def _by_class(columns: list[str], options: Mapping[str, Any]) -> Way:
    def tell(past: pd.DataFrame, now: pd.DataFrame) -> Told:
        model = SeverityMoney(**options).fit(past[columns], past["paid"])
        told = model.explain(now[columns])
        mean = told["mean_money"].to_numpy(float)
        return mean, mean / np.maximum(told["paid_share"].to_numpy(float), TINY)

    return tell


def _by_mix(model: Severity, houses: Mapping[int, pd.DataFrame], options: Mapping[str, Any]) -> Way:
    def tell(past: pd.DataFrame, now: pd.DataFrame) -> Told:
        year = int(now["year"].iloc[0])
        parts = _village_parts(past, houses[year], family=ALL, model=model, **options)
        told = parts.reindex(now["region_code"])
        paid = past["paid"]
        mean = told["mean_money"].fillna(paid.mean()).to_numpy(float)
        share = told["paid_share"].fillna((paid > 0).mean()).to_numpy(float)
        return mean, mean / np.maximum(share, TINY)

    return tell


def _by_year(known: pd.DataFrame, ways: Mapping[str, Way], years: set[int] | None) -> pd.DataFrame:
    """unit (year), model, deviance, tweedie."""
    rows = [
        {"unit": year, "model": name, **_measures(way(past, now), now)}
        for year in _origins(known, years)
        for past, now in [(known[known["year"] < year], known[known["year"] == year])]
        for name, way in ways.items()
    ]
    return pd.DataFrame(rows, columns=["unit", "model", "deviance", "tweedie"])


def _origins(known: pd.DataFrame, years: Iterable[int] | None) -> list[int]:
    """Years with payments in them and before them; those with two years before, if there are any.

    As ``evaluation.origins``, which reads a panel.
    """
    some = known[known["paid"] > 0]
    seen = sorted({int(y) for y in known["year"].unique()})
    paid = {int(y) for y in some["year"].unique()}
    usable = [y for y in paid if y > min(paid)]
    longer = [y for y in usable if y - seen[0] >= 2]
    allowed = set(usable) if years is None else set(years)
    return sorted(set(longer or usable) & allowed)[-ORIGINS_MAX:]


def _measures(told: Told, now: pd.DataFrame) -> dict[str, float]:
    """Both deviances, each told scaled to what was paid."""
    paid = now["paid"].to_numpy(float)
    some = paid > 0
    cells = pd.DataFrame({"paid": paid, "told": _scaled(told[0], paid)})
    cells = cells.groupby(now["region_code"].to_numpy()).sum()
    gamma = tweedie_deviance(paid[some], _scaled(told[1][some], paid[some]), power=2.0)
    whole = cells.to_numpy(float)
    return {
        "deviance": gamma,
        "tweedie": tweedie_deviance(whole[:, 0], whole[:, 1], power=TWEEDIE_POWER),
    }


def _scaled(told: Floats, paid: Floats) -> Floats:
    """To the total paid; at least `FLOOR` of the mean: a raw 0 would deny any payment."""
    floored = np.maximum(told, FLOOR * told.mean())
    total = floored.sum()
    return floored * (paid.sum() / total) if total > 0 else np.full(len(paid), paid.mean())


def _compared(judged: pd.DataFrame, shippable: Sequence[str]) -> pd.DataFrame:
    if judged.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"chosen": bool, "origins": int})
    error = judged.pivot(index="unit", columns="model", values="deviance")
    best, simple = _choose(error, shippable), Severity.COUNTY_MEAN.value
    ahead = _against(error[best].to_numpy(), error[simple].to_numpy())["verdict"]
    chosen = best if ahead == Verdict.BETTER else simple
    table = judged.groupby("model", sort=False)[["deviance", "tweedie"]].mean()
    rows = [_against(error[chosen].to_numpy(), error[m].to_numpy()) for m in table.index]
    told = pd.DataFrame(rows, index=table.index)
    is_chosen = table.index == chosen
    told.loc[is_chosen, "verdict"] = ""
    table = table.assign(origins=len(error), chosen=is_chosen).join(told).reset_index()
    return table[list(COLUMNS)]


def _choose(error: pd.DataFrame, shippable: Sequence[str]) -> str:
    """Lowest over the last years; of those that differ by rounding only, the first."""
    means = error.sort_index().tail(CHOSEN_ON)[list(shippable)].mean()
    tied = means <= means.min() + TIE * abs(means.min())
    return str(means.index[tied.to_numpy().argmax()])


def _against(chosen: Floats, other: Floats) -> dict[str, float | str]:
    low, high = mean_interval(chosen - other)
    return {
        "difference": float((chosen - other).mean()),
        "difference_lo": low,
        "difference_hi": high,
        "verdict": judge(low, high, len(chosen)).value,
    }

"""Does a class, a township or a village tell what is paid? Judged on years not seen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.scoring.evaluation import CHOSEN_ON, FLOOR, ORIGINS_MAX
from risk.scoring.metrics import TIE, TINY, tweedie_deviance
from risk.scoring.moments import Floats
from risk.scoring.record import ALL
from risk.scoring.severity import SeverityMoney
from risk.scoring.severity_village import Severity, decided, village_parts
from risk.scoring.verdict import Verdict, beside

TWEEDIE_POWER = 1.7  # between claim counts (1) and single payments (2); money of a village's year
COLUMNS = (
    "model", "deviance", "tweedie", "origins", "difference", "difference_lo", "difference_hi",
    "verdict", "chosen",
)  # fmt: skip

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
        parts = village_parts(past, houses[year], family=ALL, model=model, **options)
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
    ahead = beside(error[best].to_numpy(), error[simple].to_numpy())["verdict"]
    chosen = best if ahead == Verdict.BETTER else simple
    table = judged.groupby("model", sort=False)[["deviance", "tweedie"]].mean()
    rows = [beside(error[chosen].to_numpy(), error[m].to_numpy()) for m in table.index]
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

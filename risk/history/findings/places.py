"""Rules on where claims come: townships and villages named by earlier years, judged by this one.

Named by earlier years: the highest of one year are above their share by mere choice.
"""

from collections.abc import Sequence

import pandas as pd

from risk.history.findings.evidence import CLAIMS_MIN, happening, share, share_p
from risk.history.findings.model import Rule, Seen, Tables, Task

TOP = 3
REPEAT_YEARS = 3
FAMILY = "claims"


def concentration(t: Tables) -> list[Seen]:
    """This year's claims of the three townships with most before, beside their share of houses."""
    before = t.claims.loc[t.claims["year"] < t.year, "township_code"].dropna()
    names = _most(before, TOP) if len(before) >= CLAIMS_MIN else []
    houses = _houses(t)
    houses = houses.groupby(t.township.reindex(houses.index).to_numpy()).sum()
    values: dict[str, object] = {"townships": tuple(names)}
    return _beside_houses(t.claims_now, "township_code", names, houses, values)


def repeat(t: Tables) -> list[Seen]:
    """This year's claims of villages that had some in each of three years before."""
    years = range(t.year - REPEAT_YEARS, t.year)
    before = t.claims[t.claims["year"].isin(years)].dropna(subset="village_key")
    struck = before.groupby("region_code")["year"].nunique()
    names = sorted(struck.index[struck == REPEAT_YEARS]) if len(before) >= CLAIMS_MIN else []
    most = _most(before.loc[before["region_code"].isin(names), "region_code"], TOP)
    values: dict[str, object] = {
        "villages": len(names), "years": REPEAT_YEARS, "regions": tuple(most),
    }  # fmt: skip
    placed = t.claims_now.dropna(subset="village_key")
    return _beside_houses(placed, "region_code", names, _houses(t), values)


def _most(codes: "pd.Series[str]", number: int) -> list[str]:
    """The codes that stand there most often; of equals the first by code."""
    return [str(c) for c in codes.value_counts().sort_index().nlargest(number).index]


def _houses(t: Tables) -> "pd.Series[float]":
    exposure = t.exposure[t.exposure["year"] == t.year]
    houses: pd.Series[float] = exposure.groupby("region_code")["house_years"].sum()
    return houses if t.insured else houses.iloc[:0]


def _beside_houses(
    claims: pd.DataFrame,
    column: str,
    names: Sequence[str],
    houses: "pd.Series[float]",
    values: dict[str, object],
) -> list[Seen]:
    """Share of claims that fell on the places named, against their share of house-years."""
    placed = claims.dropna(subset=[column, "loss_at"])
    seen = share(placed[column].isin(names), happening(placed, "loss_at"))
    usual = float(houses.reindex(list(names)).sum() / houses.sum()) if houses.sum() else 0.0
    if not 0 < usual < 1:  # nowhere, or everywhere: nothing to stand beside
        return [Seen("thin", n=seen.n, values=values)]
    return [
        Seen(seen.beside(usual), seen.value, seen.lo, seen.hi, usual, seen.n, seen.beyond(usual),
             share_p(seen, usual), values=values)
    ]  # fmt: skip


RULES: Sequence[Rule] = (
    Rule(
        "concentration", FAMILY, "share", "share_of_houses", ("claim", "policy"), concentration,
        {"above": Task("manager", 90)},
    ),
    Rule(
        "repeat", FAMILY, "share", "share_of_houses", ("claim", "policy"), repeat,
        {"above": Task("underwriting", 90)},
    ),
)  # fmt: skip

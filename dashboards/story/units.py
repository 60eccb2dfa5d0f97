"""What a rate is, and what it is called.

With policies: claims per 1,000 house-years. Without any, each of the lowest regions counts as one
unit a year, and a rate is claims per region and year: shown relative to the mean of all regions
where regions are compared, plain where years or perils are. Every page, report, export and command
asks here, so that none of them says houses where there are none.

A text whose key also stands with ``.regions`` behind it is told by that one in such a county.
"""

from typing import Any

import pandas as pd

from dashboards.i18n import has_text, t
from risk.facts import Facts
from risk.history.experience import exposure_source
from risk.terms import ExposureSource, RegionLevel

RATE = "claims_per_1000_house_years"
RATES = (RATE, f"{RATE}_lo", f"{RATE}_hi")
PER = 1000.0
REGIONS = ".regions"
EXPORTED = {RATE: "relative_rate", "house_years": "region_years", "houses_in_force": "units"}


def counts_regions(facts: Facts) -> bool:
    """Whether regions stand in for houses: there are no policies."""
    return exposure_source(facts.exposure) == ExposureSource.NONE.value


def key_of(key: str, lang: str, *, regions: bool) -> str:
    """The catalogue key that tells this text: its ``.regions`` form where there is need and one."""
    return key + REGIONS if regions and has_text(key + REGIONS, lang) else key


def say(facts: Facts, key: str, lang: str, **values: Any) -> str:
    """A catalogue text that names the unit of rates or exposure rightly."""
    return t(key_of(key, lang, regions=counts_regions(facts)), lang, **values)


def note(facts: Facts, lang: str) -> str:
    """What a rate is in a county without policies; "" where houses are known."""
    return t("unit.rate_note", lang) if counts_regions(facts) else ""


def digits(facts: Facts) -> int:
    """Decimals a rate is shown with: 1.0 is the mean region, so two."""
    return 2 if counts_regions(facts) else 1


def shown(facts: Facts, scores: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Score rows with rates in the unit shown: relative to their family's mean without policies.

    Args:
        facts: tells whether there are policies.
        scores: rows to show.
        whole: all score rows (``Scores.frame``), from which the mean region is known.
    """
    if not counts_regions(facts):
        return scores
    mean = scores["peril_family"].map(mean_rates(whole)).astype(float)
    return scores.assign(**{name: scores[name] / mean for name in RATES})


def in_unit(facts: Facts, whole: pd.DataFrame, family: str, rates: Any) -> Any:
    """One family's rates, differences or parts of rates in the unit shown, as :func:`shown`."""
    return rates / mean_rates(whole)[family] if counts_regions(facts) else rates


def mean_rates(whole: pd.DataFrame) -> "pd.Series[float]":
    """Rate of the mean region by family: of the lowest level that is scored, by units of exposure.

    Missing where nothing was claimed.
    """
    levels = (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY)
    found = set(whole["level"])
    lowest = next((x.value for x in levels if x.value in found), None)
    rows = whole[whole["level"] == lowest]
    weighted = (rows[RATE] * rows["house_years"]).groupby(rows["peril_family"]).sum()
    mean = weighted / rows.groupby("peril_family")["house_years"].sum()
    return mean.where(mean > 0)


def per_region(facts: Facts, experience: pd.DataFrame) -> pd.DataFrame:
    """History rows (``risk.history.experience``) with claims per region and year without policies.

    With policies they stay as they are.
    """
    if not counts_regions(facts):
        return experience
    return experience.assign(**{name: experience[name] / PER for name in RATES})


def beside_mean(facts: Facts, experience: pd.DataFrame, mean: float) -> pd.DataFrame:
    """History rows of regions, relative to a mean rate of the same period without policies."""
    if not counts_regions(facts):
        return experience
    mean = mean if mean > 0 else float("nan")
    return experience.assign(**{name: experience[name] / mean for name in RATES})


def exported(facts: Facts, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of a file renamed to what they hold: no houses in their names without policies."""
    if not counts_regions(facts):
        return frame
    names = {}
    for column in map(str, frame.columns):
        told = next((old for old in EXPORTED if old in column), None)
        names[column] = column.replace(told, EXPORTED[told]) if told else column
    return frame.rename(columns=names)

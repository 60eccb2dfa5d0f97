"""How many houses of a hit village claim: the county's own past events beside the preset's range.

Own experience counts only events of the same family whose rate lies inside the preset's range:
a preset is defined by its grade, and a mild storm says nothing about an extreme one. Within the
grade, log rates are combined by precision: the preset's range is a 90 % interval of the log rate,
each own event adds one observation whose variance is that of its own count plus that between
events (the event size factor).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from risk.settings import Surge

CLAIMS_MIN = 5
Z90 = 1.6448536269514722
COLUMNS = (
    "event_id", "name", "peril_family", "started_at", "claims", "villages", "houses",
    "claims_per_1000_houses", "claims_per_1000_houses_lo", "claims_per_1000_houses_hi", "basis",
)  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """Claims per 1,000 houses over the affected villages, 90 % range, and where it comes from."""

    value: float
    low: float
    high: float
    events: int
    source: str


def past_events(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    event_intensity: pd.DataFrame,
    exposure: pd.DataFrame,
    *,
    settings: Surge | None = None,
) -> pd.DataFrame:
    """Claim rate of each past event over the villages it affected.

    Affected are the villages with a recorded intensity; without such records, those with a claim,
    and then the rate is corrected for hit villages in which by chance nobody claimed
    (zero-truncated negative binomial). Claims without a village count in proportion.

    Args:
        claims: event_id, region_code, year.
        events: event_id, name, peril_family, started_at.
        event_intensity: event_id, region_code, intensity.
        exposure: region_code, year, house_years.
        settings: for the villages' dispersion.

    Returns:
        One row an event with at least 5 located claims: columns COLUMNS, with a 90 % range.
    """
    dispersion = (settings or Surge()).village_dispersion
    rows = []
    for event in events.to_dict("records"):
        own = claims[claims["event_id"] == event["event_id"]]
        located = own["region_code"].dropna()
        if len(located) < CLAIMS_MIN:
            continue
        marks = event_intensity[event_intensity["event_id"] == event["event_id"]]
        marked = marks.loc[marks["intensity"] > 0, "region_code"]
        counts = located.value_counts()
        affected = counts.index.union(pd.Index(marked)) if len(marked) else counts.index
        houses = _houses(exposure, int(own["year"].mode().iloc[0])).reindex(affected).fillna(0.0)
        y = np.asarray(counts.reindex(affected).fillna(0.0)[houses > 0], dtype=np.float64)
        h = np.asarray(houses[houses > 0], dtype=np.float64)
        if y.sum() < CLAIMS_MIN:
            continue
        per_house = y.sum() / h.sum() if len(marked) else _untruncated(y, h, dispersion)
        rate = 1000 * per_house * len(own) / y.sum()
        spread = np.exp(Z90 * np.sqrt(1 / y.sum() + 1 / (dispersion * len(h))))
        rows.append(
            (
                event["event_id"], event["name"], event["peril_family"], event["started_at"],
                len(own), len(h), h.sum(), rate, rate / spread, rate * spread,
                "recorded footprint" if len(marked) else "villages with a claim",
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def combined_rate(
    prior: tuple[float, float, float], past: pd.DataFrame, family: str, *, settings: Surge
) -> Rate:
    """The preset's rate (value, low, high) sharpened by own events of its grade."""
    value, low, high = prior
    own = past[past["peril_family"] == family]
    alike = own[own["claims_per_1000_houses"].between(low, high)]
    if alike.empty:
        source = f"preset alone: of {len(own)} own events of the family none lies in its range"
        return Rate(value, low, high, 0, source)
    prior_variance = max((np.log(high / low) / (2 * Z90)) ** 2, 1e-6)
    mean, variance = _weighted(np.log(value), prior_variance, alike, settings)
    spread = np.exp(Z90 * np.sqrt(variance))
    middle = float(np.exp(mean))
    source = (
        f"preset and {len(alike)} of {len(own)} own events of the family (those inside the"
        " preset's range), log rates weighted by precision"
    )
    return Rate(middle, middle / spread, middle * spread, len(alike), source)


def own_rate(past: pd.DataFrame, family: str, *, settings: Surge) -> Rate | None:
    """Rate from own events alone, for a county without exposure; None if there is no event."""
    own = past[past["peril_family"] == family]
    if own.empty:
        return None
    mean, variance = _weighted(0.0, np.inf, own, settings)
    spread = np.exp(Z90 * np.sqrt(variance))
    middle = float(np.exp(mean))
    return Rate(middle, middle / spread, middle * spread, len(own), f"{len(own)} own events")


def _weighted(
    prior_mean: float, prior_variance: float, events: pd.DataFrame, settings: Surge
) -> tuple[float, float]:
    """Mean and variance of the log rate: the prior and each event, weighted by precision."""
    log_rate = np.log(events["claims_per_1000_houses"].to_numpy(np.float64))
    log_hi = np.log(events["claims_per_1000_houses_hi"].to_numpy(np.float64))
    between = np.log1p(settings.event_size_cv**2)
    precision = 1 / (((log_hi - log_rate) / Z90) ** 2 + between)
    total = 1 / prior_variance + precision.sum()
    return float((prior_mean / prior_variance + precision @ log_rate) / total), float(1 / total)


def _houses(exposure: pd.DataFrame, year: int) -> "pd.Series[float]":
    """House-years of each village in a year, or in the year before where the year is cut short."""
    rows = exposure[exposure["year"].isin([year - 1, year])]
    by_year = rows.groupby(["region_code", "year"])["house_years"].sum()
    return by_year.groupby("region_code").max()


def _untruncated(y: NDArray[np.float64], h: NDArray[np.float64], dispersion: float) -> float:
    """Claims per house when only villages with at least one claim are seen.

    Solves Σ μᵢ / (1 − P(0; μᵢ)) = Σ yᵢ with μᵢ = rate · houses; one claim in every village would
    give a rate of 0, so half a claim more than that is the least that is believed.
    """
    total = max(float(y.sum()), len(y) + 0.5)

    def surplus(log_rate: float) -> float:
        mu = np.exp(log_rate) * h
        return float((mu / -np.expm1(-dispersion * np.log1p(mu / dispersion))).sum() - total)

    highest = np.log(total / h.sum())
    return float(np.exp(brentq(surplus, highest - 15.0, highest + 1e-9)))

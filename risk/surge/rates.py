"""How many houses of a hit village claim: the county's own past events beside the preset's range.

Own experience counts only closed events of the same family and grade: a mild storm says nothing
about an extreme one. The grade comes from the recorded intensities (``risk.surge.grades``), never
from the claims, so that own events can contradict the preset; an event without recorded intensity
has no grade and leaves the preset as it is. Log rates are combined by precision: the preset's range
is a 90 % interval of the log rate, each own event adds one observation whose variance is that of
its own count plus that between events (the event size factor).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from risk.reference import Preset
from risk.settings import Surge
from risk.surge.closed import closed_events
from risk.surge.grades import core_of, grade_of

CLAIMS_MIN = 5  # where hit villages are known by their claims alone
Z90 = 1.6448536269514722
COLUMNS = (
    "event_id", "name", "peril_family", "started_at", "claims", "villages", "houses",
    "claims_per_1000_houses", "claims_per_1000_houses_lo", "claims_per_1000_houses_hi", "basis",
    "grade", "core_share", "quantity",
)  # fmt: skip
RATES = ["claims_per_1000_houses", "claims_per_1000_houses_lo", "claims_per_1000_houses_hi"]


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
    as_of: date,
    presets: Sequence[Preset],
    settings: Surge | None = None,
) -> pd.DataFrame:
    """Claim rate of each past event over the villages it affected.

    Affected are the villages with a recorded intensity; without such records, those with a claim,
    and then the rate is corrected for hit villages in which by chance nobody claimed
    (zero-truncated negative binomial), which takes at least 5 located claims. Claims without a
    village count in proportion. Events whose late reports may still come are left out.

    Args:
        claims: event_id, region_code, year.
        events: event_id, name, peril_family, started_at, ended_at.
        event_intensity: event_id, region_code, quantity, intensity.
        exposure: region_code, year, house_years.
        as_of: last day known.
        presets: they give the grades.
        settings: for the villages' dispersion and the reporting horizon.

    Returns:
        One row an event: columns COLUMNS, rates with a 90 % range; grade (None: not known) and
        core_share (share of the houses that lie in the event's core) from recorded intensities.
    """
    settings = settings or Surge()
    rows = []
    over = closed_events(events, as_of=as_of, horizon_days=settings.horizon_days)
    for event in over.to_dict("records"):
        own = claims[claims["event_id"] == event["event_id"]]
        marks = event_intensity[event_intensity["event_id"] == event["event_id"]]
        marks = one_quantity(marks[marks["intensity"] > 0], str(event["peril_family"]), presets)
        found = _event_rate(own, marks, exposure, settings.village_dispersion)
        if found is not None:
            core = core_of(marks)
            houses = found.pop("by_village")
            inside = float(houses[houses.index.isin(core["region_code"])].sum() / houses.sum())
            rows.append(
                event
                | found
                | {
                    "basis": "recorded footprint" if len(marks) else "villages with a claim",
                    "grade": grade_of(core, str(event["peril_family"]), presets),
                    "core_share": inside if len(marks) else np.nan,
                    "quantity": str(marks["quantity"].iloc[0]) if len(marks) else "",
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def one_quantity(marks: pd.DataFrame, family: str, presets: Sequence[Preset]) -> pd.DataFrame:
    """Marks of the presets' quantity, else of the first quantity recorded."""
    wanted = [p.quantity for p in presets if p.family == family]
    held = set(marks["quantity"])
    usual = marks[marks["quantity"] == next((q for q in wanted if q in held), "")]
    if len(usual) or marks.empty:
        return usual
    first: pd.DataFrame = marks[marks["quantity"] == marks["quantity"].min()]
    return first


def _event_rate(
    own: pd.DataFrame, marks: pd.DataFrame, exposure: pd.DataFrame, dispersion: float
) -> dict[str, Any] | None:
    """claims, villages, houses, the rate with its range, and by_village; None if too few claims."""
    counts = own["region_code"].value_counts()
    least = 1 if len(marks) else CLAIMS_MIN
    if counts.sum() < least:
        return None
    affected = counts.index.union(pd.Index(marks["region_code"])) if len(marks) else counts.index
    by_village = _houses(exposure, int(own["year"].mode().iloc[0])).reindex(affected).dropna()
    by_village = by_village[by_village > 0]
    y = np.asarray(counts.reindex(by_village.index).fillna(0.0), dtype=np.float64)
    h = np.asarray(by_village, dtype=np.float64)
    if y.sum() < least:
        return None
    per_house = y.sum() / h.sum() if len(marks) else _untruncated(y, h, dispersion)
    rate = 1000 * per_house * len(own) / y.sum()
    spread = np.exp(Z90 * np.sqrt(1 / y.sum() + 1 / (dispersion * len(h))))
    numbers = {"claims": len(own), "villages": len(h), "houses": h.sum(), "by_village": by_village}
    return numbers | dict(zip(RATES, (rate, rate / spread, rate * spread), strict=True))


def core_rates(past: pd.DataFrame, *, fringe_ratio: float, otherwise: float) -> pd.DataFrame:
    """Past events with their rates turned from the whole footprint to its core.

    Args:
        past: from :func:`past_events`.
        fringe_ratio: rate in the fringe over that in the core.
        otherwise: rate over the whole footprint over that in the core, where the event's core is
            not known.
    """
    share = past["core_share"].astype(float)
    mix = (share + fringe_ratio * (1 - share)).fillna(otherwise)
    return past.assign(**{name: past[name].astype(float) / mix for name in RATES})


def combined_rate(
    prior: tuple[float, float, float],
    past: pd.DataFrame,
    family: str,
    grade: str,
    *,
    settings: Surge,
    quantity: str,
) -> Rate:
    """The preset's rate (value, low, high) sharpened by own events of its grade and quantity.

    A grade is one of intensity: a severe gale says nothing of severe hail.
    """
    value, low, high = prior
    own = past[past["peril_family"] == family]
    alike = own[(own["grade"] == grade) & (own["quantity"] == quantity)]
    if alike.empty:
        source = (
            f"preset alone: of {len(own)} own events of the family none has a recorded intensity"
            " of its grade"
        )
        return Rate(value, low, high, 0, source)
    prior_variance = max((np.log(high / low) / (2 * Z90)) ** 2, 1e-6)
    mean, variance = _weighted(np.log(value), prior_variance, alike, settings)
    spread = np.exp(Z90 * np.sqrt(variance))
    middle = float(np.exp(mean))
    source = (
        f"preset and {len(alike)} of {len(own)} own events of the family (those whose recorded"
        " intensity is of its grade), log rates weighted by precision"
    )
    return Rate(middle, middle / spread, middle * spread, len(alike), source)


def own_rate(past: pd.DataFrame, family: str, grade: str, *, settings: Surge) -> Rate | None:
    """Rate from own events alone, for a county without exposure; None if there is no event.

    Events of the grade where there are any, else all of the family.
    """
    own = past[past["peril_family"] == family]
    if own.empty:
        return None
    alike = own[own["grade"] == grade]
    source = (
        f"{len(own)} own events of the family, of any grade"
        if alike.empty
        else f"{len(alike)} of {len(own)} own events of the family (those whose recorded intensity"
        " is of its grade)"
    )
    used = own if alike.empty else alike
    mean, variance = _weighted(0.0, np.inf, used, settings)
    spread = np.exp(Z90 * np.sqrt(variance))
    middle = float(np.exp(mean))
    return Rate(middle, middle / spread, middle * spread, len(used), source)


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

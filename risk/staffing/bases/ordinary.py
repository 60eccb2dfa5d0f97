"""Ordinary days as a forecast: claims outside events, at the scores' yearly rates.

The simulator takes forecasts; this one is of no hazard. Four weeks at the county's yearly rate less
what events bring, spread over the villages by their scores, by day and night alike before the rule
for night reports. Four weeks differ as the record's months do: by season and by luck.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import numpy as np
import pandas as pd

from risk.hazard import Assumption, Scenario, Zone
from risk.hazard.places import village_scores
from risk.settings import County
from risk.surge import Forecast, Lag, forecast
from risk.surge.rates import COLUMNS
from risk.terms import PerilFamily, Status

DAYS = 28
YEAR_DAYS = 365.25
MONTHS_MIN = 12
CV_UNKNOWN = 0.5
EVEN = 100.0  # negative-binomial size: without an event villages scatter by chance alone
NAME = "ordinary"
LAG = Lag(median_h=1.0, shape=1.0, claims=0, events=0, source="ordinary claims: days are alike")


@dataclass(frozen=True)
class Record:
    """Claims outside events as the county has known them.

    Attributes:
        share: of all claims, 0–1.
        month_cv: how months differ beyond Poisson luck, as a coefficient of variation.
        months: months the record spans.
        claims: outside events.
    """

    share: float
    month_cv: float
    months: int
    claims: int


def ordinary_record(claims: pd.DataFrame) -> Record:
    """What the record says of claims outside events.

    Args:
        claims: ``event`` (whether of a declared event) and ``reported_at``.
    """
    outside = claims[~claims["event"].astype(bool)]
    month = pd.to_datetime(outside["reported_at"]).dropna().dt.to_period("M")
    share = len(outside) / len(claims) if len(claims) else 1.0
    if month.empty:
        return Record(share, CV_UNKNOWN, 0, 0)
    span = pd.period_range(month.min(), month.max(), freq="M")
    # the first and the last month are seldom whole
    counts = month.value_counts().reindex(span, fill_value=0).sort_index().iloc[1:-1]
    if len(counts) < MONTHS_MIN or counts.mean() == 0:
        return Record(share, CV_UNKNOWN, len(counts), len(outside))
    mean, variance = float(counts.mean()), float(counts.var())
    cv = float(np.sqrt(max(variance - mean, 0.0)) / mean)
    return Record(share, cv, len(counts), len(outside))


def ordinary_days(
    houses: pd.DataFrame,
    scores_frame: pd.DataFrame,
    record: Record,
    *,
    county: County,
    starts_on: date,
    seed: int,
    draws: int,
) -> Forecast:
    """Four ordinary weeks.

    Args:
        houses: region_code, houses, of :func:`risk.hazard.place_houses`.
        scores_frame: scores by village; the family ``all`` is read.
        record: of :func:`ordinary_record`.
        county: settings.
        starts_on: first day.
        seed: of the draws.
        draws: joint draws.

    Raises:
        ModelError: no insured house, or no claim is expected at all.
    """
    every = scores_frame[scores_frame["peril_family"] == "all"]
    by_village = houses.groupby("region_code")["houses"].sum()
    codes = pd.Index(by_village.index.astype(str))
    rates = village_scores(every, "all")["claims_per_1000_house_years"].reindex(codes)
    # a village without a score counts as the mean, as in every forecast
    number = by_village.to_numpy(np.float64)
    known = rates.notna().to_numpy() & (number > 0)
    mean = float(np.average(rates[known], weights=number[known])) if known.any() else 0.0
    rate = max(mean * record.share * DAYS / YEAR_DAYS, np.finfo(float).tiny)
    scenario = Scenario(
        name=NAME,
        preset="",
        family=PerilFamily.ACCIDENT,
        grade="",
        starts_at=datetime.combine(starts_on, time()),
        duration_h=24.0 * DAYS,
        footprint=pd.DataFrame(
            {
                "region_code": codes,
                "zone": str(Zone.CORE),
                "intensity": 0.0,
                "quantity": "",
                "unit": "",
            }
        ),
        claim_rate_per_1000_core=rate,
        claim_rate_per_1000_core_lo=rate,
        claim_rate_per_1000_core_hi=rate,
        fringe_ratio=0.0,
        travel_factor_town=1.0,
        travel_factor_rural=1.0,
        rate_measured=True,
        assumptions=_assumptions(record, mean),
        synthetic=county.synthetic,
    )
    settings = replace(
        county.surge, event_size_cv=float(np.clip(record.month_cv, 0.05, 3.0)), horizon_days=1
    )
    past = pd.DataFrame(columns=list(COLUMNS))
    return forecast(scenario, houses, every, past, LAG, settings=settings, seed=seed, draws=draws)


def _assumptions(record: Record, mean: float) -> tuple[Assumption, ...]:
    status = Status.ASSUMED
    few = "" if record.months >= MONTHS_MIN else f"; fewer than {MONTHS_MIN} months of record"
    return (
        Assumption("ordinary_rate", mean * record.share, "claims per 1,000 house-years", None, None,
                   "scores, less the share of claims that events brought", status),
        Assumption("ordinary_share", record.share, "ratio", 0.0, 1.0,
                   f"{record.claims} claims of the record outside events", status),
        Assumption("ordinary_month_cv", record.month_cv, "ratio", 0.0, None,
                   f"{record.months} months of record{few}", status),
    )  # fmt: skip

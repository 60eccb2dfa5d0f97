"""What the county's catalogue of events would cost today's insured houses.

Every event with recorded intensities happens again to the houses in force now, under the scheme's
terms; its frequency is once in the years observed. Cells of the loss engine are villages here.
Ordinary claims outside the catalogue are not in these figures; what they cost a year stands beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.losses.engine import Portfolio
from risk.losses.exceedance import RETURN_PERIODS_YEARS, Exceedance, draw_weights, exceedance
from risk.losses.exposed import Floats, Terms
from risk.reference import LossShare, Preset
from risk.settings import County, Scheme
from risk.surge.closed import closed_events
from risk.surge.loss_catalogue import (
    ROW,
    Past,
    catalogue,
    engine_houses,
    event_rows,
    one_event,
    payable_claims,
    todays_houses,
    years_observed,
)
from risk.surge.loss_curves import LossCurves, fit_loss_curves
from risk.surge.loss_tables import curve_table, event_table, village_table
from risk.terms import RegionLevel

DRAWS = 400
CURVE_POINTS = 60
TERMS_USED = (
    "deductible_money", "house_limit_money", "cover_share_max", "event_limit_money",
    "insurer_share",
)  # fmt: skip


@dataclass(frozen=True)
class CountyLosses:
    """Losses of today's portfolio.

    Attributes:
        exceedance: curves and average annual loss, with ranges.
        events: one row an event: event_id, name, peril_family, started_at, quantity, villages,
            claims_then, cost_then_money, cost_now_money (_lo, _hi), frequency_per_year, note ("",
            or why it is left out).
        villages: region_code, houses, sum_insured_money, annual_money (_lo, _hi),
            per_1000_insured: average annual loss per 1,000 of the sum insured.
        curves: family, quantity, unit, intensity, structure, claim_share, loss_share, and
            mean_share (_lo, _hi): loss over the sum insured of all houses hit.
        fits: the curves' own records, one a family and quantity.
        terms: as used; None: not provided, computed without.
        ordinary_money: cost a year of claims outside the catalogue, mean of ``ordinary_years``.
        houses: in force, of ``sum_insured_money``.
        years: years observed, of the family with the shortest record.
    """

    exceedance: Exceedance
    events: pd.DataFrame
    villages: pd.DataFrame
    curves: pd.DataFrame
    fits: tuple[LossCurves, ...]
    terms: Terms
    ordinary_money: float
    ordinary_years: float
    houses: float
    sum_insured_money: float
    years: float


def terms_of(scheme: Scheme) -> Terms:
    """The loss engine's terms from county.toml; what is not provided stays None."""
    share = scheme.insurer_share
    return Terms(
        deductible_money=scheme.deductible_money,
        limit_money=scheme.house_limit_money,
        limit_share=scheme.cover_share_max,
        event_limit_money=scheme.event_limit_money,
        insurer_share=1.0 if share is None else share,
    )


def periods_of(years: float) -> tuple[float, ...]:
    """Return periods to tell: the usual ones, and enough up to the years observed for a curve."""
    within = np.geomspace(1.02, max(years, 1.1), CURVE_POINTS)
    return tuple(sorted({*RETURN_PERIODS_YEARS, *(float(p) for p in within)}))


def county_losses(
    past: Past,
    *,
    county: County,
    as_of: date,
    presets: Sequence[Preset],
    loss_priors: Sequence[LossShare],
    seed: int,
    draws: int = DRAWS,
    portfolio: pd.DataFrame | None = None,
) -> CountyLosses:
    """Losses of today's portfolio in the events of the past.

    Args:
        past: the county's records.
        county: its settings.
        as_of: last day known.
        presets: for the prior of the claim rate.
        loss_priors: for the prior of the loss share.
        seed: of the draws.
        draws: how many for every range.
        portfolio: houses in place of those in force: region_code (a village), structure, houses,
            sum_insured_money, and optionally deductible_money, limit_money of one house.

    Raises:
        ModelError: no sums insured, or no event with an intensity whose effect is known.
    """
    codes = past.regions.loc[past.regions["level"] == RegionLevel.VILLAGE, "code"].astype(str)
    villages = pd.Index(codes.tolist(), name="region_code")
    houses = todays_houses(past.in_force, past.regions) if portfolio is None else portfolio
    if not float(houses["sum_insured_money"].sum()) > 0:
        raise ModelError(
            "no sums insured are known", where="losses", remedy="load the policy ledger"
        )
    events, marks = catalogue(past, presets, loss_priors, county=county, as_of=as_of)
    if marks.empty:
        raise ModelError(
            "no event of the catalogue has an intensity whose effect on houses is known",
            where="losses", remedy="load the event and event_intensity ledgers",
        )  # fmt: skip
    claims = payable_claims(past.claims, county.scheme)
    fits = tuple(
        _fit(
            [p for p in presets if (p.family.value, p.quantity) == kind],
            own,
            events,
            claims,
            past,
            loss_priors,
            county,
            as_of,
            draws,
            seed,
        )
        for kind, own in marks.groupby(["peril_family", "quantity"])
    )
    terms = terms_of(county.scheme)
    used, event_money, village_money = _run(fits, marks, villages, houses, terms, draws)
    events = events.set_index("event_id")
    frequency = events.loc[used, "frequency_per_year"].to_numpy(np.float64)
    years = float(1 / frequency.max())
    weights = draw_weights(len(used), draws, seed=seed)
    told = exceedance(
        event_money[0], frequency, years=years, seed=seed, drawn_money=event_money[1:],
        return_periods_years=periods_of(years),
    )  # fmt: skip
    annual = np.einsum("e,ev->v", frequency, village_money[0])
    drawn = np.einsum("de,dev->dv", weights * frequency, village_money[1:])
    ordinary = claims[~claims["event_id"].isin(events.index)]
    observed = years_observed(past, county, as_of)
    return CountyLosses(
        exceedance=told,
        events=event_table(events, used, event_money, claims, marks),
        villages=village_table(villages, houses, annual, drawn),
        curves=curve_table(fits),
        fits=fits,
        terms=terms,
        ordinary_money=float(ordinary["cost_money"].sum()) / observed,
        ordinary_years=observed,
        houses=float(houses["houses"].sum()),
        sum_insured_money=float(houses["sum_insured_money"].sum()),
        years=years,
    )


def _fit(
    presets: Sequence[Preset], marks: pd.DataFrame, events: pd.DataFrame, claims: pd.DataFrame,
    past: Past, priors: Sequence[LossShare], county: County, as_of: date, draws: int, seed: int,
) -> LossCurves:  # fmt: skip
    """Curves of one family and quantity from its closed events of years with policies."""
    over = closed_events(events, as_of=as_of, horizon_days=county.surge.horizon_days)
    year = {
        str(e): county.contract_year(t.date())
        for e, t in zip(over["event_id"], over["started_at"], strict=True)
    }
    rows = [
        event_rows(own, claims, past.in_force_by_year[year[str(event)]], str(event))
        for event, own in marks.groupby("event_id")
        if year.get(str(event)) in past.in_force_by_year
    ]
    told = pd.concat(rows) if rows else pd.DataFrame(columns=ROW)
    # a year without policies has houses but no sums: it tells no claim rate
    told = told[(told["houses"] > 0) & told["mean_sum_money"].notna()]
    paid = claims.merge(
        told[["event_id", "region_code", "structure", "mean_sum_money"]],
        on=["event_id", "region_code", "structure"],
    )
    paid = paid[paid["mean_sum_money"] > 0]
    paid = paid.assign(loss_share=paid["gross_money"] / paid["mean_sum_money"])
    return fit_loss_curves(
        told,
        paid,
        marks["intensity"].to_numpy(np.float64),
        sorted(marks["event_id"].unique()),
        presets=presets,
        loss_prior=next(p for p in priors if p.family == presets[0].family),
        event_size_cv=county.surge.event_size_cv,
        loss_most=county.scheme.cover_share_max,
        draws=draws,
        seed=seed,
    )


def _run(
    fits: Sequence[LossCurves],
    marks: pd.DataFrame,
    villages: pd.Index,
    houses: pd.DataFrame,
    terms: Terms,
    draws: int,
) -> tuple[list[str], Floats, Floats]:
    """Used events, their losses (draws + 1, events) and by village (draws + 1, events, villages).

    Row 0 is the best estimate.
    """
    table = engine_houses(houses, villages)
    used = [event for fit in fits for event in fit.event_ids]
    money = np.zeros((draws + 1, len(used)))
    by_village = np.zeros((draws + 1, len(used), len(villages)))
    at = 0
    arranged = Portfolio(table, fits[0].curves(0), terms, cells=len(villages))
    for fit in fits:
        hits = [one_event(marks[marks["event_id"] == e], villages) for e in fit.event_ids]
        for i, event in enumerate(hits):
            for draw in range(draws + 1):
                found = arranged.under(fit.curves(draw, i)).losses(event)
                money[draw, at] = found.event_money[0]
                by_village[draw, at] = found.village_annual_money
            at += 1
    return used, money, by_village

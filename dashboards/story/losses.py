"""What past events would cost today: read from the warehouse or a story, kept, told in tables."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboards.i18n import MISSING, figure, has_text, money, percent, reword, span, t, term
from dashboards.i18n.format import is_missing
from risk import reference
from risk.errors import HuzhuError
from risk.facts import Facts
from risk.flow import Story
from risk.hazard.places import village_places
from risk.ledger.oed import Locations, read_oed
from risk.settings import County
from risk.surge.county_losses import TERMS_USED, CountyLosses, county_losses
from risk.surge.loss_catalogue import Past, todays_houses
from risk.surge.portfolio import place_portfolio
from risk.warehouse import Warehouse

KEPT = 4
TOLD_PERIODS_YEARS = (2.0, 3.0, 5.0, 10.0, 20.0, 50.0)
CLASSES = 5
MEASURES = ("annual_money", "per_1000_insured")


def losses_of(facts: Facts, *, seed: int, portfolio: pd.DataFrame | None = None) -> CountyLosses:
    """Losses of a story's county.

    Raises:
        ModelError: no sums insured, or no event whose effect is known.
    """
    past = Past(
        claims=facts.claims,
        events=facts.events,
        event_intensity=facts.event_intensity,
        in_force=facts.in_force,
        in_force_by_year=facts.houses.by_year,
        regions=facts.regions,
    )
    return told_losses(past, facts.county, facts.as_of, seed=seed, portfolio=portfolio)


def told_losses(
    past: Past, county: County, as_of: date, *, seed: int, portfolio: pd.DataFrame | None = None
) -> CountyLosses:
    """Losses with the priors of the reference tables."""
    return county_losses(
        past,
        county=county,
        as_of=as_of,
        presets=reference.presets(),
        loss_priors=reference.loss_shares(),
        seed=seed,
        portfolio=portfolio,
    )


def read_past(warehouse: Warehouse, county: County, day: date) -> Past:
    """The county's record of one version, without telling a whole story."""
    claims, events = warehouse.claims(day), warehouse.events(day)
    started = [county.contract_year(moment.date()) for moment in events["started_at"]]
    in_force = {
        year: warehouse.in_force(county.contract_year_bounds(year)[0]) for year in set(started)
    }
    return Past(
        claims=claims,
        events=events,
        event_intensity=warehouse.event_intensity(),
        in_force=warehouse.in_force(day),
        in_force_by_year=in_force,
        regions=warehouse.regions(),
    )


def read_portfolio(path: Any, past: Past, county: County) -> tuple[Locations, pd.DataFrame]:
    """A location file and its rows with their villages.

    Raises:
        LedgerError: the file is no location file.
        ModelError: no location lies in the county.
    """
    read = read_oed(path, currency=county.currency)
    return read, place_portfolio(read.frame, past.regions)


def portfolio_rows(past: Past) -> pd.DataFrame:
    """Today's portfolio by village and structure, with the village's point, for a file."""
    places = village_places(past.regions)[["lon", "lat"]]
    return todays_houses(past.in_force, past.regions).join(places, on="region_code")


class LossDesk:
    """Works losses out once a version, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, date, int], CountyLosses | HuzhuError] = OrderedDict()

    def losses(self, story: Story) -> CountyLosses:
        """Losses of the story's version.

        Raises:
            ModelError: as :func:`losses_of`; the refusal is kept too.
        """
        key = (story.facts.version, story.facts.as_of, story.seed)
        with self._lock:
            if key not in self._kept:
                try:
                    self._kept[key] = losses_of(story.facts, seed=story.seed)
                except HuzhuError as refusal:
                    self._kept[key] = refusal
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            found = self._kept[key]
        if isinstance(found, HuzhuError):
            raise found
        return found


@dataclass(frozen=True)
class Term:
    """One term of the scheme as it was used, in words."""

    name: str
    value: str
    status: str
    used: str
    source: str


def terms_told(county: County, lang: str) -> list[Term]:
    """The terms in the order they bite; what is not provided is said to be left out."""
    return [_term(county, name, lang) for name in TERMS_USED]


def _term(county: County, name: str, lang: str) -> Term:
    value, standing = getattr(county.scheme, name), county.scheme.standing(name)
    given = value is not None
    if not given:
        shown = t("status.not_provided", lang)
    elif name.endswith("_money"):
        shown = money(value, lang, county.currency)
    else:
        shown = percent(value, lang, 0)
    return Term(
        name=t(f"losses.term.{name}", lang),
        value=shown,
        status=term("status", standing.status.value, lang),
        used=t("losses.term_used" if given else f"losses.without.{name}", lang),
        source=reword(standing.source, lang) if standing.source else "county.toml [scheme]",
    )


@dataclass(frozen=True)
class Basis:
    """What the vulnerability of one family rests on, in words."""

    family: str
    quantity: str
    events: int
    events_fitted: int
    claims: int
    years: str
    prior: str
    prior_source: str


def bases_told(losses: CountyLosses, lang: str) -> list[Basis]:
    """One row a family: own events and claims, and the prior beside them."""
    frequency = losses.events.groupby("peril_family")["frequency_per_year"].first()
    return [
        Basis(
            family=term("peril_family", fit.family, lang),
            quantity=quantity(fit.quantity, fit.unit, lang),
            events=len(fit.event_ids),
            events_fitted=fit.events_fitted,
            claims=fit.claims,
            years=figure(round(1 / float(frequency[fit.family]), 1), lang),
            prior=t(
                "losses.prior", lang, value=percent(fit.loss_prior.value, lang),
                span=span(fit.loss_prior.low, fit.loss_prior.high, lang, percent),
                status=term("status", fit.loss_prior.status.value, lang),
            ),
            prior_source=f"{reword(fit.loss_prior.source, lang)} ({fit.loss_prior.date})",
        )
        for fit in losses.fits
    ]  # fmt: skip


def quantity(code: str, unit: str, lang: str) -> str:
    """An intensity's name with its unit; one without a name keeps its code."""
    key = f"quantity.{code}"
    return f"{t(key, lang) if has_text(key, lang) else code} ({unit})"


def period_table(losses: CountyLosses) -> pd.DataFrame:
    """Loss reached once in so many years: return_period_years, oep and aep (_lo, _hi), beyond."""
    curve = losses.exceedance.curve
    curve = curve[curve["return_period_years"].isin(TOLD_PERIODS_YEARS)]
    wide = curve.pivot(
        index="return_period_years", columns="kind",
        values=["loss_money", "loss_money_lo", "loss_money_hi"],
    )  # fmt: skip
    wide.columns = [f"{kind}{name.removeprefix('loss_money')}" for name, kind in wide.columns]
    beyond = curve.groupby("return_period_years")["beyond_record"].first()
    wide[wide.columns] = wide.where(~beyond, np.nan)
    return wide.assign(beyond=beyond).reset_index()


def village_rows(losses: CountyLosses, regions: pd.DataFrame) -> pd.DataFrame:
    """Villages with name and township, dearest first."""
    names = regions.set_index("code")["name"]
    township = regions.set_index("code")["township_code"].map(names)
    frame = losses.villages.assign(
        name=losses.villages["region_code"].map(names),
        township=losses.villages["region_code"].map(township),
    )
    return frame.sort_values("annual_money", ascending=False, ignore_index=True)


def event_rows(losses: CountyLosses, lang: str) -> pd.DataFrame:
    """Events with names and notes in words, newest first."""
    frame = losses.events.assign(
        family=[term("peril_family", f, lang) for f in losses.events["peril_family"]],
        day=[moment.date().isoformat() for moment in losses.events["started_at"]],
        note=[t(f"losses.note.{n}", lang) if n else "" for n in losses.events["note"]],
    )
    return frame.sort_values("started_at", ascending=False, ignore_index=True)


def cuts_of(values: Sequence[float]) -> tuple[float, ...]:
    """Four rising cut points of five classes, round numbers near the quintiles."""
    positive = np.array([v for v in values if not is_missing(v) and v > 0])
    if not len(positive):
        return (1.0, 2.0, 3.0, 4.0)
    edges = np.quantile(positive, np.arange(1, CLASSES) / CLASSES)
    cuts = [_round(float(edge)) for edge in edges]
    for i in range(1, len(cuts)):
        cuts[i] = max(cuts[i], cuts[i - 1] * 1.1)
    return tuple(cuts)


def _round(value: float) -> float:
    """Two digits that count."""
    size = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(f"{round(value / size) * size:.6g}")


def digits_of(
    frame: pd.DataFrame, measure: str, codes: Sequence[str], cuts: Sequence[float]
) -> str:
    """One digit a region in the layer's order: 1–5 by class, 0 where nothing is insured."""
    values = frame.set_index("region_code")[measure].reindex(codes)
    return "".join("0" if is_missing(v) else str(1 + sum(v > cut for cut in cuts)) for v in values)


def money_range(low: float, high: float, lang: str, currency: str) -> str:
    """A range of sums."""
    if is_missing(low):
        return MISSING
    return f"{money(low, lang, currency)}–{money(high, lang, currency)}"

"""The county's own record as the loss engine takes it: houses, events, claims that were paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from risk.hazard import place_houses
from risk.losses.exposed import EventSet, Houses
from risk.reference import LossShare, Preset
from risk.settings import County, Scheme
from risk.surge.loss_curves import STRUCTURES

ROW = ["event_id", "region_code", "structure", "intensity", "houses", "mean_sum_money", "claims"]


@dataclass(frozen=True)
class Past:
    """What the county knows of itself: frames of ``risk.facts.Facts`` and first days' houses."""

    claims: pd.DataFrame
    events: pd.DataFrame
    event_intensity: pd.DataFrame
    in_force: pd.DataFrame
    in_force_by_year: Mapping[int, pd.DataFrame]
    regions: pd.DataFrame


def todays_houses(in_force: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Houses and sums by village and structure; those without a village are spread, none lost."""
    rows = []
    for structure, own in in_force.groupby("structure"):
        placed = place_houses(own, regions)
        known = own.groupby("region_code")[["houses", "sum_insured_money"]].sum()
        known = known.reindex(placed["region_code"]).fillna(0.0)
        elsewhere = own["sum_insured_money"].sum() - known["sum_insured_money"].sum()
        spread = placed["houses"].to_numpy() - known["houses"].to_numpy()
        added = spread * elsewhere / spread.sum() if spread.sum() > 0 else 0.0
        placed["sum_insured_money"] = known["sum_insured_money"].to_numpy() + added
        rows.append(placed.assign(structure=structure))
    found = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(
        columns=["region_code", "houses", "sum_insured_money", "structure"]
    )  # fmt: skip
    return found[found["houses"] > 0].reset_index(drop=True)


def engine_houses(houses: pd.DataFrame, villages: pd.Index) -> Houses:
    """A table of houses as the engine takes it; rows of no village never lose."""
    cell = villages.get_indexer(pd.Index(houses["region_code"])).astype(np.int32)
    own = {
        name: houses[name].to_numpy(np.float64)
        for name in ("deductible_money", "limit_money")
        if name in houses
    }
    codes = pd.Categorical(houses["structure"].fillna("other"), categories=list(STRUCTURES)).codes
    return Houses(
        cell=cell,
        curve=np.where(codes < 0, STRUCTURES.index("other"), codes).astype(np.int32),
        village=np.maximum(cell, 0),
        value_money=houses["sum_insured_money"].fillna(0.0).to_numpy(np.float64),
        villages=len(villages),
        houses=houses["houses"].to_numpy(np.float64),
        **own,
    )


def payable_claims(claims: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Claims that cost something: event_id, region_code, structure, year, cost_money, gross_money.

    Cost is what was paid, else the estimate of a claim still open. ``gross_money`` adds back the
    deductible where the contract has one.
    """
    cost = claims["paid_money"].where(
        claims["paid_money"].notna(), claims["estimate_money"].where(claims["status"] == "open")
    )
    own = claims.assign(cost_money=cost.fillna(0.0).astype(float))
    own = own[own["cost_money"] > 0]
    own = own.assign(
        gross_money=own["cost_money"] + (scheme.deductible_money or 0.0),
        structure=own["structure"].fillna("other"),
    )
    return own[
        ["event_id", "region_code", "structure", "year", "cost_money", "gross_money", "loss_at"]
    ]


def catalogue(
    past: Past,
    presets: Sequence[Preset],
    loss_priors: Sequence[LossShare],
    *,
    county: County,
    as_of: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events with quantity, frequency and note, and the marks used: one quantity an event."""
    known = {p.family.value for p in loss_priors}
    wanted = {(p.family.value, p.quantity) for p in presets if p.family.value in known}
    family = past.events.set_index("event_id")["peril_family"]
    marks = past.event_intensity.assign(
        peril_family=past.event_intensity["event_id"].map(family),
        intensity=past.event_intensity["intensity"].astype(float),
    )
    marks = marks[(marks["intensity"] > 0) & marks["peril_family"].notna()]
    pairs = zip(marks["peril_family"], marks["quantity"], strict=True)
    fits = np.array([pair in wanted for pair in pairs], dtype=bool)
    usable = _one_quantity(marks[fits])
    years = _family_years(past, county, as_of)
    note = [
        "" if i in set(usable["event_id"])
        else "no_curve" if i in set(marks["event_id"]) else "no_intensity"
        for i in past.events["event_id"]
    ]  # fmt: skip
    events = past.events.assign(
        quantity=past.events["event_id"].map(usable.groupby("event_id")["quantity"].first()),
        frequency_per_year=1 / past.events["peril_family"].map(years).astype(float),
        note=note,
    )
    return events, usable


def _one_quantity(marks: pd.DataFrame) -> pd.DataFrame:
    """Marks of the quantity that an event has in most villages (of equals, the first by name)."""
    counted = marks.groupby(["event_id", "quantity"]).size().rename("marks").reset_index()
    ordered = counted.sort_values(["marks", "quantity"], ascending=[False, True])
    chosen = ordered.drop_duplicates("event_id")[["event_id", "quantity"]]
    one: pd.DataFrame = marks.merge(chosen, on=["event_id", "quantity"])
    return one.drop_duplicates(["event_id", "region_code"])


def years_observed(past: Past, county: County, as_of: date) -> float:
    """Years from the contract year of the first claim (without any, of the first event)."""
    first = past.claims["loss_at"].min() if len(past.claims) else past.events["started_at"].min()
    return _years_since(first, county, as_of)


def _family_years(past: Past, county: County, as_of: date) -> dict[str, float]:
    """Years observed by family: from its first event where that lies before the first claim."""
    first = past.events.groupby("peril_family")["started_at"].min()
    ours = years_observed(past, county, as_of)
    return {str(f): max(ours, _years_since(t, county, as_of)) for f, t in first.items()}


def _years_since(first: datetime, county: County, as_of: date) -> float:
    """Whole contract years before the running one, and the part of that which is over."""
    this = county.contract_year(as_of)
    start, end = county.contract_year_bounds(this)
    over = ((as_of - start).days + 1) / (end - start).days
    return this - county.contract_year(first.date()) + over


def event_rows(
    marks: pd.DataFrame, claims: pd.DataFrame, in_force: pd.DataFrame, event: str
) -> pd.DataFrame:
    """Villages an event hit × structures insured there: columns ROW; claims: those paid."""
    hit = marks[["region_code", "intensity"]]
    rows = in_force.merge(hit, on="region_code").assign(event_id=event)
    own = claims[claims["event_id"] == event]
    counted = own.groupby(["region_code", "structure"]).size().rename("claims")
    rows = rows.merge(counted, how="left", on=["region_code", "structure"])
    rows["claims"] = rows["claims"].fillna(0).astype(int)
    rows["mean_sum_money"] = rows["sum_insured_money"] / rows["houses"].where(rows["houses"] > 0)
    found: pd.DataFrame = rows[ROW]
    return found


def one_event(marks: pd.DataFrame, villages: pd.Index) -> EventSet:
    """An event of frequency 1, so that a village's annual loss is its loss in the event."""
    cell = villages.get_indexer(pd.Index(marks["region_code"])).astype(np.int32)
    here = cell >= 0
    return EventSet(
        indptr=np.array([0, here.sum()]),
        cell=cell[here],
        intensity=marks["intensity"].to_numpy(np.float64)[here],
        frequency_per_year=np.ones(1),
        cells=len(villages),
    )

"""From a preset or a past event to a scenario's footprint."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.geography.plane import haversine_km
from risk.hazard.places import village_places, village_scores
from risk.hazard.scenario import FOOTPRINT_COLUMNS, Assumption, Scenario, Zone
from risk.reference import Preset
from risk.terms import PerilFamily, Status

HOURS_UNKNOWN_END = 12.0


def scenario_from_preset(
    preset: Preset,
    regions: pd.DataFrame,
    scores_frame: pd.DataFrame,
    *,
    starts_at: datetime,
    township_codes: Collection[str] | None = None,
    synthetic: bool = False,
) -> Scenario:
    """A preset laid over the county.

    The core is whole townships: those given, else those with most expected claims of the family,
    as many as come nearest to the preset's core share; of a preset whose core is of villages
    (hail, a fire), the villages with most expected claims. The fringe is the villages nearest to
    the core until the affected share is met (with given townships: in the preset's proportion).

    Raises:
        ModelError: a given township has no village.
    """
    villages = village_places(regions)
    if township_codes is None:
        affected = preset.affected_share * len(villages)
        core = _core(villages, scores_frame, preset, affected * preset.core_share)
    else:
        core = _members(villages, township_codes)
        affected = core.sum() / preset.core_share
    fringe = _nearest(villages, core, round(affected) - int(core.sum()))
    rate = preset.figure("claims_per_1000_core")
    return Scenario(
        name=f"{preset.code}@{starts_at:%Y-%m-%dT%H:%M}",
        preset=preset.code,
        family=preset.family,
        grade=preset.grade,
        starts_at=starts_at,
        duration_h=preset.duration_h,
        footprint=_preset_footprint(villages, core, fringe, preset),
        claim_rate_per_1000_core=rate.value,
        claim_rate_per_1000_core_lo=rate.low,
        claim_rate_per_1000_core_hi=rate.high,
        fringe_ratio=preset.fringe_ratio,
        travel_factor_town=preset.travel_factor_town,
        travel_factor_rural=preset.travel_factor_rural,
        lead_time_h=preset.lead_time_h,
        assumptions=preset_assumptions(preset),
        synthetic=synthetic,
    )


def preset_assumptions(preset: Preset) -> tuple[Assumption, ...]:
    """Every figure of a preset as an assumption."""
    return tuple(
        Assumption(f.name, f.value, f.unit, f.low, f.high, f.source, f.status, f.date)
        for f in preset.figures
    )


def scenario_from_event(
    event: "pd.Series[Any]",
    preset: Preset,
    regions: pd.DataFrame,
    *,
    claims: pd.DataFrame,
    in_force: pd.DataFrame,
    intensity: pd.DataFrame | None = None,
    starts_at: datetime | None = None,
    synthetic: bool = False,
) -> Scenario:
    """A past event once more, today or at its own time.

    Args:
        event: a row of the event table.
        preset: of the same family; gives what the record does not say (travel factors, fringe
            ratio, and the claim rate where the event has no located claims).
        claims: claims with event_id and region_code; those of the event are used.
        in_force: houses insured, by region_code.
        intensity: rows of event_intensity; the upper half of the intensity range is the core.
            Without them the villages with claims are the core and there is no fringe.
        starts_at: when it strikes; default the event's own start.

    Raises:
        ModelError: the event has neither claims in a village nor intensities.
    """
    villages = village_places(regions)
    own = claims[(claims["event_id"] == event["event_id"]) & claims["region_code"].notna()]
    counts = own["region_code"].value_counts().reindex(villages.index).fillna(0.0)
    footprint = _event_footprint(str(event["event_id"]), villages.index, counts, intensity)
    rate, low, high, measured = _event_rate(footprint, counts, in_force, preset)
    started, ended = event["started_at"], event["ended_at"]
    hours = HOURS_UNKNOWN_END if pd.isna(ended) else (ended - started).total_seconds() / 3600
    return Scenario(
        name=str(event["name"]),
        preset=preset.code,
        family=PerilFamily(event["peril_family"]),
        grade="past event",
        starts_at=starts_at or started.to_pydatetime(),
        duration_h=hours,
        footprint=footprint,
        claim_rate_per_1000_core=rate,
        claim_rate_per_1000_core_lo=low,
        claim_rate_per_1000_core_hi=high,
        fringe_ratio=preset.fringe_ratio,
        travel_factor_town=preset.travel_factor_town,
        travel_factor_rural=preset.travel_factor_rural,
        lead_time_h=preset.lead_time_h,
        rate_measured=measured > 0,
        assumptions=_event_assumptions(preset, rate, low, high, measured),
        synthetic=synthetic,
    )


def _core(
    villages: pd.DataFrame, scores_frame: pd.DataFrame, preset: Preset, wanted: float
) -> NDArray[np.bool_]:
    scores = village_scores(scores_frame, preset.family)
    claims = (scores["claims_per_1000_house_years"] * scores["house_years"]).reindex(villages.index)
    if preset.core_of == "village":
        order = np.argsort(-claims.fillna(0.0).to_numpy(), kind="stable")
        core = np.zeros(len(villages), bool)
        core[order[: max(round(wanted), 1)]] = True
        return core
    return _riskiest(villages, claims.fillna(0.0), wanted)


def _riskiest(
    villages: pd.DataFrame, claims: "pd.Series[float]", wanted: float
) -> NDArray[np.bool_]:
    """Townships by expected claims, downwards; the number of villages comes nearest to wanted."""
    by_township = claims.groupby(villages["township_code"]).agg(["sum", "size"])
    ordered = by_township.rename_axis("code").sort_values(["sum", "code"], ascending=[False, True])
    reached = ordered["size"].cumsum().to_numpy()
    last = int(np.argmin(np.abs(reached - wanted)))
    return villages["township_code"].isin(ordered.index[: last + 1]).to_numpy()


def _members(villages: pd.DataFrame, township_codes: Collection[str]) -> NDArray[np.bool_]:
    missing = sorted(set(township_codes) - set(villages["township_code"]))
    if missing or not township_codes:
        raise ModelError(
            f"no village in township {', '.join(missing) or '(none given)'}",
            where="scenario footprint",
            remedy="name townships of this county by their code",
        )
    return villages["township_code"].isin(list(township_codes)).to_numpy()


def _nearest(villages: pd.DataFrame, core: NDArray[np.bool_], wanted: int) -> NDArray[np.bool_]:
    """The villages nearest to the core, as many as wanted (or as there are)."""
    outside = np.flatnonzero(~core)
    fringe = np.zeros(len(villages), bool)
    if wanted > 0 and len(outside):
        lon, lat = villages["lon"].to_numpy(float), villages["lat"].to_numpy(float)
        away_km = haversine_km(
            lon[outside, None], lat[outside, None], lon[core][None, :], lat[core][None, :]
        ).min(axis=1)
        fringe[outside[np.argsort(away_km, kind="stable")[:wanted]]] = True
    return fringe


def _preset_footprint(
    villages: pd.DataFrame, core: NDArray[np.bool_], fringe: NDArray[np.bool_], preset: Preset
) -> pd.DataFrame:
    hit = core | fringe
    return pd.DataFrame(
        {
            "region_code": villages.index[hit],
            "zone": np.where(core[hit], Zone.CORE.value, Zone.FRINGE.value),
            "intensity": np.where(core[hit], preset.core_intensity, preset.fringe_intensity),
            "quantity": preset.quantity,
            "unit": preset.unit,
        },
        columns=list(FOOTPRINT_COLUMNS),
    )


def _event_footprint(
    event_id: str,
    villages: "pd.Index[str]",
    counts: "pd.Series[float]",
    intensity: pd.DataFrame | None,
) -> pd.DataFrame:
    rows = _intensity_rows(event_id, villages, intensity)
    if len(rows):
        middle = (rows["intensity"].min() + rows["intensity"].max()) / 2
        zone = np.where(rows["intensity"] >= middle, Zone.CORE.value, Zone.FRINGE.value)
        return rows.assign(zone=zone, unit="")[list(FOOTPRINT_COLUMNS)].reset_index(drop=True)
    hit = counts[counts > 0]
    if hit.empty:
        raise ModelError(
            "neither claims in a village nor intensities are known",
            where=f"event {event_id!r}",
            remedy="choose another event, or a preset",
        )
    return pd.DataFrame(
        {
            "region_code": hit.index,
            "zone": Zone.CORE.value,
            "intensity": hit.to_numpy(),
            "quantity": "claims",
            "unit": "claims",
        },
        columns=list(FOOTPRINT_COLUMNS),
    )


def _intensity_rows(
    event_id: str, villages: "pd.Index[str]", intensity: pd.DataFrame | None
) -> pd.DataFrame:
    """The event's intensities by village: of its first quantity, where several are recorded."""
    if intensity is None:
        return pd.DataFrame()
    rows = intensity[(intensity["event_id"] == event_id) & (intensity["intensity"] > 0)]
    rows = rows[rows["region_code"].isin(villages)].sort_values(["quantity", "region_code"])
    rows = rows[rows["quantity"] == rows["quantity"].iloc[0]] if len(rows) else rows
    return rows.drop_duplicates("region_code")


def _event_rate(
    footprint: pd.DataFrame, counts: "pd.Series[float]", in_force: pd.DataFrame, preset: Preset
) -> tuple[float, float, float, int]:
    """Claims per 1,000 houses of the core with a 90 % Poisson range, and claims it rests on."""
    houses = in_force.groupby("region_code")["houses"].sum()
    core = footprint["zone"].to_numpy() == Zone.CORE
    codes = footprint["region_code"]
    weights = houses.reindex(codes).fillna(0.0).to_numpy() * np.where(core, 1, preset.fringe_ratio)
    observed = float(counts.reindex(codes).sum())
    if observed == 0 or weights.sum() == 0:
        figure = preset.figure("claims_per_1000_core")
        return figure.value, figure.low, figure.high, 0
    rate = 1000 * observed / weights.sum()
    spread = np.exp(1.645 / np.sqrt(observed))
    return rate, rate / spread, rate * spread, int(observed)


def _event_assumptions(
    preset: Preset, rate: float, low: float, high: float, measured: int
) -> tuple[Assumption, ...]:
    taken = {"fringe_ratio", "travel_factor_town", "travel_factor_rural", "lead_time_h"}
    unit = preset.figure("claims_per_1000_core").unit
    source = f"{measured} claims of the event itself" if measured else f"preset {preset.code}"
    own = Assumption("claims_per_1000_core", rate, unit, low, high, source, Status.ASSUMED)
    return (own, *(a for a in preset_assumptions(preset) if a.name in taken))

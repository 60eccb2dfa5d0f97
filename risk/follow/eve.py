"""The eve of an event: what was known on the day before it began.

The eve is what was known on the day before the event began: data, scores, rates, lags; nothing
later, not even in replay. The footprint alone is the event's own, as recorded (on the night itself
it is what the warning says); an event without one may strike anywhere in the county.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk import reference
from risk.desk import resolve
from risk.errors import ModelError
from risk.facts import Facts
from risk.flow import look_back
from risk.hazard import Scenario, place_houses, preset_assumptions, relative_risk, village_places
from risk.hazard.places import villages_inside
from risk.operations import open_operations
from risk.operations.desk import decisions
from risk.planned import claims_for
from risk.reference import Preset
from risk.scoring import Scores
from risk.surge import Forecast
from risk.surge.bureau import tables_of
from risk.surge.clock import Clock
from risk.surge.expected import houses_are_counted
from risk.surge.grades import core_of, grade_of
from risk.surge.lag import LagLaw, fit_lag_law
from risk.surge.nowcast_records import Prior
from risk.surge.underway import (
    UNPLACED,
    Stray,
    claims_of,
    event_zones,
    spread_stray,
    stray_shares,
    told_by_day,
)
from risk.views.desk import event_houses
from risk.warehouse import Warehouse, open_version
from risk.workspace import Workspace

USUAL_GRADE = "severe"
"""Grade of an event whose intensities are not recorded."""
EVENTS = """
SELECT e.event_id, e.name, e.peril_family, e.started_at, e.ended_at, count(c.claim_id) AS claims
FROM event e LEFT JOIN claim c ON c.event_id = e.event_id AND c.reported_at IS NOT NULL
GROUP BY ALL HAVING claims > 0 OR e.started_at >= ? ORDER BY e.started_at DESC
"""

NO_LIMIT = 10**8
"""Houses of a village where they are not counted, and of claims that name none."""
DAY_H = 24.0
YOUNG = timedelta(days=30)
"""An event as old as this has claims, if it ever will."""
DAMAGE = """
FROM government_damage SELECT event_id, reported_at, region_code, households
WHERE (reported_at < $1 OR event_id = $2) AND event_id IS NOT NULL
"""

REPORTS = "SELECT 1 FROM report LIMIT 1"
LIKELY = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Eve:
    """What was known on the day before an event began, and the event's reports.

    Attributes:
        event: its row: event_id, name, peril_family, started_at, ended_at, source.
        facts: known at the end of ``as_of``, the day before.
        forecast: claims expected on the eve.
        recorded: the footprint was recorded; else the event may strike anywhere in the county.
        stray: shares outside the footprint, and of no known village.
        prior: what a nowcast starts from: the county's villages, ``UNPLACED`` last.
        reports: every house of the event the version knows: reported_at, region_code.
        from_desk: the report desk tells them (young events); else claims do, each one house.
        by_day: the source of the reports knows days only.
        tables: the bureau's damage tables of past events and of this one (``bureau.tables_of``).
        known_until: end of the last day the version knows.
    """

    event: dict[str, Any]
    facts: Facts
    forecast: Forecast
    recorded: bool
    stray: Stray
    prior: Prior
    reports: pd.DataFrame
    from_desk: bool
    by_day: bool
    tables: pd.DataFrame
    known_until: datetime

    @property
    def started_at(self) -> datetime:
        """Begin of the event; hour 0."""
        start: datetime = self.event["started_at"].to_pydatetime()
        return start

    @cached_property
    def inside(self) -> dict[str, list[str]]:
        """Villages of every region: the same at every moment of the event."""
        return villages_inside([str(c) for c in self.prior.region_codes[:-1]], self.facts.regions)

    @property
    def horizon_h(self) -> float:
        """Hours after the start in which reports are followed."""
        return self.prior.hit[1] + DAY_H * self.facts.county.surge.horizon_days


def list_events(ws: Workspace, version: str | None = None) -> pd.DataFrame:
    """Events with claims, or begun in the last weeks of the record, newest first.

    Returns:
        event_id, name, peril_family, started_at, ended_at, claims.
    """
    with open_version(ws, version) as warehouse:
        return warehouse.frame(EVENTS, [warehouse.last_day() - YOUNG])


def eve_of(
    ws: Workspace,
    version: str | None,
    event_id: str,
    *,
    seed: int,
    models: Mapping[str, str] | None = None,
) -> Eve:
    """The eve of an event.

    Args:
        ws: the county's workspace.
        version: of the data; None: the one in force.
        event_id: of the event table.
        seed: of the forecast.
        models: model of the scores by family, taken unjudged; None: judged on what was known.

    Raises:
        ModelError: no such event, or what was known on its eve carries no forecast.
    """
    with open_version(ws, version) as warehouse:
        rows = warehouse.frame("SELECT * FROM event WHERE event_id = ?", [event_id])
        if rows.empty:
            raise ModelError(
                f"no event {event_id!r}", where="event ledger", remedy="choose another event"
            )
        event = {str(name): value for name, value in rows.iloc[0].items()}
        last = warehouse.last_day()
        known = warehouse.claims(last)
        damage = warehouse.frame(DAMAGE, [event["started_at"], event_id])
        horizon = timedelta(days=ws.county().surge.horizon_days)
        ended_at = event["started_at"] if pd.isna(event["ended_at"]) else event["ended_at"]
        attributed = ended_at.date() + horizon < last
        claimed = claims_of(known, event, attributed=attributed)
        told = None if attributed else desk_houses(ws, warehouse, event)
    # a ledger of claims may run ahead of the register, or behind it
    from_desk = told is not None and len(told) >= len(claimed)
    counted = told if told is not None and from_desk else claimed
    reports = counted[["reported_at", "region_code"]].reset_index(drop=True)
    day = event["started_at"].date() - timedelta(days=1)
    facts, scores = look_back(ws, version, day, seed=seed, models=models)
    scenario, recorded = _scenario(facts, event)
    claims = claims_for(facts, scores, scenario, seed=seed)
    stray = stray_shares(
        facts.claims, facts.events, facts.event_intensity, village_places(facts.regions).index,
        as_of=facts.as_of, horizon_days=facts.county.surge.horizon_days,
    )  # fmt: skip
    law = fit_lag_law(
        facts.claims, facts.events, settings=facts.county.surge, as_of=facts.as_of,
        family=scenario.family,
    )  # fmt: skip
    prior = prior_of(facts, scores, claims, stray, law, reports)
    known_until = datetime.combine(last + timedelta(days=1), time())
    by_day = told_by_day(reports)
    return Eve(
        event, facts, claims, recorded, stray, prior, reports, from_desk, by_day,
        tables_of(damage), known_until,
    )  # fmt: skip


def prior_of(
    facts: Facts,
    scores: Scores,
    claims: Forecast,
    stray: Stray,
    law: LagLaw,
    reports: pd.DataFrame,
) -> Prior:
    """The eve's forecast as a nowcast takes it: strays have a place, a house claims once."""
    scenario = claims.scenario
    codes, expected = spread_stray(
        [str(code) for code in claims.region_codes],
        claims.expected,
        _weights(facts, scores, scenario),
        stray,
    )
    houses = place_houses(facts.in_force, facts.regions).set_index("region_code")["houses"]
    most = houses.reindex(codes).fillna(0.0).to_numpy(np.float64, copy=True)
    came = reports["region_code"].fillna(UNPLACED).value_counts().reindex(codes).fillna(0)
    # houses not counted, or fewer than reported (a ledger that lags behind): no limit is better
    # than a wrong one
    open_ended = (came.to_numpy() > most) | (not houses_are_counted(scores.frame))
    most[open_ended | (np.array(codes) == UNPLACED)] = NO_LIMIT
    start = scenario.starts_at
    return Prior(
        region_codes=np.array(codes, dtype=object),
        expected=expected,
        size_cv=claims.spread.whole_cv,
        dispersion=claims.spread.dispersion,
        lag=law,
        houses=most,
        hit=(0.0, scenario.duration_h),
        clock=Clock(scenario.clock_h, start.weekday(), law.effects),
    )


def desk_houses(ws: Workspace, warehouse: Warehouse, event: dict[str, Any]) -> pd.DataFrame | None:
    """Distinct insured houses the report desk knows of a young event; None: no register of reports.

    Of an event that is over claims are the better count: each is one house, and names the event,
    while the desk's window also holds what had nothing to do with it.
    """
    if warehouse.frame(REPORTS).empty:
        return None
    with closing(open_operations(ws)) as con:
        said = resolve(decisions(con))
    houses = event_houses(warehouse, ws.county(), str(event["event_id"]), decisions=said)
    likely = (houses["insured"] >= LIKELY) & (houses["p_same"] < LIKELY)
    told: pd.DataFrame = houses[likely & (houses["reported_at"] >= event["started_at"])]
    return told


def _scenario(facts: Facts, event: dict[str, Any]) -> tuple[Scenario, bool]:
    """The event as one would have planned for it: its footprint, the preset's figures."""
    villages = village_places(facts.regions).index
    zones, recorded = event_zones(villages, event, facts.event_intensity)
    preset = _preset(zones, str(event["peril_family"]), recorded)
    rate = preset.figure("claims_per_1000_core")
    started, ended = event["started_at"], event["ended_at"]
    hours = preset.duration_h if pd.isna(ended) else (ended - started).total_seconds() / 3600
    if not recorded:
        zones = zones.assign(
            intensity=preset.core_intensity, quantity=preset.quantity, unit=preset.unit
        )
    scenario = Scenario(
        name=str(event["name"]),
        preset=preset.code,
        family=preset.family,
        grade=preset.grade,
        starts_at=started.to_pydatetime(),
        duration_h=hours,
        footprint=zones,
        claim_rate_per_1000_core=rate.value,
        claim_rate_per_1000_core_lo=rate.low,
        claim_rate_per_1000_core_hi=rate.high,
        fringe_ratio=preset.fringe_ratio,
        travel_factor_town=preset.travel_factor_town,
        travel_factor_rural=preset.travel_factor_rural,
        lead_time_h=0.0,
        assumptions=preset_assumptions(preset),
        synthetic=facts.county.synthetic,
    )
    return scenario, recorded


def _preset(zones: pd.DataFrame, family: str, recorded: bool) -> Preset:
    """The family's preset nearest in strength; of the usual grade where strength is not known."""
    alike = [p for p in reference.presets() if p.family == family]
    if not alike:
        raise ModelError(f"no preset of the family {family}", where="risk.reference presets")
    grade = grade_of(core_of(zones), family, alike) if recorded else None
    measured = [p for p in alike if p.quantity in set(zones["quantity"])]
    alike = measured or alike  # a kind of hazard is told by what was measured of it
    return next((p for p in alike if p.grade == (grade or USUAL_GRADE)), alike[0])


def _weights(facts: Facts, scores: Scores, scenario: Scenario) -> "pd.Series[float]":
    """Houses × risk of every village: where claims outside a footprint come from."""
    houses = place_houses(facts.in_force, facts.regions).set_index("region_code")["houses"]
    risk = relative_risk(scores.frame, scenario.family, houses.index)
    return houses * risk

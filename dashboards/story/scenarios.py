"""A choice → a scenario: preset, past event, catalogue earthquake, or a footprint of one's own."""

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboards.story.choice import FAMILY_OF, Choice, Origin
from dashboards.story.footprints import from_payload
from risk import reference
from risk.errors import ModelError
from risk.flow import Story
from risk.geography.plane import haversine_km
from risk.hazard import Scenario, place_houses, scenario_from_event
from risk.hazard.custom import claim_curve, scenario_from_extent, stronger
from risk.hazard.earthquakes import from_earthquake
from risk.planned import preset_scenario
from risk.terms import RegionLevel


@dataclass(frozen=True)
class PastEvent:
    """A stored event as a choice: what can be built from it, and how far away it was."""

    event_id: str
    name: str
    family: str
    day: pd.Timestamp
    how: str
    """claims, intensity, earthquake, or why not: area (a catalogue's wide area), nothing."""
    magnitude: float | None
    km: float | None

    @property
    def usable(self) -> bool:
        """Whether a footprint can be built."""
        return self.how in ("claims", "intensity", "earthquake")


def past_events_of(story: Story) -> list[PastEvent]:
    """Stored events, those that can be used first, the newest first.

    A flood of a world catalogue has an area of up to half a million km² around a point that is not
    where the damage was: no intensity is made of it.
    """
    facts = story.facts
    located = facts.claims[facts.claims["region_code"].notna()]
    claimed = set(located["event_id"].dropna())
    measured = set(facts.event_intensity["event_id"])
    known = {p.family.value for p in reference.presets()}
    lon, lat = _centre(story)
    found = []
    for row in facts.events.to_dict("records"):
        how = _how(row, claimed, measured)
        family = str(row["peril_family"])
        found.append(
            PastEvent(
                event_id=str(row["event_id"]), name=str(row["name"]), family=family,
                day=pd.Timestamp(row["started_at"]), how=how if family in known else "no_preset",
                magnitude=_number(row.get("magnitude")),
                km=_away(row, lon, lat),
            )
        )  # fmt: skip
    return sorted(found, key=lambda e: (not e.usable, -e.day.value))


def _how(row: dict[str, Any], claimed: set[str], measured: set[str]) -> str:
    if row["event_id"] in claimed:
        return "claims"
    if row["event_id"] in measured:
        return "intensity"
    placed = _number(row.get("lon")) is not None and _number(row.get("lat")) is not None
    if row["peril_family"] == "earthquake" and placed and _number(row.get("magnitude")) is not None:
        return "earthquake"
    return "area" if placed else "nothing"


def scenario_of(story: Story, choice: Choice) -> Scenario:
    """The scenario a choice stands for.

    Raises:
        HuzhuError: the data cannot carry it; the message says what is missing.
    """
    scenario = _as_given(story, choice)
    if choice.times == 1:
        return scenario
    grade = (p.kind for p in reference.presets() if p.code == scenario.preset)
    return stronger(scenario, choice.times, next(grade, choice.kind))


def _as_given(story: Story, choice: Choice) -> Scenario:
    if choice.origin is Origin.FOOTPRINT:
        payload = json.loads(choice.footprint)
        extent = from_payload(payload, story)
        return scenario_from_extent(
            extent, name=str(payload.get("title", "")), kind=choice.kind,
            starts_at=choice.starts_at, duration_h=choice.duration_h, houses=_houses(story),
            synthetic=story.facts.county.synthetic,
        )  # fmt: skip
    if choice.origin is Origin.EVENT:
        return _with_duration(_again(story, choice), choice)
    scenario = preset_scenario(
        story.facts, story.scores, choice.preset, starts_at=choice.starts_at,
        township_codes=choice.townships or None,
    )  # fmt: skip
    return _with_duration(scenario, choice)


def _with_duration(scenario: Scenario, choice: Choice) -> Scenario:
    if choice.duration_h is None:
        return scenario
    kept = tuple(a for a in scenario.assumptions if a.name != "duration_h")
    return replace(scenario, duration_h=choice.duration_h, assumptions=kept)


def _again(story: Story, choice: Choice) -> Scenario:
    """A past event once more, today."""
    facts = story.facts
    rows = facts.events[facts.events["event_id"] == choice.event_id]
    if rows.empty:
        raise ModelError(
            f"no event {choice.event_id!r}", where="scenario", remedy="choose one of the list"
        )
    event = rows.iloc[0]
    told = next(e for e in past_events_of(story) if e.event_id == choice.event_id)
    if told.how == "earthquake":
        extent = from_earthquake(
            facts.regions, magnitude=float(event["magnitude"]), lon=float(event["lon"]),
            lat=float(event["lat"]), depth_km=_number(event["depth_km"]),
        )  # fmt: skip
        return scenario_from_extent(
            extent, name=str(event["name"]), kind="earthquake", starts_at=choice.starts_at,
            houses=_houses(story), synthetic=facts.county.synthetic,
        )  # fmt: skip
    if not told.usable:
        raise ModelError(
            "the event has neither claims nor intensities here",
            where=f"event {event['name']!r}",
            remedy="a catalogue's area and centre do not say where damage was: draw it, or load"
            " intensities",
        )
    kind = next(k for k, family in FAMILY_OF.items() if family == event["peril_family"])
    return scenario_from_event(
        event, _preset_like(story, choice.event_id, kind), facts.regions, claims=facts.claims,
        in_force=place_houses(facts.in_force, facts.regions), intensity=facts.event_intensity,
        starts_at=choice.starts_at, synthetic=facts.county.synthetic,
    )  # fmt: skip


def _preset_like(story: Story, event_id: str, kind: str) -> reference.Preset:
    """The grade nearest to the event's recorded intensities; severe where none is recorded."""
    curve = claim_curve(kind)
    marks = story.facts.event_intensity
    own = marks[(marks["event_id"] == event_id) & (marks["quantity"] == curve.grades[0].quantity)]
    return curve.grades[1] if own.empty else curve.nearest(float(own["intensity"].quantile(0.75)))


def _houses(story: Story) -> "pd.Series[float]":
    placed = place_houses(story.facts.in_force, story.facts.regions)
    return placed.set_index("region_code")["houses"]


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _centre(story: Story) -> tuple[float, float]:
    regions = story.facts.regions
    villages = regions[regions["level"] == RegionLevel.VILLAGE]
    west, south, east, north = villages.total_bounds
    return float(west + east) / 2, float(south + north) / 2


def _away(row: dict[str, Any], lon: float, lat: float) -> float | None:
    here = _number(row.get("lon")), _number(row.get("lat"))
    if None in here or not pd.notna(lon):
        return None
    return float(haversine_km(*(np.array([v]) for v in (*here, lon, lat)))[0])

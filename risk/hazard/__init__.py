"""Scenarios: a hazard laid over the villages of a county."""

from risk.hazard.footprint import preset_assumptions, scenario_from_event, scenario_from_preset
from risk.hazard.places import place_houses, relative_risk, village_places, village_scores
from risk.hazard.scenario import Assumption, Scenario, Zone, assume_setting

__all__ = [
    "Assumption",
    "Scenario",
    "Zone",
    "assume_setting",
    "place_houses",
    "preset_assumptions",
    "relative_risk",
    "scenario_from_event",
    "scenario_from_preset",
    "village_places",
    "village_scores",
]

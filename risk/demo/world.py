"""The synthetic county as frames: everything the ledgers say, and the truth they do not."""

from dataclasses import dataclass

import pandas as pd

from risk.demo.claim_ledger import build_claims
from risk.demo.claims import build_losses
from risk.demo.contacts import build_calls, build_complaints, build_reports
from risk.demo.events import Event, build_events, event_table, intensity_table
from risk.demo.facts import Facts, read_facts
from risk.demo.faults import build_faults
from risk.demo.households import build_houses
from risk.demo.land import Land, build_land
from risk.demo.policies import build_groups, build_policies, build_roster, policy_list
from risk.demo.reported import retell
from risk.demo.sizes import Sizes
from risk.demo.staff import (
    build_absences,
    build_bases,
    build_lenders,
    build_liaisons,
    build_measures,
    build_surveyors,
    build_targets,
    build_vehicles,
)
from risk.demo.surroundings import (
    build_crosswalk,
    build_government_damage,
    build_regions,
    build_road_states,
    build_terrain,
    build_warnings,
)
from risk.demo.truth import build_truth
from risk.demo.weather import build_weather, weather_table


@dataclass(frozen=True)
class World:
    """One seeded synthetic county.

    Args:
        houses, policies: compact frames of ``households`` and ``policies``.
        truth: latent relative risk, rows as ``land.villages``, one column a family.
        losses: the true loss behind each claim (rows as ``tables["claim"]``), exact time included.
        told_of: of which house each report is (report_id, house, event; −1: no single house, no
            event); no ledger says it, tests judge matching by it.
        tables: the clean rows of each ledger by kind (columns named as in the ledger); the policy
            ledger is too long to keep and made by year with ``policies_of``.
        faults: what ``write_ledgers`` spoils: kind, year, row (position in that year's ledger),
            fault, column, value, outcome (rejected, flagged, or located: stored with its place in
            doubt).
    """

    seed: int
    sizes: Sizes
    facts: Facts
    land: Land
    truth: pd.DataFrame
    houses: pd.DataFrame
    policies: pd.DataFrame
    losses: pd.DataFrame
    told_of: pd.DataFrame
    events: tuple[Event, ...]
    tables: dict[str, pd.DataFrame]
    faults: pd.DataFrame

    def policies_of(self, year: int) -> pd.DataFrame:
        """The clean policy ledger of one contract year, places named as they were then."""
        part = self.policies[self.policies["year"] == year]
        listed = policy_list(part, self.houses, self.land.villages, self.facts.county)
        return places_as_then(listed, year, self.facts)

    def claims_of(self, year: int) -> pd.DataFrame:
        """The clean claim ledger of one contract year, in the order of reports."""
        claims = self.tables["claim"]
        part = claims[self.losses["year"].to_numpy() == year].reset_index(drop=True)
        return places_as_then(part, year, self.facts)


def build_world(seed: int, *, scale: float = 1.0) -> World:
    """Build the synthetic county; the same seed and scale give the same world."""
    facts, sizes = read_facts(), Sizes(scale=scale)
    county, land = facts.county, build_land(facts, seed)
    truth, houses = build_truth(land, seed), build_houses(land, sizes, seed)
    policies = build_policies(houses, county, sizes, seed)
    weather = build_weather(land, sizes, seed)
    events = build_events(land, weather, sizes, seed)
    losses = build_losses(land, houses, policies, weather, events, truth, sizes, seed)
    bases = build_bases(land, facts)
    losses, claims = build_claims(losses, land, houses, policies, events, bases, facts, sizes, seed)
    calls = build_reports(claims, seed)
    held = {y: policies.loc[policies["year"] == y, "house"].to_numpy() for y in sizes.years}
    reports, told_of = retell(calls, claims, losses, houses, held, events, land.villages, seed)
    surveyors = build_surveyors(bases, county.staffing.heads_per_crew, seed)
    villages = land.villages
    tables = {
        "region": build_regions(land, facts, houses),
        "crosswalk": build_crosswalk(land, facts),
        "terrain": build_terrain(land),
        "roster": build_roster(houses, villages, sizes, seed),
        "household_group": build_groups(houses, county),
        "claim": claims,
        "report": reports,
        "call": build_calls(calls, claims, sizes, seed),
        "complaint": build_complaints(claims, sizes, seed),
        "event": event_table(events),
        "event_intensity": intensity_table(events, land),
        "weather": weather_table(weather, land),
        "warning": build_warnings(events, facts, sizes, seed),
        "road_state": build_road_states(land, events, seed),
        "government_damage": build_government_damage(claims, events, land, seed),
        "base": bases,
        "vehicle": build_vehicles(bases),
        "surveyor": surveyors,
        "absence": build_absences(surveyors, sizes, seed),
        "liaison": build_liaisons(land),
        "lender": build_lenders(facts),
        "target": build_targets(sizes),
        "measure": build_measures(sizes),
    }
    faults = build_faults(policies, losses, houses, villages, facts, sizes, seed)
    return World(
        seed,
        sizes,
        facts,
        land,
        truth,
        houses,
        policies,
        losses,
        told_of,
        tuple(events),
        tables,
        faults,
    )


def places_as_then(frame: pd.DataFrame, year: int, facts: Facts) -> pd.DataFrame:
    """Township names and village codes as they stood in a contract year."""
    frame = frame.copy()
    for change in facts.made_up["renamed"]:
        if year >= change["valid_from"].year:
            continue
        inside = frame["region_code"].str.startswith(change["new_code"])
        old = change["old_code"] + frame.loc[inside, "region_code"].str[9:]
        frame.loc[inside, "region_code"] = old
        frame.loc[inside, "township_name"] = change["old_name"]
    return frame

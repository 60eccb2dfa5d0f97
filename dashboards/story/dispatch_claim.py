"""A claim told to the dispatcher by telephone, and the villages it may lie in."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from risk.errors import ModelError
from risk.flow import Story
from risk.staffing.live import DayClaim, DayState
from risk.terms import DamageGrade, Tier


@dataclass(frozen=True)
class KnownPlace:
    """A village of the day's ground: code, name, tier, where it lies."""

    code: str
    name: str
    tier: Tier
    lon: float
    lat: float


def known_places(state: DayState, regions: pd.DataFrame) -> dict[str, KnownPlace]:
    """Villages of the ground by code: as its claims call them, else as the map does.

    Args:
        state: the day.
        regions: of the story: code, name, tier.
    """
    ground = state.ground
    told = {c.place_code: (c.village_name, c.tier) for c in state.claims.values()}
    villages = regions.drop_duplicates("code").set_index("code")[["name", "tier"]]
    found: dict[str, KnownPlace] = {}
    for at, code in enumerate(ground.place_codes):
        if at < ground.bases:
            continue
        name, tier = told.get(code, (None, None))
        if name is None and code in villages.index:
            name, tier = str(villages.loc[code, "name"]), villages.loc[code, "tier"]
        if name is not None and tier in tuple(Tier):
            found[code] = KnownPlace(
                code, name, Tier(tier), float(ground.lon[at]), float(ground.lat[at])
            )
    return found


def limits_of(story: Story) -> dict[str, float]:
    """Minutes promised by tier."""
    promise = story.facts.county.promise
    return {tier.value: promise.limit_min(tier.value) for tier in Tier}


def reported_claim(
    state: DayState,
    place: KnownPlace,
    *,
    limits: Mapping[str, float],
    grade: str | None,
    special: bool,
    claim_id: str = "",
    household: str = "",
) -> DayClaim:
    """A claim reported now.

    Args:
        state: the day.
        place: where it lies.
        limits: minutes promised by tier.
        grade: damage as told; None: not known yet.
        special: whether its household is of a special group.
        claim_id: its number, if it has one already; else a provisional one is given.
        household: its reference.

    Raises:
        ModelError: the day has a claim of that number.
    """
    number = claim_id or f"T{state.number + 1:04d}"
    if number in state.claims:
        raise ModelError(f"claim {number} is on this day already", where="dispatch",
                         remedy="choose it in the list")  # fmt: skip
    told, ground = DamageGrade(grade) if grade else None, state.ground
    first = ground.staffing.survey_min
    if told is not None:
        first = float(getattr(ground.routing, f"survey_{told.value}_min"))
    sweep = first * ground.staffing.sweep_survey_min / ground.staffing.survey_min
    return DayClaim(
        claim_id=number, place_code=place.code, village_name=place.name, household=household,
        reported_min=state.now_min, due_min=state.now_min + limits[place.tier.value],
        tier=place.tier, grade=told, special=special or told is DamageGrade.COLLAPSED,
        survey_min=first, sweep_min=sweep, lon=place.lon, lat=place.lat,
    )  # fmt: skip

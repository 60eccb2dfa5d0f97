"""How a dispatch day begins: claims neither reached nor surveyed, crews on duty, roads as told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.follow.day_crews import HOUR_MIN, day_crews
from risk.follow.day_ground import cuts_of, ground_of, midnight, minute_of, pace_of
from risk.geography.dispatch import dispatch_points
from risk.geography.plane import haversine_km
from risk.settings import County
from risk.staffing.live import DayClaim, DayCrew, DayState, Ground, Progress
from risk.terms import ClaimStatus, DamageGrade, Group, Tier

BEFORE_SHIFT_MIN = 30.0
"""Routes are made so long before the day shift begins, unless told otherwise."""
NOBODY_KNOWS = "none"


def first_moment(county: County) -> float:
    """When a day's routes are made: half an hour before the shift (minutes of the day)."""
    return HOUR_MIN * county.staffing.day_start_h - BEFORE_SHIFT_MIN


def begin_day(
    facts: Facts,
    county: County,
    day: date,
    *,
    now_min: float | None = None,
    roster: pd.DataFrame | None = None,
    extra: Sequence[DayCrew] = (),
    ground: Ground | None = None,
) -> DayState:
    """A day before its first routes: every open claim waits.

    Args:
        facts: known on the day (or before it); what is stamped later than the moment is not looked
            at, but for the survey of a claim that is then still to come.
        county: settings.
        day: which.
        now_min: the moment, minutes of the day; None: `first_moment`.
        roster: people at work (`rostered_on`); None: everybody present.
        extra: crews beside the county's own, e.g. `borrowed_crews`.
        ground: of `ground_of`, if it is there already.

    Raises:
        ModelError: no base, or a rule needs a skill the settings do not name.
    """
    now = first_moment(county) if now_min is None else now_min
    at = midnight(day) + timedelta(minutes=now)
    ground = ground or ground_of(facts, county, day)
    waiting = claims_of(open_claims(facts, day, now_min=now), facts, county, ground)
    crews = (*day_crews(facts, county, day, roster=roster), *extra)
    return DayState(
        ground=ground,
        now_min=now,
        claims={c.claim_id: c for c in waiting},
        crews={c.crew_id: c for c in crews},
        routes={c.crew_id: () for c in crews},
        progress={c.claim_id: Progress() for c in waiting},
        cuts=cuts_of(facts, day, at),
        pace=pace_of(facts.events, day, at),
    )


def open_claims(facts: Facts, day: date, *, now_min: float) -> pd.DataFrame:
    """Claims reported by a moment and neither reached nor surveyed by then.

    Returns:
        The rows of ``facts.claims``, with lon, lat and point_source (where to drive to), ``placed``
        (False where not even the township is known, so that nobody can be sent), and damage_grade
        as told before anybody was there.
    """
    at = midnight(day) + timedelta(minutes=now_min)
    return _with_points(facts.claims[waits_at(facts.claims, at)], facts)


def waits_at(claims: pd.DataFrame, at: datetime) -> "pd.Series[bool]":
    """Which claims are reported at a moment and neither reached nor, if nobody came, decided."""
    reached = reached_at(claims)
    undecided = reached.isna() & (claims["status"] == ClaimStatus.OPEN.value)
    return (told_at(claims) <= at) & (undecided | (reached > at))


def claims_between(facts: Facts, day: date, from_min: float, until_min: float) -> pd.DataFrame:
    """Claims reported after a moment and up to another, in order; columns as `open_claims`."""
    told = told_at(facts.claims)
    begin, end = (midnight(day) + timedelta(minutes=m) for m in (from_min, until_min))
    return _with_points(facts.claims[(told > begin) & (told <= end)], facts)


def told_at(claims: pd.DataFrame) -> "pd.Series[Any]":
    """When a claim was reported; where no report has a stamp, its loss."""
    return claims["reported_at"].fillna(claims["loss_at"])


def reached_at(claims: pd.DataFrame) -> "pd.Series[Any]":
    """When somebody was there; where no arrival has a stamp, the survey."""
    return claims["arrived_at"].fillna(claims["surveyed_at"])


def _with_points(claims: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """With the place to drive to; a grade found on the spot is not known yet, the report's is."""
    said = claims["claim_id"].map(facts.reported_grades)
    own = claims["damage_grade"].where(reached_at(claims).isna())
    grade = own.astype(object).where(own.notna(), said)
    rows = claims.assign(told_at=told_at(claims), damage_grade=grade)
    rows = rows.sort_values(["told_at", "claim_id"])
    points = dispatch_points(rows, facts.regions)
    return rows.assign(**points, placed=points["point_source"] != NOBODY_KNOWS)


def claims_of(
    rows: pd.DataFrame, facts: Facts, county: County, ground: Ground
) -> tuple[DayClaim, ...]:
    """Rows of `open_claims` as dispatch knows them; those nobody can drive to are left out.

    A claim whose village is not known goes by the village nearest to its point. No personal data:
    a household is called by its policy's number.

    Raises:
        ModelError: the green channel needs a skill and ``[roster] skill`` names none.
    """
    places = facts.regions.drop_duplicates("code").set_index("code")
    villages = set(ground.place_codes[ground.bases :])
    parent = places["parent_code"].to_dict()
    skill = _green_skill(county)
    found = []
    for told in rows[rows["placed"]].to_dict("records"):
        row = {str(name): value for name, value in told.items()}
        region = "" if pd.isna(row["region_code"]) else str(row["region_code"])
        code = region if region in villages else str(parent.get(region, ""))
        code = code if code in villages else _nearest(row, ground)
        name = places["name"].get(region, places["name"].get(code, ""))
        found.append(_claim(row, code, str(name), places["tier"].get(code), county, ground, skill))
    return tuple(found)


def _claim(
    row: dict[str, Any], code: str, name: str, tier_there: Any, county: County, ground: Ground,
    skill: tuple[str, ...],
) -> DayClaim:  # fmt: skip
    tier = Tier.TOWN if _given(row["tier"], tier_there) == Tier.TOWN.value else Tier.RURAL
    grade = None if pd.isna(row["damage_grade"]) else DamageGrade(row["damage_grade"])
    group = row["household_group"]
    green = grade is DamageGrade.COLLAPSED or not (pd.isna(group) or group == Group.ORDINARY.value)
    survey, sweep = survey_minutes(county, grade)
    reported = minute_of(row["told_at"], ground.day)
    return DayClaim(
        claim_id=str(row["claim_id"]),
        place_code=code,
        village_name=name,
        household="" if pd.isna(row["policy_id"]) else str(row["policy_id"]),
        reported_min=reported,
        due_min=reported + county.promise.limit_min(tier.value),
        tier=tier,
        grade=grade,
        special=green,
        survey_min=survey,
        sweep_min=sweep,
        needs=skill if green else (),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        point_source=str(row["point_source"]),
    )


def survey_minutes(county: County, grade: DamageGrade | None) -> tuple[float, float]:
    """Minutes of a survey as a first, and as a further house of the same village."""
    staffing = county.staffing
    by_grade = staffing.survey_min
    if grade is not None:
        by_grade = float(getattr(county.routing, f"survey_{grade.value}_min"))
    return by_grade, by_grade * staffing.sweep_survey_min / staffing.survey_min


def _given(own: Any, otherwise: Any) -> Any:
    return otherwise if pd.isna(own) else own


def _nearest(row: dict[str, Any], ground: Ground) -> str:
    """The village whose centre is nearest to a claim's point."""
    here = slice(ground.bases, None)
    km = haversine_km(row["lon"], row["lat"], ground.lon[here], ground.lat[here])
    return ground.place_codes[ground.bases + int(np.nanargmin(km))]


def _green_skill(county: County) -> tuple[str, ...]:
    """Skill collapsed houses and special groups ask of a crew, where the county asks for one."""
    if not county.staffing.green_needs_skill:
        return ()
    if not county.roster.skill:
        raise ModelError(
            "the green channel needs a skill that has no name", where="county.toml [roster]",
            remedy="give skill the word of the surveyor ledger",
        )  # fmt: skip
    return (county.roster.skill,)

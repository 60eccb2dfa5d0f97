"""A dispatch day that never was: a hidden draw of a scenario's forecast, marked synthetic."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.follow.day import begin_day, first_moment, survey_minutes
from risk.follow.day_crews import HOUR_MIN
from risk.follow.day_ground import midnight, pace_of
from risk.follow.drill import hidden_reports
from risk.follow.happenings import absences, weather
from risk.follow.replay import DAY_MIN, busiest, script_of, with_claims, with_crews
from risk.follow.script import Script
from risk.hazard import Scenario, village_places
from risk.settings import County
from risk.staffing.live import DayClaim, DayCrew, DayState
from risk.surge import Forecast
from risk.terms import DamageGrade, Group, Tier

MADE_STREAM = 43


def invented_day(
    facts: Facts,
    forecast: Forecast,
    *,
    seed: int,
    day: date | None = None,
    now_min: float | None = None,
    extra: Sequence[DayCrew] = (),
    roster: pd.DataFrame | None = None,
    ill: Mapping[str, float] | None = None,
) -> tuple[DayState, Script]:
    """A day of a scenario that never was: a hidden draw of its forecast, marked synthetic.

    Claims reported since the shift before ended wait at the first moment; earlier ones count as
    visited. Grades and special groups are drawn by their share among claims known.

    Args:
        facts: known on the day before.
        forecast: of the scenario, from the same facts.
        seed: chooses the draw.
        day: which; None: the one with the most reports.
        now_min, extra, roster, ill: as `replay_day`.

    Raises:
        ModelError: no base, or no claim waits or comes that day.
    """
    county, scenario = facts.county, forecast.scenario
    now = first_moment(county) if now_min is None else now_min
    reports = hidden_reports(forecast, seed).sort_values("reported_at", kind="stable")
    day = day or busiest(reports["reported_at"])
    since_min = HOUR_MIN * county.staffing.day_end_h - DAY_MIN
    minutes = (reports["reported_at"] - pd.Timestamp(midnight(day))).dt.total_seconds() / 60
    here = reports.assign(minute=minutes)[(minutes > since_min) & (minutes <= DAY_MIN)]
    if here.empty:
        raise ModelError(f"no claim of {scenario.name} comes on {day}", where="replay",
                         remedy="leave the day out: the one with the most is taken")  # fmt: skip
    claims = _invented(here, facts, seed)
    state = with_crews(begin_day(facts, county, day, now_min=now, roster=roster), extra)
    state = with_claims(state, [c for c in claims if c.reported_min <= now])
    event = _event(scenario)
    at = midnight(day) + timedelta(minutes=now)
    state = replace(state, pace=pace_of(event, day, at))
    share = county.staffing.own_absence_share
    deeds = [*weather(event, day, now), *absences(state, seed, share, ill)]
    coming = [c for c in claims if c.reported_min > now]
    return state, script_of(state, coming, deeds, seed, synthetic=True)


def _event(scenario: Scenario) -> pd.DataFrame:
    """The scenario as a row of the event table."""
    ended = scenario.starts_at + timedelta(hours=scenario.duration_h)
    row = {"peril_family": str(scenario.family), "started_at": scenario.starts_at,
           "ended_at": ended}  # fmt: skip
    return pd.DataFrame([row]).astype(
        {"started_at": "datetime64[us]", "ended_at": "datetime64[us]"}
    )


def _invented(reports: pd.DataFrame, facts: Facts, seed: int) -> list[DayClaim]:
    """Claims of houses that never were, in the villages of a draw."""
    rng = np.random.default_rng([seed, MADE_STREAM])
    grades = _draw(facts.claims["damage_grade"], len(reports), rng)
    groups = _draw(facts.claims["household_group"], len(reports), rng)
    places = village_places(facts.regions)
    places["name"] = facts.regions.drop_duplicates("code").set_index("code")["name"]
    told = zip(reports["region_code"].astype(str), reports["minute"], grades, groups, strict=True)
    return [
        _made(number, code, places.loc[code].to_dict(), minute, grade, group, facts.county)
        for number, (code, minute, grade, group) in enumerate(told, start=1)
    ]


def _made(
    number: int, code: str, place: Mapping[Any, Any], minute: float, said: str, group: str,
    county: County,
) -> DayClaim:  # fmt: skip
    name = f"R{number:04d}"
    tier = Tier.TOWN if place["tier"] == Tier.TOWN.value else Tier.RURAL
    grade = DamageGrade(said) if said else None
    survey, sweep = survey_minutes(county, grade)
    return DayClaim(
        claim_id=name, place_code=code, village_name=str(place["name"]), household=name,
        reported_min=minute, due_min=minute + county.promise.limit_min(tier.value), tier=tier,
        grade=grade,
        special=grade is DamageGrade.COLLAPSED or group not in ("", Group.ORDINARY.value),
        survey_min=survey, sweep_min=sweep, lon=float(place["lon"]), lat=float(place["lat"]),
    )  # fmt: skip


def _draw(column: "pd.Series[str]", size: int, rng: np.random.Generator) -> list[str]:
    """Values as often as known ones have them; "" without any."""
    known = column.dropna().astype(str).to_numpy()
    return [str(v) for v in rng.choice(known, size)] if len(known) else [""] * size

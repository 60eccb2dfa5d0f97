"""Dispatch days for tests: one small enough to work out by hand, and a surge of any size.

    tiny_day()         6 villages on a line, 2 crews, 7 claims, nothing routed
    surge_day(claims=600, crews=25, seed=1)
                       a day and its script: snow from 14:00, a crew ill at 10:00

The tiny world: base B0 in the county town V1, villages V1–V6 every 10 km along a road. A drive
takes |i − j| × 10 minutes, 2 within a village (and from the base to V1). Promise: 30 min in V1, 180
elsewhere. Crew c1 08:00–20:00, c2 09:00–17:00 with 60 minutes' overtime; c2 alone has the skill
"定损", c1 alone a four-wheel drive. Money and survey minutes as settings have them, but no break:
`tiny_day(rested=True)` puts it back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from risk.follow.script import Script
from risk.settings import Promise, Routing, Staffing
from risk.staffing.live import DayClaim, DayCrew, DayState, Deed, DeedKind, Ground, Progress
from risk.terms import DamageGrade, Tier

DAY = date(2026, 1, 20)
SNOW_FROM_H, SNOW_PACE, ILL_AT_H = 14, 1.6, 10
PLACES = ("B0", "V1", "V2", "V3", "V4", "V5", "V6")


def minutes_of_line() -> np.ndarray:
    """Minutes between the tiny world's places; the base lies in V1."""
    km = 10.0 * np.array([0, 0, 1, 2, 3, 4, 5])
    minutes = np.abs(km[:, None] - km[None, :])
    minutes[minutes == 0] = 2.0
    minutes[0, 0] = 0.0
    return minutes


def tiny_claim(number: int, village: int, reported_min: float, **changes) -> DayClaim:
    """A claim ``t{number}`` in V{village}."""
    town = village == 1
    due = reported_min + (30.0 if town else 180.0)
    claim = DayClaim(
        claim_id=f"t{number}", place_code=f"V{village}", village_name=f"{village}村",
        household=f"户{number}", reported_min=reported_min, due_min=due,
        tier=Tier.TOWN if town else Tier.RURAL, grade=DamageGrade.SLIGHT, special=False,
        survey_min=30.0, sweep_min=20.0, lon=102.0 + 0.1 * village, lat=36.8,
    )  # fmt: skip
    return replace(claim, **changes)


def tiny_claims() -> list[DayClaim]:
    """Seven claims: a pair in V2, one each in V1, V3, V4 (needs 定损), V5 (special), V6 (4wd)."""
    return [
        tiny_claim(1, 1, 470.0),
        tiny_claim(2, 2, 420.0),
        tiny_claim(3, 2, 425.0),
        tiny_claim(4, 3, 430.0),
        tiny_claim(5, 4, 440.0, needs=("定损",)),
        tiny_claim(6, 5, 450.0, special=True, grade=DamageGrade.COLLAPSED, survey_min=50.0,
                   sweep_min=35.0),
        tiny_claim(7, 6, 460.0, needs=("4wd",)),
    ]  # fmt: skip


def tiny_crews() -> list[DayCrew]:
    """c1 08:00–20:00 with a four-wheel drive; c2 09:00–17:00, 60 min overtime, skill 定损."""
    return [
        DayCrew("c1", "一组", "B0", 480.0, 1200.0, skills=("4wd",), members=("S1", "S2"), car="K1"),
        DayCrew("c2", "二组", "B0", 540.0, 1020.0, 60.0, skills=("定损",), members=("S3", "S4"),
                car="K2"),
    ]  # fmt: skip


def tiny_ground(*, rested: bool = False, **routing) -> Ground:
    """The tiny world's places and settings."""
    settings = Routing(**({} if rested else {"break_min": 0.0}) | routing)
    along = np.array([1, 1, 2, 3, 4, 5, 6])
    return Ground(
        day=DAY, place_codes=PLACES, lon=102.0 + 0.1 * along, lat=np.full(7, 36.8),
        minutes=minutes_of_line(), bases=1, routing=settings, staffing=Staffing(),
    )  # fmt: skip


def day_of(
    ground: Ground, claims: Sequence[DayClaim], crews: Sequence[DayCrew], now_min: float
) -> DayState:
    """A day on which nothing has happened yet: every claim waits, every route is empty."""
    return DayState(
        ground=ground, now_min=now_min, claims={c.claim_id: c for c in claims},
        crews={c.crew_id: c for c in crews}, routes={c.crew_id: () for c in crews},
        progress={c.claim_id: Progress() for c in claims},
    )  # fmt: skip


def tiny_day(*, rested: bool = False, **routing) -> DayState:
    """The tiny world at 08:00; ``routing``: settings that differ."""
    return day_of(tiny_ground(rested=rested, **routing), tiny_claims(), tiny_crews(), 480.0)


def surge_day(
    claims: int = 600,
    crews: int = 25,
    seed: int = 1,
    *,
    villages: int = 120,
    open_share: float = 0.3,
) -> tuple[DayState, Script]:
    """A surge day at 07:30 and what is to come: made up, the same for the same arguments.

    A county of 40 × 40 km, three bases, the first in the county town (villages V000–V009); storm
    claims crowd about one place. ``open_share`` of the claims were reported before 07:30, the
    others come until 18:00. Every twentieth house collapsed; every fortieth claim needs 定损,
    every fiftieth a four-wheel drive.
    """
    rng = np.random.default_rng([seed, claims, crews])
    ground, town = _county(rng, villages)
    day = day_of(ground, [], _crews(crews), 450.0)
    known = round(open_share * claims)
    early = np.sort(rng.uniform(360.0, 450.0, known))
    late = np.sort(480.0 + 600.0 * rng.beta(1.3, 1.8, claims - known))
    centre = 3 + rng.integers(10, villages)
    near = np.exp(-ground.minutes[centre, 3:] / 20.0) + 0.02
    where = rng.choice(villages, claims, p=near / near.sum())
    made = [_claim(i, int(where[i]), float(at), ground, town) for i, at in
            enumerate([*early, *late])]  # fmt: skip
    start = replace(
        day, claims={c.claim_id: c for c in made[:known]},
        progress={c.claim_id: Progress() for c in made[:known]},
    )  # fmt: skip
    pace = tuple(SNOW_PACE if hour >= SNOW_FROM_H else 1.0 for hour in range(48))
    happenings = (
        Deed(DeedKind.CREW_OUT, 60.0 * ILL_AT_H, crew_id="c03", words="组员生病"),
        Deed(DeedKind.PACE, 60.0 * SNOW_FROM_H, pace=pace, words="降雪"),
    )
    script = Script(tuple(made[known:]), happenings, seed, 0.2, 0.5, synthetic=True)
    return start, script


def _county(rng: np.random.Generator, villages: int) -> tuple[Ground, int]:
    """Three bases and villages; drives of 4 minutes' access and 40 km/h over 1.4 × the distance."""
    at = rng.uniform(0.0, 40.0, (villages, 2))
    town = 10
    at[:town] = 20.0 + rng.uniform(-2.5, 2.5, (town, 2))
    bases = np.array([[20.0, 20.0], [8.0, 30.0], [32.0, 10.0]])
    points = np.vstack([bases, at])
    km = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    minutes = 4.0 + 1.4 * km / 40.0 * 60.0
    codes = ("B1", "B2", "B3", *(f"V{i:03d}" for i in range(villages)))
    lon, lat = 101.8 + points[:, 0] / 89.0, 36.6 + points[:, 1] / 111.0
    return Ground(DAY, codes, lon, lat, minutes, 3, Routing(), Staffing()), town


def _crews(crews: int) -> list[DayCrew]:
    """Half of them at the town's base; every second has 定损, every third a four-wheel drive."""
    made = []
    for i in range(crews):
        skills = (*(("定损",) if i % 2 == 0 else ()), *(("4wd",) if i % 3 == 0 else ()))
        base = ("B1", "B2", "B1", "B3")[i % 4]
        members = (f"S{2 * i + 1:03d}", f"S{2 * i + 2:03d}")
        shift = (480.0, 1200.0, 60.0)
        made.append(
            DayCrew(f"c{i + 1:02d}", f"{i + 1}组", base, *shift, skills, members, f"K{i + 1:02d}")
        )
    return made


def _claim(i: int, village: int, reported_min: float, ground: Ground, town: int) -> DayClaim:
    tier = Tier.TOWN if village < town else Tier.RURAL
    grade = (DamageGrade.COLLAPSED if i % 20 == 7 else DamageGrade.SEVERE if i % 4 == 1
             else DamageGrade.SLIGHT)  # fmt: skip
    survey = {"collapsed": 50.0, "severe": 40.0, "slight": 30.0}[grade.value]
    needs = (*(("定损",) if i % 40 == 11 else ()), *(("4wd",) if i % 50 == 23 else ()))
    return DayClaim(
        claim_id=f"s{i + 1:04d}", place_code=f"V{village:03d}", village_name=f"{village}村",
        household=f"户{i + 1:04d}", reported_min=round(reported_min, 1),
        due_min=round(reported_min, 1) + Promise().limit_min(tier.value), tier=tier, grade=grade,
        special=grade is DamageGrade.COLLAPSED or i % 15 == 4, survey_min=survey,
        sweep_min=round(survey * 20 / 35, 1), needs=needs,
        lon=float(ground.lon[3 + village]), lat=float(ground.lat[3 + village]),
    )  # fmt: skip

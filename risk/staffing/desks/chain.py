"""The whole chain of an event: calls, visits, review, payment; where it binds, and on which day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.hazard import Assumption, assume_setting
from risk.history import working_days
from risk.settings import County
from risk.staffing.desks.calls import CallHabits, Calls, draw_calls
from risk.staffing.desks.heads import on_record, plan_heads
from risk.staffing.desks.hotline import Hotline, hotline, limit_seconds
from risk.staffing.desks.seats import plan_seats, seats_on_record
from risk.staffing.desks.stages import (
    DESKS,
    SURVEY,
    Bools,
    Ints,
    Surveyed,
    Work,
    by_day,
    days_told,
    draw_work,
    kept,
    limit_days,
    open_days,
    pass_through,
)
from risk.staffing.simulator.crews import Crews
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.rules import Modes
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes
from risk.terms import Status

HOTLINE = "hotline"
STEPS = (HOTLINE, SURVEY, *DESKS)
MOST_CLAIMS = 1_500_000
DRAWS_MIN, DRAWS_MAX = 60, 300
SETTINGS_USED = (
    "desk_start_h", "desk_end_h", "documents_cv", "photo_days", "review_min", "notice_days",
    "payment_min", "desk_cv",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seats:
    """Who sits where, when.

    Attributes:
        hotline: seats by hour (24 × days of the forecast,).
        heads: desk → heads by day (days of the chain,).
    """

    hotline: Ints
    heads: dict[str, Ints]


@dataclass(frozen=True)
class Part:
    """Calls, visits and desk work of some draws, with everything by chance fixed."""

    calls: Calls
    surveyed: Surveyed
    work: Work


@dataclass(frozen=True)
class Setting:
    """What is fixed while seats and heads are sought and changed.

    Attributes:
        county: settings.
        habits: how claims become calls.
        documents: days from survey to complete documents, and where they are from.
        dates: of the days of the chain, the forecast's first.
        open_: working days among them.
        call_days: days of the forecast, in which calls are told.
        planned, fresh: draws searched on, and draws reported on.
        screening, needed: hotline seats by hour of the first guess, and of the search.
        plan: seats and heads found.
    """

    county: County
    habits: CallHabits
    documents: Assumption
    dates: pd.DatetimeIndex
    open_: Bools
    call_days: int
    planned: Part
    fresh: Part
    screening: Ints
    needed: Ints
    plan: Seats


@dataclass(frozen=True)
class ChainOutcome:
    """How the chain does, on draws no search has seen.

    Attributes:
        seats: what was simulated.
        hotline: calls.
        steps: step (hotline, survey, photo, review, payment), limit, unit (s, h, days), standing,
            claims_mean, expected_share, p_event_share, p_lo, p_hi, scenarios.
        by_day: step, day, date, heads (of desks), entered_mean, left_mean, backlog_p50,
            backlog_p90, in_time_share, strain.
        binding: day, date, step (the one with the greatest strain), strain; "" where nothing
            entered.
        assumptions: what it rests on.
    """

    seats: Seats
    hotline: Hotline
    steps: pd.DataFrame
    by_day: pd.DataFrame
    binding: pd.DataFrame
    assumptions: tuple[Assumption, ...]


def surveyed_claims(scenes: Scenes, crews: Crews, modes: Modes | None, days: int) -> Surveyed:
    """Claims as the visits leave them, in hours from the first midnight."""
    found, clock_h = run(scenes, crews, modes), scenes.forecast.scenario.clock_h
    photo = np.isfinite(found.photo_h)
    agreed = scenes.county.staffing.photo_is_arrival
    arrived_h = np.minimum(found.arrival_h, found.photo_h) if agreed else found.arrival_h
    return Surveyed(
        start=scenes.claims.start,
        reported_h=scenes.claims.hour + clock_h,
        arrived_h=arrived_h + clock_h,
        limit_h=scenes.limit_h[scenes.claims.village],
        done_h=np.where(photo, found.photo_h, found.done_h) + clock_h,
        photo=photo,
        days=days,
    )


def prepare_chain(
    ground: Ground, crews: Crews, habits: CallHabits, documents: Assumption, *, seed: int,
    fresh_first: int, modes: Modes | None = None,
) -> Setting:  # fmt: skip
    """Calls and claims of an event with its crews, and the fewest seats and heads found for them.

    Args:
        ground: the event and where its crews start from.
        crews: who visits.
        habits: how claims become calls.
        documents: days from survey to complete documents.
        seed: of callers and desk work.
        fresh_first: first draw reported on; draws before it may have been searched on.
        modes: of the visits, default the settings'.
    """
    county, forecast = ground.county, ground.forecast
    documents_days = float(documents.value)
    days = days_told(forecast.days, county, documents_days)
    first_day = pd.Timestamp(forecast.scenario.date_of(0))
    dates = pd.date_range(first_day, periods=days)
    calendar = working_days((first_day - pd.Timedelta(days=1)).date(), dates[-1].date())
    open_ = open_days(dates, calendar)
    number = _draws(forecast.total["mean"], min(fresh_first, forecast.draws - fresh_first))

    def part(first: int) -> Part:
        scenes = ground.scenes(first, first + number, seed=seed)
        surveyed = surveyed_claims(scenes, crews, modes, days)
        calls = draw_calls(
            scenes.claims, habits, county.chain, clock_h=forecast.scenario.clock_h,
            days=forecast.days, seed=seed,
        )  # fmt: skip
        claims = len(surveyed.reported_h)
        work = draw_work(claims, county, documents_days=documents_days, seed=seed + first)
        return Part(calls, surveyed, work)

    planned, fresh = part(0), part(fresh_first)
    screening, needed, seats = plan_seats(planned.calls, county)
    heads = plan_heads(planned.surveyed, planned.work, county, open_)
    return Setting(
        county, habits, documents, dates, open_, forecast.days, planned, fresh, screening, needed,
        Seats(seats, heads),
    )  # fmt: skip


def _draws(claims_mean: float, most: int) -> int:
    """Draws simulated: as many as give a bearable number of claims."""
    wanted = MOST_CLAIMS / max(claims_mean, 1.0)
    return int(min(np.clip(wanted, DRAWS_MIN, DRAWS_MAX), most))


def recorded_seats(setting: Setting) -> Seats | None:
    """Seats and heads on record, where hotline and both desks are provided; else None."""
    chain = setting.county.chain
    seats = seats_on_record(chain, setting.call_days)
    if seats is None or chain.review_heads is None or chain.payment_heads is None:
        return None
    return Seats(seats, {d: on_record(d, chain, setting.open_) for d in setting.plan.heads})


def simulate_chain(setting: Setting, seats: Seats) -> ChainOutcome:
    """How the chain does with these seats and heads, on fresh draws."""
    county, fresh = setting.county, setting.fresh
    target = county.staffing.share_target
    calls = hotline(
        fresh.calls, seats.hotline, county, setting.habits, setting.dates[: setting.call_days],
        screening=setting.screening, needed=setting.needed,
    )  # fmt: skip
    passages = pass_through(fresh.surveyed, fresh.work, seats.heads, county)
    days = [
        by_day(fresh.surveyed, passage, setting.dates, target, county.staffing.p_goal).assign(
            step=step, heads=seats.heads.get(step, np.full(len(setting.dates), -1))
        )
        for step, passage in passages.items()
    ]
    told = calls.by_day[["day", "date", "in_time_share", "strain"]].assign(step=HOTLINE)
    frame = pd.concat([told.assign(entered_mean=calls.by_day["calls_mean"]), *days])
    return ChainOutcome(
        seats=seats,
        hotline=calls,
        steps=_steps(
            setting, calls, {s: kept(fresh.surveyed, p, target) for s, p in passages.items()}
        ),
        by_day=frame.reset_index(drop=True),
        binding=_binding(frame, setting.dates),
        assumptions=(
            *calls.assumptions,
            setting.documents,
            *(assume_setting(county.chain, name) for name in SETTINGS_USED),
        ),
    )


def _steps(setting: Setting, calls: Hotline, told: dict[str, dict[str, float]]) -> pd.DataFrame:
    county = setting.county
    _, assumed = limit_seconds(county.promise, county.chain)
    rings = Status.ASSUMED if assumed else county.promise.standing("hotline_rings").status
    first = {"step": HOTLINE, "limit": calls.limit_s, "unit": "s", "standing": str(rings)}
    rows = [first | calls.kept]
    for step, values in told.items():
        if step == SURVEY:
            limit, unit, status = np.nan, "h", county.promise.standing("on_scene_rural_min").status
        else:
            limit, standing = limit_days(county, step)
            unit, status = "days", standing.status
        rows.append({"step": step, "limit": limit, "unit": unit, "standing": str(status), **values})
    return pd.DataFrame(rows)


def _binding(frame: pd.DataFrame, dates: pd.DatetimeIndex) -> pd.DataFrame:
    wide = frame.pivot_table(index="day", columns="step", values="strain", dropna=False)
    wide = wide.reindex(range(len(dates))).astype(float)
    known = wide.notna().any(axis=1)
    worst = wide.fillna(-np.inf).idxmax(axis=1).where(known, "")
    return pd.DataFrame(
        {"day": wide.index, "date": dates, "step": worst, "strain": wide.max(axis=1)}
    ).reset_index(drop=True)

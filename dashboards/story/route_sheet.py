"""The route sheets of a dispatch day: what each crew takes along, as tables.

Pure: `route_pdf` and `route_book` set them as PDF and Excel, `phone_maps` as points for a phone.
What is personal is handed in by the page that may read it; without that it is left out, or masked.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from risk.staffing.live import DayCrew, DayState, DayView, Stage

ROUTE_COLUMNS = (
    "crew_id", "crew", "seq", "leave_at", "arrive_at", "due_at", "late_min", "village", "household",
    "claim_id", "phone", "survey_min", "finish_at", "tier", "special", "needs", "stage",
    "point_source", "lon", "lat", "latest_at",
)  # fmt: skip
CLEAR_CHARS = 2
MASK = "*"


@dataclass(frozen=True)
class CrewSheet:
    """One crew's sheet.

    Attributes:
        crew: who; staff and car by number.
        base: name of where it starts and ends; lon, lat of it in degrees.
        from_at, until_at: its shift.
        break_at, break_end_at: its meal break; None without one still to come.
        end_at: back at its base; None without a stop still to drive to.
        travel_min: on the road.
        stops: ROUTE_COLUMNS, a row a stop in the order of visits.
    """

    crew: DayCrew
    base: str
    lon: float
    lat: float
    from_at: datetime
    until_at: datetime
    break_at: datetime | None
    break_end_at: datetime | None
    end_at: datetime | None
    travel_min: float
    stops: pd.DataFrame


@dataclass(frozen=True)
class People:
    """What is personal on a sheet, for a reader who may see it: phone numbers by claim."""

    phones: Mapping[str, str]


def moment_of(day: date, minute: float | None) -> datetime | None:
    """Wall time of a minute of the day, to the minute; None for none."""
    if minute is None or not math.isfinite(minute):
        return None
    return datetime.combine(day, time()) + timedelta(minutes=round(minute))


def masked(text: str) -> str:
    """A reference of which only the end is told: enough to compare with another paper."""
    hidden = max(len(text) - CLEAR_CHARS, 0)
    return MASK * hidden + text[hidden:] if len(text) > 2 * CLEAR_CHARS else MASK * len(text)


def route_rows(state: DayState, view: DayView, people: People | None = None) -> pd.DataFrame:
    """Every stop of the day's routes.

    Args:
        state: the day.
        view: its times.
        people: None: households are masked, and phones not told.

    Returns:
        ROUTE_COLUMNS by crew and order of visits; times are wall times, NaT where unknown.
    """
    names = {crew_id: crew.name for crew_id, crew in state.crews.items()}
    ordered = view.stops.sort_values(["crew_id", "seq"], kind="stable").to_dict("records")
    rows = [_row(state, dict(stop), names, people) for stop in ordered]
    frame = pd.DataFrame(rows, columns=list(ROUTE_COLUMNS))
    for column in ("leave_at", "arrive_at", "due_at", "finish_at", "latest_at"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _row(
    state: DayState, stop: Mapping[Any, Any], names: Mapping[str, str], people: People | None
) -> dict[str, Any]:
    claim = state.claims[stop["claim_id"]]
    day = state.ground.day
    late = stop["late_min"]
    return {
        "crew_id": stop["crew_id"],
        "crew": names[stop["crew_id"]],
        "seq": int(stop["seq"]),
        "leave_at": moment_of(day, stop["leave_min"]),
        "arrive_at": moment_of(day, stop["arrive_min"]),
        "due_at": moment_of(day, claim.due_min),
        "late_min": math.ceil(late) if late and late > 0 else 0,
        "village": claim.village_name,
        "household": masked(claim.household) if people is None else claim.household,
        "claim_id": claim.claim_id,
        "phone": None if people is None else people.phones.get(claim.claim_id),
        "survey_min": stop["finish_min"] - max(stop["arrive_min"], claim.reported_min),
        "finish_at": moment_of(day, stop["finish_min"]),
        "tier": claim.tier.value,
        "special": claim.special,
        "needs": claim.needs,
        "stage": str(stop["stage"]),
        "point_source": claim.point_source,
        "lon": claim.lon,
        "lat": claim.lat,
        "latest_at": moment_of(day, claim.last_min),
    }


def crew_sheets(
    state: DayState, view: DayView, bases: Mapping[str, str], people: People | None = None
) -> tuple[CrewSheet, ...]:
    """The sheets of all crews that have a stop today, in the order of the day's crews.

    Args:
        state: the day.
        view: its times.
        bases: names of bases by code; a base without one is called by its code.
        people: see :func:`route_rows`.
    """
    rows = route_rows(state, view, people)
    told = view.crews.set_index("crew_id")
    sheets = []
    for crew_id, crew in state.crews.items():
        stops = rows[rows["crew_id"] == crew_id].reset_index(drop=True)
        if len(stops):
            sheets.append(_sheet(state, crew, told.loc[crew_id], stops, bases))
    return tuple(sheets)


def _sheet(
    state: DayState, crew: DayCrew, told: pd.Series, stops: pd.DataFrame, bases: Mapping[str, str]
) -> CrewSheet:
    day = state.ground.day
    rest = moment_of(day, told["break_min"])
    length = timedelta(minutes=round(state.ground.routing.break_min))
    begin, end = moment_of(day, crew.from_min), moment_of(day, crew.until_min)
    place = state.ground.place_codes.index(crew.base_code)
    ahead = (stops["stage"] == Stage.PLANNED.value).any()  # else where it goes is not known
    assert begin is not None
    assert end is not None
    return CrewSheet(
        crew=crew,
        base=bases.get(crew.base_code, crew.base_code),
        lon=float(state.ground.lon[place]),
        lat=float(state.ground.lat[place]),
        from_at=begin,
        until_at=end,
        break_at=rest,
        break_end_at=rest + length if rest else None,
        end_at=moment_of(day, told["end_min"]) if ahead else None,
        travel_min=float(told["travel_min"]),
        stops=stops,
    )

"""Who is there on a day: crews of a roster, else of people present and cars; and borrowed ones."""

from collections.abc import Mapping
from contextlib import closing
from datetime import date

import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.operations import open_operations
from risk.operations.rosters import list_rosters, load_roster
from risk.settings import County
from risk.staffing.live import DayCrew
from risk.staffing.travel.means import BETWEEN_SKILLS, present, surveying
from risk.workspace import Workspace

FOUR_WHEEL = "4wd"
DAY_SHIFT = "day"
HOUR_MIN = 60.0


def rostered_on(ws: Workspace, day: date) -> pd.DataFrame | None:
    """People at work on a day by the month's last saved roster; None: none was saved.

    Returns:
        shift, base_id, crew, surveyor_id, overtime_h.
    """
    with closing(open_operations(ws)) as con:
        saved = list_rosters(con, day.replace(day=1))
        if not saved:
            return None
        rows = pd.DataFrame(load_roster(con, saved[0].id).payload["assignments"])
    return rows[rows["date"] == day.isoformat()].drop(columns="date").reset_index(drop=True)


def day_crews(
    facts: Facts, county: County, day: date, *, roster: pd.DataFrame | None = None
) -> tuple[DayCrew, ...]:
    """Crews of the day shift at every base, with members, car and skills.

    The night watch rests by day and is not among them.

    Args:
        facts: bases, people, absences, cars.
        county: settings.
        day: which.
        roster: of `rostered_on`; None: people present, as many crews as they and the cars give.
    """
    manned = _by_roster(roster) if roster is not None else _by_presence(facts, county, day)
    names = facts.bases.set_index("base_id")["name"].astype(str)
    skills = facts.surveyors.set_index("surveyor_id")["skills"]
    crews = []
    for base_id in facts.bases["base_id"].astype(str):
        cars = _cars(facts.vehicles, base_id, county.staffing.heads_per_crew)
        for number, members in enumerate(manned.get(base_id, ()), start=1):
            car, drives_all = cars[number - 1] if number <= len(cars) else ("", False)
            able = _skills(skills.reindex(list(members)))
            crews.append(
                DayCrew(
                    f"{base_id}-{number}",
                    f"{names[base_id]} {number}",
                    base_id,
                    *shift(county),
                    skills=(*able, *((FOUR_WHEEL,) if drives_all else ())),
                    members=members,
                    car=car,
                )
            )
    return tuple(crews)


def shift(county: County) -> tuple[float, float, float]:
    """Begin, end and most overtime of the day shift, minutes of the day."""
    staffing = county.staffing
    hours = (staffing.day_start_h, staffing.day_end_h, staffing.overtime_max_h)
    return HOUR_MIN * hours[0], HOUR_MIN * hours[1], HOUR_MIN * hours[2]


def _by_roster(roster: pd.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    """Members of each base's rostered crews of the day shift."""
    here = roster[roster["shift"] == DAY_SHIFT]
    found: dict[str, list[tuple[str, ...]]] = {}
    for (base_id, _), rows in here.groupby(["base_id", "crew"]):
        found.setdefault(str(base_id), []).append(tuple(sorted(rows["surveyor_id"].astype(str))))
    return found


def _by_presence(facts: Facts, county: County, day: date) -> dict[str, list[tuple[str, ...]]]:
    """People present dealt into the crews their base sends out by day; unlisted people: nobody."""
    staffing = county.staffing
    people = surveying(facts.surveyors, staffing.survey_roles)
    here = people[present(people, facts.absences, day)].sort_values("surveyor_id")
    heads = staffing.heads_per_crew
    found = {}
    bases = facts.bases_on(day)
    for base_id, crews in zip(bases["base_id"].astype(str), bases["crews_day"], strict=True):
        own = here.loc[here["base_id"] == base_id, "surveyor_id"].astype(str).tolist()
        found[base_id] = [tuple(own[heads * k : heads * (k + 1)]) for k in range(int(crews))]
    return found


def _cars(vehicles: pd.DataFrame, base_id: str, seats: int) -> list[tuple[str, bool]]:
    """Numbers of a base's cars with enough seats, and whether all wheels drive; those first."""
    fits = vehicles["seats"].isna() | (vehicles["seats"] >= seats)
    rows = vehicles[(vehicles["base_id"] == base_id) & fits]
    drives_all = rows["all_wheel_drive"].fillna(False).astype(bool)
    cars = zip(rows["vehicle_id"].astype(str), drives_all, strict=True)
    return sorted(cars, key=lambda car: (not car[1], car[0]))


def _skills(told: "pd.Series[str]") -> tuple[str, ...]:
    """Skills of a crew: those of any of its members."""
    each = told.fillna("").astype(str).str.split(BETWEEN_SKILLS, regex=True).explode().str.strip()
    return tuple(sorted(set(each) - {""}))


def borrowed_crews(
    facts: Facts, county: County, lent: Mapping[str, int], *, here_from_min: float = 0.0
) -> tuple[DayCrew, ...]:
    """Crews lenders send, at the base with the most crews of its own, for the day shift.

    Args:
        facts: lenders, bases.
        county: settings.
        lent: crews by lender_id.
        here_from_min: when they are there, if later than the shift's begin.

    Raises:
        ModelError: no such lender, or more crews than it has.
    """
    rows = facts.lenders
    known = dict(
        zip(rows["lender_id"], zip(rows["name"], rows["crews_max"], strict=True), strict=True)
    )
    crews: list[DayCrew] = []
    for lender_id, number in lent.items():
        if lender_id not in known:
            raise ModelError(
                f"no lender {lender_id!r}", where="dispatch",
                remedy=f"known are {', '.join(map(str, known)) or 'none'}",
            )  # fmt: skip
        name, most = known[lender_id]
        if not 0 < number <= most:
            raise ModelError(
                f"lender {lender_id} was asked for {number} crews", where="dispatch",
                remedy=f"it has {most}",
            )  # fmt: skip
        crews += guests(facts, county, number, lender_id, str(name), here_from_min)
    return tuple(crews)


def guests(
    facts: Facts, county: County, number: int, key: str, name: str, here_from_min: float = 0.0
) -> list[DayCrew]:
    """Crews of another house, of which no more is known, at the base with the most own crews."""
    base = str(facts.bases.sort_values("crews_day", ascending=False)["base_id"].iloc[0])
    begin, end, overtime = shift(county)
    return [
        DayCrew(f"{key}-{k}", f"{name} {k}", base, max(begin, here_from_min), end, overtime)
        for k in range(1, number + 1)
    ]

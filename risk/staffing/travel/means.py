"""Crews that people and cars really give: heads present, cars with enough seats, skills."""

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

MEANS_COLUMNS = ("base_id", "people", "away", "cars", "crews", "binding")
PEOPLE, CARS, TABLE = "people", "cars", "table"
BETWEEN_SKILLS = r"[、，,；;/|]+"


def surveying(surveyors: pd.DataFrame, roles: Collection[str]) -> pd.DataFrame:
    """People who go out: whose role holds one of the words, or who have none."""
    role = surveyors["role"].fillna("").astype(str).str.lower()
    goes = role.eq("") | role.map(lambda r: any(word.lower() in r for word in roles)).astype(bool)
    return surveyors[goes]


def present(surveyors: pd.DataFrame, absences: pd.DataFrame, day: date) -> "pd.Series[bool]":
    """Whether each person is not away on a day; both ends of an absence are days away."""
    at = pd.Timestamp(day)
    away = absences[(absences["from_day"] <= at) & (at <= absences["to_day"])]
    return ~surveyors["surveyor_id"].isin(away["surveyor_id"])


def means(
    surveyors: pd.DataFrame,
    vehicles: pd.DataFrame,
    absences: pd.DataFrame,
    bases: pd.DataFrame,
    *,
    day: date,
    heads_per_crew: int,
    survey_roles: Collection[str] = (),
) -> pd.DataFrame:
    """Crews each base can really send out on a day.

    Args:
        surveyors: surveyor_id, base_id, role; may be empty.
        vehicles: vehicle_id, base_id, seats (null: taken to be enough); empty: cars do not bind.
        absences: surveyor_id, from_day, to_day.
        bases: base_id, crews_day, crews_night.
        day: of which.
        heads_per_crew: people in a crew, and seats it needs.
        survey_roles: words of the roles that go out; none given: everybody does.

    Returns:
        One row a base, in the order of ``bases``: people (present), away, cars (NaN: no car
        ledger), crews, binding: "people", "cars", or "table" where no person of the base is
        listed: its crews are then those of the base table.
    """
    people = surveying(surveyors, survey_roles) if survey_roles else surveyors
    here = present(people, absences, day)
    listed = _count(people["base_id"], bases)
    heads = _count(people.loc[here, "base_id"], bases)
    fit = vehicles["seats"].isna() | (vehicles["seats"] >= heads_per_crew)
    cars = _count(vehicles.loc[fit, "base_id"], bases).astype(float)
    if vehicles.empty:
        cars[:] = np.inf
    manned = (heads // heads_per_crew).astype(float)
    known = listed > 0
    table = bases[["crews_day", "crews_night"]].sum(axis=1).to_numpy(float)
    return pd.DataFrame(
        {
            "base_id": bases["base_id"].to_numpy(dtype=object),
            "people": heads,
            "away": listed - heads,
            "cars": np.where(np.isinf(cars), np.nan, cars),
            "crews": np.where(known, np.minimum(manned, cars), table).astype(np.int64),
            "binding": np.where(known, np.where(cars < manned, CARS, PEOPLE), TABLE),
        },
        columns=list(MEANS_COLUMNS),
    )


def _count(base_ids: "pd.Series[str]", bases: pd.DataFrame) -> np.ndarray:
    return base_ids.value_counts().reindex(bases["base_id"], fill_value=0).to_numpy(np.int64)


def manned(bases: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The base table with no more crews than people and cars give; the night watch is kept first.

    People beyond the table's crews are those who rest: they add no crew.
    """
    night = np.minimum(bases["crews_night"].to_numpy(), found["crews"].to_numpy())
    left = found["crews"].to_numpy() - night
    return bases.assign(
        crews_night=night, crews_day=np.minimum(bases["crews_day"].to_numpy(), left)
    )


def skills(surveyors: pd.DataFrame, absences: pd.DataFrame, *, day: date) -> pd.DataFrame:
    """People present by base and skill: base_id, skill, people; a person counts for each skill."""
    here = surveyors[present(surveyors, absences, day)]
    each = here.assign(skill=here["skills"].fillna("").str.split(BETWEEN_SKILLS, regex=True))
    rows = each.explode("skill")
    rows = rows.assign(skill=rows["skill"].str.strip())
    counted = rows[rows["skill"] != ""].groupby(["base_id", "skill"])["surveyor_id"].nunique()
    return counted.rename("people").reset_index()

"""What the annual plan reads beside its story: the levels of a year ago, the drills held."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards.report.material import About, Given
from risk.errors import HuzhuError
from risk.flow import Story, look_back
from risk.operations import open_operations
from risk.operations.drills import KeptDrill, list_drills
from risk.workspace import Workspace


@dataclass(frozen=True)
class Then:
    """Levels as they would have been told a year before the report's last day.

    Attributes:
        day: last day known then.
        frame, reasons: ``Scores.frame`` and ``Scores.reasons`` of that day.
        models: the model that scored each family then.
    """

    day: date
    frame: pd.DataFrame
    reasons: pd.DataFrame
    models: Mapping[str, str]


@dataclass(frozen=True)
class AnnualRead:
    """What was read.

    Attributes:
        then: None: they cannot be told; ``why`` says why.
        drills: ended within the contract year reported on, oldest first.
    """

    then: Then | None = None
    why: str = ""
    drills: tuple[KeptDrill, ...] = ()


def read_annual(ws: Workspace, story: Story, _: About) -> Given:
    """Read it; the mark is of the drills alone, all else follows from version, day and seed."""
    then, why = _levels(ws, story)
    drills = _drills(ws, story)
    told = [(d.id, d.name, str(d.ended_at), json.dumps(d.score, sort_keys=True)) for d in drills]
    mark = hashlib.sha256(repr(told).encode()).hexdigest()
    return Given(AnnualRead(then, why, drills), mark)


def year_before(day: date) -> date:
    """The same day of the calendar a year earlier; of 29 February the 28th."""
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def _levels(ws: Workspace, story: Story) -> tuple[Then | None, str]:
    day = year_before(story.facts.as_of)
    claims = story.facts.claims
    if not (claims["loss_at"] < pd.Timestamp(day)).any():
        return None, "the record is shorter than a year"
    models = story.scores.chosen()  # the same way of scoring: what differs is what was known
    try:
        _, scores = look_back(ws, story.facts.version, day, seed=story.seed, models=models)
    except HuzhuError as refusal:
        return None, str(refusal)
    return Then(day, scores.frame, scores.reasons, scores.chosen()), ""


def _drills(ws: Workspace, story: Story) -> tuple[KeptDrill, ...]:
    county = story.facts.county
    first, end = county.contract_year_bounds(county.contract_year(story.facts.as_of))
    with closing(open_operations(ws)) as con:
        kept = list_drills(con)
    held = [d for d in kept if d.ended_at is not None and first <= d.ended_at.date() < end]
    return tuple(sorted(held, key=lambda d: (d.ended_at, d.id)))

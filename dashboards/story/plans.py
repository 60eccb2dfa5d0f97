"""Plans under a name: scenario, setup and crews kept, opened again, and put side by side."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards.story.choice import Choice
from dashboards.story.crew_grid import from_payload, to_payload
from dashboards.story.resimulate import Resimulator
from dashboards.story.setup import Setup, bases_with
from dashboards.story.surge import Answer, SurgeDesk
from risk.errors import OperationsError
from risk.flow import Story
from risk.operations import open_operations
from risk.operations.scenarios import Saved, list_plans, load_plan, save_plan
from risk.planned import conditions_for
from risk.staffing import Outcome
from risk.staffing.simulator.crews import OWN
from risk.workspace import Workspace

SHOWN = 20
COMPARED_MAX = 4
PLAN, CHANGED, OWN_ONLY, EVERYONE = "plan", "changed", "own_only", "everyone"
ALWAYS = (PLAN, CHANGED, OWN_ONLY, EVERYONE)


@dataclass(frozen=True)
class Draft:
    """Crews changed by hand, and the setup they work under."""

    crews: pd.DataFrame
    setup: Setup


@dataclass(frozen=True)
class Kept:
    """A saved plan read back: the setup it was searched under, then crews and setup as kept."""

    saved: Saved
    choice: Choice
    planned: Setup
    setup: Setup
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Beside:
    """One plan of a comparison: its outcome and, where it has one, its table of crews."""

    name: str
    choice: Choice
    outcome: Outcome
    crews: pd.DataFrame | None
    saved: Saved | None = None


def list_kept(ws: Workspace) -> list[Saved]:
    """The newest saved plans."""
    with closing(open_operations(ws)) as con:
        return list_plans(con)[:SHOWN]


def keep(ws: Workspace, name: str, author: str, at: datetime, answer: Answer, draft: Draft) -> int:
    """Keep a plan under a name; returns its number."""
    payload = {
        "choice": answer.choice.payload(),
        "planned": answer.setup.payload(),
        "setup": draft.setup.payload(),
        "crews": to_payload(draft.crews),
    }
    with closing(open_operations(ws)) as con:
        return save_plan(con, name, author, at, payload, data_version=answer.version)


def read_kept(ws: Workspace, story: Story, number: str) -> Kept:
    """A saved plan.

    Raises:
        OperationsError: there is none of that number, or it cannot be read on this data.
    """
    if not number.isdecimal():
        raise OperationsError(f"no plan {number!r}", remedy="open one from the list")
    with closing(open_operations(ws)) as con:
        saved = load_plan(con, int(number))
    payload = saved.payload
    try:
        choice, rows = Choice.read(payload["choice"]), payload["crews"]
        planned, setup = (Setup.read(payload[name], story) for name in ("planned", "setup"))
    except KeyError as e:
        raise OperationsError(f"not a saved plan ({e})", remedy="open another") from None
    return Kept(saved, choice, planned, setup, rows)


def side_by_side(
    ws: Workspace, story: Story, desk: SurgeDesk, again: Resimulator, answer: Answer,
    draft: Draft, wanted: Sequence[str],
) -> list[Beside]:  # fmt: skip
    """The plans named, in that order: plan, changed, own_only, everyone, or a saved one's number.

    All of one scenario stand on the same fresh claims. A saved plan of another scenario stands on
    that scenario's own.

    Raises:
        HuzhuError: a saved plan cannot be read or simulated on this data.
    """
    plan = answer.surge.plan
    found = []
    for name in wanted[:COMPARED_MAX]:
        if name == CHANGED:
            told = again.outcome(story, answer, draft.crews, draft.setup)
            found.append(Beside(name, answer.choice, told, draft.crews))
        elif name in ALWAYS:
            own = plan.crews_by_day[plan.crews_by_day["source"] == OWN]
            known = {PLAN: plan.crews_by_day, OWN_ONLY: own.assign(overtime_h=0.0)}
            crews = known.get(name)  # of everyone, the plan keeps the outcome alone
            found.append(Beside(name, answer.choice, plan.comparison[name], crews))
        else:
            found.append(_kept_beside(ws, story, desk, again, answer, name))
    return found


def _kept_beside(
    ws: Workspace, story: Story, desk: SurgeDesk, again: Resimulator, answer: Answer, number: str
) -> Beside:
    kept = read_kept(ws, story, number)
    forecast = desk.claims(story, kept.choice)
    crews = from_payload(kept.rows, forecast.scenario)
    if forecast is answer.surge.forecast:
        told = again.outcome(story, answer, crews, kept.setup)
    else:
        told = again.simulated(
            story, forecast,
            bases_with(story, story.facts.bases_on(forecast.scenario.starts_at.date()), kept.setup),
            crews, kept.setup,
            conditions_for(story.facts, forecast.scenario, conditions=kept.setup.conditions()),
            about=(story.facts.version, story.seed, kept.choice),
        )  # fmt: skip
    return Beside(kept.saved.name, kept.choice, told, crews, kept.saved)

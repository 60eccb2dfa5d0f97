"""Saved scenarios: a choice under a name, in the operations store, with its data version."""

from contextlib import closing
from datetime import datetime

from dashboards.story.choice import Choice
from risk.errors import OperationsError
from risk.operations import open_operations
from risk.operations.scenarios import Saved, list_scenarios, load_scenario, save_scenario
from risk.workspace import Workspace

SHOWN = 20


def list_saved(ws: Workspace) -> list[Saved]:
    """The newest saved scenarios."""
    with closing(open_operations(ws)) as con:
        return list_scenarios(con)[:SHOWN]


def load_choice(ws: Workspace, number: str) -> tuple[Saved, Choice]:
    """A saved scenario and its choice.

    Raises:
        OperationsError: no such number.
    """
    if not number.isdecimal():
        raise OperationsError(f"no scenario {number!r}", remedy="open one from the list")
    with closing(open_operations(ws)) as con:
        saved = load_scenario(con, int(number))
    return saved, Choice.read(saved.payload)


def save_choice(
    ws: Workspace, name: str, author: str, choice: Choice, version: str, at: datetime
) -> int:
    """Keep a choice under a name; returns its number."""
    with closing(open_operations(ws)) as con:
        return save_scenario(con, name, author, at, choice.payload(), data_version=version)

"""A person's decision for a writing, and every stored row located again because of it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

import pandas as pd

from dashboards.story.places import placed_rows
from risk import intake
from risk.errors import OperationsError
from risk.operations import User, list_aliases, open_operations
from risk.warehouse import open_version
from risk.workspace import Workspace

CHARS_MAX = 200


@dataclass(frozen=True)
class Relocation:
    """What locating every row again did.

    Args:
        before, after: versions.
        placed_before, placed_after: rows in a village, of ``rows``.
        rows: policies and claims stored.
        unwritten: of those, rows of an older layout that do not say what was written.
    """

    before: str
    after: str
    placed_before: int
    placed_after: int
    rows: int
    unwritten: int


def relocate_workspace(
    root: Path, now: datetime, *, progress: Callable[[float, str], None]
) -> Relocation:
    """Locate every stored row of a workspace again; runs in a process of its own."""
    ws = Workspace(root)
    before, placed_before, _ = _counted(ws)
    done = intake.relocate(ws, now=now, progress=progress)
    after, placed_after, rows = _counted(ws)
    return Relocation(before, after, placed_before, placed_after, rows, done.unwritten)


def _counted(ws: Workspace) -> tuple[str, int, int]:
    with open_version(ws) as warehouse:
        return warehouse.name, *placed_rows(warehouse.match_quality())


def aliases(ws: Workspace) -> pd.DataFrame:
    """Decisions in force, as ``risk.operations.aliases`` lists them."""
    with closing(open_operations(ws)) as con:
        return list_aliases(con)


def decide(
    ws: Workspace, township: str, name: str, code: str | None, *, user: User, at: datetime
) -> None:
    """Say which village a writing means.

    Args:
        ws: the workspace.
        township: township as written, may be empty.
        name: village as written; where none is, what the address says of the place.
        code: the village meant.
        user: who decides.
        at: local wall time.

    Raises:
        OperationsError: nothing is written, nothing is chosen, so it is decided already, or the
            role may not decide.
        LedgerError: the code is no village of the map in force.
    """
    if not name or max(len(township), len(name)) > CHARS_MAX:
        raise OperationsError("no place is written there", remedy="choose a row with a name")
    if not code:
        raise OperationsError("no village is chosen", remedy="choose one from the list")
    stands = aliases(ws)[["township_name", "region_name", "region_code"]]
    if (township, name, code) in set(stands.itertuples(index=False, name=None)):
        raise OperationsError("this is decided already", remedy="see the decisions below")
    intake.set_alias(ws, name, code, township, user=user.name, role=user.role, at=at)


def withdraw(ws: Workspace, township: str, name: str, *, user: User, at: datetime) -> None:
    """Take a decision back.

    Raises:
        OperationsError: none is chosen, or somebody has taken it back already.
    """
    if not name:
        raise OperationsError("no decision is chosen", remedy="choose one from the table below")
    intake.unset_alias(ws, name, township, user=user.name, role=user.role, at=at)


def command(ws: Workspace, township: str, name: str, code: str | None) -> str:
    """The same decision on the command line, run beside the workspace."""
    where = f"-w {quote(ws.root.name)}"
    named = f"--township {quote(township)} " if township else ""
    add = f"huzhu alias add {named}{quote(name) if name else '…'} {code or '…'} {where}"
    return f"{add} && huzhu relocate {where}"

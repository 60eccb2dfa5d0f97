"""Reports made, and how their files stand to what was written down."""

from contextlib import closing

from risk.operations import open_operations
from risk.operations.reports import FileState, ReportMade, find_report, list_reports
from risk.workspace import Workspace

States = dict[str, FileState]
"""Format → how the file stands."""
WORST = (FileState.CHANGED, FileState.MISSING, FileState.SAME)


def reports_made(ws: Workspace) -> list[tuple[ReportMade, States]]:
    """Every report made, newest first."""
    with closing(open_operations(ws)) as con:
        made = list_reports(con)
    return [(report, states_of(ws, report)) for report in made]


def report_made(ws: Workspace, number: str) -> tuple[ReportMade, States]:
    """One report made.

    Raises:
        OperationsError: there is none of that number.
    """
    with closing(open_operations(ws)) as con:
        made = find_report(con, number)
    return made, states_of(ws, made)


def states_of(ws: Workspace, made: ReportMade) -> States:
    """How each file stands: as made, changed since, or gone."""
    return {f.format: f.state(ws.reports_dir) for f in made.files}


def worst_state(states: States) -> FileState:
    """The state that matters most: changed, else missing, else same."""
    return next(state for state in WORST if state in states.values())

"""A draft of a report made here, against the same report made anew from the data in force."""

import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from dashboards.report.asked import KINDS, Asked, material_of, story_asked, writers_of
from dashboards.report.content import Report
from dashboards.report.docx_base import read_base
from dashboards.report.docx_open import opened
from dashboards.report.draft import merge
from dashboards.report.draft_change import Merged
from dashboards.report.making import Drawn, Making, make_report, numbered
from dashboards.report.material import About
from dashboards.report.pdf import pages_of
from risk.errors import OperationsError, ReportError
from risk.flow import Story
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.reports import MadeFrom, find_report
from risk.progress import Progress
from risk.workspace import Workspace

TOLD, DRAWN, COMPARED = 0.4, 0.85, 0.95
"""Shares of the work after which the story is told, the report drawn, the draft compared."""


@dataclass(frozen=True)
class Renewed:
    """A draft compared.

    Attributes:
        name: of its file.
        was: number of the report it was made as.
        lang: of the report.
        merged: every difference; its file is up to date where ``made`` is.
        made: the report made anew, under its number; None: only compared, nothing was made.
    """

    name: str
    was: str
    lang: str
    merged: Merged
    made: Making | None = None


def compare_in_workspace(root: Path, body: bytes, name: str, *, progress: Progress) -> Renewed:
    """Tell what has changed since a draft was generated; nothing is written: what a job runs.

    Raises:
        ReportError: the file is no draft of a report of this workspace.
    """
    ws = Workspace(root)
    source, asked = _asked_again(ws, body, name)
    story = story_asked(ws, asked, progress=_share(progress, 0.0, TOLD))
    draw = _share(progress, TOLD, DRAWN)
    material, _ = material_of(ws, story, asked, source.role, progress=draw)
    report = KINDS[asked.kind].content(material)
    return _renewed(ws, body, name, asked, report, progress)


def update_in_workspace(
    root: Path, body: bytes, name: str, by: Doer, *, progress: Progress
) -> Renewed:
    """Make the report anew under a number, and bring a draft up to date with it.

    Raises:
        ReportError: the file is no draft of a report of this workspace.
    """
    ws = Workspace(root)
    _, asked = _asked_again(ws, body, name)
    story = story_asked(ws, asked, progress=_share(progress, 0.0, TOLD))
    making, report = _make(ws, story, asked, by, _share(progress, TOLD, DRAWN))
    done = _renewed(ws, body, name, asked, report, progress)
    return replace(done, made=making)


def _make(
    ws: Workspace, story: Story, asked: Asked, by: Doer, progress: Progress
) -> tuple[Making, Report]:
    """The report under its number, and its content: drawn once for both."""
    material, source = material_of(ws, story, asked, str(by.role), progress=progress)
    report = KINDS[asked.kind].content(material)
    making = make_report(ws, story, asked, by, drawn=Drawn(source, report))
    return making, numbered(report, making.made.number)


def _renewed(
    ws: Workspace, body: bytes, name: str, asked: Asked, report: Report, progress: Progress
) -> Renewed:
    progress(DRAWN, "comparing the draft")
    with tempfile.TemporaryDirectory(prefix="huzhu-draft-") as folder:
        write = writers_of(ws, asked, ["docx"])["docx"]
        fresh = write(report, Path(folder) / "fresh.docx").read_bytes()
    pages = pages_of(report)
    progress(COMPARED, "comparing the draft")
    merged = merge(body, name, report, fresh, pages=pages)
    progress(1.0, "done")
    return Renewed(name, merged.number, asked.lang, merged)


def _asked_again(ws: Workspace, body: bytes, name: str) -> tuple[MadeFrom, Asked]:
    """What the draft was made from, and the same asked of the data in force.

    Raises:
        ReportError: it is no draft, or its report was not made in this workspace.
    """
    base = read_base(opened(body, name), name)
    try:
        with closing(open_operations(ws)) as con:
            source = find_report(con, base.number).source
    except OperationsError:
        raise ReportError(
            f"its report {base.number} was not made in this workspace", where=name,
            remedy="take a draft made here, or the workspace it was made in",
        ) from None  # fmt: skip
    about = about_told(source.parameters)
    return source, Asked(source.kind, source.lang, seed=source.seed, about=about)


def about_told(parameters: Mapping[str, str]) -> About:
    """What a report was about, from what was written down of it (`About.given`)."""
    read = {
        "contract_year": int, "month": date.fromisoformat, "quarter": int, "event": str,
        "at": datetime.fromisoformat, "plan": int, "places": lambda text: tuple(text.split(",")),
    }  # fmt: skip
    return About(**{n: read[n](text) for n, text in parameters.items() if n in read})


def _share(progress: Progress, begin: float, end: float) -> Progress:
    return lambda done, step: progress(begin + done * (end - begin), step)


def compare_file(root: Path, draft: Path, name: str, *, progress: Progress) -> Renewed:
    """`compare_in_workspace` of a file, its bytes left where they are: what a job runs."""
    return _without_file(compare_in_workspace(root, draft.read_bytes(), name, progress=progress))


def update_file(
    root: Path, draft: Path, name: str, out: Path, by: Doer, *, progress: Progress
) -> Renewed:
    """`update_in_workspace` of a file, written to another: what a job runs."""
    done = update_in_workspace(root, draft.read_bytes(), name, by, progress=progress)
    unfinished = out.with_suffix(".part")
    unfinished.write_bytes(done.merged.docx)
    unfinished.replace(out)
    return _without_file(done)


def _without_file(done: Renewed) -> Renewed:
    return replace(done, merged=replace(done.merged, docx=b""))

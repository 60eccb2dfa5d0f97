"""The verbs of reports: make one under its number, list those made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli import report_drafts
from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.model import as_of_option, seed_option
from risk.terms import Role

if TYPE_CHECKING:
    from dashboards.report.asked import Asked
    from dashboards.report.making import Making
    from risk.flow import Story
    from risk.progress import Progress

LIST = "list"
COMMAND_LINE = "huzhu"
"""Who made it, where nobody signs in: whoever may write in the workspace."""
SHOWN = ["number", "report", "lang", "made_at", "made_by", "data_version", "files", "state"]
MINDS: dict[str, dict[str, Any]] = {
    "contract_year": {"type": int},
    "month": {},
    "quarter": {},
    "event": {},
    "at": {},
    "plan": {"type": int},
    "places": {"multiple": True},
}
"""Options of what a report is about: a kind has those it minds."""
KINDS: Mapping[str, Sequence[str]] = {
    "annual": ("contract_year",),
    "summary": ("contract_year",),
    "acceptance": ("contract_year",),
    "monthly": ("month",),
    "quarterly": ("quarter",),
    "bulletin": ("event", "at"),
    "after_event": ("event",),
    "order_sheet": ("plan",),
    "atlas": ("places",),
}
"""Kind → what it minds, as ``report.asked.KINDS`` has it, for help that imports no report."""


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    group = Kinds("report", lang)
    for command in report_drafts.commands(lang):
        group.add_command(command)
    return [group]


class Kinds(click.Group):
    """``huzhu report KIND|list``: a command a kind, made when asked for: help stays quick."""

    def __init__(self, name: str, lang: str) -> None:
        """A group whose help is in one language."""
        super().__init__(name, help=text("cli.report.help", lang))
        self.lang = lang

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Kinds in their order, then what is done with reports."""
        return [*KINDS, *super().list_commands(ctx), LIST]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a kind."""
        if name == LIST:
            return verb("report.list", self.lang)(tell_list)
        if name in KINDS:
            return kind_command(name, KINDS[name], self.lang)
        return super().get_command(ctx, name)


def kind_command(kind: str, minds: Sequence[str], lang: str) -> click.Command:
    """``huzhu report KIND``: DOCX and PDF into the folder of reports."""
    options = [
        click.option(
            f"--{name.replace('_', '-')}", name, help=text(f"cli.report.{name}", lang),
            **MINDS[name],
        )
        for name in minds
    ]  # fmt: skip

    @verb(
        f"report.{kind}",
        lang,
        *options,
        click.option("--format", "formats", default="docx,pdf", help=text("cli.report.fmt", lang)),
        as_of_option(lang),
        seed_option(lang),
    )
    def run(call: Call, formats: str, as_of: datetime | None, seed: int, **about: Any) -> None:
        from dashboards.report.asked import Asked, story_asked
        from dashboards.report.periods import read_about

        day = as_of.date() if as_of else None
        wanted = tuple(name.strip() for name in formats.split(",") if name.strip())
        told = read_about(call.workspace, about)
        asked = Asked(kind, call.lang, wanted, day, seed, about=told)
        story = story_asked(call.workspace, asked, progress=call.progress)
        made = make(call, story, asked, call.progress)
        call.result = {
            "number": made.made.number, "how": made.how, "reports": paths(call, made),
            "data_version": story.facts.version, "as_of": story.facts.as_of.isoformat(),
            "settings_sha256": made.made.source.settings_sha256, "about": told.given,
            "files": [vars(f) for f in made.made.files],
        }  # fmt: skip
        call.say(f"cli.report.{made.how}", number=made.made.number)
        for path in paths(call, made):
            call.say("cli.report.written", path=path)

    return run


def make(call: Call, story: "Story", asked: "Asked", progress: "Progress") -> "Making":
    """Make a report of a story already told, in nobody's name but the command line's."""
    from dashboards.report.making import make_report
    from risk.operations.deed import Doer

    by = Doer(COMMAND_LINE, Role.ANALYST, call.now)
    return make_report(call.workspace, story, asked, by, progress=progress)


def paths(call: Call, made: "Making") -> list[str]:
    """Where the files of a report lie."""
    return [str(call.workspace.reports_dir / f.name) for f in made.made.files]


def tell_list(call: Call) -> None:
    """Print the reports made, newest first, and how their files stand; a changed one: status 1."""
    import pandas as pd

    from dashboards.story.reports_made import reports_made, worst_state

    made = reports_made(call.workspace)
    rows: list[dict[str, Any]] = []
    for report, states in made:
        s = report.source
        rows.append({
            "number": report.number, "report": s.kind, "lang": s.lang, "made_at": report.made_at,
            "made_by": report.made_by, "role": s.role, "data_version": s.data_version,
            "as_of": s.as_of, "settings_sha256": s.settings_sha256,
            "files": ", ".join(f"{f.name} {f.sha256[:12]}" for f in report.files),
            "state": worst_state(states),
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    call.result = {"reports": records(frame)}
    call.rejected = any(row["state"] != "same" for row in rows)
    if frame.empty:
        call.say("cli.report.none")
        return
    call.show(frame.assign(state=[call_state(call, row["state"]) for row in rows]), SHOWN)


def call_state(call: Call, state: str) -> str:
    """How a report's files stand, in words."""
    return text(f"reports.state.{state}", call.lang)

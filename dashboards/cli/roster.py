"""The verb of rosters: a month of staff numbers under rest rules, and what ordinary days need."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.losses import write
from dashboards.cli.model import seed_option

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.story.roster import Basis
    from risk.facts import Facts
    from risk.staffing.roster import BaseStaffing, Roster

DEMANDS = ("ordinary", "record")


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [roster(lang)]


def roster(lang: str) -> click.Command:
    """``huzhu roster``: solve a month, tell it, write it."""
    written = click.Path(dir_okay=False, path_type=Path)

    @verb(
        "roster", lang,
        click.option("--month", help=text("cli.roster.month", lang)),
        click.option("--demand", type=click.Choice(DEMANDS), default="ordinary",
                     help=text("cli.roster.demand", lang)),
        click.option("--export", type=written, help=text("cli.roster.export", lang)),
        seed_option(lang),
    )  # fmt: skip
    def run(call: Call, month: str | None, demand: str, export: Path | None, seed: int) -> None:
        from dashboards.story.roster import (
            RECORD,
            basis_of,
            demand_for,
            first_month,
            make,
            read_month,
            year_of,
        )
        from risk.facts import read_facts
        from risk.scored import score_facts
        from risk.warehouse import open_version

        county = call.workspace.county()
        with open_version(call.workspace) as warehouse:
            facts, stored = read_facts(warehouse, county), warehouse.scores()
        chosen = read_month(month) if month else first_month(facts)
        year = None
        if demand != RECORD:
            frame = stored[1] if stored else score_facts(facts, seed=seed).frame
            year = year_of(facts, frame, {}, seed=seed)
            tell_need(call, year, chosen)
        basis = basis_of(facts, demand_for(facts, year, {}, chosen, demand), chosen, demand)
        made = make(basis, county.roster.solve_s)
        tell(call, made, chosen)
        if export is not None:
            export_file(call, export, facts, basis, made)

    return run


def tell_need(call: Call, year: "BaseStaffing", month: date) -> None:
    """Crews ordinary days need in the month, beside those on record."""
    import pandas as pd

    rows = year.needs[year.needs["month"] == pd.Timestamp(month)]
    sums = rows.groupby("shift")[["crews", "crews_record"]].sum()
    call.result["needs"] = records(rows)
    if len(sums):
        call.say(
            "cli.roster.need", month=f"{month:%Y-%m}", day=sums.loc["day", "crews"],
            day_record=sums.loc["day", "crews_record"], night=sums.loc["night", "crews"],
            night_record=sums.loc["night", "crews_record"],
        )  # fmt: skip


def tell(call: Call, made: "Roster", month: date) -> None:
    """Print how full and fair it is, or put all of it into the JSON object."""
    from dashboards.story.roster_sheet import fairness, mend_words, unfilled_words

    unfilled, mends = unfilled_words(made.unfilled, call.lang), mend_words(made.mends, call.lang)
    call.result |= {
        "month": f"{month:%Y-%m}", "asked": made.asked, "missing": made.missing,
        "empty": made.empty, "fill_gap": made.fill_gap,
        "fair_gap_share": made.fair_gap_share, "assignments": records(made.assignments),
        "people": records(made.people), "unfilled": records(made.unfilled),
        "mends": records(made.mends),
    }  # fmt: skip
    call.say(
        "cli.roster.filled", filled=made.asked - made.missing, asked=made.asked,
        missing=made.missing, empty=made.empty, more=made.fill_gap,
        fair=fairness(made.fair_gap_share, call.lang),
    )  # fmt: skip
    call.say("cli.roster.keeps")
    call.say("cli.roster.people")
    call.show(headed(made.people, call.lang))
    for key, frame in (("cli.roster.unfilled", unfilled), ("cli.roster.mends", mends)):
        if len(frame):
            call.say(key)
            call.show(headed(frame, call.lang))


def headed(frame: "pd.DataFrame", lang: str) -> "pd.DataFrame":
    """A frame of ready texts under its headings."""
    return frame.rename(columns={c: text(f"roster.col.{c}", lang) for c in frame})


def export_file(call: Call, path: Path, facts: "Facts", basis: "Basis", made: "Roster") -> None:
    """Write the workbook, without names."""
    from dashboards.story.roster import check
    from dashboards.story.roster_file import roster_workbook

    about: list[tuple[Any, Any]] = [
        (text("history.about.version", call.lang), facts.version),
        (text("roster.mind", call.lang), text("roster.no_people", call.lang)),
    ]
    if facts.county.synthetic:
        synthetic = text("shell.synthetic", call.lang)
        about.insert(0, (text("history.about.data", call.lang), synthetic))
    book = roster_workbook(basis, check(basis, made.assignments), about, names=None, lang=call.lang)
    write(call, path, book)

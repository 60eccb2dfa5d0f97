"""The verb of travel: minutes from bases to villages, and what each rests on."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.model import as_of_option, read

if TYPE_CHECKING:
    from dashboards.story.travel import Drives

SHOWN = ["base", "township", "village", "tier", "minutes", "source", "error_cv"]


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [travel(lang)]


def travel(lang: str) -> click.Command:
    """``huzhu travel``: minutes on dry roads and their source."""
    written = click.Path(dir_okay=False, path_type=Path)

    @verb(
        "travel", lang, as_of_option(lang),
        click.option("--base", help=text("cli.travel.base", lang)),
        click.option("--export", type=written, help=text("cli.travel.export", lang)),
    )  # fmt: skip
    def run(call: Call, as_of: datetime | None, base: str | None, export: Path | None) -> None:
        from dashboards.story.travel import county_drives, of_base
        from dashboards.story.travel_file import in_words, travel_workbook

        facts = read(call, as_of)
        drives = county_drives(facts)
        rows = of_base(drives.minutes, base)
        call.result = {
            "data_version": facts.version, "as_of": facts.as_of.isoformat(),
            "synthetic": facts.county.synthetic, "shares": drives.travel.shares(),
            "detours": drives.travel.detours, "unreached": drives.travel.unreached,
            "trips": len(drives.learned.trips.table),
            "left_out": dict(drives.learned.trips.left_out),
            "fitted": records(drives.drives), "minutes": records(rows),
        }  # fmt: skip
        call.show(in_words(rows.round({"minutes": 0, "error_cv": 2}), call.lang), SHOWN)
        tell(call, drives)
        if export is not None:
            export.write_bytes(travel_workbook(facts, drives, rows, call.lang))
            call.say("cli.travel.written", file=export)

    return run


def tell(call: Call, drives: "Drives") -> None:
    """Shares of the sources, and what own trips say."""
    from risk.staffing.travel.fit import TRIPS_MIN

    for source, share in drives.travel.shares().items():
        if share > 0:
            name = text(f"travel_source.{source}", call.lang)
            call.say("cli.travel.share", source=name, share=f"{100 * share:.1f}")
    fitted, trips = drives.learned.ways.fitted, drives.learned.trips
    call.say("cli.travel.trips", n=len(trips.table), left=sum(trips.left_out.values()))
    known = drives.drives[drives.drives["trips"] > 0]
    for tier in ("town", "rural"):
        name = text(f"tier.{tier}", call.lang)
        if not fitted or tier not in fitted.tiers:
            n = int((trips.table["tier"] == tier).sum())
            call.say("cli.travel.too_few", tier=name, n=n, least=TRIPS_MIN)
    for row in known.to_dict("records"):
        call.say(
            "cli.travel.fitted", tier=text(f"tier.{row['tier']}", call.lang),
            name=text(f"drive.{row['name']}", call.lang), value=f"{row['value']:.3g}",
            low=f"{row['low']:.3g}", high=f"{row['high']:.3g}",
            unit=text(f"unit_of.{row['unit']}", call.lang), trips=row["trips"],
        )  # fmt: skip

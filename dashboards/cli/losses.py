"""The verb of losses: average annual loss, exceedance, what each past event would cost today."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.model import as_of_option, seed_option

if TYPE_CHECKING:
    import pandas as pd

    from risk.ledger.oed import Locations
    from risk.settings import County
    from risk.surge.county_losses import CountyLosses

VILLAGES_SHOWN = 10
SHOWN_EVENTS = ["name", "day", "claims_then", "cost_then_money", "cost_now_money",
                "cost_now_money_lo", "cost_now_money_hi", "note"]  # fmt: skip
SHOWN_VILLAGES = ["township", "name", "houses", "annual_money", "annual_money_lo",
                  "annual_money_hi", "per_1000_insured"]  # fmt: skip


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [losses(lang)]


def losses(lang: str) -> click.Command:
    """``huzhu losses``: the county's catalogue of events against today's houses."""
    given = click.Path(exists=True, dir_okay=False, path_type=Path)
    written = click.Path(dir_okay=False, path_type=Path)

    @verb(
        "losses", lang, as_of_option(lang),
        click.option("--locations", type=given, help=text("cli.losses.locations", lang)),
        click.option("--export", type=written, help=text("cli.losses.export", lang)),
        click.option("--export-oed", type=written, help=text("cli.losses.export_oed", lang)),
        seed_option(lang),
    )  # fmt: skip
    def run(
        call: Call, as_of: datetime | None, locations: Path | None, export: Path | None,
        export_oed: Path | None, seed: int,
    ) -> None:  # fmt: skip
        from dashboards.story.losses import read_past, read_portfolio, told_losses
        from risk.warehouse import open_version

        county = call.workspace.county()
        with open_version(call.workspace) as warehouse:
            day = as_of.date() if as_of else warehouse.last_day()
            past, version = read_past(warehouse, county, day), str(warehouse.version["name"])
        portfolio, about = None, []
        if locations is not None:
            read, portfolio = read_portfolio(locations, past, county)
            about = tell_locations(call, read, int(portfolio["region_code"].isna().sum()))
        found = told_losses(past, county, day, seed=seed, portfolio=portfolio)
        tell(call, found, past.regions, county, day.isoformat())
        if export is not None:
            from dashboards.story.loss_file import loss_workbook

            body = loss_workbook(found, past.regions, county, as_of=day, version=version,
                                 lang=call.lang, about=about)  # fmt: skip
            write(call, export, body)
        if export_oed is not None:
            from dashboards.story.losses import portfolio_rows
            from risk.ledger.oed import write_oed

            rows = portfolio_rows(past)
            write(call, export_oed, write_oed(rows, currency=county.currency).encode())

    return run


def tell_locations(call: Call, read: "Locations", outside: int) -> list[tuple[str, str]]:
    """What came of a location file; the same lines for the Excel file."""
    call.rejected = bool(len(read.rejects))
    call.result["locations"] = {
        "rows_in": read.rows_in, "stored": len(read.frame), "outside": outside,
        "rejected": read.rejects["row"].nunique(), "rejects": records(read.rejects),
        "ignored_columns": list(read.ignored),
    }  # fmt: skip
    told = text("cli.losses.read", call.lang, **{
        k: v for k, v in call.result["locations"].items() if isinstance(v, int)
    })  # fmt: skip
    lines = [told]
    if read.ignored:
        lines.append(text("cli.losses.ignored", call.lang, columns=", ".join(read.ignored)))
    for line in lines:
        call.say("cli.losses.line", line=line)
    call.show(read.rejects, ["row", "column", "value", "rule", "remedy"])
    return [(text("losses.portfolio", call.lang), line) for line in lines]


def tell(call: Call, found: "CountyLosses", regions: Any, county: "County", as_of: str) -> None:
    """Print the main figures, or put all of it into the JSON object."""
    from dashboards.i18n import money, number
    from dashboards.story.loss_file import rests_on
    from dashboards.story.losses import (
        bases_told,
        event_rows,
        money_range,
        period_table,
        terms_told,
        village_rows,
    )

    e, lang = found.exceedance, call.lang
    villages, events = village_rows(found, regions), event_rows(found, lang)
    terms, bases = terms_told(county, lang), bases_told(found, lang)
    call.result |= {
        "as_of": as_of, "currency": county.currency, "synthetic": county.synthetic,
        "annual_money": e.annual_money, "annual_money_lo": e.annual_money_lo,
        "annual_money_hi": e.annual_money_hi, "events_used": e.events, "years": e.years,
        "ordinary_money": found.ordinary_money, "houses": found.houses,
        "sum_insured_money": found.sum_insured_money, "curve": records(e.curve),
        "events": records(events), "villages": records(villages),
        "terms": [asdict(one) for one in terms], "bases": [asdict(one) for one in bases],
    }  # fmt: skip
    call.say("cli.losses.annual", value=money(e.annual_money, lang, county.currency),
             span=money_range(e.annual_money_lo, e.annual_money_hi, lang, county.currency),
             houses=number(found.houses, lang),
             insured=money(found.sum_insured_money, lang, county.currency))  # fmt: skip
    call.say("cli.losses.line", line=rests_on(found, lang))
    call.say("cli.losses.ordinary", value=money(found.ordinary_money, lang, county.currency))
    call.say("cli.losses.curve")
    periods = period_table(found)
    call.show(whole(periods[~periods["beyond"]].drop(columns="beyond")))
    call.say("cli.losses.events")
    call.show(whole(events), SHOWN_EVENTS)
    call.say("cli.losses.villages")
    call.show(villages.head(VILLAGES_SHOWN).round(2), SHOWN_VILLAGES)
    call.say("cli.losses.terms")
    for one in terms:
        call.say("cli.losses.term", **asdict(one))


def whole(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Sums without their cents."""
    sums = [c for c in frame if c.startswith(("cost_", "aep", "oep"))]
    return frame.assign(**{c: frame[c].round(0) for c in sums})


def write(call: Call, path: Path, body: bytes) -> None:
    """Write a file and say so.

    Raises:
        ReportError: it cannot be written.
    """
    from risk.errors import ReportError

    try:
        path.write_bytes(body)
    except OSError as e:
        raise ReportError(f"cannot be written ({e.strerror})", where=str(path)) from None
    call.result.setdefault("files", []).append(str(path))
    call.say("cli.losses.written", path=path)

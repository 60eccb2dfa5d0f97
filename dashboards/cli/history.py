"""The verb that tells history: the year's tables, or any view by name, cut and grouped."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, records, text, verb
from dashboards.cli.model import as_of_option
from risk.terms import PerilFamily

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.story.cells import Teller
    from risk.views import Ask
    from risk.warehouse import Warehouse

VIEW_NAMES = (  # the registry's, written here so that the help needs no table
    "experience", "largest", "development", "factors", "claims", "promise", "timeliness",
    "arrivals", "late_arrivals", "late_reasons", "reviews", "payments", "payment_times",
    "hotline", "hotline_hours", "reports", "complaints", "complaint_reasons",
    "complaint_owners", "complaint_register", "call_backs", "satisfaction",
    "satisfaction_years", "satisfaction_townships", "dissatisfaction", "scorecards",
    "scorecards_roles", "scorecards_deciders", "coverage", "coverage_groups", "uninsured",
    "group_faults", "premium", "premium_mismatches", "doubles", "lapsed", "outbuildings",
    "targets", "open_ages", "open_claims", "corrections", "rejects", "measures", "hours",
    "weekdays", "months", "contrasts", "clusters", "near_repeat", "forecast_months",
    "forecast_years", "forecast_backtest",
)  # fmt: skip
GROUPED = ("experience", "promise")  # views that ``--by`` groups
OF_DAY = (  # views of how things stand on the last day: nothing but ``--as-of`` cuts them
    "coverage", "coverage_groups", "uninsured", "group_faults", "premium", "premium_mismatches",
    "doubles", "lapsed", "outbuildings", "corrections", "rejects", "measures",
)  # fmt: skip
FAMILIES = tuple(family.value for family in PerilFamily)
ROWS = 200
MONEY = [
    "claims", "paid_claims", "open_claims", "paid_money", "house_years", "premium_money",
    "claims_per_1000_house_years", "claims_per_1000_house_years_lo",
    "claims_per_1000_house_years_hi", "loss_ratio",
]  # fmt: skip
SHOWN = {
    "by_year": ["year", *MONEY],
    "by_family": ["peril_family", *MONEY],
    "promise_by_year": [
        "year", "tier", "claims", "clocked", "kept", "share", "share_lo", "share_hi", "p50_min",
        "p90_min", "measured",
    ],
}  # fmt: skip


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [history(lang)]


def options(lang: str) -> list[Any]:
    """What a view is asked."""
    return [
        click.option("--view", type=click.Choice(VIEW_NAMES), help=text("cli.view", lang)),
        click.option("--by", multiple=True, metavar="DIM", help=text("cli.by", lang)),
        click.option("--year-from", type=int, help=text("cli.year_from", lang)),
        click.option("--year-to", type=int, help=text("cli.year_to", lang)),
        click.option(
            "--family", "families", type=click.Choice(FAMILIES), multiple=True,
            help=text("cli.family", lang),
        ),
        click.option("--place", metavar="CODE", help=text("cli.place", lang)),
        click.option("--limit", type=click.IntRange(min=1), default=ROWS, show_default=True,
                     help=text("cli.limit", lang)),
    ]  # fmt: skip


def history(lang: str) -> click.Command:
    """``huzhu history``: claims, paid, loss ratio, promise kept; ``--view``: any table by name."""

    @verb("history", lang, as_of_option(lang), *options(lang))
    def run(call: Call, as_of: datetime | None, view: str | None, limit: int, **asked: Any) -> None:
        from risk.warehouse import open_version

        refuse_asked(view, **asked)
        with open_version(call.workspace) as warehouse:
            day = as_of.date() if as_of else warehouse.last_day()
            if view is None:
                tell_years(call, warehouse, day)
            else:
                ask = asked_of(warehouse, day, limit=limit, **asked)
                tell_view(call, warehouse, view, ask)

    return run


def refuse_asked(
    view: str | None, *, by: tuple[str, ...], year_from: int | None, year_to: int | None,
    families: tuple[str, ...], place: str | None,
) -> None:  # fmt: skip
    """Refuse what would be silently left out or find nothing.

    Raises:
        WarehouseError: a cut or grouping without a view to cut, one the view does not know, or
            years that end before they begin.
    """
    from risk.errors import WarehouseError

    cut = year_from is not None or year_to is not None or bool(families) or place is not None
    if view is None and (by or cut):
        raise WarehouseError(
            "there is no table to cut or group", where="history", remedy="name one with --view"
        )
    if view not in GROUPED and by:
        raise WarehouseError(
            f"{view} has its own rows", where="--by", remedy=f"group {' or '.join(GROUPED)}"
        )
    if view in OF_DAY and cut:
        raise WarehouseError(
            f"{view} tells how things stand on the last day", where="history", remedy="use --as-of"
        )
    if view == "targets" and (year_from is not None or families or place is not None):
        raise WarehouseError(
            "targets are the county's, of one contract year", where="history",
            remedy="name the year with --year-to",
        )  # fmt: skip
    if year_from is not None and year_to is not None and year_from > year_to:
        raise WarehouseError(
            f"{year_from} is after {year_to}", where="--year-from", remedy="exchange them"
        )


def asked_of(
    warehouse: "Warehouse", day: Any, *, limit: int, by: tuple[str, ...], year_from: int | None,
    year_to: int | None, families: tuple[str, ...], place: str | None,
) -> "Ask":  # fmt: skip
    """What the options ask of a view.

    Raises:
        WarehouseError: a dimension or a place nobody knows.
    """
    from risk.errors import WarehouseError
    from risk.views import Ask
    from risk.warehouse.experience import checked
    from risk.warehouse.filters import Filter

    checked(by)
    if place is not None and place not in set(warehouse.regions()["code"]):
        raise WarehouseError(
            f"no region has code {place}",
            where="--place",
            remedy="huzhu export villages lists them",
        )
    cut = Filter(day, year_from=year_from, year_to=year_to, families=families, region_code=place)
    return Ask(cut, by=by or ("year",), limit=limit)


def tell_view(call: Call, warehouse: "Warehouse", name: str, ask: "Ask") -> None:
    """Print one view as the pages show it; under ``--json`` its raw rows."""
    from risk.views import VIEWS, Views

    frame = VIEWS[name](Views(warehouse, call.workspace.county()), ask)
    cut = ask.cut
    call.result = {
        "view": name, "as_of": cut.as_of, "by": list(ask.by) if name in GROUPED else [],
        "year_from": cut.year_from, "year_to": cut.year_to, "families": list(cut.families),
        "place": cut.region_code, "currency": call.workspace.county().currency,
        "limit": ask.limit, "rows": records(frame),
    }  # fmt: skip
    if call.json:
        return
    title = text(f"history.table.{name}", call.lang)
    call.say("cli.history.view", title=title, as_of=cut.as_of, rows=len(frame))
    if frame.empty:
        call.say("cli.history.empty")
        return
    call.show(in_words(frame, name, ask, teller(call, warehouse, cut.as_of)), limit=len(frame))
    if len(frame) == ask.limit:
        call.say("cli.history.more", rows=ask.limit)


def teller(call: Call, warehouse: "Warehouse", day: Any) -> "Teller":
    """Names of places and events in the reader's language."""
    from dashboards.story.cells import Teller

    regions, events = warehouse.regions(), warehouse.events(day)
    return Teller(
        call.lang,
        dict(zip(regions["code"], regions["name"], strict=True)),
        dict(zip(events["event_id"], events["name"], strict=True)),
        call.workspace.county().currency,
    )


def in_words(frame: "pd.DataFrame", name: str, ask: "Ask", to: "Teller") -> "pd.DataFrame":
    """A view with the columns, headings and words of the History page."""
    from dashboards.i18n import t
    from dashboards.story.cells import display, heading
    from dashboards.story.sheets import sheet_columns

    columns = sheet_columns(name, ask.by)
    told = display(frame, columns, to, as_text=True)
    heads = {col.field: heading(col, to) for col in columns}
    ranges = {f"{col.field}_range": t("cli.history.range", to.lang) for col in columns}
    return told.set_axis([(heads | ranges)[str(c)] for c in told], axis="columns")


def tell_years(call: Call, warehouse: "Warehouse", day: Any) -> None:
    """Print the year's tables and the promise."""
    from risk.views import read_history

    county = call.workspace.county()
    past = read_history(warehouse, county, day)
    for name, columns in SHOWN.items():
        call.result[name] = records(getattr(past, name))
        call.say(f"cli.history.{name}", as_of=day, currency=county.currency)
        call.show(getattr(past, name).round(3), columns)

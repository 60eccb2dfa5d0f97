"""Data quality, the desk: the worst writings with a form to decide each, and the decisions."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import flask_login
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, empty, facts
from dashboards.i18n import moment, number, t
from dashboards.pages.quality_progress import progress_view
from dashboards.security.roles import RANK
from dashboards.story import Context
from dashboards.story.places import writing_table
from dashboards.story.relocating import aliases, command
from dashboards.story.works import Name
from risk.terms import Role

DECIDER = Role.ANALYST
IDLE_MS = 10_000
WRITING_FIELDS = (
    "key", "region_name", "township_name", "region_code", "place", "name", "rows", "policies",
    "claims", "quality", "reason", "found", "distance_km", "claim_ids", "files",
)  # fmt: skip
ALIAS_FIELDS = ("key", "township_name", "region_name", "meant", "user", "at")


class Id(StrEnum):
    """Components of this page."""

    GRID = "places-grid"
    CHOSEN = "places-chosen"
    PICK = "places-pick"
    SAVE = "places-save"
    COMMAND = "places-command"
    NOTE = "places-note"
    PROGRESS = "places-progress"
    ALIASES = "places-aliases"
    WITHDRAW = "places-withdraw"
    AGAIN = "places-again"
    CANCEL = "places-cancel"
    TICK = "places-tick"
    SHOWN = "places-shown"
    FILES = "places-files"


def may_decide() -> bool:
    """Whether whoever looks may say what a writing means."""
    account = flask_login.current_user
    return bool(account.is_authenticated and RANK[account.user.role] >= RANK[DECIDER])


def desk(context: Context, lang: str) -> list[Component]:
    """The worst writings with the form to decide one, and the decisions in force."""
    return [
        dcc.Interval(id=Id.TICK, interval=IDLE_MS),
        dcc.Store(id=Id.SHOWN, data=mark(context)),
        _writings(context, lang),
        _decisions(context, lang),
    ]


def mark(context: Context) -> list[Any]:
    """Changes whenever what the desk shows does."""
    state = context.works.state(Name.RELOCATION)
    return [context.quality()[0], state.runs, state.running]


def writing_rows(context: Context, lang: str) -> list[dict[str, Any]]:
    """Rows of the table of writings."""
    table = writing_table(context.quality()[1], context.story().facts.regions, lang)
    return records(table, WRITING_FIELDS)


def alias_rows(context: Context, lang: str) -> list[dict[str, Any]]:
    """Rows of the table of decisions, newest first."""
    names = context.story().facts.regions.drop_duplicates("code").set_index("code")
    frame = aliases(context.ws).sort_values("at", ascending=False)
    code = frame["region_code"]
    meant = code.map(names["township_name"]).fillna("") + " " + code.map(names["name"]).fillna(code)
    at = [moment(at, lang) for at in frame["at"]]
    key = frame["township_name"] + "|" + frame["region_name"]
    return records(frame.assign(meant=meant.str.strip(), at=at, key=key), ALIAS_FIELDS)


def _writings(context: Context, lang: str) -> Component:
    title = t("places.worst", lang)
    columns = [
        Column("name", t("places.name_written", lang), width=130, flex=2),
        Column("township_name", t("places.township_written", lang), width=125, flex=2),
        Column("region_code", t("places.code_written", lang), width=125),
        Column("policies", t("table.policy", lang), "number", width=85),
        Column("claims", t("table.claim", lang), "number", width=80),
        Column("quality", t("places.quality", lang), width=120),
        Column("reason", t("places.reason", lang), width=200, flex=4),
        Column("found", t("places.found", lang), width=100, flex=1),
        Column("distance_km", t("places.distance", lang), "number", 1, width=85),
        Column("files", t("grid.file", lang), width=120, flex=1),
    ]
    rows = pd.DataFrame(writing_rows(context, lang), columns=list(WRITING_FIELDS))
    body = grid(
        rows, columns, lang, label=title, id_=Id.GRID, row_id="key", select=True,
        carried=WRITING_FIELDS,
    )  # fmt: skip
    none = [empty(t("places.no_worst", lang))] if rows.empty else []
    form = dmc.SimpleGrid(
        [
            html.Div(chosen_view(None, lang), id=Id.CHOSEN, **{"aria-live": "polite"}),
            _form(context, lang),
        ],
        cols={"base": 1, "md": 2},
        mt="md",
    )
    said = html.Div(progress_view(context, lang), id=Id.PROGRESS, **{"aria-live": "polite"})
    return card(
        title, dmc.Text(t("places.worst_why", lang), size="sm", mb="xs"), *none, body, form, said,
        note=t("places.worst_note", lang),
    )  # fmt: skip


def _form(context: Context, lang: str) -> Component:
    pick = dmc.Select(
        id=Id.PICK, data=[], label=t("places.means", lang), placeholder=t("map.search_hint", lang),
        searchable=True, clearable=True, limit=60, disabled=not may_decide(),
        nothingFoundMessage=t("map.search_none", lang),
    )  # fmt: skip
    save = dmc.Button(t("places.decide", lang), id=Id.SAVE, disabled=True)
    again = dmc.Button(
        t("places.again", lang), id=Id.AGAIN, variant="default", disabled=not may_decide()
    )
    cancel = dmc.Button(t("places.cancel", lang), id=Id.CANCEL, variant="default", disabled=True)
    parts = [
        pick,
        dmc.Group([save, again, cancel], mt="xs"),
        html.Div(id=Id.NOTE, className="job", **{"aria-live": "polite"}),
        dmc.Text(t("places.command_why", lang), size="xs", c="dimmed", mt="xs"),
        dmc.Code(command(context.ws, "", "", None), id=Id.COMMAND, block=True, className="command"),
    ]
    if not may_decide():
        parts.insert(0, empty(t("places.viewer", lang)))
    return html.Div(parts)


def _decisions(context: Context, lang: str) -> Component:
    title = t("places.decisions", lang)
    columns = [
        Column("township_name", t("places.township_written", lang), width=110, flex=2),
        Column("region_name", t("places.village_written", lang), width=110, flex=2),
        Column("meant", t("places.meant", lang), width=140, flex=2),
        Column("user", t("places.who", lang), width=90, flex=1),
        Column("at", t("places.when", lang), "moment", width=170),
    ]
    rows = pd.DataFrame(alias_rows(context, lang), columns=list(ALIAS_FIELDS))
    body = grid(
        rows, columns, lang, label=title, id_=Id.ALIASES, row_id="key", rows_max=5, select=True
    )
    take_back = dmc.Button(
        t("places.withdraw", lang), id=Id.WITHDRAW, variant="default", disabled=not may_decide()
    )
    return card(title, body, dmc.Group(take_back, mt="xs"), note=t("places.decisions_note", lang))


def chosen_view(row: dict[str, Any] | None, lang: str) -> Component:
    """What is known of the writing chosen."""
    if row is None:
        return empty(t("places.choose", lang))
    counted = t(
        "places.counted", lang, policies=number(row["policies"], lang),
        claims=number(row["claims"], lang),
    )  # fmt: skip
    pairs = [
        (t("places.written", lang), written(row, lang)),
        (t("grid.rows", lang), counted),
        (t("places.reason", lang), row["reason"]),
        (t("places.found", lang), row["found"] or t("places.nowhere", lang)),
        (t("grid.file", lang), row["files"]),
    ]
    if row["claim_ids"]:
        pairs.append((t("places.examples", lang), row["claim_ids"]))
    warned = [empty(t("places.no_township", lang))] if not row["township_name"] else []
    return html.Div([facts(pairs), *warned])


def written(row: dict[str, Any], lang: str) -> str:
    """The writing as it stands in the ledger."""
    parts = (row["township_name"], row["region_name"], row["region_code"], row["place"])
    return " · ".join(filter(None, parts)) or t("places.nothing_written", lang)

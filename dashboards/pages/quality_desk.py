"""Data quality, the desk's callbacks: a decision is saved, every row located again, and shown."""

import json
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboards.components.panels import empty, refusal
from dashboards.i18n import current_lang, number, t
from dashboards.pages.quality_map import files_view
from dashboards.pages.quality_places import (
    DECIDER,
    IDLE_MS,
    Id,
    alias_rows,
    chosen_view,
    mark,
    may_decide,
    writing_rows,
)
from dashboards.pages.quality_progress import progress_view
from dashboards.security import Writes, audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.places import suggestions, village_list
from dashboards.story.relocating import command, decide, withdraw
from dashboards.story.works import Name
from risk.errors import HuzhuError
from risk.terms import Role

BUSY_MS = 1_000
CHOICES_MAX = 5_000  # villages sent to the browser
NOTHING = {"township_name": "", "name": ""}


def choices(context: Context, row: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Villages to choose from: the likeliest first, then all by township."""
    lang, regions = current_lang(), context.story().facts.regions
    if row is None or not row["name"]:
        return []
    likely = suggestions(row["township_name"], row["name"], regions)
    others = village_list(regions, row["township_name"])
    others = others[~others["region_code"].isin(likely["region_code"])]
    groups = [{"group": t("places.likely", lang), "items": _items(likely)}] if len(likely) else []
    for township, villages in others.head(CHOICES_MAX).groupby("township_name", sort=False):
        groups.append(
            {"group": str(township) or t("places.no_group", lang), "items": _items(villages)}
        )
    left = len(others) - CHOICES_MAX
    if left > 0:
        label = t("places.more_villages", lang, n=number(left, lang))
        groups.append({"group": " ", "items": [{"value": "", "label": label, "disabled": True}]})
    return groups


def _items(villages: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {"value": v.region_code, "label": f"{v.township_name or ''} {v.name}".strip()}
        for v in villages.itertuples(index=False)
    ]


def first_of(rows: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """The row selected in a table."""
    return rows[0] if rows else None


def act(
    context: Context, button: str, row: dict[str, Any] | None, code: str | None,
    alias: dict[str, Any] | None, lang: str,
) -> str:  # fmt: skip
    """Do what a button says; returns the sentence to show.

    Raises:
        OperationsError: nothing is chosen, or the store refuses.
    """
    user, at = current_user(), context.clock()
    if button == Id.SAVE:
        writing = row or NOTHING
        names = str(writing["township_name"]), str(writing["name"])
        decide(context.ws, *names, code, user=user, at=at)
    elif button == Id.WITHDRAW:
        taken = alias or {"township_name": "", "region_name": ""}
        names = str(taken["township_name"]), str(taken["region_name"])
        withdraw(context.ws, *names, user=user, at=at)
    if button == Id.CANCEL:
        context.works.cancel(Name.RELOCATION)
    else:
        context.works.start(Name.RELOCATION, context.ws.root, at, user=user)
    audit_action(f"relocate {button.rpartition('-')[2]}", data_version=context.quality()[0])
    return t(f"places.done_{button.rpartition('-')[2]}", lang)


def register(app: Dash, context: Context) -> None:
    """A row opens its writing; a decision starts the locating; the page follows it to its end."""

    @callback(
        app,
        Output(Id.CHOSEN, "children"),
        Output(Id.PICK, "data"),
        Output(Id.PICK, "value"),
        Input(Id.GRID, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def open_writing(rows: list[dict[str, Any]] | None) -> tuple[Any, Any, Any]:
        row = first_of(rows)
        found = choices(context, row) if may_decide() else []
        return chosen_view(row, current_lang()), found, None

    @callback(
        app,
        Output(Id.COMMAND, "children"),
        Output(Id.SAVE, "disabled"),
        Input(Id.PICK, "value"),
        State(Id.GRID, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show_command(code: str | None, rows: list[dict[str, Any]] | None) -> tuple[str, bool]:
        row = first_of(rows) or NOTHING
        told = command(context.ws, row["township_name"], row["name"], code)
        return told, not (code and row["name"] and may_decide())

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Input(Id.SAVE, "n_clicks"),
        Input(Id.WITHDRAW, "n_clicks"),
        Input(Id.AGAIN, "n_clicks"),
        Input(Id.CANCEL, "n_clicks"),
        State(Id.GRID, "selectedRows"),
        State(Id.PICK, "value"),
        State(Id.ALIASES, "selectedRows"),
        role=DECIDER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
        running=[(Output(Id.SAVE, "loading"), True, False)],
    )
    def press(*given: Any) -> Component:
        rows, code, chosen = given[-3:]
        lang, button = current_lang(), str(ctx.triggered_id)
        try:
            return empty(act(context, button, first_of(rows), code, first_of(chosen), lang))
        except HuzhuError as e:
            return refusal(e, lang)

    @callback(
        app,
        Output(Id.PROGRESS, "children"),
        Output(Id.CANCEL, "disabled"),
        Output(Id.TICK, "interval"),
        Output(Id.SHOWN, "data"),
        Input(Id.TICK, "n_intervals"),
        Input(Id.NOTE, "children"),
        State(Id.SHOWN, "data"),
        State(Id.PROGRESS, "children"),
        role=Role.VIEWER,
    )
    def follow(
        _tick: int | None, _note: Any, shown: list[Any], said: Any
    ) -> tuple[Any, bool, int, Any]:
        now = mark(context)
        running = context.works.state(Name.RELOCATION).running
        interval = BUSY_MS if running or context.store.working else IDLE_MS
        told, idle = progress_view(context, current_lang()), not (running and may_decide())
        same = json.loads(to_json_plotly(told)) == said  # sent again, it would be drawn anew
        return no_update if same else told, idle, interval, no_update if now == shown else now

    @callback(
        app,
        Output(Id.GRID, "rowData"),
        Output(Id.GRID, "selectedRows"),
        Output(Id.ALIASES, "rowData"),
        Output(Id.FILES, "children"),
        Input(Id.SHOWN, "data"),
        State(Id.GRID, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def refresh(_shown: list[Any], chosen: list[dict[str, Any]] | None) -> tuple[Any, ...]:
        lang, rows = current_lang(), writing_rows(context, current_lang())
        row = first_of(chosen)
        stays = row is None or row["key"] in {r["key"] for r in rows}
        files = files_view(context.quality()[1], lang)
        return rows, no_update if stays else [], alias_rows(context, lang), files

"""Surge planner: scenarios saved under a name."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, empty
from dashboards.i18n import current_lang, moment, t
from dashboards.pages.surge_compare import saved_name, saved_options
from dashboards.pages.surge_form import Id
from dashboards.security import Writes, audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.choice import Choice
from dashboards.story.saved import list_saved, save_choice
from risk.operations.scenarios import Saved
from risk.terms import Role

NAME_CHARS_MAX = 60


def shelf(context: Context, note: Component | None, lang: str) -> Component:
    """A name to save the scenario under, and the saved ones."""
    return card(
        t("surge.shelf", lang),
        dmc.TextInput(
            id=Id.NAME,
            debounce=True,
            label=t("surge.name", lang),
            inputProps={"maxLength": NAME_CHARS_MAX},
        ),
        dmc.Button(t("surge.save", lang), id=Id.SAVE, variant="default", mt="xs"),
        html.Div(note, id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(saved_list(list_saved(context.ws), lang), id=Id.SAVED, className="saved"),
        note=t("surge.save_note", lang),
    )


def saved_list(saved: list[Saved], lang: str) -> Component:
    """Links to saved scenarios, newest first."""
    if not saved:
        return empty(t("surge.none_saved", lang))
    items = [
        html.Li(
            [
                # a full load, so that the page's form starts from the saved choice
                html.A(saved_name(s, lang), href=f"/surge/detail?scenario={s.id}"),
                html.Small(f" {s.author} · {moment(s.at, lang)}"),
            ]
        )
        for s in saved
    ]
    return html.Ul(items)


def register(app: Dash, context: Context) -> None:
    """A scenario is kept under a name, audited."""

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Output(Id.SAVED, "children"),
        Output(Id.COMPARE, "data"),
        Input(Id.SAVE, "n_clicks"),
        State(Id.NAME, "value"),
        State(Id.CHOICE, "data"),
        role=Role.ANALYST,
        writes=Writes.PLANS,
        prevent_initial_call=True,
    )
    def save(_: int, name: str | None, payload: dict[str, Any]) -> tuple[Any, Any, Any]:
        lang, story = current_lang(), context.story()
        if not (name or "").strip():
            return empty(t("surge.name_missing", lang)), no_update, no_update
        saved = save_choice(
            context.ws, str(name).strip()[:NAME_CHARS_MAX], current_user().name,
            Choice.read(payload), story.facts.version, context.clock(),
        )  # fmt: skip
        audit_action("save", f"scenario {saved}", data_version=story.facts.version)
        told = empty(t("surge.saved_as", lang, id=saved))
        return told, saved_list(list_saved(context.ws), lang), saved_options(context, lang)

"""Risk map: which places are risky, for which peril, how sure we are, and why; then and now."""

from typing import Any

from dash import ALL, Dash, Input, Output, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.map_compare import compare_card
from dashboards.pages.map_export import register_export
from dashboards.pages.map_model import method
from dashboards.pages.map_parts import Id as Id
from dashboards.pages.map_parts import colours, columns, controls, files, rows, status
from dashboards.pages.map_sheet import NEIGHBOUR, sheet, why
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.levels import LEVELS, scored_families
from dashboards.story.scorings import NOW, Shown
from risk.errors import HuzhuError
from risk.terms import Role

PATH = "/map"
TITLE = "map.title"
KEPT = True


def layout(
    context: Context,
    family: str = "all",
    level: str = "village",
    place: str | None = None,
    **_: Any,
) -> Component:
    """The page as of today; family, level and place may come from the address."""
    story, lang = context.story(), current_lang()
    shown = context.scorings.shown(story, NOW)
    family = family if family in scored_families(story) else "all"
    level = level if level in LEVELS else "village"
    place = place if place in set(story.facts.regions["code"]) else None
    return html.Div(
        [
            heading(t("map.title", lang), t("map.question", lang)),
            *([empty(t("map.no_claims", lang))] if story.facts.claims.empty else []),
            controls(context, family, level, lang),
            dcc.Store(id=Id.CHOSEN, data=place),
            dcc.Store(id=Id.SHOWN, data=NOW),
            columns(context, shown, family, level, place, lang),
            dcc.Loading(
                html.Div(
                    compare_card(shown, None, family, level, lang, grid_id=Id.CHANGES),
                    id=Id.COMPARE,
                ),
                delay_show=300,
            ),
            html.Div(method(story, family, lang, shown), id=Id.METHOD),
        ],
        className="page",
    )


def register(app: Dash, context: Context) -> None:
    """Colours follow the controls; a click, a row or the search opens a region's sheet."""

    def shown_of(key: str | None) -> Shown:
        return context.scorings.shown(context.story(), key)

    @callback(
        app,
        Output(Id.SHOWN, "data"),
        Output(Id.STATUS, "children"),
        Input(Id.DATE, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show(key: str | None) -> tuple[Any, Component]:
        lang = current_lang()
        try:
            shown = shown_of(key)
        except HuzhuError as error:
            return no_update, refusal(error, lang)
        return shown.key, status(shown, lang)

    @callback(
        app,
        Output(Id.LAYER, "url"),
        Output(Id.LAYER, "hideout"),
        Input(Id.FAMILY, "value"),
        Input(Id.LEVEL, "value"),
        Input(Id.CHOSEN, "data"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def recolour(
        family: str, level: str, chosen: str | None, key: str | None
    ) -> tuple[str, dict[str, Any]]:
        told = shown_of(key).story
        shown = colours(context, told, family, level, current_lang(), chosen or "")
        return context.layers()[level].url, shown

    @callback(
        app,
        Output(Id.GRID, "rowData"),
        Output(Id.FILES, "children"),
        Input(Id.FAMILY, "value"),
        Input(Id.LEVEL, "value"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def relist(
        family: str, level: str, key: str | None
    ) -> tuple[list[dict[str, Any]], list[Component]]:
        shown, lang = shown_of(key), current_lang()
        return rows(shown.story, family, level, lang), files(shown, family, lang)

    @callback(
        app,
        Output(Id.CHOSEN, "data"),
        Input(Id.LAYER, "clickData"),
        Input(Id.GRID, "selectedRows"),
        Input(Id.CHANGES, "selectedRows"),
        Input(Id.SEARCH, "value"),
        Input({"type": NEIGHBOUR, "code": ALL}, "n_clicks"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def choose(click: Any, selected: Any, changed: Any, found: Any, near: Any) -> Any:
        trigger = ctx.triggered_id
        if isinstance(trigger, dict):  # a sheet that opens brings buttons nobody has pressed
            return trigger["code"] if any(near) else no_update
        if trigger == Id.CHANGES:
            return changed[0]["region_code"] if changed else no_update
        return chosen_code(str(trigger), click, selected, found)

    @callback(
        app,
        Output(Id.SHEET, "children"),
        Output(Id.WHY, "children"),
        Output(Id.METHOD, "children"),
        Input(Id.CHOSEN, "data"),
        Input(Id.FAMILY, "value"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def open_sheet(code: str | None, family: str, key: str | None) -> tuple[Any, Any, Component]:
        shown, lang = shown_of(key), current_lang()
        story = shown.story
        told = method(story, family, lang, shown)
        return sheet(story, family, code, lang), why(story, family, code, lang), told

    @callback(
        app,
        Output(Id.COMPARE, "children"),
        Input(Id.THEN, "value"),
        Input(Id.FAMILY, "value"),
        Input(Id.LEVEL, "value"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def compare(then: str | None, family: str, level: str, key: str | None) -> Component:
        lang = current_lang()
        try:
            before = shown_of(then) if then else None
        except HuzhuError as error:
            return html.Div([refusal(error, lang),
                             compare_card(shown_of(key), None, family, level, lang,
                                          grid_id=Id.CHANGES)])  # fmt: skip
        return compare_card(shown_of(key), before, family, level, lang, grid_id=Id.CHANGES)

    register_export(app, context)


def chosen_code(
    trigger: str, click: dict[str, Any] | None, selected: list[Any] | None, found: str | None
) -> str | None:
    """Code of the region chosen by map, list or search; None: nothing (any more)."""
    if trigger == Id.LAYER:
        return click["properties"]["code"] if click else None
    if trigger == Id.GRID:
        return selected[0]["region_code"] if selected else None
    return found

"""Risk map: which places are risky, for which peril, how sure we are, and why; then and now."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, t, term
from dashboards.pages.map_compare import compare_card
from dashboards.pages.map_export import register_export
from dashboards.pages.map_ids import Id as Id
from dashboards.pages.map_layers import register_layers
from dashboards.pages.map_model import method
from dashboards.pages.map_parts import columns, controls, files, rows, status
from dashboards.pages.map_sheet import NEIGHBOUR, sheet, why
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.map_look import MapLook
from dashboards.story.scope import PARTS
from dashboards.story.scorings import NOW, Shown
from risk.errors import HuzhuError
from risk.terms import Role

PATH = "/map"
TITLE = "map.title"
KEPT = True
SCOPE = PARTS
FOLLOWS = True


def layout(context: Context, **query: Any) -> Component:
    """The page as its address tells; see `MapLook`.

    Another day than today's is told by a callback: it may take some seconds.
    """
    story, lang = context.story(), current_lang()
    shown, look = context.scorings.shown(story, NOW), MapLook.read(query, story)
    before = compare_card(shown, None, look.family, look.level, lang, grid_id=Id.CHANGES)
    return html.Div(
        [
            heading(t("map.title", lang), t("map.question", lang)),
            *([empty(t("map.no_claims", lang))] if story.facts.claims.empty else []),
            *_unscored(look, lang),
            controls(context, look, lang),
            dcc.Store(id=Id.CHOSEN, data=look.place),
            dcc.Store(id=Id.SHOWN, data=NOW),
            dcc.Store(id=Id.ASKED, data={"family": look.family, "level": look.level, "key": NOW}),
            columns(context, shown, look, lang),
            dcc.Loading(html.Div(before, id=Id.COMPARE), delay_show=300),
            html.Div(method(shown.story, look.family, lang, shown), id=Id.METHOD),
        ],
        className="page",
    )


def _unscored(look: MapLook, lang: str) -> list[Component]:
    """Why a family of the filter bar is not shown by itself."""
    asked = look.scope.family
    if asked in (None, look.family):
        return []
    return [empty(t("layers.unscored", lang, family=term("peril_family", asked, lang)))]


def register(app: Dash, context: Context) -> None:
    """Colours follow the controls; a click, a row or the search opens a region's sheet.

    List, sheet and comparison wait for the colours (``Id.ASKED``): what is looked at comes first.
    """

    def shown_of(key: str | None) -> Shown:
        return context.scorings.shown(context.story(), key)

    @callback(
        app,
        Output(Id.SHOWN, "data"),
        Output(Id.STATUS, "children"),
        Input(Id.DATE, "value"),
        State(Id.SHOWN, "data"),
        role=Role.VIEWER,
    )
    def show(key: str | None, before: str) -> tuple[Any, Any]:
        lang = current_lang()
        if key == before:  # the page as it came
            return no_update, no_update
        try:
            shown = shown_of(key)
        except HuzhuError as error:
            return no_update, refusal(error, lang)
        return shown.key, status(shown, lang)

    @callback(
        app,
        Output(Id.GRID, "rowData"),
        Output(Id.FILES, "children"),
        Input(Id.ASKED, "data"),
        role=Role.VIEWER,
        kept=True,
        prevent_initial_call=True,
    )
    def relist(asked: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Component]]:
        shown, family, lang = shown_of(asked["key"]), asked["family"], current_lang()
        return rows(shown.story, family, asked["level"], lang), files(shown, family, lang)

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
        Input(Id.ASKED, "data"),
        role=Role.VIEWER,
        kept=True,
        prevent_initial_call=True,
    )
    def open_sheet(code: str | None, asked: dict[str, Any]) -> tuple[Any, Any, Any]:
        shown, family, lang = shown_of(asked["key"]), asked["family"], current_lang()
        opened = sheet(shown.story, family, code, lang), why(shown.story, family, code, lang)
        same = ctx.triggered_id == Id.CHOSEN  # another region, the same model
        return (*opened, no_update if same else method(shown.story, family, lang, shown))

    @callback(
        app,
        Output(Id.COMPARE, "children"),
        Input(Id.THEN, "value"),
        Input(Id.ASKED, "data"),
        role=Role.VIEWER,
    )
    def compare(then: str | None, asked: dict[str, Any]) -> Any:
        lang, now = current_lang(), shown_of(asked["key"])
        family, level = asked["family"], asked["level"]
        if not then and not ctx.triggered_id:  # the page as it came
            return no_update
        try:
            before = shown_of(then) if then else None
        except HuzhuError as error:
            none = compare_card(now, None, family, level, lang, grid_id=Id.CHANGES)
            return html.Div([refusal(error, lang), none])
        return compare_card(now, before, family, level, lang, grid_id=Id.CHANGES)

    register_layers(app, context)
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

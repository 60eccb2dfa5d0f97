"""Risk map: the map itself, what it is coloured by, what lies over it, and their legends."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards.components.maplayers import NOTHING, routes
from dashboards.components.riskmap import hideout, risk_map
from dashboards.i18n import current_lang, day, t
from dashboards.pages.dispatch_map import day_shapes
from dashboards.pages.map_ids import Id
from dashboards.pages.map_sights import Asked, legends, painted, sights
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.levels import scored_families, township_places
from dashboards.story.map_look import ALL, OVERLAYS, MapLook
from dashboards.story.scope import Scope
from dashboards.story.scorings import Shown
from dashboards.story.sights import OF_EVENT, SIGHTS, event_list, event_of
from risk.errors import HuzhuError
from risk.terms import Role


def asked(
    context: Context, shown: Shown, family: str, level: str, event: str | None, scope: Scope,
    lang: str,
) -> Asked:  # fmt: skip
    """What the map is asked to show."""
    return Asked(shown.story, family, level, event, scope, context.layers()[level], lang)


def paints(
    context: Context, shown: Shown, level: str, event: str | None, scope: Scope, lang: str
) -> dict[str, Any]:
    """All sights of all families: the browser changes both by itself.

    With them where the outlines lie, and which level and day they are of.
    """
    families = {}
    for family in scored_families(context.story()) or [ALL]:  # those the page offers
        question = asked(context, shown, family, level, event, scope, lang)
        families[family] = painted(question, sights(question))
    url = context.layers()[level].drawn.url
    return {"url": url, "level": level, "key": shown.key, "families": families}


def layered_map(context: Context, shown: Shown, look: MapLook, lang: str) -> Component:
    """The map under its choices, its legends below."""
    question = asked(context, shown, look.family, look.level, look.event, look.scope, lang)
    made = sights(question)
    first = next(s for s in made if s.key == look.sight)
    colours = hideout(
        first.digits, first.labels, unsure=first.unsure, unsure_label=t("map.unsure", lang),
        selected=look.place or "", told=first.told, name=Id.LAYER,
    )  # fmt: skip
    drawn = risk_map(
        context.layers(), look.level, colours, township_places(shown.story), lang,
        layer_id=Id.LAYER, bases=shown.story.facts.bases, extra=[routes(Id.ROUTES)],
    )  # fmt: skip
    return html.Div(
        [
            dcc.Store(
                id=Id.PAINT,
                data=paints(context, shown, look.level, look.event, look.scope, lang),
            ),
            dcc.Store(id=Id.PERIOD, data=look.scope.told()),
            _choices(shown, look, lang),
            drawn,
            html.Div(legends(question, made), id=Id.LEGENDS, className="sight-legends"),
            _keys(lang),
            html.Div(id=Id.ADDRESS, hidden=True),
        ],
        id=Id.FRAME,
        className=dressed(look),
    )


def dressed(look: MapLook) -> str:
    """CSS classes that show a sight's legend and the overlays chosen; map_page.js does too."""
    return " ".join(["map-layers", f"sight-{look.sight}", *(f"show-{x}" for x in look.overlays)])


def _choices(shown: Shown, look: MapLook, lang: str) -> Component:
    colour = dmc.RadioGroup(
        dmc.Group(
            [dmc.Radio(t(f"layers.sight.{s}", lang), value=s, size="xs") for s in SIGHTS],
            gap="xs",
        ),
        id=Id.SIGHT, value=look.sight, label=t("layers.colour_by", lang), size="xs",
    )  # fmt: skip
    over = dmc.CheckboxGroup(
        dmc.Group([_overlay(shown, x, lang) for x in OVERLAYS], gap="xs"),
        id=Id.OVERLAYS, value=list(look.overlays), label=t("layers.over", lang), size="xs",
    )  # fmt: skip
    event = event_of(shown.story, look.event)
    pick = dmc.Select(
        id=Id.EVENT, data=_events(shown, lang), value=event["event_id"] if event else None,
        allowDeselect=False, searchable=True, label=t("layers.which_event", lang), size="xs",
        nothingFoundMessage=t("map.search_none", lang), disabled=event is None,
    )  # fmt: skip
    shown_with = " ".join(f"of-{s}" for s in OF_EVENT)
    return html.Div([colour, over, html.Div(pick, className=shown_with)], className="map-choices")


def _overlay(shown: Shown, name: str, lang: str) -> Component:
    """One checkbox; what there is nothing of cannot be chosen."""
    none = name == "bases" and shown.story.facts.bases.empty
    label = t(f"layers.overlay.{name}" + (".none" if none else ""), lang)
    return dmc.Checkbox(label, value=name, size="xs", disabled=none)


def _events(shown: Shown, lang: str) -> list[dict[str, Any]]:
    return [
        {"value": row.event_id,
         "label": t("layers.event_name", lang, name=row.name, day=day(row.started_at, lang))
         + ("" if row.measured else t("layers.event_bare", lang))}
        for row in event_list(shown.story.facts).itertuples(index=False)
    ]  # fmt: skip


def _keys(lang: str) -> Component:
    """What lies over the regions, each shown only while it does."""
    marks = [
        html.Li([html.Span(className="swatch line"), t("layers.key.outlines", lang)],
                className="of-outlines"),
        html.Li([html.Span(className="swatch base"), t("map.bases", lang)], className="of-bases"),
        html.Li([html.Span(className="swatch line ahead"), html.Span(id=Id.ROUTES_TOLD)],
                className="of-routes"),
    ]  # fmt: skip
    return html.Ul(marks, className="legend over-legend")


def routes_shown(context: Context, lang: str) -> tuple[dict[str, Any], str]:
    """Routes of the newest dispatch day, in the datum of the map, and whose they are."""
    days = context.dispatch.days()
    if not days:
        return dict(NOTHING), t("layers.key.no_routes", lang)
    seen = context.dispatch.look(days[0].id, context.clock())
    lines, _ = day_shapes(context, seen, lang)
    told = t("layers.key.routes", lang, day=day(days[0].day, lang), name=days[0].name)
    return lines, told


def register_layers(app: Dash, context: Context) -> None:
    """Figures of all sights and families are the server's; which are shown is the browser's."""

    @callback(
        app,
        Output(Id.PAINT, "data"),
        Input(Id.LEVEL, "value"),
        Input(Id.EVENT, "value"),
        Input(Id.SHOWN, "data"),
        State(Id.PERIOD, "data"),
        role=Role.VIEWER,
        kept=True,
        prevent_initial_call=True,
    )
    def repaint(
        level: str, event: str | None, key: str | None, period: dict[str, str] | None
    ) -> dict[str, Any]:
        shown, scope = context.scorings.shown(context.story(), key), Scope.read(period or {})
        return paints(context, shown, level, event, scope, current_lang())

    @callback(
        app,
        Output(Id.ROUTES, "data"),
        Output(Id.ROUTES_TOLD, "children"),
        Input(Id.OVERLAYS, "value"),
        role=Role.VIEWER,
    )
    def fill_routes(overlays: list[str] | None) -> tuple[dict[str, Any], str]:
        if "routes" not in (overlays or []):
            return dict(NOTHING), ""
        try:
            return routes_shown(context, current_lang())
        except HuzhuError as error:
            return dict(NOTHING), str(error)

    _in_the_browser(app)


def _in_the_browser(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("huzhu_map", "show"),
        Output(Id.LAYER, "url"),
        Output(Id.LAYER, "hideout"),
        Output(Id.LEGENDS, "children"),
        Output(Id.ASKED, "data"),
        Input(Id.PAINT, "data"),
        Input(Id.FAMILY, "value"),
        Input(Id.SIGHT, "value"),
        Input(Id.CHOSEN, "data"),
        State(Id.LAYER, "url"),
        State(Id.LAYER, "hideout"),
        State(Id.ASKED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("huzhu_map", "dress"),
        Output(Id.FRAME, "className"),
        Input(Id.SIGHT, "value"),
        Input(Id.OVERLAYS, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("huzhu_map", "address"),
        Output(Id.ADDRESS, "hidden"),
        *(Input(x, "value")
          for x in (Id.FAMILY, Id.LEVEL, Id.SIGHT, Id.EVENT, Id.OVERLAYS, Id.DATE, Id.THEN)),
        Input(Id.CHOSEN, "data"),
        prevent_initial_call=True,
    )  # fmt: skip

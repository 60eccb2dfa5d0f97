"""Losses: average annual loss and how often a year loses how much, from the county's own events."""

from dataclasses import replace
from typing import Any

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboards.components.address import keep_in_address, keeper
from dashboards.components.panels import columns, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.losses_export import register_export
from dashboards.pages.losses_parts import Id as Id
from dashboards.pages.losses_parts import (
    bases_card,
    colours,
    curve_card,
    events_card,
    key_of,
    list_card,
    map_card,
    periods_card,
    terms_card,
    tiles,
)
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.losses import MEASURES
from dashboards.story.scope import FAMILY, PERIOD, TOWNSHIP, Scope
from risk.errors import ModelError
from risk.flow import Story
from risk.surge.county_losses import CountyLosses
from risk.terms import Role

PATH = "/losses"
TITLE = "losses.title"
KEPT = True
KEPT_CHOICES = {"measure": (Id.MEASURE, "value")}
SCOPE = (PERIOD, FAMILY, TOWNSHIP)
FOLLOWS = True


def layout(context: Context, measure: str = MEASURES[0], **given: Any) -> Component:
    """The page, or why there is nothing to tell; the scope narrows its two lists."""
    measure = measure if measure in MEASURES else MEASURES[0]
    story, lang = context.story(), current_lang()
    scope = Scope.read(given).on(story.facts)
    head = heading(t("losses.heading", lang), t("losses.question", lang))
    try:
        losses = context.losses.losses(story)
    except ModelError as error:
        return html.Div([head, refusal(error, lang), _absent()], className="page")
    listed = narrowed(losses, scope, story)
    return html.Div(
        [
            head,
            keeper(Id.HERE, KEPT_CHOICES),
            *([dmc.Text(t("losses.narrowed", lang), fw=700)] if scope.narrowed() else []),
            tiles(story, losses, lang),
            columns([curve_card(story, losses, lang)], [periods_card(story, losses, lang)]),
            columns(
                [map_card(context, story, losses, measure, lang)],
                [list_card(story, listed, lang)],
            ),
            events_card(story, listed, lang),
            terms_card(story, lang),
            bases_card(losses, lang),
        ],
        className="page",
    )


def narrowed(losses: CountyLosses, scope: Scope, story: Story) -> CountyLosses:
    """The same with villages and events of the scope only: for lists, not for sums."""
    villages, facts = losses.villages, story.facts
    if scope.township is not None:
        town = facts.regions.drop_duplicates("code").set_index("code")["township_code"]
        villages = villages[villages["region_code"].map(town) == scope.township]
    return replace(losses, villages=villages, events=scope.events(losses.events, facts.county))


def _absent() -> Component:
    """What callbacks name, of the kinds they name: a browser would complain of others."""
    kinds = [
        keeper(Id.HERE, KEPT_CHOICES),
        dl.GeoJSON(id=Id.LAYER), html.Div(id=Id.KEY), dag.AgGrid(id=Id.LIST),
        dmc.SegmentedControl(id=Id.MEASURE, data=list(MEASURES)),
    ]  # fmt: skip
    return html.Div(kinds, hidden=True)


def register(app: Dash, context: Context) -> None:
    """The map follows the measure and the row or village chosen."""

    keep_in_address(app, Id.HERE, KEPT_CHOICES)

    @callback(
        app,
        Output(Id.LAYER, "hideout"),
        Output(Id.KEY, "children"),
        Input(Id.MEASURE, "value"),
        Input(Id.LIST, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def recolour(measure: str, selected: list[Any] | None) -> tuple[dict[str, Any], Component]:
        story, lang = context.story(), current_lang()
        losses = context.losses.losses(story)
        measure = measure if measure in MEASURES else MEASURES[0]
        chosen = selected[0]["region_code"] if selected else ""
        painted = colours(context, losses, measure, lang, chosen)
        return painted, key_of(context, story, painted, measure, lang)

    register_export(app, context)

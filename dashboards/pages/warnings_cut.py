"""Page Warnings, what a closed road cuts off: villages no base reaches any more, and their houses.

By the lines of the roads ledger where one is loaded; without it the table of townships stands.
"""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import current_lang, number, t
from dashboards.pages.warnings_parts import Id
from dashboards.security import callback
from dashboards.story import Context
from risk.errors import HuzhuError
from risk.hazard.roads import CutOff, cut_off
from risk.terms import Role

NAMES_MAX = 40


def cut_card(context: Context, lang: str) -> Component:
    """Roads to close, and what that cuts off."""
    roads = context.watch.ledgers(context.story().facts).lines
    choices = [
        {"value": str(r["road_id"]), "label": f"{r['name'] or ''} {r['road_id']}".strip()}
        for r in roads.drop_duplicates("road_id").to_dict("records")
    ]
    title = t("warnings.cut", lang)
    control = dmc.MultiSelect(
        id=Id.CUT, data=choices, value=[], searchable=True, clearable=True,
        label=t("warnings.cut_roads", lang), placeholder=t("warnings.cut_hint", lang),
        disabled=not choices,
    )  # fmt: skip
    told = [] if choices else [empty(t("warnings.cut_none", lang), t("warnings.cut_load", lang))]
    shown = html.Div(id=Id.CUT_OFF, **{"aria-live": "polite"})
    return card(title, *told, control, shown, note=t("warnings.cut_note", lang))


def cut_view(context: Context, found: CutOff, lang: str) -> Component:
    """Villages cut off, with their houses, most first; those of which nothing can be said."""
    facts = context.story().facts
    sums = ["houses", "special_households"]
    held = facts.in_force.groupby("region_code")[sums].sum()
    cut = held.reindex(list(found.region_codes)).fillna(0.0).sort_values("houses", ascending=False)
    names = facts.regions.drop_duplicates("code").set_index("code")["name"]
    told = t(
        "warnings.cut_told", lang, n=number(len(cut), lang),
        houses=number(cut["houses"].sum(), lang),
        special=number(cut["special_households"].sum(), lang),
    )  # fmt: skip
    listed = t("list.comma", lang).join(
        t("warnings.cut_village", lang, name=names.get(code, code), n=number(n, lang))
        for code, n in cut["houses"].head(NAMES_MAX).items()
    )
    more = len(cut) - NAMES_MAX
    if more > 0:
        listed += t("warnings.cut_more", lang, n=number(more, lang))
    unsaid = t("warnings.cut_unsaid", lang, before=number(len(found.before), lang),
               unknown=number(len(found.unknown), lang))  # fmt: skip
    return html.Div(
        [
            dmc.Text(told, fw=700),
            dmc.Text(listed, size="sm"),
            dmc.Text(unsaid, size="xs", c="dimmed"),
        ]
    )


def register_cut(app: Dash, context: Context) -> None:
    """Roads chosen are closed in thought only; nothing is written down."""

    @callback(
        app,
        Output(Id.CUT_OFF, "children"),
        Input(Id.CUT, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def close(roads: list[str] | None) -> Any:
        lang = current_lang()
        if not roads:
            return None
        try:
            graph = context.watch.graph(context.story().facts)
            return cut_view(context, cut_off(graph, closed=roads), lang)
        except HuzhuError as error:
            return refusal(error, lang)

"""Surge planner: named scenarios side by side."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, empty, refusal, table
from dashboards.figures.surge import compared_fans
from dashboards.i18n import current_lang, duration, moment, number, span, t, term
from dashboards.pages.surge_build import rounded
from dashboards.pages.surge_form import Id
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.compare import Compared, compare, village_table
from dashboards.story.saved import list_saved, load_choice
from dashboards.story.surge import dated_forecast
from dashboards.story.words import choice_words
from risk.errors import HuzhuError
from risk.flow import Story
from risk.operations.scenarios import Saved
from risk.terms import Role

COMPARED_MAX = 3
NAMES_MAX = 12


def saved_options(context: Context, lang: str) -> list[dict[str, str]]:
    """Saved scenarios to choose from: name and version."""
    return [{"value": str(s.id), "label": saved_name(s, lang)} for s in list_saved(context.ws)]


def saved_name(saved: Saved, lang: str) -> str:
    """A saved scenario's name with its version."""
    return t("surge.version", lang, name=saved.name, n=saved.version)


def compare_card(context: Context, lang: str) -> Component:
    """Two or three saved scenarios to choose, and what they come to."""
    picker = dmc.MultiSelect(
        id=Id.COMPARE, data=saved_options(context, lang), value=[], maxValues=COMPARED_MAX,
        searchable=True, clearable=True, label=t("compare.pick", lang),
        placeholder=t("compare.hint", lang),
    )  # fmt: skip
    shown = dcc.Loading(html.Div(id=Id.COMPARED, **{"aria-live": "polite"}), delay_show=300)
    return card(t("compare.title", lang), picker, shown, note=t("compare.note", lang))


def register(app: Dash, context: Context) -> None:
    """The comparison follows the choice."""

    @callback(
        app,
        Output(Id.COMPARED, "children"),
        Input(Id.COMPARE, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show(ids: list[str] | None) -> Any:
        lang, story = current_lang(), context.story()
        if not ids or len(ids) < 2:
            return empty(t("compare.two", lang))
        try:
            chosen = [load_choice(context.ws, number_) for number_ in ids[:COMPARED_MAX]]
            return compared_view(story, compare(story, context.desk, chosen), lang)
        except HuzhuError as e:
            return refusal(e, lang)


def compared_view(story: Story, compared: list[Compared], lang: str) -> Component:
    """Figures in columns, claims by day of all, and claims by village."""
    names = [saved_name(c.saved, lang) for c in compared]
    lines = {
        "what": [choice_words(story, c.choice, lang) for c in compared],
        "start": [moment(c.choice.starts_at, lang) for c in compared],
        "duration": [duration(c.forecast.scenario.duration_h * 60, lang) for c in compared],
        "intensity": [_intensity(c, lang) for c in compared],
        "villages": [t("compare.villages_of", lang, n=number(c.villages, lang),
                       core=number(c.core, lang)) for c in compared],
        "houses": [number(c.houses, lang) for c in compared],
        "rate": [span(c.forecast.rate.low, c.forecast.rate.high, lang, rounded)
                 for c in compared],
        "claims": [number(c.forecast.total["mean"], lang) for c in compared],
        "range": [span(c.forecast.total["p05"], c.forecast.total["p95"], lang) for c in compared],
        "gained": [_names(story, c.gained, lang) for c in compared],
        "lost": [_names(story, c.lost, lang) for c in compared],
    }  # fmt: skip
    frame = pd.DataFrame(
        [{"line": t(f"compare.{key}", lang), **dict(zip(names, row, strict=True))}
         for key, row in lines.items()]
    )  # fmt: skip
    fans = [(name, dated_forecast(c.forecast)) for name, c in zip(names, compared, strict=True)]
    title = t("compare.fan", lang)
    villages = village_table(story, compared)
    shown = [
        Column("township", t("grid.township", lang), width=100, flex=1),
        Column("name", t("grid.village", lang), width=100, flex=1),
        *(Column(f"c{i}", name, "number", 1, width=110) for i, name in enumerate(names)),
    ]
    return html.Div(
        [
            table(frame, ["", *names]),
            chart(compared_fans(fans, lang), lang, label=title),
            grid(villages, shown, lang, label=t("compare.by_village", lang)),
        ],
        className="compared",
    )


def _intensity(compared: Compared, lang: str) -> str:
    rows = compared.forecast.scenario.footprint
    quantity, unit = str(rows["quantity"].iloc[0]), str(rows["unit"].iloc[0])
    told = span(rows["intensity"].min(), rows["intensity"].max(), lang, rounded)
    return (
        f"{term('quantity', quantity, lang)} {told} {term('unit_of', unit, lang) if unit else ''}"
    )


def _names(story: Story, codes: tuple[str, ...], lang: str) -> str:
    if not codes:
        return t("compare.none", lang)
    regions = story.facts.regions.drop_duplicates("code").set_index("code")["name"]
    shown = t("compare.comma", lang).join(str(regions.get(c, c)) for c in codes[:NAMES_MAX])
    if len(codes) <= NAMES_MAX:
        return shown
    return t("compare.more", lang, names=shown, n=number(len(codes), lang))

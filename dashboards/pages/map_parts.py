"""Parts of the risk map: controls, map, list, the day shown and its files."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.i18n import day, t, term, year
from dashboards.pages.history_export import may_export
from dashboards.pages.map_export import address
from dashboards.pages.map_sheet import level_names, sheet, why
from dashboards.story import Context
from dashboards.story.levels import (
    LEVELS,
    level_digits,
    level_table,
    region_choices,
    scored_families,
    township_places,
)
from dashboards.story.scorings import NOW, Choice, Shown
from dashboards.story.units import digits, note, say
from risk.flow import Story

MAP_SPAN, SIDE_SPAN = {"base": 12, "md": 7}, {"base": 12, "md": 5}
GRID_FIELDS = (
    "region_code", "name", "township", "risk_level", "level", "p_level", "rate", "rate_lo",
    "rate_hi", "credibility", "claims", "house_years",
)  # fmt: skip


class Id(StrEnum):
    """Components of this page."""

    FAMILY = "map-family"
    DATE = "map-date"
    THEN = "map-then"
    LEVEL = "map-level"
    SEARCH = "map-search"
    SHOWN = "map-shown"
    STATUS = "map-status"
    FILES = "map-files"
    LAYER = "map-layer"
    GRID = "map-grid"
    CHOSEN = "map-chosen"
    SHEET = "map-sheet"
    WHY = "map-why"
    COMPARE = "map-compare"
    CHANGES = "map-changes"
    METHOD = "map-method"


def status(shown: Shown, lang: str) -> Component:
    """Which day's levels are shown, known from which data."""
    facts = shown.story.facts
    key = "map.shown_now" if shown.key == NOW else "map.shown_then"
    text = t(key, lang, day=day(facts.as_of, lang), version=facts.version)
    return dmc.Text(text, size="sm", mb=6, fw=400 if shown.key == NOW else 700)


def files(shown: Shown, family: str, lang: str) -> list[Component]:
    """Links to the files of what is shown; none for users who may not take data away."""
    if not may_export() or family not in scored_families(shown.story):
        return []
    return [
        html.A(t(f"map.file_{kind}", lang), href=address(kind, family, shown.key),
               className="file", download="")
        for kind in ("xlsx", "gpkg")
    ]  # fmt: skip


def day_choices(choices: list[Choice], lang: str) -> list[dict[str, Any]]:
    """Options of a day, in three groups; a group without any is left out."""

    def option(choice: Choice) -> dict[str, str]:
        told = day(choice.as_of, lang)
        if choice.key == NOW:
            told = t("map.today", lang, day=told)
        elif choice.version:
            told = f"{choice.version} · {told}"
        elif choice.year is not None:
            told = t("map.year_end", lang, year=year(choice.year, lang), day=told)
        return {"value": choice.key, "label": told}

    groups = {"map.days_now": [], "map.days_stored": [], "map.days_past": []}
    for choice in choices:
        name = "now" if choice.key == NOW else "stored" if choice.version else "past"
        groups[f"map.days_{name}"].append(option(choice))
    return [{"group": t(key, lang), "items": items} for key, items in groups.items() if items]


def colours(
    context: Context, story: Story, family: str, level: str, lang: str, chosen: str = ""
) -> dict[str, Any]:
    """What recolours the map for a day's story, a family and a layer."""
    codes = context.layers()[level].codes
    digits, unsure = level_digits(level_table(story, family, level), codes)
    labels = [t("map.not_scored", lang), *level_names(story, lang)]
    return hideout(
        digits, labels, unsure=unsure, unsure_label=t("map.unsure", lang), selected=chosen
    )


def rows(story: Story, family: str, level: str, lang: str) -> list[dict[str, Any]]:
    """Rows of the list."""
    frame = level_table(story, family, level)
    names = dict(enumerate(level_names(story, lang), start=1))
    return records(frame.assign(level=frame["risk_level"].map(names)), GRID_FIELDS)


def controls(context: Context, family: str, level: str, lang: str) -> Component:
    """Peril, day, day beside it, layer, search."""
    story = context.story()
    days = day_choices(context.scorings.choices(story), lang)
    families = [
        {"value": f, "label": term("peril_family", f, lang)} for f in scored_families(story)
    ]
    levels = [{"value": x, "label": term("region_level", x, lang)} for x in LEVELS]
    found = region_choices(story)
    places = [
        {"value": r.code, "label": r.name if r.level == "township" else f"{r.township} {r.name}"}
        for r in found.itertuples(index=False)
    ]
    return dmc.Group(
        [
            dmc.Select(id=Id.FAMILY, data=families, value=family, label=t("map.family", lang),
                       allowDeselect=False, w=170),
            dmc.Select(id=Id.DATE, data=days, value=NOW, label=t("map.date", lang),
                       allowDeselect=False, w=250),
            dmc.Select(id=Id.THEN, data=days, clearable=True, label=t("map.then", lang),
                       placeholder=t("map.then_hint", lang), w=280),
            dmc.InputWrapper(
                dmc.SegmentedControl(id=Id.LEVEL, data=levels, value=level),
                label=t("map.level", lang),
            ),
            dmc.Select(id=Id.SEARCH, data=places, searchable=True, clearable=True, limit=50,
                       label=t("map.search", lang), placeholder=t("map.search_hint", lang),
                       nothingFoundMessage=t("map.search_none", lang), w=260),
        ],
        align="flex-end",
        className="controls",
    )  # fmt: skip


def columns(
    context: Context, shown: Shown, family: str, level: str, place: str | None, lang: str
) -> Component:
    """The map above why; beside them the sheet above the list. One column on a narrow screen."""
    story = shown.story
    left = [
        html.Div(map_card(context, shown, family, level, lang)),
        html.Div(why(story, family, place, lang), id=Id.WHY, className="stack map-why"),
    ]
    told = html.Div(sheet(story, family, place, lang), id=Id.SHEET, **{"aria-live": "polite"})
    right = [told, html.Div(list_card(story, family, level, lang), className="map-list")]
    return dmc.Grid(
        [
            dmc.GridCol(html.Div(left, className="stack"), span=MAP_SPAN),
            dmc.GridCol(html.Div(right, className="stack"), span=SIDE_SPAN),
        ],
        className="map-columns",
    )


def map_card(context: Context, shown: Shown, family: str, level: str, lang: str) -> Component:
    """The map under the day it shows, its legend and files."""
    story, layers = shown.story, context.layers()
    painted = colours(context, story, family, level, lang)
    told = html.Div(status(shown, lang), id=Id.STATUS, **{"aria-live": "polite"})
    drawn = risk_map(layers, level, painted, township_places(story), lang, layer_id=Id.LAYER)
    derived = any(layer.derived for layer in layers.values())
    key = legend(t("map.legend", lang), painted["labels"], lang, hatched=True, derived=derived)
    taken = html.Div(files(shown, family, lang), id=Id.FILES, className="under-table")
    waiting = dcc.Loading(told, delay_show=300, type="dot")
    return card(t("map.map", lang), waiting, drawn, key, taken, note=note(story.facts, lang))


def list_card(story: Story, family: str, level: str, lang: str) -> Component:
    """The list of levels."""
    unit, places = say(story.facts, "unit.rate", lang), digits(story.facts)
    columns = [
        Column("name", t("grid.region", lang), width=140, flex=3),
        Column("level", t("grid.level", lang), width=70, filtered=False),
        Column("p_level", t("grid.p_level", lang), "chance", width=75),
        Column("rate", t("grid.rate", lang), "number", places, width=75, tooltip=unit),
        Column("rate_lo", t("grid.low", lang), "number", places, width=65, tooltip=unit),
        Column("rate_hi", t("grid.high", lang), "number", places, width=65, tooltip=unit),
        Column("township", t("grid.township", lang), width=125, flex=2),
        Column("claims", t("grid.claims", lang), "number", width=75),
        Column("credibility", t("grid.credibility", lang), "percent", width=90),
    ]
    frame = pd.DataFrame(rows(story, family, level, lang), columns=list(GRID_FIELDS))
    title = t("map.list", lang)
    body = grid(
        frame,
        columns,
        lang,
        label=title,
        id_=Id.GRID,
        row_id="region_code",
        rows_max=9,
        select=True,
    )
    return card(title, body, note=say(story.facts, "map.list_note", lang))

"""Parts of the risk map: controls, map, list, the day shown and its files."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card
from dashboards.i18n import day, t, term, year
from dashboards.pages.history_export import may_export
from dashboards.pages.map_export import address
from dashboards.pages.map_ids import Id
from dashboards.pages.map_layers import layered_map
from dashboards.pages.map_sheet import level_names, sheet, why
from dashboards.story import Context
from dashboards.story.levels import (
    LEVELS,
    level_table,
    region_choices,
    scored_families,
)
from dashboards.story.map_look import MapLook
from dashboards.story.scorings import NOW, Choice, Shown
from dashboards.story.units import digits, note, say
from risk.flow import Story

MAP_SPAN, SIDE_SPAN = {"base": 12, "md": 7}, {"base": 12, "md": 5}
GRID_FIELDS = (
    "region_code", "name", "township", "risk_level", "level", "p_level", "rate", "rate_lo",
    "rate_hi", "credibility", "claims", "house_years",
)  # fmt: skip


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


def rows(story: Story, family: str, level: str, lang: str) -> list[dict[str, Any]]:
    """Rows of the list."""
    frame = level_table(story, family, level)
    names = dict(enumerate(level_names(story, lang), start=1))
    return records(frame.assign(level=frame["risk_level"].map(names)), GRID_FIELDS)


def controls(context: Context, look: MapLook, lang: str) -> Component:
    """Peril, day, day beside it, layer, search."""
    story = context.story()
    choices = context.scorings.choices(story)
    known, days = {choice.key for choice in choices}, day_choices(choices, lang)
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
            dmc.Select(id=Id.FAMILY, data=families, value=look.family, label=t("map.family", lang),
                       allowDeselect=False, w=170),
            dmc.Select(id=Id.DATE, data=days, label=t("map.date", lang),
                       value=look.date if look.date in known else NOW, allowDeselect=False, w=250),
            dmc.Select(id=Id.THEN, data=days, clearable=True, label=t("map.then", lang),
                       value=look.then if look.then in known else None,
                       placeholder=t("map.then_hint", lang), w=280),
            dmc.InputWrapper(
                dmc.SegmentedControl(id=Id.LEVEL, data=levels, value=look.level),
                label=t("map.level", lang),
            ),
            dmc.Select(id=Id.SEARCH, data=places, searchable=True, clearable=True, limit=50,
                       value=look.place,
                       label=t("map.search", lang), placeholder=t("map.search_hint", lang),
                       nothingFoundMessage=t("map.search_none", lang), w=260),
        ],
        align="flex-end",
        className="controls",
    )  # fmt: skip


def columns(context: Context, shown: Shown, look: MapLook, lang: str) -> Component:
    """The map above why; beside them the sheet above the list. One column on a narrow screen."""
    story, family, place = shown.story, look.family, look.place
    left = [
        html.Div(map_card(context, shown, look, lang)),
        html.Div(why(story, family, place, lang), id=Id.WHY, className="stack map-why"),
    ]
    told = html.Div(sheet(story, family, place, lang), id=Id.SHEET, **{"aria-live": "polite"})
    right = [told, html.Div(list_card(story, family, look.level, lang), className="map-list")]
    return dmc.Grid(
        [
            dmc.GridCol(html.Div(left, className="stack"), span=MAP_SPAN),
            dmc.GridCol(html.Div(right, className="stack"), span=SIDE_SPAN),
        ],
        className="map-columns",
    )


def map_card(context: Context, shown: Shown, look: MapLook, lang: str) -> Component:
    """The map under the day it shows, its legends and files."""
    told = html.Div(status(shown, lang), id=Id.STATUS, **{"aria-live": "polite"})
    taken = html.Div(files(shown, look.family, lang), id=Id.FILES, className="under-table")
    waiting = dcc.Loading(told, delay_show=300, type="dot")
    drawn = layered_map(context, shown, look, lang)
    return card(t("map.map", lang), waiting, drawn, taken, note=note(shown.story.facts, lang))


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

"""Page Warnings, where: what lies inside the chosen warning, on the map and as a list beside it."""

from collections.abc import Iterator
from urllib.parse import urlencode

import dash_leaflet as dl
import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component
from shapely import Polygon

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty, tile
from dashboards.components.riskmap import hideout, risk_map
from dashboards.figures.theme import RAMP
from dashboards.i18n import MISSING, currency_name, day, money, number, reword, span, t
from dashboards.pages.warnings_parts import signal_line
from dashboards.story import Context
from dashboards.story.levels import township_places
from dashboards.story.units import counts_regions
from dashboards.story.watch import Warned
from risk.hazard.alert import Area
from risk.hazard.inside import WHOLE, Inside

BANDS = (50, 100, 200, 400)
"""Houses insured in a village from which the next step of the ramp is used."""
LIST_ROWS = 12
SURGE = "/surge"


def inside_view(context: Context, warned: Warned | None, lang: str) -> list[Component]:
    """Tiles, map and list of a warning; nothing where none is chosen."""
    if warned is None:
        return []
    story = context.story()
    area = context.watch.inside(story.facts, warned)
    return [
        _said(warned, lang),
        dmc.SimpleGrid(_tiles(context, area, lang), cols={"base": 1, "xs": 2, "lg": 4}),
        *_misfits(area, lang),
        dmc.Grid(
            [
                dmc.GridCol(_map(context, warned, area, lang), span={"base": 12, "md": 7}),
                dmc.GridCol(_list(context, area, lang), span={"base": 12, "md": 5}),
            ]
        ),
    ]


def _said(warned: Warned, lang: str) -> Component:
    """The message's own words, and the way to the planner."""
    info = warned.info(lang)
    words = [x for x in ((info.headline, info.description, info.instruction) if info else ()) if x]
    plan = html.A(
        t("warnings.plan", lang),
        href=f"{SURGE}?{urlencode({'alert': warned.told})}", className="button-link",
    )  # fmt: skip
    return card(
        t("warnings.this", lang),
        html.Div([signal_line(warned, lang, size="lg"), plan], className="signal-head"),
        *(dmc.Text(x, size="sm", className="as-written") for x in words),
        note=t("warnings.plan_note", lang),
    )


def _tiles(context: Context, area: Inside, lang: str) -> list[Component]:
    facts = context.story().facts
    source = t("warnings.as_of", lang, day=day(facts.as_of, lang), version=facts.version)
    villages = area.villages
    wholly = int((villages["share"] >= WHOLE).sum())
    tiles = [
        tile(
            t("warnings.villages", lang),
            number(len(villages), lang),
            [t("warnings.wholly", lang, n=number(wholly, lang),
               towns=number(villages["township_code"].nunique(), lang))],
        )
    ]  # fmt: skip
    nothing_known = counts_regions(facts)  # without policies a region stands in for its houses

    def shown(column: str, value: float | None) -> str:
        if column == "sum_insured_money":
            return money(value, lang, facts.county.currency)
        return number(value, lang)

    for column in ("houses", "special_households", "sum_insured_money"):
        if nothing_known:
            tiles.append(
                tile(
                    t(f"warnings.{column}", lang),
                    t("warnings.unknown", lang),
                    [t("warnings.no_policies", lang)],
                )
            )
            continue
        least, best, most = area.total(column)
        ends = span(least, most, lang, lambda v, _, c=column: shown(c, v))
        lines = [t("warnings.range", lang, span=ends), source]
        tiles.append(tile(t(f"warnings.{column}", lang), shown(column, best), lines))
    return tiles


def _misfits(area: Inside, lang: str) -> list[Component]:
    """Areas of the message that put nothing inside, each with its reason."""
    told = [
        t("warnings.misfit", lang, area=x.area or MISSING, why=reword(x.why, lang))
        for x in (*area.unmatched, *area.elsewhere)
    ]
    if not told:
        return []
    lines = html.Ul([html.Li(x) for x in told], className="tight")
    title = t("warnings.misfits", lang)
    return [dmc.Alert(lines, title=title, color="orange", variant="light")]


def _map(context: Context, warned: Warned, area: Inside, lang: str) -> Component:
    layers = context.layers()
    villages = area.villages.set_index("region_code")
    houses, share = villages["houses"].to_dict(), villages["share"].to_dict()
    doubt = villages["doubt"].to_dict()
    digits = "".join(_digit(houses.get(code)) for code in layers["village"].codes)
    partly = "".join(
        "1" if code in share and (share[code] < WHOLE or doubt[code]) else "0"
        for code in layers["village"].codes
    )
    words = [t("warnings.outside", lang), *_bands(lang)]
    colours = hideout(digits, words, unsure=partly, unsure_label=t("warnings.partly", lang))
    drawn = risk_map(
        layers, "village", colours, township_places(context.story()), lang,
        extra=[*_shapes(warned)],
    )  # fmt: skip
    items = [
        html.Li([html.Span(className="swatch", style={"background": colour}), word])
        for colour, word in zip(RAMP, words[1:], strict=True)
    ]
    items += [
        html.Li([html.Span(className="swatch none"), words[0]]),
        html.Li([html.Span(className="swatch hatched"), t("warnings.partly", lang)]),
        html.Li([html.Span(className="swatch alert-edge"), t("warnings.edge", lang)]),
    ]
    key = html.Div([html.Strong(t("warnings.legend", lang)), html.Ul(items)], className="legend")
    return card(t("warnings.map", lang), drawn, key)


def _digit(houses: float | None) -> str:
    if houses is None:
        return "0"
    return str(1 + int(np.searchsorted(BANDS, 0 if pd.isna(houses) else houses, side="right")))


def _bands(lang: str) -> list[str]:
    edges = [0, *BANDS]
    words = [f"{low}–{high - 1}" for low, high in zip(edges, BANDS, strict=False)]
    return [t("warnings.houses_n", lang, n=x) for x in (*words, f"≥ {BANDS[-1]}")]


def _shapes(warned: Warned) -> Iterator[Component]:
    """The message's own outlines, as it draws them."""
    areas = dict.fromkeys(a for info in warned.message.infos for a in info.areas)
    for area in areas:
        yield from _edges(area)


def _edges(area: Area) -> Iterator[Component]:
    look = {
        "color": "#0b3d91",
        "weight": 2,
        "dashArray": "6 4",
        "fill": False,
        "interactive": False,
    }
    for polygon in area.polygons:
        yield dl.Polygon(positions=_ring(polygon), **look)
    for circle in area.circles:
        if circle.radius_km > 0:
            yield dl.Circle(center=[circle.lat, circle.lon], radius=circle.radius_km * 1000, **look)


def _ring(polygon: Polygon) -> list[list[float]]:
    return [[lat, lon] for lon, lat in np.asarray(polygon.exterior.coords)[:, :2].tolist()]


def _list(context: Context, area: Inside, lang: str) -> Component:
    frame, title = area.villages, t("warnings.list", lang)
    if frame.empty:
        return card(
            title, empty(t("warnings.no_village", lang), t("warnings.no_village_why", lang))
        )
    shown = frame.assign(
        how=[t(f"warnings.how.{how}", lang) for how in frame["how"]],
        doubt=[
            t("list.semicolon", lang).join(x for x in (part, reword(doubt, lang)) if x)
            for part, doubt in zip(frame["part"], frame["doubt"], strict=True)
        ],
    )
    currency = currency_name(context.story().facts.county.currency, lang)
    columns = [
        Column("name", t("grid.region", lang), width=130, flex=3),
        Column("houses", t("warnings.houses_short", lang), "number", width=80),
        Column("special_households", t("warnings.special_short", lang), "number", width=80),
        Column("share", t("warnings.share", lang), "percent", width=75),
        Column("township_name", t("grid.township", lang), width=110, flex=2),
        Column("sum_insured_money", t("warnings.sum_short", lang, currency=currency), "number",
               width=110),
        Column("how", t("warnings.how", lang), width=90),
        Column("doubt", t("warnings.doubt", lang), width=120, flex=2),
    ]  # fmt: skip
    return card(title, grid(shown, columns, lang, label=title, rows_max=LIST_ROWS))

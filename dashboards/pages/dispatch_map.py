"""Page Dispatch: the map of claims by state, with the routes of crews."""

import math
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component
from dash_extensions.javascript import Namespace

from dashboards.components.maplayers import (
    NOTHING,
    STYLE,
    ground_note,
    map_of,
    mark_icon,
    moved_features,
    names,
)
from dashboards.figures.dispatch_map import claim_marks, route_lines
from dashboards.i18n import t
from dashboards.pages.dispatch_ids import Id
from dashboards.pages.dispatch_words import claim_line
from dashboards.story import Context
from dashboards.story.dispatch_rows import Look, place_point
from dashboards.story.dispatch_seen import Seen
from dashboards.story.levels import township_places
from risk.staffing.live import DayState, Stage

DRAWN = Namespace("huzhu", "dispatch")
MARGIN_DEG = 0.02


def day_map(context: Context, state: DayState | None, lang: str) -> Component:
    """The map's frame: townships, bases; claims and routes are filled in by callbacks."""
    township = context.layers()["township"]
    bounds = township.bounds if state is None else _bounds(state)
    drawn = map_of(
        [
            dl.GeoJSON(url=township.drawn.url, style=STYLE("frame"), interactive=False),
            dl.GeoJSON(
                id=Id.ROUTES, data=NOTHING, style=DRAWN("route"), hideout={"crew": ""},
                interactive=False,
            ),
            names(township_places(context.story())),
            dl.GeoJSON(
                id=Id.CLAIMS, data=NOTHING, pointToLayer=DRAWN("mark"),
                onEachFeature=DRAWN("markTip"), hideout={"claim": ""},
            ),
            dl.LayerGroup(_bases(state, lang)),
        ],
        township, lang, bounds=bounds, wheel=True, class_name="map day-map",
    )  # fmt: skip
    items = [
        html.Li([html.Span(className=f"day-swatch {look.value}"),
                 t(f"dispatch.look.{look.value}", lang)])
        for look in Look
    ]  # fmt: skip
    words = f"{t('dispatch.map_note', lang)} {ground_note(township, lang)}"
    note = dmc.Text(words, size="xs", c="dimmed")
    return html.Div([drawn, html.Ul(items, className="legend day-legend"), note],
                    className="map-frame")  # fmt: skip


def _bounds(state: DayState) -> list[list[float]]:
    ground = state.ground
    west, east = float(ground.lon.min()), float(ground.lon.max())
    south, north = float(ground.lat.min()), float(ground.lat.max())
    return [[south - MARGIN_DEG, west - MARGIN_DEG], [north + MARGIN_DEG, east + MARGIN_DEG]]


def _bases(state: DayState | None, lang: str) -> list[Component]:
    """Bases of the day's crews, with how many start there."""
    if state is None:
        return []
    at: dict[str, list[str]] = {}
    for crew in state.crews.values():
        at.setdefault(crew.base_code, []).append(crew.name)
    marks = []
    for code, crews in at.items():
        lon, lat = place_point(state, code)
        if not math.isnan(lon):
            tip = t("dispatch.base_tip", lang, n=len(crews),
                    names=t("list.comma", lang).join(crews))  # fmt: skip
            icon = mark_icon(tip, "base-mark")
            marks.append(dl.DivMarker(dl.Tooltip(tip), position=[lat, lon], iconOptions=icon))
    return marks


def day_shapes(context: Context, seen: Seen, lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Routes and claims of a day as this map takes them, in the datum of its base map."""
    datum = context.layers()["township"].drawn.datum
    drawn = lines_of(seen.state, seen.rows), marks_of(seen.rows, lang)
    return moved_features(drawn[0], datum), moved_features(drawn[1], datum)


def marks_of(rows: pd.DataFrame, lang: str) -> dict[str, Any]:
    """The day's claims as the map takes them."""
    tips = [claim_line(row, lang) for row in rows.to_dict("records")]
    return claim_marks(rows.assign(tip=tips))


def lines_of(state: DayState, rows: pd.DataFrame) -> dict[str, Any]:
    """The routes of the day's crews as the map takes them, each from its base."""
    at = rows.set_index("claim_id")
    points = {}
    for crew_id, claims in state.routes.items():
        start = place_point(state, state.crews[crew_id].base_code)
        stops = [
            (float(at.loc[c, "lon"]), float(at.loc[c, "lat"]), _reached(state, c))
            for c in claims if c in at.index
        ]  # fmt: skip
        told = [(*start, True), *stops]
        points[crew_id] = [p for p in told if not math.isnan(p[0])]
    return route_lines(points)


def _reached(state: DayState, claim_id: str) -> bool:
    return state.progress[claim_id].stage in (Stage.ARRIVED, Stage.DONE)

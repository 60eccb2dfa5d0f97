"""The map: outlines by a hashed address, colours by a string of digits; no tiles."""

from collections.abc import Sequence
from html import escape
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component
from dash_extensions.javascript import Namespace

from dashboards.components.panels import empty
from dashboards.figures.geometry import Layer
from dashboards.figures.theme import RAMP
from dashboards.i18n import t

STYLE = Namespace("huzhu", "map")
FAR = "#c2255c"  # points that disagree with their village; seen on light and dark


def hideout(
    digits: str,
    labels: Sequence[str],
    *,
    unsure: str = "",
    unsure_label: str = "",
    selected: str = "",
) -> dict[str, Any]:
    """What recolours the map: a digit a region (0 = none, 1–5), hatching where ``unsure`` is 1.

    Args:
        digits: one character a feature, in the layer's order.
        labels: words for digits 0–5, shown in the tooltip.
        unsure: one character a feature, "1" = hatched.
        unsure_label: words added to a hatched region's tooltip.
        selected: code of the region outlined.
    """
    return {
        "digits": digits,
        "unsure": unsure,
        "unsureLabel": unsure_label,
        "labels": list(labels),
        "ramp": list(RAMP),
        "selected": selected,
    }


def risk_map(
    layers: dict[str, Layer],
    level: str,
    colours: dict[str, Any],
    places: pd.DataFrame,
    lang: str,
    *,
    layer_id: str | None = None,
    bases: pd.DataFrame | None = None,
    extra: Sequence[Component] = (),
) -> Component:
    """A map of one level's regions under township outlines and names.

    Args:
        layers: drawn layers by level.
        level: the layer that is coloured and clicked.
        colours: :func:`hideout`.
        places: names written on the map: name, lon, lat.
        lang: language.
        layer_id: Dash id of the coloured layer, where callbacks need one.
        bases: crews' bases: name, lon, lat.
        extra: further shapes drawn over the regions.
    """
    shown = layers[level]
    children = [
        dl.GeoJSON(
            url=shown.url,
            style=STYLE("style"),
            onEachFeature=STYLE("tip"),
            hideout=colours,
            **({"id": layer_id} if layer_id else {}),
        ),
        *_outlines(layers),
        *extra,
        dl.Pane(_names(places), name="names", style={"zIndex": 450, "pointerEvents": "none"}),
        dl.ScaleControl(imperial=False, position="bottomleft"),
    ]
    if bases is not None:
        children.append(dl.LayerGroup(_bases(bases)))
    drawn = dl.Map(
        children,
        bounds=[list(corner) for corner in shown.bounds],
        preferCanvas=True,
        attributionControl=False,
        trackViewport=False,
        scrollWheelZoom=False,  # the wheel scrolls the page; + and − zoom
        zoomSnap=0.25,
        className="map",
    )
    above = []
    if shown.is_empty:
        above = [empty(t("map.no_outline", lang), t("map.no_outline_remedy", lang))]
    note = t("map.derived_note", lang) if shown.derived else t("map.outline_note", lang)
    small = dmc.Text(f"{note} · WGS84", size="xs", c="dimmed", className="note")
    return html.Div([*above, drawn, small], className="map-frame")


def _outlines(layers: dict[str, Layer]) -> list[Component]:
    outline = dl.GeoJSON(url=layers["township"].url, style=STYLE("outline"), interactive=False)
    return [dl.Pane(outline, name="outlines", style={"zIndex": 440, "pointerEvents": "none"})]


def _names(places: pd.DataFrame) -> list[Component]:
    return [
        dl.DivMarker(
            position=[row.lat, row.lon],
            iconOptions={
                "html": f"<span>{escape(str(row.name))}</span>",
                "className": "place-name",
                "iconSize": [0, 0],
            },
            interactive=False,
            keyboard=False,
        )
        for row in places.dropna(subset=["lon", "lat"]).itertuples(index=False)
    ]


def _bases(bases: pd.DataFrame) -> list[Component]:
    # not drawn on the canvas, where a later layer would cover them
    return [
        dl.DivMarker(
            dl.Tooltip(str(row.name)),
            position=[row.lat, row.lon],
            iconOptions={"html": "<span></span>", "className": "base-mark", "iconSize": [14, 14]},
        )
        for row in bases.itertuples(index=False)
    ]


def far_map(layers: dict[str, Layer], points: pd.DataFrame, lang: str) -> Component:
    """Points given with records, each with a line to the village its records were found in.

    Args:
        layers: drawn layers by level.
        points: lon, lat, to_lon, to_lat, and ``label``, the words of its tooltip.
        lang: language.
    """
    shown = layers["township"]
    lines = [
        dl.Polyline(positions=[[p.lat, p.lon], [p.to_lat, p.to_lon]], color=FAR, weight=1.5)
        for p in points.itertuples(index=False)
    ]
    marks = [
        dl.CircleMarker(dl.Tooltip(p.label), center=[p.lat, p.lon], radius=5, color=FAR, weight=2,
                        fillColor=FAR, fillOpacity=0.5)
        for p in points.itertuples(index=False)
    ]  # fmt: skip
    (south, west), (north, east) = shown.bounds
    lat, lon = points["lat"], points["lon"]
    drawn = dl.Map(
        [
            dl.GeoJSON(url=shown.url, style=STYLE("frame"), interactive=False),
            dl.LayerGroup([*lines, *marks]),
            dl.ScaleControl(imperial=False, position="bottomleft"),
        ],
        bounds=[[min(south, lat.min()), min(west, lon.min())],
                [max(north, lat.max()), max(east, lon.max())]],
        preferCanvas=True,
        attributionControl=False,
        trackViewport=False,
        scrollWheelZoom=False,
        zoomSnap=0.25,
        className="map small",
    )  # fmt: skip
    items = [html.Li([html.Span(className="swatch far"), t("places.far_legend", lang)])]
    return html.Div([drawn, html.Ul(items, className="legend")], className="map-frame")


def legend(
    title: str,
    labels: Sequence[str],
    lang: str,
    *,
    hatched: bool,
    bases: bool = False,
    derived: bool = False,
) -> Component:
    """Five steps with their words, hatching for an uncertain level, grey for none.

    ``bases`` and ``derived`` add the mark of a base and the dashes of an outline made from points.
    """
    items = [
        html.Li([html.Span(className="swatch", style={"background": colour}), label])
        for colour, label in zip(RAMP, labels[1:], strict=True)
    ]
    items.append(html.Li([html.Span(className="swatch none"), labels[0]]))
    if hatched:
        items.append(html.Li([html.Span(className="swatch hatched"), t("map.unsure", lang)]))
    if derived:
        items.append(html.Li([html.Span(className="swatch derived"), t("map.derived", lang)]))
    if bases:
        items.append(html.Li([html.Span(className="swatch base"), t("map.bases", lang)]))
    return html.Div([html.Strong(title), html.Ul(items)], className="legend")

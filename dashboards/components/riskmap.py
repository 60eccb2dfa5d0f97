"""The map: outlines by a hashed address, colours by a string of digits; no tiles by default."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.maplayers import (
    STYLE,
    base_marks,
    ground_note,
    map_of,
    names,
    outlines,
)
from dashboards.components.panels import empty
from dashboards.figures.geometry import Layer
from dashboards.figures.theme import RAMP
from dashboards.i18n import t

__all__ = ["CHANCE", "STYLE", "Told", "far_map", "hideout", "legend", "risk_map"]

FAR = "#c2255c"  # points that disagree with their village; seen on light and dark


CHANCE = "chance"
"""A number told as a chance: never 0 % or 100 %."""


@dataclass(frozen=True)
class Told:
    """A number of each feature, in the layer's order, and the words it is told in.

    Attributes:
        values: NaN: not known, the digit's word stands alone.
        word: with ``{v}`` for the number and ``{label}`` for the digit's word.
        written: decimals, or `CHANCE`.
    """

    values: Sequence[float]
    word: str
    written: int | str = 0

    def plain(self) -> dict[str, Any]:
        """As the browser takes it."""
        known = [None if math.isnan(v) else float(f"{v:.4g}") for v in self.values]
        return {"values": known, "word": self.word, "written": self.written}


def hideout(
    digits: str,
    labels: Sequence[str],
    *,
    unsure: str = "",
    unsure_label: str = "",
    selected: str = "",
    told: Told | None = None,
    name: str = "",
) -> dict[str, Any]:
    """What recolours the map: a digit a region (0 = none, 1–5), hatching where ``unsure`` is 1.

    Args:
        digits: one character a feature, in the layer's order.
        labels: words for digits 0–5, shown in the tooltip.
        unsure: one character a feature, "1" = hatched.
        unsure_label: words added to a hatched region's tooltip.
        selected: code of the region outlined.
        told: a number of each feature for the tooltip; else its digit's word alone.
        name: under which a page's own script repaints the map (``huzhu.map.paint``).
    """
    return {
        "digits": digits,
        "unsure": unsure,
        "unsureLabel": unsure_label,
        "labels": list(labels),
        "ramp": list(RAMP),
        "selected": selected,
        "told": None if told is None else told.plain(),
        "name": name,
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
            url=shown.drawn.url,
            style=STYLE("style"),
            onEachFeature=STYLE("tip"),
            hideout=colours,
            **({"id": layer_id} if layer_id else {}),
        ),
        outlines(layers["township"]),
        *extra,
        names(places),
    ]
    if bases is not None:
        children.append(base_marks(bases))
    above = []
    if shown.is_empty:
        above = [empty(t("map.no_outline", lang), t("map.no_outline_remedy", lang))]
    note = t("map.derived_note", lang) if shown.derived else t("map.outline_note", lang)
    small = dmc.Text(
        f"{note} · {ground_note(shown, lang)}", size="xs", c="dimmed", className="note"
    )
    return html.Div([*above, map_of(children, shown, lang), small], className="map-frame")


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
    drawn = map_of(
        [
            dl.GeoJSON(url=shown.drawn.url, style=STYLE("frame"), interactive=False),
            dl.LayerGroup([*lines, *marks]),
        ],
        shown, lang, small=True,
        bounds=[[min(south, lat.min()), min(west, lon.min())],
                [max(north, lat.max()), max(east, lon.max())]],
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

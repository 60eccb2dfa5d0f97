"""Parts of a map, to be put together: base map, outlines, names, bases, routes, frame.

    layer = context.layers()["township"]
    map_of([*tiles(layer), outlines(layer), names(places), base_marks(bases)], layer, lang)

Points and shapes are given in WGS84; ``map_of`` moves them to the datum of the base map where the
county has one. Each part lies in a pane of its own, named as the part (``leaflet-bases-pane``), so
that a class on an element around the map can hide it: see ``.map-layers`` in assets/map.css.
"""

import copy
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import dash_leaflet as dl
import pandas as pd
from dash.development.base_component import Component
from dash_extensions.javascript import Namespace

from dashboards.figures.geometry import Layer
from dashboards.i18n import t
from risk.geography.datum import from_wgs84
from risk.terms import Datum

STYLE = Namespace("huzhu", "map")
ABOVE = {"outlines": 440, "routes": 445, "names": 450, "extra": 460, "bases": 610}
"""z-index of each pane; Leaflet's own: shapes 400, marks 600, tooltips 650."""
MOVED = ("position", "center", "positions")
MARK_PX = 14
NOTHING: Mapping[str, Any] = {"type": "FeatureCollection", "features": []}


def map_of(
    children: Sequence[Component], layer: Layer, lang: str, *,
    bounds: Sequence[Sequence[float]] | None = None, small: bool = False, wheel: bool = False,
    class_name: str = "map", id_: str | None = None,
) -> Component:  # fmt: skip
    """A map of parts, north up, with zoom buttons and a scale bar.

    Args:
        children: parts in WGS84, the lowest first.
        layer: the layer the map is about: its extent, and the base map under it.
        lang: language.
        bounds: what is seen at first, WGS84: south-west, north-east as (lat, lon); default: layer.
        small: of less height.
        wheel: whether the wheel zooms; else it scrolls the page.
        class_name: CSS classes.
        id_: Dash id.
    """
    datum = layer.drawn.datum
    seen = layer.drawn.bounds if bounds is None else moved([list(b) for b in bounds], datum)
    return dl.Map(
        [
            *tiles(layer),
            *(placed(child, datum) for child in children),
            spoken(lang),
            dl.ScaleControl(imperial=False, position="bottomleft"),
        ],
        bounds=[list(corner) for corner in seen],
        preferCanvas=True,
        attributionControl=False,
        trackViewport=False,
        scrollWheelZoom=wheel,
        zoomSnap=0.25,
        className=f"{class_name} small" if small else class_name,
        **({"id": id_} if id_ else {}),
    )


def spoken(lang: str) -> Component:
    """The map's own name and its buttons' in the page's language; Leaflet knows English only."""
    told = {part: t(f"layers.{part}", lang) for part in ("map", "zoom_in", "zoom_out")}
    return dl.GeoJSON(data=_one(told), pointToLayer=STYLE("spoken"))


def _one(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A collection of one point that stands for no place: a script draws from its properties."""
    anywhere = {"type": "Point", "coordinates": [0, 0]}
    return {
        **NOTHING,
        "features": [{"type": "Feature", "properties": dict(properties), "geometry": anywhere}],
    }


def tiles(layer: Layer) -> list[Component]:
    """The county's base map with whose it is printed on it; nothing where it names none."""
    if layer.ground is None:
        return []
    base = layer.ground.base
    return [
        dl.TileLayer(
            url=base.tile_url, attribution=escape(base.tile_attribution),
            maxNativeZoom=int(base.tile_zoom_max), maxZoom=22,
        ),
        dl.AttributionControl(prefix=False, position="bottomright"),
    ]  # fmt: skip


def ground_note(layer: Layer, lang: str) -> str:
    """Datum the map is drawn in, and whose base map lies under it."""
    if layer.ground is None:
        return t("layers.wgs84", lang)
    base, datum = layer.ground.base, layer.drawn.datum
    key = "layers.on_wgs84" if datum is Datum.WGS84 else "layers.on_shifted"
    return t(key, lang, whose=base.tile_attribution or base.tile_url,
             datum=t(f"layers.datum.{datum.value}", lang))  # fmt: skip


def placed(part: Component, datum: Datum) -> Component:
    """A part with its points and shapes moved from WGS84 to a datum; the part given stays."""
    if datum is Datum.WGS84 or not isinstance(part, Component):
        return part
    made = copy.copy(part)
    for name in MOVED:
        if getattr(part, name, None) is not None:
            setattr(made, name, moved(getattr(part, name), datum))
    children = getattr(part, "children", None)
    if isinstance(children, (list, tuple)):
        made.children = [placed(child, datum) for child in children]
    elif isinstance(children, Component):
        made.children = placed(children, datum)
    if getattr(part, "data", None):
        made.data = moved_features(part.data, datum)
    return made


def moved(points: Any, datum: Datum) -> Any:
    """A (lat, lon) in WGS84, or lists of them however deep, in another datum."""
    if len(points) and isinstance(points[0], (list, tuple)):
        return [moved(point, datum) for point in points]
    lon, lat = from_wgs84(points[1], points[0], datum)
    return [float(lat), float(lon)]


def moved_features(data: Mapping[str, Any], datum: Datum) -> dict[str, Any]:
    """A GeoJSON collection in WGS84 in another datum."""
    if datum is Datum.WGS84:
        return dict(data)

    def along(line: Any) -> Any:
        if line and isinstance(line[0], (list, tuple)):
            return [along(point) for point in line]
        lat, lon = moved([line[1], line[0]], datum)
        return [lon, lat]

    features = []
    for feature in data["features"]:
        told = dict(feature["properties"])
        if "places" in told:
            told["places"] = [[name, *moved(at, datum)] for name, *at in told["places"]]
        shape = feature["geometry"]
        shape = {**shape, "coordinates": along(shape["coordinates"])}
        features.append({**feature, "properties": told, "geometry": shape})
    return {**data, "features": features}


def pane(name: str, *parts: Component) -> Component:
    """Parts in a pane of their own, of a name of ``ABOVE``."""
    return dl.Pane(list(parts), name=name, style={"zIndex": ABOVE[name]})


def outlines(layer: Layer) -> Component:
    """Outlines of a layer, over coloured regions; they take no clicks."""
    drawn = dl.GeoJSON(url=layer.drawn.url, style=STYLE("outline"), interactive=False)
    return dl.Pane(
        drawn, name="outlines", style={"zIndex": ABOVE["outlines"], "pointerEvents": "none"}
    )


def names(places: pd.DataFrame) -> Component:
    """Names that never overlap: these always first, those of regions where a region has room.

    Args:
        places: name, lon, lat; the most important first.
    """
    rows = places.dropna(subset=["lon", "lat"])[["name", "lat", "lon"]]
    told = [[str(name), float(lat), float(lon)] for name, lat, lon in rows.itertuples(index=False)]
    return dl.GeoJSON(data=_one({"places": told}), pointToLayer=STYLE("names"))


def base_marks(bases: pd.DataFrame) -> Component:
    """Crews' bases: name, lon, lat. Not on the canvas, where a later layer would cover them."""
    marks = [
        dl.DivMarker(
            dl.Tooltip(str(row.name)),
            position=[row.lat, row.lon],
            iconOptions=mark_icon(str(row.name), "base-mark"),
        )
        for row in bases.dropna(subset=["lon", "lat"]).itertuples(index=False)
    ]
    return pane("bases", *marks)


def mark_icon(words: str, style: str) -> dict[str, Any]:
    """An icon drawn by the style ``style``; ``words`` tell it to who cannot see it."""
    drawn = f'<span></span><i class="unseen">{escape(words)}</i>'
    return {"html": drawn, "className": style, "iconSize": [MARK_PX, MARK_PX]}


def routes(id_: str | None = None, data: Mapping[str, Any] | None = None) -> Component:
    """Crews' routes, as ``figures.dispatch_map.route_lines`` makes them; may be filled later.

    They are drawn to be seen over coloured regions.
    """
    line = dl.GeoJSON(
        data=dict(data or NOTHING), style=Namespace("huzhu", "dispatch")("route"),
        hideout={"crew": "", "over": True}, interactive=False, **({"id": id_} if id_ else {}),
    )  # fmt: skip
    return pane("routes", line)

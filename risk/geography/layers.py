"""What a written map layer looks like: one kind of geometry, dates as dates, a style for QGIS."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

WGS84 = "EPSG:4326"
FAMILIES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "Point", 5: "LineString", 6: "Polygon"}
MULTI = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}
DIAGONAL = "b_diagonal"  # Qt's name of a hatch


def layer_kind(frame: gpd.GeoDataFrame) -> str:
    """OGR's name of the one geometry type of a tidy layer; "Unknown" for a mixed one."""
    kinds = set(frame.geom_type.dropna())
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def tidy(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer as GIS programs want it.

    Degrees of EPSG:4326; areas and lines all multi, so that the layer has one type; days without a
    time of day as dates (columns that end in ``_at`` stay times).
    """
    if frame.crs is None:
        frame = frame.set_crs(WGS84)
    result = frame.to_crs(WGS84).reset_index(drop=True)
    if result.active_geometry_name != "geometry":
        result = result.rename_geometry("geometry")
    result["geometry"] = gpd.GeoSeries(_uniform(result.geometry.to_numpy()), crs=WGS84)
    for name in result.columns:
        if not str(name).endswith("_at") and pd.api.types.is_datetime64_dtype(result[name]):
            days = result[name].dropna()
            if (days == days.dt.normalize()).all():
                result[name] = result[name].dt.date.astype(object)
    return result


def _uniform(shapes: Any) -> Any:
    """Single areas or lines as multi ones, unless the kinds are mixed or all are points."""
    kind = shapely.get_type_id(shapes)
    families = {FAMILIES.get(k, "") for k in kind[kind >= 0]}
    if len(families) != 1 or "" in families or (kind <= 0).all():
        return shapes
    result = shapes.copy()
    single = np.isin(kind, (0, 1, 3))
    result[single] = [MULTI[next(iter(families))]([shape]) for shape in shapes[single]]
    return result


def repeated_names(frame: pd.DataFrame) -> list[str]:
    """Column names that differ only in case: GeoPackage (SQLite) takes them for one."""
    names = pd.Series([str(name) for name in frame.columns])
    return sorted(names[names.str.lower().duplicated(keep=False)])


def level_style(
    column: str, colours: Mapping[int, str], labels: Mapping[int, str], *, derived: str
) -> str:
    """A QGIS style (QML): a colour for each level, areas derived from points hatched over it.

    Args:
        column: the layer's column of levels.
        colours, labels: by level; colours as ``#rrggbb``.
        derived: label of the hatch; drawn where ``geometry_source`` is ``derived``.
    """
    root = Xml.Element("qgis", styleCategories="Symbology")
    renderer = Xml.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    rules = Xml.SubElement(renderer, "rules", key="levels")
    symbols = Xml.SubElement(renderer, "symbols")
    looks = [
        (f'"{column}" = {level}', labels[level], _rgb(colour), "solid")
        for level, colour in colours.items()
    ]
    looks.append(("\"geometry_source\" = 'derived'", derived, "90,90,90,255", DIAGONAL))
    for number, (condition, label, colour, fill) in enumerate(looks):
        key = str(number)
        Xml.SubElement(rules, "rule", key=key, symbol=key, filter=condition, label=label)
        symbol = Xml.SubElement(symbols, "symbol", name=key, type="fill", alpha="1")
        layer = Xml.SubElement(symbol, "layer", {"class": "SimpleFill"}, enabled="1", locked="0")
        options = Xml.SubElement(layer, "Option", type="Map")
        look = {"color": colour, "style": fill, "outline_color": "120,120,120,255"}
        for name, value in {**look, "outline_width": "0.1"}.items():
            Xml.SubElement(options, "Option", name=name, value=value, type="QString")
    return Xml.tostring(root, encoding="unicode")


def _rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},255"


def style_rows(styles: Mapping[str, str], geometry_columns: Sequence[str]) -> pd.DataFrame:
    """Table ``layer_styles`` of a GeoPackage, from which QGIS takes a layer's look."""
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": list(styles),
            "f_geometry_column": list(geometry_columns),
            "styleName": list(styles),
            "styleQML": list(styles.values()),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "",
            "owner": "",
            "ui": "",
        }
    )

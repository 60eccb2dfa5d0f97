"""Maps of the reports: legend, scale bar, north arrow, datum; readable in grey."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dashboards.report.style import INK, QUIET, RAMP, WIDE_IN
from dashboards.report.words import Words
from dashboards.story.levels import UNSURE_BELOW
from risk.terms import GeometrySource

KM_PER_DEGREE = 111.32
LABELLED_SHARE = 0.01  # a smaller township has no room for its name
DASHES = (0, (4, 3))
TICKS_KM = (1, 2, 5, 10, 20, 50, 100, 200)


def drawable(regions: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Regions of a level that have an area."""
    rows = regions[(regions["level"] == level) & regions.geometry.notna()]
    return rows[rows.geometry.geom_type.isin(("Polygon", "MultiPolygon"))]


def risk_map(
    regions: gpd.GeoDataFrame, levels: pd.DataFrame, names: tuple[str, ...], words: Words
) -> Figure:
    """Risk levels of villages: darker is higher; hatched where the level is less likely than not.

    Outlines derived from village points are dashed.

    Args:
        regions: the story's regions.
        levels: region_code, risk_level, p_level (chance of that level) of villages.
        names: names of the five levels.
    """
    villages = drawable(regions, "village").merge(
        levels, left_on="code", right_on="region_code", how="left"
    )
    figure = Figure(figsize=(WIDE_IN, _height(villages)))
    axes = figure.subplots()
    for k, colour in enumerate(RAMP, start=1):
        _fill(axes, villages[villages["risk_level"] == k], facecolor=colour)
    _fill(axes, villages[villages["risk_level"].isna()], facecolor="white")
    _fill(axes, villages[villages["p_level"] < UNSURE_BELOW], facecolor="none", hatch="////")
    derived = villages[villages["geometry_source"] == GeometrySource.DERIVED.value]
    if len(derived):
        # a border two cells share is drawn once: two rows of dashes would look like a line
        once = gpd.GeoSeries([shapely.line_merge(derived.boundary.union_all())])
        once.plot(ax=axes, color=QUIET, linewidth=0.6, linestyle=DASHES)
    towns = drawable(regions, "township")
    if len(towns):
        towns.boundary.plot(ax=axes, color=INK, linewidth=0.7)
        _labels(axes, towns)
    _furniture(axes, villages)
    axes.legend(
        handles=_legend(villages, names, words), loc="upper center", bbox_to_anchor=(0.5, 0),
        ncols=4, fontsize=7.5, title=words("legend.level"), title_fontsize=8,
    )  # fmt: skip
    return figure


def _fill(axes: Axes, rows: gpd.GeoDataFrame, **look: object) -> None:
    if len(rows):
        rows.plot(ax=axes, edgecolor="#9a9a9a", linewidth=0.15, **look)


def _labels(axes: Axes, towns: gpd.GeoDataFrame) -> None:
    area = np.asarray(shapely.area(towns.geometry))  # square degrees: only shares are used
    for row in towns[area >= LABELLED_SHARE * area.sum()].itertuples():
        point = row.geometry.representative_point()
        axes.annotate(
            row.name, (point.x, point.y), ha="center", va="center", fontsize=6.5,
            bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.75},
        )  # fmt: skip


def _height(rows: gpd.GeoDataFrame) -> float:
    west, south, east, north = rows.total_bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    ratio = (north - south) / max((east - west) * squeeze, 1e-9)
    return float(min(max(WIDE_IN * ratio + 0.6, 3.0), 6.6))


def _furniture(axes: Axes, rows: gpd.GeoDataFrame) -> None:
    """Scale bar and north arrow; axes off; degrees drawn at their true proportion."""
    west, south, east, north = rows.total_bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    axes.set_axis_off()
    axes.set_aspect(1 / squeeze)
    km_wide = (east - west) * squeeze * KM_PER_DEGREE
    bar_km = max((k for k in TICKS_KM if k <= km_wide / 4), default=km_wide / 4)
    share = bar_km / km_wide
    x1, y = east, south + 0.01 * (north - south)
    x0 = x1 - share * (east - west)
    axes.plot([x0, x1], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(
        f"{bar_km:g} km", ((x0 + x1) / 2, y), xytext=(0, 3), textcoords="offset points",
        ha="center", fontsize=8,
    )  # fmt: skip
    axes.annotate(
        "N", xy=(0.97, 0.99), xytext=(0.97, 0.88), xycoords="axes fraction", ha="center",
        va="center", fontsize=9, arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.2},
    )  # fmt: skip


def _legend(rows: gpd.GeoDataFrame, names: tuple[str, ...], words: Words) -> list[Artist]:
    counts = rows["risk_level"].value_counts()
    look = {"edgecolor": QUIET, "linewidth": 0.5}
    marks: list[Artist] = [
        Patch(
            facecolor=RAMP[k], **look,
            label=words("legend.level_count", level=k + 1, name=names[k], n=counts.get(k + 1, 0)),
        )
        for k in reversed(range(5))
    ]  # fmt: skip
    marks.append(Patch(facecolor="white", hatch="////", label=words("legend.unsure"), **look))
    if rows["risk_level"].isna().any():
        marks.append(Patch(facecolor="white", label=words("legend.unscored"), **look))
    if (rows["geometry_source"] == GeometrySource.DERIVED.value).any():
        dashed = Line2D([], [], color=QUIET, linewidth=0.8, linestyle=DASHES)
        dashed.set_label(words("legend.derived"))
        marks.append(dashed)
    return marks


def derived_share(regions: gpd.GeoDataFrame, level: str) -> float:
    """Share of a level's drawn areas whose outline is derived, not surveyed."""
    rows = drawable(regions, level)
    derived = rows["geometry_source"] == GeometrySource.DERIVED.value
    return float(derived.mean()) if len(rows) else 0.0

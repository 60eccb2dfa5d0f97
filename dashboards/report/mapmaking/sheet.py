"""Drawing on a map's sheet: areas, borders, lines, marks, names. All in points."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from dashboards.report.mapmaking.layers import Classes, Points
from dashboards.report.mapmaking.legend import HATCH_ON_DARK, HATCH_ON_LIGHT, LINE_LOOKS, MARKS
from dashboards.report.mapmaking.names import Wanted, place_names
from dashboards.report.mapmaking.paper import Box, Frame, paths_of
from dashboards.report.style import INK, QUIET
from risk.errors import ReportError

POINTS_PER_INCH = 72
UNSURE = "////"
DARK_FROM = 4  # classes so dark that hatching on them is white
GIVEN = ("#7a7a7a", 0.3, "-")


def need_areas(areas: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """The areas, of which there must be one."""
    if areas.empty:
        raise ReportError(
            f"no {level} has an outline", where="map", remedy="load a map of the county"
        )
    return areas


def blank(wide_pt: float, high_pt: float) -> tuple[Figure, Axes]:
    """An empty sheet on which a unit is a point."""
    figure = Figure(figsize=(wide_pt / POINTS_PER_INCH, high_pt / POINTS_PER_INCH), layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, wide_pt)
    axes.set_ylim(0, high_pt)
    axes.set_autoscale_on(False)
    return figure, axes


def fill_areas(axes: Axes, frame: Frame, shown: gpd.GeoDataFrame, classes: Classes | None) -> None:
    """Each class in its look, the rest white; hatched on top what is unsure."""
    codes = shown["code"].to_numpy(dtype=object)
    shapes = frame.on_paper(shown.geometry.array)
    of = np.array([classes.of.get(code, 0) if classes else 0 for code in codes], dtype=int)
    _fill(axes, shapes[of == 0], "white", "")
    if classes is None:
        return
    for k, (fill, hatch) in enumerate(classes.looks, start=1):
        _fill(axes, shapes[of == k], fill, hatch)
    unsure = np.isin(codes, list(classes.unsure))
    _hatch(axes, shapes[unsure & (of < DARK_FROM)], UNSURE, HATCH_ON_LIGHT)
    _hatch(axes, shapes[unsure & (of >= DARK_FROM)], UNSURE, HATCH_ON_DARK)


def _fill(axes: Axes, shapes: np.ndarray, fill: str, hatch: str) -> None:
    paths = paths_of(shapes)
    if paths:  # an edge of its own colour: no white seams between neighbours
        axes.add_collection(
            PathCollection(paths, facecolors=fill, edgecolors=fill, linewidths=0.2), autolim=False
        )
    if hatch:
        _hatch(axes, shapes, hatch, HATCH_ON_LIGHT)


def _hatch(axes: Axes, shapes: np.ndarray, hatch: str, colour: str) -> None:
    paths = paths_of(shapes)
    if paths:
        whole = Path.make_compound_path(*paths)
        axes.add_patch(
            PathPatch(whole, facecolor="none", edgecolor=colour, hatch=hatch, linewidth=0)
        )


def draw_borders(axes: Axes, frame: Frame, areas: gpd.GeoDataFrame, look: str) -> None:
    """Borders, each once: two rows of dashes over one another would look like a line."""
    if len(areas):
        edges = frame.on_paper(shapely.boundary(areas.geometry.array))
        _lines(axes, shapely.get_parts(shapely.line_merge(shapely.union_all(edges))), look)


def draw_lines(axes: Axes, frame: Frame, lines: Sequence[BaseGeometry], look: str) -> None:
    """Lines of one kind."""
    if len(lines):
        _lines(axes, shapely.get_parts(frame.on_paper(list(lines))), look)


def _lines(axes: Axes, lines: Iterable[BaseGeometry], look: str) -> None:
    colour, wide, dashes = LINE_LOOKS.get(look, GIVEN)
    drawn = [shapely.get_coordinates(line) for line in lines if not shapely.is_empty(line)]
    if drawn:
        axes.add_collection(
            LineCollection(drawn, colors=colour, linewidths=wide, linestyles=[dashes]),
            autolim=False,
        )


def draw_points(axes: Axes, frame: Frame, kinds: Sequence[Points]) -> list[Box]:
    """Marks that lie in the frame; the rectangles of those that have names."""
    boxes = []
    for kind in kinds:
        marker, size, fill = MARKS[kind.mark]
        x, y = frame.at(kind.lon, kind.lat)
        here = (x > frame.box.x0) & (x < frame.box.x1) & (y > frame.box.y0) & (y < frame.box.y1)
        axes.add_line(
            Line2D(x[here], y[here], marker=marker, markersize=size, markerfacecolor=fill,
                   markeredgecolor=INK if fill == "white" else "white",
                   markeredgewidth=1.1 if fill == "white" else 0.4, linestyle="none")
        )  # fmt: skip
        if kind.names:
            half = size / 2 + 0.5
            boxes += [
                Box(px - half, py - half, px + half, py + half)
                for px, py in zip(x[here], y[here], strict=True)
            ]
    return boxes


def write_names(axes: Axes, box: Box, wanted: Sequence[Wanted], taken: Sequence[Box]) -> None:
    """Names where there is room for them, on a paler ground."""
    placed, _ = place_names(wanted, box, taken)
    for name in placed:
        at = name.box
        if name.led:
            axes.add_line(
                Line2D([name.wanted.x, name.middle[0]], [name.wanted.y, name.middle[1]],
                       color=INK, linewidth=0.4)
            )  # fmt: skip
        axes.add_patch(
            Rectangle((at.x0, at.y0), at.wide, at.high, facecolor="white", alpha=0.72, linewidth=0)
        )
        axes.text(
            *name.middle, name.wanted.text, ha="center", va="center_baseline",
            fontsize=name.wanted.size, fontweight="bold" if name.wanted.bold else "normal",
        )  # fmt: skip


def draw_frame(axes: Axes, box: Box) -> None:
    """The map's edge."""
    axes.add_patch(
        Rectangle((box.x0, box.y0), box.wide, box.high, facecolor="none", edgecolor=QUIET,
                  linewidth=0.6)
    )  # fmt: skip

"""Drawing on a map's sheet: areas, borders, lines, marks, names. All in points."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from dashboards.report.mapmaking.ground import Ground
from dashboards.report.mapmaking.layers import Classes, Points
from dashboards.report.mapmaking.legend import HATCH_ON_DARK, HATCH_ON_LIGHT, LINE_LOOKS, MARKS
from dashboards.report.mapmaking.names import Wanted, place_names
from dashboards.report.mapmaking.paper import Box, Frame, Sheet, paths_of
from dashboards.report.style import INK, QUIET
from risk.errors import ReportError

UNSURE = "////"
DARK_FROM = 4  # classes so dark that hatching on them is white
GIVEN = ("#7a7a7a", 0.3, "-")


def need_areas(areas: Ground, level: str) -> Ground:
    """The areas, of which there must be one."""
    if not len(areas):
        raise ReportError(
            f"no {level} has an outline", where="map", remedy="load a map of the county"
        )
    return areas


def fill_areas(on: Sheet, frame: Frame, shown: Ground, classes: Classes | None) -> None:
    """Each class in its look, the rest white; hatched on top what is unsure."""
    codes, shapes = shown.codes, frame.on_paper(shown.shapes)
    of = np.array([classes.of.get(code, 0) if classes else 0 for code in codes], dtype=int)
    _fill(on, shapes[of == 0], "white", "")
    if classes is None:
        return
    for k, (fill, hatch) in enumerate(classes.looks, start=1):
        _fill(on, shapes[of == k], fill, hatch)
    unsure = np.isin(codes, list(classes.unsure))
    _hatch(on, shapes[unsure & (of < DARK_FROM)], UNSURE, HATCH_ON_LIGHT)
    _hatch(on, shapes[unsure & (of >= DARK_FROM)], UNSURE, HATCH_ON_DARK)


def _fill(on: Sheet, shapes: np.ndarray, fill: str, hatch: str) -> None:
    paths = paths_of(shapes)
    if paths:  # an edge of its own colour: no white seams between neighbours
        on.add(PathCollection(paths, facecolors=fill, edgecolors=fill, linewidths=0.2))
    if hatch:
        _hatch(on, shapes, hatch, HATCH_ON_LIGHT)


def _hatch(on: Sheet, shapes: np.ndarray, hatch: str, colour: str) -> None:
    paths = paths_of(shapes)
    if paths:
        whole = Path.make_compound_path(*paths)
        on.add(PathPatch(whole, facecolor="none", edgecolor=colour, hatch=hatch, linewidth=0))


def draw_borders(on: Sheet, frame: Frame, areas: Ground, look: str) -> None:
    """Borders, each once: two rows of dashes over one another would look like a line."""
    if len(areas):
        edges = frame.on_paper(shapely.boundary(areas.seen(frame.view).shapes))
        _lines(on, shapely.get_parts(shapely.line_merge(shapely.union_all(edges))), look)


def draw_lines(on: Sheet, frame: Frame, lines: Sequence[BaseGeometry], look: str) -> None:
    """Lines of one kind."""
    if len(lines):
        _lines(on, shapely.get_parts(frame.on_paper(list(lines))), look)


def _lines(on: Sheet, lines: Iterable[BaseGeometry], look: str) -> None:
    colour, wide, dashes = LINE_LOOKS.get(look, GIVEN)
    drawn = [shapely.get_coordinates(line) for line in lines if not shapely.is_empty(line)]
    if drawn:
        on.add(LineCollection(drawn, colors=colour, linewidths=wide, linestyles=[dashes]))


def draw_points(on: Sheet, frame: Frame, kinds: Sequence[Points]) -> list[Box]:
    """Marks that lie in the frame; the rectangles of those that have names."""
    boxes = []
    for kind in kinds:
        marker, size, fill = MARKS[kind.mark]
        x, y = frame.at(kind.lon, kind.lat)
        here = (x > frame.box.x0) & (x < frame.box.x1) & (y > frame.box.y0) & (y < frame.box.y1)
        on.add(
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


def write_names(on: Sheet, box: Box, wanted: Sequence[Wanted], taken: Sequence[Box]) -> None:
    """Names where there is room for them, on a paler ground."""
    placed, _ = place_names(wanted, box, taken)
    for name in placed:
        at = name.box
        if name.led:
            on.add(
                Line2D([name.wanted.x, name.middle[0]], [name.wanted.y, name.middle[1]],
                       color=INK, linewidth=0.4)
            )  # fmt: skip
        on.add(
            Rectangle((at.x0, at.y0), at.wide, at.high, facecolor="white", alpha=0.85, linewidth=0)
        )
        on.write(
            *name.middle, name.wanted.text, ha="center", va="center_baseline",
            fontsize=name.wanted.size, fontweight="bold" if name.wanted.bold else "normal",
        )  # fmt: skip


def draw_frame(on: Sheet, box: Box) -> None:
    """The map's edge."""
    on.add(
        Rectangle((box.x0, box.y0), box.wide, box.high, facecolor="none", edgecolor=QUIET,
                  linewidth=0.6)
    )  # fmt: skip

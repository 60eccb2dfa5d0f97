"""One map: the sheet laid out, everything on it drawn, and its figure for a report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.figure import Figure as Drawing

from dashboards.report.brief import Brief
from dashboards.report.content import Figure
from dashboards.report.mapmaking import legend, sheet
from dashboards.report.mapmaking.ground import Ground, View, ground_of
from dashboards.report.mapmaking.layers import Classes, Lines, Points
from dashboards.report.mapmaking.legend import Row
from dashboards.report.mapmaking.names import Wanted
from dashboards.report.mapmaking.paper import (
    POINTS_PER_CM,
    Box,
    Frame,
    Sheet,
    blank,
    frame_of,
    ratio_of,
    wrapped,
)
from dashboards.report.style import PNG_DPI
from dashboards.report.words import Words
from risk.terms import RegionLevel

SIDE_CM = 4.9  # of a legend beside the map
WIDE_BELOW = 0.62  # a map lower than this by its width has its legend underneath
GAP = 8.0
FOOT_PT = 6.4
FOOT_LINE = 1.38
NAME_PT, OWN_PT = 6.6, 7.6
UNDER_COLUMNS = 3


@dataclass(frozen=True)
class Plan:
    """What one map shows.

    Attributes:
        areas: regions coloured, with an area; towns: townships, for borders and names.
        classes, points, lines: what is drawn on them.
        outlined: codes with a thick edge, named in bold.
        named: codes of ``areas`` or ``towns`` whose names are written.
        view: degrees west, south, east, north.
        wide_pt, high_pt: of the sheet, without what stands under the map; the height is a limit.
        foot: what is printed under the map.
    """

    areas: Ground
    towns: Ground
    classes: Classes | None
    points: tuple[Points, ...]
    lines: tuple[Lines, ...]
    outlined: frozenset[str]
    named: frozenset[str]
    view: View
    wide_pt: float
    high_pt: float
    foot: str
    words: Words


def map_figure(
    b: Brief,
    name: str,
    *,
    alt: str,
    classes: Classes | None = None,
    points: Sequence[Points] = (),
    lines: Sequence[Lines] = (),
    level: str = "village",
    outlined: Collection[str] = (),
    named: Collection[str] | None = None,
    view: Collection[str] = (),
    ledgers: Sequence[str] = ("region",),
    wide_cm: float = 16.0,
    high_cm: float = 15.0,
    dpi: int = PNG_DPI,
    note: str | None = "",
    **values: object,
) -> Figure:
    """A map with everything a map must say printed on it.

    Legend, scale bar, north, datum, ledgers, last day known, data version, and the marks
    ``derived`` and ``synthetic`` where they hold.

    Args:
        name: of the figure, unique in its report; up to a "-" it names the caption
            ``report.figure.NAME``, which ``values`` fill.
        alt: what it shows, in words.
        classes: regions of ``level`` by class; None: borders only.
        points, lines: on top.
        level: ``village`` or ``township``.
        outlined: codes drawn with a thick edge, named in bold.
        named: codes whose names are written; None: townships'.
        view: codes that fill the map; none: all.
        ledgers: kinds of ledgers it rests on, said on it.
        wide_cm, high_cm: of the figure; what is low is not stretched.
        dpi: of Word's picture.
        note: added to the source line underneath; None: no such line, the map says it itself.

    Raises:
        ReportError: no region of that level has an area; ask :func:`drawable` first.
    """
    areas = sheet.need_areas(ground_of(b, level), level)
    towns = ground_of(b, RegionLevel.TOWNSHIP.value)
    within = areas.only(view) if view else areas
    plan = Plan(
        areas, towns, classes, tuple(points), tuple(lines), frozenset(outlined),
        frozenset(towns.codes if named is None else named) | frozenset(outlined),
        within.view, wide_cm * POINTS_PER_CM, high_cm * POINTS_PER_CM,
        foot_of(b, areas, ledgers), b.words,
    )  # fmt: skip
    under = "" if note is None else b.ledgers(*ledgers) + note
    return b.figure(name, lambda: draw_plan(plan), under, alt=alt, dpi=dpi, **values)


def foot_of(b: Brief, areas: Ground, ledgers: Sequence[str]) -> str:
    """What is printed under a map: datum, outlines, ledgers, day, version, synthetic."""
    w, facts = b.words, b.story.facts
    share = float(areas.derived.mean())
    parts = [
        w("map.datum"),
        w("map.outline.derived", share=w.pct(share, 0)) if share else w("map.outline.given"),
        w("map.sources", names=w.join([w.term("table", kind) for kind in ledgers])),
        w("map.as_of", day=w.day(facts.as_of)),
        w("map.version", version=facts.version),
        *((w("map.synthetic"),) if facts.county.synthetic else ()),
    ]
    return w("map.part_join").join(parts)


def draw_plan(plan: Plan) -> Drawing:
    """The sheet: map, legend beside or under it, foot."""
    foot = wrapped(plan.foot, FOOT_PT, plan.wide_pt)
    foot_high = len(foot) * FOOT_PT * FOOT_LINE + 3
    ratio = ratio_of(plan.view)
    beside = ratio >= WIDE_BELOW
    wide = SIDE_CM * POINTS_PER_CM if beside else plan.wide_pt / UNDER_COLUMNS - GAP
    map_wide = plan.wide_pt - wide - GAP if beside else plan.wide_pt
    shown = plan.areas.seen(plan.view)
    rough = frame_of(plan.view, Box(0, 0, map_wide, map_wide * ratio))
    columns = legend.columns_of(rows_of(plan, shown, rough), 1 if beside else UNDER_COLUMNS, wide)
    legend_high = legend.height_of(columns, wide)
    map_high = min(map_wide * ratio, plan.high_pt - foot_high - (0 if beside else legend_high))
    if beside:
        map_high = max(map_high, legend_high)
    under = foot_high + (0 if beside else legend_high + GAP / 2)
    box = Box(0.6, under, map_wide - 0.6, under + map_high - 0.6)
    frame = frame_of(plan.view, box)
    shown = plan.areas.seen(frame.view)
    # the rows tell the scale of the map as it is
    columns = legend.columns_of(rows_of(plan, shown, frame), len(columns), wide)
    high = under + map_high
    on = blank(plan.wide_pt, high)
    _draw_map(on, plan, frame, shown)
    for k, rows in enumerate(columns):
        x = map_wide + GAP if beside else k * (wide + GAP)
        legend.draw_column(on, rows, x, high if beside else under - GAP / 2, wide)
    for i, line in enumerate(foot):
        y = foot_high - 3 - (i + 0.5) * FOOT_PT * FOOT_LINE
        on.write(0, y, line, va="center", fontsize=FOOT_PT)
    return on.figure


def rows_of(plan: Plan, shown: Ground, frame: Frame) -> list[Row]:
    """The legend."""
    w = plan.words
    rows = legend.class_rows(plan.classes, list(shown.codes)) if plan.classes else []
    rows += [legend.point_row(points) for points in plan.points]
    rows += legend.line_rows(plan.lines)
    if len(plan.towns):
        rows.append(legend.line_row(w("map.township_border"), "township"))
    if shown.derived.any():
        rows.append(legend.line_row(w("map.derived"), "derived"))
    bar = frame.bar_km()
    return [
        *rows, legend.scale_row(bar, frame.points_per_km, w("map.km", n=f"{bar:g}"), w("map.north"))
    ]  # fmt: skip


def _draw_map(on: Sheet, plan: Plan, frame: Frame, shown: Ground) -> None:
    sheet.fill_areas(on, frame, shown, plan.classes)
    sheet.draw_borders(on, frame, shown.at(shown.derived), "derived")
    sheet.draw_borders(on, frame, shown.at(~shown.derived), "given")
    sheet.draw_borders(on, frame, plan.towns, "township")
    sheet.draw_borders(on, frame, shown.only(plan.outlined), "edge")
    for lines in plan.lines:
        sheet.draw_lines(on, frame, lines.geometry, lines.look)
    marks = sheet.draw_points(on, frame, plan.points)
    sheet.write_names(on, frame.box, _wanted(plan, frame), marks)
    sheet.draw_frame(on, frame.box)


def _wanted(plan: Plan, frame: Frame) -> list[Wanted]:
    """Names of areas in their widest visible part, and of points beside them."""
    wanted = []
    for rows in (plan.areas, plan.towns):
        own = rows.only(plan.named).seen(frame.view)
        seen = frame.on_paper(own.shapes)
        for code, name, shape in zip(own.codes, own.names, seen, strict=True):
            if shapely.is_empty(shape) or shapely.get_dimensions(shape) != 2:
                continue
            point = shapely.point_on_surface(shape)
            bold = code in plan.outlined
            wanted.append(
                Wanted(name, point.x, point.y, OWN_PT if bold else NAME_PT,
                       weight=np.inf if bold else shapely.area(shape), bold=bold)
            )  # fmt: skip
    for points in plan.points:
        x, y = frame.at(points.lon, points.lat)
        wanted += [
            Wanted(name, px, py, NAME_PT, weight=1e6, beside=True)
            for name, px, py in zip(points.names, x, y, strict=False)
            if Box(px, py, px, py).inside(frame.box)
        ]
    return wanted

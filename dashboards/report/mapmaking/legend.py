"""The legend of a map: rows of known height in columns, scale bar and north among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from dashboards.report.mapmaking.layers import Classes, Lines, Look, Points
from dashboards.report.mapmaking.paper import Box, Sheet, wrapped
from dashboards.report.style import INK, QUIET

TEXT_PT, TITLE_PT = 7.2, 7.8
LINE = 1.32
SWATCH = 13.0, 8.0
GAP_PT = 5.0
SCALE_HIGH = 30.0
MARKS = {"base": ("s", 5.0, "white"), "dot": ("o", 2.6, INK), "cross": ("x", 4.5, INK),
         "star": ("*", 7.0, INK)}  # fmt: skip
"""Marker, size in points and fill of each mark of points."""
LINE_LOOKS: dict[str, tuple[str, float, object]] = {
    "road": ("#5f5f5f", 0.7, "-"), "closed": ("black", 1.8, (0, (2, 1.4))),
    "edge": ("black", 1.6, "-"), "township": (INK, 0.8, "-"),
    "derived": (QUIET, 0.6, (0, (4, 3))),
}  # fmt: skip
"""Colour, width in points and dashes of each kind of line."""
HATCH_ON_DARK, HATCH_ON_LIGHT = "#ffffff", "#333333"

Draw = Callable[[Sheet, float, float], None]


@dataclass(frozen=True)
class Row:
    """One row: what is drawn at its left (given the sheet, x and the middle's y), and its text."""

    text: str
    draw: Draw | None = None
    bold: bool = False
    high: float = 0.0

    def lines(self, wide: float) -> list[str]:
        """Its text broken to a column's width."""
        indent = SWATCH[0] + GAP_PT if self.draw else 0
        return wrapped(self.text, TITLE_PT if self.bold else TEXT_PT, wide - indent)

    def height(self, wide: float) -> float:
        """Points it takes in a column of that width."""
        size = TITLE_PT if self.bold else TEXT_PT
        return max(self.high, len(self.lines(wide)) * size * LINE) + 2.4


def class_rows(classes: Classes, shown: Sequence[str]) -> list[Row]:
    """Title and classes, highest first; hatching and white only where something shown has them."""
    rows = [Row(classes.title, bold=True)]
    pairs = list(zip(classes.labels, classes.looks, strict=False))
    rows += [Row(label, swatch(look)) for label, look in reversed(pairs)]
    if classes.unsure_label and set(shown) & set(classes.unsure):
        rows.append(Row(classes.unsure_label, swatch(("white", "////"))))
    if classes.unknown_label and set(shown) - set(classes.of):
        rows.append(Row(classes.unknown_label, swatch(("white", ""))))
    return rows


def point_row(points: Points) -> Row:
    """A kind of points."""
    marker, size, fill = MARKS[points.mark]

    def draw(on: Sheet, x: float, y: float) -> None:
        on.add(
            Line2D([x + SWATCH[0] / 2], [y], marker=marker, markersize=size, markeredgecolor=INK,
                   markerfacecolor=fill, markeredgewidth=1.1, linestyle="none")
        )  # fmt: skip

    return Row(points.label, draw)


def line_row(label: str, look: str) -> Row:
    """A kind of lines."""

    def draw(on: Sheet, x: float, y: float) -> None:
        colour, wide, dashes = LINE_LOOKS[look]
        line = Line2D([x, x + SWATCH[0]], [y, y], color=colour, linewidth=wide)
        line.set_linestyle(dashes)  # type: ignore[arg-type]
        on.add(line)

    return Row(label, draw)


def line_rows(lines: Sequence[Lines]) -> list[Row]:
    """Each kind of lines."""
    return [line_row(kind.label, kind.look) for kind in lines]


def swatch(look: Look) -> Draw:
    """A filled and hatched box."""

    def draw(on: Sheet, x: float, y: float) -> None:
        fill, hatch = look
        for artist in filled(
            Box(x, y - SWATCH[1] / 2, x + SWATCH[0], y + SWATCH[1] / 2), fill, hatch
        ):
            on.add(artist)

    return draw


def filled(box: Box, fill: str, hatch: str) -> list[Artist]:
    """A rectangle with its edge, and its hatching."""
    at, size = (box.x0, box.y0), (box.wide, box.high)
    drawn: list[Artist] = [Rectangle(at, *size, facecolor=fill, edgecolor=QUIET, linewidth=0.5)]
    if hatch:
        drawn.append(
            Rectangle(
                at, *size, facecolor="none", edgecolor=HATCH_ON_LIGHT, hatch=hatch, linewidth=0
            )
        )
    return drawn


def scale_row(bar_km: float, points_per_km: float, label: str, north: str) -> Row:
    """North arrow and scale bar."""

    def draw(on: Sheet, x: float, y: float) -> None:
        tip, foot, middle = y + 13, y - 3, x + 6
        on.add(
            Polygon([(middle, tip), (middle - 4, foot), (middle, foot + 4)], facecolor=INK,
                    edgecolor=INK, linewidth=0.6)
        )  # fmt: skip
        on.add(
            Polygon([(middle, tip), (middle + 4, foot), (middle, foot + 4)], facecolor="white",
                    edgecolor=INK, linewidth=0.6)
        )  # fmt: skip
        on.write(middle, foot - 1, north, ha="center", va="top", fontsize=TITLE_PT)
        half, left = bar_km * points_per_km / 2, x + 22
        for k, fill in enumerate((INK, "white")):
            on.add(
                Rectangle((left + k * half, y - 2), half, 3.5, facecolor=fill, edgecolor=INK,
                          linewidth=0.6)
            )  # fmt: skip
        on.write(left, y + 3.5, "0", ha="center", va="bottom", fontsize=TEXT_PT)
        on.write(left + 2 * half, y + 3.5, label, ha="center", va="bottom", fontsize=TEXT_PT)

    return Row("", draw, high=SCALE_HIGH)


def columns_of(rows: Sequence[Row], columns: int, wide: float) -> list[list[Row]]:
    """Rows in so many columns of about the same height, in their order."""
    total = sum(row.height(wide) for row in rows)
    split: list[list[Row]] = [[] for _ in range(columns)]
    done = 0.0
    for row in rows:
        middle = done + row.height(wide) / 2
        split[min(int(middle / total * columns), columns - 1)].append(row)
        done += row.height(wide)
    return split


def height_of(columns: Sequence[Sequence[Row]], wide: float) -> float:
    """Of the highest column."""
    return max(sum(row.height(wide) for row in column) for column in columns)


def draw_column(on: Sheet, rows: Sequence[Row], x: float, top: float, wide: float) -> None:
    """Draw rows one under another."""
    for row in rows:
        size = TITLE_PT if row.bold else TEXT_PT
        lines, high = row.lines(wide), row.height(wide)
        if row.draw:
            row.draw(on, x, top - (high if row.high else size * LINE) / 2)
        indent = SWATCH[0] + GAP_PT if row.draw else 0
        for i, line in enumerate(lines):
            on.write(
                x + indent, top - (i + 0.5) * size * LINE, line, va="center", fontsize=size,
                fontweight="bold" if row.bold else "normal",
            )  # fmt: skip
        top -= high

"""A sheet of paper: degrees to points on it, how wide a text is, how long a scale bar.

All of a map is drawn in points (1/72 inch) from the sheet's lower left corner: its size is known
before anything is drawn, so names can be placed and nothing has to be laid out twice.
"""

import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

POINTS_PER_CM = 72 / 2.54
KM_PER_DEGREE = 111.32
BARS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
FINEST_PT = 0.15  # what is finer than this on paper nobody sees
WIDE_FROM = 0x2E80  # from here on a character is as wide as it is high
NARROW_EM = 0.58  # widest mean of Latin text in the report's font
MARGIN = 0.02  # of the frame, around what is shown

POINTS_PER_INCH = 72

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sheet:
    """A figure without axes, on which a unit is a point: nothing is scaled, clipped or laid out."""

    figure: Figure
    points: Transform

    def add(self, artist: Artist) -> None:
        """Draw something whose places are points from the lower left corner."""
        artist.set_transform(self.points)
        self.figure.add_artist(artist)

    def write(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write a text there."""
        self.figure.text(x, y, text, transform=self.points, **look)


def blank(wide_pt: float, high_pt: float) -> Sheet:
    """An empty sheet."""
    size = wide_pt / POINTS_PER_INCH, high_pt / POINTS_PER_INCH
    figure = Figure(figsize=size, layout="none")
    return Sheet(figure, Affine2D().scale(1 / POINTS_PER_INCH) + figure.dpi_scale_trans)


@dataclass(frozen=True)
class Box:
    """A rectangle in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def wide(self) -> float:
        """Points from side to side."""
        return self.x1 - self.x0

    @property
    def high(self) -> float:
        """Points from top to bottom."""
        return self.y1 - self.y0

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1
        )

    def inside(self, other: "Box") -> bool:
        """Whether all of it lies in the other."""
        return (
            self.x0 >= other.x0 and self.x1 <= other.x1
            and self.y0 >= other.y0 and self.y1 <= other.y1
        )  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """Where degrees come to lie on paper.

    Attributes:
        box: the map's rectangle.
        west, south: degrees at its lower left corner.
        x_per_deg, y_per_deg: points a degree takes; both the same length on the ground.
    """

    box: Box
    west: float
    south: float
    x_per_deg: float
    y_per_deg: float

    @property
    def points_per_km(self) -> float:
        """Scale in points."""
        return self.y_per_deg / KM_PER_DEGREE

    @property
    def view(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is shown, in degrees."""
        east = self.west + self.box.wide / self.x_per_deg
        return self.west, self.south, east, self.south + self.box.high / self.y_per_deg

    def at(self, lon: object, lat: object) -> tuple[Array, Array]:
        """Points on paper."""
        x = self.box.x0 + (np.asarray(lon, dtype=float) - self.west) * self.x_per_deg
        y = self.box.y0 + (np.asarray(lat, dtype=float) - self.south) * self.y_per_deg
        return x, y

    def on_paper(self, shapes: object) -> NDArray[np.object_]:
        """Shapes in degrees, cut to the view, in points, without what is too fine to see."""
        seen = shapely.clip_by_rect(np.atleast_1d(np.asarray(shapes, dtype=object)), *self.view)
        laid = shapely.transform(seen, lambda xy: np.column_stack(self.at(*xy.T)))
        return np.asarray(shapely.simplify(laid, FINEST_PT), dtype=object)

    def bar_km(self) -> float:
        """Length of a scale bar that takes at most a third of the frame."""
        most = self.box.wide / self.points_per_km / 3
        return max((km for km in BARS_KM if km <= most), default=most)


def ratio_of(bounds: tuple[float, float, float, float]) -> float:
    """Height by width of a view on the ground."""
    west, south, east, north = bounds
    return (north - south) / max((east - west) * squeeze(south, north), 1e-9)


def squeeze(south: float, north: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return math.cos(math.radians((south + north) / 2))


def frame_of(bounds: tuple[float, float, float, float], box: Box) -> Frame:
    """The largest scale at which a view fits a box, the view in its middle."""
    west, south, east, north = bounds
    narrow = squeeze(south, north)
    lon, lat = (
        max(east - west, 1e-4) * (1 + 2 * MARGIN),
        max(north - south, 1e-4) * (1 + 2 * MARGIN),
    )
    y_per_deg = min(box.wide / (lon * narrow), box.high / lat)
    x_per_deg = y_per_deg * narrow
    middle = (west + east) / 2, (south + north) / 2
    return Frame(
        box, middle[0] - box.wide / x_per_deg / 2, middle[1] - box.high / y_per_deg / 2,
        x_per_deg, y_per_deg,
    )  # fmt: skip


def paths_of(shapes: NDArray[np.object_]) -> list[Path]:
    """Polygons as drawing paths, holes left open; empty ones fall away."""
    rings, owner = [], []
    parts, of = shapely.get_parts(shapes, return_index=True)
    for part, i in zip(parts, of, strict=True):
        if shapely.get_dimensions(part) != 2 or shapely.is_empty(part):
            continue
        rings += [part.exterior, *part.interiors]
        owner += [i] * (1 + len(part.interiors))
    by_shape: dict[int, list[Path]] = {}
    for ring, i in zip(rings, owner, strict=True):
        by_shape.setdefault(int(i), []).append(Path(shapely.get_coordinates(ring), closed=True))
    return [Path.make_compound_path(*found) for found in by_shape.values()]


def width_pt(text: str, size: float) -> float:
    """How wide a text comes out at most, in points."""
    return size * sum(1.0 if ord(c) >= WIDE_FROM else NARROW_EM for c in text)


def wrapped(text: str, size: float, wide: float) -> list[str]:
    """A text in lines no wider than that; broken at spaces, or between Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_pt(line + piece.rstrip(), size) > wide:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What is not broken: words with the space behind them, single Chinese characters."""
    pieces = [""]
    for c in text:
        wide = ord(c) >= WIDE_FROM
        closing = wide and unicodedata.category(c) in ("Po", "Pe")  # never begins a line
        if closing or not (wide or pieces[-1].endswith(" ") or _ends_wide(pieces[-1])):
            pieces[-1] += c
        else:
            pieces.append(c)
    return [piece for piece in pieces if piece]


def _ends_wide(text: str) -> bool:
    return bool(text) and ord(text[-1]) >= WIDE_FROM

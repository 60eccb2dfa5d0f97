"""Names on a map: none over another, none over a mark, each inside the frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.report.mapmaking.paper import Box, width_pt

LINE = 1.25  # height of a line, in its size
PAD_PT = 1.2
STEPS = (0.0, 1.0, 1.6, 2.4, 3.4, 4.6)  # how far away a name is tried, in lines
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))
LED_FROM = 2.4  # from so many lines away a thin line leads to the place


@dataclass(frozen=True)
class Wanted:
    """A name and the place it stands for, in points.

    ``beside``: never on the place itself, where a mark is; ``weight``: the greatest come first.
    """

    text: str
    x: float
    y: float
    size: float
    weight: float = 0.0
    beside: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Placed:
    """A name where it stands; ``led``: a line leads from it to its place."""

    wanted: Wanted
    box: Box
    led: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box."""
        return (self.box.x0 + self.box.x1) / 2, (self.box.y0 + self.box.y1) / 2


def place_names(
    wanted: Sequence[Wanted], frame: Box, taken: Sequence[Box] = ()
) -> tuple[list[Placed], list[Wanted]]:
    """Find each name the nearest free room to its place.

    Args:
        wanted: names; the greatest weights choose first.
        frame: no name leaves it.
        taken: rectangles nothing is written over (marks, scale bar).

    Returns:
        Those placed, and those for which there was no room.
    """
    placed: list[Placed] = []
    left: list[Wanted] = []
    full = list(taken)
    for name in sorted(wanted, key=lambda n: -n.weight):
        found = next(
            (p for p in _tries(name) if p.box.inside(frame) and not any(map(p.box.meets, full))),
            None,
        )
        if found is None:
            left.append(name)
        else:
            placed.append(found)
            full.append(found.box)
    return placed, left


def _tries(name: Wanted) -> list[Placed]:
    """Boxes to try, nearest first."""
    wide, high = width_pt(name.text, name.size) + 2 * PAD_PT, name.size * LINE
    tries = []
    for step in STEPS[1:] if name.beside else STEPS:
        for dx, dy in SIDES if step else SIDES[:1]:
            x = name.x + dx * (wide / 2 + (step - 0.5) * high if step else 0)
            y = name.y + dy * step * high
            box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            tries.append(Placed(name, box, step >= LED_FROM))
    return tries

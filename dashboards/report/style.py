"""How figures look in print: shipped font, grey-safe ramp, same bytes for the same data."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dashboards.typeset import fonts_folder

FONT = "Noto Sans SC"
PNG_DPI = 200
WIDE_IN = 6.3  # text width of an A4 page with 2.5 cm margins
# one direction, darker = higher; still in order when printed grey
RAMP = ("#fff2d0", "#fdd18a", "#f49b4c", "#d4552b", "#8a1c14")
INK = "#222222"
QUIET = "#8a8a8a"
# pairs of fill and hatching: told apart in colour, in grey, and by colour-blind readers
FAMILY_FILL = {
    "storm": ("#0072b2", ""),
    "flood": ("#56b4e9", "//"),
    "snow": ("#d9d9d9", ".."),
    "earthquake": ("#d55e00", "xx"),
    "ground": ("#e69f00", "\\\\"),
    "accident": ("#7a7a7a", ""),
}
CREW_FILL = {"own": ("#0072b2", ""), "standby": ("#9ecae1", "//"), "borrowed": ("#f2c14e", "..")}
RC: dict[str, Any] = {
    "font.family": [FONT, "DejaVu Sans"],
    "font.size": 9,
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.titlesize": 9,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "hatch.linewidth": 0.6,
    "hatch.color": "#444444",
    "svg.fonttype": "none",
    "svg.hashsalt": "huzhu",
    "figure.constrained_layout.use": True,
}
_LOCK = Lock()  # matplotlib's settings are the process's: one drawing at a time


@cache
def add_fonts() -> None:
    """Make the shipped fonts known to matplotlib."""
    for path in sorted(fonts_folder().glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def draw(make: Callable[[], Figure]) -> tuple[bytes, bytes, tuple[float, float]]:
    """SVG and PNG bytes of a drawing, and its size in inches."""
    add_fonts()
    with _LOCK, mpl.rc_context(RC):
        figure = make()
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # both files get the one layout just worked out
        svg, png = BytesIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
        wide, high = (float(x) for x in figure.get_size_inches())
    return svg.getvalue(), png.getvalue(), (wide, high)

"""How figures look in print: shipped font, grey-safe ramp, same bytes for the same data."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from dashboards.typeset import fonts_folder

FONT = "Noto Sans SC"
PNG_DPI = 200
COLOURS = 96  # of a picture in pixels: fills, inks and their blends at edges
WIDE_IN = 6.3  # text width of an A4 page with 2.5 cm margins
# one direction, darker = higher; still in order when printed grey
RAMP = ("#fff2d0", "#fdd18a", "#f49b4c", "#d4552b", "#8a1c14")
GREY_STEPS = ("#ececec", "#c8c8c8", "#969696")
INK = "#222222"
QUIET = "#8a8a8a"
# pairs of fill and hatching: told apart in colour, in grey, and by colour-blind readers
FAMILY_FILL = {
    "storm": ("#0072b2", ""),
    "flood": ("#56b4e9", "///"),
    "snow": ("#d9d9d9", ".."),
    "earthquake": ("#d55e00", "xxx"),
    "ground": ("#f5c969", "\\\\\\"),
    "accident": ("#e8e8e8", "---"),
}
CREW_FILL = {"own": ("#0072b2", ""), "standby": ("#7fb2d9", "//"), "borrowed": ("#f7d774", "..")}
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


def draw(
    make: Callable[[], Figure], dpi: int = PNG_DPI
) -> tuple[bytes, bytes, tuple[float, float]]:
    """SVG and PNG bytes of a drawing, and its size in inches.

    Laid out once and drawn twice: ``savefig`` would lay out and draw anew for each file.
    """
    add_fonts()
    with _LOCK, mpl.rc_context(RC):
        figure = make()
        canvas = FigureCanvasAgg(figure)
        if (engine := figure.get_layout_engine()) is not None:
            engine.execute(figure)
            figure.set_layout_engine("none")
        png = _png(figure, canvas, dpi)
        svg = BytesIO()
        FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": None})
        wide, high = (float(x) for x in figure.get_size_inches())
    return svg.getvalue(), png, (wide, high)


def _png(figure: Figure, canvas: FigureCanvasAgg, dpi: int) -> bytes:
    """The drawing in pixels, in as few colours as nobody misses: a third of the bytes."""
    figure.set_dpi(dpi)
    canvas.draw()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    few = pixels.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, format="PNG", dpi=(dpi, dpi))
    return out.getvalue()

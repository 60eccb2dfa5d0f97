"""The look in one place: colours, the shell's theme, and the base every chart starts from.

Colours of text, lines and grounds that change with light and dark are variables of
``assets/huzhu.css``; a chart's text and grid follow them there.
"""

from copy import deepcopy
from functools import cache

import plotly.graph_objects as go

from dashboards.i18n import t

# one direction, darker = higher; still in order when printed grey
RAMP = ("#fff2d0", "#fdd18a", "#f49b4c", "#d4552b", "#8a1c14")
# Okabe and Ito's palette: told apart by colour-blind readers
FAMILY_COLOURS = {
    "storm": "#0072b2",
    "flood": "#009e73",
    "snow": "#56b4e9",
    "earthquake": "#d55e00",
    "ground": "#e69f00",
    "accident": "#cc79a7",
}
SOURCE_COLOURS = {"own": "#0072b2", "standby": "#56b4e9", "borrowed": "#e69f00"}
TIER_COLOURS = {"town": "#d55e00", "rural": "#0072b2"}
# cold, nothing special, hot: told apart in grey by lightness too
CLUSTER_COLOURS = ("#56b4e9", "#f1f3f5", "#8a1c14")
LINE = "#0072b2"
BAND = "rgba(0, 114, 178, 0.22)"
GREY = "#868e96"
FONT = "Noto Sans SC, Noto Sans CJK SC, sans-serif"

# Mantine's ten shades, but the last two darker: those are text and ground in light, and ground
# under white text in dark. Each has a contrast of 4.5 or more (WCAG 2.2 AA) on white, on a tenth
# of itself over white, and under white text; the shades Mantine takes have 2.3 to 3.6.
PALETTES = {
    "blue": "e7f5ff d0ebff a5d8ff 74c0fc 4dabf7 339af0 228be6 1c7ed6 1864ab 124f8a",
    "red": "fff5f5 ffe3e3 ffc9c9 ffa8a8 ff8787 ff6b6b fa5252 e03131 c21f1f 9c1717",
    "orange": "fff4e6 ffe8cc ffd8a8 ffc078 ffa94d ff922b fd7e14 e8590c a84300 8a3700",
    "yellow": "fff9db fff3bf ffec99 ffe066 ffd43b fcc419 fab005 f08c00 7a5c00 634a00",
    "green": "ebfbee d3f9d8 b2f2bb 8ce99a 69db7c 51cf66 40c057 2f9e44 1e7434 185c29",
}
MANTINE = {
    "primaryColor": "blue",
    "primaryShade": 8,
    "colors": {
        name: [f"#{shade}" for shade in shades.split()] for name, shades in PALETTES.items()
    },
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT},
    "respectReducedMotion": True,
    # the list itself scrolls: a scroller around it would be a stop that cannot have the focus
    "components": {
        name: {"defaultProps": {"withScrollArea": False}} for name in ("Select", "MultiSelect")
    },
}


def base_figure(*, height: int = 300, y_title: str = "") -> go.Figure:
    """An empty, transparent figure with the house's font, margins and legend place."""
    figure = deepcopy(_empty_figure())  # a tenth of the time that checking every property takes
    figure.layout.height = height
    if y_title:
        figure.layout.yaxis.title.text = y_title
    return figure


@cache
def _empty_figure() -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        template="none",
        margin={"l": 52, "r": 12, "t": 12, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        hovermode="x unified",
        barmode="stack",
        bargap=0.25,
        dragmode=False,
    )
    figure.update_xaxes(showgrid=False, automargin=True, fixedrange=True)
    figure.update_yaxes(
        rangemode="tozero", automargin=True, fixedrange=True, exponentformat="none",
        separatethousands=True,
    )  # fmt: skip
    return figure


def hours_axis(figure: go.Figure, lang: str) -> None:
    """Days and hours below a chart, as the language writes them."""
    figure.update_xaxes(tickformat=t("format.axis_hour", lang), tickangle=0, nticks=6)

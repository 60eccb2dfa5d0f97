"""Colours and the base every chart starts from. Text and grid colours follow light/dark by CSS."""

import plotly.graph_objects as go

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


def base_figure(*, height: int = 300, y_title: str = "") -> go.Figure:
    """An empty, transparent figure with the house's font, margins and legend place."""
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
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
        title={"text": y_title}, rangemode="tozero", automargin=True, fixedrange=True
    )
    return figure

"""How records found their village: DataFrame in, figure out."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, RAMP, base_figure
from dashboards.i18n import number, term
from risk.terms import MatchQuality

BAR_PX, MARGIN_PX = 26, 110
# best match dark, worst light; no village yellow to orange, nothing at all grey
COLOURS = dict(
    zip(
        [q.value for q in MatchQuality],
        ["#08306b", "#08519c", "#2171b5", "#4292c6", "#9ecae1", RAMP[1], RAMP[2], GREY],
        strict=True,
    )
)


def match_by_file(table: pd.DataFrame, lang: str) -> go.Figure:
    """Share of each file's rows by how they found their village; the first row on top.

    Args:
        table: columns file, rows and one of rows for each match quality.
        lang: language.
    """
    figure = base_figure(height=MARGIN_PX + BAR_PX * len(table))
    for quality, colour in COLOURS.items():
        if not table[quality].any():
            continue
        figure.add_bar(
            y=table["file"],
            x=table[quality] / table["rows"],
            name=term("match_quality", quality, lang),
            orientation="h",
            marker={"color": colour},
            text=[number(n, lang) for n in table[quality]],
            textposition="none",
            hovertemplate="%{y} · %{fullData.name}: %{text} (%{x:.1%})<extra></extra>",
        )
    figure.update_layout(
        hovermode="closest",
        margin_r=28,
        legend={"y": 1, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(autorange="reversed", title=None)
    return figure

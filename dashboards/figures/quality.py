"""How records found their village: DataFrame in, figure out."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, RAMP, base_figure
from dashboards.i18n import number, term
from risk.terms import MatchQuality

# best match dark, worst light; no match grey
COLOURS = dict(
    zip(
        [q.value for q in MatchQuality],
        ["#08306b", "#08519c", "#2171b5", "#4292c6", "#6baed6", RAMP[1], RAMP[2], GREY],
        strict=True,
    )
)


def match_quality(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Share of each kind's rows by how they found their village.

    Args:
        frame: columns kind, match_quality, rows.
        lang: language.
    """
    totals = frame.groupby("kind")["rows"].sum()
    figure = base_figure(height=130 + 60 * len(totals))
    for quality in MatchQuality:
        rows = frame[frame["match_quality"] == quality.value].groupby("kind")["rows"].sum()
        if rows.empty:
            continue
        figure.add_bar(
            y=[term("table", kind, lang) for kind in rows.index],
            x=rows / totals[rows.index],
            name=term("match_quality", quality.value, lang),
            orientation="h",
            marker={"color": COLOURS[quality.value]},
            text=[number(n, lang) for n in rows],
            textposition="none",
            hovertemplate="%{fullData.name}: %{text} (%{x:.1%})<extra></extra>",
        )
    figure.update_layout(
        hovermode="closest", legend={"y": -0.3, "yanchor": "top", "traceorder": "normal"}
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    return figure

"""Logged against told minutes: DataFrame in, figure out."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, base_figure
from dashboards.i18n import t, term

COLOURS = {"matrix": "#009e73", "roads": "#0072b2", "estimated": "#e69f00"}
POINTS_MAX = 800


def logged_and_told(judged: pd.DataFrame, lang: str) -> go.Figure:
    """A point a trip; on the line logged and told minutes are equal.

    Args:
        judged: minutes, told_min, source; of more than `POINTS_MAX` an even sample is drawn.
        lang: language.
    """
    step = max(int(np.ceil(len(judged) / POINTS_MAX)), 1)
    drawn = judged.sort_values("told_min").iloc[::step]
    figure = base_figure(height=380, y_title=t("travel.logged_axis", lang))
    most = float(drawn[["minutes", "told_min"]].to_numpy().max())
    figure.add_scatter(
        x=[0, most], y=[0, most], mode="lines", line={"color": GREY, "dash": "dash"},
        name=t("travel.equal", lang), hoverinfo="skip",
    )  # fmt: skip
    for source, colour in COLOURS.items():
        rows = drawn[drawn["source"] == source]
        if len(rows):
            figure.add_scatter(
                x=rows["told_min"], y=rows["minutes"], mode="markers",
                marker={"color": colour, "size": 5, "opacity": 0.55},
                name=term("travel_source", source, lang),
                hovertemplate=t("travel.point", lang),
            )  # fmt: skip
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(title=t("travel.told_axis", lang), rangemode="tozero")
    return figure

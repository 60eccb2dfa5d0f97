"""Charts of what is coming and who goes: DataFrame in, figure out."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, SOURCE_COLOURS, base_figure
from dashboards.i18n import short_day, t, term


def claims_fan(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Claims reported by day: median, mean and the 10–90 % band.

    Args:
        frame: columns date, mean, p10, p50, p90.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_a_day", lang))
    days = [short_day(d, lang) for d in frame["date"]]
    figure.add_scatter(
        x=days,
        y=frame["p90"],
        name=t("chart.p90", lang),
        mode="lines",
        line={"width": 0},
        showlegend=False,
    )
    figure.add_scatter(
        x=days,
        y=frame["p10"],
        name=t("chart.band_10_90", lang),
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor=BAND,
    )
    figure.add_scatter(
        x=days, y=frame["p50"], name=t("chart.median", lang), line={"color": LINE, "width": 3}
    )
    figure.add_scatter(
        x=days, y=frame["mean"], name=t("chart.mean", lang), line={"color": GREY, "dash": "dot"}
    )
    figure.update_traces(hovertemplate="%{y:,.0f}")
    figure.update_xaxes(nticks=8)
    return figure


def crews_by_day(frame: pd.DataFrame, sources: Sequence[str], lang: str) -> go.Figure:
    """Crews on duty by day and where they come from.

    Args:
        frame: columns date and one per source (crews).
        sources: the columns to stack, in order.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.crews", lang))
    for source in sources:
        figure.add_bar(
            x=[short_day(d, lang) for d in frame["date"]],
            y=frame[source],
            name=term("source", source, lang),
            marker={"color": SOURCE_COLOURS.get(source, GREY)},
            hovertemplate="%{y:,.0f}",
        )
    figure.update_xaxes(nticks=8)
    return figure


def backlog(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Claims waiting at the end of each day, in the middle and in a bad case.

    Args:
        frame: columns date, p50, p90.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_waiting", lang))
    for column, dash in (("p50", "solid"), ("p90", "dash")):
        figure.add_scatter(
            x=[short_day(d, lang) for d in frame["date"]],
            y=frame[column],
            name=t(f"chart.backlog_{column}", lang),
            line={"color": LINE, "dash": dash},
            hovertemplate="%{y:,.0f}",
        )
    figure.update_xaxes(nticks=8)
    return figure

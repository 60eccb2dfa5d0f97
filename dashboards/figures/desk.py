"""Charts of the report desk: how reports become payable houses, and when they came."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, base_figure
from dashboards.i18n import number, span, t

STEPS = ("reports", "houses", "insured", "payable")


def funnel(counted: "pd.Series[float]", lang: str) -> go.Figure:
    """Reports → houses → insured → payable: a bar each, its range as a whisker.

    Args:
        counted: reports, and houses, insured, payable with ``_lo`` and ``_hi``.
        lang: language.
    """
    figure = base_figure(height=260)
    values = [float(counted[step]) for step in STEPS]
    low = [float(counted.get(f"{step}_lo", counted[step])) for step in STEPS]
    high = [float(counted.get(f"{step}_hi", counted[step])) for step in STEPS]
    names = [
        f"{t(f'desk.{step}', lang)}<br><b>{number(v, lang)}</b>"
        + ("" if lo == hi else f" ({span(lo, hi, lang)})")
        for step, v, lo, hi in zip(STEPS, values, low, high, strict=True)
    ]
    figure.add_bar(
        x=values, y=names, orientation="h", marker={"color": [GREY, LINE, LINE, LINE]},
        hoverinfo="y",
        error_x={
            "array": [h - v for h, v in zip(high, values, strict=True)],
            "arrayminus": [v - lo for v, lo in zip(values, low, strict=True)],
            "thickness": 2, "color": GREY,
        },
    )  # fmt: skip
    figure.update_layout(showlegend=False, hovermode="closest", margin={"l": 8, "t": 4, "b": 24})
    figure.update_yaxes(autorange="reversed", title=None, rangemode="normal")
    return figure


def by_hour(reports: pd.DataFrame, houses: pd.DataFrame, lang: str) -> go.Figure:
    """Raw reports by the hour they came in, and new houses by their own report hour.

    Args:
        reports: reported_at.
        houses: reported_at, p_same.
        lang: language.
    """
    figure = base_figure(height=260, y_title=t("desk.per_hour", lang))
    raw = reports.groupby(reports["reported_at"].dt.floor("h")).size()
    once = (1 - houses["p_same"]).groupby(houses["reported_at"].dt.floor("h")).sum()
    figure.add_bar(x=raw.index, y=raw, name=t("desk.reports", lang), marker={"color": BAND})
    figure.add_scatter(
        x=once.index, y=once.round(1), name=t("desk.houses", lang), mode="lines",
        line={"color": LINE, "width": 2},
    )  # fmt: skip
    figure.update_xaxes(nticks=8, tickformat=t("format.axis_day", lang))
    return figure

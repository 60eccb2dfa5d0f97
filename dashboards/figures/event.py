"""Charts of an event under way: what has come, what will, how sure."""

from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, base_figure, hours_axis
from dashboards.i18n import short_day, t

TRUTH = "#d55e00"


def report_path(
    seen: pd.DataFrame, ahead: pd.DataFrame, now: datetime, truth: pd.DataFrame | None, lang: str
) -> go.Figure:
    """Reports so far as steps, the fan of what is to come, and what came if asked for.

    Args:
        seen: at, reported (cumulative), up to ``now``.
        ahead: at, p05, p50, p95 (cumulative), from ``now`` on.
        now: the moment told.
        truth: at, reported (cumulative) of the whole event; None: not shown.
        lang: language.
    """
    figure = base_figure(height=340, y_title=t("unit.claims_all", lang))
    edge = {"width": 0}
    figure.add_scatter(
        x=ahead["at"], y=ahead["p95"], mode="lines", line=edge, showlegend=False, name="p95"
    )
    figure.add_scatter(
        x=ahead["at"], y=ahead["p05"], mode="lines", line=edge, fill="tonexty", fillcolor=BAND,
        name=t("event.band_90", lang),
    )  # fmt: skip
    figure.add_scatter(
        x=ahead["at"], y=ahead["p50"], mode="lines", name=t("chart.median", lang),
        line={"color": LINE, "width": 3, "dash": "dot"},
    )  # fmt: skip
    if truth is not None:
        figure.add_scatter(
            x=truth["at"], y=truth["reported"], mode="lines", name=t("event.truth", lang),
            line={"color": TRUTH, "width": 2, "dash": "dash", "shape": "hv"},
        )  # fmt: skip
    figure.add_scatter(
        x=seen["at"], y=seen["reported"], mode="lines", name=t("event.seen", lang),
        line={"color": LINE, "width": 3, "shape": "hv"},
    )  # fmt: skip
    figure.add_vline(x=now.isoformat(), line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_traces(hovertemplate="%{y:,.0f}")
    hours_axis(figure, lang)
    return figure


def days_ahead(frame: pd.DataFrame, lang: str, *, truth: bool) -> go.Figure:
    """Reports of each day: those that came as bars, those to come with their range.

    Args:
        frame: date, reported; mean, p10, p90 of the whole day; came (in truth).
        lang: language.
        truth: show what came.
    """
    figure = base_figure(y_title=t("unit.claims_a_day", lang))
    days = [short_day(d, lang) for d in frame["date"]]
    figure.add_bar(
        x=days, y=frame["reported"], name=t("event.seen", lang), marker={"color": LINE},
        hovertemplate="%{y:,.0f}",
    )  # fmt: skip
    more = (frame["mean"] - frame["reported"]).clip(lower=0)
    figure.add_bar(
        x=days,
        y=more.where(more > 0),
        name=t("event.to_come_range", lang),
        marker={"color": BAND, "line": {"color": LINE, "width": 1}},
        error_y={
            "array": (frame["p90"] - frame["mean"]).clip(lower=0),
            "arrayminus": (frame["mean"] - frame["p10"]).clip(lower=0),
            "thickness": 1.5,
            "width": 3,
        },
        hovertemplate="%{y:,.0f}",
    )
    if truth:
        figure.add_scatter(
            x=days, y=frame["came"], mode="markers", name=t("event.truth", lang),
            marker={"color": TRUTH, "symbol": "diamond", "size": 9}, hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    figure.update_xaxes(nticks=8)
    return figure


def calibration(frame: pd.DataFrame, lang: str) -> go.Figure:
    """How often the 90 % range held, by hours since the start, with the interval of that share.

    Args:
        frame: label (ready text), share, share_lo, share_hi, events.
        lang: language.
    """
    figure = base_figure(height=240, y_title=t("event.held_share", lang))
    share = frame["share"]
    figure.add_scatter(
        x=frame["label"],
        y=share,
        mode="markers",
        marker={"size": 9, "color": LINE},
        error_y={
            "array": frame["share_hi"] - share,
            "arrayminus": share - frame["share_lo"],
            "thickness": 1.5,
            "width": 4,
        },
        hovertemplate="%{y:.0%}",
        showlegend=False,
    )
    figure.add_hline(y=0.9, line={"color": GREY, "dash": "dash", "width": 1})
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return figure

"""Charts of a plan: what moves its chance, what it costs, who waits, who is busy."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.ranges import PALETTE
from dashboards.figures.theme import BAND, GREY, LINE, base_figure
from dashboards.i18n import short_day, t

LOW, HIGH = "#56b4e9", "#d55e00"


def tornado(frame: pd.DataFrame, told: float, lang: str) -> go.Figure:
    """The chance that all tiers keep the promise, as each assumption goes to its low and high end.

    Args:
        frame: label (ready text), low_text, high_text, p_low, p_high; greatest swing first.
        told: the plan's own chance, drawn as a line.
        lang: language.
    """
    rows = frame.iloc[::-1]
    labels = list(rows["label"])
    figure = base_figure(height=110 + 30 * max(len(rows), 1))
    figure.add_bar(
        y=labels, x=rows["p_high"] - rows["p_low"], base=rows["p_low"], orientation="h",
        marker={"color": GREY}, width=0.35, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    for end, colour, symbol in (("low", LOW, "circle"), ("high", HIGH, "diamond")):
        figure.add_scatter(
            y=labels, x=rows[f"p_{end}"], mode="markers", name=t(f"plan.chart.{end}", lang),
            marker={"color": colour, "size": 11, "symbol": symbol},
            customdata=list(rows[f"{end}_text"]),
            hovertemplate="%{customdata}: %{x:.0%}<extra></extra>",
        )  # fmt: skip
    if not np.isnan(told):
        figure.add_vline(x=told, line={"color": LINE, "dash": "dot", "width": 1})
    figure.update_layout(hovermode="closest", margin={"l": 180, "b": 56})
    figure.update_xaxes(
        tickformat=".0%", title={"text": t("plan.chart.p_all", lang)}, range=_around(rows, told)
    )
    return figure


def _around(rows: pd.DataFrame, told: float) -> list[float]:
    """The part of 0–1 the bars lie in, with some room."""
    ends = pd.Series([*rows["p_low"], *rows["p_high"], told])
    values = list(ends.dropna())
    room = max(0.15 * (max(values) - min(values)), 0.02)
    return [max(min(values) - room, 0.0), min(max(values) + room, 1.0)]


def costs(frame: pd.DataFrame, y_title: str) -> go.Figure:
    """Cost by item.

    Args:
        frame: label (ready text), money.
        y_title: the currency.
    """
    figure = base_figure(y_title=y_title, height=260)
    figure.add_bar(
        x=list(frame["label"]), y=frame["money"], marker={"color": LINE},
        hovertemplate="%{y:,.0f}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    return figure


def backlog_fan(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Claims waiting at the end of each day: the mean, the middle, and up to the 90 % case.

    Args:
        frame: date, p50, p90, waiting (mean).
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_waiting", lang))
    days = [short_day(d, lang) for d in frame["date"]]
    edge = {"mode": "lines", "line": {"width": 0}}
    figure.add_scatter(x=days, y=frame["p50"], showlegend=False, hoverinfo="skip", **edge)
    figure.add_scatter(
        x=days, y=frame["p90"], fill="tonexty", fillcolor=BAND,
        name=t("chart.backlog_p90", lang), hovertemplate="%{y:,.0f}", **edge,
    )  # fmt: skip
    for column, name, style in (
        ("p50", "chart.backlog_p50", {"color": LINE, "width": 3}),
        ("waiting", "chart.mean", {"color": GREY, "dash": "dot"}),
    ):
        figure.add_scatter(
            x=days, y=frame[column], name=t(name, lang), line=style, hovertemplate="%{y:,.0f}"
        )
    figure.update_xaxes(nticks=8)
    return figure


def backlogs(frames: Sequence[tuple[str, pd.DataFrame]], lang: str) -> go.Figure:
    """Claims waiting of several plans: the middle drawn, the 90 % case dashed.

    Args:
        frames: name, and columns day, p50, p90.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_waiting", lang))
    for number, (name, frame) in enumerate(frames):
        colour = PALETTE[number % len(PALETTE)]
        for column, dash in (("p50", "solid"), ("p90", "dash")):
            figure.add_scatter(
                x=frame["day"] + 1, y=frame[column], name=name, legendgroup=name,
                showlegend=column == "p50", line={"color": colour, "dash": dash, "width": 2},
                hovertemplate="%{y:,.0f}",
            )  # fmt: skip
    figure.update_xaxes(title=t("compare.day", lang), nticks=8)
    return figure


def chances(frame: pd.DataFrame, y_title: str) -> go.Figure:
    """P(kept) of several plans by tier, with their Monte-Carlo bands and the wanted chance.

    Args:
        frame: name, tier (ready texts), p, p_lo, p_hi.
        y_title: what is drawn.
    """
    figure = base_figure(y_title=y_title, height=280)
    names = list(dict.fromkeys(frame["name"]))
    tiers = list(dict.fromkeys(frame["tier"]))
    for number, name in enumerate(names):
        rows = frame[frame["name"] == name]
        shift = (number - (len(names) - 1) / 2) * 0.15
        figure.add_scatter(
            x=[tiers.index(tier) + shift for tier in rows["tier"]], y=rows["p"], name=name,
            mode="markers", marker={"size": 7, "color": PALETTE[number % len(PALETTE)]},
            error_y={"array": rows["p_hi"] - rows["p"], "arrayminus": rows["p"] - rows["p_lo"],
                     "thickness": 1.5, "width": 3},
            hovertemplate="%{y:.0%}",
        )  # fmt: skip
    figure.update_xaxes(tickvals=list(range(len(tiers))), ticktext=tiers, zeroline=False)
    figure.update_yaxes(tickformat=".0%", range=[0, 1.03])
    figure.update_layout(hovermode="closest")
    return figure

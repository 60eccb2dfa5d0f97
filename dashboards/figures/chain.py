"""Charts of calls, seats, backlogs and the tightest step: DataFrame in, figure out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, base_figure, hours_axis
from dashboards.i18n import short_day, t, term

STEP_COLOURS = {
    "hotline": "#56b4e9", "survey": "#0072b2", "photo": "#cc79a7", "review": "#d55e00",
    "payment": "#009e73",
}  # fmt: skip
NEED = "#d55e00"
# kept: pale to blue; broken: from amber to dark red; 1 is the promise
STRAIN_SCALE = (
    (0.0, "#f1f3f5"), (0.4999, "#9ecae1"), (0.5, "#fdd18a"), (0.75, "#d4552b"), (1.0, "#8a1c14"),
)  # fmt: skip
LEAST_CALLS = 1.0


def seats_by_hour(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Above the calls' fan; below seats as bars, the need and the first guess as steps.

    Args:
        frame: at, calls_mean, calls_p10, calls_p90, screening, needed, seats.
        lang: language.
    """
    figure = base_figure(y_title=t("chain.unit_seats", lang), height=400)
    at = frame["at"]
    edge = {"x": at, "yaxis": "y2", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_scatter(y=frame["calls_p90"], showlegend=False, **edge)
    figure.add_scatter(
        y=frame["calls_p10"], fill="tonexty", fillcolor=BAND, name=t("chain.calls_band", lang),
        **edge,
    )  # fmt: skip
    figure.add_scatter(
        x=at, y=frame["calls_mean"], yaxis="y2", name=t("chain.calls_mean", lang), mode="lines",
        line={"color": LINE, "width": 2}, hovertemplate="%{y:,.1f}",
    )  # fmt: skip
    figure.add_bar(
        x=at, y=frame["seats"], name=t("chain.seats", lang), hovertemplate="%{y:,.0f}",
        marker={"color": STEP_COLOURS["hotline"]},
    )  # fmt: skip
    for column, dash, colour in (("needed", "dot", NEED), ("screening", "dash", GREY)):
        figure.add_scatter(
            x=at, y=frame[column], name=t(f"chain.{column}", lang), mode="lines",
            line={"color": colour, "dash": dash, "shape": "hvh", "width": 2},
            hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    figure.update_layout(
        bargap=0, yaxis={"domain": [0, 0.54]},
        yaxis2={
            "domain": [0.62, 1], "rangemode": "tozero", "fixedrange": True, "automargin": True,
            "title": {"text": t("chain.unit_calls", lang)},
        },
    )  # fmt: skip
    hours_axis(figure, lang)
    return figure


def answered_by_hour(frame: pd.DataFrame, target: float, lang: str) -> go.Figure:
    """Share answered in time by hour with its range and the target; quiet hours are left out.

    Args:
        frame: at, calls_mean, in_time_share, in_time_lo, in_time_hi.
        target: share wanted.
        lang: language.
    """
    figure = base_figure(y_title=t("chain.unit_share", lang), height=400)
    shown = frame[frame["calls_mean"] >= LEAST_CALLS]
    share = shown["in_time_share"]
    figure.add_scatter(
        x=shown["at"], y=share, name=t("chain.mean_share", lang), mode="markers",
        marker={"color": LINE, "size": 5}, hovertemplate="%{y:.1%}",
        error_y={
            "type": "data", "array": (shown["in_time_hi"] - share).clip(lower=0),
            "arrayminus": (share - shown["in_time_lo"]).clip(lower=0),
            "color": "rgba(0, 114, 178, 0.45)", "thickness": 1.5, "width": 0,
        },
    )  # fmt: skip
    figure.add_scatter(
        x=[frame["at"].iloc[0], frame["at"].iloc[-1]], y=[target, target], mode="lines",
        name=t("chain.target", lang), line={"color": NEED, "dash": "dash"}, hoverinfo="skip",
    )  # fmt: skip
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    hours_axis(figure, lang)
    return figure


def backlogs(frame: pd.DataFrame, steps: Sequence[str], lang: str) -> go.Figure:
    """Claims in each step at midnight, in the middle and in a bad case.

    Args:
        frame: step, date, backlog_p50, backlog_p90.
        steps: those shown, in order.
        lang: language.
    """
    figure = base_figure(y_title=t("chain.unit_claims", lang), height=340)
    for step in steps:
        own = frame[frame["step"] == step]
        days = [short_day(d, lang) for d in own["date"]]
        for column, dash in (("backlog_p50", "solid"), ("backlog_p90", "dot")):
            figure.add_scatter(
                x=days, y=own[column], mode="lines", legendgroup=step,
                name=term("chain_step", step, lang), showlegend=dash == "solid",
                line={"color": STEP_COLOURS[step], "dash": dash, "width": 2},
                hovertemplate="%{y:,.0f}",
            )  # fmt: skip
    figure.update_xaxes(nticks=8)
    return figure


def strains(
    frame: pd.DataFrame, binding: pd.DataFrame, steps: Sequence[str], lang: str
) -> go.Figure:
    """How many times its limit each step takes on each day; the tightest of a day is framed.

    Args:
        frame: step, day, date, strain.
        binding: day, step of the greatest strain.
        steps: rows, from the top.
        lang: language.
    """
    last = int(frame.loc[frame["strain"].notna(), "day"].max())
    wide = frame.pivot_table(index="step", columns="day", values="strain", dropna=False)
    wide = wide.reindex(index=list(steps), columns=range(last + 1)).astype(float)
    dates = frame.drop_duplicates("day").set_index("day")["date"]
    days = [short_day(dates[day], lang) for day in wide.columns]
    names = [term("chain_step", step, lang) for step in steps]
    values = wide.to_numpy()
    shown = np.where(values > 1, 1 - 0.5 / np.maximum(values, 1), values / 2)
    words = [[_times(v, lang) for v in row] for row in values]
    unit = t("chain.strain_unit", lang)
    figure = base_figure(height=90 + 44 * len(steps))
    figure.add_heatmap(
        x=days, y=names, z=shown, zmin=0, zmax=1, colorscale=[list(c) for c in STRAIN_SCALE],
        showscale=False, customdata=words, xgap=1, ygap=2,
        hovertemplate=f"%{{y}} · %{{x}}: %{{customdata}} {unit}<extra></extra>",
    )  # fmt: skip
    tight = binding[(binding["step"] != "") & (binding["day"] <= last)]
    figure.add_scatter(
        x=[days[d] for d in tight["day"]], y=[term("chain_step", s, lang) for s in tight["step"]],
        mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": "square-open", "size": 11, "color": "#212529", "line": {"width": 2}},
    )  # fmt: skip
    figure.update_xaxes(nticks=8, type="category")
    figure.update_yaxes(autorange="reversed", rangemode="normal")
    figure.update_layout(hovermode="closest")
    return figure


def _times(value: float, lang: str) -> str:
    if np.isnan(value):
        return "—"
    return t("chain.over", lang) if np.isinf(value) else f"{value:.2f}"


def heads_by_day(frame: pd.DataFrame, desks: Sequence[str], lang: str) -> go.Figure:
    """Heads of each desk by day.

    Args:
        frame: step, date, heads.
        desks: those shown.
        lang: language.
    """
    figure = base_figure(y_title=t("unit_of.people", lang), height=340)
    for desk in desks:
        own = frame[frame["step"] == desk]
        figure.add_bar(
            x=[short_day(d, lang) for d in own["date"]], y=own["heads"],
            name=term("chain_step", desk, lang), hovertemplate="%{y:,.0f}",
            marker={"color": STEP_COLOURS[desk]},
        )  # fmt: skip
    most = int(frame["heads"].max())
    figure.update_layout(barmode="group", yaxis={"dtick": max(-(-most // 6), 1)})
    figure.update_xaxes(nticks=8)
    return figure

"""Charts of drills and back-tests: what waits, against the plan, what decisions were worth."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, LINE, base_figure, hours_axis
from dashboards.i18n import t

WAY_COLOURS = {"drill": LINE, "plan": "#009e73", "own": "#e69f00", "erlang_c": "#cc79a7"}
COUNTS = {"reported": GREY, "visited": LINE, "in_time": "#009e73", "waiting": "#d55e00"}


def so_far(curve: pd.DataFrame, lang: str) -> go.Figure:
    """Claims reported, visited, in time, waiting, up to now.

    Args:
        curve: at (local time), reported, visited, in_time, waiting.
        lang: language.
    """
    figure = base_figure(height=300, y_title=t("unit.claims_all", lang))
    for name, colour in COUNTS.items():
        figure.add_scatter(
            x=curve["at"], y=curve[name], name=t(f"drill.{name}", lang), mode="lines",
            line={"color": colour, "width": 3 if name == "waiting" else 2, "shape": "hv"},
            hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    hours_axis(figure, lang)
    return figure


def compared(curve: pd.DataFrame, column: str, lang: str) -> go.Figure:
    """The drill beside the plan and own crews alone.

    Args:
        curve: at, way, in_time, waiting (means over repetitions).
        column: ``waiting`` or ``in_time``.
        lang: language.
    """
    figure = base_figure(height=280, y_title=t("unit.claims_all", lang))
    for way, rows in curve.groupby("way", sort=False):
        figure.add_scatter(
            x=rows["at"], y=rows[column], name=t(f"drill.way.{way}", lang), mode="lines",
            line={"color": WAY_COLOURS[str(way)], "width": 3 if way == "drill" else 2},
            hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    hours_axis(figure, lang)
    return figure


def worths(frame: pd.DataFrame, lang: str) -> go.Figure:
    """What each decision was worth in points of the share in time, with its range.

    Args:
        frame: label (ready text), share, share_lo, share_hi; the first decision on top.
        lang: language.
    """
    figure = base_figure(height=90 + 34 * len(frame))
    share = 100 * frame["share"]
    figure.add_bar(
        x=share, y=frame["label"], orientation="h", marker={"color": LINE}, showlegend=False,
        error_x={
            "array": 100 * (frame["share_hi"] - frame["share"]),
            "arrayminus": 100 * (frame["share"] - frame["share_lo"]), "thickness": 1.5, "width": 4,
        },
        hovertemplate="%{x:+.1f}",
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", rangemode="normal", title={"text": ""})
    figure.update_xaxes(title={"text": t("drill.points", lang)}, zeroline=True, zerolinecolor=GREY)
    figure.update_layout(hovermode="closest")
    return figure


def said_and_came(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Share in time said on the eve, beside what the crews would have kept, by event and way.

    Args:
        frame: label (ready text, one an event), way, expected_share, share, share_lo, share_hi.
        lang: language.
    """
    figure = base_figure(height=300, y_title=t("drill.share_axis", lang))
    for way, rows in frame.groupby("way", sort=False):
        colour, name = WAY_COLOURS[str(way)], t(f"drill.way.{way}", lang)
        figure.add_scatter(
            x=rows["label"], y=rows["share"], name=name, mode="markers",
            marker={"color": colour, "size": 9},
            error_y={
                "array": rows["share_hi"] - rows["share"],
                "arrayminus": rows["share"] - rows["share_lo"], "thickness": 1.5, "width": 4,
            },
            hovertemplate="%{y:.0%}",
        )  # fmt: skip
        figure.add_scatter(
            x=rows["label"], y=rows["expected_share"], mode="markers",
            name=t("drill.said_of", lang, way=name),
            marker={"color": colour, "size": 9, "symbol": "line-ew-open", "line": {"width": 3}},
            hovertemplate="%{y:.0%}",
        )  # fmt: skip
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return figure


def reliability(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Chance said beside the share of events that kept the promise; on the line they agree.

    Args:
        frame: p_said, kept, kept_lo, kept_hi, events.
        lang: language.
    """
    figure = base_figure(height=280, y_title=t("drill.kept_axis", lang))
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": GREY, "dash": "dash", "width": 1},
        showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=frame["p_said"], y=frame["kept"], mode="markers", showlegend=False,
        marker={"color": LINE, "size": 10},
        error_y={
            "array": frame["kept_hi"] - frame["kept"],
            "arrayminus": frame["kept"] - frame["kept_lo"], "thickness": 1.5, "width": 4,
        },
        customdata=frame["events"], hovertemplate="%{x:.0%} → %{y:.0%} (n=%{customdata})",
    )  # fmt: skip
    figure.update_xaxes(
        tickformat=".0%", range=[-0.03, 1.03], title={"text": t("drill.p_axis", lang)}
    )
    figure.update_yaxes(tickformat=".0%", range=[-0.03, 1.05])
    figure.update_layout(hovermode="closest")
    return figure

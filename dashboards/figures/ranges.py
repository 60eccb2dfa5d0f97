"""Charts of values with their ranges: points, profiles, fans, bars."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, base_figure
from dashboards.i18n import t

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7")
LABELS_FLAT_MAX, LABEL_CHARS = 14, 10
RATIO_EXPONENTS = (-1.5, 1.5)  # 0.03 to 30: a range beyond says only that nothing is known
RATIO_TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
MARKS = ("circle", "diamond", "square", "triangle-up", "x", "star")


def points(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    y_title: str,
    split: str | None = None,
    colours: Sequence[str] = PALETTE,
    share: bool = False,
    joined: bool = False,
) -> go.Figure:
    """Values as points with their intervals.

    Args:
        frame: x (ready texts), y, y_lo, y_hi; ``split`` names the lines.
        x, y: columns.
        y_title: what is drawn, with its unit.
        split: column whose values (ready texts) are drawn apart; none: one line.
        colours: of the lines, in order.
        share: y is a ratio, drawn from 0 to 100 %.
        joined: a line between the points: x is an order.
    """
    figure = base_figure(y_title=y_title)
    order = list(dict.fromkeys(frame[x]))
    place = {label: at for at, label in enumerate(order)}
    parts = [("", frame)] if split is None else list(frame.groupby(split, sort=False))
    for number, (name, rows) in enumerate(parts):
        shift = 0.0 if len(parts) == 1 else (number - (len(parts) - 1) / 2) * 0.16
        value = rows[y].astype(float)
        figure.add_scatter(
            x=[place[label] + shift for label in rows[x]],
            y=value,
            error_y={
                "array": rows[f"{y}_hi"].astype(float) - value,
                "arrayminus": value - rows[f"{y}_lo"].astype(float),
                "thickness": 1.5,
                "width": 3,
            },
            name=str(name),
            mode="markers+lines" if joined else "markers",
            line={"width": 1},
            marker={
                "size": 8, "color": colours[number % len(colours)],
                "symbol": MARKS[number % len(MARKS)],
            },
            customdata=list(rows[x]),
            hovertemplate="%{customdata}: %{y:.1%}" if share else "%{customdata}: %{y:,.2f}",
            showlegend=len(parts) > 1,
        )  # fmt: skip
    named(figure, list(range(len(order))), order)
    figure.update_xaxes(zeroline=False)
    figure.update_layout(hovermode="closest")
    if share:
        figure.update_yaxes(tickformat=".0%", range=[0, 1.03])
    return figure


def named(figure: go.Figure, at: Sequence[object], labels: Sequence[str]) -> None:
    """Name the places of an axis; many names are slanted, long ones cut (a hover tells them)."""
    many = len(labels) > LABELS_FLAT_MAX
    texts = [x if len(x) <= LABEL_CHARS or not many else f"{x[:LABEL_CHARS]}…" for x in labels]
    figure.update_xaxes(tickvals=list(at), ticktext=texts)
    if many:
        figure.update_xaxes(tickangle=-45)


def bars(
    frame: pd.DataFrame, *, x: str, values: dict[str, str], y_title: str, share: bool = False
) -> go.Figure:
    """Stacked bars.

    Args:
        frame: x (ready texts) and the columns drawn.
        x: column.
        values: column → its name in the legend.
        y_title: what is drawn, with its unit.
        share: values are ratios.
    """
    figure = base_figure(y_title=y_title)
    for number, (column, name) in enumerate(values.items()):
        figure.add_bar(
            x=list(frame[x]),
            y=frame[column],
            name=name,
            marker={"color": PALETTE[number % len(PALETTE)]},
            showlegend=len(values) > 1,
        )
    order = list(dict.fromkeys(frame[x]))
    figure.update_xaxes(type="category")
    named(figure, order, order)
    if share:
        figure.update_yaxes(tickformat=".0%")
    return figure


def profile(frame: pd.DataFrame, *, y_title: str, first: str) -> go.Figure:
    """Rates over hours, weekdays or months, a line a family, each with its band.

    Args:
        frame: label (ready text), family (ready text), relative, lo, hi; 1 is the family's mean.
        y_title: what is drawn.
        first: the family drawn at first; the others wait in the legend.
    """
    figure = base_figure(y_title=y_title)
    for number, (family, rows) in enumerate(frame.groupby("family", sort=False)):
        colour = PALETTE[number % len(PALETTE)] if family != first else LINE
        shown = True if family == first else "legendonly"
        figure.add_scatter(
            x=list(rows["label"]), y=rows["relative"], name=str(family), mode="lines+markers",
            line={"color": colour}, visible=shown, legendgroup=str(family),
            error_y={
                "array": rows["hi"] - rows["relative"],
                "arrayminus": rows["relative"] - rows["lo"],
                "thickness": 1.2, "width": 2,
            },
        )  # fmt: skip
    figure.add_hline(y=1, line={"color": GREY, "dash": "dot", "width": 1})
    figure.update_xaxes(type="category")
    figure.update_layout(hovermode="closest")
    return figure


def fan(frame: pd.DataFrame, past: pd.DataFrame, *, y_title: str, lang: str) -> go.Figure:
    """Months that were, and the range of those to come.

    Args:
        frame: month, mean, p05, p50, p95.
        past: month, claims.
        y_title: what is drawn, with its unit.
        lang: language.
    """
    figure = base_figure(y_title=y_title, height=340)
    figure.add_bar(
        x=past["month"], y=past["claims"], name=t("history.came", lang), marker={"color": GREY}
    )
    edge = {"width": 0}
    figure.add_scatter(
        x=frame["month"], y=frame["p95"], mode="lines", line=edge, showlegend=False,
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=frame["month"], y=frame["p05"], mode="lines", line=edge, fill="tonexty",
        fillcolor=BAND, name=t("history.range_90", lang),
    )  # fmt: skip
    figure.add_scatter(
        x=frame["month"], y=frame["p50"], mode="lines+markers", line={"color": LINE},
        name=t("chart.median", lang),
    )  # fmt: skip
    figure.add_scatter(
        x=frame["month"], y=frame["mean"], mode="lines", line={"color": LINE, "dash": "dot"},
        name=t("chart.mean", lang),
    )  # fmt: skip
    figure.update_xaxes(tickformat="%Y-%m")
    return figure


def ratios(
    frame: pd.DataFrame, *, label: str, value: str, low: str, high: str, x_title: str
) -> go.Figure:
    """Ratios with their ranges on a logarithmic axis, 1 marked: a forest plot.

    Args:
        frame: label (ready text), value, low, high.
        label, value, low, high: columns.
        x_title: what is compared.
    """
    rows = frame.iloc[::-1]
    figure = base_figure(height=90 + 28 * max(len(rows), 1))
    figure.add_scatter(
        x=rows[value], y=list(rows[label]), mode="markers",
        marker={"size": 9, "color": LINE},
        error_x={
            "array": rows[high] - rows[value], "arrayminus": rows[value] - rows[low],
            "thickness": 1.5,
        },
        hovertemplate="%{y}: %{x:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_vline(x=1, line={"color": GREY, "dash": "dot"})
    figure.update_xaxes(
        type="log", title={"text": x_title}, range=RATIO_EXPONENTS, tickvals=list(RATIO_TICKS)
    )
    figure.update_layout(hovermode="closest", margin={"l": 110})
    return figure


def developed(frame: pd.DataFrame, *, y_title: str, lang: str) -> go.Figure:
    """Paid and still to come by year of loss, with the standard error of what is to come.

    Args:
        frame: origin (ready text), latest, ibnr, se.
        y_title: what is drawn, with its unit.
        lang: language.
    """
    figure = base_figure(y_title=y_title)
    figure.add_bar(
        x=list(frame["origin"]), y=frame["latest"], name=t("history.col.latest", lang),
        marker={"color": PALETTE[0]},
    )  # fmt: skip
    figure.add_bar(
        x=list(frame["origin"]), y=frame["ibnr"], name=t("history.col.ibnr", lang),
        marker={"color": PALETTE[3]}, error_y={"array": frame["se"], "thickness": 1.5},
    )  # fmt: skip
    figure.update_xaxes(type="category")
    return figure

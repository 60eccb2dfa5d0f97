"""Charts of what is coming and who goes: DataFrame in, figure out."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import BAND, GREY, LINE, SOURCE_COLOURS, base_figure, hours_axis
from dashboards.i18n import short_day, t, term

COMPARED = (
    ("#1c4e80", "rgba(28, 78, 128, 0.18)"),
    ("#c2571a", "rgba(194, 87, 26, 0.18)"),
    ("#5f6b6d", "rgba(95, 107, 109, 0.20)"),
)

# lenders beside own and standby crews: warm, and in turn light and dark, so that greys differ too
LENT_COLOURS = ("#ffd166", "#b5561d", "#f4a259", "#7a3b10", "#f0e442", "#cc79a7", "#9a5b00")


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


def hours_fan(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Claims reported by hour: mean and the 10–90 % band, and all so far on the right axis.

    Args:
        frame: columns at, mean, p10, p90, cumulative_mean, cumulative_p10, cumulative_p90.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_an_hour", lang))
    bare = {"x": frame["at"], "mode": "lines", "line": {"width": 0}, "showlegend": False}
    figure.add_scatter(y=frame["p90"], name=t("chart.p90", lang), **bare)
    figure.add_scatter(
        y=frame["p10"], fill="tonexty", fillcolor=BAND, name=t("chart.band_10_90", lang),
        **{**bare, "showlegend": True},
    )  # fmt: skip
    figure.add_scatter(
        x=frame["at"], y=frame["mean"], name=t("chart.mean", lang), line={"color": LINE}
    )
    figure.add_scatter(
        x=frame["at"], y=frame["cumulative_mean"], name=t("chart.so_far", lang), yaxis="y2",
        line={"color": GREY, "dash": "dot"},
    )  # fmt: skip
    figure.update_traces(hovertemplate="%{y:,.1f}")
    figure.update_layout(
        margin={"l": 52, "r": 52, "t": 12, "b": 40},
        yaxis2={
            "overlaying": "y", "side": "right", "showgrid": False, "rangemode": "tozero",
            "fixedrange": True, "tickformat": ",.0f",
        },
    )  # fmt: skip
    hours_axis(figure, lang)
    return figure


def compared_fans(fans: Sequence[tuple[str, pd.DataFrame]], lang: str) -> go.Figure:
    """Mean claims by day of several scenarios, each with its 10–90 % band.

    Args:
        fans: name, and columns day, mean, p10, p90; days count from each scenario's first.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims_a_day", lang))
    for (name, frame), (colour, band) in zip(fans, COMPARED, strict=False):
        days = frame["day"] + 1
        edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
        figure.add_scatter(x=days, y=frame["p90"], **edge)
        figure.add_scatter(x=days, y=frame["p10"], fill="tonexty", fillcolor=band, **edge)
        figure.add_scatter(
            x=days, y=frame["mean"], name=name, line={"color": colour, "width": 3},
            hovertemplate="%{y:,.0f}",
        )  # fmt: skip
    figure.update_xaxes(title=t("compare.day", lang), nticks=8)
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


def source_colours(sources: Iterable[str]) -> dict[str, str]:
    """A colour of each source, in order: own and standby have theirs, lenders take turns."""
    lent = iter(LENT_COLOURS * 9)
    return {s: SOURCE_COLOURS.get(s) or next(lent) for s in sources}


def people_by_day(frame: pd.DataFrame, names: Mapping[str, str], lang: str) -> go.Figure:
    """People on duty by day, stacked by where they come from; the page tells the key.

    Args:
        frame: index the date, a column a source (people).
        names: source → ready words, in the order stacked.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.people", lang), height=220)
    days = [short_day(d, lang) for d in frame.index]
    for source, colour in source_colours(names).items():
        figure.add_bar(
            x=days, y=frame[source], name=names[source], hovertemplate="%{y:,.0f}",
            marker={"color": colour, "line": {"color": "#ffffff", "width": 1}},
        )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(nticks=8)
    return figure

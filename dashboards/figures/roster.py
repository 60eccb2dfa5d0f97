"""Charts of rosters: crews asked and manned by day; crews and people needed by month."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, LINE, base_figure
from dashboards.i18n import month, short_day, t

SHIFT_COLOURS = {"day": "#e69f00", "night": "#1c4e80"}
FEW = 8  # crews: up to so many every whole number has its line
CELL_COLOURS = {"day": "#ffe3a3", "night": "#b8cbe3", "away": "#e9ecef"}


def asked_and_manned(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Whole crews manned by day and shift as bars, crews asked for as steps above them.

    Args:
        frame: date, shift, asked, manned.
        lang: language.
    """
    figure = base_figure(height=240, y_title=t("roster.unit.crews", lang))
    totals = frame.groupby("date")[["asked"]].sum()
    for shift, colour in SHIFT_COLOURS.items():
        part = frame[frame["shift"] == shift].set_index("date")["manned"].reindex(totals.index)
        figure.add_bar(
            x=[short_day(d, lang) for d in totals.index], y=part.fillna(0),
            name=t(f"roster.shift.{shift}", lang), marker_color=colour,
        )  # fmt: skip
    figure.add_scatter(
        x=[short_day(d, lang) for d in totals.index], y=totals["asked"],
        name=t("roster.asked", lang), mode="lines",
        line={"color": GREY, "shape": "hvh", "width": 2},
    )  # fmt: skip
    figure.update_traces(hovertemplate="%{y:,.0f}")
    figure.update_xaxes(nticks=10)
    if totals["asked"].max() <= FEW:
        figure.update_yaxes(dtick=1)
    return figure


def year_crews(months: pd.DataFrame, lang: str) -> go.Figure:
    """Crews needed by month and shift with their range, beside those on record.

    Args:
        months: month, shift, crews, crews_lo, crews_hi, crews_record: summed over bases.
        lang: language.
    """
    figure = base_figure(height=280, y_title=t("roster.unit.crews", lang))
    figure.update_layout(barmode="group")
    for shift, colour in SHIFT_COLOURS.items():
        part = months[months["shift"] == shift].sort_values("month")
        names = [month(m.month, lang) for m in part["month"]]
        figure.add_bar(
            x=names, y=part["crews"], name=t(f"roster.shift.{shift}", lang), marker_color=colour,
            error_y={
                "type": "data", "symmetric": False, "array": part["crews_hi"] - part["crews"],
                "arrayminus": part["crews"] - part["crews_lo"], "color": GREY,
            },
        )  # fmt: skip
        figure.add_scatter(
            x=names, y=part["crews_record"], mode="lines+markers",
            name=t("roster.on_record", lang, shift=t(f"roster.shift.{shift}", lang)),
            line={"color": LINE if shift == "day" else GREY, "dash": "dot"},
        )  # fmt: skip
    figure.update_traces(hovertemplate="%{y:,.0f}")
    return figure

"""Charts of what happened: DataFrame in, figure out."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import FAMILY_COLOURS, GREY, TIER_COLOURS, base_figure
from dashboards.i18n import month, number, percent, t, term, year


def monthly_claims(frame: pd.DataFrame, this_year: int, lang: str) -> go.Figure:
    """Claims by month and family of one contract year over the year before.

    Args:
        frame: columns year, month, peril_family, claims; months in contract order.
        this_year: the year drawn as bars; the one before is a line of its totals.
        lang: language.
    """
    figure = base_figure(y_title=t("unit.claims", lang))
    months = [month(int(m), lang) for m in frame["month"].drop_duplicates()]
    now = frame[frame["year"] == this_year]
    for family, rows in now.groupby("peril_family", sort=False):
        figure.add_bar(
            x=[month(int(m), lang) for m in rows["month"]],
            y=rows["claims"],
            name=term("peril_family", family, lang),
            marker={"color": FAMILY_COLOURS.get(str(family), GREY)},
        )
    before = frame[frame["year"] == this_year - 1].groupby("month", sort=False)["claims"].sum()
    figure.add_scatter(
        x=[month(int(m), lang) for m in before.index],
        y=before,
        name=t("chart.total_of_year", lang, year=year(this_year - 1, lang)),
        mode="lines+markers",
        line={"color": GREY, "dash": "dot"},
    )
    figure.update_xaxes(categoryorder="array", categoryarray=months)
    return figure


def promise_by_year(frame: pd.DataFrame, lang: str) -> go.Figure:
    """Share of the promise kept by contract year and tier, with 90 % intervals.

    Args:
        frame: columns year, tier, share, share_lo, share_hi, clocked; shares 0–1.
        lang: language.
    """
    figure = base_figure(y_title=t("chart.share_kept", lang))
    for offset, (tier, rows) in zip((-0.08, 0.08), frame.groupby("tier", sort=True), strict=False):
        figure.add_scatter(
            x=rows["year"] + offset,
            y=rows["share"],
            error_y={
                "array": rows["share_hi"] - rows["share"],
                "arrayminus": rows["share"] - rows["share_lo"],
                "thickness": 1.5,
            },
            name=term("tier", tier, lang),
            mode="markers+lines",
            line={"color": TIER_COLOURS.get(str(tier), GREY), "width": 1},
            marker={"size": 8, "symbol": "circle" if tier == "rural" else "diamond"},
            text=[_promise_hover(row, lang) for row in rows.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_layout(hovermode="closest")
    years = sorted(frame["year"].unique())
    figure.update_xaxes(tickvals=years, ticktext=[year(int(y), lang) for y in years])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.03])
    return figure


def _promise_hover(row: dict[str, object], lang: str) -> str:
    return t(
        "chart.promise_hover",
        lang,
        year=year(int(str(row["year"])), lang),
        tier=term("tier", row["tier"], lang),
        share=percent(float(str(row["share"])), lang),
        low=percent(float(str(row["share_lo"])), lang),
        high=percent(float(str(row["share_hi"])), lang),
        n=number(float(str(row["clocked"])), lang),
    )

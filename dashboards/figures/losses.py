"""Chart of exceedance: DataFrame in, figure out."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import base_figure
from dashboards.i18n import number, t

COLOURS = {"aep": "#0072b2", "oep": "#d55e00"}
BANDS = {"aep": "rgba(0, 114, 178, 0.18)", "oep": "rgba(213, 94, 0, 0.18)"}
DASHES = {"aep": "solid", "oep": "dash"}
TICKS = (1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500)


def exceedance_curve(frame: pd.DataFrame, lang: str, *, currency: str) -> go.Figure:
    """Loss a year reaches once in so many years: sum of the year and largest event, with ranges.

    Args:
        frame: kind (aep, oep), return_period_years, loss_money, loss_money_lo, loss_money_hi;
            only what the record can tell.
        lang: language.
        currency: of the losses.
    """
    figure = base_figure(y_title=t("losses.axis_loss", lang, currency=currency), height=340)
    for kind in ("aep", "oep"):
        own = frame[frame["kind"] == kind].sort_values("return_period_years")
        name, x = t(f"losses.{kind}", lang), own["return_period_years"]
        figure.add_scatter(
            x=x, y=own["loss_money_hi"], mode="lines", line={"width": 0}, showlegend=False,
            hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=x, y=own["loss_money_lo"], mode="lines", line={"width": 0}, fill="tonexty",
            fillcolor=BANDS[kind], showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        ranges = [
            t("losses.hover_range", lang, low=number(low, lang), high=number(high, lang))
            for low, high in zip(own["loss_money_lo"], own["loss_money_hi"], strict=True)
        ]
        figure.add_scatter(
            x=x, y=own["loss_money"], name=name, mode="lines", customdata=ranges,
            line={"color": COLOURS[kind], "width": 3, "dash": DASHES[kind]},
            hovertemplate="%{y:,.0f} %{customdata}",
        )  # fmt: skip
    longest = float(frame["return_period_years"].max()) if len(frame) else 10.0
    shown = [tick for tick in TICKS if tick <= longest]
    figure.update_xaxes(
        type="log", title={"text": t("losses.axis_years", lang)}, tickvals=shown,
        ticktext=[f"{tick:g}" for tick in shown], hoverformat=".1f",
    )  # fmt: skip
    figure.update_yaxes(tickformat=",.0f")
    figure.update_layout(margin={"b": 56})
    return figure

"""Charts of why claims are late: causes by tier, and what one thing otherwise would have saved."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import LINE, TIER_COLOURS, base_figure
from dashboards.i18n import number, t, term

ROW_PX, FRAME_PX = 34, 84
LABEL_CHARS = {"zh": 12, "en": 22}  # of a line: on a phone the bars need their half
ROOM = 1.16  # beside the longest bar, for its number


def causes(sums: pd.DataFrame, lang: str) -> go.Figure:
    """Late and unserved claims by cause, a colour a tier; the commonest on top.

    Args:
        sums: cause, town, rural, all.
        lang: language.
    """
    told = sums.sort_values("all", ascending=False, kind="stable")
    labels = [_broken(t(f"why.cause.{c}", lang), lang) for c in told["cause"]]
    figure = base_figure(height=FRAME_PX + ROW_PX * len(told))
    for tier, colour in TIER_COLOURS.items():
        figure.add_bar(
            y=labels, x=told[tier], orientation="h", name=term("tier", tier, lang),
            marker_color=colour, hovertemplate="%{x:,.0f}",
        )  # fmt: skip
    figure.add_scatter(
        y=labels, x=told["all"], mode="text", text=[f" {number(n, lang)}" for n in told["all"]],
        textposition="middle right", hoverinfo="skip", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    return _bars(figure, float(told["all"].max() if len(told) else 1), lang)


def together(changes: pd.DataFrame, lang: str) -> go.Figure:
    """Claims that one thing otherwise would have saved all together.

    Args:
        changes: label (ready text), saved, of; the first on top.
        lang: language.
    """
    figure = base_figure(height=FRAME_PX + ROW_PX * len(changes))
    figure.add_bar(
        y=[_broken(label, lang) for label in changes["label"]], x=changes["saved"],
        orientation="h", marker_color=LINE, showlegend=False, cliponaxis=False,
        text=[t("why.of", lang, n=number(s, lang), all=number(of, lang))
              for s, of in zip(changes["saved"], changes["of"], strict=True)],
        textposition="outside", hovertemplate="%{x:,.0f}",
    )  # fmt: skip
    return _bars(figure, ROOM * float(changes["saved"].max() if len(changes) else 1), lang)


def _bars(figure: go.Figure, most: float, lang: str) -> go.Figure:
    figure.update_xaxes(range=[0, ROOM * max(most, 1.0)], title=t("why.unit", lang), nticks=6)
    figure.update_yaxes(autorange="reversed", type="category", rangemode="normal")
    figure.update_layout(hovermode="closest", margin={"t": 30, "r": 24})
    return figure


def _broken(label: str, lang: str) -> str:
    if lang == "zh":  # no spaces to break at
        n = LABEL_CHARS[lang]
        return "<br>".join(label[i : i + n] for i in range(0, len(label), n))
    return "<br>".join(wrap(label, LABEL_CHARS[lang]))

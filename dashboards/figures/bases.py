"""Coverage beside the simulated promise: DataFrame in, figure out."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, TIER_COLOURS, base_figure
from dashboards.i18n import percent, t, term

ROW_PX, SPARE_PX = 58, 96
SYMBOLS = {"town": "circle", "rural": "diamond"}

ALMOST_ALL = 0.999


def share(value: float, lang: str) -> str:
    """A share seen in simulations or of expected claims: never a certainty."""
    return ">99.9%" if value > ALMOST_ALL else percent(value, lang)


def kept_beside_covered(frame: pd.DataFrame, lang: str) -> go.Figure:
    """For each candidate: the share within reach of a base, and the share really in time by tier.

    Args:
        frame: name (of the candidate, unique), tier, covered_share, in_time_share; best first.
        lang: language.
    """
    names = list(dict.fromkeys(frame["name"]))
    figure = base_figure(height=ROW_PX * len(names) + SPARE_PX)
    covered = frame.groupby("name", sort=False)["covered_share"].min()
    figure.add_scatter(
        x=covered, y=covered.index, mode="markers", name=t("bases.covered", lang),
        marker={"symbol": "line-ns-open", "size": 22, "color": GREY, "line": {"width": 3}},
        customdata=[share(v, lang) for v in covered], hovertemplate="%{customdata}",
    )  # fmt: skip
    for tier, colour in TIER_COLOURS.items():
        own = frame[(frame["tier"] == tier) & frame["in_time_share"].notna()]
        figure.add_scatter(
            x=own["in_time_share"], y=own["name"], mode="markers",
            name=t("bases.in_time_tier", lang, tier=term("tier", tier, lang)),
            marker={"size": 13, "color": colour, "symbol": SYMBOLS[tier]},
            customdata=[share(v, lang) for v in own["in_time_share"]],
            hovertemplate="%{customdata}",
        )  # fmt: skip
    figure.update_xaxes(
        tickformat=".0%", showgrid=True, gridcolor="rgba(134, 142, 150, 0.25)",
        title={"text": t("bases.axis_share", lang)}, range=_range(frame),
    )  # fmt: skip
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], rangemode="normal")
    figure.update_layout(hovermode="y unified", margin={"b": 52})
    return figure


def _range(frame: pd.DataFrame) -> list[float]:
    low = min(frame["in_time_share"].min(), frame["covered_share"].min())
    return [max(0.0, low - 0.08) if low == low else 0.0, 1.02]

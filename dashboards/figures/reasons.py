"""What a region's rate is made of: from the county's rate, step by step, to its own."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.theme import GREY, base_figure

MORE, LESS = "#d4552b", "#0072b2"  # riskier, safer: told apart by lightness and sign too
ROW_PX, FRAME_PX = 30, 66
LABEL_CHARS = 18  # of a line: on a phone the bars need their half
ROOM = 0.24  # of the widest bar's end, for the number beside it


def steps(frame: pd.DataFrame, *, x_title: str) -> go.Figure:
    """Parts that add up, one below the other: the first and the last row are whole rates.

    Args:
        frame: label (ready text, one of its own a row), value, text (value as it is written).
        x_title: what is drawn, with its unit.
    """
    values = frame["value"].to_numpy(dtype=float)
    last = len(frame) - 1
    measures = ["absolute", *["relative"] * (last - 1), "total"]
    figure = base_figure(height=FRAME_PX + ROW_PX * len(frame))
    figure.add_waterfall(
        orientation="h",
        y=["<br>".join(wrap(label, LABEL_CHARS)) for label in frame["label"]],
        x=values,
        measure=measures,
        text=list(frame["text"]),
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": MORE}},
        decreasing={"marker": {"color": LESS}},
        totals={"marker": {"color": GREY}},
        connector={"line": {"color": GREY, "width": 1, "dash": "dot"}},
        hovertemplate="%{y}: %{text}<extra></extra>",
        showlegend=False,
    )
    ends = values[:-1].cumsum()
    low, high = min(0.0, ends.min()), max(0.0, ends.max(), values[-1])
    room = ROOM * (high - low)
    figure.update_xaxes(range=[low - (room if low < 0 else 0), high + room], zeroline=True)
    figure.update_yaxes(autorange="reversed", type="category")
    # the unit under the whole chart: the axis alone is too narrow for it on a phone
    unit = {"text": x_title, "x": 0.98, "xanchor": "right", "y": 0, "yanchor": "bottom",
            "pad": {"b": 4}, "font": {"size": 12}}  # fmt: skip
    figure.update_layout(hovermode="closest", margin={"t": 4, "b": 46}, title=unit)
    return figure

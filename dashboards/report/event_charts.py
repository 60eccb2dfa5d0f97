"""Charts of reports on an event, in print: what came, what was expected, and when."""

from datetime import datetime

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dashboards.report.style import INK, QUIET, WIDE_IN
from dashboards.report.words import Words

BAND, LINE = "#c6dbef", "#0072b2"


def _axes(high_in: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDE_IN, high_in))
    axes = figure.subplots()
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    return figure, axes


def path(seen: pd.DataFrame, ahead: pd.DataFrame, now: datetime, words: Words) -> Figure:
    """Reports so far as steps, the middle and the 90 % range of what is to come.

    Args:
        seen: at, reported (cumulative), up to ``now``.
        ahead: at, p05, p50, p95 (cumulative), from ``now`` on.
        now: the hour told.
        words: of the report.
    """
    figure, axes = _axes(1.6)
    axes.fill_between(
        ahead["at"], ahead["p05"], ahead["p95"], color=BAND, linewidth=0,
        label=words("legend.range90"),
    )  # fmt: skip
    axes.plot(
        ahead["at"], ahead["p50"], color=LINE, linewidth=1.5, linestyle="--",
        label=words("legend.median"),
    )  # fmt: skip
    axes.step(
        seen["at"], seen["reported"], where="post", color=INK, linewidth=1.8,
        label=words("legend.reported"),
    )  # fmt: skip
    axes.axvline(pd.Timestamp(now), color=QUIET, linewidth=0.8, linestyle=":")
    _dates(axes)
    axes.set_ylabel(words("axis.claims"))
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return figure


def forecasts(told: pd.DataFrame, came: int, words: Words) -> Figure:
    """What was expected in the end at each moment, with its 90 % range, and what came as a line.

    Args:
        told: label, p05, p50, p95 of the final count.
        came: claims in the end.
        words: of the report.
    """
    figure, axes = _axes(2.3)
    at = np.arange(len(told))
    middle = told["p50"].to_numpy(float)
    low, high = told["p05"].to_numpy(float), told["p95"].to_numpy(float)
    axes.errorbar(
        at, middle, yerr=np.vstack([middle - low, high - middle]).clip(min=0), fmt="o", color=LINE,
        markersize=4.5, capsize=3, linewidth=1.1, label=words("legend.expected"),
    )  # fmt: skip
    axes.axhline(came, color=INK, linewidth=1.0, linestyle="--", label=words("legend.came"))
    axes.set_xticks(at, told["label"].to_list())
    axes.set_ylabel(words("axis.claims"))
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper right")
    return figure


def by_day(rows: pd.DataFrame, words: Words) -> Figure:
    """Claims reported, reached and paid by day: day, reported, arrived."""
    figure, axes = _axes(2.1)
    x = np.arange(len(rows))
    axes.bar(x - 0.2, rows["reported"], 0.38, color=LINE, label=words("legend.reported"))
    axes.bar(
        x + 0.2, rows["arrived"], 0.38, facecolor="white", hatch="//", edgecolor=INK, linewidth=0.6,
        label=words("legend.arrived"),
    )  # fmt: skip
    axes.set_xticks(x, [f"{d:%m-%d}" for d in rows["day"]])
    axes.set_ylabel(words("axis.claims"))
    axes.legend(loc="upper right")
    return figure


def _dates(axes: Axes) -> None:
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=4, maxticks=8))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%m-%d"))

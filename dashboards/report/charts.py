"""Charts of the reports; each takes frames and words and gives one drawing."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dashboards.report.facts import Estimate
from dashboards.report.style import CREW_FILL, FAMILY_FILL, INK, WIDE_IN
from dashboards.report.words import Words


def _axes(high_in: float = 2.7, wide_in: float = WIDE_IN) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(wide_in, high_in))
    axes = figure.subplots()
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    return figure, axes


def monthly_claims(counts: pd.DataFrame, estimate: Estimate | None, words: Words) -> Figure:
    """Claims by month, stacked by family; the months still to come as an outlined estimate."""
    figure, axes = _axes()
    x = np.arange(len(counts))
    base = np.zeros(len(counts))
    for family in [f for f in FAMILY_FILL if f in counts.columns and counts[f].sum()]:
        fill, hatch = FAMILY_FILL[family]
        axes.bar(
            x, counts[family], 0.62, bottom=base, color=fill, hatch=hatch,
            edgecolor="white", linewidth=0.4, label=words.family(family),
        )  # fmt: skip
        base += counts[family].to_numpy()
    if estimate is not None:
        _add_estimate(axes, base, list(counts.index), estimate, words)
    axes.set_xticks(x, [words.month(int(m)) for m in counts.index])
    axes.set_ylabel(words("axis.claims"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return figure


def _add_estimate(
    axes: Axes, base: np.ndarray, months: Sequence[int], estimate: Estimate, words: Words
) -> None:
    rows = estimate.months
    at = np.array([months.index(int(m)) for m in rows["month"]])
    axes.bar(
        at, rows["expected"], 0.62, bottom=base[at], facecolor="none", edgecolor=INK,
        linestyle="--", linewidth=0.8, label=words("legend.estimate"),
    )  # fmt: skip
    middle = base[at] + rows["expected"].to_numpy()
    low, high = base[at] + rows["low"].to_numpy(), base[at] + rows["high"].to_numpy()
    axes.errorbar(
        at, middle, yerr=np.vstack([middle - low, high - middle]), fmt="none", ecolor=INK,
        elinewidth=0.8, capsize=3,
    )  # fmt: skip


def claims_fan(by_day: pd.DataFrame, labels: Sequence[str], words: Words) -> Figure:
    """Claims reported a day in a scenario: mean, middle, and the 80 % range."""
    figure, axes = _axes(2.4)
    x = np.arange(len(by_day))
    axes.fill_between(
        x, by_day["p10"], by_day["p90"], color="#c6dbef", label=words("legend.range80"), linewidth=0
    )
    axes.plot(x, by_day["p50"], color="#0072b2", linewidth=1.6, label=words("legend.median"))
    axes.plot(x, by_day["mean"], color=INK, linewidth=1, linestyle=":", label=words("legend.mean"))
    axes.set_xticks(x[:: _step(len(x))], [labels[i] for i in x[:: _step(len(x))]])
    axes.set_ylabel(words("axis.claims_day"))
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper right")
    return figure


def crews_by_day(totals: pd.DataFrame, labels: Sequence[str], words: Words) -> Figure:
    """Crews on duty a day: own, standby, borrowed."""
    figure, axes = _axes(2.2)
    x = np.arange(len(totals))
    base = np.zeros(len(totals))
    for source, (fill, hatch) in CREW_FILL.items():
        axes.bar(
            x, totals[source], 0.62, bottom=base, color=fill, hatch=hatch, edgecolor="white",
            linewidth=0.4, label=words(f"crews.{source}"),
        )  # fmt: skip
        base += totals[source].to_numpy()
    for i, total in enumerate(base):
        axes.annotate(words.n(total), (i, total), ha="center", va="bottom", fontsize=7.5)
    axes.set_xticks(x[:: _step(len(x))], [labels[i] for i in x[:: _step(len(x))]])
    axes.set_ylabel(words("axis.crews"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(y=0.1)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return figure


def promise_by_year(frame: pd.DataFrame, target: float, words: Words) -> Figure:
    """Share of arrivals in time by year and tier with 90 % intervals, and the goal as a line."""
    figure, axes = _axes(2.5)
    styles = {"town": ("o", -0.09, "#d55e00"), "rural": ("s", 0.09, "#0072b2")}
    years = sorted(int(y) for y in frame["year"].unique())
    for tier, (mark, shift, colour) in styles.items():
        rows = frame[(frame["tier"] == tier) & (frame["clocked"] > 0)]
        if rows.empty:
            continue
        middle = 100 * rows["share"].to_numpy(float)
        low, high = 100 * rows["share_lo"].to_numpy(float), 100 * rows["share_hi"].to_numpy(float)
        at = [years.index(int(y)) + shift for y in rows["year"]]
        axes.errorbar(
            at, middle, yerr=np.vstack([middle - low, high - middle]).clip(min=0), fmt=mark,
            color=colour, markersize=4.5, capsize=3, linewidth=1, label=words.term("tier", tier),
        )  # fmt: skip
    axes.axhline(
        100 * target, color=INK, linewidth=0.8, linestyle="--",
        label=words("legend.goal", share=words.pct(target, 0)),
    )  # fmt: skip
    axes.set_xticks(range(len(years)), [str(y) for y in years])
    axes.set_ylabel(words("axis.share_in_time"))
    axes.set_ylim(top=104)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return figure


def satisfaction(frame: pd.DataFrame, words: Words) -> Figure:
    """Satisfaction index by contract year with 90 % intervals."""
    figure, axes = _axes(2.2)
    middle = frame["index"].to_numpy(float)
    ends = np.vstack([middle - frame["index_lo"], frame["index_hi"] - middle]).clip(min=0)
    at = np.arange(len(frame))
    axes.errorbar(at, middle, yerr=ends, fmt="o-", color="#0072b2", markersize=4.5, capsize=3)
    axes.set_xticks(at, [str(int(y)) for y in frame["year"]])
    axes.set_ylabel(words("axis.index"))
    axes.set_ylim(top=101)
    return figure


def months_ahead(frame: pd.DataFrame, words: Words) -> Figure:
    """Claims of the next twelve months: median and 90 % range."""
    figure, axes = _axes(2.4)
    x = np.arange(len(frame))
    axes.bar(
        x, frame["p95"] - frame["p05"], 0.62, bottom=frame["p05"], color="#c6dbef",
        label=words("legend.range90"),
    )  # fmt: skip
    axes.plot(
        x, frame["p50"], marker="_", markersize=14, linestyle="none", color="#0072b2",
        markeredgewidth=2, label=words("legend.median"),
    )  # fmt: skip
    axes.plot(x, frame["mean"], "x", color=INK, markersize=4, label=words("legend.mean"))
    axes.set_xticks(x, [words.month(m.month) for m in frame["month"]])
    axes.set_ylabel(words("axis.claims"))
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return figure


def year_season(season: pd.DataFrame, months: Sequence[int], words: Words) -> Figure:
    """Claims expected a month in a usual year, stacked by family."""
    table = season.pivot(index="month", columns="peril_family", values="expected")
    return monthly_claims(table.reindex(months).fillna(0.0), None, words)


def _step(n: int) -> int:
    return 1 if n <= 10 else 2

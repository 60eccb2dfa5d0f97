"""Monthly targets of the contract year against what was reached."""

from typing import Any

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph, Table

VERDICTS = ("met", "missed", "running", "not_yet", "no_data", "cannot_tell", "unknown_metric")
POINTS, DAYS, COVERAGE = "satisfaction_index", "mean_closing_days", "coverage_rate"


def reached(b: Brief) -> tuple[Block, ...]:
    """How many targets were met, then one table a metric."""
    w, frame = b.words, b.account.targets
    if frame.empty:
        return (Paragraph(w("goals.none", year=w.year(b.year))),)
    counts = frame["verdict"].value_counts()
    counted = [
        w("goals.count", verdict=w(f"goals.verdict.{v}"), n=w.n(counts[v]))
        for v in VERDICTS
        if v in counts
    ]
    text = w("goals.text", year=w.year(b.year), n=w.n(len(frame)), counts=w.join(counted))
    told = [one(b, str(metric), own) for metric, own in frame.groupby("metric", sort=False)]
    return Paragraph(text), *told


def one(b: Brief, metric: str, frame: pd.DataFrame) -> Block:
    """A metric's table; a sentence where no month of it can be told."""
    if frame["actual"].notna().any():
        return table(b, metric, frame)
    w, code, last = b.words, frame["metric_code"].iloc[0], frame["target"].iloc[-1]
    verdict_ = frame.loc[frame["verdict"] != "not_yet", "verdict"]
    why = str(verdict_.iloc[0]) if len(verdict_) else "not_yet"
    return Paragraph(
        w("goals.untold", metric=name(b, metric, code), target=shown(b, code, last),
          why=w(f"goals.why.{why}"))
    )  # fmt: skip


def table(b: Brief, metric: str, frame: pd.DataFrame) -> Table:
    """Twelve months of one metric."""
    w = b.words
    code = frame["metric_code"].iloc[0]
    columns = (
        b.col("month", number=False), b.col("target", weight=1.1),
        b.col("reached_actual", weight=1.9), b.col("counted", weight=0.8),
        b.col("verdict", number=False, weight=1.6),
    )  # fmt: skip
    rows = tuple(
        (
            w.month(int(r.month)), shown(b, code, r.target), actual(b, code, r),
            w.n(r.n) if pd.notna(r.n) else w("none_left"), verdict(b, r),
        )
        for r in frame.sort_values("contract_month").itertuples()
    )  # fmt: skip
    note = b.ledgers("target", *sources(code)) + w("note.goals")
    return Table(w("table.goals", metric=name(b, metric, code)), columns, rows, note)


def sources(code: object) -> tuple[str, ...]:
    """Ledgers a metric is computed from, beside the targets."""
    text = str(code)
    if text.startswith("hotline"):
        return ("call",)
    if text.startswith("complaints"):
        return ("complaint",)
    return ("policy", "roster") if text.startswith("coverage") else ("claim",)


def name(b: Brief, metric: str, code: object) -> str:
    """A metric's name; one nobody knows as the ledger writes it."""
    key = f"goals.metric.{code}"
    return b.words(key) if isinstance(code, str) and b.words.has(key) else metric


def shown(b: Brief, code: object, value: float) -> str:
    """A value of a metric in its unit."""
    w = b.words
    if pd.isna(value):
        return w("none_left")
    if code == DAYS:
        return w("days", n=w.n(value, 1))
    return w("points", n=w.n(value, 1)) if code == POINTS else w.pct(value)


def actual(b: Brief, code: object, row: Any) -> str:
    """What was reached, with its 90 % interval where one is."""
    w, value = b.words, shown(b, code, row.actual)
    if pd.isna(row.actual) or pd.isna(row.actual_lo):
        return value
    if code in (DAYS, POINTS):
        ends = w.span(row.actual_lo, row.actual_hi, 1)
    else:
        ends = w.pct_span(row.actual_lo, row.actual_hi)
    return w("with_range", value=value, range=ends)


def verdict(b: Brief, row: Any) -> str:
    """Met, missed …; marked where the month holds few cases."""
    w = b.words
    text = w(f"goals.verdict.{row.verdict}")
    few = row.little_data and row.verdict in ("met", "missed", "running")
    return w("with_range", value=text, range=w("little_data")) if few else text

"""What was promised for the year and what was done: monthly targets, one row a metric."""

from typing import Any

import pandas as pd

from dashboards.report import targets
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section

JUDGED = ("met", "missed")


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    return Chapter(b.words("summary.goals.title"), (Section("", goals(b)),))


def goals(b: Brief) -> tuple[Block, ...]:
    """How many monthly targets were met, one row a metric; a gap where none is on record."""
    w, frame = b.words, b.account.targets
    if frame.empty:
        return (Paragraph(w("goals.none", year=w.year(b.year))),)
    columns = [
        b.col("metric", number=False, weight=1.9), b.col("target", weight=1.3),
        *(b.col(f"months_{name}", unit=w("summary.months")) for name in (*JUDGED, "untold")),
        b.col("reached_last", weight=1.9), b.col("reading", number=False, weight=2.4),
    ]  # fmt: skip
    rows = [row(b, str(metric), own) for metric, own in frame.groupby("metric", sort=False)]
    note = b.ledgers("target", "claim", "call", "complaint") + w("summary.note.goals")
    return Paragraph(text_of(b)), b.table("table.year_goals", columns, rows, note)


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Months met, missed, without a verdict (not yet over, no data, cannot be told)."""
    found = {v: int((frame["verdict"] == v).sum()) for v in JUDGED}
    return found | {"untold": len(frame) - sum(found.values())}


def text_of(b: Brief) -> str:
    """The whole in a sentence."""
    w, told = b.words, counts(b.account.targets)
    over = told["met"] + told["missed"]
    return w(
        "summary.goals.text", year=w.year(b.year), n=w.n(len(b.account.targets)),
        over=w.n(over), met=w.n(told["met"]), missed=w.n(told["missed"]),
        untold=w.n(told["untold"]),
    )  # fmt: skip


def row(b: Brief, metric: str, frame: pd.DataFrame) -> tuple[str, ...]:
    """One metric over the year."""
    w, told = b.words, counts(frame)
    code = frame["metric_code"].iloc[0]
    known = frame[frame["actual"].notna()].sort_values("contract_month")
    reached: Any = next(known.tail(1).itertuples(), None)
    last = targets.actual(b, code, reached) if reached else w("no_verdict")
    return (
        targets.name(b, metric, code), asked(b, code, frame["target"]),
        *(w.n(told[name]) for name in (*JUDGED, "untold")), last,
        w(f"summary.goals.reading.{reading(frame)}", n=w.n(int(frame["little_data"].sum()))),
    )  # fmt: skip


def asked(b: Brief, code: object, values: "pd.Series[float]") -> str:
    """What was asked of the months: one value, or the least and most."""
    low, high = (targets.shown(b, code, float(end)) for end in (values.min(), values.max()))
    return low if low == high else f"{low} – {high}"


def reading(frame: pd.DataFrame) -> str:
    """What a metric's months come to: kept, mostly, missed, thin, untold."""
    told = counts(frame)
    if not told["met"] + told["missed"]:
        return "untold"
    judged = frame[frame["verdict"].isin(JUDGED)]
    if judged["little_data"].mean() > 0.5:
        return "thin"
    if not told["missed"]:
        return "kept"
    return "mostly" if told["met"] > told["missed"] else "missed"

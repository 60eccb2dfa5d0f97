"""Stage by stage: what is required, what it took, how payments and calls went."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from risk.terms import Status

PAY_CLOCKS = ("from_report", "from_approval", "from_approval_less_notice")
LIMITED = ("review", "payment", "complaint")  # stages whose limit a contract may leave open


def stages(b: Brief) -> tuple[Block, ...]:
    """Every stage in a row: required, actual, late, reason."""
    w, frame = b.words, b.account.service.timeliness
    open_ = [
        w(f"stage.{r.stage}")
        for r in frame.itertuples()
        if r.stage in LIMITED and r.standing == Status.NOT_PROVIDED.value
    ]
    text = w("stages.gap", names=w.join(open_)) if open_ else w("stages.text")
    columns = [
        b.col("stage", number=False, weight=1.9), b.col("required", number=False, weight=1.8),
        b.col("claims", unit="claims", weight=0.9), b.col("clocked", unit="claims", weight=0.9),
        b.col("late", unit="claims", weight=0.85), b.col("overdue", unit="claims", weight=1.2),
        b.col("share_in_time", weight=1.8), b.col("p50", weight=1.15), b.col("p90", weight=1.15),
        b.col("main_reason", number=False, weight=1.6),
    ]  # fmt: skip
    rows = [stage_row(b, row) for row in frame.to_dict("records")]
    if not rows:
        return (Paragraph(w("stages.none", year=w.year(b.year))),)
    note = b.ledgers("claim", "complaint") + w("note.stages")
    return Paragraph(text), b.table("table.stages", columns, rows, note)


def stage_row(b: Brief, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """One stage; without a limit nothing is late and nothing is judged."""
    w = b.words
    judged = pd.notna(row["required"])
    return (
        stage_name(b, row), required(b, row), w.n(row["claims"]), w.n(row["clocked"]),
        *(w.n(row[name]) if judged else w("none_left") for name in ("late", "overdue")),
        b.share(row, "share"), b.took(row["p50_min"]), b.took(row["p90_min"]),
        main_reason(b, row),
    )  # fmt: skip


def stage_name(b: Brief, row: Mapping[Any, Any]) -> str:
    """Name of a stage, with the tier of an arrival."""
    w = b.words
    name = w(f"stage.{row['stage']}")
    if row["stage"] != "arrival":
        return name
    return w("stage.of_tier", stage=name, tier=w.inline(w.tier(row["tier"])))


def required(b: Brief, row: Mapping[Any, Any]) -> str:
    """The limit; "not provided" with the ceiling of the law; none where nothing is promised."""
    w = b.words
    if pd.notna(row["required"]):
        value = float(row["required"])
        return w.limit(value) if row["unit"] == "min" else w("days", n=w.n(value))
    if not isinstance(row["standing"], str):
        return w("no_limit")
    missing = w.term("status", row["standing"])
    ceiling = row["ceiling_days"]
    if pd.isna(ceiling):
        return missing
    return w("with_range", value=missing, range=w("ceiling", n=w.n(ceiling)))


def main_reason(b: Brief, row: Mapping[Any, Any]) -> str:
    """The commonest reason written beside late arrivals of a tier, with its count."""
    w = b.words
    reasons = b.account.service.late_reasons
    own = reasons[reasons["tier"] == row["tier"]].sort_values("late", ascending=False)
    if row["stage"] != "arrival" or own.empty:
        return w("none_left")
    first = own.iloc[0]
    text = w.text(first["late_reason"], "reason_missing")
    return w("reason_of", reason=text, n=w.n(first["late"]))


def payments(b: Brief) -> tuple[Block, ...]:
    """Payments by days they took, on three clocks."""
    w, frame = b.words, b.account.service.payment_times
    timed = frame[(frame["standing"] == "timed") & frame["clock"].isin(PAY_CLOCKS)]
    if not timed["claims"].sum():
        return (Paragraph(w("payments.none", year=w.year(b.year))),)
    columns = [
        b.col("took", number=False, unit="days", weight=1.3),
        *(b.col(f"pay.{clock}", unit="claims", weight=1.3) for clock in PAY_CLOCKS),
        *(b.col(f"pay_share.{clock}", weight=1.3) for clock in PAY_CLOCKS),
    ]  # fmt: skip
    counts, so_far = (
        timed.pivot(index="from_day", columns="clock", values=name).reindex(columns=PAY_CLOCKS)
        for name in ("claims", "share_so_far")
    )
    ends = timed.drop_duplicates("from_day").set_index("from_day")["to_day"]
    rows = [
        (
            bin_text(b, first, ends[first]),
            *(w.n(counts.loc[first, c]) for c in PAY_CLOCKS),
            *(w.pct(so_far.loc[first, c], 0) for c in PAY_CLOCKS),
        )
        for first in sorted(ends.index)
    ]
    left = frame[(frame["standing"] != "timed") & (frame["clock"] == "from_approval")]
    text = w(
        "payments.text", year=w.year(b.year), n=w.n(timed.loc[
            timed["clock"] == "from_approval", "claims"].sum()),
        left=w.n(left["claims"].sum()),
    )  # fmt: skip
    return Paragraph(text), b.table("table.payments", columns, rows, b.ledgers("claim"))


def bin_text(b: Brief, first: float, last: float) -> str:
    """Days a payment took: from, and less than."""
    w = b.words
    if last == float("inf"):
        return w("bin_from", n=w.n(first))
    return w("bin", first=w.n(first), last=w.n(last))


def hotline(b: Brief) -> tuple[Block, ...]:
    """Incoming calls by year: answered, rings, given up."""
    w, frame = b.words, b.account.service.hotline
    promise = b.story.facts.county.promise
    rings = w("rings", n=w.n(promise.hotline_rings))
    if frame.empty:
        return (Paragraph(w("hotline.none", rings=rings)),)
    seconds = promise.hotline_seconds_per_ring
    text = (
        w("hotline.no_seconds", rings=rings)
        if seconds is None
        else w("hotline.text", rings=rings, s=w.n(promise.hotline_rings * seconds))
    )
    columns = [
        b.col("year", number=False), b.col("calls", unit="calls"),
        b.col("answered", weight=1.8), b.col("rang_p50", unit="s"), b.col("rang_p90", unit="s"),
        b.col("in_rings", weight=1.6), b.col("given_up", unit="calls"),
    ]  # fmt: skip
    rows = [
        (
            year_text(b, row["year"]), w.n(row["calls"]), b.share(row, "answered_share"),
            w.n(row["p50_ring_s"]), w.n(row["p90_ring_s"]), b.share(row, "in_time_share"),
            w.n(row["abandoned"]),
        )
        for row in frame.sort_values("year").to_dict("records")
    ]  # fmt: skip
    note = b.ledgers("call") + w("note.interval")
    return Paragraph(text), b.table("table.hotline", columns, rows, note)


def year_text(b: Brief, year: float) -> str:
    """A contract year, marked where it is not over."""
    w = b.words
    return w.year(int(year)) + (w("to_date") if int(year) == b.year and b.running else "")

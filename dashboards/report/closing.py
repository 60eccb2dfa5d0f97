"""What is not over: open claims to the contract year's end, payments still to come."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from risk.history.reserving import LEAST_ORIGINS

Z_90 = 1.645


def open_claims(b: Brief) -> tuple[Block, ...]:
    """Open claims by age, and how many will be open when the contract year ends."""
    w, run_off = b.words, b.account.run_off
    if not run_off.open_now:
        return (Paragraph(w("closing.none")),)
    values = {"n": w.n(run_off.open_now), "days": w.n(run_off.days)}
    if run_off.note:
        text = w("closing.cannot_tell", **values)
    else:
        text = w(
            "closing.text", **values, mean=w.n(run_off.mean, 1),
            range=w.span(run_off.low, run_off.high), closed=w.n(run_off.closed),
            years=w.n(run_off.years),
        )  # fmt: skip
    columns = [b.col("age", number=False, weight=2), b.col("open", unit="claims"), b.col("share")]
    rows = [
        (
            w("age_from", n=w.n(r.from_day)) if pd.isna(r.to_day)
            else w("age", first=w.n(r.from_day), last=w.n(r.to_day)),
            w.n(r.claims), w.pct(r.claims / run_off.open_now, 0),
        )
        for r in b.account.open_ages.itertuples()
    ]  # fmt: skip
    return Paragraph(text), b.table("table.open_ages", columns, rows, b.ledgers("claim"))


def development(b: Brief) -> tuple[Block, ...]:
    """Payments of each year of loss: made, to come, how sure."""
    w, frame = b.words, b.account.development
    total = b.account.development_total
    told = frame[frame["note"] == ""]
    if told.empty or pd.isna(total["ibnr"]):
        return (Paragraph(w("development.none", n=w.n(LEAST_ORIGINS))),)
    text = w(
        "development.text", paid=w.money(total["latest"]), more=w.money(total["ibnr"]),
        error=w.money(total["se"]) if pd.notna(total["se"]) else w("unknown"),
    )  # fmt: skip
    columns = [
        b.col("loss_year", number=False, weight=2.2), b.col("paid_so_far", unit=w.money_unit),
        b.col("to_come", unit=w.money_unit), b.col("range_90", unit=w.money_unit, weight=1.3),
        b.col("in_all", unit=w.money_unit), b.col("open", unit="claims"),
        b.col("estimated", unit=w.money_unit),
    ]  # fmt: skip
    rows = [development_row(b, row) for row in frame.to_dict("records")]
    note = b.ledgers("claim") + w("note.development")
    return Paragraph(text), b.table("table.development", columns, rows, note)


def development_row(b: Brief, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Twelve months of losses."""
    w = b.words
    first = date.fromisoformat(str(row["origin"]))
    last = (pd.Timestamp(first) + pd.DateOffset(years=1, days=-1)).date()
    known = not row["note"] and pd.notna(row["ibnr"])
    few = w("not_enough_short")
    half = Z_90 * row["se"] if known else float("nan")
    ends = [max(row["ibnr"] + side * half, 0.0) for side in (-1, 1)] if known else []
    return (
        f"{first:%Y-%m-%d} – {last:%Y-%m-%d}", w.sum(row["latest"]),
        w.sum(row["ibnr"]) if known else few,
        sum_span(b, *ends) if known and pd.notna(row["se"]) else few,
        w.sum(row["ultimate"]) if known else few, w.n(row["open_claims"]),
        w.sum(row["estimate_money"]),
    )  # fmt: skip


def sum_span(b: Brief, low: float, high: float) -> str:
    """A range of sums in the table's unit."""
    ends = [b.words.sum(end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)

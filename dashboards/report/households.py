"""What households say: satisfaction and its trend, complaints, call-backs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.report import charts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.findings import told_of
from dashboards.report.stages import year_text

LEAST_ASKED = 1


def satisfaction(b: Brief) -> tuple[Block, ...]:
    """Index and share this year and before, by month, what stands beside, and the measure."""
    w, service = b.words, b.account.service
    years = service.satisfaction.sort_values("year")
    asked = years[years["answers"] >= LEAST_ASKED]
    if asked.empty:
        return (Paragraph(w("satisfaction.none")),)
    figure = b.figure(
        "satisfaction", lambda: charts.satisfaction(asked, w), b.ledgers("claim", "call"),
        alt=w("alt.satisfaction"),
    )  # fmt: skip
    return (
        Paragraph(opening(b)), *told_of(b, "satisfaction"), figure, year_table(b), *months(b),
        *beside(b), *call_backs(b),
    )  # fmt: skip


def opening(b: Brief) -> str:
    """This year's index and share in a sentence."""
    w, frame = b.words, b.account.service.satisfaction
    own = frame[(frame["year"] == b.year) & (frame["answers"] > 0)]
    if own.empty:
        return w("satisfaction.none_year", year=w.year(b.year))
    row = own.to_dict("records")[0]
    return w(
        "satisfaction.text", year=w.year(b.year), answers=w.n(row["answers"]),
        closed=w.n(row["closed"]), index=index_text(b, row), share=b.share(row, "satisfied_share"),
        low=w.pct(row["share_if_silent_dissatisfied"]),
        high=w.pct(row["share_if_silent_satisfied"]),
        full=w.n(row["weight_satisfied"]), half=w.n(row["weight_basically_satisfied"]),
        none=w.n(row["weight_dissatisfied"]),
    )  # fmt: skip


def index_text(b: Brief, row: Mapping[Any, Any]) -> str:
    """The index with its 90 % interval, in points of 100."""
    w = b.words
    if not row["answers"]:
        return w("no_verdict")
    ends = w.span(row["index_lo"], row["index_hi"], 1)
    return w("with_range", value=w.n(row["index"], 1), range=ends)


def answer_columns(b: Brief) -> list[Column]:
    """Headings both tables share."""
    return [
        b.col("closed", unit="claims"), b.col("answers", unit="claims"),
        b.col("index", unit="points", weight=1.7), b.col("satisfied", weight=1.8),
        b.col("dissatisfied", unit="claims"),
    ]  # fmt: skip


def answer_cells(b: Brief, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Cells both tables share."""
    w = b.words
    return (
        w.n(row["closed"]), w.n(row["answers"]), index_text(b, row),
        b.share(row, "satisfied_share"), w.n(row["dissatisfied"]),
    )  # fmt: skip


def year_table(b: Brief) -> Block:
    """Answers by contract year."""
    rows = [
        (year_text(b, row["year"]), *answer_cells(b, row))
        for row in b.account.service.satisfaction.sort_values("year").to_dict("records")
    ]
    columns = [b.col("year", number=False, weight=1.3), *answer_columns(b)]
    note = b.ledgers("claim", "call") + b.words("note.satisfaction")
    return b.table("table.satisfaction", columns, rows, note)


def months(b: Brief) -> tuple[Block, ...]:
    """Answers of this year by month; nothing where no claim was closed."""
    w, frame = b.words, b.account.service.satisfaction_months
    if frame.empty:
        return ()
    start = b.story.facts.county.contract_year_start_month
    ordered = frame.assign(place=(frame["month"] - start) % 12).sort_values("place")
    rows = [(w.month(int(row["month"])), *answer_cells(b, row))
            for row in ordered.to_dict("records")]  # fmt: skip
    columns = [b.col("month", number=False, weight=1.3), *answer_columns(b)]
    note = b.ledgers("claim", "call") + w("note.interval")
    return (b.table("table.satisfaction_months", columns, rows, note),)


def beside(b: Brief) -> tuple[Block, ...]:
    """What stands beside dissatisfied answers: complaint, late arrival, refusal."""
    w, frame = b.words, b.account.service.dissatisfaction
    if frame.empty or not frame["answers"].sum():
        return ()
    columns = [
        b.col("beside", number=False, weight=1.4), b.col("reason", number=False, weight=2.2),
        b.col("answers", unit="claims"), b.col("dissatisfied", unit="claims"),
        b.col("dissatisfied_share", weight=1.8), b.col("of_dissatisfied"),
    ]  # fmt: skip
    rows = [
        (
            w(f"beside.{row['kind']}"), w.text(row["reason"]), w.n(row["answers"]),
            w.n(row["dissatisfied"]), b.share(row, "dissatisfied_share"),
            w.pct(row["of_dissatisfied"], 0),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    note = b.ledgers("claim", "complaint") + w("note.beside")
    return (b.table("table.beside", columns, rows, note),)


def call_backs(b: Brief) -> tuple[Block, ...]:
    """Calls made to households by year."""
    w, frame = b.words, b.account.service.call_backs
    if frame.empty:
        return (Paragraph(w("call_backs.none")),)
    columns = [
        b.col("year", number=False), b.col("calls", unit="calls"),
        b.col("claims_called", unit="claims"), b.col("reached", weight=1.8),
        b.col("not_reached", unit="calls"),
    ]  # fmt: skip
    rows = [
        (
            year_text(b, row["year"]), w.n(row["calls"]), w.n(row["claims_called"]),
            b.share(row, "reached_share"), w.n(row["not_reached"]),
        )
        for row in frame.sort_values("year").to_dict("records")
    ]  # fmt: skip
    note = b.ledgers("call") + w("note.interval")
    return (b.table("table.call_backs", columns, rows, note),)


def complaints(b: Brief) -> tuple[Block, ...]:
    """Complaints by year, and this year's by reason."""
    w, service = b.words, b.account.service
    if service.complaints.empty:
        return (Paragraph(w("complaints.none")),)
    limit = b.story.facts.county.promise.complaint_days
    text = w("complaints.no_limit") if limit is None else w("complaints.text", n=w.n(limit))
    by_year = complaint_table(b, service.complaints.sort_values("year"), "year")
    reasons = service.complaint_reasons.sort_values("complaints", ascending=False)
    by_reason = () if reasons.empty else (complaint_table(b, reasons, "reason"),)
    return Paragraph(text), *told_of(b, "complaints"), by_year, *by_reason


def complaint_table(b: Brief, frame: pd.DataFrame, by: str) -> Block:
    """Complaints by year or reason: how many, how quickly answered and closed."""
    w = b.words
    columns = [
        b.col(by, number=False, weight=1.6), b.col("complaints", unit="complaints"),
        b.col("answered_h", unit="h", weight=1.4), b.col("closed_days", unit="days", weight=1.4),
        b.col("closed_in_time", weight=1.5), b.col("open", unit="complaints"),
    ]  # fmt: skip
    rows = [
        (
            year_text(b, row["year"]) if by == "year" else w.text(row["reason"], "reason_missing"),
            w.n(row["complaints"]), w.p50_p90(row["p50_answer_h"], row["p90_answer_h"]),
            w.p50_p90(row["p50_completion_days"], row["p90_completion_days"]),
            b.share(row, "completed_in_time_share"), w.n(row["open"]),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    note = b.ledgers("complaint") + w("note.p50_p90")
    return b.table(f"table.complaints_{by}", columns, rows, note)

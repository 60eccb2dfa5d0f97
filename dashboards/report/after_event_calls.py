"""After an event: whom its plan called by when, beside the calls that were written down."""

from typing import Any

import pandas as pd

from dashboards import i18n
from dashboards.report.after_event_read import AfterEvent
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.orders_calls import source

COLUMNS = ("call_by", "called", "answer", "there")


def calls(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Planned against called, a row a source; gaps are said. Without a plan nothing."""
    w, rows = b.words, read.calls
    if not read.plans:
        return ()
    if read.calls_why:
        return (Paragraph(w("after.calls.none", why=i18n.reword(read.calls_why, w.lang))),)
    if rows.empty:
        return (Paragraph(w("after.calls.nobody")),)
    columns = [
        Column(w("orders.col.who"), "", False, 2.2),
        Column(w("after.col.planned"), w("unit.crews"), True),
        Column(w("after.col.promised"), w("unit.crews"), True),
        *(Column(w(f"after.col.{name}"), "", False, 1.6) for name in COLUMNS),
    ]
    table = [
        (
            source(b, r["source"]), w.n(r["crews"]), promised(b, r), w.stamp(r["call_by"]),
            when(b, r["called_at"]), answer(b, r), when(b, r["there_at"]),
        )
        for r in rows.to_dict("records")
    ]  # fmt: skip
    note = b.source(w("after.source.calls")) + w("after.note.calls")
    return Paragraph(told(b, rows)), b.table("after.table.calls", columns, table, note)


def told(b: Brief, rows: pd.DataFrame) -> str:
    """How many were called in time, later, not at all; crews promised of those planned."""
    w = b.words
    if not rows["tries"].any():
        return w("after.calls.not_written", n=w.n(len(rows)))
    in_time = int((rows["called_at"] <= rows["call_by"]).sum())
    called = int((rows["tries"] > 0).sum())
    return w(
        "after.calls.text", n=w.n(len(rows)), in_time=w.n(in_time), late=w.n(called - in_time),
        none=w.n(len(rows) - called), promised=w.n(rows["promised"].sum()),
        planned=w.n(rows["crews"].sum()),
    )  # fmt: skip


def promised(b: Brief, row: dict[Any, Any]) -> str:
    """Crews promised; a dash where nobody was called."""
    return b.words.n(row["promised"]) if row["answer"] else b.words("none_left")


def answer(b: Brief, row: dict[Any, Any]) -> str:
    """What was answered last, and whether the first call came by the last hour."""
    w = b.words
    if not row["answer"]:
        return i18n.t("plan.calls.not_called", w.lang)
    said = i18n.t(f"plan.calls.answer.{row['answer']}", w.lang)
    late = row["called_at"] > row["call_by"]
    return w("after.calls.late", said=said) if late else said


def when(b: Brief, at: Any) -> str:
    """A time; a dash where there is none."""
    return b.words("none_left") if pd.isna(at) else b.words.stamp(at)

"""Open cases of the summary: how many closed by when, the oldest one by one."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.report import closing
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.summary_read import Closing, SummaryRead, last_day_of

CASES_SHOWN = 20
STEPS = ("reached", "surveyed", "approved")
NEXT = {"": "reach", "reached": "survey", "surveyed": "approve", "approved": "pay"}


def chapter(b: Brief, read: SummaryRead | None) -> Chapter:
    """The chapter."""
    w = b.words
    sections = [Section(w("closing.title"), open_now(b))]
    if read is not None and len(read.cases):
        sections.append(Section(w("summary.run_off.title"), run_off(b, read.closing)))
        sections.append(Section(w("summary.cases.title"), cases(b, read.cases)))
    return Chapter(w("summary.open.title"), tuple(sections))


def open_now(b: Brief) -> tuple[Block, ...]:
    """Open claims by age; of a year that is over, that they should have been closed by now."""
    told, now = closing.open_claims(b), b.account.run_off
    if now.days or not now.open_now:
        return told
    w = b.words
    text = w("summary.open.end", n=w.n(now.open_now), day=w.day(b.story.facts.as_of))
    return Paragraph(text), *told[1:]


def run_off(b: Brief, told: tuple[Closing, ...]) -> tuple[Block, ...]:
    """Closed by when, with range; a gap where too few claims have been closed to tell."""
    w = b.words
    if any(c.run_off.note for c in told):
        return (Paragraph(w("summary.run_off.cannot", n=w.n(told[0].run_off.open_now))),)
    columns = [
        b.col("by_day", number=False, weight=1.4), b.col("days_on", unit="days"),
        b.col("closed_by", unit="claims"), b.col("range_90", unit="claims"),
        b.col("open_still", unit="claims"), b.col("range_90", unit="claims"),
    ]  # fmt: skip
    end = last_day_of(b.story.facts.county, b.story.facts.as_of)
    rows = [run_off_row(b, c, at_end=c.day == end) for c in told]
    table = b.table("table.run_off", columns, rows, b.ledgers("claim") + w("summary.note.run_off"))
    return Paragraph(run_off_text(b, told)), table


def run_off_row(b: Brief, told: Closing, *, at_end: bool) -> tuple[str, ...]:
    """One day: closed by then and open still; the two add up to the claims open now."""
    w, r = b.words, told.run_off
    day = w.day(told.day)
    return (
        w("with_range", value=day, range=w("summary.contract_end")) if at_end else day,
        w.n(r.days), w.n(r.open_now - r.mean, 1), w.span(r.open_now - r.high, r.open_now - r.low),
        w.n(r.mean, 1), w.span(r.low, r.high),
    )  # fmt: skip


def run_off_text(b: Brief, told: tuple[Closing, ...]) -> str:
    """When half and when nine tenths are expected to be closed, and what stays beyond the end."""
    w, now = b.words, told[0].run_off.open_now
    by = {
        share: next((c for c in told if c.run_off.mean <= now * (1 - share)), None)
        for share in (0.5, 0.9)
    }
    half, most = (
        w("summary.run_off.by", day=w.day(c.day)) if c else
        w("summary.run_off.after", day=w.day(told[-1].day))
        for c in by.values()
    )  # fmt: skip
    old = told[0].run_off.beyond_record
    text = w("summary.run_off.text", n=w.n(now), half=half, most=most)
    return text + (w("summary.run_off.beyond", n=w.n(old)) if old else "")


def cases(b: Brief, frame: pd.DataFrame) -> tuple[Block, ...]:
    """The oldest open claims, with the step each waits for."""
    w = b.words
    shown = frame.head(CASES_SHOWN)
    columns = [
        b.col("claim", number=False, weight=1.5), b.col("place", number=False, weight=1.5),
        b.col("family", number=False), b.col("reported", number=False, weight=1.5),
        b.col("age", unit="days"), b.col("step_next", number=False, weight=1.2),
    ]  # fmt: skip
    rows = [
        (
            str(r["claim_id"]), b.place(r["region_code"]), w.family(r["peril_family"]),
            w.stamp(r["reported_at"]), w.n(r["age_days"]), w(f"summary.step.{step(r)}"),
        )
        for r in shown.to_dict("records")
    ]  # fmt: skip
    text = w("summary.cases.text", n=w.n(len(frame)), shown=w.n(len(shown)))
    return Paragraph(text), b.table("table.open_cases", columns, rows, b.ledgers("claim"))


def step(row: Mapping[Any, Any]) -> str:
    """The step an open claim waits for: reach, survey, approve, pay."""
    done = [name for name in STEPS if bool(row[name]) and row[name] == row[name]]
    return NEXT[done[-1] if done else ""]

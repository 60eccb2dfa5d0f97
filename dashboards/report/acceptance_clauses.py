"""Clauses of the contract: required, actual, verdict, how sure."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.report import stages, summary_goals, targets
from dashboards.report.acceptance_read import AcceptanceRead
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph
from dashboards.report.promise import limit, measured_share, of_year
from dashboards.story.promise import promise_verdict
from risk.terms import Tier

VERDICTS = ("kept", "partly", "missed", "open", "running", "too_few", "no_limit", "no_data")
DELIVERED = ("annual", "summary")
OF_READING = {
    "kept": "kept", "mostly": "partly", "missed": "missed", "thin": "too_few", "untold": "no_data",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One clause in words; ``verdict`` is one of :data:`VERDICTS`."""

    name: str
    required: str
    actual: str
    verdict: str
    sure: str


def clauses(b: Brief, read: AcceptanceRead | None) -> list[Clause]:
    """Every clause that is computed, in the order of a claim's life; then what was to be made."""
    rules: list[Callable[[Brief], list[Clause]]] = [arrivals, limits, hotline, closed, goals, cover]
    found = [clause for rule in rules for clause in rule(b)]
    return [*found, *(delivered(b, read) if read else [])]


def table(b: Brief, told: list[Clause]) -> tuple[Block, ...]:
    """All clauses, and how many came to which verdict."""
    w = b.words
    counts = Counter(c.verdict for c in told)
    text = w(
        "acceptance.clauses.text", n=w.n(len(told)), counts=w.join([
            w("goals.count", verdict=w(f"acceptance.verdict.{v}"), n=w.n(counts[v]))
            for v in VERDICTS if counts[v]
        ]),
    )  # fmt: skip
    columns = [
        b.col("clause", number=False, weight=1.6), b.col("required", number=False, weight=1.5),
        b.col("reached_actual", number=False, weight=2), b.col("verdict", number=False, weight=1.1),
        b.col("how_sure", number=False, weight=2),
    ]  # fmt: skip
    rows = [
        (c.name, c.required, c.actual, w(f"acceptance.verdict.{c.verdict}"), c.sure) for c in told
    ]
    note = b.ledgers("claim", "call", "complaint", "target", "policy", "roster")
    return Paragraph(text), b.table(
        "table.clauses", columns, rows, note + w("acceptance.note.clauses")
    )


def arrivals(b: Brief) -> list[Clause]:
    """Arrival by tier: only measured arrivals certify it."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    rows = {row["tier"]: row for row in of_year(b).to_dict("records")}
    found = []
    for tier in (t.value for t in Tier):
        name = w("stage.of_tier", stage=w("stage.arrival"), tier=w.inline(w.tier(tier)))
        asked = w("acceptance.share_within", share=w.pct(target, 0), limit=limit(b, tier))
        row = rows.get(tier)
        if row is None:
            found.append(Clause(name, asked, w("none_left"), "no_data", w("acceptance.no_claims")))
            continue
        sure = w("acceptance.measured", n=w.n(row["measured"]), claims=w.n(row["claims"]))
        found.append(
            Clause(name, asked, measured_share(b, row), promise_verdict(row, target), sure)
        )
    return found


def limits(b: Brief) -> list[Clause]:
    """Stages whose limit the contract gives or leaves blank: every case counts."""
    w, frame = b.words, b.account.service.timeliness
    return [
        Clause(
            stages.stage_name(b, row), stages.required(b, row), stage_actual(b, row),
            stage_verdict(row),
            w("acceptance.timed", n=w.n(row["clocked"]), claims=w.n(row["claims"])),
        )
        for row in frame.to_dict("records") if row["stage"] in stages.LIMITED
    ]  # fmt: skip


def stage_actual(b: Brief, row: Mapping[Any, Any]) -> str:
    """Share in time where a limit is given, else how long half and nine tenths took."""
    w = b.words
    if pd.notna(row["required"]):
        return w(
            "acceptance.late_of", share=b.share(row, "share"), late=w.n(row["late"]),
            overdue=w.n(row["overdue"]),
        )  # fmt: skip
    return w("acceptance.took", half=b.took(row["p50_min"]), most=b.took(row["p90_min"]))


def stage_verdict(row: Mapping[Any, Any]) -> str:
    """Kept when nothing timed or running is over the limit."""
    if pd.isna(row["required"]):
        return "no_limit"
    if not row["clocked"]:
        return "no_data"
    return "missed" if row["late"] + row["overdue"] else "kept"


def hotline(b: Brief) -> list[Clause]:
    """Calls answered within the rings promised."""
    w, promise = b.words, b.story.facts.county.promise
    name, asked = w("hotline.title"), w("rings", n=w.n(promise.hotline_rings))
    frame = b.account.service.hotline
    own = frame[frame["year"] == b.year]
    if own.empty:
        return [Clause(name, asked, w("none_left"), "no_data", w("acceptance.no_calls"))]
    row = own.to_dict("records")[0]
    sure = w("acceptance.calls", n=w.n(row["calls"]))
    if promise.hotline_seconds_per_ring is None:
        told = w("acceptance.answered", share=b.share(row, "answered_share"))
        return [Clause(name, asked, told, "no_limit", sure + w("acceptance.no_seconds"))]
    all_in = row["in_time_share"] == 1
    verdict = "kept" if all_in else "missed"
    return [Clause(name, asked, b.share(row, "in_time_share"), verdict, sure)]


def closed(b: Brief) -> list[Clause]:
    """All claims closed before the contract year ends."""
    w, told = b.words, b.account.run_off
    name, asked = w("acceptance.closed"), w("acceptance.all_closed")
    now = w("acceptance.open_now", n=w.n(told.open_now))
    if not told.days or not told.open_now:
        verdict = "missed" if told.open_now else "kept" if not told.days else "running"
        return [Clause(name, asked, now, verdict, w("acceptance.counted"))]
    if told.note:
        return [Clause(name, asked, now, "running", w("not_enough_short"))]
    sure = w("acceptance.at_end", mean=w.n(told.mean, 1), range=w.span(told.low, told.high))
    return [Clause(name, asked, now, "running", sure)]


def goals(b: Brief) -> list[Clause]:
    """Each metric of the monthly targets."""
    w, frame, found = b.words, b.account.targets, []
    for metric, own in frame.groupby("metric", sort=False):
        code, told = own["metric_code"].iloc[0], summary_goals.counts(own)
        reading = summary_goals.reading(own)
        actual = w(
            "acceptance.months", met=w.n(told["met"]), missed=w.n(told["missed"]),
            untold=w.n(told["untold"]),
        )  # fmt: skip
        sure = w(f"summary.goals.reading.{reading}", n=w.n(int(own["little_data"].sum())))
        name = w("acceptance.goal", metric=targets.name(b, str(metric), code))
        asked = summary_goals.asked(b, code, own["target"])
        found.append(Clause(name, asked, actual, OF_READING[reading], sure))
    return found


def cover(b: Brief) -> list[Clause]:
    """Coverage, where no monthly target tells it: shown without a verdict."""
    w = b.words
    if (b.account.targets["metric_code"] == targets.COVERAGE).any():
        return []
    row = b.account.insured.townships
    rate = row["coverage_rate"].iloc[0] if len(row) else float("nan")
    known = pd.notna(rate)
    return [
        Clause(
            w("coverage.title"), w("acceptance.no_target"),
            w.pct(float(rate)) if known else w("unknown"), "no_limit" if known else "no_data",
            w("acceptance.roster") if known else w("coverage.township.unknown"),
        )
    ]  # fmt: skip


def delivered(b: Brief, read: AcceptanceRead) -> list[Clause]:
    """The annual plan and the summary: made and numbered, or not."""
    w, found = b.words, []
    for kind in DELIVERED:
        numbers = sorted({r.number for r in read.reports if r.source.kind == kind})
        verdict = "kept" if numbers else "running" if b.running else "missed"
        found.append(
            Clause(
                w.term("reports.kind", kind), w("acceptance.made_by_end"),
                w.join(numbers[-2:]) if numbers else w("none"), verdict,
                w("acceptance.made_only"),
            )
        )  # fmt: skip
    return found

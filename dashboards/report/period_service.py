"""How a month or quarter was served: arrivals in time, targets, complaints."""

import pandas as pd

from dashboards.report import targets
from dashboards.report.content import Block, Paragraph
from dashboards.report.material import Material
from dashboards.report.period_figures import SPANS, Span, late_reasons, promise, within

REASONS_SHOWN = 6


def kept(m: Material, told: dict[str, Span]) -> tuple[Block, ...]:
    """Arrivals in time by tier beside the other periods; reasons of those late."""
    w, b = m.words, m.brief
    shares = {name: promise(m, span) for name, span in told.items()}
    columns = [
        b.col("tier", number=False), b.col("required", number=False),
        b.col("clocked", unit="claims"), *(b.col(f"period_{s}", weight=1.7) for s in SPANS),
    ]  # fmt: skip
    rows = [
        (w.tier(tier), w.limit(m.story.facts.county.promise.limit_min(tier)), w.n(row["clocked"]),
         *(b.share(shares[s][tier], "share") if told[s].known else w("not_given") for s in SPANS))
        for tier, row in shares["this"].items()
    ]  # fmt: skip
    reasons = late_reasons(m, told["this"])
    texts = [
        w("reason_of", reason=w.text(reason, "reason_missing"), n=w.n(n))
        for reason, n in reasons.head(REASONS_SHOWN).items()
    ]
    late = w("period.late", n=w.n(reasons.sum()), reasons=w.join(texts))
    return (
        Paragraph(late if len(reasons) else w("period.none_late")),
        b.table(
            "period.table.promise", columns, rows, b.ledgers("claim") + w("period.note.promise")
        ),
    )


def goals(m: Material, span: Span) -> tuple[Block, ...]:
    """Targets of the period's months against what was reached."""
    w, b = m.words, m.brief
    frame = b.account.targets
    if len(frame):
        days = pd.to_datetime(frame["first_day"])
        frame = frame[(days >= pd.Timestamp(span.first)) & (days < pd.Timestamp(span.end))]
    if frame.empty:
        return (Paragraph(w("period.no_goals")),)
    columns = [
        b.col("month", number=False), b.col("metric", number=False, weight=1.6),
        b.col("target", weight=1.1), b.col("reached_actual", weight=1.9),
        b.col("verdict", number=False, weight=1.6),
    ]  # fmt: skip
    rows = [
        (w.month(int(r.month)), targets.name(b, str(r.metric), r.metric_code),
         targets.shown(b, r.metric_code, r.target), targets.actual(b, r.metric_code, r),
         targets.verdict(b, r))
        for r in frame.itertuples()
    ]  # fmt: skip
    note = b.ledgers("target", "claim") + w("note.goals")
    return (b.table("period.table.goals", columns, rows, note),)


def complaints(m: Material, span: Span) -> tuple[Block, ...]:
    """Complaints by reason."""
    w, frame = m.words, m.story.facts.complaints
    if frame.empty:
        return (Paragraph(w("period.no_complaints_ledger")),)
    counts = within(frame, "received_at", span)["reason"].fillna("").value_counts()
    if counts.empty:
        return (Paragraph(w("period.no_complaints")),)
    texts = [
        w("reason_of", reason=w.text(reason, "reason_missing"), n=w.n(n))
        for reason, n in counts.items()
    ]
    return (Paragraph(w("period.complaints.text", n=w.n(counts.sum()), reasons=w.join(texts))),)

"""Chapter 4: the service promise: what was required, what was kept, what cannot be said."""

from typing import Any

import pandas as pd

from dashboards.report import charts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.promise import MEASURED_MIN, promise_verdict
from risk.terms import Status, Tier

SECONDS_A_DAY = 86400
STAGES = ("review_days", "payment_days", "complaint_days")
CEILINGS = {"review_days": "review_ceiling_days", "payment_days": "payment_ceiling_days"}


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("promise.title"),
        (
            Section(w("promise.arrival.title"), arrival(b)),
            Section(w("promise.clocks.title"), clocks(b)),
            Section(w("promise.stages.title"), stages(b)),
            Section(w("promise.satisfaction.title"), satisfaction(b)),
        ),
    )


def of_year(b: Brief) -> pd.DataFrame:
    """Rows of the promise by tier for the year reported on."""
    frame = by_year(b)
    return frame[frame["year"] == b.year]


def by_year(b: Brief) -> pd.DataFrame:
    """Rows of the promise by year and tier: town, elsewhere, place unknown."""
    order = {tier.value: i for i, tier in enumerate(Tier)}
    frame = b.story.history.promise_by_year
    frame = frame.assign(order=frame["tier"].map(order).fillna(len(order)))
    return frame.sort_values(["year", "order"]).drop(columns="order")


def limit(b: Brief, tier: str) -> str:
    """Minutes promised for a tier, in words; none where the place is not known."""
    known = tier in {t.value for t in Tier}
    w = b.words
    return w.limit(b.story.facts.county.promise.limit_min(tier)) if known else w("no_limit")


def measured_share(b: Brief, row: dict[str, Any]) -> str:
    """Share of measured arrivals in time, with its 90 % interval."""
    w = b.words
    if not row["measured"]:
        return w("no_verdict")
    span = w.pct_span(row["share_measured_lo"], row["share_measured_hi"], 1)
    return w("with_range", value=w.pct(row["share_measured"]), range=span)


def sentence(b: Brief, row: dict[str, Any]) -> str:
    """One tier's measured arrivals in a sentence, with their verdict against the goal."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    values = {
        "tier": w.tier(row["tier"]), "limit": limit(b, row["tier"]),
        "claims": w.n(row["claims"]), "year": w.year(b.year),
    }  # fmt: skip
    if not row["measured"]:
        return w("promise.arrival.none", **values)
    said = w(f"verdict.{promise_verdict(row, target)}", least=w.n(MEASURED_MIN))
    return w(
        "promise.arrival.text", **values, measured=w.n(row["measured"]),
        share=measured_share(b, row), target=w.pct(target, 0), verdict=said,
    )  # fmt: skip


def beside(b: Brief, row: dict[str, Any]) -> str:
    """What typed and inferred arrivals add: shown, never judged; "" where there are none."""
    w = b.words
    if row["clocked"] == row["measured"]:
        return ""
    span = w.pct_span(row["share_lo"], row["share_hi"], 1)
    return w(
        "promise.arrival.beside", tier=w.tier(row["tier"]), typed=w.n(row["typed"]),
        inferred=w.n(row["inferred"]), clocked=w.n(row["clocked"]),
        share=w("with_range", value=w.pct(row["share"]), range=span),
    )  # fmt: skip


def arrival(b: Brief) -> tuple[Block, ...]:
    """On the scene in time: this year by tier, and every year with its interval."""
    w = b.words
    told = [
        text for row in of_year(b).to_dict("records") for text in (sentence(b, row), beside(b, row))
    ]
    sentences = [Paragraph(text) for text in told if text]
    frame = by_year(b)
    columns = [
        b.col("year", number=False), b.col("tier", number=False), b.col("required", number=False),
        b.col("claims", unit="claims"), b.col("clocked", unit="claims"), b.col("share_in_time"),
        b.col("range_90", weight=1.4), b.col("share_measured", weight=1.6),
        b.col("p50", number=True), b.col("p90", number=True),
    ]  # fmt: skip
    rows = [
        (
            w.year(int(r.year)), w.tier(r.tier),
            limit(b, r.tier),
            w.n(r.claims), w.n(r.clocked), w.pct(r.share if r.clocked else None),
            w.pct_span(r.share_lo, r.share_hi, 1) if r.clocked else w("no_verdict"),
            measured_share(b, r._asdict()), w.duration(r.p50_min), w.duration(r.p90_min),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    table = b.table("table.promise", columns, rows, b.ledgers("claim") + w("note.promise"))
    figure = b.figure(
        "promise",
        lambda: charts.promise_by_year(frame, b.story.facts.county.staffing.share_target, w),
        b.ledgers("claim"), alt=w("alt.promise"),
    )  # fmt: skip
    return *sentences, figure, table


def clocks(b: Brief) -> tuple[Block, ...]:
    """How the arrivals are known: only measured ones certify the promise."""
    w, frame = b.words, of_year(b)
    if frame.empty:
        return (Paragraph(w("promise.clocks.none", year=w.year(b.year))),)
    kinds = ("measured", "typed", "inferred", "missing", "imprecise", "impossible")
    columns = [
        b.col("tier", number=False), b.col("claims", unit="claims"),
        *(b.col(f"arrival.{kind}", unit="claims") for kind in kinds),
    ]  # fmt: skip
    rows = [
        (w.tier(r.tier), w.n(r.claims), *(w.n(getattr(r, kind)) for kind in kinds))
        for r in frame.itertuples()
    ]
    measured, claims = float(frame["measured"].sum()), float(frame["claims"].sum())
    text = w(
        "promise.clocks.text",
        year=w.year(b.year), measured=w.pct(measured / max(claims, 1), 0),
        missing=w.n(frame["missing"].sum()), impossible=w.n(frame["impossible"].sum()),
    )  # fmt: skip
    return Paragraph(text), b.table("table.clocks", columns, rows, b.ledgers("claim"))


def stages(b: Brief) -> tuple[Block, ...]:
    """Review, payment, complaint, hotline: limits given, or ceilings of the law without verdict."""
    w, promise = b.words, b.story.facts.county.promise
    columns = [
        b.col("stage", number=False, weight=1.6), b.col("limit", number=False, weight=1.2),
        b.col("standing", number=False), b.col("ceiling", number=False, weight=1.2),
        b.col("actual_days", number=True, weight=1.4), b.col("verdict", number=False, weight=1.2),
    ]  # fmt: skip
    rows = [stage_row(b, stage) for stage in STAGES]
    rows.append(hotline_row(b))
    open_ = [w(f"stage.{s}") for s in STAGES if promise.standing(s).status is Status.NOT_PROVIDED]
    text = w("promise.stages.gap", names=w.join(open_)) if open_ else w("promise.stages.text")
    return Paragraph(text), b.table("table.stages", columns, rows, b.ledgers("claim"))


def stage_row(b: Brief, stage: str) -> tuple[str, ...]:
    """One stage: limit, its standing, the law's ceiling, days measured, verdict."""
    w, promise = b.words, b.story.facts.county.promise
    limit = getattr(promise, stage)
    ceiling = getattr(promise, CEILINGS[stage]) if stage in CEILINGS else None
    days = stage_days(b, stage)
    actual = w("not_in_story")
    if days is not None:
        actual = w("not_enough_short")
        if len(days):
            values = {"p50": w.n(days.median(), 1), "p90": w.n(days.quantile(0.9), 1)}
            actual = w("days_p50_p90", **values, n=w.n(len(days)))
    judged = limit is not None and days is not None and len(days) > 0
    share = w.pct(float((days <= limit).mean())) if judged else w("no_verdict")
    return (
        w(f"stage.{stage}"),
        w.term("status", Status.NOT_PROVIDED) if limit is None else w("days", n=w.n(limit)),
        w.term("status", promise.standing(stage).status),
        w("none") if ceiling is None else w("ceiling", n=w.n(ceiling)),
        actual,
        w("kept_share", share=share) if judged else share,
    )


def stage_days(b: Brief, stage: str) -> pd.Series | None:
    """Days each claim of the year took in a stage; None where the story does not hold them."""
    claims = b.story.facts.claims
    claims = claims[claims["year"] == b.year]
    ends = {
        "review_days": ("documents_complete_at", "approved_at"),
        "payment_days": ("approved_at", "paid_at"),
    }
    if stage == "complaint_days":
        complaints = b.story.facts.complaints
        if complaints.empty:
            return None
        received = complaints[in_year(b, complaints["received_at"])]
        waited = received["first_answer_at"] - received["received_at"]
        return waited.dropna().dt.total_seconds() / SECONDS_A_DAY
    first, last = ends[stage]
    days = (claims[last] - claims[first]).dt.total_seconds() / SECONDS_A_DAY
    return days[days >= 0]


def in_year(b: Brief, moments: pd.Series) -> pd.Series:
    """Which moments fall into the contract year told."""
    first, following = b.story.facts.county.contract_year_bounds(b.year)
    return (moments >= pd.Timestamp(first)) & (moments < pd.Timestamp(following))


def hotline_row(b: Brief) -> tuple[str, ...]:
    """The hotline: rings promised, seconds it rang, calls given up; rings are not recorded."""
    w, promise = b.words, b.story.facts.county.promise
    calls = b.story.facts.calls
    ring_s = calls.loc[in_year(b, calls["called_at"]), "ring_s"].dropna() if len(calls) else calls
    actual = w("not_in_story")
    if len(ring_s):
        values = {"p50": w.n(ring_s.median(), 0), "p90": w.n(ring_s.quantile(0.9), 0)}
        actual = w("ring_p50_p90", **values, n=w.n(len(ring_s)))
    return (
        w("stage.hotline"), w("rings", n=w.n(promise.hotline_rings)),
        w.term("status", promise.standing("hotline_rings").status), w("none"), actual,
        w("no_verdict"),
    )  # fmt: skip


def satisfaction(b: Brief) -> tuple[Block, ...]:
    """What households said, where it was asked."""
    w, claims = b.words, b.story.facts.claims
    claims = claims[claims["year"] == b.year]
    counts = claims["satisfaction"].dropna().value_counts()
    if counts.empty:
        return (Paragraph(w("promise.satisfaction.none", n=w.n(len(claims)), year=w.year(b.year))),)
    total = int(counts.sum())
    rows = [(w(f"satisfaction.{code}"), w.n(n), w.pct(n / total)) for code, n in counts.items()]
    columns = [
        b.col("answer", number=False, weight=2), b.col("answers", unit="claims"), b.col("share"),
    ]  # fmt: skip
    text = w(
        "promise.satisfaction.text",
        n=w.n(total), claims=w.n(len(claims)), share=w.pct(total / max(len(claims), 1), 0),
    )  # fmt: skip
    return Paragraph(text), b.table("table.satisfaction", columns, rows, b.ledgers("claim"))

"""The service promise: what was required, what was kept, what cannot be said."""

from typing import Any

import pandas as pd

from dashboards.report import charts, households, stages, targets
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.promise import MEASURED_MIN, promise_verdict
from risk.terms import Tier

LATE_SHOWN = 40


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("promise.title"),
        (
            Section(w("promise.arrival.title"), arrival(b)),
            Section(w("promise.clocks.title"), clocks(b)),
            Section(w("promise.late.title"), late(b)),
            Section(w("stages.title"), stages.stages(b)),
            Section(w("payments.title"), stages.payments(b)),
            Section(w("hotline.title"), stages.hotline(b)),
            Section(w("satisfaction.title"), households.satisfaction(b)),
            Section(w("complaints.title"), households.complaints(b)),
            Section(w("goals.title"), targets.reached(b)),
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


def late(b: Brief) -> tuple[Block, ...]:
    """Late and overdue arrivals: by reason, then one by one, newest first."""
    w, frame = b.words, b.account.service.late_arrivals
    if frame.empty:
        return (Paragraph(w("promise.late.none", year=w.year(b.year))),)
    every = int(frame["rows_in_all"].iloc[0])
    shown = min(every, LATE_SHOWN)
    text = w("promise.late.text", year=w.year(b.year), n=w.n(every), shown=w.n(shown))
    return Paragraph(text), *late_reasons(b), late_list(b)


def late_reasons(b: Brief) -> tuple[Block, ...]:
    """Late arrivals by tier and reason; nothing where none has come yet."""
    w, frame = b.words, b.account.service.late_reasons
    if frame.empty:
        return ()
    columns = [
        b.col("tier", number=False), b.col("reason", number=False, weight=3),
        b.col("late", unit="claims"), b.col("share"), b.col("p50"), b.col("p90"),
    ]  # fmt: skip
    rows = [
        (
            w.tier(r.tier), w.text(r.late_reason, "reason_missing"), w.n(r.late), w.pct(r.share, 0),
            b.took(r.p50_min), b.took(r.p90_min),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    return (b.table("table.late_reasons", columns, rows, b.ledgers("claim")),)


def late_list(b: Brief) -> Block:
    """The arrival table of the contract, cut to what was late."""
    w = b.words
    columns = [
        b.col("claim", number=False, weight=1.4), b.col("place", number=False, weight=1.6),
        b.col("reported", number=False, weight=1.5), b.col("arrived", number=False, weight=1.5),
        b.col("required"), b.col("took"), b.col("recorded", number=False, weight=1.2),
        b.col("reason", number=False, weight=2),
    ]  # fmt: skip
    rows = [
        (
            str(r.claim_id), b.place(r.region_code), w.stamp(r.began), w.stamp(r.ended),
            w.limit(r.required_min), b.took(r.actual_min) if pd.notna(r.ended) else w("overdue"),
            w.term("arrival_quality", r.arrival_quality) if pd.notna(r.ended) else w("none_left"),
            w.text(r.late_reason, "reason_missing"),
        )
        for r in b.account.service.late_arrivals.head(LATE_SHOWN).itertuples()
    ]  # fmt: skip
    return b.table("table.late_arrivals", columns, rows, b.ledgers("claim") + w("note.late"))

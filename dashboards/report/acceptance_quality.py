"""Quality and completeness: rows loaded, places matched, doubles, evidence of each claim."""

from collections.abc import Callable

import pandas as pd

from dashboards.report import annex
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.quality import current_flags, current_rejects, read_fault
from risk.terms import ArrivalQuality, ClaimStatus

DOUBLE = ("same_row", "double_key")
OVERLAP = "overlap"
Rule = Callable[[pd.DataFrame], "pd.Series[bool]"]


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("acceptance.quality.title"),
        (
            Section(w("annex.quality.title"), annex.quality(b)[:3]),
            Section(w("annex.match.title"), annex.matches(b)),
            Section(w("acceptance.double.title"), doubles(b)),
            Section(w("acceptance.evidence.title"), evidence(b)),
        ),
    )


def of_codes(frame: pd.DataFrame, codes: tuple[str, ...]) -> int:
    """Rows whose fault is one of some kinds."""
    pairs = frame[["rule", "remedy"]].astype(str).drop_duplicates()
    read = {(r, m): read_fault(r, m) for r, m in pairs.itertuples(index=False)}
    wanted = {pair for pair, fault in read.items() if fault and fault.code in codes}
    rows = zip(frame["rule"].astype(str), frame["remedy"].astype(str), strict=True)
    return sum(pair in wanted for pair in rows)


def doubles(b: Brief) -> tuple[Block, ...]:
    """Rows refused as repeated, policies that overlap, claims of one policy on one day."""
    w, story = b.words, b.story
    claims = story.facts.claims
    this = claims[(claims["year"] == b.year) & claims["policy_id"].notna()]
    twice = this.assign(day=this["loss_at"].dt.normalize()).duplicated(["policy_id", "day"])
    text = w(
        "acceptance.double.text", refused=w.n(of_codes(current_rejects(story), DOUBLE)),
        overlap=w.n(of_codes(current_flags(story), (OVERLAP,))), claims=w.n(int(twice.sum())),
        of=w.n(len(this)),
    )  # fmt: skip
    return (Paragraph(text),)


def any_claim(claims: pd.DataFrame) -> "pd.Series[bool]":
    """Every claim."""
    return pd.Series(True, index=claims.index)


def of_status(*status: ClaimStatus) -> Rule:
    """Claims of some states."""
    return lambda claims: claims["status"].isin([s.value for s in status])


def given(name: str) -> Rule:
    """Claims whose column is filled."""
    return lambda claims: claims[name].notna()


PAID = of_status(ClaimStatus.PAID)
DECIDED = of_status(ClaimStatus.PAID, ClaimStatus.REJECTED)
EVIDENCE: tuple[tuple[str, Rule, Rule], ...] = (
    ("policy", any_claim, given("cover_line")),
    ("village", any_claim, given("village_key")),
    ("precise", any_claim, lambda c: c["time_precision"].isin(["minute", "hour"])),
    ("arrival", any_claim, given("arrived_at")),
    ("measured", any_claim, lambda c: c["arrival_quality"] == ArrivalQuality.MEASURED.value),
    ("survey", any_claim, given("surveyed_at")),
    ("grade", any_claim, given("damage_grade")),
    ("documents", DECIDED, given("documents_complete_at")),
    ("approval", DECIDED, given("approved_at")),
    ("notice", PAID, given("posted_from")),
    ("payment", PAID, given("paid_at")),
    ("answer", DECIDED, given("satisfaction")),
)
"""Piece of evidence, the claims that need it, those that have it."""


def evidence(b: Brief) -> tuple[Block, ...]:
    """What a claim's file has to hold, and how many of the year's claims hold it."""
    w, claims = b.words, b.story.facts.claims
    this = claims[claims["year"] == b.year]
    if this.empty:
        return (Paragraph(w("promise.clocks.none", year=w.year(b.year))),)
    rows, worst = [], (1.1, "")
    for name, needs, has in EVIDENCE:
        need = needs(this)
        n, have = int(need.sum()), int((need & has(this)).sum())
        share = have / n if n else float("nan")
        worst = min(worst, (share, name)) if n else worst
        rows.append(
            (
                w(f"acceptance.evidence.{name}"), w.n(n), w.n(have), w.n(n - have),
                w.pct(share) if n else w("no_verdict"),
            )
        )  # fmt: skip
    columns = [
        b.col("evidence_of", number=False, weight=2.4), b.col("need_it", unit="claims"),
        b.col("have_it", unit="claims"), b.col("lack_it", unit="claims"), b.col("share"),
    ]  # fmt: skip
    text = w(
        "acceptance.evidence.text", year=w.year(b.year), n=w.n(len(this)),
        worst=w.inline(w(f"acceptance.evidence.{worst[1]}")), share=w.pct(worst[0]),
    )  # fmt: skip
    note = b.ledgers("claim", "policy") + w("acceptance.note.evidence")
    return Paragraph(text), b.table("table.evidence", columns, rows, note)

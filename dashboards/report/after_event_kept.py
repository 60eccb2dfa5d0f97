"""After an event: the promise and why it was late, losses, crews planned and used."""

from typing import Any

import pandas as pd

from dashboards import i18n
from dashboards.report import event_charts
from dashboards.report.after_event_read import AfterEvent
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.event_state import KEPT, LATE, OVERDUE, RUNNING, UNKNOWN
from risk.staffing.reasons import sum_causes
from risk.terms import DamageGrade

LATE_SHOWN = 15


def promise(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Arrivals by tier against the limit, and what they were certified by."""
    w, rows = b.words, read.promise
    if rows.empty:
        return (Paragraph(w("after.no_claims")),)
    columns = [
        b.col("tier", number=False, weight=1.2), b.col("required", number=False, weight=1.2),
        b.col("claims", unit="claims"),
        *(Column(w(f"after.col.{v}"), w("unit.claims"), True) for v in (KEPT, LATE, "no_time")),
        b.col("share_in_time", weight=2), b.col("share_measured", weight=2),
        b.col("p50", weight=1.2), b.col("p90", weight=1.2),
    ]  # fmt: skip
    table = [
        (
            w.tier(r["tier"]) if r["tier"] != "all" else w("after.all"), limit(b, r["tier"]),
            w.n(r["claims"]), w.n(r[KEPT]), w.n(r[LATE] + r[OVERDUE]),
            w.n(r[RUNNING] + r[UNKNOWN]), b.share(r, "share"), b.share(r, "share_measured"),
            b.took(r["took_p50_min"]), b.took(r["took_p90_min"]),
        )
        for r in rows.to_dict("records")
    ]  # fmt: skip
    note = b.ledgers("claim") + w("after.note.promise")
    told = [Paragraph(verdict(b, r)) for r in rows.to_dict("records") if r["tier"] != "all"]
    return *told, b.table("after.table.promise", columns, table, note)


def limit(b: Brief, tier: str) -> str:
    """The promised time of a tier."""
    if tier == "all":
        return b.words("none_left")
    return b.words.limit(b.story.facts.county.promise.limit_min(tier))


def verdict(b: Brief, row: dict[Any, Any]) -> str:
    """One tier in a sentence: kept, missed, or not to be told at the wanted share."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    if row["share"] != row["share"]:
        key = "none"
    elif row["share_lo"] >= target:
        key = "kept"
    else:
        key = "missed" if row["share_hi"] < target else "open"
    return w(
        f"after.verdict.{key}", tier=w.tier(row["tier"]),
        n=w.n(row[KEPT] + row[LATE] + row[OVERDUE]), kept=w.n(row[KEPT]),
        share=b.share(row, "share"), target=w.pct(target, 0), limit=limit(b, row["tier"]),
    )  # fmt: skip


def late(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Why claims were late: by dispatch days where they are kept, by the ledger's own reasons."""
    w = b.words
    rows = read.claims[read.claims["verdict"].isin((LATE, OVERDUE))]
    if rows.empty:
        return (Paragraph(w("after.late.none")),)
    return *causes(b, read), *reasons(b, rows), late_list(b, rows)


def causes(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Causes of the dispatch days; a gap where none is kept."""
    w, days = b.words, read.days
    if days.days.empty:
        return (Paragraph(w("after.late.no_days")),)
    replayed = w("after.late.replayed") if days.days["replayed"].any() else ""
    head = w(
        "after.late.days", days=w.n(len(days.days)), n=w.n(days.days["claims"].sum()),
        late=w.n(days.days["late"].sum()),
    )  # fmt: skip
    if days.rows.empty:
        return (Paragraph(head + replayed),)
    sums = sum_causes(days.rows["cause"].tolist(), days.rows["tier"].tolist())
    columns = [
        Column(w("after.col.cause"), "", False, 2), b.col("claims", unit="claims"), b.col("share"),
    ]  # fmt: skip
    table = [(cause(b, r.cause), w.n(r.all), w.pct(r.share, 0)) for r in sums_rows(sums)]
    note = b.source(w("after.source.dispatch")) + w.gap + i18n.t("why.each", w.lang)
    return Paragraph(head + replayed), b.table("after.table.causes", columns, table, note)


def sums_rows(sums: pd.DataFrame) -> Any:
    """Causes, the commonest first."""
    return sums.sort_values("all", ascending=False).itertuples()


def cause(b: Brief, code: str) -> str:
    """Name of a cause."""
    return i18n.t(f"why.cause.{code}", b.words.lang)


def reasons(b: Brief, rows: pd.DataFrame) -> tuple[Block, ...]:
    """Reasons written beside late arrivals, with their number; how many have none."""
    w = b.words
    named = rows["late_reason"].fillna("").astype(str).str.strip()
    counts = named[named != ""].value_counts()
    none = int((named == "").sum())
    told = w.join([w("reason_of", reason=r, n=w.n(n)) for r, n in counts.items()])
    text = w("after.late.reasons", reasons=told) if len(counts) else ""
    gap = w("after.late.no_reason", n=w.n(none), of=w.n(len(rows))) if none else ""
    return (Paragraph(text + gap),)


def late_list(b: Brief, rows: pd.DataFrame) -> Block:
    """The latest arrivals, claim by claim."""
    w = b.words
    shown = rows.sort_values(["late_min", "claim_id"], ascending=[False, True]).head(LATE_SHOWN)
    columns = [
        b.col("claim", number=False, weight=1.6), b.col("place", number=False, weight=1.8),
        b.col("reported", number=False, weight=1.6), b.col("required"), b.col("took"),
        Column(w("after.col.late_by"), "", True), b.col("reason", number=False, weight=2),
    ]  # fmt: skip
    table = [
        (
            str(r.claim_id), b.place(r.region_code), w.stamp(r.reported_at), w.limit(r.limit_min),
            b.took(r.took_min) if pd.notna(r.arrived_at) else w("overdue"), b.took(r.late_min),
            w.text(r.late_reason, "reason_missing"),
        )
        for r in shown.itertuples()
    ]  # fmt: skip
    more = w("after.note.shown", shown=w.n(len(shown)), n=w.n(len(rows)))
    return b.table("after.table.late", columns, table, b.ledgers("claim") + more)


def losses(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Paid by township, and by damage grade; what is still open and estimated."""
    w, claims = b.words, read.claims
    if claims.empty:
        return (Paragraph(w("after.no_claims")),)
    open_ = claims[claims["status"] == "open"]
    text = w(
        "after.losses.text" if len(open_) else "after.losses.none_open",
        paid=w.n(read.now.paid), money=w.money(read.now.paid_money),
        mean=w.money(read.now.paid_money / read.now.paid) if read.now.paid else w("none_left"),
        open=w.n(len(open_)), estimated=w.n(open_["estimate_money"].notna().sum()),
        estimate=w.money(float(open_["estimate_money"].sum())),
        rejected=w.n((claims["status"] == "rejected").sum()),
    )  # fmt: skip
    return Paragraph(text), loss_table(b, claims), grade_table(b, claims)


def loss_table(b: Brief, claims: pd.DataFrame) -> Block:
    """Claims and money by township, most paid first."""
    w = b.words
    town = claims["township_code"].fillna("")
    by = claims.groupby(town).agg(
        claims=("claim_id", "size"), money=("paid_money", "sum"),
        paid=("paid_money", lambda m: int((m.fillna(0) > 0).sum())),
        open=("status", lambda s: int((s == "open").sum())),
    )  # fmt: skip
    columns = [
        b.col("township", number=False, weight=1.8), b.col("claims", unit="claims"),
        b.col("paid_claims", unit="claims"), b.col("paid", unit=w.money_unit),
        b.col("mean_paid", unit=w.currency_name), b.col("open", unit="claims"),
    ]  # fmt: skip
    rows = [
        (
            b.place(r.Index) if r.Index else w("bulletin.no_place"), w.n(r.claims), w.n(r.paid),
            w.sum(r.money), w.n(r.money / r.paid) if r.paid else w("none_left"), w.n(r.open),
        )
        for r in by.sort_values(["money", "claims"], ascending=False).itertuples()
    ]  # fmt: skip
    return b.table("after.table.losses", columns, rows, b.ledgers("claim"))


def grade_table(b: Brief, claims: pd.DataFrame) -> Block:
    """Claims and money by damage grade, gravest first; not graded last."""
    w = b.words
    columns = [
        Column(w("after.col.grade"), "", False, 1.6), b.col("claims", unit="claims"),
        b.col("share"), b.col("paid", unit=w.money_unit),
    ]  # fmt: skip
    grades = claims["damage_grade"].fillna("")
    rows = []
    for grade in (*(g.value for g in DamageGrade), ""):
        own = claims[grades == grade]
        if len(own):
            name = w.term("damage_grade", grade) if grade else w("after.ungraded")
            money = w.sum(float(own["paid_money"].sum()))
            rows.append((name, w.n(len(own)), w.pct(len(own) / len(claims), 0), money))
    return b.table("after.table.grades", columns, rows, b.ledgers("claim"))


def crews(b: Brief, read: AfterEvent) -> tuple[Block, ...]:
    """Crews by day: on duty by the roster, in saved plans, at work by dispatch and by claims."""
    w, rows = b.words, read.by_day
    figure = b.figure(
        "event_days", lambda: event_charts.by_day(rows, w), b.ledgers("claim"),
        alt=w("alt.event_days"), event=read.name,
    )  # fmt: skip
    plan = read.plans[0] if read.plans else None
    planned = plan.crews.set_index("date") if plan else pd.DataFrame()
    columns = [
        b.col("day", number=False, weight=1.3),
        Column(w("after.col.reported"), w("unit.claims"), True),
        Column(w("after.col.arrived"), w("unit.claims"), True),
        *(
            Column(w(f"after.col.{c}"), w("unit.crews"), True)
            for c in ("own", "plan", "sent", "used")
        ),
    ]  # fmt: skip
    table = [
        (
            w.day(r.day), w.n(r.reported), w.n(r.arrived), w.n(r.own),
            w.n(planned.loc[r.day].sum()) if r.day in planned.index else w("none_left"),
            w.n(read.used[r.day]) if r.day in read.used else w("none_left"), w.n(r.crews),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    told = w("after.crews.plan", number=w.n(plan.number), name=plan.name) if plan else w(
        "after.crews.no_plan"
    )  # fmt: skip
    days = "" if read.used else w("after.crews.no_days")
    note = b.ledgers("base", "surveyor", "claim") + w("after.note.crews")
    return Paragraph(told + days), figure, b.table("after.table.crews", columns, table, note)

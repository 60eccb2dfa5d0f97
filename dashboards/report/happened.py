"""What happened, by year, family, month, township, event; what is not over."""

import pandas as pd

from dashboards.report import charts, closing, facts, whole_year
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.units import per_region
from risk.terms import ClaimStatus

EVENTS_SHOWN = 12


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("happened.title"),
        (
            Section(w("happened.year.title"), years(b)),
            Section(w("whole.title"), whole_year.whole_year(b)),
            Section(w("happened.family.title"), families(b)),
            Section(w("happened.month.title"), months(b)),
            Section(w("happened.township.title"), townships(b)),
            Section(w("happened.events.title"), events(b)),
            Section(w("closing.title"), closing.open_claims(b)),
            Section(w("development.title"), closing.development(b)),
        ),
    )


def years(b: Brief) -> tuple[Block, ...]:
    """This year in two sentences, then every year's figures."""
    w, story = b.words, b.story
    claims = story.facts.claims[story.facts.claims["year"] == b.year]
    row = story.history.by_year.set_index("year").reindex([b.year]).iloc[0]
    start, _ = story.facts.county.contract_year_bounds(b.year)
    opening = w(
        "happened.year.text",
        year=w.year(b.year), start=w.day(start), day=w.day(story.facts.as_of), n=w.n(len(claims)),
        paid=w.money(float(claims["paid_money"].sum())),
        n_open=w.n(int((claims["status"] == ClaimStatus.OPEN.value).sum())),
    )  # fmt: skip
    ratio = w("happened.year.no_ratio")
    if facts.has_exposure(story) and not pd.isna(row["loss_ratio"]):
        ratio = w("happened.year.ratio", ratio=w.pct(float(row["loss_ratio"])))
    return Paragraph(opening), Paragraph(ratio), year_table(b)


def year_table(b: Brief) -> Block:
    """Claims, money, exposure and ratios of each contract year."""
    w = b.words
    columns = [
        b.col("year", number=False, weight=1.6), b.col("claims", unit="claims"),
        b.col("paid_claims", unit="claims"), b.col("open", unit="claims"),
        b.col("paid", unit=w.money_unit, weight=1.2),
        b.col("premium", unit=w.money_unit, weight=1.2),
        b.col("house_years", unit="house_years", weight=1.3),
        b.col("rate", unit="per_1000", weight=2.4), b.col("loss_ratio", weight=1.1),
    ]  # fmt: skip
    exposed = facts.has_exposure(b.story)
    frame = per_region(b.story.facts, b.story.history.by_year)
    rows = [
        (
            w.year(int(r.year)) + (w("to_date") if int(r.year) == b.year else ""),
            w.n(r.claims), w.n(r.paid_claims), w.n(r.open_claims), w.sum(r.paid_money),
            w.sum(r.premium_money) if exposed else w("not_given"),
            w.n(r.house_years) if exposed else w("not_given"),
            rate_with_range(b, r),
            w.pct(r.loss_ratio) if exposed else w("not_given"),
        )
        for r in frame.sort_values("year").itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.rate_interval")
    return b.table("table.years", columns, rows, note)


def rate_with_range(b: Brief, row: object) -> str:
    """A rate of the row, in the unit its column names, with its 90 % interval."""
    name = "claims_per_1000_house_years"
    value, low, high = (getattr(row, name + end) for end in ("", "_lo", "_hi"))
    return b.words("with_range", value=b.words.n(value, 2), range=b.words.span(low, high, 2))


def families(b: Brief) -> tuple[Block, ...]:
    """Which families cost most, this year and over all years."""
    w, claims = b.words, b.story.facts.claims
    now = claims[claims["year"] == b.year].groupby("peril_family").size()
    paid = claims[claims["year"] == b.year].groupby("peril_family")["paid_money"].sum()
    total = max(int(now.sum()), 1)
    frame = per_region(b.story.facts, b.story.history.by_family)
    frame = frame.sort_values("claims", ascending=False)
    columns = [
        b.col("family", number=False, weight=1.3), b.col("claims_year", unit="claims"),
        b.col("share_year"), b.col("paid_year", unit=w.money_unit, weight=1.2),
        b.col("claims_all", unit="claims"), b.col("paid_all", unit=w.money_unit, weight=1.2),
        b.col("mean_paid", unit=w.currency_name, weight=1.2),
        b.col("rate", unit="per_1000", weight=2.4),
    ]  # fmt: skip
    rows = [
        (
            w.family(r.peril_family), w.n(now.get(r.peril_family, 0)),
            w.pct(now.get(r.peril_family, 0) / total, 0), w.sum(float(paid.get(r.peril_family, 0))),
            w.n(r.claims), w.sum(r.paid_money), w.n(r.mean_paid_money), rate_with_range(b, r),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.rate_interval")
    table = b.table("table.families", columns, rows, note)
    if now.empty:
        return Paragraph(w("happened.family.none", year=w.year(b.year))), table
    first = now.idxmax()
    text = w(
        "happened.family.text",
        family=w.inline(w.family(first)), n=w.n(now[first]), share=w.pct(now[first] / total, 0),
        year=w.year(b.year), all_first=w.inline(w.family(frame["peril_family"].iloc[0])),
    )  # fmt: skip
    unknown = int(claims.loc[claims["year"] == b.year, "peril_family"].isna().sum())
    gap = (Paragraph(w("happened.family.unknown", n=w.n(unknown))),) if unknown else ()
    return Paragraph(text), *gap, table


def months(b: Brief) -> tuple[Block, ...]:
    """Months known and an estimate of the rest, marked as one."""
    w = b.words
    counts = facts.claims_by_month(b.story, b.year)
    estimate = facts.remaining(b.story)
    if counts.empty and estimate is None:
        return (Paragraph(w("happened.month.none")),)
    note = b.ledgers("claim")
    figure = b.figure(
        "months", lambda: charts.monthly_claims(counts, estimate, w), note,
        alt=w("alt.months"), year=w.year(b.year),
    )  # fmt: skip
    known = int(counts.to_numpy().sum())
    if estimate is None:
        return Paragraph(w("happened.month.no_estimate", n=w.n(known))), figure
    mean, low, high = estimate.total
    text = w(
        "happened.month.text",
        n=w.n(known), day=w.day(b.story.facts.as_of), mean=w.n(mean), range=w.span(low, high),
        total=w.n(known + mean), total_range=w.span(known + low, known + high),
    )  # fmt: skip
    method = w(
        "happened.month.method_scaled" if estimate.scaled else "happened.month.method",
        years=w.n(len(estimate.years)),
        first=estimate.years[0], last=estimate.years[-1],
    )  # fmt: skip
    return Paragraph(text), Paragraph(method), figure, month_table(b, counts, estimate)


def month_table(b: Brief, counts: pd.DataFrame, estimate: facts.Estimate) -> Block:
    """Actual claims and the estimate of days still to come, month by month."""
    w = b.words
    rest = estimate.months.set_index("month")
    columns = [
        b.col("month", number=False), b.col("actual", unit="claims"),
        b.col("still_to_come", unit="claims"), b.col("range_past", unit="claims"),
        b.col("standing", number=False),
    ]  # fmt: skip
    rows = []
    for month, row in counts.iterrows():
        open_days = month in rest.index
        standing = (
            "estimate" if open_days and not row.sum() else "partly" if open_days else "actual"
        )
        more = rest.loc[month] if open_days else None
        rows.append(
            (
                w.month(int(month)), w.n(row.sum()),
                w.n(more["expected"]) if more is not None else "0",
                w.span(more["low"], more["high"]) if more is not None else w("none_left"),
                w(f"standing.{standing}"),
            )
        )  # fmt: skip
    return b.table("table.months", columns, rows, b.ledgers("claim") + w("note.estimate"))


def townships(b: Brief) -> tuple[Block, ...]:
    """Claims and money by township, this year and over all years."""
    w = b.words
    frame = facts.townships(b.story).sort_values("claims", ascending=False)
    if frame.empty:
        return (Paragraph(w("no_townships")),)
    total = int((b.story.facts.claims["year"] == b.year).sum())
    columns = [
        b.col("township", number=False, weight=1.6), b.col("claims_year", unit="claims"),
        b.col("paid_year", unit=w.money_unit, weight=1.2), b.col("claims_all", unit="claims"),
        b.col("rate_smoothed", unit="rate", weight=2),
    ]  # fmt: skip
    rows = [
        (
            b.names[r.region_code], w.n(r.claims), w.sum(r.paid_money), w.n(r.claims_all_years),
            rate_with_range(b, r),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    placed = int(frame["claims"].sum())
    top = frame.head(3)
    text = w(
        "happened.township.text",
        names=w.join([b.names[c] for c in top["region_code"]]), n=w.n(top["claims"].sum()),
        share=w.pct(float(top["claims"].sum()) / max(total, 1), 0), year=w.year(b.year),
    )  # fmt: skip
    gap = w("happened.township.unplaced", n=w.n(total - placed), total=w.n(total))
    table = b.table(
        "table.townships", columns, rows, b.ledgers("claim", "policy") + w("note.rate_smoothed")
    )
    return (Paragraph(text), *([Paragraph(gap)] if total > placed else []), table)


def events(b: Brief) -> tuple[Block, ...]:
    """Disaster events on record and what they brought."""
    w = b.words
    frame = facts.events_with_claims(b.story)
    if frame.empty:
        return (Paragraph(w("happened.events.none")),)
    claims = b.story.facts.claims
    share = float(claims["event_id"].notna().mean())
    text = w(
        "happened.events.text",
        n=w.n(len(frame)), claims=w.n(int(frame["claims"].sum())), share=w.pct(share, 0),
        largest=largest(b, frame),
    )  # fmt: skip
    columns = [
        b.col("event", number=False, weight=2), b.col("family", number=False, weight=1.2),
        b.col("started", number=False, weight=1.4), b.col("claims", unit="claims"),
        b.col("paid", unit=w.money_unit, weight=1.1),
    ]  # fmt: skip
    rows = [
        (
            str(r.name), w.family(r.peril_family), w.day(r.started_at.date()), w.n(r.claims),
            w.sum(r.paid_money),
        )
        for r in frame.head(EVENTS_SHOWN).itertuples()
    ]  # fmt: skip
    return Paragraph(text), b.table("table.events", columns, rows, b.ledgers("event", "claim"))


def largest(b: Brief, frame: pd.DataFrame) -> str:
    """The event with most claims, in words."""
    row = frame.loc[frame["claims"].idxmax()]
    return b.words(
        "happened.events.largest", name=row["name"], n=b.words.n(row["claims"]),
        day=b.words.day(row["started_at"].date()),
    )  # fmt: skip

"""Monthly and quarterly report: a period beside the one before and a year before; what comes."""

from datetime import timedelta

import pandas as pd

from dashboards.i18n import MISSING
from dashboards.report import ahead, closing, coverage, period_findings, period_service
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Report, Section
from dashboards.report.framed import framed
from dashboards.report.material import MONTHS, QUARTER_MONTHS, Material
from dashboards.report.period_figures import (
    SPANS,
    Span,
    counted,
    figures,
    reported_in,
    spans,
    told_at,
    undated,
)
from risk.terms import RegionLevel

TOWNSHIPS_SHOWN = 12
Z_95 = 1.96
COUNTS = ("reported", "in_events", "rejected", "paid", "paid_money", "complaints")


def period_report(m: Material) -> Report:
    """A report of a few pages on a month, or on a quarter of the contract year."""
    w, b, told = m.words, m.brief, spans(m)
    now = figures(m, told["this"])
    chapters: list[tuple[str, tuple[Block, ...]]] = [
        ("headline", headline(m, told)),
        ("family", families(m, told)),
        ("township", townships(m, told)),
        ("promise", period_service.kept(m, told)),
        ("goals", period_service.goals(m, told["this"])),
        ("open", closing.open_claims(b)),
        ("complaints", period_service.complaints(m, told["this"])),
        ("coverage", coverage.in_force(b)),
        ("coming", coming(m)),
        ("todo", period_findings.todo(m)),
    ]
    kind = "month" if m.about.month is not None else "quarter"
    return framed(
        m,
        w(f"period.{kind}.title", county=m.county_name),
        period_name(m),
        tuple(Chapter(w(f"period.{key}"), (Section("", blocks),)) for key, blocks in chapters),
        facts=((w("period.days"), days_of(told["this"])),),
        key_figures={name: shown(b, name, now[name]) for name in COUNTS},
        short=True,
    )


def period_name(m: Material) -> str:
    """The period in words; marked where the data end before it does."""
    w, about = m.words, m.about
    if about.month is not None:
        name = w("year_month", year=about.month.year, month=w.month(about.month.month))
    else:
        name = w("period.quarter.name", year=w.year(about.contract_year or 0), n=about.quarter)
    bounds = about.bounds(m.story.facts.county)
    running = bounds is not None and m.story.facts.as_of + timedelta(days=1) < bounds[1]
    return w("period.running", name=name, day=w.day(m.story.facts.as_of)) if running else name


def days_of(span: Span) -> str:
    """First and last day of a span."""
    return f"{span.first:%Y-%m-%d} – {span.end - timedelta(days=1):%Y-%m-%d}"


def shown(b: Brief, name: str, value: float) -> str:
    """A figure in its unit; what the ledgers do not hold reads so."""
    if pd.isna(value):
        return b.words("not_given")
    return b.words.money(value) if name == "paid_money" else b.words.n(value)


def headline(m: Material, told: dict[str, Span]) -> tuple[Block, ...]:
    """The answer first, then every figure beside the two other periods'."""
    w, b = m.words, m.brief
    values = {name: figures(m, span) for name, span in told.items()}
    now = values["this"]
    key = "undated" if pd.isna(now["paid"]) else "text"
    text = w(
        f"period.headline.{key}", name=period_name(m), n=w.n(now["reported"]),
        events=w.n(now["in_events"]), paid=w.n(now["paid"]), money=w.money(now["paid_money"]),
        before=compared(m, told, values, "before"), year_ago=compared(m, told, values, "year_ago"),
    )  # fmt: skip
    columns = [
        b.col("period_figure", number=False, weight=2.2),
        *(b.col(f"period_{s}") for s in SPANS),
    ]
    rows = [
        (w(f"period.figure.{name}"),
         *(shown(b, name, values[s][name]) if told[s].known else w("not_given") for s in SPANS))
        for name in COUNTS
    ]  # fmt: skip
    note = b.ledgers("claim", "complaint") + w("period.note.known")
    return (
        Paragraph(text),
        *gaps(m, told["this"]),
        b.table("period.table.figures", columns, rows, note),
    )


def gaps(m: Material, span: Span) -> tuple[Block, ...]:
    """Claims counted by the day of their loss, and payments that are in no period."""
    w, claims = m.words, m.story.facts.claims
    by_loss = int(reported_in(claims, span)["reported_at"].isna().sum())
    counts = {"by_loss": by_loss, "no_day": undated(claims)}
    return tuple(Paragraph(w(f"period.gap.{name}", n=w.n(n))) for name, n in counts.items() if n)


def compared(
    m: Material, told: dict[str, Span], values: dict[str, dict[str, float]], name: str
) -> str:
    """More or fewer claims than in another period, and whether chance alone may do that.

    Claims of an event come together, so the test leaves them out: two counts of happenings that
    know nothing of one another differ by more than chance does once in twenty where their
    difference exceeds 1.96 times the root of their sum (Przyborowski and Wilenski 1940, by the
    normal approximation).
    """
    w, now, then = m.words, values["this"], values[name]
    if not told[name].known:
        return w(f"period.than.{name}.unknown")
    quiet = [count["reported"] - count["in_events"] for count in (now, then)]
    difference, apart = now["reported"] - then["reported"], quiet[0] - quiet[1]
    clear = apart * difference > 0 and abs(apart) > Z_95 * sum(quiet) ** 0.5
    way = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    text = w(f"period.than.{name}.{way}", n=w.n(abs(difference)), then=w.n(then["reported"]))
    return (
        text
        if way == "same"
        else w("with_range", value=text, range=w(f"period.than.{'clear' if clear else 'chance'}"))
    )


def families(m: Material, told: dict[str, Span]) -> tuple[Block, ...]:
    """Claims by peril family."""
    w, frame = m.words, counted(m, told, "peril_family")
    rows = [beside(m, told, w.family(code or None), row) for code, row in frame.iterrows()]
    return of_table(m, "family", "period.table.families", rows)


def townships(m: Material, told: dict[str, Span]) -> tuple[Block, ...]:
    """Claims by township, those with most first; how many lie elsewhere or nowhere known."""
    w, b, frame = m.words, m.brief, counted(m, told, "township_code")
    if not (m.story.facts.regions["level"] == RegionLevel.TOWNSHIP.value).any():
        return (Paragraph(w("no_townships")),)
    unplaced = int(frame["this"].get("", 0))
    frame = frame[(frame.index != "") & (frame[list(SPANS)].sum(axis=1) > 0)]
    rows = [
        beside(m, told, b.place(code), row) for code, row in frame.head(TOWNSHIPS_SHOWN).iterrows()
    ]
    gap = (Paragraph(w("period.unplaced", n=w.n(unplaced))),) if unplaced else ()
    return (*of_table(m, "township", "period.table.townships", rows), *gap)


def of_table(
    m: Material, first: str, caption: str, rows: list[tuple[str, ...]]
) -> tuple[Block, ...]:
    """A table of claims in three periods and money paid in this one; a sentence without claims."""
    w, b = m.words, m.brief
    if not rows:
        return (Paragraph(w("period.none")),)
    columns = [
        b.col(first, number=False, weight=1.6),
        *(b.col(f"period_{s}", unit="claims") for s in SPANS),
        b.col("period_paid", unit=w.money_unit, weight=1.2),
    ]  # fmt: skip
    return (b.table(caption, columns, rows, b.ledgers("claim")),)


def beside(
    m: Material, told: dict[str, Span], name: str, row: "pd.Series[float]"
) -> tuple[str, ...]:
    """One row of `of_table`."""
    w = m.words
    counts = [w.n(row[s]) if told[s].known else w("not_given") for s in SPANS]
    paid = float(row["paid_money"])
    return (name, *counts, w("not_given") if pd.isna(paid) else w.sum(paid))


def coming(m: Material) -> tuple[Block, ...]:
    """Claims expected in the months of the next period, each with its range."""
    w, b, told = m.words, m.brief, m.brief.account.forecast
    if told.note:
        return (Paragraph(w("period.no_forecast")),)
    months = 1 if m.about.month is not None else QUARTER_MONTHS
    frame = ahead.of_all(told.by_month).head(months)
    columns = [
        b.col("month", number=False, weight=1.4), b.col("claims_mean", unit="claims"),
        b.col("claims_p50", unit="claims"), b.col("range_90", unit="claims", weight=1.3),
        b.col("period_year_ago", unit="claims"),
    ]  # fmt: skip
    rows = [
        (w("year_month", year=r.month.year, month=w.month(r.month.month)), w.n(r.mean), w.n(r.p50),
         w.span(r.p05, r.p95), year_before(m, r.month))
        for r in frame.itertuples()
    ]  # fmt: skip
    first = frame.iloc[0]
    text = w(
        "period.coming.text", month=rows[0][0], p50=w.n(first["p50"]),
        range=w.span(first["p05"], first["p95"]),
    )  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.ahead")
    return Paragraph(text), b.table("period.table.coming", columns, rows, note)


def year_before(m: Material, month: pd.Timestamp) -> str:
    """Claims reported in the same month a year before; a dash where the records do not reach it."""
    claims, first = m.story.facts.claims, month - pd.DateOffset(months=MONTHS)
    end = first + pd.DateOffset(months=1)
    if claims.empty or told_at(claims).min() >= end:
        return MISSING
    return m.words.n(len(reported_in(claims, Span(first.date(), end.date(), True))))

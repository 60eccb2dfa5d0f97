"""The annual plan on one page: what the chapters come to, in sentences."""

from collections.abc import Mapping

from dashboards.report.annual_read import AnnualRead
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.promise import of_year
from dashboards.report.risk_change import moves, told
from dashboards.story.findings import reader, said
from dashboards.story.promise import promise_verdict

MEASURES_SHOWN = 5
HOUSEHOLDS = ("coverage", "satisfaction_index", "complaints")
Figures = Mapping[str, str]


def chapter(b: Brief, read: AnnualRead, figures: Figures) -> Chapter:
    """The chapter: the year, the risk, the year ahead; what to decide; what is missing."""
    w = b.words
    return Chapter(
        w("brief.title"),
        (
            Section(w("brief.findings.title"), (Bullets(sentences(b, read, figures)),)),
            Section(w("brief.decide.title"), decide(b)),
            Section(w("brief.missing.title"), missing(b, figures)),
        ),
    )


def sentences(b: Brief, read: AnnualRead, figures: Figures) -> tuple[str, ...]:
    """One sentence a chapter, each with its range and how sure it is."""
    w = b.words
    year = "brief.year_running" if b.running else "brief.year_over"
    if b.running and figures["claims_year"] == w("unknown"):
        year = "brief.year_alone"
    cases = "brief.open" if figures["open_at_end"] != w("unknown") else "brief.open_alone"
    if not b.running:
        cases = "brief.open_over"
    if figures["open_claims"] == "0":
        cases = "brief.closed"
    lines = [w(year, **figures), w(cases, **figures)]
    level = "village" if figures["townships"] == "0" else "township"
    lines.append(
        told(b, level, moves(b, read.then, level), read.then)
        if read.then else w("brief.levels", **figures)
    )  # fmt: skip
    known = figures["claims_ahead"] != w("unknown")
    lines.append(w("brief.ahead" if known else "brief.ahead_none", **figures))
    lines.append(promise(b))
    if any(figures[x] != w("unknown") for x in HOUSEHOLDS):
        lines.append(w("brief.households", **figures))
    if figures["budget_low"] != w("unknown"):
        lines.append(w("brief.budget", **figures))
    return tuple(lines)


def promise(b: Brief) -> str:
    """The verdict on the promise by tier."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    said_ = [
        w("brief.promise_tier", tier=w.inline(w.tier(row["tier"])),
          verdict=w(f"brief.verdict.{promise_verdict(row, target)}"))
        for row in of_year(b).to_dict("records") if row["tier"] in ("town", "rural")
    ]  # fmt: skip
    if not said_:
        return w("brief.promise_none", year=w.year(b.year))
    return w("brief.promise", year=w.year(b.year), target=w.pct(target, 0), tiers=w.join(said_))


def decide(b: Brief) -> tuple[Block, ...]:
    """The measures that findings ask for, by effect."""
    w, to = b.words, reader(b.story, b.words.lang)
    acts = [said(f, to) for f in b.account.findings if f.to_act]
    if not acts:
        return (Paragraph(w("brief.decide.none")),)
    lines = tuple(
        w("brief.decide.line", metric=s.metric, conclusion=s.conclusion, measure=s.measure,
          owner=s.owner, due=s.due)
        for s in acts[:MEASURES_SHOWN]
    )  # fmt: skip
    return Paragraph(w("brief.decide.text", n=w.n(len(acts)), shown=w.n(len(lines)))), Bullets(
        lines
    )


def missing(b: Brief, figures: Figures) -> tuple[Block, ...]:
    """What the report could not tell, and what to supply for it."""
    w = b.words
    gaps = [
        w(f"missing_figure.{name}")
        for name, text in figures.items()
        if text == w("unknown") and w.has(f"missing_figure.{name}")
    ]
    if b.story.facts.county.response.tiers is None:
        gaps.append(w("missing_figure.tiers"))
    if figures["budget_without"] not in (w("none"), w("unknown")):
        gaps.append(w("missing_figure.budget", items=figures["budget_without"]))
    if not gaps:
        return (Paragraph(w("brief.missing.none")),)
    return Paragraph(w("brief.missing.text")), Bullets(tuple(gaps))

"""Findings → measures: what the records show, what was decided and what came of it."""

from math import isfinite

from dashboards.i18n import MISSING
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.findings import Said, effect_texts, reader, said
from risk.history.findings import FALSE_DISCOVERIES, MeasureEffect
from risk.history.findings.evidence import CLAIMS_MIN, HAPPENINGS_MIN


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("findings.title"),
        (
            Section(w("findings.table.title"), table(b)),
            Section(w("measures.title"), measures(b)),
        ),
    )


def owner_due(b: Brief, s: Said) -> str:
    """Who, and by when; a dash where nothing has to be done."""
    return b.words.join([text for text in (s.owner, s.due) if text != MISSING])


def told_of(b: Brief, code: str) -> tuple[Paragraph, ...]:
    """What one rule found, with its measure, for the chapter it concerns."""
    w, to = b.words, reader(b.story, b.words.lang)
    told = [(finding, said(finding, to)) for finding in b.account.findings if finding.code == code]
    return tuple(
        Paragraph(
            w("finding_told" if isfinite(finding.value) else "finding_told_bare", metric=s.metric,
              value=s.value, conclusion=s.conclusion, measure=s.measure)
        )
        for finding, s in told
    )  # fmt: skip


def table(b: Brief) -> tuple[Block, ...]:
    """All findings in one table, in the order of their effect."""
    w, to = b.words, reader(b.story, b.words.lang)
    columns = [
        b.col("metric", number=False, weight=1.3), b.col("period", number=False, weight=1.2),
        b.col("value", number=False, weight=1.5), b.col("conclusion", number=False, weight=2),
        b.col("measure", number=False, weight=2), b.col("owner_due", number=False, weight=1.1),
    ]  # fmt: skip
    told = [said(finding, to) for finding in b.account.findings]
    rows = [(s.metric, s.period, s.value, s.conclusion, s.measure, owner_due(b, s)) for s in told]
    note = w(
        "note.findings",
        n=w.n(CLAIMS_MIN), happenings=w.n(HAPPENINGS_MIN), rate=w.pct(FALSE_DISCOVERIES, 0),
    )  # fmt: skip
    return Paragraph(w("findings.text")), b.table("table.findings", columns, rows, used(b) + note)


def used(b: Brief) -> str:
    """The source line of everything findings rest on."""
    w = b.words
    kinds = dict.fromkeys(kind for finding in b.account.findings for kind in finding.sources)
    return b.source(*(w("load_records") if k == "load" else w.term("table", k) for k in kinds))


def measures(b: Brief) -> tuple[Block, ...]:
    """The measures ledger: each metric before and after, computed, beside what was typed."""
    w = b.words
    if not b.account.measures:
        return (Paragraph(w("measures.none")),)
    columns = [
        b.col("decided", number=False, weight=1.2), b.col("reason", number=False, weight=1.7),
        b.col("measure", number=False, weight=1.7), b.col("owner_due", number=False, weight=1.3),
        b.col("metric", number=False, weight=1.2),
        b.col("before_after", number=False, weight=2.2),
        b.col("typed", number=False, weight=1.2), b.col("came_of", number=False, weight=1.2),
    ]  # fmt: skip
    rows = [measure_row(b, effect) for effect in b.account.measures]
    note = b.ledgers("measure", "claim", "complaint") + w("note.measures")
    return Paragraph(w("measures.text")), b.table("table.measures", columns, rows, note)


def measure_row(b: Brief, effect: MeasureEffect) -> tuple[str, ...]:
    """One decided measure."""
    w = b.words
    change, answer = effect_texts(effect, w.lang)
    due = [w("until", day=w.day(effect.due))] if effect.due else []
    typed = [w.n(value, 3) for value in (effect.typed_before, effect.typed_after)]
    return (
        w.day(effect.decided_on), w.text(effect.finding), w.text(effect.action),
        w.join([text for text in (effect.owner, *due) if text]), w.text(effect.metric_name),
        change, " → ".join(typed), answer,
    )  # fmt: skip

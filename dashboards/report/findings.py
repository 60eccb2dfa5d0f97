"""Chapter 7: findings → measures: what the records show, or that they are too few to tell."""

from dashboards.i18n import MISSING
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.story.findings import Said, reader, said, story_findings
from risk.history.findings import FALSE_DISCOVERIES
from risk.history.findings.evidence import CLAIMS_MIN, HAPPENINGS_MIN


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(w("findings.title"), (Section(w("findings.table.title"), table(b)),))


def owner_due(b: Brief, s: Said) -> str:
    """Who, and by when; a dash where nothing has to be done."""
    return b.words.join([text for text in (s.owner, s.due) if text != MISSING])


def table(b: Brief) -> tuple[Block, ...]:
    """All findings in one table, in the order of their effect."""
    w, to = b.words, reader(b.story, b.words.lang)
    columns = [
        b.col("metric", number=False, weight=1.3), b.col("period", number=False, weight=1.2),
        b.col("value", number=False, weight=1.5), b.col("conclusion", number=False, weight=2),
        b.col("measure", number=False, weight=2), b.col("owner_due", number=False, weight=1.1),
    ]  # fmt: skip
    told = [said(finding, to) for finding in story_findings(b.story)]
    rows = [(s.metric, s.period, s.value, s.conclusion, s.measure, owner_due(b, s)) for s in told]
    note = w(
        "note.findings",
        n=w.n(CLAIMS_MIN), happenings=w.n(HAPPENINGS_MIN), rate=w.pct(FALSE_DISCOVERIES, 0),
    )  # fmt: skip
    note = b.ledgers("claim", "policy", "complaint", "target") + note
    return Paragraph(w("findings.text")), b.table("table.findings", columns, rows, note)

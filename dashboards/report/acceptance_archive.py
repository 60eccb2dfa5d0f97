"""The ends of the acceptance report: rectification list, archive list, sign-off."""

from math import isnan

from dashboards.report.acceptance_read import AcceptanceRead
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section, Table
from dashboards.report.control_ledger import DONE, state_of
from dashboards.report.framed import mark_of
from dashboards.story.findings import effect_texts, reader, said
from dashboards.story.quality import current_loads
from risk.history.findings import MeasureEffect

SIGNERS = ("insurer", "bureau", "township", "witness")
BLANK = "____________"
Row = tuple[str, ...]


def rectification(b: Brief) -> Chapter:
    """Measures decided, with owner, date and effect; then those only proposed."""
    w = b.words
    rows = [*decided(b), *proposed(b)]
    title = w("acceptance.rectify.title")
    if not rows:
        return Chapter(title, (Section("", (Paragraph(w("acceptance.rectify.none")),)),))
    columns = [
        b.col("no", weight=0.5), b.col("problem", number=False, weight=2),
        b.col("measure", number=False, weight=2), b.col("owner", number=False),
        b.col("due", number=False, weight=1.2), b.col("state", number=False, weight=0.9),
        b.col("effect", number=False, weight=2.2),
    ]  # fmt: skip
    numbered = [(w.n(i + 1), *row) for i, row in enumerate(rows)]
    gaps = (w("to_name"), w("to_date_set"))
    left = sum(any(cell.startswith(gaps) for cell in row[2:4]) for row in rows)
    text = w(
        "acceptance.rectify.text", n=w.n(len(rows)), decided=w.n(len(b.account.measures)),
        left=w.n(left),
    )  # fmt: skip
    note = b.ledgers("measure", "claim", "complaint") + w("acceptance.note.rectify")
    table = b.table("table.rectify", columns, numbered, note)
    return Chapter(title, (Section("", (Paragraph(text), table)),))


def decided(b: Brief) -> list[Row]:
    """The measures ledger: owner and date as recorded, left to fill where they are not."""
    w, found = b.words, []
    for m in b.account.measures:
        done = m.standing == DONE
        state = "acceptance.state.done" if done else f"state.{state_of(m.due, b.story.facts.as_of)}"
        found.append(
            (
                w.text(m.finding), w.text(m.action), w.text(m.owner, "to_name"),
                w.day(m.due) if m.due else w("to_date_set"), w(state), effect_of(b, m),
            )
        )  # fmt: skip
    return found


def effect_of(b: Brief, m: MeasureEffect) -> str:
    """What came of a measure, with its metric before and after where either is known."""
    change, answer = effect_texts(m, b.words.lang)
    if isnan(m.value_before) and isnan(m.value_after):
        return answer
    return b.words("acceptance.effect", answer=answer, change=change)


def proposed(b: Brief) -> list[Row]:
    """Findings that ask for a measure: nobody has been named and no day set yet."""
    w, to = b.words, reader(b.story, b.words.lang)
    return [
        (
            w("acceptance.problem", metric=s.metric, conclusion=s.conclusion), s.measure,
            w("with_range", value=w("to_name"), range=w("acceptance.suggested", what=s.owner)),
            w("with_range", value=w("to_date_set"), range=w("acceptance.suggested", what=s.due)),
            w("state.proposed"), w("acceptance.not_begun"),
        )
        for s in (said(f, to) for f in b.account.findings if f.to_act)
    ]  # fmt: skip


def archive(b: Brief, read: AcceptanceRead | None) -> Chapter:
    """Ledgers loaded, versions of the data, reports made."""
    w = b.words
    sections = [Section(w("acceptance.ledgers.title"), (ledgers(b),))]
    if read is not None:
        sections.append(Section(w("acceptance.versions.title"), (versions(b, read),)))
        sections.append(Section(w("acceptance.reports.title"), reports(b, read)))
    return Chapter(w("acceptance.archive.title"), tuple(sections))


def ledgers(b: Brief) -> Table:
    """The newest load of each file."""
    w = b.words
    columns = [
        b.col("ledger", number=False, weight=1.3), b.col("file_name", number=False, weight=2),
        b.col("rows_stored", unit="rows"), b.col("rows_rejected", unit="rows"),
        b.col("loaded_at", number=False, weight=1.5), b.col("sha256", number=False, weight=1.3),
    ]  # fmt: skip
    rows = [
        (
            w.term("table", r.kind), str(r.file), w.n(r.rows_stored), w.n(r.rows_rejected),
            w.stamp(r.loaded_at), mark_of(str(r.sha256)),
        )
        for r in current_loads(b.story).itertuples()
    ]  # fmt: skip
    note = b.source(w("load_records")) + w("acceptance.note.hash")
    return b.table("table.archive_ledgers", columns, rows, note)


def versions(b: Brief, read: AcceptanceRead) -> Table:
    """Versions of the data still kept, up to the one told."""
    w = b.words
    columns = [
        b.col("version", number=False, weight=1.6), b.col("made_at", number=False, weight=1.4),
        b.col("before_it", number=False, weight=1.6), b.col("told_here", number=False),
    ]  # fmt: skip
    told = b.story.facts.version
    rows = [
        (
            str(r.name), w.stamp(r.created_at), w.text(r.previous, "none_left"),
            w("acceptance.told_here") if r.name == told else w("none_left"),
        )
        for r in read.versions.itertuples(index=False)
    ]  # fmt: skip
    return b.table("table.archive_versions", columns, rows, b.source(w("load_records")))


def reports(b: Brief, read: AcceptanceRead) -> tuple[Block, ...]:
    """Reports made from data of the contract year, with the hash of every file."""
    w = b.words
    if not read.reports:
        return (Paragraph(w("acceptance.reports.none", year=w.year(b.year))),)
    columns = [
        b.col("report_number", number=False, weight=1.8), b.col("kind", number=False, weight=1.5),
        b.col("language", number=False, weight=0.9), b.col("made_at", number=False, weight=1.4),
        b.col("version", number=False, weight=1.4), b.col("files_hash", number=False, weight=2),
    ]  # fmt: skip
    rows = [
        (
            r.number, w.term("reports.kind", r.source.kind),
            w.term("reports.lang", r.source.lang), w.stamp(r.made_at), r.source.data_version,
            w.join([f"{f.format} {mark_of(f.sha256)}" for f in r.files]),
        )
        for r in read.reports
    ]  # fmt: skip
    note = b.source(w("acceptance.operations")) + w("acceptance.note.hash")
    return (b.table("table.archive_reports", columns, rows, note),)


def sign_off(b: Brief) -> Chapter:
    """Who signs, and what is left to write by hand."""
    w = b.words
    columns = [
        b.col("party", number=False, weight=1.6), b.col("opinion", number=False, weight=2.2),
        b.col("signed_by", number=False, weight=1.5), b.col("day_of", number=False, weight=1.2),
    ]  # fmt: skip
    rows = [(w(f"acceptance.signer.{name}"), BLANK, BLANK, BLANK) for name in SIGNERS]
    table = b.table("table.sign", columns, rows, b.source(w("acceptance.by_hand")))
    text = Paragraph(w("acceptance.sign.text"))
    return Chapter(w("acceptance.sign.title"), (Section("", (text, table)),))

"""The frame every kind of report shares: cover, number, marks, labels."""

from collections.abc import Callable, Mapping, Sequence

from dashboards.report.brief import Brief
from dashboards.report.content import Chapter, Report
from dashboards.report.material import Material

LABELS = (
    "contents", "table", "figure", "of_pages", "chapter", "section", "numerals", "note",
    "caption_join",
)  # fmt: skip
MARK_DIGITS = 12


def written(m: Material, makers: Sequence[Callable[[Brief], Chapter]]) -> tuple[Chapter, ...]:
    """Chapters one after another, with progress."""
    chapters = []
    for done, make in enumerate(makers):
        m.progress(done / len(makers), f"chapter {done + 1} of {len(makers)}")
        chapters.append(make(m.brief))
    return tuple(chapters)


def framed(
    m: Material,
    title: str,
    subtitle: str,
    chapters: tuple[Chapter, ...],
    *,
    facts: Sequence[tuple[str, str]] = (),
    key_figures: Mapping[str, str] | None = None,
    short: bool = False,
) -> Report:
    """A report round its chapters.

    Args:
        m: what it is made of.
        title, subtitle: in its language.
        chapters: its content.
        facts: label and value its cover states beside the usual, e.g. the period.
        key_figures: formatted numbers an office's own template may name.
        short: a few pages, see `Report`.
    """
    w, county = m.words, m.story.facts.county
    named = m.number or w("unnumbered")
    mark = mark_of(m.settings_sha256)
    own = {"chapter": w("label.part"), "section": w("label.subpart")} if short else {}
    return Report(
        title=title,
        subtitle=subtitle,
        number=named,
        lang=m.lang,
        data_version=m.story.facts.version,
        as_of=m.story.facts.as_of,
        author_role=w.term("role", m.author_role),
        settings=w("settings_mark", mark=mark) if mark else "",
        facts=(*cover(m, named), *facts),
        synthetic=m.brief.synthetic,
        short_mark=w("short_mark") if county.synthetic else "",
        chapters=chapters,
        labels={key: w(f"label.{key}") for key in LABELS} | own,
        key_figures=dict(key_figures or {}),
        short=short,
    )


def mark_of(sha256: str) -> str:
    """The first digits of a hash: enough to tell two apart on paper."""
    return sha256[:MARK_DIGITS]


def cover(m: Material, number: str) -> tuple[tuple[str, str], ...]:
    """What every cover states."""
    w, facts = m.words, m.story.facts
    missing, mark = w.term("status", "not_provided"), mark_of(m.settings_sha256)
    return (
        (w("cover.number"), number),
        (w("cover.insurer"), facts.county.insurer or missing),
        (w("cover.contract"), facts.county.contract_number or missing),
        (w("cover.as_of"), w.day(facts.as_of)),
        (w("cover.version"), facts.version),
        *(((w("cover.settings"), mark),) if mark else ()),
        (w("cover.role"), w.term("role", m.author_role)),
    )

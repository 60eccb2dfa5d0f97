"""The annual service plan: a story in chapters, in one language."""

from dashboards.report import (
    annex,
    coverage,
    findings,
    happened,
    outlook,
    promise,
    resources,
    risk,
    year_plan,
)
from dashboards.report.brief import Brief
from dashboards.report.content import Report
from dashboards.report.words import Words
from dashboards.story.units import counts_regions
from risk.flow import Progress, Story, silent

CHAPTERS = (happened, risk, outlook, promise, coverage, resources, findings, year_plan, annex)
LABELS = (
    "contents", "table", "figure", "of_pages", "chapter", "numerals", "note", "caption_join",
)  # fmt: skip
MARK_DIGITS = 12


def plan_year(story: Story) -> int:
    """The contract year an annual plan made from this story plans."""
    return story.facts.county.contract_year(story.facts.as_of) + 1


def annual_report(
    story: Story,
    lang: str,
    *,
    author_role: str = "analyst",
    number: str = "",
    settings_sha256: str = "",
    progress: Progress = silent,
) -> Report:
    """The annual service plan of the year after the story's last day.

    Args:
        story: the facts and models of one data version.
        lang: ``zh`` or ``en``.
        author_role: role of who made it (``risk.terms.Role``), named in the footer.
        number: the report's number; "": it says that it has none.
        settings_sha256: of county.toml; "": not told.
        progress: share of the chapters done (0–1), and which is being written.
    """
    county = story.facts.county
    words = Words(lang, county.currency, counts_regions(story.facts))
    brief = Brief(story, words)
    named = number or words("unnumbered")
    name = county.name_en if lang == "en" and county.name_en else county.name
    chapters = []
    for done, module in enumerate(CHAPTERS):
        progress(done / len(CHAPTERS), f"chapter {done + 1} of {len(CHAPTERS)}")
        chapters.append(module.chapter(brief))
    return Report(
        title=words("title", county=name, year=words.year(brief.plan_year)),
        subtitle=words("subtitle", year=words.year(brief.year)),
        number=named,
        lang=lang,
        data_version=story.facts.version,
        as_of=story.facts.as_of,
        author_role=words.term("role", author_role),
        settings=words("settings_mark", mark=mark_of(settings_sha256)) if settings_sha256 else "",
        facts=cover(brief, named, author_role, settings_sha256),
        synthetic=brief.synthetic,
        short_mark=words("short_mark") if county.synthetic else "",
        chapters=tuple(chapters),
        labels={key: words(f"label.{key}") for key in LABELS},
    )


def mark_of(sha256: str) -> str:
    """The first digits of a hash: enough to tell two apart on paper."""
    return sha256[:MARK_DIGITS]


def cover(
    b: Brief, number: str, author_role: str, settings_sha256: str
) -> tuple[tuple[str, str], ...]:
    """What the cover states."""
    w, county = b.words, b.story.facts.county
    missing = w.term("status", "not_provided")
    return (
        (w("cover.number"), number),
        (w("cover.insurer"), county.insurer or missing),
        (w("cover.contract"), county.contract_number or missing),
        (w("cover.as_of"), w.day(b.story.facts.as_of)),
        (w("cover.version"), b.story.facts.version),
        *(((w("cover.settings"), mark_of(settings_sha256)),) if settings_sha256 else ()),
        (w("cover.role"), w.term("role", author_role)),
    )

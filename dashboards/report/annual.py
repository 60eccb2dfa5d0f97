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
from risk.flow import Story

CHAPTERS = (happened, risk, outlook, promise, coverage, resources, findings, year_plan, annex)
LABELS = (
    "contents", "table", "figure", "of_pages", "chapter", "numerals", "note", "caption_join",
)  # fmt: skip


def plan_year(story: Story) -> int:
    """The contract year an annual plan made from this story plans."""
    return story.facts.county.contract_year(story.facts.as_of) + 1


def annual_report(story: Story, lang: str, *, author_role: str = "analyst") -> Report:
    """The annual service plan of the year after the story's last day.

    Args:
        story: the facts and models of one data version.
        lang: ``zh`` or ``en``.
        author_role: role of who made it (``risk.terms.Role``), named in the footer.
    """
    county = story.facts.county
    words = Words(lang, county.currency, counts_regions(story.facts))
    brief = Brief(story, words)
    number = f"AP-{county.code}-{brief.plan_year}-{story.facts.version}"
    name = county.name_en if lang == "en" and county.name_en else county.name
    return Report(
        title=words("title", county=name, year=words.year(brief.plan_year)),
        subtitle=words("subtitle", year=words.year(brief.year)),
        number=number,
        lang=lang,
        data_version=story.facts.version,
        as_of=story.facts.as_of,
        author_role=words.term("role", author_role),
        facts=cover(brief, number, author_role),
        synthetic=brief.synthetic,
        short_mark=words("short_mark") if county.synthetic else "",
        chapters=tuple(module.chapter(brief) for module in CHAPTERS),
        labels={key: words(f"label.{key}") for key in LABELS},
    )


def cover(b: Brief, number: str, author_role: str) -> tuple[tuple[str, str], ...]:
    """What the cover states."""
    w, county = b.words, b.story.facts.county
    missing = w.term("status", "not_provided")
    return (
        (w("cover.number"), number),
        (w("cover.insurer"), county.insurer or missing),
        (w("cover.contract"), county.contract_number or missing),
        (w("cover.as_of"), w.day(b.story.facts.as_of)),
        (w("cover.version"), b.story.facts.version),
        (w("cover.role"), w.term("role", author_role)),
    )

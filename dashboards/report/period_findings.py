"""What asks for a measure at a period's end: new, still there, gone since the period before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboards.report.content import Block, Bullets, Paragraph
from dashboards.report.material import About, Given, Material
from dashboards.report.period_figures import told_at
from dashboards.story.findings import Reader, Said, reader, said
from risk.flow import Story
from risk.history.findings import Finding
from risk.views.told import read_findings
from risk.warehouse import open_version
from risk.workspace import Workspace

SHOWN = 6
SUBJECT = ("tier", "family", "stage", "kind", "township", "reason")
"""Values that say which of several a rule is about; all others move from month to month."""
Key = tuple[str, ...]


@dataclass(frozen=True)
class Before:
    """What was found on the last day of the period before, as known on that day.

    Attributes:
        day: that day.
        found: all findings of its contract year.
    """

    day: date
    found: tuple[Finding, ...]


@dataclass(frozen=True)
class Moved:
    """Findings that ask for a measure: those new, those that stay, those gone; gravest first."""

    new: tuple[Finding, ...]
    still: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def read_period(ws: Workspace, story: Story, about: About) -> Given:
    """Read them from the story's own version; None where the records do not reach back so far.

    They follow from version, period and seed, so they bring no mark of their own.
    """
    bounds = about.bounds(story.facts.county)
    assert bounds is not None  # its kind needs one
    day, claims = bounds[0] - timedelta(days=1), story.facts.claims
    if not (told_at(claims) < pd.Timestamp(bounds[0])).any():
        return Given(None, "")
    with open_version(ws, story.facts.version) as warehouse:
        told = read_findings(warehouse, story.facts.county, day, seed=story.seed)
    return Given(Before(day, told.findings), "")


def subject(finding: Finding) -> Key:
    """What a finding is about: the same a month later, whatever its figures are by then."""
    return (finding.code, *(str(finding.values.get(name, "")) for name in SUBJECT))


def moved(now: Sequence[Finding], then: Sequence[Finding]) -> Moved:
    """What asks for a measure now beside what asked for one then."""
    asks = {subject(f): f for f in now if f.to_act}
    asked = {subject(f): f for f in then if f.to_act}
    return Moved(
        tuple(f for key, f in asks.items() if key not in asked),
        tuple(f for key, f in asks.items() if key in asked),
        tuple(f for key, f in asked.items() if key not in asks),
    )


def todo(m: Material) -> tuple[Block, ...]:
    """What asks for a measure, new things first; what no longer does."""
    found = m.brief.account.findings
    to = reader(m.story, m.lang)
    before: Before | None = m.given
    if before is None:
        return of_now(m, [f for f in found if f.to_act], to)
    was = {subject(f): said(f, to) for f in before.found}
    told = moved(found, before.found)
    shown = [*told.new, *told.still][: max(SHOWN, len(told.new))]
    items = [told_item(m, said(f, to), "new", None) for f in told.new]
    items += [told_item(m, said(f, to), "still", was[subject(f)]) for f in shown[len(items) :]]
    blocks: list[Block] = [Paragraph(head(m, before, told))]
    blocks += [Bullets(tuple(items))] if items else []
    blocks += more(m, len(told.new) + len(told.still) - len(items))
    return (*blocks, *of_gone(m, told.gone, {subject(f): said(f, to) for f in found}, to))


def of_now(m: Material, asks: Sequence[Finding], to: Reader) -> tuple[Block, ...]:
    """The gravest, without a period before to set them beside."""
    w = m.words
    if not asks:
        return (Paragraph(w("period.no_findings")),)
    items = tuple(finding_told(m, said(f, to)) for f in asks[:SHOWN])
    return Paragraph(w("period.todo.text")), Bullets(items), *more(m, len(asks) - len(items))


def more(m: Material, left: int) -> list[Block]:
    """How many stand only on the page, where some do."""
    return [Paragraph(m.words("period.found.more", n=m.words.n(left)))] if left else []


def head(m: Material, before: Before, told: Moved) -> str:
    """How many there are, how many are new, how many went; another contract year is said."""
    w, county = m.words, m.story.facts.county
    day = w.day(before.day)
    counts = {name: w.n(len(getattr(told, name))) for name in ("new", "still", "gone")}
    n = len(told.new) + len(told.still)
    text = w("period.found.text" if n else "period.found.none", n=w.n(n), day=day, **counts)
    then, now = (county.contract_year(d) for d in (before.day, m.story.facts.as_of))
    return text if then == now else text + w("period.found.year", day=day, year=w.year(then))


def told_item(m: Material, now: Said, state: str, was: Said | None) -> str:
    """A finding marked new or still there; of one that stayed its value then, where it moved."""
    w = m.words
    text = w(f"period.found.{state}", told=finding_told(m, now))
    if was is None or was.value == now.value:
        return text
    return text + w("period.found.was", value=was.value)


def finding_told(m: Material, s: Said) -> str:
    """A finding with its measure."""
    return m.words(
        "finding_told", metric=s.metric, value=s.value, conclusion=s.conclusion, measure=s.measure
    )


def of_gone(
    m: Material, gone: Sequence[Finding], now: Mapping[Key, Said], to: Reader
) -> tuple[Block, ...]:
    """What asked for a measure then and does not now: how it stands, where that is known."""
    w, items = m.words, []
    for finding in gone:
        was, stands = said(finding, to), now.get(subject(finding))
        text = w("period.found.gone", metric=was.metric, value=was.value, said=was.conclusion)
        items.append(
            text + (w("period.found.not_found") if stands is None else
                    w("period.found.now", value=stands.value, said=stands.conclusion))
        )  # fmt: skip
    return (Paragraph(w("period.found.gone_text")), Bullets(tuple(items))) if items else ()

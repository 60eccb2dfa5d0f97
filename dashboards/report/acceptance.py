"""The acceptance report: what the contract required, what was done, what is to be mended."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from dashboards.report import (
    acceptance_archive,
    acceptance_quality,
    summary,
    summary_cases,
    summary_problems,
    summary_year,
)
from dashboards.report.acceptance_clauses import VERDICTS, Clause, clauses, table
from dashboards.report.acceptance_read import AcceptanceRead
from dashboards.report.annual import reported
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Report, Section
from dashboards.report.framed import framed, written
from dashboards.report.material import Material
from dashboards.report.stages import hotline, stages


def acceptance_report(m: Material) -> Report:
    """The acceptance of the contract year the story's last day lies in."""
    w, b = m.words, m.brief
    read: AcceptanceRead | None = m.given
    told = clauses(b, read)
    makers: list[Callable[[Brief], Chapter]] = [
        partial(scope, told=told),
        partial(results, told=told),
        process,
        acceptance_quality.chapter,
        problems,
        acceptance_archive.rectification,
        partial(acceptance_archive.archive, read=read),
        acceptance_archive.sign_off,
    ]
    return framed(
        m,
        w("acceptance.heading", county=m.county_name, year=w.year(b.year)),
        w("acceptance.subtitle"),
        written(m, makers),
        facts=((w("cover.reported"), reported(b)),),
        key_figures=key_figures(b, told),
        short=True,
    )


def key_figures(b: Brief, told: list[Clause]) -> Mapping[str, str]:
    """Year, clauses, how many came to each verdict, problems."""
    w, counts = b.words, Counter(c.verdict for c in told)
    return {
        "year": w.year(b.year), "as_of": w.day(b.story.facts.as_of), "clauses": w.n(len(told)),
        **{f"clauses_{v}": w.n(counts[v]) for v in VERDICTS},
        "problems": w.n(len(summary.problem_lines(b))),
        "measures": w.n(len(b.account.measures)),
    }  # fmt: skip


def scope(b: Brief, told: list[Clause]) -> Chapter:
    """What is accepted, over which days, from which data; what it comes to."""
    w, facts = b.words, b.story.facts
    first, _ = facts.county.contract_year_bounds(b.year)
    figures = key_figures(b, told)
    missing = w.term("status", "not_provided")
    lines = [
        w("acceptance.scope.contract", number=facts.county.contract_number or missing,
          insurer=facts.county.insurer or missing),
        w("acceptance.scope.period", first=w.day(first), last=w.day(facts.as_of)),
        w("acceptance.scope.content"),
        w("acceptance.scope.verdicts", **figures),
        w("acceptance.scope.problems", **figures),
    ]  # fmt: skip
    if b.running:
        lines.insert(2, w("acceptance.scope.running"))
    return Chapter(w("acceptance.scope.title"), (Section("", (Bullets(tuple(lines)),)),))


def results(b: Brief, told: list[Clause]) -> Chapter:
    """Clause by clause."""
    return Chapter(b.words("acceptance.clauses.title"), (Section("", table(b, told)),))


def process(b: Brief) -> Chapter:
    """Stage by stage, late arrivals, the hotline, events, open cases."""
    w = b.words
    calls: tuple[Block, ...] = tuple(map(summary_year.recent, hotline(b)))
    return Chapter(
        w("acceptance.process.title"),
        (
            Section(w("stages.title"), stages(b)),
            Section(w("promise.late.title"), summary.late(b)),
            Section(w("hotline.title"), calls),
            Section(w("summary.events.title"), summary_year.events_handled(b)),
            Section(w("closing.title"), summary_cases.open_now(b)),
        ),
    )


def problems(b: Brief) -> Chapter:
    """Problems the records show."""
    w = b.words
    own = tuple(x for x in summary_problems.problems(b) if isinstance(x, Paragraph | Bullets))
    return Chapter(w("acceptance.problems.title"), (Section("", own),))

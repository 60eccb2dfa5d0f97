"""The summary to the bureau: how the contract year went, what is open, what comes next."""

from collections.abc import Callable, Mapping
from functools import partial

from dashboards.report import (
    annual_figures,
    coverage,
    households,
    in_brief,
    promise,
    stages,
    summary_cases,
    summary_goals,
    summary_next,
    summary_problems,
    summary_year,
)
from dashboards.report.annual import reported
from dashboards.report.brief import Brief
from dashboards.report.content import (
    Block,
    Bullets,
    Chapter,
    Paragraph,
    Report,
    Section,
    Table,
)
from dashboards.report.framed import framed, written
from dashboards.report.material import Material
from dashboards.report.summary_read import SummaryRead
from dashboards.report.summary_year import recent

Figures = Mapping[str, str]


def summary_report(m: Material) -> Report:
    """The summary of the contract year the story's last day lies in."""
    w, b = m.words, m.brief
    read: SummaryRead | None = m.given
    figures = key_figures(b)
    makers: list[Callable[[Brief], Chapter]] = [
        partial(brief, figures=figures),
        summary_year.claims,
        summary_year.events,
        service,
        covered,
        summary_year.special,
        asked,
        partial(summary_cases.chapter, read=read),
        summary_goals.chapter,
        summary_problems.chapter,
        summary_next.chapter,
    ]
    return framed(
        m,
        w("summary.heading", county=m.county_name, year=w.year(b.year)),
        w("summary.subtitle"),
        written(m, makers),
        facts=((w("cover.reported"), reported(b)),),
        key_figures=figures,
        short=True,
    )


def key_figures(b: Brief) -> Figures:
    """The formatted numbers the first chapter tells; a gap reads "unknown", none is left out."""
    w, told = b.words, summary_goals.counts(b.account.targets)
    found = {
        **annual_figures.of_the_year(b), **annual_figures.of_next_year(b),
        **annual_figures.of_service(b),
    }  # fmt: skip
    goals = {f"goals_{name}": w.n(n) for name, n in told.items()} if len(b.account.targets) else {}
    found |= goals | {"problems": w.n(len(problem_lines(b)))}
    return {name: found.get(name) or w("unknown") for name in NAMES}


NAMES = (
    "year", "plan_year", "as_of", "claims_to_date", "claims_year", "claims_year_range",
    "paid_to_date", "paid_year", "loss_ratio", "open_claims", "open_at_end", "open_at_end_range",
    "houses_insured", "coverage", "share_town", "share_rural", "satisfaction_index", "complaints",
    "goals_met", "goals_missed", "goals_untold", "problems", "claims_ahead",
    "claims_ahead_range", "people_needed", "people_record",
)  # fmt: skip
"""Names of the key figures; documented in docs/REPORTS.md."""


def problem_lines(b: Brief) -> tuple[str, ...]:
    """The problems of the chapter, one by one."""
    lists = [x for x in summary_problems.problems(b) if isinstance(x, Bullets)]
    return lists[0].items if lists else ()


def brief(b: Brief, figures: Figures) -> Chapter:
    """The year in a few sentences, each with its range."""
    w, unknown = b.words, b.words("unknown")
    year = "brief.year_running" if b.running else "brief.year_over"
    if b.running and figures["claims_year"] == unknown:
        year = "brief.year_alone"
    if b.running and figures["loss_ratio"] != unknown:
        ratio = [w("summary.brief.ratio", **figures)]
    else:
        ratio = []
    goals = "summary.brief.goals" if figures["goals_met"] != unknown else "summary.brief.no_goals"
    ahead = "brief.ahead" if figures["claims_ahead"] != unknown else "brief.ahead_none"
    cases = "brief.open" if b.account.run_off.days else "summary.brief.open_end"
    cases = cases if b.account.run_off.open_now else "brief.closed"
    lines = (
        w(year, **figures), *ratio, in_brief.promise(b), w("brief.households", **figures),
        w(cases, **figures), w(goals, **figures), w("summary.brief.problems", **figures),
        w(ahead, **figures),
    )  # fmt: skip
    return Chapter(w("brief.title"), (Section("", (Bullets(lines),)),))


def service(b: Brief) -> Chapter:
    """The promise by stage against the contract, why arrivals were late, the hotline."""
    w = b.words
    told = [Paragraph(promise.sentence(b, row)) for row in promise.of_year(b).to_dict("records")]
    return Chapter(
        w("summary.service.title"),
        (
            Section(w("promise.arrival.title"), (*told, *promise.clocks(b))),
            Section(w("stages.title"), stages.stages(b)),
            Section(w("promise.late.title"), late(b)),
            Section(w("hotline.title"), tuple(map(recent, stages.hotline(b)))),
        ),
    )


def late(b: Brief) -> tuple[Paragraph | Table, ...]:
    """How many were late and why; the list of each stands in the annual plan."""
    w, frame = b.words, b.account.service.late_arrivals
    if frame.empty:
        return (Paragraph(w("promise.late.none", year=w.year(b.year))),)
    text = w("summary.late.text", year=w.year(b.year), n=w.n(int(frame["rows_in_all"].iloc[0])))
    return Paragraph(text), *(x for x in promise.late_reasons(b) if isinstance(x, Table))


def covered(b: Brief) -> Chapter:
    """Who is insured, by township."""
    w = b.words
    force = tuple(x for x in coverage.in_force(b) if isinstance(x, Paragraph))
    return Chapter(
        w("coverage.title"), (Section("", (*force, *coverage.by_township(b))),)
    )  # fmt: skip


def asked(b: Brief) -> Chapter:
    """Satisfaction by year and complaints."""
    w = b.words
    answers = b.account.service.satisfaction
    if answers.empty or not answers["answers"].sum():
        told: tuple[Block, ...] = (Paragraph(w("satisfaction.none")),)
    else:
        told = (Paragraph(households.opening(b)), recent(households.year_table(b)))
    return Chapter(
        w("summary.asked.title"),
        (
            Section(w("satisfaction.title"), told),
            Section(w("complaints.title"), complaints(b)),
        ),
    )


def complaints(b: Brief) -> tuple[Block, ...]:
    """Complaints of the last years, and this year's by reason."""
    by_year = b.words("table.complaints_year")
    return tuple(
        recent(x) if isinstance(x, Table) and x.caption == by_year else x
        for x in households.complaints(b)
    )

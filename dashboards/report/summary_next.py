"""The next contract year in one page: what is expected, what it takes, what comes first."""

from dashboards.i18n import reword
from dashboards.report import ahead, facts, year_plan
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section, Table
from dashboards.report.month_targets import by_calendar
from risk.history.forecast import LEAST_CLAIMS, LEAST_MONTHS


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("summary.next.title", year=w.year(b.plan_year)),
        (
            Section(w("summary.next.expected.title"), (*expected(b), people(b))),
            Section(w("plan.quarters.title"), quarters(b)),
            Section(w("plan.goals.title"), year_plan.goals(b)),
        ),
    )


def expected(b: Brief) -> tuple[Block, ...]:
    """The forecast of the twelve months that follow the last day."""
    w, told = b.words, b.account.forecast
    if told.note:
        return (Paragraph(w("ahead.none", months=w.n(LEAST_MONTHS), n=w.n(LEAST_CLAIMS))),)
    return (Paragraph(ahead.opening(b)),)


def people(b: Brief) -> Paragraph:
    """People needed in the fullest month against those on record."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return Paragraph(w("summary.next.no_people", why=reword(told, w.lang)))
    row = told.people.loc[told.people["people_needed"].idxmax()]
    record = row["people_record"]
    have = w("not_given") if record != record else w.n(record)
    month = next(m for m, first in by_calendar(told).items() if first == row["month"])
    return Paragraph(
        w("summary.next.people", month=w.month(month), need=w.n(row["people_needed"]), have=have)
    )


def quarters(b: Brief) -> tuple[Block, ...]:
    """Main family and focus of each quarter."""
    w = b.words
    if facts.month_totals(b.story).empty:
        return (Paragraph(w("plan.no_season", years=w.n(facts.YEARS_MIN))),)
    return tuple(x for x in year_plan.quarters(b) if isinstance(x, Paragraph | Table))

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
from dashboards.report.content import Report
from dashboards.report.framed import framed, written
from dashboards.report.material import Material
from risk.flow import Story

CHAPTERS = (happened, risk, outlook, promise, coverage, resources, findings, year_plan, annex)


def plan_year(story: Story) -> int:
    """The contract year an annual plan made from this story plans."""
    return story.facts.county.contract_year(story.facts.as_of) + 1


def annual_report(m: Material) -> Report:
    """The annual service plan of the year after the story's last day."""
    w, b = m.words, m.brief
    return framed(
        m,
        w("title", county=m.county_name, year=w.year(b.plan_year)),
        w("subtitle", year=w.year(b.year)),
        written(m, [module.chapter for module in CHAPTERS]),
    )

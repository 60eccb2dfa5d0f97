"""The annual service plan: a story in chapters, in one language."""

from collections.abc import Callable
from functools import partial

from dashboards.report import (
    annex,
    budget,
    control_ledger,
    coverage,
    emergency,
    findings,
    happened,
    in_brief,
    outlook,
    promise,
    resources,
    risk,
    risk_change,
    year_plan,
)
from dashboards.report.annual_figures import key_figures
from dashboards.report.annual_read import AnnualRead
from dashboards.report.brief import Brief
from dashboards.report.content import Chapter, Report
from dashboards.report.framed import framed, written
from dashboards.report.material import Material
from risk.flow import Story


def plan_year(story: Story) -> int:
    """The contract year an annual plan made from this story plans."""
    return story.facts.county.contract_year(story.facts.as_of) + 1


def annual_report(m: Material) -> Report:
    """The annual service plan of the year after the story's last day."""
    w, b = m.words, m.brief
    read: AnnualRead = m.given or AnnualRead()
    figures = key_figures(b, read)
    makers: list[Callable[[Brief], Chapter]] = [
        partial(in_brief.chapter, read=read, figures=figures),
        happened.chapter,
        partial(risk.chapter, changed=risk_change.changed(b, read)),
        outlook.chapter,
        promise.chapter,
        coverage.chapter,
        resources.chapter,
        findings.chapter,
        partial(year_plan.chapter, read=read),
        emergency.chapter,
        budget.chapter,
        control_ledger.chapter,
        annex.chapter,
    ]
    return framed(
        m,
        w("title", county=m.county_name, year=w.year(b.plan_year)),
        w("subtitle", year=w.year(b.year)),
        written(m, makers),
        facts=((w("cover.reported"), reported(b)),),
        key_figures=figures,
    )


def reported(b: Brief) -> str:
    """The contract year reported on, and whether it is over."""
    w = b.words
    return w("cover.running" if b.running else "cover.over", year=w.year(b.year))

"""Chapter 8: the year ahead: focus by quarter, targets by month, drills, owners left open."""

import pandas as pd

from dashboards.report import base_staffing, charts, facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.outlook import refused
from risk import reference
from risk.terms import PerilFamily

DRILL_GRADE = "severe"


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    title = w("plan.title", year=w.year(b.plan_year))
    if facts.month_totals(b.story).empty:
        gap = Paragraph(w("plan.no_season", years=w.n(facts.YEARS_MIN)))
        return Chapter(title, (Section(w("plan.goals.title"), (*goals(b), gap)),))
    return Chapter(
        title,
        (
            Section(w("plan.goals.title"), goals(b)),
            Section(w("plan.quarters.title"), quarters(b)),
            Section(w("plan.months.title"), months(b)),
            Section(w("plan.staffing.title"), base_staffing.year_ahead(b)),
            Section(w("plan.drills.title"), drills(b)),
        ),
    )


def goals(b: Brief) -> tuple[Block, ...]:
    """What the year is measured by."""
    w, county = b.words, b.story.facts.county
    return (
        Bullets(
            (
                w(
                    "plan.goals.arrival",
                    town=w.limit(county.promise.on_scene_town_min),
                    rural=w.limit(county.promise.on_scene_rural_min),
                    target=w.pct(county.staffing.share_target, 0),
                ),
                w("plan.goals.hotline", rings=w.n(county.promise.hotline_rings)),
                w("plan.goals.clock"),
                w("plan.goals.closing"),
            )
        ),
    )


def by_quarter(b: Brief) -> pd.DataFrame:
    """Expected claims by quarter of the contract year and family."""
    order = {m: i // 3 + 1 for i, m in enumerate(facts.contract_months(b.story))}
    season = facts.season(b.story)
    return (
        season.assign(quarter=season["month"].map(order))
        .groupby(["quarter", "peril_family"])["expected"].sum().reset_index()
    )  # fmt: skip


def quarters(b: Brief) -> tuple[Block, ...]:
    """The family that brings most claims in each quarter, and what to do about it."""
    w, frame = b.words, by_quarter(b)
    months_ = facts.contract_months(b.story)
    columns = [
        b.col("quarter", number=False, weight=1.1), b.col("claims_expected", unit="claims"),
        b.col("main_family", number=False, weight=1.2), b.col("share"),
        b.col("focus", number=False, weight=4),
    ]  # fmt: skip
    rows = []
    for quarter in range(1, 5):
        part = frame[frame["quarter"] == quarter].sort_values("expected", ascending=False)
        span = w("quarter", n=quarter, first=w.month(months_[3 * quarter - 3]),
                 last=w.month(months_[3 * quarter - 1]))  # fmt: skip
        total = float(part["expected"].sum())
        if not total:
            rows.append((span, "0", w("none"), w("no_verdict"), w("focus.none")))
            continue
        family = str(part["peril_family"].iloc[0])
        share = float(part["expected"].iloc[0]) / total
        rows.append((span, w.n(total), w.family(family), w.pct(share, 0), w(f"focus.{family}")))
    figure = b.figure(
        "season",
        lambda: charts.year_season(facts.season(b.story), months_, w),
        b.ledgers("claim", "policy"), alt=w("alt.season"), years=years(b),
    )  # fmt: skip
    table = b.table("table.quarters", columns, rows, b.ledgers("claim", "policy") + season_note(b))
    return Paragraph(w("plan.quarters.text", years=years(b))), figure, table


def years(b: Brief) -> str:
    """First and last whole year the season is read from."""
    found = facts.complete_years(b.story)
    return b.words("years_span", first=found[0], last=found[-1])


def season_note(b: Brief) -> str:
    """How the expected claims were made."""
    key = "note.season_scaled" if facts.scales(b.story) else "note.season"
    return b.words(key, years=years(b))


def months(b: Brief) -> tuple[Block, ...]:
    """Claims to be ready for each month, and its target."""
    w, season = b.words, facts.season(b.story)
    target = w.pct(b.story.facts.county.staffing.share_target, 0)
    columns = [
        b.col("month", number=False), b.col("claims_expected", unit="claims"),
        b.col("range_past", unit="claims", weight=1.3),
        b.col("main_family", number=False, weight=1.3), b.col("target_arrival", weight=1.2),
        b.col("task", number=False, weight=3),
    ]  # fmt: skip
    tasks = month_tasks(b)
    rows = []
    for r in facts.month_totals(b.story).itertuples():
        part = season[season["month"] == r.month].sort_values("expected", ascending=False)
        family = w.family(part["peril_family"].iloc[0]) if len(part) else w("none")
        rows.append(
            (
                w.month(int(r.month)), w.n(r.mean), w.span(r.low, r.high), family, f"≥ {target}",
                w.join(tasks.get(int(r.month), [])) if int(r.month) in tasks else w("task.routine"),
            )
        )  # fmt: skip
    note = b.ledgers("claim", "policy") + season_note(b) + w("note.targets")
    return Paragraph(w("plan.months.text")), b.table("table.targets", columns, rows, note)


def before(month: int) -> int:
    """The month before."""
    return (month - 2) % 12 + 1


def seasons() -> list[tuple[PerilFamily, int, int]]:
    """Season of each family planned for: family, first month, last month."""
    return [(p.family, *p.seasons[0]) for p in reference.main_presets() if p.grade == DRILL_GRADE]


def month_tasks(b: Brief) -> dict[int, list[str]]:
    """What the calendar asks for: a drill before each season, the contract's summing up."""
    w, order = b.words, facts.contract_months(b.story)
    tasks: dict[int, list[str]] = {}
    for family, first, last in seasons():
        name = w.inline(w.family(family.value))
        tasks.setdefault(before(first), []).append(w("task.drill", family=name))
        tasks.setdefault(first, []).append(w("task.season", family=name))
        tasks.setdefault(last, []).append(w("task.review", family=name))
    tasks.setdefault(order[10], []).append(w("task.sum_up"))
    tasks.setdefault(order[11], []).append(w("task.next_plan"))
    return tasks


def drills(b: Brief) -> tuple[Block, ...]:
    """One drill before each season, on the scenario planned for."""
    w = b.words
    columns = [
        b.col("month", number=False), b.col("family", number=False, weight=1.3),
        b.col("season", number=False, weight=1.3), b.col("drill_claims", unit="claims"),
        b.col("drill_crews", unit="crews"), b.col("drill_goal", number=False, weight=3),
    ]  # fmt: skip
    rows = []
    for family, first, last in sorted(seasons(), key=lambda s: before(s[1])):
        surge = b.story.surges.get(f"{family.value}_{DRILL_GRADE}")
        rows.append(
            (
                w.month(before(first)), w.family(family.value),
                w("month_span", first=w.month(first), last=w.month(last)),
                w.n(surge.forecast.total["p90"]) if surge else w("not_given"),
                w.n(surge.plan.totals_by_day["total"].max()) if surge else w("not_given"),
                w("drill.goal"),
            )
        )  # fmt: skip
    note = b.ledgers("base", "lender", "policy") + w("note.drills")
    table = b.table("table.drills", columns, rows, note)
    return Paragraph(w("plan.drills.text")), table, *refused(b)

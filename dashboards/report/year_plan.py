"""The year ahead: focus by quarter, targets by month, who stands where, drills."""

import pandas as pd

from dashboards.report import allocation, base_staffing, charts, facts, month_targets
from dashboards.report.annual_read import AnnualRead
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.outlook import refused
from risk import reference
from risk.operations.drills import KeptDrill
from risk.terms import PerilFamily

DRILL_GRADE = "severe"
WAYS = ("drill", "plan", "own")  # how a drill is scored: as played, by plan, with own crews alone


def chapter(b: Brief, read: AnnualRead | None = None) -> Chapter:
    """The chapter; drills held are told where ``read`` has them."""
    w = b.words
    held = drills_held(b, read or AnnualRead())
    if facts.month_totals(b.story).empty:
        gap = (Paragraph(w("plan.no_season", years=w.n(facts.YEARS_MIN))),)
        season = [Section(w("plan.quarters.title"), gap)]
    else:
        season = [Section(w("plan.quarters.title"), quarters(b))]
    return Chapter(
        w("plan.title", year=w.year(b.plan_year)),
        (
            Section(w("plan.goals.title"), goals(b)),
            *season,
            Section(w("plan.months.title"), month_targets.planned(b, month_tasks(b))),
            Section(w("allocation.title"), allocation.allocated(b)),
            Section(w("plan.staffing.title"), base_staffing.year_ahead(b)),
            Section(w("plan.drills.title"), (*drills(b), *held)),
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


def drills_held(b: Brief, read: AnnualRead) -> tuple[Block, ...]:
    """Drills of the year reported on, as they were kept; a gap where none was."""
    w = b.words
    if not read.drills:
        return (Paragraph(w("drills_held.none", year=w.year(b.year))),)
    columns = [
        b.col("day_of", number=False), b.col("drill", number=False, weight=2),
        b.col("opened_by", number=False), *(b.col(f"drill_way.{way}") for way in WAYS),
    ]  # fmt: skip
    rows = [
        (
            w.day(d.ended_at.date()), d.name, w.term("role", d.role),
            *(share_of(b, d, way) for way in WAYS),
        )
        for d in read.drills if d.ended_at is not None
    ]  # fmt: skip
    text = w("drills_held.text", year=w.year(b.year), n=w.n(len(rows)))
    note = b.source(w("drill_records")) + w("note.drills_held")
    return Paragraph(text), b.table("table.drills_held", columns, rows, note)


def share_of(b: Brief, drill: KeptDrill, way: str) -> str:
    """Share of all claims in time when played one way, with its 90 % range."""
    w = b.words
    ways = (drill.score or {}).get("ways", ())
    row = next((r for r in ways if r["way"] == way and r["tier"] == "all"), None)
    if row is None:
        return w("no_verdict")
    ends = w.pct_span(row["share_lo"], row["share_hi"])
    return w("with_range", value=w.pct(row["share"], 0), range=ends)

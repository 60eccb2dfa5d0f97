"""Crews for each scenario, what they achieve, what they cost, and what binds."""

import math

import pandas as pd

from dashboards.report import base_staffing, charts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.outlook import day_label, refused, scenario_name
from dashboards.story.surge import SOURCES
from risk.planned import Surge
from risk.staffing import Outcome


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    sections = [
        Section(w("resources.have.title"), have(b)),
        Section(w("resources.base.title"), base_staffing.base(b)),
        Section(w("resources.all.title"), together(b)),
    ]
    sections += [
        Section(scenario_name(b, surge), one(b, name, surge))
        for name, surge in b.story.surges.items()
    ]
    return Chapter(w("resources.title"), tuple(sections))


def have(b: Brief) -> tuple[Block, ...]:
    """Bases and lenders on record."""
    w, facts = b.words, b.story.facts
    if facts.bases.empty:
        return (Paragraph(w("resources.have.none")),)
    heads = facts.county.staffing.heads_per_crew
    text = w(
        "resources.have.text",
        bases=w.n(len(facts.bases)), day=w.n(facts.bases["crews_day"].sum()),
        night=w.n(facts.bases["crews_night"].sum()), heads=w.n(heads),
        standby=w.n(facts.county.staffing.standby_crews), lenders=w.n(len(facts.lenders)),
        borrowed=w.n(facts.lenders["crews_max"].sum()),
    )  # fmt: skip
    columns = [
        b.col("base", number=False, weight=2), b.col("crews_day", unit="crews"),
        b.col("crews_night", unit="crews"),
    ]  # fmt: skip
    rows = [(str(r.name), w.n(r.crews_day), w.n(r.crews_night)) for r in facts.bases.itertuples()]
    blocks = [Paragraph(text), b.table("table.bases", columns, rows, b.ledgers("base"))]
    return (*blocks, *([lender_table(b)] if len(facts.lenders) else []))


def lender_table(b: Brief) -> Block:
    """Who lends crews, how many, how soon, at what cost."""
    w = b.words
    columns = [
        b.col("lender", number=False, weight=2), b.col("crews_max", unit="crews"),
        b.col("lag", unit="h"), b.col("stay_min", unit="days"),
        b.col("cost_crew_day", unit=w.currency_name),
    ]  # fmt: skip
    rows = [
        (
            str(r.name), w.n(r.crews_max), w.n(r.lag_h), w.n(r.stay_min_days),
            w.n(r.cost_per_crew_day_money),
        )
        for r in b.story.facts.lenders.itertuples()
    ]  # fmt: skip
    return b.table("table.lenders", columns, rows, b.ledgers("lender"))


def kept_rows(surge: Surge) -> pd.DataFrame:
    """Outcome by tier, on fresh scenarios, tiers with claims only."""
    kept = surge.plan.outcome.kept
    return kept[kept["claims_mean"] > 0]


def together(b: Brief) -> tuple[Block, ...]:
    """The promise under each scenario in three numbers, and the cost."""
    w, county = b.words, b.story.facts.county
    if not b.story.surges:
        return Paragraph(w("outlook.none")), *refused(b)
    columns = [
        b.col("scenario", number=False, weight=1.7), b.col("tier", number=False),
        b.col("claims_mean", unit="claims"), b.col("expected_share", weight=1.1),
        b.col("p_event", weight=1.1), b.col("range_90", weight=1.2),
    ]  # fmt: skip
    rows = [
        (
            scenario_name(b, surge), w.tier(r.tier), w.n(r.claims_mean, 1),
            w.pct(r.expected_share, 0), w.chance(r.p_event_share),
            w.chance_span(r.p_lo, r.p_hi),
        )
        for surge in b.story.surges.values()
        for r in kept_rows(surge).itertuples()
    ]  # fmt: skip
    text = w(
        "resources.all.text",
        target=w.pct(county.staffing.share_target, 0), goal=w.pct(county.staffing.p_goal, 0),
        scenarios=w.n(county.staffing.scenarios_report),
    )  # fmt: skip
    note = b.ledgers("base", "lender", "policy", "claim") + w("note.kept")
    return (
        Paragraph(text), b.table("table.kept", columns, rows, note), costs(b), *refused(b),
    )  # fmt: skip


def costs(b: Brief) -> Block:
    """Crew-days and cost of each scenario's plan, and whether the goal is met."""
    w = b.words
    columns = [
        b.col("scenario", number=False, weight=1.7), b.col("days", unit="days"),
        b.col("peak_crews", unit="crews"), b.col("crew_days", unit="crew_days"),
        b.col("of_borrowed", unit="crew_days", weight=1.1), b.col("cost", unit=w.money_unit),
        b.col("clear_day", unit="days", weight=1.2), b.col("goal", number=False),
    ]  # fmt: skip
    rows = []
    for surge in b.story.surges.values():
        plan, totals = surge.plan, surge.plan.totals_by_day
        rows.append(
            (
                scenario_name(b, surge), w.n(plan.days), w.n(totals["total"].max()),
                w.n(totals["total"].sum()), w.n(totals["borrowed"].sum()),
                w.sum(plan.outcome.cost_money), clear_days(b, surge),
                w("goal.met") if plan.goal_met else w("goal.missed"),
            )
        )  # fmt: skip
    note = b.ledgers("base", "lender") + w("note.cost")
    return b.table("table.costs", columns, rows, note)


def clear_days(b: Brief, surge: Surge) -> str:
    """Day from which at most 1 % of claims (or one) wait to be reached: median, 9 in 10."""
    outcome, w = surge.plan.outcome, b.words
    found = (outcome.clear_day_p50, outcome.clear_day_p90)
    return " / ".join(w("not_within") if math.isinf(day) else w.n(day + 1) for day in found)


def one(b: Brief, name: str, surge: Surge) -> tuple[Block, ...]:
    """One scenario's crews by day, what they would cost, and what binds."""
    w, plan = b.words, surge.plan
    totals = called_days(surge)
    figure = b.figure(
        f"crews-{name}",
        lambda: charts.crews_by_day(totals, [day_label(b, d) for d in totals["day"]], w),
        b.ledgers("base", "lender"), alt=w("alt.crews"), scenario=scenario_name(b, surge),
    )  # fmt: skip
    columns = [
        b.col("day", number=False), *(b.col(f"crews.{s}", unit="crews") for s in SOURCES),
        b.col("total", unit="crews"), b.col("backlog_p50", unit="claims"),
        b.col("backlog_p90", unit="claims"),
    ]  # fmt: skip
    waiting = plan.outcome.backlog.set_index("day")
    rows = [
        (
            day_label(b, r.day), w.n(r.own), w.n(r.standby), w.n(r.borrowed), w.n(r.total),
            w.n(waiting["p50"].get(r.day)), w.n(waiting["p90"].get(r.day)),
        )
        for r in totals.itertuples()
    ]  # fmt: skip
    note = b.ledgers("base", "lender") + w("note.backlog")
    after = plan.totals_by_day[plan.totals_by_day["day"] > totals["day"].max()]
    if len(after):
        note += w("note.after", days=w.n(len(after)), own=w.n(after["own"].min()))
    table = b.table("table.crews", columns, rows, note)
    return Paragraph(summary(b, surge)), figure, table


def called_days(surge: Surge) -> pd.DataFrame:
    """Days up to the last with called crews or claims waiting in one scenario in ten."""
    totals, waiting = surge.plan.totals_by_day, surge.plan.outcome.backlog.set_index("day")["p90"]
    busy = (totals["total"] > totals["own"]) | (totals["day"].map(waiting).fillna(0) >= 1)
    last = totals.loc[busy, "day"].max() if busy.any() else totals["day"].min()
    return totals[totals["day"] <= last]


def summary(b: Brief, surge: Surge) -> str:
    """What binds; the crews and their cost; own crews alone, the plan, everyone there is."""
    w, plan = b.words, surge.plan
    totals = plan.totals_by_day["total"]
    more = w.n(plan.reason_values.get("crews_more"))
    shares = {
        name: chance_all(b, outcome)
        for name, outcome in (
            ("own", plan.own_only), ("plan", plan.outcome), ("everyone", plan.everyone),
        )
    }  # fmt: skip
    binds = w(f"binding.{plan.binding.value}", more=more)
    return binds + short_tiers(b, surge) + w(
        "resources.one",
        peak=w.n(totals.max()), day=day_label(b, int(totals.to_numpy().argmax())),
        crew_days=w.n(totals.sum()), cost=w.money(plan.outcome.cost_money), **shares,
    )  # fmt: skip


def short_tiers(b: Brief, surge: Surge) -> str:
    """The tiers that fall short of the goal, in words; "" when none does."""
    w, goal = b.words, b.story.facts.county.staffing.p_goal
    rows = kept_rows(surge)
    short = rows[(rows["p_event_share"] < goal) & (rows["tier"] != "all")]
    return "".join(
        w(
            "resources.short", tier=w.inline(w.tier(r.tier)), p=w.chance(r.p_event_share),
            goal=w.pct(goal, 0), n=w.n(r.claims_mean, 1),
        )
        for r in short.itertuples()
    )  # fmt: skip


def chance_all(b: Brief, outcome: Outcome) -> str:
    """Chance that the county's share of claims is reached in time."""
    rows = outcome.kept[outcome.kept["tier"] == "all"]
    return b.words.chance(float(rows["p_event_share"].iloc[0]))

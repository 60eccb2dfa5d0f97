"""Surge planner, second half: whether the promise can be kept, with whom, and how sure that is."""

from collections.abc import Mapping

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, table, tile
from dashboards.i18n import (
    chance,
    duration,
    moment,
    money,
    number,
    percent,
    span,
    t,
    term,
)
from dashboards.pages.surge_plan_words import bands, day_words, share_words
from dashboards.story import Context, Progress
from dashboards.story.calibration import calibration_words
from dashboards.story.surge import Answer
from dashboards.story.words import choice_words
from risk.flow import Story
from risk.staffing import Outcome
from risk.terms import Tier

ORDER = ("all", Tier.TOWN.value, Tier.RURAL.value)


def progress_view(progress: Progress, lang: str) -> Component:
    """How far the search is."""
    share = round(100 * progress.share)
    words = term("plan.step", progress.step, lang) if progress.step else t("plan.waits", lang)
    return dmc.Alert(
        [
            dmc.Text(t("plan.working", lang, step=words, share=percent(progress.share, lang, 0))),
            dmc.Progress(value=share, mt="xs", size="lg", animated=True,
                         **{"aria-label": t("plan.progress", lang)}),
        ],
        color="blue", variant="light",
    )  # fmt: skip


def plan_view(context: Context, answer: Answer, lang: str) -> Component:
    """The answer in short: met or not, the figures, the chances by tier."""
    story = context.story()
    return html.Div(
        [
            headline(story, answer, lang),
            *feasible(answer, lang),
            dmc.SimpleGrid(_tiles(story, answer, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            kept_card(context, answer, lang),
        ],
        className="page",
    )


def headline(story: Story, answer: Answer, lang: str) -> Component:
    """What was planned for, the goal, and whether it is reached."""
    choice, staffing, plan = answer.choice, story.facts.county.staffing, answer.surge.plan
    text = t(
        "answer.headline", lang, name=choice_words(story, choice, lang),
        at=moment(choice.starts_at, lang), version=answer.version,
        scenarios=number(plan.certificate.scenarios, lang),
    )  # fmt: skip
    goal = t(
        "answer.goal", lang, share=percent(staffing.share_target, lang, 0),
        p=percent(staffing.p_goal, lang, 0),
    )  # fmt: skip
    found = {name: number(value, lang) for name, value in plan.reason_values.items()}
    lines = [html.Div([goal, " ", t(f"binding.{plan.binding.value}", lang, **found)])]
    if plan.goal_met and not plan.certificate.holds:
        lines.append(html.Div(t("plan.not_certified", lang)))
    if answer.setup != type(answer.setup).usual(staffing):
        lines.append(html.Div(t("plan.own_setup", lang)))
    good = plan.goal_met and plan.certificate.holds
    colour = "blue" if good else "yellow" if plan.goal_met else "red"
    return dmc.Alert([html.Strong(text), *lines], color=colour, variant="light")


def feasible(answer: Answer, lang: str) -> list[Component]:
    """What would make a demand that is not met feasible."""
    rows = answer.surge.plan.feasible
    if rows.empty:
        return []
    items = [
        html.Li(
            t("plan.feasible_item", lang, change=term("plan.change", r["change"], lang),
              amount=amount_words(r["amount"], str(r["unit"]), lang), p=chance(r["p"], lang))
        )
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return [dmc.Alert(html.Ul(items), title=t("plan.feasible", lang), color="yellow",
                      variant="light")]  # fmt: skip


def amount_words(value: float | str, unit: str, lang: str) -> str:
    """A number with its unit; a ratio as per cent."""
    if isinstance(value, str):
        return value
    if unit == "ratio":
        return percent(value, lang, 0)
    told = number(value, lang, 0 if float(value).is_integer() else 2)
    return f"{told} {term('unit_of', unit, lang)}".strip() if unit else told


def _tiles(story: Story, answer: Answer, lang: str) -> list[Component]:
    plan, total = answer.surge.plan, answer.surge.forecast.total
    outcome, totals = plan.outcome, plan.totals_by_day
    most = totals.loc[totals["total"].idxmax()]
    heads = story.facts.county.staffing.heads_per_crew
    of = t(
        "plan.of_sources", lang, own=number(most["own"], lang),
        standby=number(most["standby"], lang), borrowed=number(most["borrowed"], lang),
    )  # fmt: skip
    people = t("answer.people", lang, n=number(int(most["total"]) * heads, lang))
    return [
        tile(
            t("answer.claims", lang), number(total["mean"], lang),
            [t("answer.range_90", lang, span=span(total["p05"], total["p95"], lang))],
        ),
        tile(t("answer.crews", lang), number(most["total"], lang), [people, of]),
        tile(
            t("answer.clear", lang), day_words(outcome.clear_day_p50, lang),
            [t("answer.clear_bad", lang, n=day_words(outcome.clear_day_p90, lang))],
        ),
        tile(
            t("answer.cost", lang),
            money(outcome.cost_money, lang, story.facts.county.currency),
            [
                t("answer.arrival", lang, p50=duration(outcome.arrival_min["p50"], lang),
                  p90=duration(outcome.arrival_min["p90"], lang)),
                t("answer.over_24h", lang, share=percent(outcome.over_24h_share, lang)),
                t("plan.worst5", lang, share=share_words(outcome.worst5_share, lang)),
            ],
        ),
    ]  # fmt: skip


def kept_card(context: Context, answer: Answer, lang: str) -> Component:
    """Three numbers that are never mixed, two bands, the clock, what is left out, calibration."""
    story, plan = context.story(), answer.surge.plan
    staffing = story.facts.county.staffing
    body = kept_table(story, plan.comparison, lang, excludes=bool(plan.conditions.closures))
    promise = story.facts.county.promise
    limits = t(
        "plan.limits", lang, town=duration(promise.limit_min(Tier.TOWN.value), lang),
        rural=duration(promise.limit_min(Tier.RURAL.value), lang),
    )  # fmt: skip
    today = plan.outcome.by_village.dropna(subset=["p_today"])
    good = int((today["p_today"] >= staffing.p_goal).sum())
    lines = [
        t("plan.clock", lang, limits=limits),
        _excluded(answer, lang),
        t("plan.today", lang, n=number(len(today), lang), good=number(good, lang),
          p=percent(staffing.p_goal, lang, 0)),
        t("plan.bands", lang),
        calibration_words(context.ws, lang),
    ]  # fmt: skip
    told = html.Ul([html.Li(line) for line in lines], className="plan-notes")
    return card(t("answer.kept", lang), body, told, note=t("plan.kept_note", lang))


def _excluded(answer: Answer, lang: str) -> str:
    if not answer.surge.plan.conditions.closures:
        return t("plan.excluded_none", lang)
    return t("plan.excluded", lang)


def kept_table(
    story: Story, outcomes: Mapping[str, Outcome], lang: str, *, excludes: bool
) -> Component:
    """Tiers of each outcome: share, chance, both bands, and the chance without exclusions."""
    target = percent(story.facts.county.staffing.share_target, lang, 0)
    rows = []
    for name, outcome in outcomes.items():
        kept, without = outcome.kept.set_index("tier"), outcome.excluding.set_index("tier")
        for tier in ORDER:
            row = kept.loc[tier]
            mc, model = bands(row, lang)
            cells = {
                "name": t(f"answer.{name}", lang) if tier == ORDER[0] else "",
                "tier": term("tier", tier, lang),
                "claims": number(row["claims_mean"], lang, 0 if row["claims_mean"] >= 10 else 1),
                "share": share_words(row["expected_share"], lang),
                "p": chance(row["p_event_share"], lang),
                "mc": mc,
                "model": model,
            }
            if excludes:
                cells["without"] = chance(without.loc[tier, "p_event_share"], lang)
            rows.append(cells)
    heads = [
        t("answer.which", lang), t("answer.tier", lang), t("answer.claims_mean", lang),
        t("answer.expected_share", lang), t("answer.p_event", lang, target=target),
        t("plan.band_mc", lang), t("plan.band_model", lang),
    ]  # fmt: skip
    if excludes:
        heads.append(t("plan.p_without", lang))
    return table(pd.DataFrame(rows), heads)

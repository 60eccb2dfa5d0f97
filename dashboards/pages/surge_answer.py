"""A scenario worked out: claims, crews, chances, cost, and everything assumed."""

import math

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, table, tile
from dashboards.figures.surge import backlog, crews_by_day
from dashboards.i18n import (
    chance,
    duration,
    moment,
    money,
    number,
    percent,
    short_day,
    span,
    t,
    term,
)
from dashboards.pages.surge_claims import assumptions_card
from dashboards.story.surge import SOURCES, Answer, dated, plan_table
from dashboards.story.words import choice_words
from risk.flow import Story
from risk.staffing import Outcome

TIERS = ("town", "rural", "all")


def answer_view(story: Story, answer: Answer, lang: str) -> Component:
    """The crews: whether the promise can be kept, with whom, at what cost."""
    told = {a.name for a in answer.surge.forecast.assumptions}
    return html.Div(
        [
            _headline(story, answer, lang),
            dmc.SimpleGrid(_tiles(story, answer, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            _chances(story, answer, lang),
            columns(
                [_crews(answer, lang), _backlog(answer, lang)],
                [_plan(answer, lang)],
            ),
            assumptions_card(
                [a for a in answer.surge.plan.assumptions if a.name not in told],
                t("answer.assumptions", lang),
                lang,
                note=t("answer.assumptions_note", lang),
            ),
        ],
        className="page",
    )


def _headline(story: Story, answer: Answer, lang: str) -> Component:
    choice, target = answer.choice, story.facts.county.staffing
    name = choice_words(story, choice, lang)
    text = t(
        "answer.headline", lang, name=name, at=moment(choice.starts_at, lang),
        version=answer.version, scenarios=number(_scenarios(answer.outcome), lang),
    )  # fmt: skip
    plan = answer.surge.plan
    goal = t(
        "answer.goal", lang,
        share=percent(target.share_target, lang, 0), p=percent(target.p_goal, lang, 0),
    )  # fmt: skip
    found = {name: number(value, lang) for name, value in plan.reason_values.items()}
    why = t(f"binding.{plan.binding.value}", lang, **found)
    colour = "blue" if plan.goal_met else "red"
    return dmc.Alert([html.Strong(text), html.Div([goal, " ", why])], color=colour, variant="light")


def _scenarios(outcome: Outcome) -> int:
    return int(outcome.kept["scenarios"].max())


def _tiles(story: Story, answer: Answer, lang: str) -> list[Component]:
    total, outcome = answer.surge.forecast.total, answer.outcome
    crews = answer.surge.plan.totals_by_day["total"]
    heads = story.facts.county.staffing.heads_per_crew
    people = t(
        "answer.people", lang, n=number(int(crews.max() + answer.changed_crews) * heads, lang)
    )
    lines = [people, *_changed(answer, lang)]
    return [
        tile(
            t("answer.claims", lang),
            number(total["mean"], lang),
            [t("answer.range_90", lang, span=span(total["p05"], total["p95"], lang))],
        ),
        tile(t("answer.crews", lang), number(crews.max(), lang), lines),
        tile(
            t("answer.clear", lang),
            _day_number(outcome.clear_day_p50, lang),
            [t("answer.clear_bad", lang, n=_day_number(outcome.clear_day_p90, lang))],
        ),
        tile(
            t("answer.cost", lang),
            money(outcome.cost_money, lang, story.facts.county.currency),
            [
                t("answer.arrival", lang, p50=duration(outcome.arrival_min["p50"], lang),
                  p90=duration(outcome.arrival_min["p90"], lang)),
                t("answer.over_24h", lang, share=percent(outcome.over_24h_share, lang)),
            ],
        ),
    ]  # fmt: skip


def _changed(answer: Answer, lang: str) -> list[str]:
    """Own crews really changed, and how many were asked for where that is not the same."""
    asked, changed = answer.choice.extra_crews, answer.changed_crews
    if not asked:
        return []
    key = "answer.extra" if asked == changed else "answer.extra_part"
    return [t(key, lang, n=f"{changed:+d}", asked=f"{asked:+d}")]


def _day_number(day_from_0: float, lang: str) -> str:
    if math.isinf(day_from_0):
        return t("answer.never", lang)
    return t("answer.day_number", lang, n=number(day_from_0 + 1, lang))


def _chances(story: Story, answer: Answer, lang: str) -> Component:
    target = percent(story.facts.county.staffing.share_target, lang, 0)
    plan = answer.surge.plan
    shown = {"plan": plan.outcome, "own_only": plan.own_only, "everyone": plan.everyone}
    if answer.what_if is not None:
        shown = {"what_if": answer.what_if, **shown}
    rows = [
        {
            "name": t(f"answer.{name}", lang) if tier == "all" else "",
            "tier": term("tier", tier, lang),
            "share": _share(row["expected_share"], lang),
            "p": chance(row["p_event_share"], lang),
            "band": span(row["p_lo"], row["p_hi"], lang, chance),
            "claims": number(row["claims_mean"], lang, 0 if row["claims_mean"] >= 10 else 1),
        }
        for name, outcome in shown.items()
        for tier, row in _by_tier(outcome)
    ]
    heads = [
        t("answer.which", lang), t("answer.tier", lang), t("answer.expected_share", lang),
        t("answer.p_event", lang, target=target), t("answer.band", lang),
        t("answer.claims_mean", lang),
    ]  # fmt: skip
    body = table(pd.DataFrame(rows), heads)
    return card(t("answer.kept", lang), body, note=t("answer.kept_note", lang))


def _by_tier(outcome: Outcome) -> list[tuple[str, pd.Series]]:
    kept = outcome.kept.set_index("tier")
    return [(tier, kept.loc[tier]) for tier in ("all", "town", "rural") if tier in kept.index]


def _share(value: float, lang: str) -> str:
    # a simulated share of 1 is a share not seen to fail, never a certainty
    return ">99.9%" if value > 0.999 else percent(value, lang)


def _crews(answer: Answer, lang: str) -> Component:
    title = t("answer.crews_by_day", lang)
    figure = crews_by_day(dated(answer.surge.plan.totals_by_day, answer.surge), SOURCES, lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.crews_note", lang))


def _backlog(answer: Answer, lang: str) -> Component:
    title = t("answer.backlog", lang)
    figure = backlog(dated(answer.outcome.backlog, answer.surge), lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.backlog_note", lang))


def _plan(answer: Answer, lang: str) -> Component:
    frame = plan_table(answer.surge)
    frame = frame.assign(date=[short_day(d, lang) for d in frame["date"]])
    shown = [
        Column("date", t("grid.date", lang), width=105, flex=1, filtered=False),
        *(Column(s, term("source", s, lang), "number", width=70, flex=1) for s in SOURCES),
        Column("total", t("grid.total_crews", lang), "number", width=75, flex=1),
        Column("backlog_p50", t("grid.backlog_p50", lang), "number", width=90, flex=1),
        Column("backlog_p90", t("grid.backlog_p90", lang), "number", width=90, flex=1),
    ]
    title = t("answer.plan_table", lang)
    body = grid(frame, shown, lang, label=title)
    return card(title, body, note=t("answer.plan_note", lang))

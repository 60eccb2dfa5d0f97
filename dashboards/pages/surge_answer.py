"""A scenario worked out: claims, crews, chances, cost, and everything assumed."""

import math
from itertools import pairwise

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, table, tile
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.geometry import Layer
from dashboards.figures.surge import backlog, claims_fan, crews_by_day
from dashboards.i18n import (
    chance,
    duration,
    figure,
    moment,
    money,
    number,
    percent,
    reword,
    short_day,
    span,
    t,
    term,
)
from dashboards.story.levels import township_places
from dashboards.story.surge import (
    SOURCES,
    Answer,
    claim_classes,
    claim_digits,
    dated,
    plan_table,
    village_claims,
)
from risk.flow import Story
from risk.staffing import Outcome

TIERS = ("town", "rural", "all")


def answer_view(story: Story, answer: Answer, layers: dict[str, Layer], lang: str) -> Component:
    """Everything on one screen, the answer first."""
    return html.Div(
        [
            _headline(story, answer, lang),
            dmc.SimpleGrid(_tiles(story, answer, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            _chances(story, answer, lang),
            columns(
                [_claims(answer, lang), _map(story, answer, layers, lang)],
                [_crews(answer, lang), _backlog(answer, lang), _plan(answer, lang)],
            ),
            _assumptions(answer, lang),
        ],
        className="page",
    )


def _headline(story: Story, answer: Answer, lang: str) -> Component:
    choice, target = answer.choice, story.facts.county.staffing
    name = f"{term('surge_family', choice.family, lang)} · {term('grade', choice.grade, lang)}"
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


def _claims(answer: Answer, lang: str) -> Component:
    title, forecast = t("answer.fan", lang), answer.surge.forecast
    figure = claims_fan(dated(forecast.by_day, answer.surge), lang)
    note = t("answer.rate_source", lang, source=reword(forecast.rate_source, lang))
    return card(title, chart(figure, lang, label=title), note=note)


def _crews(answer: Answer, lang: str) -> Component:
    title = t("answer.crews_by_day", lang)
    figure = crews_by_day(dated(answer.surge.plan.totals_by_day, answer.surge), SOURCES, lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.crews_note", lang))


def _backlog(answer: Answer, lang: str) -> Component:
    title = t("answer.backlog", lang)
    figure = backlog(dated(answer.outcome.backlog, answer.surge), lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.backlog_note", lang))


def _map(story: Story, answer: Answer, layers: dict[str, Layer], lang: str) -> Component:
    frame = village_claims(story, answer.surge)
    cuts = claim_classes(frame["mean"].tolist())
    labels = class_labels(cuts, lang)
    colours = hideout(claim_digits(frame, layers["village"].codes, cuts), labels)
    places, title = township_places(story), t("answer.map", lang)
    drawn = risk_map(layers, "village", colours, places, lang, bases=answer.surge.plan.bases)
    key = legend(
        t("answer.map_legend", lang),
        labels,
        lang,
        hatched=False,
        bases=True,
        derived=layers["village"].derived,
    )
    return card(title, drawn, key)


def class_labels(cuts: tuple[float, ...], lang: str) -> list[str]:
    """Words for digits 0–5 of expected claims."""
    ends = [0.0, *cuts]

    steps = [f"{figure(a, lang)}–{figure(b, lang)}" for a, b in pairwise(ends)]
    return [t("answer.no_claims", lang), *steps, f">{figure(cuts[-1], lang)}"]


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


def _assumptions(answer: Answer, lang: str) -> Component:
    frame = pd.DataFrame(
        [
            {
                "name": term("assumption", a.name, lang),
                "value": _value(a.value, lang),
                "unit": term("unit_of", a.unit, lang) if a.unit else "",
                "range": span(a.low, a.high, lang, _value),
                "status": term("status", a.status.value, lang),
                "source": reword(a.source, lang),
            }
            for a in answer.surge.plan.assumptions
        ]
    )
    shown = [
        Column("name", t("grid.assumption", lang), width=190, flex=2),
        Column("value", t("grid.value", lang), width=80, filtered=False),
        Column("unit", t("grid.unit", lang), width=160, filtered=False),
        Column("range", t("grid.range", lang), width=120, filtered=False),
        Column("status", t("grid.status", lang), width=90, filtered=False),
        Column("source", t("grid.source", lang), width=260, flex=4),
    ]
    title = t("answer.assumptions", lang)
    return card(
        title,
        grid(frame, shown, lang, label=title),
        note=t("answer.assumptions_note", lang),
    )


def _value(value: float | str | None, lang: str) -> str:
    if isinstance(value, str):
        return value or t("status.not_provided", lang)
    return figure(value, lang)

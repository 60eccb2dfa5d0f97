"""Surge planner: days, modes, costs, lenders, and what the plan rests on."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, empty, table
from dashboards.figures.staffing import backlog_fan, costs, tornado
from dashboards.figures.surge import crews_by_day
from dashboards.i18n import (
    chance,
    currency_name,
    day,
    moment,
    money,
    number,
    percent,
    short_day,
    t,
    term,
)
from dashboards.pages.surge_claims import assumptions_card
from dashboards.pages.surge_plan import amount_words
from dashboards.pages.surge_plan_map import where_card
from dashboards.pages.surge_plan_words import share_words
from dashboards.story import Context
from dashboards.story.surge import SOURCES, Answer, dated
from risk.flow import Story
from risk.staffing.simulator.outcome import Outcome

TABS = ("where", "days", "money", "grounds")


def more_view(context: Context, answer: Answer, lang: str) -> Component:
    """What stands behind the plan, in four tabs."""
    bodies = {
        "where": [where_card(context, answer, lang)],
        "days": [
            columns([_crews(answer, lang)], [_backlog(answer, lang)]),
            columns([_days(answer, lang)], [_modes(context.story(), answer, lang)]),
        ],
        "money": [lenders_card(context.story(), answer, lang), _costs(context, answer, lang)],
        "grounds": [
            columns([_rounds(answer, lang)], [_sensitivity(answer, lang)]),
            _assumptions(answer, lang),
        ],
    }
    return dmc.Tabs(
        [
            dmc.TabsList([dmc.TabsTab(t(f"plan.tab.{name}", lang), value=name) for name in TABS]),
            *(
                dmc.TabsPanel(html.Div(body, className="stack"), value=name, pt="md")
                for name, body in bodies.items()
            ),
        ],
        value=TABS[0],
        keepMounted=False,  # a chart or map drawn in a hidden panel has no width
    )


def _crews(answer: Answer, lang: str) -> Component:
    title = t("answer.crews_by_day", lang)
    figure = crews_by_day(dated(answer.surge.plan.totals_by_day, answer.surge), SOURCES, lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.crews_note", lang))


def _backlog(answer: Answer, lang: str) -> Component:
    title, outcome = t("answer.backlog", lang), answer.surge.plan.outcome
    frame = outcome.backlog.merge(outcome.by_day[["day", "waiting"]], on="day")
    figure = backlog_fan(dated(frame, answer.surge), lang)
    return card(title, chart(figure, lang, label=title), note=t("answer.backlog_note", lang))


def _days(answer: Answer, lang: str) -> Component:
    """Key figures of each day."""
    frame = dated(answer.surge.plan.outcome.by_day, answer.surge)
    frame["date"] = [short_day(d, lang) for d in frame["date"]]
    shown = [
        Column("date", t("grid.date", lang), width=90, flex=1, filtered=False),
        *(
            Column(name, t(f"plan.day.{name}", lang), "number", 1, width=80, flex=1)
            for name in ("reported", "arrived", "in_time", "waiting")
        ),
        Column("in_time_share", t("plan.day.in_time_share", lang), "percent", 0, width=80, flex=1),
        Column("busy_share", t("plan.day.busy_share", lang), "percent", 0, width=80, flex=1),
    ]
    title = t("plan.days", lang)
    return card(title, grid(frame, shown, lang, label=title), note=t("plan.days_note", lang))


def _modes(story: Story, answer: Answer, lang: str) -> Component:
    """The contract's figure first; then how claims are served, photographs apart."""
    outcome = answer.surge.plan.outcome
    whole = outcome.kept.set_index("tier").loc["all"]
    agreed = story.facts.county.staffing.photo_is_arrival
    first = t("plan.modes_first", lang, share=share_words(whole["expected_share"], lang))
    return card(
        t("plan.modes", lang),
        dmc.Text(first, fw=700),
        modes_table(outcome, lang),
        note=t("plan.modes_agreed" if agreed else "plan.modes_note", lang),
    )


def modes_table(outcome: Outcome, lang: str) -> Component:
    """Claims by mode, and how many of them in time."""
    rows = [
        {
            "mode": t(f"plan.mode.{r['mode']}", lang),
            "claims": number(r["claims_mean"], lang, 1),
            "share": percent(r["share"], lang),
            "in_time": share_words(r["in_time_share"], lang),
        }
        for r in outcome.modes.to_dict("records")
    ]
    heads = [t(f"plan.modes.{name}", lang) for name in rows[0]]
    return table(pd.DataFrame(rows), heads)


def lenders_card(story: Story, answer: Answer, lang: str) -> Component:
    """Whom to ask, for how many, by when, and what it buys."""
    title, lenders = t("plan.lenders", lang), answer.surge.plan.lenders
    if lenders.empty:
        return card(title, empty(t("plan.no_lender", lang)))
    scenario, currency = answer.surge.scenario, story.facts.county.currency
    rows = [
        {
            "name": r["name"],
            "crews": number(r["crews"], lang),
            "crew_days": number(r["crew_days"], lang),
            "first": t("plan.not_asked", lang) if pd.isna(r["first_day"])
            else day(scenario.date_of(int(r["first_day"])), lang),
            "last": t("plan.never_useful", lang) if pd.isna(r["last_useful_at"])
            else moment(pd.Timestamp(r["last_useful_at"]).to_pydatetime(), lang),
            "gain": gain_words(r["p_gain"], lang),
            "cost": money(r["cost_money"], lang, currency),
            "per": gain_words(r["p_gain_per_1000_money"], lang),
        }
        for r in lenders.to_dict("records")
    ]  # fmt: skip
    heads = [
        t(f"plan.lender.{name}", lang, currency=currency_name(currency, lang)) for name in rows[0]
    ]
    return card(title, table(pd.DataFrame(rows), heads), note=t("plan.lenders_note", lang))


def gain_words(value: float, lang: str) -> str:
    """A gain in chance, in percentage points."""
    if pd.isna(value):
        return "—"
    sign = "+" if value >= 0 else "−"
    return t("plan.points", lang, n=sign + number(abs(100 * value), lang, 1))


def _costs(context: Context, answer: Answer, lang: str) -> Component:
    frame = answer.surge.plan.costs
    currency = context.story().facts.county.currency
    rows = pd.DataFrame(
        {
            "item": [t(f"plan.cost.{i}", lang) for i in frame["item"]],
            "crew_days": [number(n, lang) for n in frame["crew_days"]],
            "money": [money(m, lang, currency) for m in frame["money"]],
        }
    )
    total = {
        "item": t("plan.cost.total", lang),
        "crew_days": "",
        "money": money(frame["money"].sum(), lang, currency),
    }
    rows = pd.concat([rows, pd.DataFrame([total])], ignore_index=True)
    figure = costs(
        frame.assign(label=rows["item"].iloc[:-1].to_list()), currency_name(currency, lang)
    )
    title = t("plan.costs", lang)
    heads = [t(f"plan.costs.{name}", lang) for name in rows]
    drawn = card(t("plan.costs_chart", lang), chart(figure, lang, label=title))
    return columns([card(title, table(rows, heads))], [drawn])


def _rounds(answer: Answer, lang: str) -> Component:
    """Each round's chance on the scenarios searched and on fresh ones."""
    certificate = answer.surge.plan.certificate
    rows = [
        {
            "round": number(r["round"], lang),
            **{
                name: chance(r[name], lang)
                for name in (
                    "solver_p_town", "solver_p_rural", "fresh_p_town", "fresh_p_rural",
                    "fresh_lo_town", "fresh_lo_rural",
                )
            },
            "work_scale": number(r["work_scale"], lang, 2),
            "crew_days": number(r["crew_days"], lang),
        }
        for r in certificate.rounds.to_dict("records")
    ]  # fmt: skip
    heads = [t(f"plan.round.{name}", lang) for name in rows[0]]
    key = "plan.certificate_holds" if certificate.holds else "plan.certificate_fails"
    said = t(key, lang, n=number(certificate.scenarios, lang))
    return card(t("plan.certificate", lang), dmc.Text(said), table(pd.DataFrame(rows), heads),
                note=t("plan.certificate_note", lang))  # fmt: skip


def _sensitivity(answer: Answer, lang: str) -> Component:
    title, frame = t("plan.sensitivity", lang), answer.surge.plan.sensitivity
    if frame.empty:
        return card(title, empty(t("plan.no_sensitivity", lang)))
    shown = frame.assign(
        label=[term("assumption", name, lang) for name in frame["name"]],
        low_text=[amount_words(a, u, lang) for a, u in zip(frame["low"], frame["unit"],
                                                           strict=True)],
        high_text=[amount_words(a, u, lang) for a, u in zip(frame["high"], frame["unit"],
                                                            strict=True)],
    )  # fmt: skip
    figure = tornado(shown, answer.surge.plan.p_every_tier, lang)
    return card(title, chart(figure, lang, label=title), note=t("plan.sensitivity_note", lang))


def _assumptions(answer: Answer, lang: str) -> Component:
    told = {a.name for a in answer.surge.forecast.assumptions}
    return assumptions_card(
        [a for a in answer.surge.plan.assumptions if a.name not in told],
        t("answer.assumptions", lang), lang, note=t("answer.assumptions_note", lang),
    )  # fmt: skip

"""Surge planner: a plan changed by hand beside the plan, and the four dispatch rules."""

from dataclasses import replace

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import empty, table
from dashboards.i18n import chance, duration, number, percent, t
from dashboards.pages.surge_plan_form import source_words
from dashboards.pages.surge_plan_words import (
    CHANCES,
    LINES,
    SHARES,
    difference_words,
    figures_of,
    line_words,
    share_words,
    value_words,
)
from dashboards.story import Context
from dashboards.story.crew_grid import beyond, to_payload
from dashboards.story.plans import Draft
from dashboards.story.surge import Answer
from risk.staffing import Dispatch, Outcome


def changed_view(context: Context, answer: Answer, draft: Draft, lang: str) -> Component:
    """What the change does, line by line, and what it asks that nobody has.

    Raises:
        ModelError: the crews cannot be simulated.
    """
    story, plan, again = context.story(), answer.surge.plan, context.again
    other_world = draft.setup != answer.setup
    other_crews = to_payload(draft.crews) != to_payload(plan.crews_by_day)
    if not (other_world or other_crews):
        return dmc.Text(t("plan.unchanged", lang), size="sm", c="dimmed")
    changed = again.outcome(story, answer, draft.crews, draft.setup)
    shown = {"plan": figures_of(plan.outcome, plan.crews_by_day)}
    if other_world and other_crews:
        same_crews = again.outcome(story, answer, plan.crews_by_day, draft.setup)
        shown["plan_there"] = figures_of(same_crews, plan.crews_by_day)
    shown["changed"] = figures_of(changed, draft.crews)
    rows = [
        {
            "line": line_words(line, lang),
            **{name: value_words(line, f[line], story, lang) for name, f in shown.items()},
            "difference": difference_words(
                line, shown["changed"][line], shown["plan"][line], story, lang
            ),
        }
        for line in LINES
    ]
    heads = ["", *(t(f"plan.{name}", lang) for name in shown), t("plan.difference", lang)]
    return html.Div(
        [
            *_warnings(context, answer, draft, lang),
            table(pd.DataFrame(rows), heads),
            dmc.Text(t("plan.changed_note", lang, n=_scenarios(changed, lang)), size="xs",
                     c="dimmed", className="note"),
        ],
        className="plan-lines",
    )  # fmt: skip


def _scenarios(outcome: Outcome, lang: str) -> str:
    return number(int(outcome.kept["scenarios"].max()), lang)


def _warnings(context: Context, answer: Answer, draft: Draft, lang: str) -> list[Component]:
    """Sources of whom more is asked than they have: the simulation does not refuse it."""
    asked = beyond(draft.crews, context.story(), answer.surge.plan)
    if asked.empty:
        return []
    items = [
        html.Li(
            t("plan.beyond", lang, source=source_words(context, r["source"], lang),
              shift=t(f"plan.shift.{r['shift']}", lang) if r["shift"] else "",
              most=number(r["most"], lang), has=number(r["has"], lang))
        )
        for r in asked.to_dict("records")
    ]  # fmt: skip
    return [dmc.Alert(html.Ul(items), title=t("plan.beyond_title", lang), color="yellow",
                      variant="light")]  # fmt: skip


def rules_view(context: Context, answer: Answer, draft: Draft, lang: str) -> Component:
    """The same crews under each dispatch rule: best share and worst tail are not one rule's.

    Raises:
        ModelError: the crews cannot be simulated.
    """
    story = context.story()
    told = {
        rule: context.again.outcome(
            story, answer, draft.crews,
            replace(draft.setup, modes=replace(draft.setup.modes, dispatch=rule)),
        )
        for rule in Dispatch
    }  # fmt: skip
    rows = [_rule_row(rule, outcome, draft, lang) for rule, outcome in told.items()]
    heads = [t("plan.rule", lang), *(line_words(line, lang) for line in list(rows[0])[1:])]
    best = max(told, key=lambda rule: _all(told[rule]))
    tail = min(told, key=lambda rule: told[rule].over_24h_share)
    said = t("plan.rules_agree", lang, rule=t(f"plan.dispatch.{best.value}", lang))
    if best is not tail:
        said = t(
            "plan.rules_differ", lang, best=t(f"plan.dispatch.{best.value}", lang),
            share=share_words(_all(told[best]), lang),
            tail=t(f"plan.dispatch.{tail.value}", lang),
            late=percent(told[tail].over_24h_share, lang),
            late_best=percent(told[best].over_24h_share, lang),
        )  # fmt: skip
    return html.Div([empty(said), table(pd.DataFrame(rows), heads)], className="stack plan-lines")


def _all(outcome: Outcome) -> float:
    return float(outcome.kept.set_index("tier").loc["all", "expected_share"])


def _rule_row(rule: Dispatch, outcome: Outcome, draft: Draft, lang: str) -> dict[str, str]:
    found = figures_of(outcome, None)
    name = t(f"plan.dispatch.{rule.value}", lang)
    if rule is draft.setup.modes.dispatch:
        name = t("plan.rule_chosen", lang, rule=name)
    return {
        "name": name,
        **{line: _ratio(line, found[line], lang) for line in (*CHANCES, *SHARES)},
        "worst5": share_words(outcome.worst5_share, lang),
        "over_24h": percent(outcome.over_24h_share, lang),
        "arrival_p90": duration(outcome.arrival_min["p90"], lang),
    }


def _ratio(line: str, value: float, lang: str) -> str:
    return chance(value, lang) if line in CHANCES else share_words(value, lang)

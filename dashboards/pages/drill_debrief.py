"""A drill that is over: its score, against the plan and own crews, what decisions were worth."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, table, tile
from dashboards.figures.drill import compared, worths
from dashboards.i18n import chance, duration, moment, money, number, percent, span, t, term
from dashboards.pages.drill_parts import log
from dashboards.pages.drill_words import decision_words
from dashboards.pages.history_export import may_export
from dashboards.story import Context
from dashboards.story.drill import Playing
from risk.flow import Story
from risk.follow.drill_score import Score

EXPORT_PATH = "/export/drill/"


def debrief_view(context: Context, story: Story, playing: Playing, lang: str) -> Component:
    """The score kept, and charts told anew from the same steps."""
    told = context.drills.score(story, playing.kept.id)
    return html.Div(
        [
            _headline(story, told, lang),
            dmc.SimpleGrid(_tiles(story, told, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            _ways(story, told, lang),
            columns(
                [_chart(playing, told, "waiting", lang), _chart(playing, told, "in_time", lang)],
                [_worth(story, playing, told, lang), log(story, playing, lang)],
            ),
            *_record(playing, lang),
        ],
        className="page",
    )


def _row(told: Score, way: str) -> "pd.Series[Any]":
    ways = told.ways
    return ways[(ways["way"] == way) & (ways["tier"] == "all")].iloc[0]


def _headline(story: Story, told: Score, lang: str) -> Component:
    drill, plan, own = (_row(told, way) for way in ("drill", "plan", "own"))
    target = story.facts.county.staffing.share_target
    text = t(
        "drill.score", lang, share=share_words(drill["share"], lang),
        plan=share_words(plan["share"], lang), own=share_words(own["share"], lang),
        target=percent(target, lang, 0),
    )  # fmt: skip
    colour = "blue" if drill["share"] >= target else "red"
    return dmc.Alert(html.Strong(text), color=colour, variant="light")


def _tiles(story: Story, told: Score, lang: str) -> list[Component]:
    drill, plan = _row(told, "drill"), _row(told, "plan")
    currency = story.facts.county.currency
    return [
        tile(
            t("drill.share", lang), share_words(drill["share"], lang),
            [t("event.range_90", lang, span=span(drill["share_lo"], drill["share_hi"], lang,
                                                 share_words)),
             t("drill.repetitions", lang, n=number(told.draws, lang))],
        ),
        tile(
            t("drill.against_plan", lang), points(drill["share"] - plan["share"], lang),
            [t("drill.plan_share", lang, share=share_words(plan["share"], lang))],
        ),
        tile(
            t("drill.tail", lang), percent(drill["over_24h_share"], lang),
            [t("drill.wait_p99", lang, wait=duration(drill["wait_p99_min"], lang))],
        ),
        tile(
            t("drill.cost", lang), money(drill["cost_money"], lang, currency),
            [t("drill.plan_cost", lang, cost=money(plan["cost_money"], lang, currency))],
        ),
    ]  # fmt: skip


def share_words(value: float, lang: str) -> str:
    """A simulated share: one not seen to fail is no certainty."""
    if value > 0.999:
        return ">99.9%"
    return percent(value, lang)


def points(value: float, lang: str) -> str:
    """A difference of shares in points, with its sign."""
    sign = "+" if value >= 0 else "−"
    return t("drill.points_of", lang, n=f"{sign}{number(abs(100 * value), lang, 1)}")


def remade_view(story: Story, rows: pd.DataFrame, evenings: pd.DataFrame, lang: str) -> Component:
    """The plan made anew each evening, on the same claims."""
    lines = [
        t("drill.evening", lang, at=moment(e.at, lang), n=number(e.final_p50, lang),
          crew_days=number(e.crew_days, lang))
        for e in evenings.itertuples()
    ]  # fmt: skip
    return card(
        t("drill.remade", lang), _way_table(story, rows, lang),
        *(dmc.Text(line, size="sm") for line in lines), note=t("drill.remade_note", lang),
    )  # fmt: skip


def _ways(story: Story, told: Score, lang: str) -> Component:
    body = _way_table(story, told.ways, lang)
    return card(t("drill.ways", lang), body, note=t("drill.ways_note", lang))


def _way_table(story: Story, ways: pd.DataFrame, lang: str) -> Component:
    rows = ways.to_dict("records")
    shown = pd.DataFrame(
        [
            (
                t(f"drill.way.{r['way']}", lang) if r["tier"] == "all" else "",
                term("tier", r["tier"], lang), number(r["claims"], lang),
                share_words(r["share"], lang),
                span(r["share_lo"], r["share_hi"], lang, share_words), chance(r["kept"], lang),
                percent(r["over_24h_share"], lang), duration(r["wait_p99_min"], lang),
                money(r["cost_money"], lang, story.facts.county.currency)
                if r["tier"] == "all" else "",
            )
            for r in rows
        ],
        columns=["way", "tier", "claims", "share", "band", "kept", "over_24h", "wait", "cost"],
    )  # fmt: skip
    target = percent(story.facts.county.staffing.share_target, lang, 0)
    heads = [t(f"drill.col.{c}", lang, target=target) for c in shown]
    return table(shown, heads)


def _chart(playing: Playing, told: Score, column: str, lang: str) -> Component:
    start = pd.Timestamp(playing.drill.eve.started_at)
    curve = told.curve.assign(at=start + pd.to_timedelta(told.curve["hour"], unit="h"))
    title = t(f"drill.compare_{column}", lang)
    return card(title, chart(compared(curve, column, lang), lang, label=title))


def _worth(story: Story, playing: Playing, told: Score, lang: str) -> Component:
    title = t("drill.worth", lang)
    if told.worth.empty:
        return card(title, empty(t("drill.no_decision", lang)))
    label = [t("drill.number", lang, n=n, deed=t(f"drill.deed.{d}", lang)) for n, d in
             zip(told.worth["number"], told.worth["deed"], strict=True)]  # fmt: skip
    deeds = {d["number"]: d for _, d in playing.kept.steps if "number" in d}
    shown = pd.DataFrame(
        {
            "what": [decision_words(story, playing, deeds[n], lang) for n in told.worth["number"]],
            "points": [points(v, lang) for v in told.worth["share"]],
            "cost": [money(v, lang, story.facts.county.currency) for v in told.worth["cost_money"]],
        }
    )
    figure = worths(told.worth.assign(label=label), lang)
    body = table(shown, [t(f"drill.col.{c}", lang) for c in shown])
    return card(title, chart(figure, lang, label=title), body, note=t("drill.worth_note", lang))


def _record(playing: Playing, lang: str) -> list[Component]:
    if not may_export():
        return []
    address = f"{EXPORT_PATH}{playing.kept.id}.xlsx"
    return [html.Div(html.A(t("drill.record", lang), href=address, className="step"))]

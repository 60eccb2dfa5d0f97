"""A drill under way: the moment, figures, what waits where, who is on duty, what was decided."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, table, tile
from dashboards.components.shell import synthetic_badge
from dashboards.figures.drill import so_far
from dashboards.i18n import MISSING, duration, moment, number, percent, span, t, term
from dashboards.pages.drill_words import decision_words, source_name
from dashboards.story import Context
from dashboards.story.drill import Playing
from risk.flow import Story
from risk.follow.drill_deeds import Deed
from risk.follow.drill_seen import Seen, seen
from risk.follow.moment import Moment

TOWNSHIPS = 12


def clock_line(playing: Playing, lang: str) -> Component:
    """Which event, which moment, which hour."""
    drill, kept = playing.drill, playing.kept
    key = "drill.clock_over" if playing.over else "drill.clock"
    text = t(
        key, lang, name=kept.name, at=moment(drill.at, lang), hours=number(drill.now_h, lang),
        left=number(max(drill.end_h - drill.now_h, 0), lang),
    )  # fmt: skip
    badge = [" ", synthetic_badge(lang)] if kept.synthetic else []
    who = t("drill.who", lang, who=kept.participants or MISSING, n=kept.id)
    return dmc.Alert([html.Strong(text), *badge, html.Div(who)], color="blue", variant="light")


def playing_view(context: Context, story: Story, playing: Playing, lang: str) -> Component:
    """Everything a player knows now."""
    told = seen(playing.drill)
    now = context.drills.moment(story, playing)
    return html.Div(
        [
            dmc.SimpleGrid(_tiles(told, now, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            columns(
                [_curve(playing, told, lang), _duty(story, playing, told, lang)],
                [_waiting(story, told, lang), _notes(playing, lang), log(story, playing, lang)],
            ),
        ],
        className="page",
    )


def _tiles(told: Seen, now: Moment | None, lang: str) -> list[Component]:
    tiers = told.tiers.set_index("tier")
    whole = tiers.loc["all"]
    by_tier = [
        t("drill.tier_share", lang, tier=term("tier", name, lang),
          share=_share(tiers.loc[name, "in_time_share"], lang))
        for name in ("town", "rural")
    ]  # fmt: skip
    to_come = [t("drill.nowcast_none", lang)]
    value = MISSING
    if now is not None:
        total, more = now.nowcast.total, now.next_24h
        value = number(total["p50"], lang)
        to_come = [
            t("event.range_90", lang, span=span(total["p05"], total["p95"], lang)),
            t("drill.next_day", lang, n=number(more["mean"], lang),
              span=span(more["p10"], more["p90"], lang)),
        ]  # fmt: skip
    return [
        tile(t("drill.reported", lang), number(whole["reported"], lang),
             [t("drill.visited_n", lang, n=number(whole["visited"], lang)),
              t("drill.photographed_n", lang, n=number(whole["photographed"], lang))]
             if whole["photographed"] else
             [t("drill.visited_n", lang, n=number(whole["visited"], lang))]),
        tile(t("drill.share_so_far", lang), _share(whole["in_time_share"], lang), by_tier),
        tile(t("drill.waiting", lang), number(whole["waiting"], lang),
             [t("drill.under_way_n", lang, n=number(whole["under_way"], lang)),
              t("drill.late_n", lang, n=number(whole["late"], lang))],
             grave=bool(whole["waiting"] > 0 and whole["late"] > 0)),
        tile(t("drill.final", lang), value, to_come),
    ]  # fmt: skip


def _share(value: float, lang: str) -> str:
    # all in time so far is not a certainty: no share of a hundred is shown
    return ">99%" if value > 0.99 else percent(value, lang, 0)


def _curve(playing: Playing, told: Seen, lang: str) -> Component:
    title = t("drill.curve", lang)
    if playing.drill.now_h <= 0:
        return card(title, empty(t("drill.nowcast_none", lang)))
    start = pd.Timestamp(playing.drill.eve.started_at)
    curve = told.curve.assign(at=start + pd.to_timedelta(told.curve["hour"], unit="h"))
    return card(title, chart(so_far(curve, lang), lang, label=title))


def _waiting(story: Story, told: Seen, lang: str) -> Component:
    """Villages' waiting claims by township, the longest queue first."""
    title, regions = t("drill.by_township", lang), story.facts.regions.set_index("code")
    rows = told.by_village.assign(
        township=told.by_village["region_code"].map(regions["township_code"])
    )
    by = rows.groupby("township", as_index=False).agg(
        reported=("reported", "sum"), waiting=("waiting", "sum"),
        late=("late_waiting", "sum"), longest=("longest_wait_h", "max"),
    ).sort_values(["waiting", "reported"], ascending=False)  # fmt: skip
    by = by[by["waiting"] > 0].head(TOWNSHIPS)
    if by.empty:
        return card(title, empty(t("drill.none_waiting", lang)))
    shown = pd.DataFrame(
        {
            "township": by["township"].map(regions["name"]),
            "waiting": [number(v, lang) for v in by["waiting"]],
            "late": [number(v, lang) for v in by["late"]],
            "longest": [duration(60 * v, lang) for v in by["longest"]],
            "reported": [number(v, lang) for v in by["reported"]],
        }
    )
    return card(title, table(shown, [t(f"drill.col.{c}", lang) for c in shown]))


def _duty(story: Story, playing: Playing, told: Seen, lang: str) -> Component:
    """Crews on duty by base and source, and those who are still on their way here."""
    title = t("drill.on_duty", lang)
    names = playing.drill.came.ground.bases.set_index("base_id")["name"]
    shown = pd.DataFrame(
        {
            "base": told.crews["base_id"].map(names),
            "source": [source_name(story, s, lang) for s in told.crews["source"]],
            "crews": [number(v, lang) for v in told.crews["crews"]],
            "busy": [number(v, lang) for v in told.crews["busy"]],
        }
    )
    body = (
        table(shown, [t(f"drill.col.{c}", lang) for c in shown])
        if len(shown)
        else empty(t("drill.none_on_duty", lang))
    )
    coming = told.coming[told.coming["arrives_h"] > playing.drill.now_h]
    lines = [
        t("drill.coming", lang, crews=number(c.crews, lang), to=names[c.base_id],
          source=source_name(story, c.source, lang),
          h=number(c.arrives_h - playing.drill.now_h, lang, 1))
        for c in coming.itertuples()
    ]  # fmt: skip
    return card(title, body, *(dmc.Text(line, size="sm") for line in lines),
                note=t("drill.on_duty_note", lang))  # fmt: skip


def _notes(playing: Playing, lang: str) -> Component:
    """What is known of the weather and the roads, and the bureau's tables so far."""
    drill = playing.drill
    scenario = drill.eve.forecast.scenario
    lines = [
        t("drill.roads", lang, town=number(scenario.travel_factor_town, lang, 2),
          rural=number(scenario.travel_factor_rural, lang, 2)),
        t("drill.hazard", lang, hours=number(scenario.duration_h, lang, 0),
          villages=number(len(scenario.footprint), lang)),
    ]  # fmt: skip
    tables = drill.eve.tables
    own = tables[
        (tables["event_id"] == drill.eve.event["event_id"])
        & (tables["reported_at"] <= pd.Timestamp(drill.at))
    ]
    lines += [
        t("drill.bureau", lang, at=moment(r.reported_at, lang), n=number(r.households, lang))
        for r in own.itertuples()
    ]
    return card(t("drill.notes", lang), *(dmc.Text(line, size="sm") for line in lines))


def log(story: Story, playing: Playing, lang: str) -> Component:
    """Decisions in their order."""
    title = t("drill.log", lang)
    steps: list[tuple[float, Any]] = [
        (at_h, deed) for at_h, deed in playing.kept.steps if deed["deed"] != Deed.CLOCK.value
    ]
    if not steps:
        return card(title, empty(t("drill.no_decision", lang)))
    items = [
        html.Li(
            t("drill.log_line", lang, n=deed["number"], h=number(at_h, lang, 0),
              what=decision_words(story, playing, deed, lang))
        )
        for at_h, deed in steps
    ]  # fmt: skip
    return card(title, html.Ol(items, className="plain-list"))

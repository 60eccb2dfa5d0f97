"""Parts of the page of hotline and desks: tiles, limits, charts, seats to change, cars."""

from typing import Any

import dash_mantine_components as dmc
import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, table, tile
from dashboards.figures.chain import (
    answered_by_hour,
    backlogs,
    heads_by_day,
    seats_by_hour,
    strains,
)
from dashboards.i18n import chance, figure, moment, number, percent, short_day, span, t, term
from dashboards.pages.surge_claims import assumptions_card
from dashboards.story.chain import Opened, cars_by_base, span_of
from dashboards.story.choice import Choice
from dashboards.story.surge import default_start
from dashboards.story.words import choice_words
from risk import reference
from risk.flow import Story
from risk.staffing.desks import ChainOutcome
from risk.staffing.desks.chain import STEPS

HOURS_SHOWN = 7 * 24


def preset_options(story: Story, lang: str) -> list[dict[str, str]]:
    """The surges told, by their names."""
    return [{"value": p, "label": preset_name(story, p, lang)} for p in story.surges]


def preset_name(story: Story, preset: str, lang: str) -> str:
    """A preset's name: kind and grade."""
    found = next(p for p in reference.presets() if p.code == preset)
    return choice_words(story, Choice(found.kind, found.grade, default_start(story)), lang)


def chain_view(story: Story, opened: Opened, told: ChainOutcome, name: str, lang: str) -> Component:
    """The answer: what holds, what binds, when, and what it rests on."""
    return html.Div(
        [
            _headline(story, opened, told, name, lang),
            dmc.SimpleGrid(
                [
                    _tightest(told, lang), _seats(told, lang), _answered(story, told, lang),
                    *(_desk(opened, told, desk, lang) for desk in told.seats.heads),
                ],
                cols={"base": 1, "xs": 2, "lg": 5},
            ),
            _limits(story, told, lang),
            _strain(story, told, lang),
            columns([_calls(told, lang)], [_hours(story, told, lang)]),
            columns([_backlogs(told, lang)], [_heads(told, lang)]),
        ],
        className="page",
    )  # fmt: skip


def basis_view(story: Story, opened: Opened, told: ChainOutcome, lang: str) -> Component:
    """Cars, and what everything rests on."""
    note = t("chain.assumptions_note", lang)
    rests = assumptions_card(told.assumptions, t("chain.assumptions", lang), lang, note=note)
    return html.Div([_cars(story, opened, lang), rests], className="page")


def _headline(story: Story, opened: Opened, told: ChainOutcome, name: str, lang: str) -> Component:
    county, scenario = story.facts.county, opened.surge.scenario
    text = t(
        "chain.headline", lang, name=preset_name(story, opened.preset, lang),
        at=moment(scenario.starts_at, lang), version=story.facts.version,
        scenarios=number(told.hotline.kept["scenarios"], lang),
    )  # fmt: skip
    given = county.promise.hotline_seconds_per_ring
    ring = t(
        "chain.limit_assumed" if given is None else "chain.limit_given", lang,
        rings=county.promise.hotline_rings, limit=number(told.hotline.limit_s, lang),
        each=number(county.chain.assumed_seconds_per_ring, lang),
    )  # fmt: skip
    body = [html.Strong(f"{t(f'chain.{name}', lang)}: {text}"), html.Div(ring)]
    if opened.recorded is None:
        body.append(html.Div(t("chain.no_record", lang)))
    return dmc.Alert(body, color="blue", variant="light")


def _tightest(told: ChainOutcome, lang: str) -> Component:
    frame = told.binding[told.binding["step"] != ""]
    over = frame[frame["strain"] > 1]
    if over.empty:
        return tile(t("chain.holds_up", lang), "—", [t("chain.holds_none", lang)])
    worst = over.loc[over["strain"].idxmax()]
    if over["strain"].replace(np.inf, np.nan).notna().all():
        line = t("chain.holds_line", lang, day=short_day(worst["date"], lang),
                 used=figure(float(worst["strain"]), lang))  # fmt: skip
    else:
        line = t("chain.beyond", lang, day=short_day(worst["date"], lang))
    lines = [line, t("chain.days_over", lang, n=number(len(over), lang))]
    step = term("chain_step", str(worst["step"]), lang)
    return tile(t("chain.holds_up", lang), step, lines, grave=True)


def _seats(told: ChainOutcome, lang: str) -> Component:
    hours = told.hotline.by_hour
    most = hours.loc[hours["seats"].idxmax()]
    total = number(int(told.hotline.by_day["seat_hours"].sum()), lang)
    return tile(
        t("chain.seats_peak", lang),
        number(int(most["seats"]), lang),
        [
            t("chain.seats_line", lang, at=moment(most["at"], lang)),
            t("chain.seat_hours", lang, n=total),
        ],
    )


def _answered(story: Story, told: ChainOutcome, lang: str) -> Component:
    kept, hours = told.hotline.kept, told.hotline.by_hour
    target = percent(story.facts.county.chain.answered_target, lang, 0)
    lines = [
        t("chain.answered_p", lang, target=target,
          p=chance(kept["p_event_share"], lang),
          band=span(kept["p_lo"], kept["p_hi"], lang, chance)),
        t("chain.lost", lang, share=percent(told.hotline.lost_share, lang)),
    ]  # fmt: skip
    if told.hotline.worst_hour is not None:
        worst = hours.iloc[told.hotline.worst_hour]
        lines.append(t("chain.worst_hour", lang, at=moment(worst["at"], lang),
                       share=_share(worst["in_time_share"], lang)))  # fmt: skip
    return tile(t("chain.answered", lang), _share(kept["expected_share"], lang), lines)


def _share(value: float, lang: str) -> str:
    # a simulated share of 1 is a share not seen to fail, never a certainty
    return ">99.9%" if value > 0.999 else percent(value, lang)


def _desk(opened: Opened, told: ChainOutcome, desk: str, lang: str) -> Component:
    most, first, last, total = span_of(told.seats.heads[desk])
    dates = opened.setting.dates
    own = told.by_day[told.by_day["step"] == desk]
    worst = own.loc[own["backlog_p90"].idxmax()]
    begin, end = short_day(dates[first], lang), short_day(dates[last], lang)
    when = t("chain.from_to", lang, first=begin, last=end, n=number(total, lang))
    piled = t(
        "chain.backlog_most", lang, p50=number(own["backlog_p50"].max(), lang),
        p90=number(worst["backlog_p90"], lang),
    )  # fmt: skip
    label = t("chain.heads", lang, step=term("chain_step", desk, lang))
    return tile(label, number(most, lang), [when, piled])


def _limits(story: Story, told: ChainOutcome, lang: str) -> Component:
    county = story.facts.county
    rows = [
        {
            "step": term("chain_step", row["step"], lang),
            "limit": _limit(row, story, lang),
            "standing": term("status", str(row["standing"]), lang),
            "share": _share(row["expected_share"], lang),
            "p": chance(row["p_event_share"], lang),
            "band": span(row["p_lo"], row["p_hi"], lang, chance),
            "number": number(row["claims_mean"], lang, 0 if row["claims_mean"] >= 10 else 1),
        }
        for row in told.steps.to_dict("records")
    ]
    target = percent(county.staffing.share_target, lang, 0)
    heads = [
        t("chain.step", lang), t("chain.limit", lang), t("chain.standing", lang),
        t("chain.share", lang), t("chain.p", lang, target=target), t("chain.band", lang),
        t("chain.number", lang),
    ]  # fmt: skip
    body = table(pd.DataFrame(rows), heads)
    return card(t("chain.steps", lang), body, note=t("chain.steps_note", lang))


def _limit(row: dict[str, Any], story: Story, lang: str) -> str:
    if row["step"] == "survey":
        promise = story.facts.county.promise
        return t("chain.by_tier", lang, town=number(promise.on_scene_town_min, lang),
                 rural=number(promise.on_scene_rural_min, lang))  # fmt: skip
    return f"{figure(row['limit'], lang)} {term('unit_of', row['unit'], lang)}"


def _steps(told: ChainOutcome) -> list[str]:
    known = set(told.by_day["step"])
    return [step for step in STEPS if step in known]


def _strain(story: Story, told: ChainOutcome, lang: str) -> Component:
    title, goal = t("chain.strain", lang), story.facts.county.staffing
    drawn = strains(told.by_day, told.binding, _steps(told), lang)
    note = t(
        "chain.strain_note", lang, target=percent(goal.share_target, lang, 0),
        p=percent(goal.p_goal, lang, 0),
    )  # fmt: skip
    return card(title, chart(drawn, lang, label=title), note=note)


def _calls(told: ChainOutcome, lang: str) -> Component:
    title = t("chain.calls_chart", lang)
    drawn = seats_by_hour(told.hotline.by_hour.head(HOURS_SHOWN), lang)
    return card(title, chart(drawn, lang, label=title), note=t("chain.calls_note", lang))


def _hours(story: Story, told: ChainOutcome, lang: str) -> Component:
    title = t("chain.hours_chart", lang)
    hours, target = told.hotline.by_hour.head(HOURS_SHOWN), story.facts.county.chain.answered_target
    drawn = answered_by_hour(hours, target, lang)
    return card(title, chart(drawn, lang, label=title), note=t("chain.hours_note", lang))


def _backlogs(told: ChainOutcome, lang: str) -> Component:
    title = t("chain.backlogs", lang)
    drawn = backlogs(told.by_day, _steps(told)[1:], lang)
    return card(title, chart(drawn, lang, label=title), note=t("chain.backlogs_note", lang))


def _heads(told: ChainOutcome, lang: str) -> Component:
    title = t("chain.heads_chart", lang)
    drawn = heads_by_day(told.by_day, list(told.seats.heads), lang)
    return card(title, chart(drawn, lang, label=title), note=t("chain.heads_note", lang))


def _cars(story: Story, opened: Opened, lang: str) -> Component:
    title, known = t("chain.cars", lang), len(story.facts.vehicles) > 0
    frame = cars_by_base(opened.cars, opened.surge.plan.bases)
    rows = frame.assign(
        crews=[number(n, lang) for n in frame["crews"]],
        cars=[number(n, lang) for n in frame["cars"]],
        short=[number(n, lang) if known else "—" for n in frame["short"]],
        first_short=[short_day(d, lang) if d is not None else "—" for d in frame["first_short"]],
    )
    heads = [t(f"chain.cars_{x}", lang) for x in ("base", "needed", "have", "short", "day")]
    told = [] if known else [empty(t("chain.cars_unknown", lang))]
    return card(title, *told, table(rows, heads), note=t("chain.cars_note", lang))

"""What an event's moment says: figures, charts, map with list, ways beside one another, sources."""

import math

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, table, tile
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.event import days_ahead, report_path
from dashboards.figures.geometry import Layer
from dashboards.i18n import day, duration, moment, number, percent, reword, span, t, term
from dashboards.pages.surge_words import class_labels
from dashboards.story.event import (
    Told,
    day_rows,
    hours_in,
    next_day,
    path_ahead,
    seen_path,
    village_rows,
)
from dashboards.story.levels import township_places
from dashboards.story.surge import claim_classes, claim_digits
from risk.flow import Story

LIST_ROWS = 12


def event_view(
    story: Story, told: Told, layers: dict[str, Layer], truth: bool, lang: str
) -> Component:
    """Everything a moment says, the answer first."""
    return html.Div(
        [
            _headline(told, truth, lang),
            dmc.SimpleGrid(_tiles(told, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            columns(
                [_path(told, truth, lang), _days(told, truth, lang), _ways(told, truth, lang)],
                [_map(story, told, layers, lang), _list(story, told, truth, lang)],
            ),
            _sources(told, lang),
        ],
        className="page",
    )


def _headline(told: Told, truth: bool, lang: str) -> Component:
    now, total = told.moment.nowcast, told.moment.nowcast.total
    text = t(
        "event.headline", lang,
        name=str(told.eve.event["name"]), at=moment(told.moment.at, lang),
        hours=number(hours_in(told), lang), reported=number(now.reported, lang),
        final=number(total["p50"], lang), span=span(total["p05"], total["p95"], lang),
    )  # fmt: skip
    lines = [html.Strong(text)]
    if truth:
        came = len(told.eve.reports)
        held = total["p05"] <= came <= total["p95"]
        key = "event.truth_inside" if held else "event.truth_outside"
        lines.append(html.Div(t(key, lang, came=number(came, lang))))
    return dmc.Alert(lines, color="blue", variant="light")


def _tiles(told: Told, lang: str) -> list[Component]:
    now = told.moment.nowcast
    total, to_come = now.total, now.to_come
    mean, low, high = next_day(told)
    share = now.reported / total["p50"] if total["p50"] else None
    lag = now.beliefs.set_index("quantity").loc["lag_median_h"]
    eve = told.eve.forecast.total
    return [
        tile(
            t("event.tile_reported", lang), number(now.reported, lang),
            [t("event.tile_share", lang, share=percent(share, lang, 0))],
        ),
        tile(
            t("event.tile_final", lang), number(total["p50"], lang),
            [
                t("event.range_90", lang, span=span(total["p05"], total["p95"], lang)),
                t("event.eve_said", lang, n=number(eve["p50"], lang),
                  span=span(eve["p05"], eve["p95"], lang)),
            ],
        ),
        tile(
            t("event.tile_to_come", lang), number(to_come["p50"], lang),
            [
                t("event.range_90", lang, span=span(to_come["p05"], to_come["p95"], lang)),
                t("event.staff_to", lang, n=number(to_come["p90"], lang)),
            ],
        ),
        tile(
            t("event.tile_next", lang), number(mean, lang),
            [
                t("event.range_80", lang, span=span(low, high, lang)),
                t("event.lag", lang, p50=duration(60 * lag["p50"], lang),
                  span=span(lag["p05"], lag["p95"], lang)),
            ],
        ),
    ]  # fmt: skip


def _path(told: Told, truth: bool, lang: str) -> Component:
    seen = seen_path(told.eve, told.moment.at)
    came = seen_path(told.eve, told.steps[-1]) if truth else None
    drawn = report_path(seen, path_ahead(told), told.moment.at, came, lang)
    note = t("event.path_note", lang)
    return card(t("event.path", lang), chart(drawn, lang, label=t("event.path", lang)), note=note)


def _days(told: Told, truth: bool, lang: str) -> Component:
    drawn = days_ahead(day_rows(told), lang, truth=truth)
    return card(
        t("event.days", lang),
        chart(drawn, lang, label=t("event.days", lang)),
        note=t("event.days_note", lang),
    )


def _ways(told: Told, truth: bool, lang: str) -> Component:
    """The same moment by simpler ways: a reader sees what the model adds."""
    model = pd.DataFrame([("model", told.moment.nowcast.total["p50"])], columns=["way", "final"])
    rows = pd.concat([model, told.moment.ways], ignore_index=True)
    shown = pd.DataFrame(
        {
            "way": [term("nowcast_way", way, lang) for way in rows["way"]],
            "final": [number(value, lang) for value in rows["final"]],
        }
    )
    headers = [t("event.way", lang), t("event.tile_final", lang)]
    if truth:
        came = len(told.eve.reports)
        shown["off"] = [percent(value / came - 1, lang, 0) for value in rows["final"]]
        headers.append(t("event.off", lang))
    return card(t("event.ways", lang), table(shown, headers), note=t("event.ways_note", lang))


def _map(story: Story, told: Told, layers: dict[str, Layer], lang: str) -> Component:
    rows = village_rows(story, told)
    frame = rows.assign(mean=rows["to_come_mean"])  # the map shows claims still to come
    cuts = claim_classes(frame["mean"].tolist())
    digits = claim_digits(frame, layers["village"].codes, cuts)
    labels = class_labels(cuts, lang)
    drawn = risk_map(
        layers, "village", hideout(digits, labels), township_places(story), lang,
    )  # fmt: skip
    return card(
        t("event.map", lang),
        drawn,
        legend(t("event.to_come", lang), labels, lang, hatched=False),
    )


def _list(story: Story, told: Told, truth: bool, lang: str) -> Component:
    rows = village_rows(story, told)
    rows["name"] = rows["name"].where(rows["name"] != "", t("event.unplaced", lang))
    shown = [
        Column("name", t("event.village", lang), flex=1),
        Column("township", t("event.township", lang), width=120),
        Column("reported", t("event.reported", lang), "number", width=90),
        Column("to_come_mean", t("event.to_come", lang), "number", 1, width=100),
        Column("to_come_p90", t("event.to_come_p90", lang), "number", width=100),
        Column("p90", t("event.final_p90", lang), "number", width=100),
    ]
    if truth:
        shown.append(Column("came", t("event.came", lang), "number", width=90))
    listed = grid(
        rows, shown, lang, label=t("event.list", lang), row_id="region_code", rows_max=LIST_ROWS
    )
    return card(t("event.list", lang), listed, note=t("event.list_note", lang))


def _sources(told: Told, lang: str) -> Component:
    """Everything the figures stand on."""
    eve, now = told.eve, told.moment.nowcast
    size = now.beliefs.set_index("quantity").loc["size_factor"]
    where = "event.footprint_recorded" if eve.recorded else "event.footprint_county"
    lines = [
        t("event.eve_source", lang, day=day(eve.facts.as_of, lang), version=eve.facts.version),
        t(where, lang, n=number(len(eve.forecast.region_codes), lang)),
        t("event.rate_source", lang, value=two(eve.forecast.rate.value, lang),
          span=span(eve.forecast.rate.low, eve.forecast.rate.high, lang, two),
          source=reword(eve.forecast.rate.source, lang)),
        t("event.lag_source", lang, source=reword(eve.prior.lag.source, lang)),
        t("event.stray_source", lang, outside=percent(eve.stray.outside, lang, 2),
          unplaced=percent(eve.stray.unplaced, lang, 2), events=number(eve.stray.events, lang)),
        t("event.size_source", lang, p50=number(size["p50"], lang, 2),
          span=span(size["p05"], size["p95"], lang, two), before=span(
              size["before_p05"], size["before_p95"], lang, two)),
        t("event.draws", lang, draws=number(now.draws, lang),
          effective=number(now.effective, lang)),
        _bureau(told, lang),
        t("event.from_desk" if eve.from_desk else "event.from_claims", lang),
        t("event.by_day" if eve.by_day else "event.by_hour", lang),
    ]  # fmt: skip
    items = [html.Li(line) for line in lines]
    return card(t("event.sources", lang), html.Ul(items))


def _bureau(told: Told, lang: str) -> str:
    """What the bureau's newest table said, and what past tables meant for claims."""
    damage = told.moment.nowcast.prior.damage
    if damage is None:
        return t("event.no_bureau", lang)
    ratio, sd = damage.log_ratio_mean, 1.645 * damage.log_ratio_sd
    return t(
        "event.bureau", lang, households=number(damage.households, lang),
        ratio=two(math.exp(ratio), lang),
        span=span(math.exp(ratio - sd), math.exp(ratio + sd), lang, two),
    )  # fmt: skip


def two(value: float | None, lang: str) -> str:
    """A number with two decimals."""
    return number(value, lang, 2)

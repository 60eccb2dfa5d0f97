"""Surge planner, first half of an answer: claims by day, hour and village, and assumptions."""

from collections.abc import Sequence

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, columns, tile
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.geometry import Layer
from dashboards.figures.surge import claims_fan, hours_fan
from dashboards.i18n import day, figure, moment, number, reword, short_day, span, t, term
from dashboards.pages.surge_evidence import evidence_card
from dashboards.pages.surge_words import class_labels
from dashboards.story.choice import Choice
from dashboards.story.levels import township_places
from dashboards.story.surge import claim_classes, claim_digits, dated_forecast, village_claims
from dashboards.story.words import choice_words
from risk.flow import Story
from risk.hazard import Assumption, Zone, place_houses
from risk.surge import Forecast

HOURS_SHOWN = 96


def claims_view(
    story: Story, choice: Choice, forecast: Forecast, layers: dict[str, Layer], bases: pd.DataFrame,
    lang: str,
) -> Component:  # fmt: skip
    """Everything about the claims: how many, when, where, and what was assumed."""
    text = t(
        "answer.claims_headline", lang, name=choice_words(story, choice, lang),
        at=moment(choice.starts_at, lang), version=story.facts.version,
        draws=number(forecast.draws, lang),
    )  # fmt: skip
    return html.Div(
        [
            dmc.Alert(html.Strong(text), color="blue", variant="light"),
            dmc.SimpleGrid(_tiles(story, forecast, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            columns(
                [claims_card(forecast, lang), villages_card(story, forecast, lang)],
                [claims_map(story, forecast, layers, bases, lang)],
            ),
            assumptions_card(
                forecast.assumptions, t("answer.claims_assumptions", lang), lang,
                note=t("answer.assumptions_note", lang),
            ),
            evidence_card(forecast, lang),
        ],
        className="page",
    )  # fmt: skip


def _tiles(story: Story, forecast: Forecast, lang: str) -> list[Component]:
    total, rows = forecast.total, forecast.scenario.footprint
    placed = place_houses(story.facts.in_force, story.facts.regions).set_index("region_code")
    houses = float(placed["houses"].reindex(rows["region_code"]).sum())
    core = int((rows["zone"] == Zone.CORE).sum())
    peak = forecast.by_day.loc[forecast.by_day["mean"].idxmax()]
    rate = span(forecast.rate.low, forecast.rate.high, lang, _rate)
    of = t("answer.of_claims", lang, low=number(peak["p10"], lang), high=number(peak["p90"], lang))
    return [
        tile(t("answer.claims", lang), number(total["mean"], lang),
             [t("answer.range_90", lang, span=span(total["p05"], total["p95"], lang))]),
        tile(t("answer.peak", lang), short_day(forecast.scenario.date_of(int(peak["day"])), lang),
             [of]),
        tile(t("answer.villages_hit", lang), number(len(rows), lang),
             [t("answer.of_core", lang, n=number(core, lang))]),
        tile(t("answer.houses_hit", lang), number(houses, lang),
             [t("answer.rate_core", lang, span=rate)]),
    ]  # fmt: skip


def _rate(value: float | None, lang: str) -> str:
    return number(value, lang, 1)


def claims_card(forecast: Forecast, lang: str) -> Component:
    """The fan by day and by hour, and where the rate comes from."""
    title = t("answer.fan", lang)
    by_day = chart(claims_fan(dated_forecast(forecast), lang), lang, label=title)
    hours = forecast.by_hour
    first = forecast.scenario.starts_at.hour
    hours = hours[(hours["hour"] >= first) & (hours["hour"] < first + HOURS_SHOWN)]
    by_hour = chart(hours_fan(hours, lang), lang, label=t("answer.fan_hours", lang))
    tabs = dmc.Tabs(
        [
            dmc.TabsList(
                [dmc.TabsTab(t(f"answer.by_{x}", lang), value=x) for x in ("day", "hour")]
            ),
            dmc.TabsPanel(by_day, value="day"),
            dmc.TabsPanel(by_hour, value="hour"),
        ],
        value="day",
        keepMounted=False,  # a chart drawn in a hidden panel has no width
    )
    note = t("answer.rate_source", lang, source=reword(forecast.rate_source, lang))
    return card(title, tabs, note=note)


def claims_map(
    story: Story, forecast: Forecast, layers: dict[str, Layer], bases: pd.DataFrame, lang: str
) -> Component:
    """Villages by expected claims, with the crews' bases."""
    frame = village_claims(story, forecast)
    cuts = claim_classes(frame["mean"].tolist())
    labels = class_labels(cuts, lang)
    colours = hideout(claim_digits(frame, layers["village"].codes, cuts), labels)
    places, title = township_places(story), t("answer.map", lang)
    drawn = risk_map(layers, "village", colours, places, lang, bases=bases)
    key = legend(
        t("answer.map_legend", lang), labels, lang, hatched=False, bases=True,
        derived=layers["village"].derived,
    )  # fmt: skip
    return card(title, drawn, key)


def villages_card(story: Story, forecast: Forecast, lang: str) -> Component:
    """Villages of the footprint: intensity beside claims with their range."""
    frame = village_claims(story, forecast)
    rows = forecast.scenario.footprint
    unit, quantity = str(rows["unit"].iloc[0]), str(rows["quantity"].iloc[0])
    frame["intensity"] = frame["region_code"].map(rows.set_index("region_code")["intensity"])
    frame["zone"] = [term("zone", z, lang) for z in frame["zone"]]
    frame["range"] = [span(a, b, lang) for a, b in zip(frame["p10"], frame["p90"], strict=True)]
    told = term("quantity", quantity, lang) + (f" ({term('unit_of', unit, lang)})" if unit else "")
    shown = [
        Column("township", t("grid.township", lang), width=95, flex=1),
        Column("name", t("grid.village", lang), width=95, flex=1),
        Column("zone", t("answer.zone", lang), width=75),
        Column("intensity", told, "number", 1, width=105),
        Column("mean", t("answer.claims", lang), "number", 1, width=90),
        Column("range", t("answer.range_80", lang), width=90, filtered=False),
    ]
    title = t("answer.villages", lang)
    return card(title, grid(frame, shown, lang, label=title), note=t("answer.villages_note", lang))


def assumptions_card(
    assumptions: Sequence[Assumption], title: str, lang: str, *, note: str = ""
) -> Component:
    """Every number assumed: value, unit, range, standing, source, date."""
    frame = pd.DataFrame(
        [
            {
                "name": term("assumption", a.name, lang),
                "value": _value(a.value, lang, a.name),
                "unit": term("unit_of", a.unit, lang) if a.unit else "",
                "range": span(a.low, a.high, lang, _value),
                "status": term("status", a.status.value, lang),
                "source": reword(a.source, lang),
                "date": day(a.date, lang) if a.date else "",
            }
            for a in assumptions
        ]
    )
    shown = [
        Column("name", t("grid.assumption", lang), width=190, flex=2),
        Column("value", t("grid.value", lang), width=80, filtered=False),
        Column("unit", t("grid.unit", lang), width=160, filtered=False),
        Column("range", t("grid.range", lang), width=120, filtered=False),
        Column("status", t("grid.status", lang), width=90, filtered=False),
        Column("source", t("grid.source", lang), width=260, flex=4),
        Column("date", t("grid.date", lang), width=125, filtered=False),
    ]
    return card(title, grid(frame, shown, lang, label=title), note=note)


def _value(value: float | str | None, lang: str, name: str = "") -> str:
    if isinstance(value, bool):
        return t("plan.yes" if value else "plan.no", lang)
    if isinstance(value, str):
        known = term("plan.dispatch", value, lang) if name == "dispatch" else value
        return known or t("status.not_provided", lang)
    return figure(value, lang)

"""Surge planner, first half of an answer: claims by day, hour and village, and assumptions."""

import dash_mantine_components as dmc
import pandas as pd
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart
from dashboards.components.riskmap import hideout, legend, risk_map
from dashboards.figures.geometry import Layer
from dashboards.figures.surge import claims_fan, hours_fan
from dashboards.i18n import day, figure, reword, span, t, term
from dashboards.pages.surge_words import class_labels
from dashboards.story.levels import township_places
from dashboards.story.surge import (
    Answer,
    claim_classes,
    claim_digits,
    dated,
    village_claims,
)
from risk.flow import Story

HOURS_SHOWN = 96


def claims_card(answer: Answer, lang: str) -> Component:
    """The fan by day and by hour, and where the rate comes from."""
    forecast = answer.surge.forecast
    title = t("answer.fan", lang)
    by_day = chart(claims_fan(dated(forecast.by_day, answer.surge), lang), lang, label=title)
    hours = forecast.by_hour
    first = int(answer.surge.scenario.starts_at.hour)
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


def claims_map(story: Story, answer: Answer, layers: dict[str, Layer], lang: str) -> Component:
    """Villages by expected claims, with the crews' bases."""
    frame = village_claims(story, answer.surge)
    cuts = claim_classes(frame["mean"].tolist())
    labels = class_labels(cuts, lang)
    colours = hideout(claim_digits(frame, layers["village"].codes, cuts), labels)
    places, title = township_places(story), t("answer.map", lang)
    drawn = risk_map(layers, "village", colours, places, lang, bases=answer.surge.plan.bases)
    key = legend(
        t("answer.map_legend", lang), labels, lang, hatched=False, bases=True,
        derived=layers["village"].derived,
    )  # fmt: skip
    return card(title, drawn, key)


def villages_card(story: Story, answer: Answer, lang: str) -> Component:
    """Villages of the footprint: intensity beside claims with their range."""
    frame = village_claims(story, answer.surge)
    rows = answer.surge.scenario.footprint
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


def assumptions_card(answer: Answer, lang: str) -> Component:
    """Every number assumed: value, unit, range, standing, source, date."""
    frame = pd.DataFrame(
        [
            {
                "name": term("assumption", a.name, lang),
                "value": _value(a.value, lang),
                "unit": term("unit_of", a.unit, lang) if a.unit else "",
                "range": span(a.low, a.high, lang, _value),
                "status": term("status", a.status.value, lang),
                "source": reword(a.source, lang),
                "date": day(a.date, lang) if a.date else "",
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
        Column("date", t("grid.date", lang), width=125, filtered=False),
    ]
    title = t("answer.assumptions", lang)
    body = grid(frame, shown, lang, label=title)
    return card(title, body, note=t("answer.assumptions_note", lang))


def _value(value: float | str | None, lang: str) -> str:
    if isinstance(value, str):
        return value or t("status.not_provided", lang)
    return figure(value, lang)

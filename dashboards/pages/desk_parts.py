"""Report desk: ids, the four counts and the charts over the queue and the tables."""

from enum import StrEnum

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, tile
from dashboards.figures.desk import by_hour, funnel
from dashboards.i18n import number, percent, span, t
from dashboards.story.report_desk import Seen
from risk.desk import counts

COUNTED = ("houses", "insured", "payable")


class Id(StrEnum):
    """Components of this page."""

    EVENT = "desk-event"
    HERE = "desk-here"
    SHOWN = "desk-shown"
    COUNTS = "desk-counts"
    KIND = "desk-kind"
    QUESTION = "desk-question"
    ASKED = "desk-asked"
    NOTE = "desk-note"
    SAME = "desk-same"
    APART = "desk-apart"
    COVERED = "desk-covered"
    SPLIT = "desk-split"
    HOUSES = "desk-houses"
    NO_HOUSE = "desk-no-house"
    CANDIDATE = "desk-candidate"
    HOUSEHOLD = "desk-household"
    NOT_INSURED = "desk-not-insured"
    LATER = "desk-later"
    WHO = "desk-who"
    PEOPLE = "desk-people"
    WHY = "desk-why"
    DECIDED = "desk-decided"
    UNDO = "desk-undo"
    TABLES = "desk-tables"
    TICK = "desk-tick"


def counts_view(seen: Seen, lang: str) -> list[Component]:
    """The four counts large, the way from reports to payable houses, and the hours."""
    day = seen.day
    row = counts(day.houses, day.reports).iloc[0]
    tiles = [tile(t("desk.reports", lang), number(row["reports"], lang), [_repeats(row, lang)])]
    for count in COUNTED:
        low, high = row[f"{count}_lo"], row[f"{count}_hi"]
        sure = (
            t("desk.sure", lang) if low == high else t("desk.range", lang, r=span(low, high, lang))
        )
        tiles.append(tile(t(f"desk.{count}", lang), number(row[count], lang), [sure]))
    share = t(
        "desk.shares", lang, insured=percent(day.share, lang), paid=percent(day.paid_share, lang)
    )
    way = card(
        t("desk.way", lang),
        chart(funnel(row, lang), lang, label=t("desk.way", lang)),
        note=share,
    )
    hours = card(
        t("desk.hours", lang),
        chart(by_hour(day.reports, day.houses, lang), lang, label=t("desk.hours", lang)),
        note=t("desk.hours_note", lang),
    )
    return [
        dmc.SimpleGrid(tiles, cols={"base": 2, "lg": 4}),
        html.P(t("desk.counts_note", lang), className="note"),
        columns([way], [hours]),
    ]


def _repeats(row: "pd.Series[float]", lang: str) -> str:
    more = max(float(row["reports"]) - float(row["houses"]), 0.0)
    return t("desk.repeats", lang, n=number(more, lang))

"""Page Roster, the year ahead: crews by month, base and shift; people, leave, reserve."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, chart, tile
from dashboards.components.sheet import Shown
from dashboards.components.sheet import plain as plain_table
from dashboards.figures.roster import year_crews
from dashboards.i18n import MISSING, chance, number, percent, span, t
from dashboards.pages.history_export import may_export
from dashboards.pages.roster_export import YEAR
from dashboards.story.roster_year import month_rows, need_rows, per_month
from risk.flow import Story
from risk.staffing.roster import BaseStaffing
from risk.staffing.roster.rules import SHIFTS


def year_cards(story: Story, told: BaseStaffing, lang: str) -> list[Component]:
    """Tiles, the chart, the two tables."""
    rows = month_rows(told, lang)
    shown = [
        Shown(c, t(f"roster.col.{c}", lang), "text" if c == "month" else "number", 0, 92)
        for c in rows.columns
    ]
    reports = number(told.reports, lang)
    note = t(
        "roster.year_note", lang, goal=percent(told.goal, lang, 0),
        target=percent(story.facts.county.staffing.share_target, lang, 0),
        draws=number(told.draws, lang), night=percent(told.night_share, lang, 1), reports=reports,
        version=story.facts.version,
    )  # fmt: skip
    if told.assumed:
        note += t("roster.assumed_base", lang)
    figure = year_crews(per_month(told), lang)
    label = t("roster.year", lang)
    return [
        tiles(told, lang),
        card(label, chart(figure, lang, label=label), plain_table(rows, shown), note=note),
        needs_card(told, lang),
    ]


def tiles(told: BaseStaffing, lang: str) -> Component:
    """Crews and people the fullest month needs beside those on record."""
    crews = per_month(told)
    people = told.people
    most = people.loc[people["people_needed"].idxmax()]
    record = people["people_record"].iloc[0]
    shown = []
    for shift in SHIFTS:
        part = crews[crews["shift"] == shift]
        shown.append(
            tile(
                t("roster.need_tile", lang, shift=t(f"roster.shift.{shift}", lang)),
                span(part["crews"].min(), part["crews"].max(), lang),
                [t("roster.record_tile", lang, n=number(part["crews_record"].max(), lang))],
            )
        )
    shown.append(
        tile(
            t("roster.people_tile", lang), number(most["people_needed"], lang),
            [t("roster.people_record_tile", lang,
               n=MISSING if record is None or record != record else number(record, lang),
               need=number(most["people_record_needed"], lang))],
        )
    )  # fmt: skip
    worst = told.months.loc[told.months["p_held"].idxmin()]
    shown.append(
        tile(
            t("roster.held_tile", lang), chance(worst["p_held"], lang),
            [t("roster.held_span", lang, span=span(worst["p_lo"], worst["p_hi"], lang, chance)),
             t("roster.held_where", lang, month=year_month(worst["month"]),
               shift=t(f"roster.shift.{worst['shift']}", lang))],
        )
    )  # fmt: skip
    return dmc.SimpleGrid(shown, cols={"base": 1, "xs": 2, "lg": 4})


def year_month(month: object) -> str:
    """A month as 2026-01."""
    return f"{month:%Y-%m}"


def needs_card(told: BaseStaffing, lang: str) -> Component:
    """Month × base × shift, whole."""
    shown = [
        Column("month", t("roster.col.month", lang), width=100),
        Column("base", t("roster.col.base", lang), width=120, flex=1),
        Column("shift", t("roster.col.shift", lang), width=74),
        Column("claims_mean", t("roster.col.claims_mean", lang), "number", 1, width=86),
        Column("claims_range", t("roster.col.claims_range", lang), width=86),
        Column("crews", t("roster.col.crews", lang), "number", width=80),
        Column("crews_range", t("roster.col.crews_range", lang), width=80),
        Column("crews_record", t("roster.col.crews_record", lang), "number", width=80),
        Column("screening", t("roster.col.screening", lang), "number", width=92),
    ]
    label = t("roster.needs", lang)
    table = grid(need_rows(told, lang), shown, lang, label=label, rows_max=10)
    file = html.A(t("roster.year_file", lang), href=YEAR, className="file", download="")
    links = [html.Div(file, className="under-table")] if may_export() else []
    return card(label, table, *links, note=t("roster.needs_note", lang))

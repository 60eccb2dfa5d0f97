"""Roster: a kept or newly made roster, put on the page."""

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import refusal
from dashboards.i18n import t
from dashboards.pages.roster_parts import made_view, rules_view, sheet_columns, sheet_style
from dashboards.story import Context
from dashboards.story.roster import Basis, read_month
from dashboards.story.roster_sheet import sheet_rows, swapped
from risk.errors import HuzhuError

UNCHANGED: tuple[Any, ...] = (no_update,) * 9


@dataclass(frozen=True)
class Shown:
    """A roster to show: how to find it again, the words above it, its basis and its duties."""

    told: dict[str, Any]
    words: Component
    basis: Basis
    duties: pd.DataFrame


def opened(context: Context, number: int, lang: str) -> Shown:
    """A kept roster."""
    saved, basis, duties = context.rosters.opened(context.story(), number)
    named = dmc.Text(t("roster.opened", lang, name=saved.name, user=saved.user))
    words = html.Div([named, rules_view(basis, lang)])
    return Shown({"roster": saved.id, "lang": lang}, words, basis, duties)


def made(context: Context, month: str, demand: str, lang: str) -> Shown:
    """A roster made now."""
    story = context.story()
    basis = context.rosters.basis(story, read_month(month), demand)
    roster = context.rosters.make(story, basis)
    words = html.Div([made_view(roster, lang), rules_view(basis, lang)], className="stack")
    told = {"month": month, "demand": demand, "lang": lang}
    return Shown(told, words, basis, roster.assignments)


def exchanged(
    rows: list[dict[str, Any]], one: str | None, two: str | None, days: list[str] | None
) -> tuple[Any, ...]:
    """Two people's duties exchanged on the sheet; in the order of :func:`on_sheet`."""
    if not (rows and one and two and days):
        return UNCHANGED
    return (*UNCHANGED[:3], swapped(rows, one, two, [int(d) for d in days]), *UNCHANGED[4:])


def refused(error: HuzhuError, lang: str) -> tuple[Any, ...]:
    """The reason in place of the words, nothing to save; in the order of :func:`on_sheet`."""
    words, nothing = refusal(error, lang), {"display": "none"}
    return (no_update, words, *UNCHANGED[2:5], nothing, *UNCHANGED[6:])


def on_sheet(shown: Shown, lang: str) -> tuple[Any, ...]:
    """What the page's parts become, in the order of the outputs of ``show``."""
    rows = sheet_rows(shown.basis, shown.duties, lang)
    people = [row["surveyor_id"] for row in rows]
    return (
        shown.told, shown.words, sheet_columns(shown.basis, lang), rows, sheet_style(len(rows)), {},
        people, people, [str(d.day) for d in shown.basis.days],
    )  # fmt: skip

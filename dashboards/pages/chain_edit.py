"""Seats and heads of each day, to be changed by hand."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card
from dashboards.i18n import t, term
from dashboards.story.chain import BLOCKS, Opened, seat_rows
from risk.staffing.desks import Seats
from risk.staffing.desks.hotline import BLOCK_H

EDIT_ROWS = 12


class Id(StrEnum):
    """Components of the page."""

    PRESET = "chain-preset"
    RESULT = "chain-result"
    EDIT = "chain-edit"
    BASIS = "chain-basis"
    SEATS = "chain-seats"
    AGAIN = "chain-again"
    BACK = "chain-back"
    RECORDED = "chain-recorded"
    EXCEL = "chain-excel"
    FILE = "chain-file"
    NOTE = "chain-note"


def edit_card(lang: str) -> Component:
    """Where seats and heads are changed; its table comes with a scenario."""
    buttons = dmc.Group(
        [
            dmc.Button(t("chain.again", lang), id=Id.AGAIN),
            dmc.Button(t("chain.back", lang), id=Id.BACK, variant="default"),
            dmc.Button(t("chain.use_recorded", lang), id=Id.RECORDED, variant="default"),
            dmc.Button(t("chain.excel", lang), id=Id.EXCEL, variant="default"),
        ],
        mt="sm",
    )
    placed = html.Div(edit_table([], [], lang), id=Id.EDIT)
    said = html.Div(id=Id.NOTE, **{"aria-live": "polite"})
    return card(t("chain.edit", lang), placed, buttons, said, note=t("chain.edit_note", lang))


def edit_grid(opened: Opened, seats: Seats, lang: str) -> Component:
    """Seats and heads of each day, to be changed."""
    return edit_table(seat_rows(opened.setting, seats), list(seats.heads), lang)


def edit_table(rows: list[dict[str, Any]], desks: list[str], lang: str) -> Component:
    """A grid whose numbers can be changed."""
    blocks = [
        Column(f"block_{b}", t("chain.block", lang, first=b * BLOCK_H, last=(b + 1) * BLOCK_H),
               "number", width=84, flex=1, editable=True)
        for b in range(BLOCKS)
    ]  # fmt: skip
    heads = [
        Column(desk, t("chain.heads", lang, step=term("chain_step", desk, lang)), "number",
               width=90, flex=1, editable=True)
        for desk in desks
    ]  # fmt: skip
    shown = [
        Column("date", t("grid.date", lang), width=112, filtered=False),
        *blocks, *heads,
        Column("closed", t("chain.off", lang), width=64, filtered=False),
    ]  # fmt: skip
    fields = [c.field for c in shown] + ["day"]
    frame = pd.DataFrame(rows, columns=sorted({*fields, "off"}, key=str))
    off = [t("chain.off", lang) if x else "" for x in frame["off"]]
    return grid(
        frame.assign(closed=off), shown, lang, label=t("chain.edit", lang), id_=Id.SEATS,
        rows_max=EDIT_ROWS, carried=("day",),
    )  # fmt: skip

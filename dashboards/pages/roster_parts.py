"""Parts of the page Roster: ids, the sheet of a month, what its check says."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, ag_grid, grid
from dashboards.components.panels import chart, empty, tile
from dashboards.figures.roster import CELL_COLOURS, asked_and_manned
from dashboards.i18n import figure, number, span, t
from dashboards.story.roster import Basis, Checked, crews_by_day
from dashboards.story.roster_sheet import (
    broken_words,
    code,
    day_field,
    fairness,
    mend_words,
    unfilled_words,
)
from risk.staffing.roster import Roster
from risk.staffing.roster.rules import SHIFTS

CELL_PX, HEAD_PX, ROW_PX, ROWS_MAX = 46, 52, 34, 24
GRID_ROWS = 8


class Id(StrEnum):
    """Components of this page."""

    MONTH = "roster-month"
    DEMAND = "roster-demand"
    MAKE = "roster-make"
    OPEN = "roster-open"
    BASIS = "roster-basis"
    SOLVED = "roster-solved"
    SHEET = "roster-sheet"
    MADE = "roster-made"
    CHECKED = "roster-checked"
    ONE = "roster-one"
    TWO = "roster-two"
    SWAP_DAYS = "roster-swap-days"
    SWAP = "roster-swap"
    NAME = "roster-name"
    SAVE = "roster-save"
    SAVED = "roster-saved"
    NAMES = "roster-names"
    NAMED = "roster-named"
    COMPARE = "roster-compare"
    COMPARED = "roster-compared"


def sheet_columns(basis: Basis | None, lang: str) -> list[dict[str, Any]]:
    """Columns of the sheet: who, base, and a day each; days off for most people are marked."""
    fixed = [
        {
            "field": "surveyor_id", "headerName": t("roster.person", lang), "pinned": "left",
            "width": 86, "sortable": True, "headerTooltip": t("roster.person", lang),
        },
        {
            "field": "base_id", "headerName": t("roster.base", lang), "width": 70,
            "sortable": True, "headerTooltip": t("roster.base", lang),
        },
    ]  # fmt: skip
    if basis is None:
        return fixed
    words = ["", *(code(shift, lang) for shift in SHIFTS)]
    free = set(basis.free_days)
    return fixed + [
        {
            "field": day_field(d.day),
            "headerName": f"{d.day} {t(f'roster.weekday.{d.weekday()}', lang)}",
            "headerClass": "roster-free" if d in free else "",
            "width": CELL_PX, "minWidth": CELL_PX, "resizable": False, "sortable": False,
            "editable": True, "cellEditor": "agSelectCellEditor",
            "cellEditorParams": {"values": words}, "cellClass": "roster-cell",
            "wrapHeaderText": True, "suppressHeaderFilterButton": True,
            "cellStyle": {"styleConditions": [
                {
                    "condition": f"params.value && params.value[0] === '{code(what, lang)[0]}'",
                    "style": {"backgroundColor": colour, "color": "#212529"},
                }
                for what, colour in CELL_COLOURS.items()
            ]},
        }
        for d in basis.days
    ]  # fmt: skip


def sheet(lang: str) -> Component:
    """The sheet, empty at first."""
    options = {
        "suppressColumnVirtualisation": True,
        "singleClickEdit": True,
        "stopEditingWhenCellsLoseFocus": True,
        "rowHeight": ROW_PX,
        "headerHeight": HEAD_PX,
    }
    table = ag_grid(
        lang, options, edited=True,
        id=Id.SHEET, rowData=[], columnDefs=sheet_columns(None, lang),
        getRowId="params.data.surveyor_id",
        style={"height": f"{HEAD_PX + ROW_PX * 8}px", "width": "100%"},
    )  # fmt: skip
    label = t("roster.sheet", lang)
    return html.Div(table, role="group", className="grid roster", **{"aria-label": label})


def sheet_style(rows: int) -> dict[str, str]:
    """Height of the sheet for so many people."""
    high = HEAD_PX + ROW_PX * min(max(rows, 3), ROWS_MAX) + 18
    return {"height": f"{high}px", "width": "100%"}


def made_view(made: Roster, lang: str) -> Component:
    """What the solver found: how full, how fair, how sure of both."""
    people = made.people[made.people["shifts"] > 0]

    def ends(column: str) -> str:
        return span(people[column].min(), people[column].max(), lang) if len(people) else "—"

    filled = made.asked - made.missing
    proven = (
        t("roster.proven", lang)
        if made.fill_gap == 0
        else t("roster.unproven", lang, n=number(made.fill_gap, lang))
    )
    tiles = [
        tile(
            t("roster.filled", lang),
            t("roster.of", lang, n=number(filled, lang), all=number(made.asked, lang)),
            [t("roster.empty", lang, n=number(made.empty, lang)), proven],
            grave=made.missing > 0,
        ),
        tile(t("roster.nights_each", lang), ends("nights"), [t("roster.least_most", lang)]),
        tile(t("roster.free_each", lang), ends("free_day_shifts"), [t("roster.least_most", lang)]),
        tile(
            t("roster.shifts_each", lang), ends("shifts"),
            [fairness(made.fair_gap_share, lang)],
        ),
    ]  # fmt: skip
    parts: list[Component] = [dmc.SimpleGrid(tiles, cols={"base": 2, "md": 4})]
    if len(made.mends):
        frame = mend_words(made.mends, lang)
        parts += [
            dmc.Title(t("roster.mends", lang), order=3, size="h5"),
            plain(frame, lang),
            dmc.Text(t("roster.mends_note", lang), size="xs", c="dimmed"),
        ]
    return html.Div(parts, className="stack")


def plain(frame: Any, lang: str) -> Component:
    """A short table of ready texts."""
    head = dmc.TableThead(
        dmc.TableTr([dmc.TableTh(t(f"roster.col.{c}", lang)) for c in frame.columns])
    )
    rows = [dmc.TableTr([dmc.TableTd(x) for x in row]) for row in frame.itertuples(index=False)]
    return dmc.TableScrollContainer(
        dmc.Table([head, dmc.TableTbody(rows)], striped=True, verticalSpacing=4, fz="sm"),
        minWidth=320, type="native", tabIndex=0,
    )  # fmt: skip


def checked_view(basis: Basis, checked: Checked, lang: str) -> Component:
    """Rules broken, first; then crews by day, what is unfilled, each person's load."""
    broken = broken_words(checked, lang)
    if len(broken):
        told: Component = html.Div(
            [
                dmc.Alert(t("roster.breaks", lang, n=number(len(broken), lang)), color="red",
                          variant="light"),
                listed(broken, ("date", "shift", "who", "said"), lang, "roster.broken"),
            ],
            className="stack",
        )  # fmt: skip
    else:
        told = dmc.Alert(t("roster.keeps", lang), color="green", variant="light")
    label = t("roster.crews_by_day", lang)
    day_chart = chart(asked_and_manned(crews_by_day(checked, basis), lang), lang, label=label)
    unfilled = unfilled_words(checked.unfilled, lang)
    missing = (
        listed(unfilled, tuple(unfilled), lang, "roster.unfilled")
        if len(unfilled)
        else empty(t("roster.all_filled", lang))
    )
    return html.Div(
        [
            told,
            dmc.Title(label, order=3, size="h5"),
            day_chart,
            dmc.SimpleGrid(
                [
                    html.Div([dmc.Title(t("roster.unfilled", lang), order=3, size="h5"), missing]),
                    html.Div(
                        [dmc.Title(t("roster.load", lang), order=3, size="h5"),
                         load_table(checked, lang)]
                    ),
                ],
                cols={"base": 1, "md": 2},
            ),
        ],
        className="stack",
    )  # fmt: skip


def listed(frame: Any, fields: Sequence[str], lang: str, label: str) -> Component:
    """A grid of ready texts."""
    wide = {"said": 220, "why": 240, "change": 200}
    shown = [
        Column(f, t(f"roster.col.{f}", lang), width=wide.get(f, 84), flex=2 if f in wide else 1)
        for f in fields
    ]
    return grid(frame, shown, lang, label=t(label, lang), rows_max=GRID_ROWS)


def load_table(checked: Checked, lang: str) -> Component:
    """What each person works."""
    kinds = {"hours_h": 0}
    shown = [
        Column("surveyor_id", t("roster.person", lang), width=108),
        Column("base_id", t("roster.base", lang), width=96),
        *(
            Column(c, t(f"roster.col.{c}", lang), "number", kinds.get(c, 0), width=78)
            for c in ("shifts", "nights", "free_day_shifts", "hours_h", "away_days")
        ),
    ]
    return grid(checked.load, shown, lang, label=t("roster.load", lang), rows_max=GRID_ROWS)


def rules_view(basis: Basis, lang: str) -> Component:
    """The rules a roster keeps to, in one line."""
    r = basis.rules
    week = (
        t("roster.no_week_hours", lang)
        if r.hours_per_week_max is None
        else t("roster.week_hours", lang, h=figure(r.hours_per_week_max, lang))
    )
    return dmc.Text(
        t(
            "roster.rules", lang, days=r.days_of_7_max, shift=figure(r.shift_max_h, lang),
            rest=figure(r.rest_min_h, lang), nights=r.nights_running_max,
            overtime=figure(r.overtime_max_h, lang), heads=r.heads_per_crew,
        )
        + week,
        size="sm",
    )  # fmt: skip

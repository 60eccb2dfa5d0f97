"""A table of history on a page: short ones as plain tables, long ones in a grid, with its file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.i18n import number, t

PLAIN_ROWS_MAX = 60
WRAPPED_PX = 170  # texts wider than this are broken into lines
LOW_ROWS = 14  # of which more scroll, under their headings
GRID_ROWS = 8


@dataclass(frozen=True)
class Shown:
    """A column of a finished table: field, heading, kind (text, number, percent), width."""

    field: str
    heading: str
    kind: str
    digits: int
    width: int


def plain(
    frame: pd.DataFrame,
    columns: Sequence[Shown],
    *,
    link: Callable[[int], str] | None = None,
) -> Component:
    """A table of ready texts, all rows printed; ``link`` gives a row's first cell an address."""
    head = dmc.TableThead(
        dmc.TableTr(
            [dmc.TableTh(c.heading, ta="left" if c.kind == "text" else "right") for c in columns]
        )
    )
    body = [
        dmc.TableTr(
            [
                dmc.TableTd(
                    dcc.Link(row[0], href=link(at)) if link and not number_ else cell,
                    ta="left" if columns[number_].kind == "text" else "right",
                    className="wrapped" if columns[number_].width >= WRAPPED_PX else "",
                )
                for number_, cell in enumerate(row)
            ]
        )
        for at, row in enumerate(frame[[c.field for c in columns]].itertuples(index=False))
    ]
    table = dmc.Table(
        [head, dmc.TableTbody(body)], striped=True, verticalSpacing=4, horizontalSpacing=8,
        fz="sm", className="history-table",
    )  # fmt: skip
    low = "table-box low" if len(frame) > LOW_ROWS else "table-box"
    return html.Div(table, className=low, tabIndex=0, role="region")


def long(frame: pd.DataFrame, columns: Sequence[Shown], lang: str, *, label: str) -> Component:
    """A sortable, filterable grid."""
    shown = [Column(c.field, c.heading, c.kind, c.digits, width=c.width) for c in columns]
    table = grid(frame, shown, lang, label=label, rows_max=GRID_ROWS)
    return html.Div([table, html.P(t("history.not_printed", lang), className="printed")])


def under(
    lang: str, *, rows: int, rows_in_all: int | None, file: str | None, pages: Sequence[Component]
) -> Component:
    """What stands below a table: how many rows, other pages, the file."""
    total = rows if rows_in_all is None else rows_in_all
    key = "history.rows" if total <= rows else "history.rows_of"
    if rows_in_all is None and pages:
        key = "history.rows_paged"
    counted = t(key, lang, n=number(rows, lang), all=number(total, lang))
    parts: list[Component] = [dmc.Text(counted, size="xs", c="dimmed"), *pages]
    if file is not None:
        parts.append(html.A(t("history.excel", lang), href=file, className="file", download=""))
    return html.Div(parts, className="under-table")

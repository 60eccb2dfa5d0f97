"""AG Grid (community) with the house's number formats and Chinese words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t

WORDS = (
    "noRowsToShow", "loadingOoo", "searchOoo", "blanks", "filterOoo", "equals", "notEqual",
    "lessThan", "greaterThan", "lessThanOrEqual", "greaterThanOrEqual", "inRange", "inRangeStart",
    "inRangeEnd", "contains", "notContains", "startsWith", "endsWith", "blank", "notBlank",
    "andCondition", "orCondition", "applyFilter", "resetFilter", "clearFilter", "cancelFilter",
    "page", "to", "of", "firstPage", "previousPage", "nextPage", "lastPage",
    "pageSizeSelectorLabel",
    "ariaFilterInput", "ariaFilterColumn", "ariaSortableColumn", "ariaPageSizeSelectorLabel",
    "ariaRowSelect", "ariaRowDeselect", "ariaFilterMenuOpen", "ariaFilterValue",
)  # fmt: skip


HEAD_PX, ROW_PX = 66, 42
LETTER_PX, AROUND_PX, BUTTON_PX = 8.2, 36, 24  # of a heading: a letter, its edges, its filter
ONE_ROW = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
# AG Grid walks all cells by Tab and is entered by guards only: Tab leaves ours, arrows walk it, and
# one of its cells is always in the order of Tab (``assets/access.js``)
LEAVE = {"function": "huzhu_leave(params)"}


def ag_grid(
    lang: str, options: dict[str, Any], *, edited: bool = False, **props: Any
) -> dag.AgGrid:
    """AG Grid with the house's words, walked by arrows, left by Tab.

    Args:
        lang: language.
        options: AG Grid's own, added to the house's.
        edited: whether its cells are filled in; then Tab goes from cell to cell.
        props: of the Dash component.
    """
    house: dict[str, Any] = {
        "localeText": {word: t(f"grid.{word}", lang) for word in WORDS},
        "enableBrowserTooltips": True,
        "ensureDomOrder": True,
        "animateRows": False,
    }
    if not edited:
        house["tabToNextCell"] = LEAVE
    return dag.AgGrid(dashGridOptions={**house, **options}, **props)


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, number, percent, chance or moment; ``width`` in pixels."""

    field: str
    header: str
    kind: str = "text"
    digits: int = 0
    width: int = 110
    flex: int = 0
    tooltip: str = ""
    filtered: bool = True
    editable: bool = False

    def least_px(self) -> int:
        """The width asked for, or what the longest word of the heading needs to stay whole."""
        word = max((len(w) for w in re.findall(r"[!-~]+", self.header)), default=0)
        button = BUTTON_PX if self.filtered and self.kind in ("text", "moment") else 0
        return max(self.width, ceil(AROUND_PX + LETTER_PX * word + button)) if word else self.width

    def definition(self) -> dict[str, Any]:
        """As AG Grid wants it."""
        out: dict[str, Any] = {
            "field": self.field,
            "headerName": self.header,
            "minWidth": self.least_px(),
            "width": self.least_px(),
            "sortable": True,
            "resizable": True,
            "filter": self.kind in ("text", "moment") or "agNumberColumnFilter",
            "headerTooltip": self.tooltip or self.header,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
        }
        if not self.filtered:
            out["suppressHeaderFilterButton"] = True
        if self.editable:
            out |= {"editable": True, "cellDataType": "number"}
        if self.flex:
            out["flex"] = self.flex
        if self.kind == "text":
            out["tooltipField"] = self.field
        elif self.kind != "moment":
            out["type"] = "rightAligned"
            out["suppressHeaderFilterButton"] = True
            formatter = f"huzhu_{self.kind}(params.value, {self.digits})"
            out["valueFormatter"] = {"function": formatter}
        return out


def grid(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    lang: str,
    *,
    label: str,
    id_: str | None = None,
    row_id: str = "",
    rows_max: int = 10,
    rows_min: int = 1,
    select: bool = False,
    carried: Sequence[str] = (),
) -> Component:
    """A sortable, filterable table.

    Args:
        frame: the rows.
        columns: what is shown of them.
        lang: language.
        label: what the table is, for a screen reader.
        id_: Dash id, where callbacks need one.
        row_id: column that names a row uniquely; needed to select.
        rows_max: rows seen without scrolling; fewer rows make a lower table, but not lower than
            ``rows_min``.
        select: whether one row can be chosen.
        carried: columns that a callback gets with a row, without being shown.
    """
    options: dict[str, Any] = {"suppressColumnVirtualisation": len(columns) < 12}
    if select:
        options["rowSelection"] = ONE_ROW
    extra: dict[str, Any] = {"id": id_} if id_ else {}
    if row_id:
        extra["getRowId"] = f"params.data.{row_id}"
    height_px = HEAD_PX + ROW_PX * min(max(len(frame), rows_min), rows_max)
    table = ag_grid(
        lang,
        options,
        rowData=records(
            frame, [*(c.field for c in columns), *([row_id] if row_id else []), *carried]
        ),
        columnDefs=[c.definition() for c in columns],
        style={"height": f"{height_px}px", "width": "100%"},
        **extra,
    )
    return html.Div(table, role="group", className="grid", **{"aria-label": label})


def records(frame: pd.DataFrame, fields: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as JSON can carry them: missing values are None, numpy numbers are Python's."""
    chosen = frame[list(dict.fromkeys(fields))].astype(object)
    return chosen.where(chosen.notna(), None).to_dict("records")  # type: ignore[return-value]

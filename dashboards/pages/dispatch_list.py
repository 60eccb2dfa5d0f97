"""Page Dispatch: the list of claims, waiting and late ones first."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import ONE_ROW, Column, ag_grid, records
from dashboards.i18n import t, term
from dashboards.pages.dispatch_ids import Id
from dashboards.pages.dispatch_words import at_words, left_words
from dashboards.story.dispatch_rows import Look

FILTERS = {
    "urgent": (Look.LATE_WAITING, Look.WAITING, Look.LATE),
    "open": (Look.LATE_WAITING, Look.WAITING, Look.LATE, Look.PLANNED, Look.UNDERWAY),
    "all": tuple(Look),
}
COLUMNS = (
    ("look", 128), ("claim_id", 128), ("village", 124), ("tier", 104), ("grade", 128),
    ("left", 108), ("due", 108), ("eta", 100), ("crew", 128), ("reported", 108),
)  # fmt: skip
FILTERED = {"village", "crew"}


def day_list(lang: str) -> Component:
    """The list's frame, with what is shown of it; rows are filled in by a callback."""
    defs = [
        Column(name, t(f"dispatch.col.{name}", lang), width=px, filtered=name in FILTERED)
        .definition()
        for name, px in COLUMNS
    ]  # fmt: skip
    defs[0]["cellClass"] = {"function": "`look-cell ${params.data.code}`"}
    for told in defs:
        if told["field"] in ("left", "due", "eta", "reported"):
            told["comparator"] = {"function": f"huzhu_{told['field']}"}
    table = ag_grid(
        lang,
        {"rowSelection": ONE_ROW, "rowHeight": 34},
        id=Id.TABLE,
        rowData=[],
        columnDefs=defs,
        getRowId="params.data.claim_id",
        style={"height": "22rem", "width": "100%"},
    )
    pick = dmc.SegmentedControl(
        id=Id.FILTER, value="open",
        data=[{"value": f, "label": t(f"dispatch.filter.{f}", lang)} for f in FILTERS],
    )  # fmt: skip
    nearest = dmc.Button(t("dispatch.next", lang), id=Id.NEXT, variant="default", size="compact-md")
    return html.Section(
        [
            html.Div([dmc.Title(t("dispatch.list", lang), order=2, size="h4"), pick, nearest],
                     className="day-list-head"),
            html.Div(table, role="group", className="grid",
                     **{"aria-label": t("dispatch.list", lang)}),
        ]
    )  # fmt: skip


def list_rows(rows: pd.DataFrame, shown: str, lang: str) -> list[dict[str, Any]]:
    """Rows of the list as it takes them, in the order of urgency."""
    kept = rows[rows["look"].isin([look.value for look in FILTERS[shown]])]
    out = pd.DataFrame(
        {
            "claim_id": kept["claim_id"],
            "code": kept["look"],
            "look": [t(f"dispatch.look.{x}", lang) for x in kept["look"]],
            "village": kept["village"],
            "tier": [term("tier", x, lang) for x in kept["tier"]],
            "grade": [_grade(g, s, lang) for g, s in zip(kept["grade"], kept["special"],
                                                         strict=True)],
            "left": [left_words(row, lang) for row in kept.to_dict("records")],
            "crew": [_pinned(n, p, lang)
                     for n, p in zip(kept["crew"], kept["pinned"], strict=True)],
            **{x: [at_words(m, lang) for m in kept[f"{x}_min"]] for x in ("due", "eta",
                                                                          "reported")},
            **{x: kept[x] for x in ("left_min", "due_min", "eta_min", "reported_min")},
        }
    )  # fmt: skip
    return records(out, list(out.columns))


def _grade(grade: str, special: bool, lang: str) -> str:
    words = term("damage_grade", grade, lang) if grade else ""
    return f"{words} {t('dispatch.special', lang)}".strip() if special else words


def _pinned(crew: str, pinned: bool, lang: str) -> str:
    return t("dispatch.pinned_crew", lang, crew=crew) if pinned else crew

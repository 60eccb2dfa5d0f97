"""Surge planner: a plan's crews as the table a person types in."""

from typing import Any

import pandas as pd

from dashboards.components.grid import records
from dashboards.i18n import short_day, t
from dashboards.pages.surge_plan_form import source_words
from dashboards.story import Context
from dashboards.story.crew_grid import CREWS_MAX, day_field, sources_of, wide
from dashboards.story.setup import Setup, bases_with
from dashboards.story.surge import Answer


def grid_rows(
    context: Context, answer: Answer, crews: pd.DataFrame, setup: Setup, lang: str
) -> list[dict[str, Any]]:
    """Rows of the table: crews as they are, beside the plan's (``p0`` …) to mark what differs."""
    story, plan = context.story(), answer.surge.plan
    own = plan.bases.iloc[: len(plan.bases) - len(answer.setup.ahead)]
    bases = bases_with(story, own, setup)
    ids, sources = list(bases["base_id"]), sources_of(story)
    crews = crews[crews["base_id"].isin(ids)]
    now = wide(crews, ids, sources, plan.days)
    key = now["base_id"] + "|" + now["source"] + "|" + now["shift"] + "|" + now["what"]
    was = wide(plan.crews_by_day, ids, sources, plan.days)
    was.index = pd.Index(was["base_id"] + "|" + was["source"] + "|" + was["shift"] + "|"
                         + was["what"])  # fmt: skip
    names = dict(zip(ids, bases["name"], strict=True))
    shown = now.assign(
        id=key,
        base=[names[b] for b in now["base_id"]],
        who=[source_words(context, s, lang) for s in now["source"]],
        when=[t(f"plan.shift.{s}", lang) for s in now["shift"]],
        unit=[t(f"plan.what.{w}", lang) for w in now["what"]],
    )
    before = was.reindex(key)[[day_field(d) for d in range(plan.days)]].fillna(0)
    for d in range(plan.days):
        shown[f"p{d}"] = before[day_field(d)].to_numpy()
    return records(shown, list(shown.columns))


def column_defs(answer: Answer, lang: str) -> list[dict[str, Any]]:
    """Base, source, shift, unit; then a column a day in which numbers are typed."""
    words = [("base", 130, "left"), ("who", 110, None), ("when", 85, None), ("unit", 80, None)]
    fixed = [
        {"field": name, "headerName": t(f"plan.col.{name}", lang), "width": width, "filter": True,
         "pinned": pinned, "tooltipField": name}
        for name, width, pinned in words
    ]  # fmt: skip
    days = [
        {
            "field": day_field(d),
            "headerName": short_day(answer.surge.scenario.date_of(d), lang),
            "width": 78,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
            "editable": True,
            "type": "rightAligned",
            "cellDataType": "number",
            "cellEditor": "agNumberCellEditor",
            "cellEditorParams": {"min": 0, "max": CREWS_MAX},
            "valueFormatter": {"function": "huzhu_cell(params.value)"},
            "cellClassRules": {"changed-cell": f"params.value !== params.data.p{d}"},
            "sortable": False,
            "suppressHeaderFilterButton": True,
        }
        for d in range(answer.surge.plan.days)
    ]
    return [*fixed, *days]

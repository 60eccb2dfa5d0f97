"""Every table of a saved plan, as sheets of one Excel file."""

import pandas as pd

from dashboards.i18n import t, term
from dashboards.pages.surge_plan_form import source_words
from dashboards.story import Context
from dashboards.story.crew_grid import sources_of
from dashboards.story.excel import Sheet
from dashboards.story.order_sheet import OrderSheet
from dashboards.story.sheets import Col
from dashboards.story.surge import Answer, dated

RATIOS = {
    "expected_share", "p_event_share", "p_lo", "p_hi", "model_lo", "model_hi", "in_time_share",
    "busy_share", "p_today", "share", "p_gain", "p_low", "p_high", "p", "swing", "solver_p_town",
    "solver_p_rural", "fresh_p_town", "fresh_p_rural", "fresh_lo_town", "fresh_lo_rural",
}  # fmt: skip
WORDS = {
    "tier": "tier", "shift": "plan.shift", "mode": "plan.mode", "item": "plan.cost",
    "change": "plan.change",
}  # fmt: skip
MOMENTS = {"from_at", "until_at", "call_by", "arrive_at", "last_useful_at"}


class PlanCol(Col):
    """A column of the plan's file."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"plan.file.{self.field}"


def sheets_of(
    context: Context, answer: Answer, sheet: OrderSheet, crews: pd.DataFrame, lang: str
) -> list[Sheet]:
    """Orders, calls, crews, chances, days, villages, modes; and what the search found."""
    plan, told = answer.surge.plan, sheet.outcome
    names = {s: source_words(context, s, lang) for s in sources_of(context.story())}
    regions = context.story().facts.regions.drop_duplicates("code").set_index("code")
    villages = told.by_village.assign(village=told.by_village["region_code"].map(regions["name"]))
    days = dated(told.by_day.merge(told.backlog, on="day"), answer.surge)
    frames = {
        "orders": sheet.orders.drop(columns="base_id"),
        "calls": sheet.calls.drop(columns="name"),
        "crews": crews,
        "kept": told.kept,
        "days": days,
        "villages": villages,
        "modes": told.modes,
        "costs": plan.costs,
        "lenders": plan.lenders,
        "rounds": plan.certificate.rounds,
        "sensitivity": plan.sensitivity,
        "feasible": plan.feasible,
    }
    return [
        _sheet(t(f"plan.sheet.{name}", lang), frame, names, lang)
        for name, frame in frames.items()
        if len(frame)
    ]


def _sheet(title: str, frame: pd.DataFrame, names: dict[str, str], lang: str) -> Sheet:
    """A frame with its codes in words and a kind for every column."""
    shown, columns = frame.copy(), []
    for field in map(str, frame.columns):
        if field == "source":
            shown[field] = [names.get(str(v), str(v)) for v in frame[field]]
        elif WORDS.get(field):
            shown[field] = [term(WORDS[field], v, lang) for v in frame[field]]
        columns.append(PlanCol(field, *_kind(frame, field)))
    return Sheet(title, shown, tuple(columns))


def _kind(frame: pd.DataFrame, field: str) -> tuple[str, int]:
    if field in RATIOS:
        return "percent", 1
    if field in MOMENTS:
        return "moment", 0
    if field == "date":
        return "day", 0
    if pd.api.types.is_numeric_dtype(frame[field]):
        return "number", 0 if pd.api.types.is_integer_dtype(frame[field]) else 2
    return "text", 0

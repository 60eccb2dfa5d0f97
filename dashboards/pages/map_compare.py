"""Two days beside one another: which levels moved, by how much, and why."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty
from dashboards.i18n import day, number, t, term
from dashboards.pages.map_sheet import level_names, signed
from dashboards.story.changed import changes, moved
from dashboards.story.scorings import Shown
from dashboards.story.units import digits, say
from risk.facts import Facts

WHOLE_WHY = ("county", "model")  # why everything moved: not one reason's part


def compare_card(
    now: Shown, then: Shown | None, family: str, level: str, lang: str, *, grid_id: Any
) -> Component:
    """What changed between two days, for one family and layer.

    Args:
        now: the day the map shows.
        then: the day beside it; None: none was chosen.
        family, level: what the map shows.
        lang: language.
        grid_id: Dash id of the table of changes.
    """
    title, facts = t("map.compare", lang), now.story.facts
    if then is None or then.key == now.key:
        why = t("map.compare_same" if then else "map.compare_none", lang)
        return card(
            title, empty(why), _table(facts, pd.DataFrame(columns=list(FIELDS)), lang, grid_id)
        )
    frame = changes(now, then, family, level)
    if frame.empty:
        return card(
            title, empty(t("map.compare_nothing", lang)), _table(facts, frame, lang, grid_id)
        )
    shown = words(now, frame, lang)
    return card(
        title,
        *(dmc.Text(line, size="sm") for line in summary(now, then, frame, lang)),
        _table(facts, shown, lang, grid_id),
        note=say(facts, "map.compare_note", lang),
    )


def summary(now: Shown, then: Shown, frame: pd.DataFrame, lang: str) -> list[str]:
    """How many rose, fell, stayed; how many moved without a claim; on what days."""
    told = moved(frame)
    counts = {name: number(n, lang) for name, n in told.items()}
    lines = [
        t("map.compare_days", lang, then=day(then.story.facts.as_of, lang),
          now=day(now.story.facts.as_of, lang)),
        t("map.compare_moved", lang, **counts),
    ]  # fmt: skip
    if told["silent"]:
        lines.append(t("map.compare_silent", lang, n=counts["silent"]))
    return lines


def words(now: Shown, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Changes as the table shows them."""
    names = dict(enumerate(level_names(now.story, lang), start=1))
    return frame.assign(
        then=frame["risk_level_then"].map(names),
        now=frame["risk_level"].map(names),
        why=[why_words(w, p, lang) for w, p in zip(frame["why"], frame["why_part"], strict=True)],
    )


def why_words(why: Any, part: Any, lang: str) -> str:
    """The reason whose part changed most, in words, with its part."""
    if why is None or pd.isna(why):
        return ""
    known = t(f"map.why.{why}", lang) if why in WHOLE_WHY else term("reason", why, lang)
    return known if pd.isna(part) else f"{known} {signed(float(part), lang)}"


FIELDS = (
    "region_code", "name", "township", "then", "now", "rate_then", "rate", "difference",
    "claims_new", "why",
)  # fmt: skip


def _table(facts: Facts, frame: pd.DataFrame, lang: str, grid_id: Any) -> Component:
    unit, places = say(facts, "unit.rate", lang), digits(facts)
    columns = [
        Column("name", t("grid.region", lang), width=130, flex=2),
        Column("township", t("grid.township", lang), width=110, flex=2),
        Column("then", t("map.level_then", lang), width=100),
        Column("now", t("map.level_now", lang), width=100),
        Column("rate_then", t("map.rate_then", lang), "number", places, width=85, tooltip=unit),
        Column("rate", t("map.rate_now", lang), "number", places, width=85, tooltip=unit),
        Column("difference", t("map.rate_change", lang), "number", places, width=95, tooltip=unit),
        Column("claims_new", t("map.claims_new", lang), "number", width=85),
        Column("why", t("map.why", lang), width=220, flex=3),
    ]
    body = grid(
        frame[list(FIELDS)], columns, lang, label=t("map.compare", lang), id_=grid_id,
        row_id="region_code", rows_max=9, select=True,
    )  # fmt: skip
    # a grid made unseen stays unseen: with rows it is made anew
    return html.Div(body, hidden=frame.empty, key="none" if frame.empty else "changes")

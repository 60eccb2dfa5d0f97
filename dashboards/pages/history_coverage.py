"""History, coverage: expected and insured households, groups, premium shares, what does not fit."""

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboards.components.panels import columns, tile
from dashboards.figures.ranges import bars
from dashboards.i18n import day, number, percent, term
from dashboards.pages.history_scene import Scene, chips, sentence, sheet
from risk.terms import CoverLine


def view(s: Scene) -> list[Component]:
    """The tab."""
    return [
        lines(s),
        sentence(s.t("history.coverage_day", day=day(s.story.facts.as_of, s.lang))),
        tiles(s),
        sheet(s, "coverage", figure=rates(s)),
        columns([sheet(s, "coverage_groups")], [sheet(s, "uninsured")]),
        sheet(s, "premium"),
        sheet(s, "premium_mismatches"),
        sheet(s, "group_faults"),
        sheet(s, "doubles"),
        sheet(s, "lapsed"),
        sheet(s, "outbuildings"),
    ]


def lines(s: Scene) -> Component:
    """Cover lines stand apart: never mixed in one ratio."""
    options = [
        (term("cover_line", line.value, s.lang), s.look.address(line=line.value),
         s.look.line == line.value)
        for line in CoverLine
    ]  # fmt: skip
    return chips(s.t("history.line"), options)


def tiles(s: Scene) -> Component:
    """The county's coverage, and how many rows do not fit."""
    county = s.table("coverage").iloc[0]
    known = county["expected_source"] != "unknown"
    listed = (
        s.t("history.listed", source=county["list_source"] or s.t("history.no_source"),
            day=day(county["listed_on"], s.lang))
        if known else s.t("history.no_roster")
    )  # fmt: skip
    rate = percent(county["coverage_rate"], s.lang) if known else s.t("history.unknown")
    counts = [
        tile(s.t(f"history.table.{name}"), number(count(s, name), s.lang),
             [s.t(f"history.tile.{name}")])
        for name in ("premium_mismatches", "group_faults", "doubles", "lapsed")
    ]  # fmt: skip
    insured = s.t("history.insured_of", insured=number(county["households_insured"], s.lang),
                  expected=number(county["households_expected"], s.lang))  # fmt: skip
    return dmc.SimpleGrid(
        [tile(s.t("history.col.coverage_rate"), rate, [insured, listed]), *counts],
        cols={"base": 1, "xs": 2, "lg": 5},
    )


def count(s: Scene, name: str) -> int:
    """Rows of a list, also of one that is shown in part."""
    frame = s.table(name)
    if "rows_in_all" in frame and len(frame):
        return int(frame["rows_in_all"].iloc[0])
    return len(frame)


def rates(s: Scene) -> go.Figure | None:
    """Coverage rate by township, lowest first."""
    frame = s.table("coverage")
    told = frame[(frame["level"] == "township") & frame["coverage_rate"].notna()]
    if told.empty:
        return None
    told = told.sort_values("coverage_rate").assign(
        name=lambda x: [s.to.places.get(code, code) for code in x["region_code"]]
    )
    figure = bars(told, x="name", values={"coverage_rate": s.t("history.col.coverage_rate")},
                  y_title=s.t("history.col.coverage_rate"), share=True)  # fmt: skip
    lowest = float(told["coverage_rate"].min())
    figure.update_yaxes(range=[max(0.0, lowest - 0.1), 1.0] if lowest > 0.5 else [0, 1.03])
    return figure

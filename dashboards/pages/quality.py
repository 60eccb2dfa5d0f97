"""Data quality: what was loaded, refused and doubted, and how records found their village.

The desk where a writing is decided is ``quality_places``, its callbacks ``quality_desk``.
"""

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, columns, empty, facts, heading, tile
from dashboards.i18n import current_lang, has_text, moment, number, t, term
from dashboards.pages import quality_desk, quality_upload
from dashboards.pages.quality_map import areas_view, faults_view, files_view, points_view
from dashboards.pages.quality_places import Id, desk
from dashboards.pages.quality_rejected import rejected_card
from dashboards.pages.quality_upload import upload_card
from dashboards.story import Context
from dashboards.story.quality import (
    current_flags,
    flag_summary,
    load_table,
    reject_summary,
    rows_in_all,
)
from risk.flow import Story

PATH = "/quality"
TITLE = "quality.title"
FOLLOWS = True


def layout(context: Context, **_: Any) -> Component:
    """The page."""
    (_, quality), lang = context.quality(), current_lang()
    story = replace(context.story(), quality=quality)  # a version newer than the story may stand
    return html.Div(
        [
            heading(t("quality.title", lang), t("quality.question", lang)),
            dmc.SimpleGrid(_tiles(story, lang), cols={"base": 1, "xs": 2, "lg": 4}),
            upload_card(context, lang),
            html.Div(
                context.part("quality.files", lang, lambda: files_view(quality, lang)), id=Id.FILES
            ),
            *desk(context, lang),
            columns(
                [points_view(context, quality, lang)],
                [areas_view(context, quality, lang), faults_view(context, quality, lang)],
            ),
            _loads(story, lang),
            context.part("quality.rejects", lang, lambda: _rejects(story, lang)),
            columns(
                [
                    context.part("quality.flags", lang, lambda: _flags(story, lang)),
                    rejected_card(context, story, lang),
                ],
                [_counts(story, lang)],
            ),
        ],
        className="page",
    )


def register(app: Dash, context: Context) -> None:
    """Callbacks of the desk where writings are decided, and of uploads."""
    quality_desk.register(app, context)
    quality_upload.register(app, context)


def _tiles(story: Story, lang: str) -> list[Component]:
    rows = rows_in_all(story)
    balanced = rows["rows_in"] == rows["rows_stored"] + rows["rows_rejected"]
    sums = {name: number(value, lang) for name, value in rows.items()}
    check = t("quality.balanced" if balanced else "quality.unbalanced", lang, **sums)
    flags = number(len(current_flags(story)), lang)
    return [
        tile(t("quality.rows_in", lang), sums["rows_in"], [check], grave=not balanced),
        tile(t("quality.rows_stored", lang), sums["rows_stored"], [t("quality.stored_why", lang)]),
        tile(
            t("quality.rows_rejected", lang),
            sums["rows_rejected"],
            [t("quality.rejected_why", lang)],
        ),
        tile(t("quality.flags", lang), flags, [t("quality.flags_why", lang)]),
    ]


def _loads(story: Story, lang: str) -> Component:
    frame = load_table(story)
    title = t("quality.loads", lang)
    if frame.empty:
        return card(title, empty(t("quality.no_loads", lang), t("quality.no_loads_remedy", lang)))
    frame = frame.assign(
        kind=[term("table", kind, lang) for kind in frame["kind"]],
        loaded_at=[moment(at, lang) for at in frame["loaded_at"]],
        check=[t("quality.yes" if ok else "quality.no", lang) for ok in frame["balanced"]],
    )
    names = ("rows_in", "rows_stored", "rows_rejected", "rows_new", "rows_changed", "rows_same")
    shown = [
        Column("file", t("grid.file", lang), width=180, flex=2),
        Column("kind", t("grid.kind", lang), width=110),
        Column("loaded_at", t("grid.loaded_at", lang), "moment", width=200),
        *(Column(name, t(f"quality.{name}", lang), "number", width=95) for name in names),
        Column("check", t("quality.check", lang), width=90),
    ]
    return card(title, grid(frame, shown, lang, label=title))


def _rejects(story: Story, lang: str) -> Component:
    frame, title = reject_summary(story, lang), t("quality.rejects", lang)
    if frame.empty:
        return card(title, empty(t("quality.no_rejects", lang)))
    shown = [
        Column("file", t("grid.file", lang), width=170, flex=2),
        Column("column", t("grid.column", lang), width=120),
        Column("rule", t("grid.rule", lang), width=220, flex=3),
        Column("remedy", t("grid.remedy", lang), width=220, flex=3),
        Column("rows", t("grid.row_numbers", lang), width=130),
        Column("faults", t("grid.faults", lang), "number", width=90),
    ]
    body = grid(frame, shown, lang, label=title)
    return card(title, body, note=t("quality.rejects_note", lang))


def _flags(story: Story, lang: str) -> Component:
    frame, title = flag_summary(story, lang), t("quality.flags_table", lang)
    if frame.empty:
        return card(title, empty(t("quality.no_flags", lang)))
    shown = [
        Column("file", t("grid.file", lang), width=140, flex=2),
        Column("column", t("grid.column", lang), width=100),
        Column("rule", t("grid.rule", lang), width=200, flex=3),
        Column("faults", t("grid.faults", lang), "number", width=80),
    ]
    return card(title, grid(frame, shown, lang, label=title))


def _counts(story: Story, lang: str) -> Component:
    pairs = [
        (term("table", name, lang), number(rows, lang))
        for name, rows in story.quality.counts.items()
        if rows and has_text(f"table.{name}", lang)
    ]
    return card(t("quality.counts", lang), facts(pairs))

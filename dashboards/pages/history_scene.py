"""What every tab of the History page is made of: one look, its tables, each with its file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, empty
from dashboards.components.sheet import PLAIN_ROWS_MAX, Shown, long, plain, under
from dashboards.i18n import t
from dashboards.story import Context
from dashboards.story.cells import Teller, display, heading, teller
from dashboards.story.look import PAGE_ROWS, Look
from dashboards.story.sheets import Col, sheet_columns
from risk.flow import Story
from risk.views import Ask, Views

EXPORT_PATH = "/export/history/"
RANGE_PX = 140  # "100.0%–100.0%" and the heading's button
GRID_KINDS = {
    "number": "number",
    "percent": "percent",
    "money": "number",
    "days": "number",
    "by_unit": "number",
}


@dataclass(frozen=True)
class Scene:
    """A look at the story in force, told in one language."""

    context: Context
    story: Story
    look: Look
    lang: str
    to: Teller
    exports: bool

    def ask(self, *by: str) -> Ask:
        """What views are asked here."""
        return self.look.ask(self.story.facts.as_of, *by)

    def table(self, name: str, *by: str) -> pd.DataFrame:
        """A view of this look."""
        return self.context.past.table(self.story, name, self.ask(*by))

    def answer(self, view: Callable[[Views, Ask], Any], *by: str) -> Any:
        """What another function of views says of this look."""
        return self.context.past.answer(self.story, view, self.ask(*by))

    def t(self, key: str, **values: Any) -> str:
        """A text."""
        return t(key, self.lang, **values)

    def file(self, name: str, *by: str) -> str | None:
        """Address of a table's file; none for users who may not take data away."""
        if not self.exports:
            return None
        look = self.look.address(**({"by": by} if by else {}), page=0)
        return f"{EXPORT_PATH}{name}.xlsx{look.removeprefix('/history')}"


def scene(context: Context, look: Look, lang: str, *, exports: bool) -> Scene:
    """A scene of the story in force."""
    story = context.story()
    return Scene(context, story, look, lang, teller(story, lang), exports)


def sheet(
    s: Scene,
    name: str,
    *,
    by: tuple[str, ...] = (),
    frame: pd.DataFrame | None = None,
    figure: go.Figure | None = None,
    more: Sequence[Component] = (),
    title: str | None = None,
    link: Callable[[int], str] | None = None,
) -> Component:
    """A card of one view: its chart, its table, its note, its file.

    Args:
        s: the scene.
        name: of the view.
        by: what it is grouped by, where not by the look's own.
        frame: part of the view that is shown; none: all of it.
        figure: drawn above the table.
        more: what stands between them.
        title: in place of the view's own.
        link: address of a row, for its first cell.
    """
    whole = s.table(name, *by)
    rows = whole if frame is None else frame
    title = title or s.t(f"history.table.{name}")
    if rows.empty:
        return card(title, *more, empty(s.t(f"history.empty.{name}")))
    columns = sheet_columns(name, by or s.look.by)
    parts: list[Any] = [] if figure is None else [chart(figure, s.lang, label=title)]
    parts += more
    parts.append(_table(s, rows, columns, title, link))
    in_all = int(rows["rows_in_all"].iloc[0]) if "rows_in_all" in rows else None
    parts.append(
        under(
            s.lang, rows=len(rows), rows_in_all=in_all, file=s.file(name, *by),
            pages=pager(s, name, len(whole)),
        )
    )  # fmt: skip
    note = s.t(f"history.note.{name}")
    return card(title, *parts, note=note)


def _table(
    s: Scene,
    frame: pd.DataFrame,
    columns: tuple[Col, ...],
    title: str,
    link: Callable[[int], str] | None,
) -> Component:
    columns = filled(frame, columns)
    short = link is not None or len(frame) <= PLAIN_ROWS_MAX
    shown = display(frame, columns, s.to, as_text=short)
    heads = headings(columns, s.to)
    if short:
        return plain(shown, heads, link=link)
    return long(shown, heads, s.lang, label=title)


def filled(frame: pd.DataFrame, columns: tuple[Col, ...]) -> tuple[Col, ...]:
    """The columns that say anything in these rows; the file has them all."""
    return tuple(
        col
        for at, col in enumerate(columns)
        if col.field in frame and (at == 0 or bool(_says(frame[col.field], col).any()))
    )


def _says(values: pd.Series, col: Col) -> "pd.Series[bool]":
    if col.kind in ("little", "yes"):
        return values.fillna(value=False).astype(bool)
    told = values.notna()
    return told & (values.astype(str) != "") if col.kind in ("note", "differs") else told


def headings(columns: Sequence[Col], to: Teller) -> list[Shown]:
    """Columns of a table on a page: a range is one text beside its value."""
    made = []
    for col in columns:
        kind = GRID_KINDS.get(col.kind, "text")
        made.append(Shown(col.field, heading(col, to), kind, col.digits, col.width))
        if col.ranged:
            head = t("history.col.range", to.lang)
            made.append(Shown(f"{col.field}_range", head, "text", 0, RANGE_PX))
    return made


def pager(s: Scene, name: str, rows: int) -> list[Component]:
    """Links to the pages before and after, for registers."""
    page, links = s.look.page, []
    if name not in PAGED:
        return []
    if page:
        links.append(_step(s, page - 1, "history.newer"))
    if rows >= PAGE_ROWS:
        links.append(_step(s, page + 1, "history.older"))
    return links


PAGED = frozenset(
    {"claims", "reports", "arrivals", "late_arrivals", "reviews", "payments", "complaint_register"}
)
"""Registers that are shown page by page."""


def _step(s: Scene, page: int, key: str) -> Component:
    return dcc.Link(s.t(key), href=s.look.address(page=page), className="step")


def chips(label: str, options: Sequence[tuple[str, str, bool]]) -> Component:
    """A row of links of which one is chosen: (text, address, chosen)."""
    items = [
        dcc.Link(text, href=href, className="chip here" if here else "chip")
        for text, href, here in options
    ]
    label_ = html.Span(label, className="chips-label")
    return html.Div([label_, *items], className="chips", role="group", **{"aria-label": label})


def texts(frame: pd.DataFrame, columns: tuple[Col, ...], s: Scene) -> pd.Series:
    """The words of some columns of each row, joined: labels of a chart."""
    shown = display(frame, columns, s.to, as_text=True)
    return shown.agg(" · ".join, axis=1) if len(shown) else pd.Series(dtype=str)


def sentence(text: str, *, grave: bool = False) -> Component:
    """A line of text above a table."""
    return dmc.Text(text, fw=700 if grave else 500, className="grave" if grave else "")

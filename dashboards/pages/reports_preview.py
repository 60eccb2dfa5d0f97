"""The content of a report as the page shows it before it is made: chapter by chapter."""

from hashlib import sha256

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.pages.reports_ids import PATH, Work
from dashboards.report.content import Block, Bullets, Figure, Paragraph, Report, Section, Table
from dashboards.report.making import Drawn
from dashboards.story import Context

DIGEST = 32


def drawn(context: Context) -> Drawn | None:
    """What was last drawn for a preview, and from what; None: nothing was."""
    result = context.works.state(Work.PREVIEW).result
    return result if isinstance(result, Drawn) else None


def previewed(context: Context) -> Report | None:
    """The content last drawn for a preview; None: none was."""
    found = drawn(context)
    return found.report if found else None


def figure_address(figure: Figure) -> str:
    """Address of a figure's drawing: a hash of it."""
    return f"{PATH}/figure/{sha256(figure.svg).hexdigest()[:DIGEST]}.svg"


def chapter_name(report: Report, at: int) -> str:
    """A chapter's number and title as its heading prints them."""
    return f"{report.chapter_number(at + 1)} {report.chapters[at].title}"


def chapter_tabs(report: Report) -> Component:
    """A tab a chapter, in the order of the report."""
    names = [chapter_name(report, at) for at in range(len(report.chapters))]
    return dmc.TabsList([dmc.TabsTab(name, value=str(at)) for at, name in enumerate(names)])


def chapter_view(report: Report, at: int) -> Component:
    """One chapter: its sections, paragraphs, tables and figures, numbered as in print."""
    before = [b for c in report.chapters[:at] for s in c.sections for b in s.blocks]
    counts = {kind: sum(isinstance(b, kind) for b in before) for kind in (Table, Figure)}
    whose = html.P(f"{report.title} · {report.number} · {report.marks}", className="note")
    shown: list[Component] = [whose, html.H2(chapter_name(report, at))]
    for number, section in enumerate(report.chapters[at].sections, start=1):
        shown += _section(report, section, report.section_number(at + 1, number), counts)
    lang = "zh-CN" if report.lang == "zh" else "en"
    return html.Article(shown, className="report-chapter", lang=lang)


def _section(
    report: Report, section: Section, number: str, counts: dict[type, int]
) -> list[Component]:
    shown: list[Component] = [html.H3(f"{number} {section.title}")]
    for block in section.blocks:
        if isinstance(block, Table | Figure):
            counts[type(block)] += 1
        shown.append(_block(report, block, counts))
    return shown


def _block(report: Report, block: Block, counts: dict[type, int]) -> Component:
    match block:
        case Paragraph():
            return html.P(block.text)
        case Bullets():
            return html.Ul([html.Li(item) for item in block.items])
        case Table():
            caption = _caption(report, "table", counts[Table], block.caption)
            return html.Figure(
                [html.Figcaption(caption), _grid(block, caption), _note(report, block.note)]
            )
        case Figure():
            drawing = html.Img(src=figure_address(block), alt=block.alt)
            caption = _caption(report, "figure", counts[Figure], block.caption)
            return html.Figure([drawing, html.Figcaption(caption), _note(report, block.note)])


def _caption(report: Report, kind: str, number: int, text: str) -> str:
    labels = report.labels
    return f"{labels[kind]} {number}{labels['caption_join']}{text}"


def _note(report: Report, text: str) -> Component:
    return html.Small(report.labels["note"] + text, className="note")


def _grid(table: Table, caption: str) -> Component:
    sides = ["number" if c.number else "" for c in table.columns]
    heads = [
        html.Th([c.title, *([html.Small(c.unit)] if c.unit else [])], className=side, scope="col")
        for c, side in zip(table.columns, sides, strict=True)
    ]
    rows = [
        html.Tr([html.Td(cell, className=side) for cell, side in zip(row, sides, strict=True)])
        for row in table.rows
    ]
    # it scrolls sideways on a phone, so the keyboard has to reach it
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)]),
        className="report-table", tabIndex=0, role="region", **{"aria-label": caption},
    )  # fmt: skip

"""Content model → PDF of record, set by Typst: tagged, with contents, same bytes for same data."""

from datetime import datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from dashboards.report.column_widths import SHIPPED, column_widths
from dashboards.report.content import Block, Bullets, Figure, Paragraph, Report, Table
from dashboards.typeset import asked, typeset

WIDE_CM = 16.0  # text width of a page; a report of a few pages has slightly more


def write_pdf(report: Report, path: Path) -> Path:
    """Set the report and write it.

    Raises:
        ReportError: the typesetter refused it; the message carries its own.
    """
    template = (files("dashboards.report") / "template.typ").read_bytes()
    pictures = {f"{figure.name}.svg": figure.svg for figure in report.figures()}
    body = typeset(
        template, as_data(report), name="report", at=datetime.combine(report.as_of, time()),
        where=report.number, pictures=pictures,
    )  # fmt: skip
    path.write_bytes(body)
    return path


def pages_of(report: Report) -> dict[tuple[int, int, int], int]:
    """Chapter, section, block (0: the heading) → the page of the PDF it begins on.

    Raises:
        ReportError: the typesetter refused it.
    """
    template = (files("dashboards.report") / "template.typ").read_bytes()
    pictures = {f"{figure.name}.svg": figure.svg for figure in report.figures()}
    found = asked(
        template, as_data(report) | {"places": True}, "<place>", name="report",
        where=report.number, pictures=pictures,
    )  # fmt: skip
    return {(chapter, section, at): page for chapter, section, at, page in found}


def as_data(report: Report) -> dict[str, Any]:
    """The report as the template reads it."""
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "number": report.number,
        "author": report.author_role,
        "lang": report.lang,
        "year": report.as_of.year,
        "month": report.as_of.month,
        "day": report.as_of.day,
        "facts": report.facts,
        "synthetic": report.synthetic,
        "footer": report.marks,
        "labels": dict(report.labels),
        "short": report.short,
        "chapters": [
            {
                "title": chapter.title,
                "sections": [
                    {
                        "title": s.title,
                        "new_page": s.new_page,
                        "blocks": [block_data(block) for block in s.blocks],
                    }
                    for s in chapter.sections
                ],
            }
            for chapter in report.chapters
        ],
    }


def block_data(block: Block) -> dict[str, Any]:
    """One block as the template reads it."""
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case Bullets():
            return {"kind": "bullets", "items": block.items}
        case Table():
            widths = column_widths(block, WIDE_CM, SHIPPED)
            return {
                "kind": "table", "caption": block.caption, "note": block.note, "rows": block.rows,
                "columns": [
                    {"title": c.title, "unit": c.unit, "number": c.number, "width_cm": width}
                    for c, width in zip(block.columns, widths, strict=True)
                ],
            }  # fmt: skip
        case Figure():
            return {
                "kind": "figure", "caption": block.caption, "note": block.note, "alt": block.alt,
                "file": f"{block.name}.svg", "width_cm": block.width_cm,
            }  # fmt: skip

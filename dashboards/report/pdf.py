"""Content model → PDF of record, set by Typst: tagged, with contents, same bytes for same data."""

import json
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from dashboards.report.content import Block, Bullets, Figure, Paragraph, Report, Table
from dashboards.report.style import fonts_folder
from risk.errors import ReportError

STANDARD = "ua-1"  # tagged, with title, language and a description of every figure


def write_pdf(report: Report, path: Path) -> Path:
    """Set the report and write it.

    Raises:
        ReportError: the typesetter refused it; the message carries its own.
    """
    with tempfile.TemporaryDirectory(prefix="huzhu-report-") as name:
        folder = Path(name)
        for figure in report.figures():
            (folder / f"{figure.name}.svg").write_bytes(figure.svg)
        data = json.dumps(as_data(report), ensure_ascii=False)
        (folder / "report.json").write_text(data, encoding="utf-8")
        main = folder / "main.typ"
        main.write_bytes((files("dashboards.report") / "template.typ").read_bytes())
        path.write_bytes(_compile(main, folder, report))
    return path


def _compile(main: Path, folder: Path, report: Report) -> bytes:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts_folder())]
    )
    compiler = typst.Compiler(str(main), root=str(folder), font_paths=fonts)
    try:
        done = compiler.compile(
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=datetime.combine(report.as_of, time(), tzinfo=UTC),
        )
    except typst.TypstError as e:
        raise ReportError(f"not typeset: {e.message}", where=report.number) from None
    assert isinstance(done, bytes)
    return done


def as_data(report: Report) -> dict[str, Any]:
    """The report as the template reads it."""
    marks = [report.author_role, report.data_version, report.as_of.isoformat(), report.short_mark]
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
        "footer": " · ".join(mark for mark in marks if mark),
        "labels": dict(report.labels),
        "chapters": [
            {
                "title": chapter.title,
                "sections": [
                    {"title": s.title, "blocks": [block_data(block) for block in s.blocks]}
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
            return {
                "kind": "table", "caption": block.caption, "note": block.note, "rows": block.rows,
                "columns": [
                    {"title": c.title, "unit": c.unit, "number": c.number, "weight": c.weight}
                    for c in block.columns
                ],
            }  # fmt: skip
        case Figure():
            return {
                "kind": "figure", "caption": block.caption, "note": block.note, "alt": block.alt,
                "file": f"{block.name}.svg", "width_cm": block.width_cm,
            }  # fmt: skip

"""A report's content, and its Word file and PDF read back against it."""

import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from dashboards.report import write_docx, write_pdf
from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Paragraph, Report, Table


def table_of(report: Report, b: Brief, name: str) -> Table:
    """A table by the name of its caption."""
    return next(t for t in report.tables() if t.caption == b.words(f"table.{name}"))


def texts(report: Report) -> str:
    """All words of a report."""
    parts = [report.title, report.subtitle]
    for block in report.blocks():
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, Bullets):
            parts += block.items
        elif isinstance(block, Table):
            parts += [block.caption, block.note, *(c for row in block.rows for c in row)]
    return "\n".join(parts)


def same_in_both(report: Report, folder: Path) -> None:
    """Every cell of every table stands in the Word file; heads and lists in both files."""
    document = docx.Document(write_docx(report, folder / "a.docx"))
    drawn = {tuple(cell.text for cell in row.cells) for t in document.tables for row in t.rows}
    assert all(row in drawn for table in report.tables() for row in table.rows)
    said = {p.text for p in document.paragraphs}
    lists = [item for b in report.blocks() if isinstance(b, Bullets) for item in b.items]
    assert said.issuperset(lists)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-raw", str(write_pdf(report, folder / "a.pdf")), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    text = "".join(done.stdout.split()).replace("\u00ad", "")
    heads = [s.title for c in report.chapters for s in c.sections]
    for words in (report.number, *(c.title for c in report.chapters), *heads):
        assert "".join(words.split()) in text
    values = {
        cell for table in report.tables() for row in table.rows for cell in row if "%" in cell
    }
    assert all("".join(value.split()) in text for value in values)

"""A report's content, made once, and its Word file and PDF read back against it."""

import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, time
from pathlib import Path
from typing import Any

import docx
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Paragraph, Report, Table
from dashboards.report.material import About, Given, Material
from dashboards.report.style import fonts_folder
from dashboards.story.choice import Choice
from dashboards.story.crew_grid import to_payload
from dashboards.story.setup import Setup
from risk import reference
from risk.flow import Story
from risk.operations import open_operations, save_plan
from risk.planned import Surge
from risk.workspace import Workspace

SETTINGS = "ab" * 32
MADE: dict[tuple[object, ...], tuple[Brief, Report]] = {}
STAFFED: dict[int, Any] = {}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNSEEN = "Cf"  # the typesetter's word joiners and soft hyphens: nothing is drawn
OURS = re.compile(r"(^|\+)NotoSansSC-(Regular|Bold)$")
SVG_TEXT = "{http://www.w3.org/2000/svg}text"


def made(
    content: Callable[[Material], Report], story: Story, given: Given, lang: str = "zh",
    *, about: About | None = None, number: str = "990001-2025-X-0002",
) -> tuple[Brief, Report]:  # fmt: skip
    """A report of what was read, drawn once, and what its chapters were given."""
    about = about or About()
    key = id(story), content, about, given.mark, lang
    if key not in MADE:
        m = Material(story, lang, about, given.content, number=number, settings_sha256=SETTINGS)
        if id(story) in STAFFED:  # crews of the year ahead: seconds, and no language is in them
            vars(m.brief)["base_staffing"] = STAFFED[id(story)]
        MADE[key] = m.brief, content(m)
        if "base_staffing" in vars(m.brief):
            STAFFED[id(story)] = m.brief.base_staffing
    return MADE[key]


def saved_plan(ws: Workspace, story: Story, surge: Surge) -> int:
    """Number of the plan of a surge, saved as the page Surge saves it."""
    kind = reference.preset(surge.scenario.preset).kind
    choice = Choice(kind, "severe", surge.scenario.starts_at)
    setup = Setup.usual(story.facts.county.staffing).payload()
    payload = {
        "choice": choice.payload(), "planned": setup, "setup": setup,
        "crews": to_payload(surge.plan.crews_by_day),
    }  # fmt: skip
    at = datetime.combine(story.facts.as_of, time(16))
    with closing(open_operations(ws)) as con, con:
        return save_plan(con, "大风方案", "li", at, payload, data_version=story.facts.version)


def tool(name: str) -> str:
    """Path of a program, or skip saying which is missing."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def said_by(*command: str) -> str:
    """What a program writes to standard output."""
    path = tool(command[0])
    done = subprocess.run([path, *command[1:]], capture_output=True, text=True, check=True)
    return done.stdout


def table_of(report: Report, b: Brief, name: str, *, of: str = "table") -> Table:
    """A table by the name of its caption."""
    return next(t for t in report.tables() if t.caption == b.words(f"{of}.{name}"))


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


def paragraphs(report: Report) -> list[str]:
    """Running text and items of lists, in reading order."""
    told: list[str] = []
    for block in report.blocks():
        if isinstance(block, Paragraph):
            told.append(block.text)
        elif isinstance(block, Bullets):
            told += block.items
    return told


def tight(text: str) -> str:
    """Words without spaces, line ends and the hyphens a line may end with."""
    return "".join(text.split()).replace("\u00ad", "")


def word_texts(path: Path) -> Iterator[str]:
    """Every text of every part of a Word file: body, running lines, properties, alternatives."""
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                for element in etree.fromstring(file.read(name)).iter():
                    yield str(element.text or "")
                    yield element.get("descr") or ""


def word_tables(path: Path) -> list[list[list[str]]]:
    """Cells of every table of a Word file that has headings, row by row, headings left out."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows][1:]
        for table in docx.Document(str(path)).tables
        if table._tbl.find(f".//{W}tblHeader") is not None
    ]


def without_glyph(report: Report, word: Path, pdf: Path) -> list[str]:
    """Characters the shipped faces lack: of the PDF, the Word file and labels in drawings."""
    faces = [TTFont(fonts_folder() / f"NotoSansSC-{face}.ttf") for face in ("Regular", "Bold")]
    known = set.intersection(*(set(face.getBestCmap()) for face in faces))
    drawn = (
        "".join(e.itertext())
        for figure in report.figures()
        for e in etree.fromstring(figure.svg).iter(SVG_TEXT)
    )
    said = (said_by("pdftotext", str(pdf), "-"), *word_texts(word), *drawn)
    used = {c for text in said for c in text if not c.isspace()}
    return sorted(c for c in used if ord(c) not in known and unicodedata.category(c) != UNSEEN)


def other_fonts(pdf: Path) -> list[str]:
    """Fonts in a PDF that are not the shipped ones: what a missing glyph falls back to."""
    fonts = [line.split()[0] for line in said_by("pdffonts", str(pdf)).splitlines()[2:]]
    return [font for font in fonts if not OURS.search(font)]


def tagged_as(pdf: Path) -> tuple[str, str, str]:
    """Whether a PDF is tagged, its title and its language."""
    told = said_by("pdfinfo", str(pdf))
    info = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    language = re.search(
        r"<dc:language>.*?<rdf:li>(.*?)</rdf:li>", said_by("pdfinfo", "-meta", str(pdf))
    )
    assert language
    return info["Tagged"].strip(), info["Title"].strip(), language[1]


def pdf_text(report: Report, path: Path) -> str:
    """Words of a PDF in reading order, tight, without the lines at head and foot of its pages."""
    head, foot = tight(report.title + report.number), tight(report.marks)
    pages = (tight(page) for page in said_by("pdftotext", "-raw", str(path), "-").split("\f"))
    return "".join(page.removeprefix(head).split(foot)[0] for page in pages)


def same_in_both(report: Report, word: Path, pdf: Path) -> None:
    """Every cell of every table, every heading and all running text, in both files and in order."""
    told = [[list(row) for row in table.rows] for table in report.tables()]
    assert word_tables(word) == told
    document = docx.Document(str(word))
    said = [p.text for p in document.paragraphs]
    heads = [h for c in report.chapters for h in (c.title, *(s.title for s in c.sections)) if h]
    assert [p.text for p in document.paragraphs if p.style.name.startswith("Heading")] == heads
    assert not set(paragraphs(report)).difference(said)
    text, at = pdf_text(report, pdf), 0
    for table in report.tables():
        for row in table.rows:
            found = text.find(tight("".join(row)), at)
            assert found >= 0, (table.caption, row)
            at = found + 1
    for words in (*heads, *paragraphs(report)):
        assert tight(words) in text, words

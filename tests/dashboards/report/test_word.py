"""The Word file's look: numbers of headings, widths of columns, what stays on one page."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from dashboards.pages.reports_preview import chapter_name, chapter_tabs
from dashboards.report.column_widths import (
    BOLD,
    CM_PER_PT,
    LOOSER,
    PADDING_CM,
    TEXT_PT,
    WORD,
    column_widths,
    lines,
)
from dashboards.report.column_widths import _em as em
from dashboards.report.content import Chapter, Column, Paragraph, Section, Table
from dashboards.report.docx import write_docx
from dashboards.report.docx_table import WHOLE_LINES
from dashboards.report.framed import LABELS
from dashboards.report.words import Words
from tests.dashboards.report.small_report import small

WIDTH = 16.0
TAIL = "2025-10-30 04:57"


def labelled(lang, *, short=False):
    """The small report with a language's own labels, of thirteen chapters."""
    w = Words(lang)
    labels = {name: w(f"label.{name}") for name in LABELS}
    if short:
        labels |= {"chapter": w("label.part"), "section": w("label.subpart")}
    section = Section("Text", (Paragraph("Words."),))
    chapters = tuple(Chapter(f"Chapter {i}", (section, section)) for i in range(13))
    return replace(small(lang=lang, labels=labels), short=short, chapters=chapters)


def parts(report, tmp_path):
    """The parts of its Word file, by name."""
    body = write_docx(report, tmp_path / "a.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if "xml" in name}


@pytest.mark.parametrize(
    ("lang", "short", "chapter", "section"),
    [
        ("zh", False, "第十二章", "第二节"), ("zh", True, "十二、", "（二）"),
        ("en", False, "Chapter 12", "12.2"), ("en", True, "12", "12.2"),
    ],
)  # fmt: skip
def test_headings_are_numbered_alike_in_every_program(lang, short, chapter, section, tmp_path):
    """Both levels count in one sort of numerals: nothing asks for another's in other numerals."""
    report = labelled(lang, short=short)
    assert (report.chapter_number(12), report.section_number(12, 2)) == (chapter, section)
    numbering = parts(report, tmp_path)["word/numbering.xml"]
    ours = next(a for a in re.findall(r"<w:abstractNum .*?</w:abstractNum>", numbering, re.DOTALL)
                if "Heading1" in a)  # fmt: skip
    assert "isLgl" not in ours
    form = "chineseCountingThousand" if lang == "zh" else "decimal"
    assert re.findall(r'numFmt w:val="(\w+)"', ours) == [form, form]
    told = re.findall(r'lvlText w:val="([^"]+)"', ours)
    numerals = {"%1": "十二", "%2": "二"} if lang == "zh" else {"%1": "12", "%2": "2"}
    filled = [re.sub(r"%\d", lambda m: numerals[m[0]], text) for text in told]
    assert filled == [chapter, section]


def test_contents_and_preview_say_the_numbers_of_the_headings(tmp_path):
    """Beyond ten chapters, too."""
    report = labelled("zh")
    document = docx.Document(write_docx(report, tmp_path / "a.docx"))
    entries = [p.text for p in document.paragraphs if p.style.name.startswith("toc")]
    assert entries[-3:] == ["第十三章 Chapter 12", "第一节 Text", "第二节 Text"]
    assert chapter_name(report, 12) == "第十三章 Chapter 12"
    assert len(chapter_tabs(report).children) == 13


def test_latin_text_of_a_chinese_report_is_marked_as_latin(tmp_path):
    """Marked as Chinese, a line might end within a number."""
    styles = parts(labelled("zh"), tmp_path)["word/styles.xml"]
    assert set(re.findall(r'<w:lang w:val="(en-\w+)" w:eastAsia="(zh-\w+)"', styles)) == {
        ("en-GB", "zh-CN")
    }


def grid(rows, *titles, weights=()):
    """A table of these headings."""
    weights = weights or [1.0] * len(titles)
    columns = tuple(Column(t, weight=w) for t, w in zip(titles, weights, strict=True))
    return Table("t", columns, tuple(rows), "note")


def test_no_word_of_a_column_is_broken():
    """Ten narrow columns beside a sentence: headings and cells have room, the sentence the rest."""
    titles = ("Earthquake", "Insured", "Dissatisfied", *"abcdef", "What is said of it")
    row = ("Reconstruction", "83,981", "12", *["7"] * 6, "a sentence of many words " * 4)
    table = grid([row], *titles)
    widths = column_widths(table, WIDTH)
    assert sum(widths) == pytest.approx(WIDTH)
    for column, cell, width in zip(table.columns, row, widths, strict=True):
        room = (width - PADDING_CM) / CM_PER_PT / TEXT_PT + 1e-6
        assert max(em(word) for word in WORD.findall(cell)) <= room
        assert max(em(word) for word in WORD.findall(column.title)) * BOLD <= room
    assert widths[-1] == max(widths)


def test_what_a_column_has_too_much_of_goes_to_those_that_lack():
    """By weight, where all have room; a weight beyond one line's need is not used up."""
    even = column_widths(grid([("1", "2")], "a", "b", weights=(1, 3)), WIDTH)
    assert even[1] > even[0]
    text = "words " * 40
    narrow = column_widths(grid([("1", text)], "a", "b", weights=(9, 1)), WIDTH)
    assert narrow[0] < 1.5 < 14 < narrow[1]


def test_a_time_stays_in_one_line_until_there_is_no_room():
    """Then it may break between day and hour, a range behind its dash, and last of all anywhere."""
    assert WORD.findall(TAIL) == [TAIL]
    assert LOOSER[0].findall(TAIL) == TAIL.split()
    assert LOOSER[1].findall("10.5–20.5") == ["10.5–", "20.5"]
    crowded = grid([["Incomprehensibilities"] * 12], *["Incomprehensibilities"] * 12)
    widths = column_widths(crowded, WIDTH)
    assert sum(widths) == pytest.approx(WIDTH)
    assert max(widths) == pytest.approx(min(widths))


@pytest.mark.parametrize(("rows", "whole"), [(WHOLE_LINES, True), (WHOLE_LINES + 1, False)])
def test_a_table_of_few_lines_stays_on_one_page(rows, whole, tmp_path):
    """Each of its rows is kept with the next; of a long one the head and the last row are."""
    table = grid([(str(i), "x") for i in range(rows)], "No", "What")
    assert lines(table, column_widths(table, WIDTH)) == rows
    report = small([Section("Rows", (table,))])
    drawn = docx.Document(write_docx(report, tmp_path / "a.docx")).tables[-1]
    kept = [row.cells[0].paragraphs[0]._p.pPr.find(qn("w:keepNext")) is not None
            for row in drawn.rows]  # fmt: skip
    assert kept == [True, *[whole] * (rows - 1), True]

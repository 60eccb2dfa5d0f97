"""Every kind of report in both languages: its files open, say what its content says, and are whole.

A kind nobody has told here what to ask about (`conftest.ASKED`) fails.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboards.report import write_docx, write_pdf
from dashboards.report.asked import KINDS
from dashboards.report.content import Report
from tests.dashboards.report.conftest import ASKED
from tests.dashboards.report.read_back import (
    other_fonts,
    pdf_text,
    same_in_both,
    tagged_as,
    texts,
    tight,
    tool,
    without_glyph,
)

LANGUAGE = {"zh": "zh-CN", "en": "en-GB"}
RAW = re.compile(
    r"\b(nan|inf|NaT)\b|[{}]|\d\.\d{5,}|\b(report|after|orders|bulletin|atlas)\.[a-z_]+\b"
)
EVERY = [(kind, lang) for kind in KINDS for lang in LANGUAGE]


@dataclass(frozen=True)
class Files:
    """A report and the files written of it."""

    report: Report
    word: Path
    pdf: Path


@pytest.fixture(scope="module")
def written(made_of, tmp_path_factory) -> dict[tuple[str, str], Files]:
    """Every kind in both languages, in both formats."""
    folder, files = tmp_path_factory.mktemp("every"), {}
    for kind, lang in EVERY:
        report, name = made_of(kind, lang)[1], f"{kind}_{lang}"
        word, pdf = folder / f"{name}.docx", folder / f"{name}.pdf"
        files[kind, lang] = Files(report, write_docx(report, word), write_pdf(report, pdf))
    return files


@pytest.fixture(params=EVERY, ids="-".join)
def files(request, written) -> Files:
    """One of them."""
    return written[request.param]


@pytest.fixture(scope="module")
def opened(written, tmp_path_factory) -> Path:
    """A folder with the text LibreOffice finds in every Word file, opened in one go."""
    folder = tmp_path_factory.mktemp("opened")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        tool("soffice"), profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8",
        "--outdir", str(folder), *(str(files.word) for files in written.values()),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=240)
    return folder


def test_each_kind_is_asked_for_here():
    """What a new kind is asked about has to be said, or nothing below looks at it."""
    assert set(ASKED) == set(KINDS)


def test_every_character_has_a_glyph_in_the_shipped_fonts(files):
    """Of the PDF as read back, of every part of the Word file, of every label in a drawing."""
    assert not without_glyph(files.report, files.word, files.pdf)
    assert not other_fonts(files.pdf)


def test_the_pdf_is_tagged_with_title_and_language(files):
    """As a screen reader needs it."""
    assert tagged_as(files.pdf) == ("yes", files.report.title, LANGUAGE[files.report.lang])


def test_both_files_hold_what_the_content_says(files):
    """Cell by cell, line by line."""
    same_in_both(files.report, files.word, files.pdf)
    text = pdf_text(files.report, files.pdf)
    assert not files.report.synthetic or tight(files.report.synthetic) in text


def test_libreoffice_opens_the_word_file_whole(files, opened):
    """Without repair: no cell and no line of it is lost, and headings have the PDF's numbers."""
    text = tight((opened / f"{files.word.stem}.txt").read_text("utf-8"))
    for table in files.report.tables():
        for row in table.rows:
            assert all(tight(cell) in text for cell in row), (table.caption, row)
    report = files.report
    for i, chapter in enumerate(report.chapters, start=1):
        assert tight(report.chapter_number(i) + chapter.title) in text
        for j, section in enumerate(chapter.sections, start=1):
            number = report.section_number(i, j) if section.title else ""
            assert tight(number + section.title) in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_whether_it_is_long(written, kind):
    """An office's template of it begins with the cover or the head its reports have."""
    assert KINDS[kind].long is not written[kind, "zh"].report.short


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_tell_the_same_and_nothing_raw(written, kind):
    """The same blocks under the same headings; no key, no hole, no missing number, no long one."""
    shapes = []
    for lang in LANGUAGE:
        report = written[kind, lang].report
        parts = [[[type(b) for b in s.blocks] for s in c.sections] for c in report.chapters]
        sizes = [(len(t.columns), len(t.rows)) for t in report.tables()]
        shapes.append((parts, sizes, list(report.key_figures)))
        told = [*texts(report).splitlines(), *report.key_figures.values()]
        assert not [text for text in told if RAW.search(text)]
        assert all(report.data_version in t.note for t in report.tables() if t.note)
    assert shapes[0] == shapes[1]

"""The files: same story, same bytes; Word file and PDF open and hold what the content says."""

import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from dashboards.report import Material, annual_report, write_docx, write_pdf
from tests.dashboards.report.read_back import tool

PAGES_MIN = 15


def pdf_text(path):
    """Text of a PDF without spaces and line breaks."""
    done = subprocess.run(
        [tool("pdftotext"), "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return "".join(done.stdout.split())


@pytest.fixture(scope="module")
def files(report, tmp_path_factory):
    """The report written in both formats."""
    folder = tmp_path_factory.mktemp(report.lang)
    return write_docx(report, folder / "a.docx"), write_pdf(report, folder / "a.pdf")


def test_the_word_file_has_real_styles(files, report):
    """Headings, captions, lists are styles; header rows repeat; the contents are a field."""
    document = docx.Document(files[0])
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [c.title for c in report.chapters]
    sections = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert sections == [s.title for c in report.chapters for s in c.sections]
    tables = document.tables[1:]  # the first is the cover's
    assert len(tables) == len(report.tables())
    for drawn, told in zip(tables, report.tables(), strict=True):
        assert drawn.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert [c.text for c in drawn.rows[-1].cells] == list(told.rows[-1])
    assert len(document.inline_shapes) == len(report.figures())
    xml = zipfile.ZipFile(files[0]).read("word/document.xml").decode()
    assert 'TOC \\o "1-2"' in xml
    page = document.sections[0]
    assert report.number in page.header.paragraphs[0].text
    assert page.footer.paragraphs[0].text.startswith(report.marks)
    assert document.core_properties.title == report.title


def test_the_pdf_says_every_chapter_and_section(files, report):
    """Chapter and section titles, the number and the synthetic statement can be read back."""
    text = pdf_text(files[1])
    for chapter in report.chapters:
        assert "".join(chapter.title.split()) in text
        for section in chapter.sections:
            assert "".join(section.title.split()) in text
    pages = text.count("".join(report.marks.split()))
    assert pages > PAGES_MIN
    assert text.count(report.number) == pages + 1  # and on the cover
    assert "".join(report.synthetic.split())[:20] in text


def test_a_report_of_a_year_without_claims_can_be_written(midyear, tmp_path):
    """Empty charts and missing figures do not stop the writers."""
    report = annual_report(Material(midyear, "zh"))
    assert write_pdf(report, tmp_path / "a.pdf").stat().st_size > 10_000
    assert docx.Document(write_docx(report, tmp_path / "a.docx")).paragraphs

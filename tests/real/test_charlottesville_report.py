"""The annual plan of real flood claims without a policy: English, DOCX and PDF, read back."""

import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from fontTools.ttLib import TTFont

from dashboards.report import Material, annual_report, write_docx, write_pdf
from dashboards.report.annual_read import read_annual
from dashboards.report.brief import Brief
from dashboards.report.content import Bullets, Paragraph, Table
from dashboards.report.material import About
from dashboards.report.style import fonts_folder
from dashboards.report.words import Words
from risk.flow import tell

pytestmark = pytest.mark.real
RAW = re.compile(r"\bnan\b|\binf\b|[{}]|NaT|\d\.\d{5,}")
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def story(charlottesville):
    """245 claims, no exposure."""
    return tell(charlottesville.ws, presets=("flood_severe",))


@pytest.fixture(scope="module")
def report(charlottesville, story):
    """The plan in English."""
    given = read_annual(charlottesville.ws, story, About()).content
    return annual_report(Material(story, "en", given=given))


def texts(report):
    """Every piece of text of the chapters, and the title."""
    yield from (report.title, report.subtitle)
    for chapter in report.chapters:
        yield chapter.title
        yield from (section.title for section in chapter.sections)
    for block in report.blocks():
        match block:
            case Paragraph():
                yield block.text
            case Bullets():
                yield from block.items
            case Table():
                yield from (block.caption, block.note, *(c.title for c in block.columns))
                yield from (cell for row in block.rows for cell in row)
            case _:
                yield from (block.caption, block.alt, block.note)


def test_every_chapter_stands_and_says_what_is_missing(report, story):
    """No policy, no roster, no list of people: each gap is named, and nothing stands raw."""
    words = Brief(story, Words("en", "USD", regions=True)).words
    told = list(texts(report))
    assert all(s.blocks for chapter in report.chapters for s in chapter.sections)
    for name in ("loss_ratio", "houses_insured", "coverage", "people_record"):
        assert report.key_figures[name] == words("unknown")
        assert words(f"missing_figure.{name}") in told
    assert all(t.rows for t in report.tables()), [t.caption for t in report.tables() if not t.rows]
    assert not [x for x in told if RAW.search(x)]
    plain = texts(replace(report, chapters=report.chapters[:-1]))  # the annex tells all settings
    assert not [x for x in plain if CHINESE.search(x)]
    assert report.synthetic == ""
    assert not [x for x in told if "synthetic" in x.lower()]


def test_claims_are_those_of_the_file(report, story):
    """Claims by contract year are the ledger's."""
    caption = Words("en", "USD", regions=True)("table.years")
    rows = next(t for t in report.tables() if t.caption == caption).rows
    counted = story.facts.claims.groupby("year").size()
    assert [row[1] for row in rows if row[1] != "0"] == [str(n) for n in counted]


def test_every_character_has_a_glyph(report):
    """Of all text, in the font that travels with the report."""
    known = TTFont(fonts_folder() / "NotoSansSC-Regular.ttf").getBestCmap()
    used = {character for text in texts(report) for character in text}
    assert not [c for c in sorted(used) if ord(c) not in known and not c.isspace()]


def test_both_files_say_the_same(report, tmp_path):
    """Chapters and every table's last row in the Word file; the same words in the PDF."""
    written = docx.Document(write_docx(report, tmp_path / "a.docx"))
    heads = [p.text for p in written.paragraphs if p.style.name == "Heading 1"]
    assert heads == [c.title for c in report.chapters]
    for drawn, told in zip(written.tables[1:], report.tables(), strict=True):
        assert [c.text for c in drawn.rows[-1].cells] == list(told.rows[-1])
    pdf = write_pdf(report, tmp_path / "a.pdf")
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(
        [tool, "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    text = "".join(done.stdout.split())
    for chapter in report.chapters:
        assert "".join(chapter.title.split()) in text
        assert all("".join(s.title.split()) in text for s in chapter.sections)
    tagged = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True)
    assert re.search(r"Tagged:\s+yes", tagged.stdout)

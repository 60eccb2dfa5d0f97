"""The village atlas: each page says what the engine's frames say, and fits on its page."""

import re
import subprocess

import docx
import pytest

from dashboards.report import Material, write_docx, write_pdf
from dashboards.report.atlas import chosen_villages
from dashboards.report.atlas_facts import told_of
from dashboards.report.content import Paragraph, Table
from dashboards.report.words import Words
from dashboards.story.levels import level_table, record_by_year
from risk.errors import ReportError
from tests.dashboards.report.read_back import tool
from tests.tiny_world import TOWNSHIPS, VILLAGE, VILLAGES

RAW = re.compile(r"\{\w*\}|\bnan\b|\bNone\b|\bNaT\b|report\.\w+\.")
TOWN = next(iter(TOWNSHIPS))


@pytest.fixture(scope="module")
def given(given_of):
    """What is read beside the story."""
    return given_of("atlas").content


@pytest.fixture(scope="module", params=["zh", "en"])
def atlas(request, made_of):
    """The first township's villages."""
    return made_of("atlas", request.param)[1]


@pytest.fixture(scope="module")
def told(story, given):
    """What it is made of."""
    return told_of(Material(story, "en", given=given))


def test_a_chapter_a_township_a_section_a_village(atlas):
    """The guide, then the township chosen, each village beginning a page."""
    guide, township = atlas.chapters
    assert township.title == TOWNSHIPS[TOWN]
    overview, *pages = township.sections
    assert [page.title[:2] for page in pages] == [VILLAGES[code] for code in VILLAGE[:3]]
    assert all(code in page.title for code, page in zip(VILLAGE[:3], pages, strict=True))
    assert all(page.new_page for page in pages)
    assert not overview.new_page
    assert len(guide.sections) == 3


def test_a_page_says_level_chance_rate_and_record(atlas, story):
    """Read back against the score rows and the claims."""
    w, levels = Words(atlas.lang), level_table(story, "all", "village").set_index("region_code")
    for code, page in zip(VILLAGE, atlas.chapters[1].sections[1:], strict=False):
        row = levels.loc[code]
        opening = next(b.text for b in page.blocks if isinstance(b, Paragraph))
        perils, record, place = (b for b in page.blocks if isinstance(b, Table))
        assert w.chance(row["p_level"]) in opening
        assert w.n(row["rate"], 1) in opening
        assert (
            perils.rows[0][1].startswith(str(row["risk_level"]))
            or str(row["risk_level"]) in perils.rows[0][1]
        )
        assert perils.rows[0][4] == w.n(row["claims"])
        years = record_by_year(story, code, "all").set_index("year")
        shown = [int(c.title) for c in record.columns[1:]]
        assert list(record.rows[0][1:]) == [w.n(years["claims"].get(y, 0)) for y in shown]
        held = story.facts.in_force
        houses = held.loc[held["region_code"] == code, "houses"].sum()
        assert place.rows[0][1].startswith(w.n(houses))


def test_nothing_raw_is_told(atlas):
    """No key, no hole, no missing number."""
    texts = [b.text for b in atlas.blocks() if isinstance(b, Paragraph)]
    texts += [cell for table in atlas.tables() for row in table.rows for cell in row]
    assert not [text for text in texts if RAW.search(text)]


def test_places_choose_villages_and_unknown_ones_are_refused(told):
    """A township brings its villages, none brings all, an unknown code is named."""
    assert chosen_villages(told, ()) == tuple(VILLAGE)
    assert chosen_villages(told, (TOWN, VILLAGE[8])) == (*VILLAGE[:3], VILLAGE[8])
    with pytest.raises(ReportError, match="no village or township 123"):
        chosen_villages(told, ("123",))


def test_each_village_fits_on_one_page(atlas, tmp_path):
    """A page a village in the PDF of record; Word begins a page with each."""
    path = write_pdf(atlas, tmp_path / "a.pdf")
    text = subprocess.run(
        [tool("pdftotext"), "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = ["".join(page.split()) for page in text.split("\f")]
    for code in VILLAGE[:3]:
        assert sum(code in page for page in pages[2:]) == 1
    first = next(i for i, page in enumerate(pages) if i > 1 and VILLAGE[0] in page)
    assert [VILLAGE[k] in pages[first + k] for k in range(3)] == [True, True, True]
    assert pages[first + 3] == ""  # and nothing runs over
    document = docx.Document(write_docx(atlas, tmp_path / "a.docx"))
    heads = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert sum(bool(p.paragraph_format.page_break_before) for p in heads) == 3

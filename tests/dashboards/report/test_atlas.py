"""The village atlas: each page says what the engine's frames say, and fits on its page."""

import re
import subprocess
from dataclasses import replace
from datetime import date

import docx
import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from shapely import LineString

from dashboards.cli import build
from dashboards.i18n import reword
from dashboards.report import Material, atlas_village, write_docx, write_pdf
from dashboards.report.atlas import chosen_villages
from dashboards.report.atlas_facts import told_of
from dashboards.report.atlas_roads import ROADS_MOST, roads_told
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


@pytest.fixture(scope="module")
def closing(story, told):
    """Roads from the first base to villages 2 and 3, one by village 5 that leads to no base."""
    lines = {
        "A": ("山口路", [(100.05, 36.05), (100.05, 36.15)]),
        "C": ("断头路", [(100.15, 36.15), (100.17, 36.15)]),
        "D": ("河边路", [(100.05, 36.05), (100.06, 36.04)]),
        "B": ("沟里路", [(100.05, 36.15), (100.05, 36.25)]),
    }  # fmt: skip
    roads = gpd.GeoDataFrame(
        {"road_id": list(lines), "name": [name for name, _ in lines.values()]},
        geometry=[LineString(line) for _, line in lines.values()], crs=4326,
    )  # fmt: skip
    states = pd.DataFrame({
        "road_id": "A", "region_code": TOWN, "state": ["closed", "restricted", "open"],
        "observed_at": pd.to_datetime(["2024-07-10", "2025-08-01", "2025-08-02"]),
    })  # fmt: skip
    return replace(story.facts, roads=roads, road_states=states)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_closed_road_cuts_off_who_lies_behind_it(story, told, closing, lang):
    """Each road closed alone: who is cut off by which; who is not reached as it is; who is far."""
    found = roads_told(closing)
    assert (found.known, found.gap) == (True, "")
    assert found.cut_by == {VILLAGE[1]: ["山口路"], VILLAGE[2]: ["山口路", "沟里路"]}
    assert found.before == {VILLAGE[4]}
    assert found.unknown == {VILLAGE[n] for n in (3, 5, 6, 7, 8)}
    b = Material(story, lang).brief
    w, beside = b.words, replace(told, roads=found)
    said = [atlas_village.roads(b, beside, code) for code in VILLAGE]
    record = w("atlas.roads.record", closed="1", restricted="1", day=w.day(date(2025, 8, 1)))
    cut = [w("atlas.roads.cut", names=w.join(sorted(n))) for n in found.cut_by.values()]
    assert said[:3] == [text + record for text in (w("atlas.roads.safe"), *cut)]
    assert said[4] == w("atlas.roads.before") + w("atlas.roads.no_record")
    assert said[8] == w("atlas.roads.far") + w("atlas.roads.no_record")


def test_lines_that_tell_nothing_say_why(closing):
    """More roads than are closed in turn; no base near any of them."""
    many = closing.roads.iloc[[0] * (ROADS_MOST + 1)]
    many = many.assign(road_id=[f"R{n}" for n in range(len(many))])
    far = closing.bases.assign(lon=101.5)
    assert roads_told(replace(closing, roads=many)).gap == "too_many"
    assert roads_told(replace(closing, bases=far)).gap == "no_graph"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_places_there_are_none_of_are_refused_in_the_readers_language(tiny_ws, lang):
    """On the command line, in one line, before anything is told."""
    command = ["report", "atlas", "--places", "999", "-w", str(tiny_ws.root)]
    done = CliRunner().invoke(build(lang), command)
    said = "report: no place '999'; give a name or code of the map"
    assert done.exit_code == 2
    assert done.stderr == f"huzhu report.atlas: {said}\n"  # the command line refuses in English
    whole = "atlas: no village or township 990001; name codes of villages or townships of the map"
    for sentence, name in ((said, "999"), (whole, "990001")):
        shown = reword(sentence, lang)  # what the page shows
        assert name in shown
        assert (shown == sentence) == (lang == "en")

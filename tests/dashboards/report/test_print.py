"""The PDF of record as it is looked at: nothing torn apart, and told apart in grey."""

import subprocess
from dataclasses import replace
from itertools import combinations
from math import nan

import pytest

from dashboards.report.content import Column, Paragraph, Section, Table
from dashboards.report.pdf import write_pdf
from dashboards.report.style import CREW_FILL, FAMILY_FILL
from dashboards.report.words import Words
from tests.dashboards.report.small_report import claims, small

COLUMNS = (Column("Month"), Column("Claims", "claims", number=True))


def pages(report, path):
    """The text of each page."""
    body = write_pdf(report, path)
    told = subprocess.run(["pdftotext", body, "-"], capture_output=True, text=True, check=True)
    return told.stdout.split("\f")[:-1]


def luminance(colour):
    """Of a colour written #rrggbb, 0–1, as ITU-R BT.601 weighs it."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("fills", [FAMILY_FILL, CREW_FILL], ids=["families", "crews"])
def test_series_are_told_apart_in_grey(fills):
    """Each two have another hatching and another lightness."""
    for (one, hatch), (other, second) in combinations(fills.values(), 2):
        assert hatch != second
        assert abs(luminance(one) - luminance(other)) > 0.05


@pytest.mark.parametrize("rows", range(34, 42))
def test_a_source_line_is_never_alone_on_its_page(rows, tmp_path):
    """However many rows a table has, each page of it has rows and the source."""
    table = Table("Claims", COLUMNS, tuple((f"row{i}", "7") for i in range(rows)), "the ledger")
    told = pages(small([Section("Claims", (table,))]), tmp_path / "a.pdf")
    held = [page for page in told if "the ledger" in page]
    assert all("row" in page for page in held)
    assert f"row{rows - 1}" in held[-1]
    assert [page for page in told if "row" in page] == held


def test_an_introduction_stays_with_what_it_introduces(tmp_path):
    """A line that ends with a colon is not the last of a page."""
    for filler in range(32, 40, 2):
        lines = tuple(Paragraph(f"line {i}") for i in range(filler))
        blocks = (*lines, Paragraph("Problems now:"), Paragraph("one problem"))
        told = pages(small([Section("Claims", blocks)]), tmp_path / "a.pdf")
        (page,) = [page for page in told if "Problems now:" in page]
        assert "one problem" in page


@pytest.mark.parametrize("extra", [0, 8])
def test_a_page_of_its_own_stays_one_page(extra, tmp_path):
    """The picture gives way to long texts; beside it nothing is left out."""
    words = "The road from Upper Valley to North Ridge. " * 4
    own = claims()
    long = tuple(Paragraph(f"{i} {words}") for i in range(extra))
    section = replace(own, new_page=True, blocks=(*own.blocks, *long, Paragraph("the end")))
    picture = next(b for b in section.blocks if getattr(b, "svg", None))
    wide = replace(picture, width_cm=14.0)
    blocks = tuple(wide if b is picture else b for b in section.blocks)
    told = pages(small([replace(section, blocks=blocks)]), tmp_path / "a.pdf")
    (page,) = [page for page in told if "there were 49 claims" in page]
    assert "the end" in page
    assert "January" in page


def test_a_unit_is_not_said_twice(tmp_path):
    """A column of claims counted in claims has one heading."""
    table = Table(
        "Losses", (Column("Month"), Column("Claims", "claims", number=True)), (("May", "7"),), ""
    )
    (page,) = [p for p in pages(small([Section("", (table,))]), tmp_path / "a.pdf") if "May" in p]
    assert page.lower().count("claims") == 1


@pytest.mark.parametrize(("lang", "told"), [("zh", "98% 至 >99%"), ("en", "98% to >99%")])
def test_a_range_up_to_a_bound_is_no_arrow(lang, told):
    """ "98%–>99%" is not readable; a range of one value is that value."""
    words = Words(lang)
    assert words.chance_span(0.98, 0.999) == told
    assert words.chance_span(0.991, 0.999) == ">99%"
    assert words.chance_span(0.5, 0.6) == "50%–60%"
    assert words.chance_span(nan, nan) == "—"

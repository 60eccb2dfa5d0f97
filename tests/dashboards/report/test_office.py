"""An office's own template: its frame and styles, the report's content; broken ones are refused."""

import io

import docx
import pytest
from docx.shared import Cm

from dashboards.report.docx import write_docx
from dashboards.report.draft import merge
from dashboards.report.draft_read import read_draft
from dashboards.report.keyed import units_of
from dashboards.report.office import Template
from dashboards.report.office_default import default_template, template_bytes
from risk.errors import ReportError
from tests.dashboards.report.small_report import claims, small

MADE_UP = {"synthetic": "All data are made up.", "short_mark": "SYNTHETIC"}


@pytest.fixture
def document():
    """The default template, opened for an office to change."""
    return default_template("en")


def of(document) -> Template:
    return Template("annual_en.docx", template_bytes(document))


def written(document, report, folder):
    path = write_docx(report, folder / "o.docx", template=of(document))
    return docx.Document(path)


def refused(document, report, folder) -> str:
    with pytest.raises(ReportError) as refusal:
        written(document, report, folder)
    return str(refusal.value)


def test_the_default_template_gives_the_report_as_it_is(document, tmp_path):
    """Paragraphs, tables, contents, header and footer are those written without a template."""
    report = small(**MADE_UP)
    own = docx.Document(write_docx(report, tmp_path / "r.docx"))
    office = written(document, report, tmp_path)
    assert [p.text for p in office.paragraphs] == [p.text for p in own.paragraphs]
    assert [p.style.name for p in office.paragraphs] == [p.style.name for p in own.paragraphs]
    for one, other in zip(office.tables, own.tables, strict=True):
        assert [[c.text for c in r.cells] for r in one.rows] == [
            [c.text for c in r.cells] for r in other.rows
        ]
    for name in ("header", "footer"):
        one, other = (getattr(d.sections[0], name).paragraphs[0].text for d in (office, own))
        assert one == other
    first = (tmp_path / "o.docx").read_bytes()
    written(document, report, tmp_path)
    assert (tmp_path / "o.docx").read_bytes() == first


def test_an_office_says_things_its_own_way(document, tmp_path):
    """Facts and key figures by name, margins and fonts of its own; ``&`` stays ``&``."""
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(5)
    document.styles["Table text"].font.name = "Courier New"
    document.paragraphs[1].text = "{{ cover.insurer }}: {{ figures.claims }} claims"
    document.paragraphs[1].add_run(", {% if figures.paid %}{{ figures.paid }}{% endif %}.")
    out = written(document, small(), tmp_path)
    assert out.paragraphs[1].text == "Tiny & Sons: 49 claims, 6.6 million CNY."
    assert max(s.width for s in out.inline_shapes) <= Cm(11)
    cell = out.tables[-1].rows[1].cells[0]
    assert cell.paragraphs[0].style.font.name == "Courier New"
    assert sum(c.width for c in out.tables[-1].rows[0].cells) == pytest.approx(Cm(11), rel=0.01)


def test_a_draft_on_a_template_survives_too(document, tmp_path):
    """Keys and base are there; the number in the header is renewed."""
    report = small()
    written(document, report, tmp_path)
    body = (tmp_path / "o.docx").read_bytes()
    assert set(read_draft(body, "d").spots) == {unit.key for unit in units_of(report)}
    new = small([claims(total=51)], number="990101-2026-A-0002")
    fresh = write_docx(new, tmp_path / "n.docx", template=of(document)).read_bytes()
    merged = merge(body, "d.docx", new, fresh)
    assert {(c.old, c.new) for c in merged.changes} == {("49", "51")}
    out = docx.Document(io.BytesIO(merged.docx))
    assert "990101-2026-A-0002" in out.sections[0].header.paragraphs[0].text


def test_a_broken_template_is_refused_by_field_place_and_likely_name(document, tmp_path):
    """A misspelt field in body, cover, figures, loop or footer; one not closed; one not Jinja."""
    second = document.paragraphs[1]
    for text, want in {
        "By {{ nubmer }}": "annual_en.docx, body, 'By {{ nubmer }}': no field nubmer; "
                           "do you mean number?",
        "{{ figures.claim }}": "no field figures.claim; do you mean figures.claims?",
        "{{ cover.insured }}": "no field cover.insured; do you mean cover.insurer?",
        "{{ number": "a field is opened or closed only",
        "{{ number | }}": "a field cannot be read",
        "{{ marks.__class__.__mro__ }}": "cannot be filled",
    }.items():  # fmt: skip
        second.text = text
        assert want in refused(document, small(), tmp_path), text
    second.text = ""
    document.sections[0].footer.paragraphs[0].text = "{{ marks }} {{ nuber }}"
    assert "footer, '{{ marks }} {{ nuber }}': no field nuber" in refused(
        document, small(), tmp_path
    )


def test_what_every_report_shows_cannot_be_left_out(document, tmp_path):
    """Chapters, marks, number and that data are made up; a style that is used."""
    foot = document.sections[0].footer.paragraphs[0]
    kept = foot.text
    foot.text = "Page"
    assert "leaves out marks" in refused(document, small(), tmp_path)
    foot.text = kept
    mark = next(p for p in document.paragraphs if "synthetic" in p.text)
    mark.text = "{% if not synthetic %}{{ synthetic }}{% endif %}"
    assert "leaves out that the data are made up" in refused(document, small(**MADE_UP), tmp_path)
    mark.text = "{{ synthetic }}"
    body = document.paragraphs[-1]
    body.text = "{{ body }}"
    assert "has no place for the chapters" in refused(document, small(), tmp_path)
    body.text = "{{p body }}"
    style = document.styles["Source note"]
    style._element.getparent().remove(style._element)
    assert "lacks the style Source note" in refused(document, small(), tmp_path)
    with pytest.raises(ReportError, match="is no Word file"):
        write_docx(small(), tmp_path / "o.docx", template=Template("a.docx", b"x"))

"""A draft edited in Word: figures that changed are found and put in, people's words stay."""

import io
import shutil
import subprocess
import zipfile
from copy import deepcopy

import docx
import pytest
from docx.oxml.ns import qn

from dashboards.report.content import Paragraph
from dashboards.report.docx import write_docx
from dashboards.report.docx_base import base_of, read_base
from dashboards.report.draft import merge
from dashboards.report.draft_change import What
from dashboards.report.draft_read import read_draft
from dashboards.report.draft_text import Why, applied, merge_text
from dashboards.report.keyed import units_of
from dashboards.report.pdf import pages_of
from risk.errors import ReportError
from tests.dashboards.report.small_report import MONTHS, claims, picture, small

NEW = "990101-2026-A-0002"


def written(report, folder):
    return write_docx(report, folder / "r.docx").read_bytes()


@pytest.fixture
def draft(tmp_path):
    """Opens the first report's Word file for editing; call the second with what was edited."""
    document = docx.Document(io.BytesIO(written(small(), tmp_path)))

    def merged(new):
        out = io.BytesIO()
        document.save(out)
        return merge(out.getvalue(), "d.docx", new, written(new, tmp_path))

    return document, merged


def line(document, begins):
    return next(p for p in document.paragraphs if p.text.startswith(begins))


def told(merged, *whats):
    return [(c.what, c.old, c.new, c.why) for c in merged.changes if c.what in whats]


def opened(merged):
    return docx.Document(io.BytesIO(merged.docx))


def test_three_texts_become_one():
    """Figures are put among changed words where it is certain which is meant."""
    base, new = "Of 49 claims 3 were late.", "Of 52 claims 4 were late."
    cases = {
        base: (new, []),
        "Alas: 49 claims, 3 were late!": ("Alas: 52 claims, 4 were late!", []),
        "The 49 went well.": ("The 49 went well.", [Why.FIGURE_MANY, Why.FIGURE_GONE]),
        "Of 49 claims few were late.": ("Of 52 claims few were late.", [Why.FIGURE_GONE]),
        "Of 49 claims, in 3 weeks.": ("Of 52 claims, in 3 weeks.", [Why.FIGURE_MANY]),
        "Of 52 claims 4 were late, as feared.": ("Of 52 claims 4 were late, as feared.", []),
    }
    for there, (want, whys) in cases.items():
        merged = merge_text(base, there, new)
        assert applied(there, merged.edits) == want, there
        assert [step.why for step in merged.steps if step.why] == whys, there


def test_chinese_figures_with_units_are_told_apart():
    """万 and % are part of a figure; the same number beside another word is another."""
    base = "全年报案1,234件，其中3%超时，赔付3.2万元。"
    new = "全年报案1,240件，其中4%超时，赔付3.5万元。"
    there = "据统计，全年报案1,234件，3%超时；3人受伤；赔付3.2万元。"
    merged = merge_text(base, there, new)
    assert applied(there, merged.edits) == (
        "据统计，全年报案1,240件，4%超时；3人受伤；赔付3.5万元。"
    )
    assert [(s.old, s.new) for s in merged.steps] == [
        ("1,234", "1,240"), ("3%", "4%"), ("3.2万", "3.5万"),
    ]  # fmt: skip


def test_a_report_carries_what_it_was_generated_as(tmp_path):
    """Keys are unique; base and bookmarks are read back whole; other data, the same keys."""
    report = small()
    body = written(report, tmp_path)
    found = read_draft(body, "d.docx")
    assert found.base == base_of(report)
    keys = [unit.key for unit in units_of(report)]
    assert len(set(keys)) == len(keys)
    assert set(found.spots) == set(keys)
    assert found.added == []
    assert [u.key for u in units_of(small([claims(total=3, share="1 %")]))] == keys
    assert body == written(report, tmp_path)


def test_an_untouched_draft_becomes_the_new_report(draft, tmp_path):
    """Every figure that changed is told with its place, and nothing is left to decide."""
    rows = (("January", "12", "1.5"), ("February", "9", "0.9"), ("March", "30", "4.25"))
    new = small([claims(rows, total=51)], number=NEW, facts=(("Number", NEW), ("Insurer", "T")))
    merged = draft[1](new)
    figures = [(c.section, c.at, c.cell, c.old, c.new) for c in merged.changes]
    assert figures == [
        ("1.1 Claims", 1, "", "49", "51"),
        ("1.1 Claims", 3, "February · Claims", "7", "9"),
        ("1.1 Claims", 3, "March · Paid", "4.2", "4.25"),
        ("1.1 Claims", 4, "", "49", "51"),
    ]
    assert merged.open == ()
    out = opened(merged)
    assert read_base(out, "d") == base_of(new)
    fresh = docx.Document(io.BytesIO(written(new, tmp_path)))
    assert [p.text for p in out.paragraphs] == [p.text for p in fresh.paragraphs]
    for one, other in zip(out.tables, fresh.tables, strict=True):
        assert [[c.text for c in r.cells] for r in one.rows] == [
            [c.text for c in r.cells] for r in other.rows
        ]
    assert NEW in out.sections[0].header.paragraphs[0].text


def test_edited_words_and_formats_stay_and_their_figures_are_renewed(draft):
    """A sentence rewritten, a word in bold, a paragraph added, an item deleted."""
    document, merged = draft
    first = line(document, "In 2025")
    first.runs[0].text = "Sadly there were "
    bold = first.add_run("49 claims")
    bold.bold = True
    first.add_run(" in 2025; the late ones (12.5 %) hurt us.")
    item = line(document, "Call 2 crews")
    item._p.getparent().remove(item._p)
    line(document, "Table 1").insert_paragraph_before("See the minutes of 3 May.")
    outlook = line(document, "Next year")
    outlook.runs[0].text = "Next year some 55 claims may come."
    new = small([claims(total=51, share="14.1 %", bullets=["Call 5 crews."])])
    got = merged(new)
    assert told(got, What.DELETED) == [(What.DELETED, "Call 2 crews.", "", None)]
    assert told(got, What.ADDED) == [(What.ADDED, "", "See the minutes of 3 May.", None)]
    edited = [c.new for c in got.changes if c.what is What.EDITED]
    assert edited == [
        "Sadly there were 49 claims in 2025; the late ones (12.5 %) hurt us.",
        "Next year some 55 claims may come.",
    ]
    assert got.open == ()
    out = opened(got)
    line_now = line(out, "Sadly")
    assert line_now.text == "Sadly there were 51 claims in 2025; the late ones (14.1 %) hurt us."
    assert [r.text for r in line_now.runs if r.bold] == ["51 claims"]
    assert line(out, "See the minutes")
    assert not [p for p in out.paragraphs if p.text.startswith("Call")]
    assert line(out, "Next year some 55")


def test_what_cannot_be_decided_is_told_until_somebody_has(draft, tmp_path):
    """A figure people wrote otherwise: told at each comparison, left alone, then settled."""
    document, merged = draft
    line(document, "In 2025").runs[0].text = "In 2025 there were some fifty claims."
    new = small([claims(total=51)])
    got = merged(new)
    assert [(c.old, c.new, c.why) for c in got.open] == [("49", "51", Why.FIGURE_GONE)]
    again = merge(got.docx, "d.docx", new, written(new, tmp_path))
    assert [(c.old, c.new, c.why) for c in again.open] == [("49", "51", Why.FIGURE_GONE)]
    settled = opened(again)
    assert [(c.author, c.text.endswith("49 → 51")) for c in settled.comments] == [("huzhu", True)]
    line(settled, "In 2025").runs[0].text = "In 2025 there were 51 claims, 12.5 % of them late."
    out = io.BytesIO()
    settled.save(out)
    assert merge(out.getvalue(), "d.docx", new, written(new, tmp_path)).changes == ()


def test_tables_take_rows_and_cells_and_keep_what_people_wrote(draft):
    """A row that came, one that went, an edited cell whose figure changed, a column added."""
    document, merged = draft
    grid = document.tables[1]
    grid.rows[1].cells[1].paragraphs[0].runs[0].text = "12 (two doubtful)"
    rows = (("January", "13", "1.5"), ("March", "30", "4.2"), ("April", "3", "0.1"))
    got = merged(small([claims(rows)]))
    grid = opened(got).tables[1]
    assert [[c.text for c in row.cells] for row in grid.rows[1:]] == [
        ["January", "13 (two doubtful)", "1.5"], ["March", "30", "4.2"], ["April", "3", "0.1"],
    ]  # fmt: skip
    assert [(c.cell, c.old, c.new) for c in got.changes if c.cell] == [
        ("January · Claims", "12", "13"),
        ("February", "February · 7 · 0.9", ""),
        ("April", "", "April · 3 · 0.1"),
    ]
    assert got.open == ()


def test_rows_follow_the_new_order_unless_people_sorted_them(draft):
    """A ranking is ranked anew, a row of people's own behind its neighbour; their order stays."""
    document, merged = draft
    grid = document.tables[1]._tbl
    own = deepcopy(grid.tr_lst[2])
    next(own.iter(qn("w:t"))).text = "of which in May"
    grid.tr_lst[2].addnext(own)
    new = small([claims((MONTHS[2], MONTHS[1], MONTHS[0]))])

    def firsts():
        return [row.cells[0].text for row in opened(merged(new)).tables[1].rows[1:]]

    assert firsts() == ["March", "February", "of which in May", "January"]
    grid.append(grid.tr_lst[1])  # January, put last by hand
    assert firsts() == ["February", "of which in May", "March", "January"]


def test_sections_come_and_go_with_all_they_hold(draft):
    """New blocks stand where the report has them; what is gone goes unless it was edited."""
    document, merged = draft
    line(document, "Next year").runs[0].text = "My own view of the year to come is another."
    extra = claims(MONTHS[:2])
    second = type(extra)("Complaints", (Paragraph("There were 4 complaints."), *extra.blocks[2:]))
    new = small([claims(bullets=()), second])
    got = merged(type(new)(**{**vars(new), "chapters": new.chapters[:1]}))
    out = opened(got)
    heads = [p.text for p in out.paragraphs if p.style.name.startswith("Heading")]
    assert heads == ["What happened", "Claims", "Complaints"]
    assert line(out, "There were 4").style.name == "Normal"
    assert len(out.tables) == 3
    assert len(out.inline_shapes) == 2
    captions = [p.text[:8] for p in out.paragraphs if p.style.name == "Caption"]
    assert captions == ["Table 1.", "Figure 1", "Table 2.", "Figure 2"]
    assert [c.why for c in got.open] == [Why.EDITED_GONE]
    assert line(out, "My own view")


def test_pictures_are_replaced_unless_people_put_their_own(draft):
    """At the width people gave it; one of their own stays and is told."""
    document, merged = draft
    width = document.inline_shapes[0].width
    got = merged(small([claims(png=picture(20, (40, 60)))]))
    shape = opened(got).inline_shapes[0]
    assert (shape.width, round(shape.height / shape.width, 2)) == (width, 1.5)
    blip = next(document.element.body.iter(qn("a:blip")))
    blip.set(qn("r:embed"), document.part.get_or_add_image(io.BytesIO(picture(200)))[0])
    got = merged(small([claims(png=picture(20))]))
    assert [c.why for c in got.open] == [Why.PICTURE_TAKEN]


def test_a_retyped_paragraph_is_known_though_its_bookmark_is_lost(draft):
    """Word drops the bookmark of words typed over: between its neighbours it is found again."""
    document, merged = draft
    paragraph = line(document, "In 2025")
    for tag in ("bookmarkStart", "bookmarkEnd"):
        for mark in paragraph._p.findall(qn(f"w:{tag}")):
            paragraph._p.remove(mark)
    paragraph.runs[0].text = "In 2025 we had 49 claims, 12.5 % of them late."
    got = merged(small([claims(total=51)]))
    assert told(got, What.DELETED, What.ADDED) == []
    assert line(opened(got), "In 2025").text == "In 2025 we had 51 claims, 12.5 % of them late."


def test_tracked_changes_and_broken_paragraphs_are_read_as_they_show(draft):
    """Deleted words do not count, inserted ones do; a paragraph broken in two is still one."""
    document, merged = draft
    paragraph = line(document, "In 2025")._p
    run = paragraph.find(qn("w:r"))
    gone, kept = deepcopy(run), deepcopy(run)
    run.find(qn("w:t")).text = "In 2025 there were "
    gone.find(qn("w:t")).tag = qn("w:delText")
    deletion = docx.oxml.OxmlElement("w:del")
    deletion.append(gone)
    run.addnext(deletion)
    kept.find(qn("w:t")).text = "49 claims, 12.5 % of them late."
    insertion = docx.oxml.OxmlElement("w:ins")
    insertion.append(kept)
    deletion.addnext(insertion)
    second = docx.oxml.OxmlElement("w:p")
    second.append(insertion)
    second.append(paragraph.find(qn("w:bookmarkEnd")))
    paragraph.addnext(second)
    got = merged(small([claims(total=51, share="14 %")]))
    out = opened(got)
    assert got.open == ()
    texts = [p for p in out.element.body.iter(qn("w:t")) if "51 claims" in (p.text or "")]
    assert texts[0].text == "51 claims, 14 % of them late."


def test_files_without_a_base_are_refused(tmp_path):
    """No Word file, and a Word file that was not made here: one line each that says what to do."""
    with pytest.raises(ReportError, match=r"d\.docx: is no Word file"):
        read_draft(b"hello", "d.docx")
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(ReportError, match="carries no generated text"):
        read_draft(out.getvalue(), "d.docx")


@pytest.mark.slow
def test_libreoffice_keeps_keys_and_base(tmp_path):
    """Saved by LibreOffice as .docx, a draft is still compared unit by unit."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed")
    (tmp_path / "d.docx").write_bytes(written(small(), tmp_path))
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", "docx", "--outdir", str(tmp_path / "out"),
               str(tmp_path / "d.docx")]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    body = (tmp_path / "out" / "d.docx").read_bytes()
    found = read_draft(body, "d.docx")
    assert found.base == base_of(small())
    assert set(found.spots) == {unit.key for unit in found.base.units}
    new = small([claims(total=51, png=picture(10))])
    merged = merge(body, "d.docx", new, written(new, tmp_path))
    names = zipfile.ZipFile(io.BytesIO(merged.docx)).namelist()
    assert len(set(names)) == len(names)
    assert [(c.what, c.old, c.new) for c in merged.changes] == [
        (What.FIGURE, "49", "51"),
        (What.PICTURE, "Claims by village (49)", "Claims by village (51)"),
        (What.FIGURE, "49", "51"),
    ]


def test_every_block_has_its_page(tmp_path):
    """In a PDF of cover, contents and a page a chapter."""
    pages = pages_of(small())
    assert pages[1, 0, 0] == pages[1, 1, 1] == 3
    assert pages[2, 1, 1] == 4
    assert {(u.chapter, u.section, u.at) for u in units_of(small())} == set(pages)

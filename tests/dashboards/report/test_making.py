"""Making a report: a number on every page, the same bytes for the same input, files mended."""

from datetime import datetime

import pytest

from dashboards.report import plan_year
from dashboards.report.asked import Asked, material_of
from dashboards.report.making import Drawn, How, make_report, numbered
from dashboards.story.reports_made import reports_made, worst_state
from risk.errors import ReportError
from risk.operations import load_or_create_key
from risk.operations.deed import Doer
from risk.operations.reports import FileState
from risk.terms import Role
from risk.workspace import Workspace

BY = Doer("li", Role.MANAGER, datetime(2026, 1, 5, 9))


@pytest.fixture
def ws(tiny_ws, tmp_path):
    """A workspace of its own with the tiny world's settings: reports and store start empty."""
    root = tmp_path / "county"
    root.mkdir()
    (root / "county.toml").write_bytes(tiny_ws.county_file.read_bytes())
    own = Workspace(root)
    load_or_create_key(own.key_file(own.county()))
    return own


@pytest.fixture
def drawn(ws, story, reports):
    """The annual plan drawn once for all tests here, as a preview is."""
    _, source = material_of(ws, story, Asked("annual", "zh"), Role.MANAGER)
    return Drawn(source, reports["zh"])


def test_a_report_is_numbered_recorded_and_made_once(ws, story, drawn):
    """First 0001; the same again is 0001 untouched; as another kind of file it is 0002."""
    first = make_report(ws, story, Asked("annual", "zh", ("pdf",)), BY, drawn=drawn)
    number = first.made.number
    assert first.how is How.NEW
    assert number == f"{story.facts.county.code}-{plan_year(story)}-A-0001"
    path = ws.reports_dir / f"{number}.pdf"
    stamp = path.stat().st_mtime_ns
    again = make_report(ws, story, Asked("annual", "zh", ("pdf",)), BY)
    assert (again.how, again.made) == (How.SAME, first.made)
    assert path.stat().st_mtime_ns == stamp
    other = make_report(ws, story, Asked("annual", "zh", ("docx",)), BY, drawn=drawn)
    assert (other.how, other.made.number[-4:]) == (How.NEW, "0002")
    assert [r.number[-4:] for r, _ in reports_made(ws)] == ["0002", "0001"]


def test_lost_and_changed_files_are_told_and_mended(ws, story, drawn):
    """A changed file shows by its hash; made again it has the bytes it had, under its number."""
    asked = Asked("annual", "zh", ("docx",))
    first = make_report(ws, story, asked, BY, drawn=drawn)
    path = ws.reports_dir / first.made.files[0].name
    body = path.read_bytes()
    path.write_bytes(b"edited")
    (_, states), *_ = reports_made(ws)
    assert worst_state(states) is FileState.CHANGED
    again = make_report(ws, story, asked, BY, drawn=drawn)
    assert (again.how, again.made.number) == (How.RESTORED, first.made.number)
    assert path.read_bytes() == body


def test_number_settings_role_and_version_stand_on_every_page(reports):
    """The number in the header and on the cover, the others in the footer."""
    report = numbered(reports["zh"], "990101-2026-A-0008")
    assert report.number == "990101-2026-A-0008"
    assert report.number in dict(report.facts).values()
    for told in (report.author_role, report.data_version, "ababababab", report.as_of.isoformat()):
        assert told in report.marks


def test_unknown_kinds_and_formats_are_refused(story):
    """One line that names what there is."""
    with pytest.raises(ReportError, match="no format odt; one of docx, pdf"):
        Asked("annual", "zh", ("odt",))
    with pytest.raises(ReportError, match="no kind weekly; one of annual"):
        Asked("weekly", "zh")
    with pytest.raises(ReportError, match="no format chosen"):
        Asked("annual", "zh", ())

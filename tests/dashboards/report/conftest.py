"""Reports of the tiny world: at the end of a contract year, and half a year into one."""

from datetime import date

import pytest

from dashboards.report import Material, annual_report
from dashboards.report.annual_read import AnnualRead, read_annual
from dashboards.report.content import Report
from dashboards.report.material import About
from risk.flow import Story, tell
from risk.workspace import Workspace


@pytest.fixture(scope="session")
def story(tiny_story: Story) -> Story:
    """The tiny world's story on the last day of 2025."""
    return tiny_story


@pytest.fixture(scope="session")
def midyear(tiny_ws):
    """Its story on 30 June 2026: no policy in force any more, no claim yet that year."""
    return tell(tiny_ws, as_of=date(2026, 6, 30), presets=())


@pytest.fixture(scope="session")
def annual_read(tiny_ws: Workspace, story: Story) -> AnnualRead:
    """What the annual plan reads beside the story."""
    return read_annual(tiny_ws, story, About()).content


@pytest.fixture(scope="session")
def reports(story: Story, annual_read: AnnualRead) -> dict[str, Report]:
    """The annual plan by language; drawing its figures takes seconds, and nobody changes it."""
    named = {
        "number": "990101-2026-A-0007", "settings_sha256": "ab" * 32, "given": annual_read,
    }  # fmt: skip
    return {lang: annual_report(Material(story, lang, **named)) for lang in ("zh", "en")}


@pytest.fixture(scope="session", params=["zh", "en"])
def report(request: pytest.FixtureRequest, reports: dict[str, Report]) -> Report:
    """The annual plan in each language."""
    return reports[request.param]

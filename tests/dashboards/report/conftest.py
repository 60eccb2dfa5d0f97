"""Reports of the tiny world: one of every kind in both languages, each read and drawn once."""

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from dashboards.report.annual_read import AnnualRead
from dashboards.report.asked import KINDS
from dashboards.report.brief import Brief
from dashboards.report.bulletin_read import read_bulletin
from dashboards.report.content import Report
from dashboards.report.material import About, Given
from risk.flow import Story, tell
from risk.operations import open_operations
from risk.operations.reports import MadeFrom, ReportMade, list_reports, record_report
from risk.planned import Surge
from risk.workspace import Workspace
from tests.dashboards.report.read_back import made, saved_plan
from tests.tiny_world import LAST_DAY, TOWNSHIPS, unwritten

EVENT = "E1"
FIVE, SEVEN = datetime(2024, 7, 10, 17), datetime(2024, 7, 11, 7)
ASKED = {
    "annual": About(),
    "summary": About(),
    "acceptance": About(),
    "monthly": About(month=date(2024, 7, 1)),
    "quarterly": About(contract_year=2024, quarter=3),
    "bulletin": About(event=EVENT, at=SEVEN),
    "after_event": About(event=EVENT),
    "order_sheet": About(plan=1),
    "atlas": About(places=(next(iter(TOWNSHIPS)),)),
}
"""What each kind is asked about; a kind without a line here fails the tests of every kind."""
NEEDS = {"bulletin": "bulletin_made", "after_event": "bulletin_made", "order_sheet": "plan"}
"""What has to be there first."""
MadeOf = Callable[[str, str], tuple[Brief, Report]]
GivenOf = Callable[[str], Given]


@pytest.fixture(scope="session")
def story(tiny_story: Story) -> Story:
    """The tiny world's story on the last day of 2025."""
    return tiny_story


@pytest.fixture(scope="session")
def midyear(tiny_ws):
    """Its story on 30 June 2026: no policy in force any more, no claim yet that year."""
    return tell(tiny_ws, as_of=date(2026, 6, 30), presets=())


@pytest.fixture(scope="session")
def event_ws(tiny_ws: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The tiny county in which bulletins are made and a plan is saved."""
    return unwritten(tiny_ws, tmp_path_factory.mktemp("events"))


@pytest.fixture(scope="session")
def first(event_ws: Workspace, story: Story) -> Given:
    """What the bulletin of five o'clock reads: none was made before."""
    return read_bulletin(event_ws, story, About(event=EVENT, at=FIVE))


@pytest.fixture(scope="session")
def bulletin_made(event_ws: Workspace, story: Story, first: Given) -> str:
    """Number of that bulletin, made."""
    assert first.content.last == ""
    return record_bulletin(event_ws, "990001-2024-B-0001", story.facts.version)


def record_bulletin(ws: Workspace, number: str, version: str) -> str:
    """Write down that the bulletin of five o'clock was made from a version; returns its number."""
    source = MadeFrom(
        "bulletin", "zh", "manager", version, LAST_DAY, 1, "s", {"event": EVENT, "at": str(FIVE)}
    )
    with closing(open_operations(ws)) as con:
        made_before = len(list_reports(con))
        at = FIVE + timedelta(minutes=made_before)
        record_report(con, ReportMade(number, source, at, "li", ()))
    return number


@pytest.fixture(scope="session")
def surge(story: Story) -> Surge:
    """The storm a plan is saved for."""
    return story.surges["storm_severe"]


@pytest.fixture(scope="session")
def plan(event_ws: Workspace, story: Story, surge: Surge) -> int:
    """Number of a plan saved."""
    return saved_plan(event_ws, story, surge)


@pytest.fixture(scope="session")
def given_of(request: pytest.FixtureRequest, story: Story) -> GivenOf:
    """Kind → what it reads beside the story."""
    known: dict[str, Given] = {}

    def of(kind: str) -> Given:
        if kind not in known:
            if kind in NEEDS:
                request.getfixturevalue(NEEDS[kind])
            ws = request.getfixturevalue("event_ws" if kind in NEEDS else "tiny_ws")
            gather = KINDS[kind].gather
            known[kind] = gather(ws, story, ASKED[kind]) if gather else Given(None, "")
        return known[kind]

    return of


@pytest.fixture(scope="session")
def made_of(story: Story, given_of: GivenOf) -> MadeOf:
    """Kind and language → what a chapter is given, and the report."""
    return lambda kind, lang: made(
        KINDS[kind].content, story, given_of(kind), lang, about=ASKED[kind],
        number=f"990001-2025-{KINDS[kind].letter}-0002",
    )  # fmt: skip


@pytest.fixture(scope="session")
def annual_read(given_of: GivenOf) -> AnnualRead:
    """What the annual plan reads beside the story."""
    return given_of("annual").content


@pytest.fixture(scope="session")
def reports(made_of: MadeOf) -> dict[str, Report]:
    """The annual plan by language; drawing its figures takes seconds, and nobody changes it."""
    return {lang: made_of("annual", lang)[1] for lang in ("zh", "en")}


@pytest.fixture(scope="session", params=["zh", "en"])
def report(request: pytest.FixtureRequest, reports: dict[str, Report]) -> Report:
    """The annual plan in each language."""
    return reports[request.param]

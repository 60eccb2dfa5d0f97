"""``huzhu findings``: what the data show, in words and as one JSON object."""

import csv
import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from dashboards.cli import build
from dashboards.story.findings import reader, said
from risk.flow import tell
from risk.intake import load_all
from risk.workspace import Workspace
from tests.tiny_world import LAST_DAY, NOW, write_tiny_world

MEASURES = (
    {"决定日期": "2025-03-10", "措施": "增加值班", "衡量指标": "满意率", "完成期限": "2025-06-30"},
    {"决定日期": "2025-04-10", "措施": "赠送台历", "衡量指标": "幸福指数", "改进前": "0.5"},
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The tiny world with two measures decided."""
    world = write_tiny_world(tmp_path_factory.mktemp("findings"))
    with (world.ledgers / "改进措施.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, list({k: None for m in MEASURES for k in m}))
        rows.writeheader()
        rows.writerows(MEASURES)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    return world.ws.root


def run(*arguments: object) -> str:
    """Its output."""
    done = CliRunner().invoke(build("en"), ["findings", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_findings_are_one_json_object(office):
    """Raw numbers beside the words; no value JSON does not know."""
    told = json.loads(run("-w", office, "--json", "--as-of", LAST_DAY), parse_constant=pytest.fail)
    by_code = {f["code"]: f for f in told["findings"]}
    assert told["as_of"] == "2025-12-31"
    assert by_code["loss_ratio"]["value"] == pytest.approx(6000 / (2700 + 30 * 181 / 365))
    assert by_code["old_open"]["said"]["value"] == "2 claims"
    assert by_code["old_open"]["said"]["period"] == "31 Dec 2025"
    assert by_code["coverage"]["family"] == "coverage"
    assert by_code["night"]["answer"] == "thin"
    measures = {m["action"]: m for m in told["measures"]}
    assert measures["增加值班"]["metric"] == "satisfied_share"
    assert measures["增加值班"]["after"] == ["2025-07-01", "2025-12-31"]
    assert measures["赠送台历"]["answer"] == "unknown_metric"


def test_command_and_story_tell_the_same(office):
    """The findings a page or report shows are those the command prints, word for word."""
    story = tell(Workspace(office), as_of=LAST_DAY, presets=())
    printed = json.loads(run("-w", office, "--json", "--as-of", LAST_DAY))
    to = reader(story, "en")
    told = [asdict(said(f, to)) for f in story.account.findings]
    assert [f["said"] for f in printed["findings"]] == told
    assert [m["measure_id"] for m in printed["measures"]] == [
        m.measure_id for m in story.account.measures
    ]


def test_findings_are_told_for_people(office):
    """Conclusion and measure under each metric; measures at the end."""
    told = run("-w", office)
    assert "findings as of 2025-12-31" in told
    assert "Rows refused when loaded | " in told
    assert told.index("Measures decided") > told.index("Conclusion:")
    assert "幸福指数: — | a metric nobody knows" in told

"""The story end to end on the tiny world: one claim from its ledger row to the plan, and snapshots.

A snapshot is a small CSV of rounded numbers under ``tests/snapshots``; a changed number shows as a
diff. After a wanted change: ``HUZHU_SNAPSHOT=write pytest tests/test_flow.py``, and a line with
RESULTS_CHANGED in CHANGELOG.md.
"""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from tiny_world import NOW, VILLAGE, load_tiny_world

from risk.flow import headline, tell
from risk.planned import conditions_for, plan_for, preset_scenario
from risk.scored import township_levels
from risk.views.told import read_findings
from risk.warehouse import current_version, open_version

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The tiny world, loaded."""
    return load_tiny_world(tmp_path_factory.mktemp("tiny"))[0]


@pytest.fixture(scope="module")
def story(world):
    """Its story, scores stored."""
    return tell(world.ws, presets=("storm_severe",), now=NOW)


def check_snapshot(name: str, frame: pd.DataFrame) -> None:
    """Compare a frame of rounded numbers with its CSV, or write it when asked to."""
    path = SNAPSHOTS / f"{name}.csv"
    text = frame.to_csv(index=False, lineterminator="\n")
    if os.environ.get("HUZHU_SNAPSHOT") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"{path.name} changed; see this file's first lines"


def test_claim_c11_goes_from_ledger_row_to_plan(world, story):
    """C11: village 2, gale of 2024-07-10, reached after 200 minutes, paid 1,000."""
    with open_version(world.ws) as warehouse:
        claim = warehouse.claims(story.facts.as_of).set_index("claim_id").loc["C11"]
    assert claim["region_code"] == VILLAGE[1]
    assert claim["match_quality"] == "names"
    assert (claim["peril"], claim["peril_family"], claim["tier"]) == ("gale", "storm", "rural")
    assert claim["arrived_at"] - claim["reported_at"] == pd.Timedelta(minutes=200)
    rural = story.history.promise.set_index("tier").loc["rural"]
    assert (rural["clocked"], rural["kept"]) == (25, 22)  # C11 is one of the three late ones
    village = story.scores.frame.query("region_code == @claim.region_code and level == 'village'")
    counted = story.facts.claims.query("region_code == @claim.region_code")
    assert village.set_index("peril_family").loc["all", "claims"] == len(counted)
    footprint = story.surges["storm_severe"].scenario.footprint
    assert claim["region_code"] in set(footprint["region_code"])
    expected = story.surges["storm_severe"].forecast.by_village.set_index("region_code")["mean"]
    assert expected[claim["region_code"]] > 0


def test_the_story_is_told_from_the_version_with_its_scores(world, story):
    """Scores are stored as a version of their own, and told from it; a second telling adds none."""
    assert story.facts.version == current_version(world.ws)
    with open_version(world.ws) as warehouse:
        model, stored = warehouse.scores()
    assert len(stored) == len(story.scores.frame)
    assert model["as_of"] == pd.Timestamp(story.facts.as_of) or model["as_of"] == story.facts.as_of
    again = tell(world.ws, presets=(), now=NOW)
    assert again.facts.version == story.facts.version


def test_same_seed_same_story(world, story):
    """Everything simulated is reproducible by its seed."""
    again = tell(world.ws, presets=("storm_severe",))
    plan, first = again.surges["storm_severe"].plan, story.surges["storm_severe"].plan
    pd.testing.assert_frame_equal(plan.totals_by_day, first.totals_by_day)
    pd.testing.assert_frame_equal(plan.outcome.kept, first.outcome.kept)
    pd.testing.assert_frame_equal(again.scores.frame, story.scores.frame)


def test_nothing_after_as_of_is_known(world):
    """Told as of the eve of the storm, the storm's claims are not there."""
    eve = tell(world.ws, as_of=pd.Timestamp("2024-07-09").date(), presets=())
    assert len(eve.facts.claims.query("event_id == 'E1'")) == 0
    assert eve.facts.claims["paid_at"].max() <= pd.Timestamp("2024-07-10")


def test_history_snapshot(story):
    """Claims, money and loss ratio by year."""
    columns = ["year", "claims", "paid_claims", "paid_money", "house_years", "loss_ratio"]
    check_snapshot("history_by_year", story.history.by_year[columns].round(2))


def test_account_snapshots(story):
    """Stages and coverage of the year, and what the findings say of it."""
    account = story.account
    stages = account.service.timeliness[
        ["stage", "tier", "required", "claims", "clocked", "kept", "overdue", "p50_min"]
    ]
    check_snapshot("account_stages", stages.round(1))
    insured = account.insured.townships[
        ["level", "region_code", "households_insured", "households_expected", "coverage_rate"]
    ]
    check_snapshot("account_coverage", insured.round(3))
    found = pd.DataFrame(
        [(f.code, f.answer, f.value, f.n) for f in account.findings],
        columns=["code", "answer", "value", "n"],
    )
    check_snapshot("account_findings", found.round(3))


def test_the_account_knows_coverage_groups_and_forecast(world, story):
    """Findings rest on the full tables; told again from the version alone they are the same."""
    by_code = {f.code: f for f in story.account.findings}
    assert by_code["coverage"].value == pytest.approx(90 / 108)
    assert by_code["groups"].answer == "unknown"  # no department's list is loaded
    assert by_code["ahead"].n == 9  # claims of the last twelve months
    assert story.account.year == 2025
    with open_version(world.ws, story.facts.version) as warehouse:
        shown = read_findings(warehouse, world.ws.county(), story.facts.as_of)
    assert repr(shown.findings) == repr(story.account.findings)
    assert shown.measures == story.account.measures


def test_the_age_of_data_is_counted_to_the_day_told(world):
    """Over a year after the load its ledgers are old, on that day not; without a day: not told."""
    days = (NOW.date() + timedelta(days=400), NOW.date(), None)
    told = [tell(world.ws, presets=(), today=day).account.findings for day in days]
    answers = [{f.code: f.answer for f in found}.get("ageing") for found in told]
    assert answers == ["above", "below", None]


def test_scores_snapshot(story):
    """Level, rate and credibility of every village over all perils."""
    frame = story.scores.frame.query("level == 'village' and peril_family == 'all'")
    columns = ["region_code", "claims", "claims_per_1000_house_years", "credibility", "risk_level"]
    check_snapshot("scores", frame[columns].round(1).reset_index(drop=True))


def test_namesakes_among_townships_keep_their_own_level(story):
    """Two townships of one name are told apart by code."""
    regions = story.facts.regions.assign(name="同名乡")
    told = township_levels(replace(story.facts, regions=regions), story.scores)
    assert len(told) == 3
    assert all(name.startswith("同名乡 (") for name in told)


def test_headline_has_the_printed_keys(story):
    """What `demo --json` prints of a story."""
    told = headline(story, "storm_severe")
    assert set(told["levels"]) == {"西乡", "中乡", "东乡"}
    assert len(told["plan"]["crews_by_day"]) == told["plan"]["days"]


def test_levels_keep_their_meaning_when_data_come(tmp_path):
    """Scored again with a year more of claims, levels begin where they began; refit cuts anew."""
    world = load_tiny_world(tmp_path)[0]
    early = pd.Timestamp("2024-12-31").date()
    first = tell(world.ws, as_of=early, presets=(), now=NOW)
    again = tell(world.ws, presets=(), now=NOW)
    assert len(again.facts.claims) > len(first.facts.claims)
    kept = again.scores.cut_points
    assert kept["all"] == first.scores.cut_points["all"]
    assert again.facts.kept.cut_points == first.scores.cut_points
    assert tell(world.ws, presets=()).scores.cut_points == kept
    anew = tell(world.ws, presets=(), refit=True)
    assert anew.scores.cut_points["all"] != kept["all"]


def test_no_insured_house_is_lost_to_a_surge(story):
    """Houses in force that name only their township are hit with its villages."""
    facts = story.facts
    townships = facts.regions.query("level == 'township'")["code"].tolist()
    scenario = preset_scenario(facts, story.scores, "storm_severe", township_codes=townships)
    township = facts.regions.set_index("code").loc[VILLAGE[1], "township_code"]
    moved = facts.in_force.replace({"region_code": {VILLAGE[1]: township}})
    assert moved["region_code"].eq(township).any()
    whole, spread = (
        plan_for(replace(facts, in_force=houses), story.scores, scenario, seed=1).forecast
        for houses in (facts.in_force, moved)
    )
    assert spread.expected.sum() == pytest.approx(whole.expected.sum())


def test_a_plan_starts_from_the_roads_and_people_of_the_county(story):
    """Its drives are those learned; a person away takes a crew off; a road told closed cuts off."""
    facts, surge = story.facts, story.surges["storm_severe"]
    assert surge.plan.conditions.ways is facts.learned.ways
    day, start = surge.scenario.starts_at.date(), pd.Timestamp(surge.scenario.starts_at)
    base = str(facts.bases["base_id"].iloc[0])
    people = pd.DataFrame(
        {"surveyor_id": ["a", "b"], "base_id": base, "role": "查勘员", "skills": None}
    )
    away = pd.DataFrame({"surveyor_id": ["b"], "from_day": [pd.Timestamp(day)], "to_day": [start]})
    short = replace(facts, surveyors=people, absences=away)
    told = short.means_on(day).set_index("base_id").loc[base]
    assert (told["people"], told["away"], told["crews"], told["binding"]) == (1, 1, 0, "people")
    assert short.bases_on(day).set_index("base_id").loc[base, "crews_day"] == 0
    town = facts.regions.loc[facts.regions["level"] == "township", "code"].iloc[0]
    states = pd.DataFrame(
        {"road_id": ["r"], "observed_at": [start], "region_code": [town], "state": ["closed"]}
    )
    shut = conditions_for(replace(facts, road_states=states), surge.scenario).closures
    inside = set(facts.regions.query("level == 'village' and township_code == @town")["code"])
    assert [set(pocket.region_codes) for pocket in shut] == [inside]

"""The eve of the tiny world's storm, its reports, and how nowcasts of it are judged."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.follow import JUDGED_H, eve_of, judge_events, list_events, moment_of
from risk.follow.eve import desk_houses
from risk.follow.ways import ways_of
from risk.operations import load_or_create_key
from risk.surge.underway import UNPLACED
from risk.warehouse import open_version
from tests.desk_world import load_reports
from tests.tiny_world import VILLAGE, load_tiny_world


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    return load_tiny_world(tmp_path_factory.mktemp("follow"))[0].ws


@pytest.fixture(scope="module")
def storm(ws):
    return str(list_events(ws)["event_id"].iloc[0])


@pytest.fixture(scope="module")
def eve(ws, storm):
    return eve_of(ws, None, storm, seed=1)


def test_the_eve_knows_nothing_of_the_event(eve):
    """The day before is the last one known; the twenty claims are the event's reports."""
    assert eve.facts.as_of == eve.started_at.date() - timedelta(days=1)
    assert eve.facts.claims["reported_at"].max() < eve.started_at
    assert len(eve.reports) == 20
    assert set(eve.reports["region_code"]) == set(VILLAGE[:3])


def test_every_village_and_nowhere_may_report(eve):
    """Villages in the footprint, beside it, and reports that name none."""
    codes = list(eve.prior.region_codes)
    assert sorted(codes) == sorted([*VILLAGE, UNPLACED])
    assert (eve.prior.expected > 0).all()
    assert eve.prior.expected.sum() == pytest.approx(eve.forecast.expected.sum())


def test_a_moment_counts_reports_before_it(eve):
    """Reported + to come = final; before the first report everything is still to come."""
    last = eve.reports["reported_at"].max().to_pydatetime() + timedelta(minutes=1)
    found = moment_of(eve, last, seed=1)
    assert found.nowcast.reported == 20 == found.path.counts.sum()
    assert found.nowcast.total["mean"] == pytest.approx(20 + found.nowcast.to_come["mean"])
    assert found.ahead["p05"].is_monotonic_increasing
    assert found.ahead["p50"].iloc[0] == 20
    early = moment_of(eve, eve.started_at + timedelta(minutes=1), seed=1).nowcast
    assert early.reported == 0
    assert early.to_come["mean"] > 0


def test_simpler_ways_stand_beside(eve):
    """The tiny world knows no earlier event: only the forecast of the eve can be told."""
    found = moment_of(eve, eve.started_at + timedelta(hours=12), seed=1)
    assert found.ways["way"].tolist() == ["forecast"]
    assert found.ways["final"].iloc[0] == pytest.approx(eve.prior.expected.sum())


def test_simpler_ways_learn_from_past_events(eve):
    """An earlier storm with as many reports an hour: chain ladder tells twice what has come."""
    start = eve.started_at
    reports = eve.reports.head(4).assign(reported_at=start + timedelta(minutes=30))
    before = pd.Timestamp(start) - pd.Timedelta(days=60)
    past = pd.DataFrame(
        {
            "event_id": "E0",
            "reported_at": [before + pd.Timedelta(minutes=m) for m in (10, 20, 70, 80)],
        }
    )
    event = {"event_id": "E0", "peril_family": "storm", "started_at": before, "ended_at": before}
    facts = replace(eve.facts, claims=past, events=pd.DataFrame([event]))
    told = ways_of(replace(eve, facts=facts, reports=reports), start + timedelta(hours=1))
    final = told.set_index("way")["final"]
    assert final["chain_ladder"] == pytest.approx(8)
    assert final["bornhuetter_ferguson"] == pytest.approx(4 + eve.prior.expected.sum() / 2)
    assert final["exponential"] > 4


def test_the_same_seed_tells_the_same(eve):
    """Twice the same moment, twice the same numbers."""
    at = eve.started_at + timedelta(hours=12)
    first, second = moment_of(eve, at, seed=3), moment_of(eve, at, seed=3)
    assert first.nowcast.total == second.nowcast.total
    assert first.next_24h == second.next_24h


def test_before_its_start_an_event_says_nothing(eve):
    """Refused, with the event's name."""
    with pytest.raises(ModelError, match="not begun"):
        moment_of(eve, eve.started_at, seed=1)


def test_an_unknown_event_is_refused(ws):
    """One line: which, and what to do."""
    with pytest.raises(ModelError, match="no event 'X'"):
        eve_of(ws, None, "X", seed=1)


def test_past_events_are_told_again_at_seven_hours(ws):
    """One row an hour asked; ranges and what came; reports never fall."""
    said = judge_events(ws, None, seed=1)
    assert said["at_h"].tolist() == list(JUDGED_H)
    assert set(said["final"]) == {20}
    assert (np.diff(said["reported"]) >= 0).all()
    assert (said["p05"] <= said["p95"]).all()


def test_moments_lie_in_local_time(eve):
    """The event's start is what its ledger says."""
    assert isinstance(eve.started_at, datetime)


def test_a_young_event_is_counted_by_the_report_desk(tmp_path):
    """Distinct insured houses of the register since the start; without a register none."""
    world = load_tiny_world(tmp_path)[0]
    event = {"event_id": "E1", "started_at": pd.Timestamp(2024, 7, 10)}
    with open_version(world.ws) as warehouse:
        assert desk_houses(world.ws, warehouse, event) is None
    load_or_create_key(world.ws.key_file(world.ws.county()))
    load_reports(world.ws, tmp_path)
    with open_version(world.ws) as warehouse:
        told = desk_houses(world.ws, warehouse, event)
        later = desk_houses(world.ws, warehouse, event | {"started_at": pd.Timestamp(2024, 8, 1)})
    assert told is not None
    assert 1 <= len(told) <= 8
    assert told["house_id"].is_unique
    assert later is not None
    assert later.empty

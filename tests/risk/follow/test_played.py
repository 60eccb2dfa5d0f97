"""A day routed, judged and played to its end; counts against a ledger, by hand."""

from dataclasses import replace
from itertools import count

import pandas as pd
import pytest
from dispatch_world import day_of, surge_day, tiny_day, tiny_ground

from risk.errors import ModelError
from risk.follow.played import kept_of, play_day
from risk.follow.routed import route_day
from risk.staffing.live import Progress, Stage, problem_of
from risk.staffing.routes.verify import verify


def ticks(step: float):
    """A clock that goes on a little with every look at it: a search ends, whatever the machine."""
    beat = count()
    return lambda: step * next(beat)


@pytest.fixture(scope="module")
def routed():
    """Forty claims and five crews, routed."""
    state, script = surge_day(40, 5, 1)
    return route_day(state, clock=ticks(0.001), seconds=0.2, seed=1, workers=1), script


def test_first_routes_are_handed_out_and_judged(routed):
    """Every claim is on one route or waits; who is late has a cause; nothing is certain."""
    day, _ = routed
    placed = [c for route in day.state.routes.values() for c in route]
    assert day.state.planned
    assert len(placed) == len(set(placed)) == len(day.state.claims) - day.solved.cost.jobs_unserved
    assert not verify(problem_of(day.state).problem, problem_of(day.state).routes)
    cost = day.solved.cost
    assert len(day.why) == cost.jobs_late + cost.jobs_unserved
    assert set(day.why["claim_id"]) <= set(day.state.claims)
    assert (day.chance.by_tier["p_hi"].dropna() < 1).all()


@pytest.mark.parametrize(
    ("claims", "crews", "words"), [(False, True, "--replay EVENT"), (True, False, "borrow crews")]
)
def test_nothing_to_route_is_refused(claims, crews, words):
    """No claim, or nobody on duty: with what to do."""
    full = tiny_day()
    state = day_of(
        tiny_ground(), list(full.claims.values()) if claims else [],
        list(full.crews.values()) if crews else [], 480.0,
    )  # fmt: skip
    with pytest.raises(ModelError, match=words):
        route_day(state, clock=ticks(0.001), seconds=0.2, seed=1)


def test_an_evening_without_crews_is_refused():
    """At 23:00 every shift with its overtime is over."""
    with pytest.raises(ModelError, match="begin at an earlier moment"):
        route_day(replace(tiny_day(), now_min=1380.0), clock=ticks(0.001), seconds=0.2, seed=1)


def test_a_day_is_played_to_its_end(routed):
    """All claims came; each is done, waits, or was given back; polishing is a deed like others."""
    day, script = routed
    end = play_day(day.state, script, clock=ticks(0.01), polish_seconds=0.05, seed=1)
    assert len(end.state.claims) == 40
    assert end.state.now_min == 1260.0
    assert end.deeds == end.state.number
    whole = end.kept.set_index("tier").loc["all"]
    assert whole["claims"] == whole["in_time"] + whole["late"] + whole["open"] == 40
    stages = {p.stage for p in end.state.progress.values()}
    assert Stage.UNDERWAY not in stages
    assert end.kept["then_share"].isna().all()


def test_claims_are_counted_beside_the_ledger(storm_facts):
    """t1 in time, t2 late, t3 not reached though due, t4 not yet due; the ledger has t1 and t3."""
    state = tiny_day()
    met = {
        "t1": Progress(Stage.DONE, arrived_min=490.0, done_min=520.0),
        "t2": Progress(Stage.DONE, arrived_min=610.0, done_min=640.0),
    }
    claims = {c: replace(state.claims[c]) for c in ("t1", "t2", "t3", "t4")}
    progress = {c: met.get(c, Progress()) for c in claims}
    state = replace(state, claims=claims, progress=progress, now_min=608.0)
    told = storm_facts.claims.head(4).assign(
        claim_id=list(claims), surveyed_at=pd.NaT,
        arrived_at=pd.to_datetime(["2026-01-20 08:00", None, "2026-01-20 09:00", None]),
    )  # fmt: skip
    kept = kept_of(state, replace(storm_facts, claims=told)).set_index("tier")
    assert kept.loc["all", ["claims", "in_time", "late", "open"]].tolist() == [4, 1, 2, 1]
    assert kept.loc["all", "share"] == pytest.approx(1 / 3)
    assert kept.loc["all", "then_in_time"] == 2
    assert kept.loc["rural", ["claims", "in_time"]].tolist() == [3, 0]
    assert "town" in kept.index

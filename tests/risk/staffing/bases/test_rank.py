"""Bases tried by simulation: a second base for the far village, a busy crew that coverage hides."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.staffing.bases import (
    Model,
    Question,
    Trial,
    Where,
    ordinary_days,
    ordinary_record,
    rank,
    site_table,
    siting,
    study,
)

NOBODY = pd.DataFrame(columns=["day", "shift", "base_id", "source", "crews"])


@pytest.fixture(scope="module")
def named(regions):
    return regions.assign(name=regions["code"])


@pytest.fixture(scope="module")
def trials(calm, severe, extreme):
    return [Trial("calm", calm, NOBODY), Trial("extreme", extreme, NOBODY)]


def kept(ranking, candidate, trial, tier="all"):
    rows = ranking.table
    own = rows[(rows["candidate"] == candidate) & (rows["trial"] == trial)]
    return own.set_index("tier").loc[tier]


@pytest.fixture(scope="module")
def ranking(trials, bases, lenders, regions, county):
    many = bases.assign(crews_day=bases["crews_day"] * 6)
    return rank(
        {"today": bases, "again": bases, "many": many}, trials, lenders, regions,
        county=county, seed=3, draws=40, first=60,
    )  # fmt: skip


def test_near_enough_is_not_in_time(ranking):
    """Every village is covered; in a great storm most claims are late all the same."""
    row = kept(ranking, "today", "extreme")
    assert row["covered_share"] == 1
    assert row["in_time_share"] < 0.6
    assert kept(ranking, "today", "calm")["in_time_share"] > 0.8


def test_the_same_bases_give_the_same_claims_and_no_gain(ranking):
    for trial in ("calm", "extreme"):
        row = kept(ranking, "again", trial)
        assert (row["gain_share"], row["gain_lo"], row["gain_hi"]) == (0, 0, 0)
        assert row["in_time_share"] == kept(ranking, "today", trial)["in_time_share"]


def test_more_crews_keep_more(ranking):
    row = kept(ranking, "many", "extreme")
    assert row["gain_lo"] > 0
    assert ranking.order[0] == "many"
    assert set(ranking.villages["candidate"]) == {"today", "again", "many"}
    assert ranking.villages["covered"].all()


def test_called_crews_help_wherever_the_bases_are(trials, bases, lenders, regions, county):
    rows = [(d, "day", "gone", "near", 4) for d in range(trials[1].forecast.days)]
    called = pd.DataFrame(rows, columns=NOBODY.columns)
    helped = rank(
        {"today": bases}, [Trial("extreme", trials[1].forecast, called)], lenders, regions,
        county=county, seed=3, draws=20,
    )  # fmt: skip
    alone = rank(
        {"today": bases}, [trials[1]], lenders, regions, county=county, seed=3, draws=20
    )  # fmt: skip
    better = kept(helped, "today", "extreme")["in_time_share"]
    assert better > kept(alone, "today", "extreme")["in_time_share"]


def test_nothing_to_rank_is_refused(trials, bases, lenders, regions, county):
    given = {"county": county, "seed": 1, "draws": 5}
    with pytest.raises(ModelError, match="nothing to rank"):
        rank({}, trials, lenders, regions, **given)
    none = bases.assign(crews_day=0, crews_night=0)
    with pytest.raises(ModelError, match="no crew"):
        rank({"none": none}, trials, lenders, regions, **given)


def test_sites_are_existing_bases_then_seats_elsewhere(named, bases):
    sites = site_table(named, bases, Where.TOWNSHIPS)
    assert sites["existing"].tolist() == [True, True] + [False] * (len(sites) - 2)
    assert set(sites["name"][2:]) <= {"T0", "T1", "T2"}
    assert set(sites["base_id"]) - {"B1", "B2"} <= set(named["code"])
    villages = site_table(named, bases, Where.VILLAGES)
    assert "V00" not in set(villages["base_id"])  # where the first base is
    assert len(villages) > 25


def test_both_limits_and_all_weathers_reach_the_models(trials, bases, named, county):
    sites = site_table(named, bases, Where.TOWNSHIPS)
    problem = siting(sites, [t.forecast for t in trials], named, county, stays=frozenset(["B2"]))
    assert problem.minutes.shape == (2, len(sites), 30)
    assert set(problem.limit_min) == {30.0, 180.0}
    assert problem.stays.tolist() == [False, True] + [False] * (len(sites) - 2)


def test_a_question_is_answered_by_every_model(trials, bases, lenders, named, county):
    asked = Question("extreme", sites_new=1, crews_extra=2, movable=frozenset(["B2"]))
    found = study(
        asked, trials, bases, lenders, named, county=county, seed=1, draws=20, first=60
    )  # fmt: skip
    assert found.refusals == {}
    assert list(found.candidates) == ["today", "more_crews", *map(str, Model)]
    account = found.account.set_index("candidate")
    assert account.loc["today", ["crews_extra", "crews_moved", "cost_year_money"]].tolist() == [
        0,
        0,
        0,
    ]
    assert (account["crews_day"][1:] >= 5).all()
    assert account.loc["mclp", "bases"] <= 3
    cost = county.staffing.crew_day_cost_money * 365.25
    assert account.loc["more_crews", "cost_year_money"] == pytest.approx(2 * cost)
    for model in Model:
        assert "B1" in found.chosen[model].open
    assert set(found.ranking.order) == set(found.candidates)


def test_without_a_base_one_is_assumed(trials, bases, lenders, named, county):
    found = study(
        Question("calm", models=(Model.LSCP,)), trials[:1], bases.iloc[:0], lenders.iloc[:0],
        named, county=county, seed=1, draws=10,
    )  # fmt: skip
    assert found.assumed
    assert found.candidates["today"]["base_id"].tolist() == ["assumed"]


def test_an_unknown_trial_is_refused(trials, bases, lenders, named, county):
    with pytest.raises(ModelError, match="no trial 'quake'"):
        study(
            Question("quake"), trials, bases, lenders, named, county=county, seed=1, draws=5
        )  # fmt: skip


def test_ordinary_days_have_the_scores_claims(county):
    """1,000 houses at 12 claims a year, half of them in events: 6 × 28 / 365.25 in four weeks."""
    houses = pd.DataFrame({"region_code": ["V00", "V01"], "houses": [400.0, 600.0]})
    scores = pd.DataFrame(
        {
            "level": "village",
            "region_code": ["V00", "V01"],
            "peril_family": "all",
            "house_years": 1000.0,
            "claims_per_1000_house_years": [12.0, 12.0],
            "exposure_source": "policies",
        }
    )
    days = pd.date_range("2023-01-05", periods=36, freq="30D")
    claims = pd.DataFrame({"event": [False, True] * 36, "reported_at": np.repeat(days, 2)})
    record = ordinary_record(claims)
    assert (record.share, record.claims) == (0.5, 36)
    assert record.month_cv < 0.3
    told = ordinary_days(
        houses, scores, record, county=county, starts_on=date(2026, 7, 1), seed=1, draws=400
    )
    assert told.expected.sum() == pytest.approx(6 * 28 / 365.25)
    assert told.days in (29, 30)
    assert {a.name for a in told.assumptions} >= {"ordinary_rate", "ordinary_month_cv"}

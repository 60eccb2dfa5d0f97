"""The whole chain on a small county: planned on some draws, told on others; photographs too."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from risk.hazard import assume_setting
from risk.settings import Chain
from risk.staffing import Modes, prepare
from risk.staffing.desks import (
    Seats,
    call_habits,
    prepare_chain,
    recorded_seats,
    simulate_chain,
)

NO_CHANNELS = pd.DataFrame({"channel": [], "reports": []})
NO_CALLS = pd.DataFrame(
    {"day": pd.DatetimeIndex([]), "hour": [], "reports": [], "enquiries": [], "claims": []}
)


def setting_of(forecast, bases, lenders, regions, county, modes=None):
    ground = prepare(forecast, bases, lenders, regions, county=county)
    crews = ground.crews(ground.placed(np.zeros((ground.days, 2), np.int64)))
    habits = call_habits(NO_CHANNELS, NO_CALLS, pd.DatetimeIndex([]), county.chain)
    documents = assume_setting(county.chain, "documents_days")
    return prepare_chain(
        ground, crews, habits, documents, seed=1, fresh_first=60, modes=modes
    )  # fmt: skip


@pytest.fixture(scope="module")
def setting(severe, bases, lenders, regions, county):
    return setting_of(severe, bases, lenders, regions, county)


def test_every_step_is_told_and_none_is_certain(setting):
    told = simulate_chain(setting, setting.plan)
    steps = told.steps.set_index("step")
    assert list(steps.index) == ["hotline", "survey", "review", "payment"]
    assert (steps["p_event_share"] < 1).all()
    assert (steps["p_hi"] < 1).all()
    assert (steps["p_lo"] <= steps["p_event_share"]).all()
    assert (told.by_day["in_time_share"].dropna() < 1).all()
    assert steps.loc[["hotline", "review", "payment"], "p_event_share"].min() >= 0.7
    assert steps.loc["hotline", "limit"] == 18.0
    assert steps.loc["hotline", "standing"] == "assumed"
    assert steps.loc["review", "standing"] == "statute"
    assert setting.planned.surveyed.start[-1] != setting.fresh.surveyed.start[-1]


def test_the_binding_step_has_the_greatest_strain_of_its_day(setting):
    told = simulate_chain(setting, setting.plan)
    wide = told.by_day.pivot_table(index="day", columns="step", values="strain")
    for row in told.binding[told.binding["step"] != ""].itertuples():
        assert wide.loc[row.day, row.step] == wide.loc[row.day].max() == row.strain


def test_without_reviewers_review_binds_and_payment_gets_nothing(setting):
    none = {**setting.plan.heads, "review": np.zeros_like(setting.plan.heads["review"])}
    told = simulate_chain(setting, Seats(setting.plan.hotline, none))
    steps = told.steps.set_index("step")
    assert steps.loc["review", "expected_share"] == 0.0
    assert steps.loc["payment", "claims_mean"] == 0.0
    review = told.by_day[told.by_day["step"] == "review"]
    assert (review["backlog_p50"].diff().dropna() >= 0).all()
    assert "review" in set(told.binding["step"])


def test_photographed_claims_pass_an_assessor(severe, bases, lenders, regions, county):
    agreed = replace(county, staffing=replace(county.staffing, photo_share=0.5))
    setting = setting_of(severe, bases, lenders, regions, agreed, Modes(photo=True))
    told = simulate_chain(setting, setting.plan)
    steps = told.steps.set_index("step")
    assert list(steps.index) == ["hotline", "survey", "photo", "review", "payment"]
    photo = setting.fresh.surveyed.photo
    assert 0 < photo.mean() < 1
    assert steps.loc["photo", "limit"] == county.chain.photo_days
    assert steps.loc["photo", "claims_mean"] == pytest.approx(
        photo.mean() * steps.loc["survey", "claims_mean"], rel=0.05
    )
    # a photograph is no arrival: so many of the claims never keep the promise
    assert steps.loc["survey", "expected_share"] <= 1 - photo.mean() + 1e-9


def test_the_same_seed_gives_the_same_chain(setting):
    one, two = (simulate_chain(setting, setting.plan) for _ in range(2))
    pd.testing.assert_frame_equal(one.by_day, two.by_day)


def test_those_on_record_are_known_only_if_all_are_given(setting):
    assert recorded_seats(setting) is None
    chain = Chain(seats_day=3, seats_night=1, review_heads=2, payment_heads=1)
    given = replace(setting, county=replace(setting.county, chain=chain))
    seats = recorded_seats(given)
    assert seats.hotline[12] == 3
    assert seats.heads["review"].max() == 2

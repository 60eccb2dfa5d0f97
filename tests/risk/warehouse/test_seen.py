"""Short statements say what the long ones say: no mask where nothing comes later, pages by keys."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from warehouse_frames import claims, policies, regions

from risk.warehouse import open_version
from risk.warehouse.experience import claim_counts, claim_list
from risk.warehouse.filters import Filter
from risk.warehouse.moments import (
    claim_moments,
    claim_points,
    first_moment,
    largest_payments,
    payments_by_day,
)

LOSS = datetime(2024, 3, 4, 8)
LAST = date(2024, 6, 30)


@pytest.fixture
def store(ws, put):
    """Three claims; the last payment on 1 May."""
    put(
        region=regions(),
        policy=policies(),
        claim=claims(
            claim_id=["C1", "C2", "C3"], loss_at=[LOSS, LOSS, LOSS + timedelta(days=40)],
            reported_at=[LOSS, LOSS, LOSS + timedelta(days=40)],
            paid_at=pd.to_datetime(["2024-04-01 10", "2024-05-01 10", None]),
            paid_money=[100.0, 300.0, None], status=["paid", "paid", "open"],
        ),
    )  # fmt: skip
    with open_version(ws) as warehouse:
        yield warehouse


def test_nothing_is_masked_after_the_last_stamp(store):
    """The bounds say when; the short statement gives the long one's rows."""
    last = store.bounds.last_stamp
    assert not store.bounds.all_known(last.date() - timedelta(days=1))
    assert store.bounds.all_known(last.date())
    whole = store.claims(LAST)
    store.bounds = type(store.bounds)(datetime(2999, 1, 1), store.bounds.cover_lines | {"other"})
    pd.testing.assert_frame_equal(whole, store.claims(LAST))
    page = claim_list(store, Filter(LAST), limit=2)
    assert page["claim_id"].tolist() == ["C3", "C1"]
    own = whole.set_index("claim_id").loc[page["claim_id"]].reset_index()
    pd.testing.assert_frame_equal(page[own.columns], own)
    before = claim_counts(store, Filter(date(2024, 4, 15)), ())
    assert before["paid_money"].tolist() == [100.0]


def test_moments_and_payments(store):
    """Counted by day and block; the largest with its share; points only where they are few."""
    cut = Filter(LAST)
    assert first_moment(store, cut, "reported_at") == LOSS.date()
    assert first_moment(store, Filter(date(2020, 1, 1)), "reported_at") is None
    days = claim_moments(store, cut, "loss_at", "day")
    assert days["claims"].tolist() == [2, 1]
    blocks = claim_moments(store, cut, "loss_at", "block_hour", first=LOSS.date(), block_days=28)
    assert blocks["loss_at"].tolist() == [LOSS, LOSS + timedelta(days=28)]
    top = largest_payments(store, cut, limit=1)
    assert top[["claim_id", "share_of_paid"]].to_numpy().tolist() == [["C2", 0.75]]
    assert payments_by_day(store, cut)["paid_money"].sum() == 400
    assert claim_points(store, cut, most=2) == 3
    assert len(claim_points(store, cut, most=3)) == 3

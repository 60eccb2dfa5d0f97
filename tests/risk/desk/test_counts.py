"""Payable houses, counts by village and day, and what the nowcast gets."""

import pandas as pd
import pytest
from desk_world import SETTINGS, insured, reports, told

from risk.desk import counts, distinct_houses, houses_of_claims, merge, payable

CLAIMS = pd.DataFrame(
    [
        ("C1", "H1-1", "paid", "slight"),
        ("C2", "H1-2", "rejected", "below"),
        ("C3", "H1-3", "open", None),
        ("C4", "H1-4", "open", "below"),
    ],
    columns=["claim_id", "household_key", "status", "damage_grade"],
)


def homes():
    rows = reports(*(told(1, n) for n in range(1, 6)), {"region_code": "V2", "at": 30})
    done = merge(rows, insured(), settings=SETTINGS)
    return rows, payable(done.houses, CLAIMS, share=0.7)


def test_a_settled_claim_decides_what_is_payable():
    """Paid is payable, rejected or below the threshold is not, open counts with its chance."""
    _, found = homes()
    told_ = found.set_index("house_id")
    assert told_["claim_id"].tolist()[:4] == ["C1", "C2", "C3", "C4"]
    assert told_["payable"].tolist()[:5] == ["sure", "none", "doubtful", "none", "doubtful"]
    assert told_["p_payable"].tolist()[:5] == pytest.approx([1, 0, 0.7, 0, 0.7])


def test_counts_by_village_and_day_add_up():
    """Every cut has the same sums."""
    rows, found = homes()
    day = {"day": lambda f: pd.to_datetime(f[f.columns.intersection(["own_at", "reported_at"])[0]])}
    rows, found = (f.assign(day=day["day"](f).dt.normalize()) for f in (rows, found))
    whole = counts(found, rows).iloc[0]
    cut = counts(found, rows, ["region_code", "day"])
    assert len(cut) == 2
    for column in whole.index:
        assert cut[column].sum() == pytest.approx(whole[column])


def test_the_nowcast_gets_one_row_a_house_in_order_of_time():
    """Chances instead of verdicts."""
    _, found = homes()
    table = distinct_houses(found)
    assert list(table) == [
        "house_id", "region_code", "reported_at", "insured", "payable", "p_same",
    ]  # fmt: skip
    assert table["reported_at"].is_monotonic_increasing
    assert table["insured"].between(0, 1).all()


def test_without_reports_claims_tell_the_houses():
    """One claim, one insured house; a claim without report time is left out."""
    claims = CLAIMS.assign(
        region_code="V1", reported_at=[pd.Timestamp(2024, 7, 10, h) for h in (3, 1, 2)] + [None]
    )
    table = houses_of_claims(claims, share=0.7)
    assert table["house_id"].tolist() == ["C2", "C3", "C1"]
    assert table["payable"].tolist() == [0, 0.7, 1]

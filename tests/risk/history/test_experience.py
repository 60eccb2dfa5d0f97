"""Rates from counts and exposure, checkable by hand."""

import pandas as pd
import pytest

from risk.history import experience
from risk.history.intervals import mean_interval


def counts(by: dict[str, list[object]], claims: list[int], paid: list[float]) -> pd.DataFrame:
    n = len(claims)
    return pd.DataFrame(
        {
            **by, "claims": claims, "paid_claims": claims, "open_claims": [0] * n,
            "rejected_claims": [0] * n, "reported_unpaid_claims": [0] * n, "paid_money": paid,
            "paid_money_squared": [p * p for p in paid], "estimate_open_money": [0.0] * n,
        }
    )  # fmt: skip


def exposure(by: dict[str, list[object]], years: list[float], source: str = "policies"):
    premium = [10 * y for y in years] if source == "policies" else [None] * len(years)
    return pd.DataFrame(
        {
            **by, "house_years": years, "sum_insured_years_money": [2e4 * y for y in years],
            "premium_money": premium, "exposure_source": source,
        }
    )  # fmt: skip


def test_rates_by_hand():
    """Two claims and 4,000 paid on 400 house-years and 4,000 of premium; 2023 has no claim."""
    table = experience(
        counts({"year": [2021]}, [2], [4000.0]),
        exposure({"year": [2021, 2023]}, [400.0, 400.0]),
        ["year"],
    ).set_index("year")
    first = table.loc[2021]
    assert first["claims_per_1000_house_years"] == pytest.approx(5.0)
    assert (first["mean_paid_money"], first["loss_cost_money"]) == (2000.0, 10.0)
    assert first["loss_ratio"] == pytest.approx(1.0)
    assert first["little_data"]
    assert table.loc[2023, "claims"] == 0
    assert table.loc[2023, "claims_per_1000_house_years_hi"] == pytest.approx(1000 * 2.995732 / 400)


def test_exposure_is_repeated_over_what_it_cannot_be_split_by():
    """Each family is set against all 1,200 house-years."""
    table = experience(
        counts({"peril_family": ["flood", "storm"]}, [3, 3], [1.0, 1.0]),
        exposure({}, [1200.0]),
        ["peril_family"],
    )
    assert table["house_years"].tolist() == [1200, 1200]


def test_a_claim_without_exposure_stands_without_a_rate():
    """A claim known at the county only keeps its row."""
    table = experience(
        counts({"township_code": ["U", None]}, [2, 1], [1.0, 1.0]),
        exposure({"township_code": ["U"]}, [900.0]),
        ["township_code"],
    )
    alone = table[table["township_code"].isna()].iloc[0]
    assert alone["claims"] == 1
    assert pd.isna(alone["claims_per_1000_house_years"])
    assert table["claims"].sum() == 3


def test_no_exposure_says_so():
    """Rates per region-year carry the source ``none`` and have no loss ratio."""
    table = experience(
        counts({"year": [2021]}, [2], [1.0]), exposure({"year": [2021]}, [1.0], "none"), ["year"]
    )
    assert table["exposure_source"].tolist() == ["none"]
    assert table["loss_ratio"].isna().all()
    assert table["claims_per_1000_house_years"].tolist() == [2000.0]


def test_interval_of_a_mean_payment():
    """Payments 1, 2, 3: mean 2, error 0.577, t(2) 2.92 on the logarithm; one payment has none."""
    low, high = mean_interval([3, 1], [6.0, 5.0], [14.0, 25.0])
    assert low[0] == pytest.approx(2 / 2.3230, rel=1e-3)
    assert high[0] == pytest.approx(2 * 2.3230, rel=1e-3)
    assert pd.isna(low[1])
    assert pd.isna(high[1])

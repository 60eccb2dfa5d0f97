"""Six claims and three years of exposure, checkable by hand."""

import pandas as pd
import pytest

COLUMNS = [
    "claim_id", "region_code", "township_code", "year", "peril_family", "peril", "event",
    "event_id", "tier", "time_precision", "loss_at", "reported_at", "arrived_at", "arrival_quality",
    "status", "paid_money", "damage_grade",
]  # fmt: skip


@pytest.fixture
def claims() -> pd.DataFrame:
    """Village A in township T, village B in township U; one claim known at the county only."""
    t = pd.Timestamp
    rows = [
        ("1", "A", "T", 2021, "storm", "gale", False, None, "town", "minute", t("2021-03-01"),
         t("2021-03-01 08:00"), t("2021-03-01 08:20"), "measured", "paid", 1000.0, "slight"),
        ("2", "A", "T", 2021, "flood", "flood", True, "E1", "town", "minute", t("2021-07-01"),
         t("2021-07-01 08:00"), t("2021-07-01 08:40"), None, "paid", 3000.0, "severe"),
        ("3", "B", "U", 2022, "flood", "flood", True, "E2", "rural", "minute", t("2022-07-01"),
         t("2022-07-01 08:00"), t("2022-07-01 07:00"), "typed", "open", None, None),
        ("4", "B", "U", 2022, "flood", "flood", False, None, "rural", "day", t("2022-08-01"),
         t("2022-08-01 08:00"), t("2022-08-01 09:00"), "typed", "rejected", None, None),
        ("5", "B", "U", 2022, "storm", "hail", False, None, "rural", "minute", t("2022-08-02"),
         t("2022-08-02 08:00"), pd.NaT, None, "open", None, None),
        ("6", "C", None, 2022, "storm", "hail", False, None, None, "minute", t("2022-08-02"),
         t("2022-08-02 08:00"), t("2022-08-02 08:01"), "measured", "paid", 500.0, "slight"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def exposure() -> pd.DataFrame:
    """100 houses in A, 300 in B, each year; 10 of premium a house."""
    rows = [
        (region, year, houses, houses * 20_000.0, houses * 10.0, "policies")
        for year in (2021, 2022, 2023)
        for region, houses in (("A", 100.0), ("B", 300.0))
    ]
    columns = [
        "region_code",
        "year",
        "house_years",
        "sum_insured_years_money",
        "premium_money",
        "exposure_source",
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def regions() -> pd.DataFrame:
    """Which township each village lies in."""
    return pd.DataFrame({"code": ["A", "B"], "township_code": ["T", "U"]})

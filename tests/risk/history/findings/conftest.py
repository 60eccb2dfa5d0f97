"""Two whole years of one county of two townships, made to be changed."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from risk.history.findings import Tables
from risk.settings import County, Promise

AS_OF = date(2025, 12, 31)
TIMES = (
    "reported_at", "arrived_at", "documents_complete_at", "approved_at", "surveyed_at", "paid_at",
    "followed_up_at", "loss_at",
)  # fmt: skip


def claims_on(days: Any, **changes: Any) -> pd.DataFrame:
    """A claim a day: reported at ten, reached in an hour, paid 1,000 ten days later."""
    at = pd.to_datetime(pd.Series(list(days))) + pd.Timedelta(hours=10)
    n = len(at)
    frame = pd.DataFrame(
        {
            "claim_id": [f"C{i}" for i in range(n)], "loss_at": at, "reported_at": at,
            "arrived_at": at + pd.Timedelta(hours=1), "surveyed_at": at + pd.Timedelta(hours=2),
            "documents_complete_at": at + pd.Timedelta(days=2),
            "approved_at": at + pd.Timedelta(days=5), "paid_at": at + pd.Timedelta(days=10),
            "followed_up_at": at + pd.Timedelta(days=12), "arrival_quality": "measured",
            "time_precision": "minute", "tier": "rural", "township_code": "T", "region_code": "A",
            "village_key": 1.0, "peril_family": "storm", "event_id": None, "status": "paid",
            "paid_money": 1000.0, "satisfaction": "satisfied", "late_reason": None,
        }
    )  # fmt: skip
    frame = frame.assign(**changes)
    return frame.assign(year=frame["loss_at"].dt.year).astype(
        dict.fromkeys(TIMES, "datetime64[us]") | {"event_id": object, "late_reason": object}
    )


def days_of(year: int, every: int = 2) -> pd.DatetimeIndex:
    """Every so many days of a year."""
    return pd.date_range(f"{year}-01-01", f"{year}-12-31", freq=f"{every}D")


@pytest.fixture
def make() -> Callable[..., Tables]:
    """Tables of 100 houses in A (township T) and 300 in B (U), with what is given changed."""

    def tables(claims: pd.DataFrame | None = None, **changes: Any) -> Tables:
        rows = (
            pd.concat([claims_on(days_of(y)) for y in (2024, 2025)]) if claims is None else claims
        )
        rows = rows.reset_index(drop=True)
        given: dict[str, Any] = {
            "county": County("a", "b", promise=Promise()), "as_of": AS_OF, "claims": rows,
            "exposure": exposure(sorted(set(rows["year"]) | {2025})), "targets": targets(),
            "complaints": complaints([]), "loads": loads(), "bases": bases(4),
            "regions": pd.DataFrame(
                {"code": ["A", "B"], "township_code": ["T", "U"], "level": "village"}
            ),
            "promise_by_year": promise(95, 0.90, 0.98),
        }  # fmt: skip
        return Tables(**(given | changes))

    return tables


def exposure(years: list[int], source: str = "policies") -> pd.DataFrame:
    """100 houses in A, 300 in B, 30 of premium a house."""
    rows = [
        {"region_code": region, "year": year, "house_years": houses,
         "premium_money": houses * 1000, "exposure_source": source}
        for year in years for region, houses in (("A", 100.0), ("B", 300.0))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def targets(*rows: tuple[int, int, str, float]) -> pd.DataFrame:
    """Contract year, month, metric, value."""
    return pd.DataFrame(list(rows), columns=["contract_year", "month", "metric", "value"])


def complaints(days: Any) -> pd.DataFrame:
    """One a day given, answered the next day."""
    at = pd.to_datetime(pd.Series(list(days), dtype="datetime64[us]"))
    day = pd.Timedelta(days=1)
    return pd.DataFrame(
        {"received_at": at, "first_answer_at": at + day, "completed_at": at + 2 * day}
    )


def loads(**changes: Any) -> pd.DataFrame:
    """One file of claims, loaded on the last day, mended once."""
    frame = pd.DataFrame(
        {
            "load_id": [1, 2], "kind": "claim", "file": "c.csv",
            "loaded_at": pd.Timestamp(AS_OF), "rows_in": 100, "rows_rejected": [10, 0],
        }
    )  # fmt: skip
    return frame.assign(**changes)


def bases(crews: int) -> pd.DataFrame:
    """One base."""
    return pd.DataFrame({"base_id": ["1"], "crews_day": [crews]})


def promise(measured: int, lo: float, hi: float) -> pd.DataFrame:
    """One rural row of 2025."""
    return pd.DataFrame(
        {
            "year": [2025], "tier": ["rural"], "measured": [measured],
            "share_measured": [(lo + hi) / 2], "share_measured_lo": [lo], "share_measured_hi": [hi],
        }
    )  # fmt: skip


def shuffled(tables: Tables, seed: int) -> Tables:
    """The same tables with their rows in another order."""
    rng = np.random.default_rng(seed)
    frames = {
        name: value.iloc[rng.permutation(len(value))]
        for name, value in given_to(tables).items()
        if isinstance(value, pd.DataFrame)
    }
    return replace(tables, **frames)


def given_to(tables: Tables) -> dict[str, Any]:
    """The fields of tables by name."""
    return {f.name: getattr(tables, f.name) for f in fields(tables)}

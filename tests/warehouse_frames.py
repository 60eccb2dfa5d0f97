"""Frames small enough to check by hand."""

import hashlib
from datetime import datetime
from typing import Any

import pandas as pd
import shapely

from risk.warehouse import Upsert

NOW = datetime(2025, 1, 2, 3, 4)
KEYS = {"region": ("code", "valid_from"), "policy": ("policy_id",), "claim": ("claim_id",)}


def upsert(table: str, frame: pd.DataFrame, **changes: Any) -> Upsert:
    """One upsert; its file's hash is that of its content."""
    sha = hashlib.sha256(repr(frame.to_dict("list")).encode()).hexdigest()
    load = {
        "kind": table, "file": f"{table}.csv", "sha256": sha, "loaded_at": NOW,
        "datum": None, "rows_in": len(frame),
    }  # fmt: skip
    key = KEYS.get(table, (str(frame.columns[0]),))
    return Upsert(table, frame, **{"key": key, "load": load, **changes})


def regions() -> pd.DataFrame:
    """A county, one township, two villages; the first village has an area."""
    return pd.DataFrame(
        {
            "code": ["99", "9901", "990101", "990102"],
            "valid_from": [None] * 4,
            "level": ["county", "township", "village", "village"],
            "name": ["小县", "西乡", "甲村", "乙村"],
            "parent_code": [None, "99", "9901", "9901"],
            "geometry": [None, None, shapely.box(0, 0, 1, 1).wkb, None],
            "geometry_source": ["none", "none", "imported", "none"],
            "village_key": [None, None, 1, 2],
        }
    )


def policies(*terms: tuple[str, str], **columns: Any) -> pd.DataFrame:
    """Policies in village 990101 with the given first and last days."""
    base = {
        "policy_id": [f"P{i}" for i in range(len(terms))],
        "household_key": [f"H{i}" for i in range(len(terms))],
        "region_code": "990101", "village_key": 1, "match_quality": "code",
        "cover_line": "scheme", "start_date": pd.to_datetime([a for a, _ in terms]),
        "end_date": pd.to_datetime([b for _, b in terms]), "sum_insured_money": 30000.0,
        "premium_household_money": 10.0, "premium_province_money": 10.0,
        "premium_county_money": 10.0,
    }  # fmt: skip
    return pd.DataFrame({**base, **columns})


def claims(**columns: Any) -> pd.DataFrame:
    """One claim that runs from March to May 2024."""
    base = {
        "claim_id": ["C1"], "region_code_now": "990101", "region_code_at_loss": "990101",
        "village_key": 1, "match_quality": "code", "peril": "gale", "time_precision": "minute",
        "loss_at": datetime(2024, 3, 1, 22), "reported_at": datetime(2024, 3, 1, 23, 59),
        "arrived_at": datetime(2024, 3, 2, 0, 30), "arrival_quality": "measured",
        "surveyed_at": datetime(2024, 3, 2, 1), "damage_grade": "slight",
        "approved_at": datetime(2024, 4, 1, 9), "paid_at": datetime(2024, 5, 1, 9),
        "paid_money": 1000.0, "status": "paid", "estimate_money": 900.0, "event_id": None,
    }  # fmt: skip
    return pd.DataFrame({**base, **columns})

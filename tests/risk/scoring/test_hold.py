from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.scoring.hold import hold_levels

DAY = date(2025, 12, 31)


def row(band: int, *p: float, code: str = "V") -> pd.DataFrame:
    """One village of that band and those probabilities of levels 1–5."""
    told = {"level": "village", "region_code": code, "peril_family": "all", "band": band}
    return pd.DataFrame([told | {f"p_level_{k}": x for k, x in enumerate(p, start=1)}])


def stored(level: int, since: str | None, day: str = "2024-12-31") -> pd.DataFrame:
    """What was in force before."""
    told = {"level": "village", "region_code": "V", "peril_family": "all", "as_of": day}
    return pd.DataFrame([told | {"risk_level": level, "band_since": pd.Timestamp(since)}])


def held(now: pd.DataFrame, before: pd.DataFrame | None) -> tuple[int, str]:
    """Level in force and since when the band differs."""
    found = hold_levels(now, before, as_of=DAY).iloc[0]
    return int(found["risk_level"]), str(found["band_since"])[:10]


UNSURE = (0.0, 0.4, 0.5, 0.1, 0.0)  # P(3 or more) = 0.6, P(2 or less) = 0.4
CLEAR = (0.0, 0.25, 0.5, 0.2, 0.05)  # P(3 or more) = 0.75


@pytest.mark.parametrize(
    ("now", "before", "level", "since"),
    [
        (row(3, *UNSURE), None, 3, "NaT"),
        (row(3, *UNSURE), stored(3, None), 3, "NaT"),
        (row(3, *UNSURE), stored(2, None), 2, "2025-12-31"),
        (row(3, *CLEAR), stored(2, None), 3, "NaT"),
        (row(3, *UNSURE), stored(2, "2024-12-31"), 3, "NaT"),
        (row(3, *UNSURE), stored(2, "2025-06-30"), 2, "2025-06-30"),
        (row(3, *UNSURE), stored(5, None), 3, "NaT"),
        (row(1, 0.8, 0.2, 0, 0, 0), stored(2, None), 1, "NaT"),
        (row(3, *UNSURE), stored(2, None, day="2026-12-31"), 3, "NaT"),
        (row(3, *UNSURE, code="new"), stored(2, None), 3, "NaT"),
    ],
    ids=["first", "same", "unsure", "clear", "two years", "half a year", "far fall", "clear fall",
         "look back", "new village"],
)  # fmt: skip
def test_when_a_level_moves(
    now: pd.DataFrame, before: pd.DataFrame | None, level: int, since: str
) -> None:
    """Clearly another, or for a year: it moves; else it stays and says since when."""
    assert held(now, before) == (level, since)


def test_scoring_the_same_day_again_changes_nothing() -> None:
    """What stays, stays; what moved, stays where it moved to."""
    for now in (row(3, *UNSURE), row(3, *CLEAR)):
        first = hold_levels(now, stored(2, None), as_of=DAY)
        again = hold_levels(now, first.assign(as_of=DAY), as_of=DAY)
        assert again[["risk_level"]].equals(first[["risk_level"]])
        assert np.array_equal(again["band_since"].isna(), first["band_since"].isna())

"""Four people at two bases, a week in March 2026 (1 March is a Sunday), crews of two."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from risk.settings import County
from risk.staffing.roster import Rules

FIRST = date(2026, 3, 2)
WEEK = [FIRST + timedelta(days=k) for k in range(7)]


def demand(cells):
    """Rows from {(day number, shift, base): crews}."""
    rows = [(WEEK[d], shift, base, n, 0.0) for (d, shift, base), n in cells.items()]
    return pd.DataFrame(rows, columns=["date", "shift", "base_id", "crews", "overtime_h"])


def away(*spans):
    """Absences from (person, first, last)."""
    return pd.DataFrame(spans, columns=["surveyor_id", "from_day", "to_day"])


@pytest.fixture
def rules() -> Rules:
    return Rules.of(County(name="test", code="00"))


@pytest.fixture
def short(rules) -> Rules:
    """Crews of one person: every crew is a person, easy to count by hand."""
    return replace(rules, heads_per_crew=1)


@pytest.fixture
def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "surveyor_id": ["P1", "P2", "P3", "P4"],
            "base_id": ["A", "A", "A", "B"],
            "skilled": [True, False, True, False],
        }
    )

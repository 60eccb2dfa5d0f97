"""Words people write for a period, an event or a place, and what is refused."""

from datetime import date

import pandas as pd
import pytest

from dashboards.report.material import About
from dashboards.report.periods import event_of, hour_of, month_of, places_of, quarter_of
from risk.errors import ReportError


def test_months_and_quarters_are_read(tiny_story):
    """The last whole one ends with the data at the latest."""
    county = tiny_story.facts.county
    assert month_of("2025-06", date(2025, 12, 31)) == date(2025, 6, 1)
    assert month_of("last", date(2025, 12, 31)) == date(2025, 12, 1)
    assert month_of("last", date(2025, 12, 30)) == date(2025, 11, 1)
    assert month_of("last", date(2025, 1, 15)) == date(2024, 12, 1)
    assert quarter_of("2025-Q2", county, date(2025, 12, 31)) == (2025, 2)
    assert quarter_of("last", county, date(2025, 12, 31)) == (2025, 4)
    assert quarter_of("last", county, date(2025, 3, 30)) == (2024, 4)
    assert hour_of("2026-07-02 07:00").hour == 7


@pytest.mark.parametrize("word", ["2025-13", "June", "2025"])
def test_what_is_no_month_is_refused(word):
    """The line says how to write it."""
    with pytest.raises(ReportError, match="2026-06, or last"):
        month_of(word, date(2025, 12, 31))


def test_what_is_no_quarter_or_hour_is_refused(tiny_story):
    """The line says how to write it."""
    with pytest.raises(ReportError, match="2026-Q2"):
        quarter_of("2025-Q5", tiny_story.facts.county, date(2025, 12, 31))
    with pytest.raises(ReportError, match="2026-07-02 07:00"):
        hour_of("seven")


def test_events_and_places_are_those_of_the_data():
    """The last event by its beginning; a place by code or by a name of its own."""
    events = pd.DataFrame(
        {"event_id": ["a", "b"], "started_at": pd.to_datetime(["2025-07-01", "2025-06-01"])}
    )
    assert (event_of("last", events), event_of("b", events)) == ("a", "b")
    with pytest.raises(ReportError, match="no event 'c'"):
        event_of("c", events)
    regions = pd.DataFrame({"code": ["1", "2", "3"], "name": ["甲", "乙", "乙"]})
    assert places_of(["甲", "3", "1"], regions) == ("1", "3")
    with pytest.raises(ReportError, match="2 places are named '乙': 2, 3"):
        places_of(["乙"], regions)
    with pytest.raises(ReportError, match="no place '丙'"):
        places_of(["丙"], regions)


def test_a_period_ends_with_the_data_at_the_latest(tiny_story):
    """Quarters lie within the contract year; one that has not begun is refused."""
    county, last = tiny_story.facts.county, date(2025, 12, 31)
    assert About(contract_year=2025, quarter=2).as_of(county, last) == date(2025, 6, 30)
    assert About(contract_year=2024).as_of(county, last) == date(2024, 12, 31)
    assert About(month=date(2025, 12, 1)).as_of(county, date(2025, 12, 10)) == date(2025, 12, 10)
    with pytest.raises(ReportError, match="before 2026-02-01"):
        About(month=date(2026, 2, 1)).as_of(county, last)

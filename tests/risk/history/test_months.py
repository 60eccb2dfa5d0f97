"""Claims by month: whole months only, events in their month, exposure of the year."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from risk.history.months import by_month, expected_growth, without_peaks


def ledger(*rows: tuple[str, str | None]) -> pd.DataFrame:
    """Storm claims by day and event."""
    frame = pd.DataFrame(rows, columns=["loss_at", "event_id"])
    frame["loss_at"] = pd.to_datetime(frame["loss_at"])
    return frame.assign(peril_family="storm")


CLAIMS = ledger(
    ("2022-11-05", None), ("2022-12-30", "E1"), ("2023-01-01", "E1"), ("2023-01-20", None),
    ("2023-02-28", None), ("2023-03-02", None),
)  # fmt: skip


def test_a_month_under_way_is_left_out():
    """As of 15 March February is the last; as of 31 March March is; an event keeps to one month."""
    months = by_month(CLAIMS, as_of=date(2023, 3, 15))
    assert months.start == pd.Timestamp("2022-11-01")
    assert months.counts("storm").tolist() == [1, 2, 1, 1]
    assert months.unlisted["storm"].tolist() == [1, 0, 1, 1]
    assert months.name(len(months)) == pd.Timestamp("2023-03-01")
    assert by_month(CLAIMS, as_of=date(2023, 3, 31)).counts("storm").tolist() == [1, 2, 1, 1, 1]
    assert months.calendar(np.arange(4)).tolist() == [10, 11, 0, 1]


def test_the_record_may_begin_before_its_first_claim():
    """A first day given adds quiet months; no claim at all is a record of nothing."""
    assert len(by_month(CLAIMS, as_of=date(2023, 2, 28), first=date(2022, 1, 1))) == 14
    assert len(by_month(CLAIMS.iloc[:0], as_of=date(2023, 2, 28))) == 0
    assert by_month(CLAIMS.iloc[:0], as_of=date(2023, 2, 28)).families == ()


def test_what_was_known_earlier_knows_no_later_claim():
    """Cut after two months: two counts, the event of the second kept."""
    past = by_month(CLAIMS, as_of=date(2023, 3, 31)).until(2)
    assert past.counts("storm").tolist() == [1, 2]
    assert past.until(1).counts("storm").tolist() == [1]


def test_exposure_of_a_year_under_way_is_made_whole():
    """Half of 2023 with half its house-years is a full year; unknown exposure is even."""
    exposure = pd.DataFrame(
        {"year": [2022, 2023], "house_years": [100.0, 110 * 181 / 365],
         "exposure_source": "policies"}
    )  # fmt: skip
    options = {"as_of": date(2023, 6, 30), "first": date(2022, 1, 1)}
    months = by_month(CLAIMS, exposure=exposure, **options)
    assert months.exposure[17] / months.exposure[0] == pytest.approx(1.1)
    assert months.exposure.mean() == pytest.approx(1.0)
    none = by_month(CLAIMS, exposure=exposure.assign(exposure_source="none"), **options)
    assert set(none.exposure) == {1.0}
    april = by_month(CLAIMS, exposure=exposure.head(1), start_month=4, **options)
    assert set(april.exposure) == {1.0}


def test_growth_is_the_median_of_the_last_years():
    """10 % a year, one leap among them: the leap widens the spread, not the median."""
    yearly = np.array([100, 110, 121, 200, 220, 242.0])
    growth, spread = expected_growth(np.repeat(yearly, 12))
    assert growth == pytest.approx(np.log(1.1))
    assert spread > 0.1
    assert expected_growth(np.ones(12)) == (0.0, 0.0)


def test_a_month_no_season_explains_is_an_event():
    """60 claims where 4 are usual: 56 are an event; a busy season each year is none."""
    season = np.tile([4, 4, 4, 4, 4, 30, 30, 30, 4, 4, 4, 4.0], 4)
    quiet, events = without_peaks(season)
    assert quiet.tolist() == season.tolist()
    assert events.shape == (0, 2)
    season[13] = 60
    quiet, events = without_peaks(season)
    assert events.tolist() == [[13, 56]]
    assert quiet[13] == 4

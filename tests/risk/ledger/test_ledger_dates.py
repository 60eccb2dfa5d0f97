"""Days and times as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.ledger.dates import EXCEL_ZERO, Moment, read_moment
from risk.ledger.faults import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
WRITTEN = [
    "{0.year}-{0.month}-{0.day} {0.hour}:{0.minute:02d}",
    "{0.year}/{0.month:02d}/{0.day:02d} {0.hour:02d}:{0.minute:02d}:00",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分",
    "{0.year}.{0.month}.{0.day} {0.hour}点{0.minute}分",
    "{0.year}{0.month:02d}{0.day:02d}{0.hour:02d}{0.minute:02d}",
    "{0.year}-{0.month:02d}-{0.day:02d}T{0.hour:02d}:{0.minute:02d}:00+08:00",
]
MINUTES = st.datetimes(datetime(1955, 1, 1), datetime(2098, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@given(at=MINUTES, written=st.sampled_from(WRITTEN))
def test_every_way_of_writing_gives_the_time_back(at: datetime, written: str) -> None:
    """A minute written in any known way is read as that minute (the offset is today's)."""
    if "+08:00" in written and at.year < 1992:
        return  # the county's offset then was not always +08:00
    read = read_moment(written.format(at), SHANGHAI)
    assert isinstance(read, Moment)
    assert read.at == at


@given(at=MINUTES)
def test_excel_day_numbers_round_trip(at: datetime) -> None:
    """A spreadsheet's day number gives the minute it stands for."""
    number = (at - EXCEL_ZERO).total_seconds() / 86_400
    read = read_moment(f"{number:.6f}", SHANGHAI)
    assert isinstance(read, Moment)
    assert abs((read.at - at).total_seconds()) <= 1


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2024-7-1", datetime(2024, 7, 1), "day"),
        ("45474", datetime(2024, 7, 1), "day"),
        ("2024年7月1日8时", datetime(2024, 7, 1, 8), "hour"),
        ("2024年7月1日下午3点20分", datetime(2024, 7, 1, 15, 20), "minute"),
        ("2024-07-01T00:30:00Z", datetime(2024, 7, 1, 8, 30), "minute"),
        ("2024/7/1 0:00", datetime(2024, 7, 1), "day"),
        ("2024-07-01 24:00", datetime(2024, 7, 2), "day"),
    ],
)
def test_precision_follows_the_writing(text: str, at: datetime, precision: str) -> None:
    """A bare day, an hour and a minute are told apart; offsets become the county's time."""
    assert read_moment(text, SHANGHAI) == Moment(at, precision)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-30", "day"), ("24.7.1", "date"), ("7/1/2024", "date"), ("2024年7月", "date"),
        ("2024-07-01 25:00", "time"), ("2024-07-01 8:75", "time"), ("昨天", "date"),
        ("12345", "date"), ("1024-01-01", "date"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(text: str, code: str) -> None:
    """Two-digit years, month-first dates and days that do not exist are faults."""
    assert read_moment(text, SHANGHAI) == Fault(code)

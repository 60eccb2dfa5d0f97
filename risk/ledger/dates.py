"""Days and times as people write them in ledgers → local wall time.

Read: 2024-7-1, 2024/07/01, 2024.7.1, 2024年7月1日, 20240701, 202407010830, each also with a time
(8:30, 08:30:00, 8时30分, 下午3点, T08:30Z, +08:00), and Excel day numbers (45474.354). A time with
an offset is turned into the county's wall time. Two-digit years and day-first dates are refused:
they can be read in two ways.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from risk.ledger.faults import Fault
from risk.terms import TimePrecision

DAY = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*[日号]?(.*)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?")
CLOCK = re.compile(
    r"[T\s]*(?P<half>上午|下午|晚上|早上|凌晨|中午)?\s*(?P<hour>\d{1,2})\s*(?P<mark>[:时点])\s*"
    r"(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?)?\s*"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
EXCEL_ZERO = datetime(1899, 12, 30)
SERIAL_LOW, SERIAL_HIGH = 20_000, 73_050  # 1954 to 2099: other five-digit numbers are no dates
YEAR_LOW, YEAR_HIGH = 1900, 2100


@dataclass(frozen=True)
class Moment:
    """A local wall time and how exactly it was written."""

    at: datetime
    precision: TimePrecision


def read_moment(text: str, zone: ZoneInfo) -> Moment | Fault:
    """Read a day, with or without a time; midnight sharp counts as a day without a time."""
    if SERIAL.fullmatch(text):
        return _from_serial(float(text))
    compact = COMPACT.fullmatch(text)
    if compact:
        year, month, day, hour, minute, second = (int(g) if g else 0 for g in compact.groups())
        precision = TimePrecision.MINUTE if compact[4] else TimePrecision.DAY
        return _moment((year, month, day), (hour, minute, second), precision, None, zone)
    match = DAY.fullmatch(text)
    if not match:
        return Fault("date")
    ymd = (int(match[1]), int(match[2]), int(match[3]))
    if not match[4].strip():
        return _moment(ymd, (0, 0, 0), TimePrecision.DAY, None, zone)
    clock = CLOCK.fullmatch(match[4].strip())
    if not clock:
        return Fault("time")
    hms = (_hour(clock), int(clock["minute"] or 0), int(clock["second"] or 0))
    bare_hour = clock["minute"] is None and clock["mark"] != ":"
    precision = TimePrecision.HOUR if bare_hour else TimePrecision.MINUTE
    return _moment(ymd, hms, precision, clock["offset"], zone)


def _hour(clock: re.Match[str]) -> int:
    hour = int(clock["hour"])
    return hour + 12 if clock["half"] in ("下午", "晚上") and hour < 12 else hour


def _moment(
    ymd: tuple[int, int, int],
    hms: tuple[int, int, int],
    precision: TimePrecision,
    offset: str | None,
    zone: ZoneInfo,
) -> Moment | Fault:
    if not YEAR_LOW <= ymd[0] <= YEAR_HIGH:
        return Fault("date")
    try:
        day = datetime(*ymd)
    except ValueError:
        return Fault("day")
    hour, minute, second = hms
    if minute > 59 or second > 59 or hour * 60 + minute > 24 * 60:
        return Fault("time")
    at = day + timedelta(hours=hour, minutes=minute, seconds=second)  # 24:00 is the next midnight
    if offset:
        at = at.replace(tzinfo=_offset(offset)).astimezone(zone).replace(tzinfo=None)
    return Moment(at, TimePrecision.DAY if at.time() == datetime.min.time() else precision)


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _from_serial(number: float) -> Moment | Fault:
    if not SERIAL_LOW <= number <= SERIAL_HIGH:
        return Fault("date")
    at = EXCEL_ZERO + timedelta(seconds=round(number * 86_400))
    midnight = at.time() == datetime.min.time()
    return Moment(at, TimePrecision.DAY if midnight else TimePrecision.MINUTE)

"""Times as Chinese warnings write them: 8月30日12时55分, 今天夜间到明天白天, 未来6小时.

Day is 08 to 20 o'clock and night 20 to 08, as in public forecasts; hours of finer words (傍晚) are
marked as doubtful. A year or month that is not written is the one nearest to when the text came.
"""

import datetime as dt
import itertools
import re
from dataclasses import dataclass

from risk.geography.address import number

_RELATIVE = {
    "今": 0, "明": 1, "后": 2, "昨": -1, "当": 0,
}  # fmt: skip
_PARTS = {
    "白天": (8, 20), "夜间": (20, 32), "夜里": (20, 32), "晚上": (20, 32), "晚": (20, 32),
    "夜": (20, 32), "前半夜": (20, 24), "后半夜": (24, 32), "凌晨": (0, 6), "清晨": (5, 8),
    "早晨": (5, 8), "早上": (6, 9), "早": (6, 9), "上午": (8, 12), "中午": (11, 14),
    "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 20),
}  # fmt: skip
_SURE_PARTS = ("白天", "夜间", "夜里")
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "晚", "夜间", "夜里", "夜", "前半夜")
_ZH_HOUR = "(?:二十[一二三四]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_STAMP = re.compile(
    r"(?:(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"
    r"|(?P<iso>\d{4})[-/.](?P<isom>\d{1,2})[-/.](?P<isod>\d{1,2})"
    r"|(?P<only>\d{1,2})\s*[日号](?!线)"
    r"|(?P<rel>今|明|后|昨|当)(?:[天日]|(?=[晚夜早晨]))"
    r")?\s*"
    rf"(?P<part>{_PART})?\s*"
    rf"(?:(?P<hour>\d{{1,2}}|{_ZH_HOUR})(?:\s*[时点](?!间|段)|:(?=\d{{2}}))\s*"
    r"(?:(?P<minute>\d{1,2})\s*分?(?!钟|之)|(?P<half>半)|整)?(?::\d{2})?)?"
)
_TO = re.compile(r"\s*(?:到|至|~|-{1,2}|—{1,2}|–)\s*")
_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_HOURS = re.compile(
    rf"(?P<ahead>未来|今后|接下来|有效(?:时间|期|时段)[:为]?|时效[:为]?)?\s*(?P<low>{_NUMBER})(?:\s*(?:-|~|—|至|到)\s*(?P<high>{_NUMBER}))?"
    r"\s*(?:个)?\s*小时\s*(?P<within>内|之内|以内)?"
)
_PAST = re.compile(r"(?:过去|近|最近|前|已|累计)\s*$")
FAR_DAYS = 3  # a date written without its year that lies farther off is doubtful


@dataclass(frozen=True)
class Stamp:
    """A time as written; any of day, part of the day and hour may be missing."""

    words: str
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    relative: int | None
    part: str
    hour: int | None
    minute: int

    @property
    def dated(self) -> bool:
        """Whether a day is named."""
        return self.day is not None or self.relative is not None


@dataclass(frozen=True)
class Span:
    """A moment or a period told by words, and what is doubtful about it."""

    first: dt.datetime
    last: dt.datetime | None
    words: str
    start: int
    end: int
    doubt: str = ""


def find_stamps(text: str) -> list[Stamp]:
    """Every time written in a text."""
    return [_stamp(m) for m in _STAMP.finditer(text) if m[0].strip() and _is_time(m)]


def _is_time(m: re.Match[str]) -> bool:
    """Whether it is one: 下午四点 is, 四点 alone may be four points."""
    if m["hour"] and not m["hour"].isdigit() and not (m["part"] or m["rel"] or m["day"]):
        return False
    return any(m[n] for n in ("month", "iso", "only", "rel", "hour")) or len(m["part"] or "") > 1


def _stamp(m: re.Match[str]) -> Stamp:
    month, day, year = (
        m["month"] or m["isom"],
        m["day"] or m["isod"] or m["only"],
        m["year"] or m["iso"],
    )
    start = m.start() + len(m[0]) - len(m[0].lstrip())
    return Stamp(
        words=m[0].strip(), start=start, end=start + len(m[0].strip()),
        year=int(year) if year else None, month=int(month) if month else None,
        day=int(day) if day else None, relative=_RELATIVE.get(m["rel"] or ""),
        part=m["part"] or "", hour=number(m["hour"]) if m["hour"] else None,
        minute=30 if m["half"] else int(m["minute"] or 0),
    )  # fmt: skip


def resolve(stamp: Stamp, *, near: dt.datetime) -> tuple[dt.datetime, str] | None:
    """The moment a stamp means, and what is doubtful; None if there is no such time.

    Args:
        stamp: as found.
        near: the moment it is told from: today is its day, missing years and months are nearest to
            it.
    """
    found = _day(stamp, near)
    if found is None:
        return None
    day, doubt = found
    hour, vague = _hour(stamp)
    if hour is None or hour > 24 or stamp.minute > 59 or (hour == 24 and stamp.minute):
        return None
    at = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour, minutes=stamp.minute)
    return at, doubt or vague


def _day(stamp: Stamp, near: dt.datetime) -> tuple[dt.date, str] | None:
    today = near.date()
    if stamp.relative is not None:
        return today + dt.timedelta(days=stamp.relative), ""
    if stamp.day is None:
        return today, ""
    if stamp.year is not None and stamp.month is not None:
        whole = _date(stamp.year, stamp.month, stamp.day)
        return None if whole is None else (whole, "")
    if stamp.month is not None:
        tried = [_date(today.year + n, stamp.month, stamp.day) for n in (-1, 0, 1)]
    else:
        months = [today.year * 12 + today.month - 1 + n for n in (-1, 0, 1)]
        tried = [_date(m // 12, m % 12 + 1, stamp.day) for m in months]
    days = [d for d in tried if d is not None]
    if not days:
        return None
    nearest = min(days, key=lambda d: abs(d - today))
    far = abs((nearest - today).days) > FAR_DAYS
    missing = "year" if stamp.month is not None else "month"
    return nearest, f"{missing} not written, far from today" if far else ""


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _hour(stamp: Stamp) -> tuple[int | None, str]:
    """The hour on the clock; of a part of the day its first, of a bare date 0, both in doubt."""
    if stamp.hour is None:
        if stamp.part:
            first = _PARTS[stamp.part][0]
            return first, "" if stamp.part in _SURE_PARTS else f"hours of '{stamp.part}'"
        return 0, "no hour is written"
    if stamp.part in _AFTERNOON and stamp.hour < 12:
        if stamp.hour >= 5 or stamp.part in ("下午", "午后"):
            return stamp.hour + 12, ""
        # 夜里2点 is after midnight
        later = 24 if stamp.relative == 0 else 0
        return stamp.hour + later, f"'{stamp.words}' after midnight"
    if stamp.part in ("晚上", "晚", "夜间", "夜里", "夜") and stamp.hour == 12:
        return 24, ""
    if stamp.part == "中午" and stamp.hour < 3:
        return stamp.hour + 12, ""
    return stamp.hour, ""


def _ends(stamp: Stamp, near: dt.datetime) -> tuple[dt.datetime, str] | None:
    """When the part of the day or the bare day a stamp names is over; else its moment."""
    if stamp.hour is not None:
        return resolve(stamp, near=near)
    found = _day(stamp, near)
    if found is None:
        return None
    last = _PARTS[stamp.part][1] if stamp.part else 24
    sure = stamp.part in _SURE_PARTS or not stamp.part
    doubt = "" if sure else f"hours of '{stamp.part}'"
    return dt.datetime.combine(found[0], dt.time()) + dt.timedelta(hours=last), found[1] or doubt


def find_period(text: str, *, issued: dt.datetime, skip: tuple[int, int] = (0, 0)) -> Span | None:
    """When a warning holds: hours ahead, a range, or a part of a day, in this order.

    Args:
        text: the words of one warning.
        issued: time of issue, from which hours ahead and 今天 are counted.
        skip: where the time of issue stands: it is no part of the period.
    """
    return (
        _ahead(text, issued, wanted="ahead")
        or _range(text, issued, skip)
        or _ahead(text, issued, wanted="within")
        or _part_of_day(text, issued, skip)
    )


def _ahead(text: str, issued: dt.datetime, *, wanted: str) -> Span | None:
    for m in _HOURS.finditer(text):
        if not m[wanted] or _PAST.search(text[: m.start()]):
            continue
        low, high = number(m["low"]), number(m["high"] or m["low"])
        if low is None or high is None or not 0 < low <= high <= 240:
            continue
        doubt = f"{low} to {high} hours: the longer is taken" if high > low else ""
        if wanted == "within":
            doubt = doubt or "may be the hours of an amount"
        words = m[0].strip()
        start = m.start() + len(m[0]) - len(m[0].lstrip())
        until = issued + dt.timedelta(hours=high)
        return Span(issued, until, words, start, start + len(words), doubt)
    return None


def _range(text: str, issued: dt.datetime, skip: tuple[int, int]) -> Span | None:
    stamps = [s for s in find_stamps(text) if s.end <= skip[0] or s.start >= skip[1]]
    for first, last in itertools.pairwise(stamps):
        if not _TO.fullmatch(text[first.end : last.start]):
            continue
        begins = resolve(first, near=issued)
        if begins is None:
            continue
        ends = _ends(last, begins[0] if not last.dated or last.relative is None else issued)
        if ends is None:
            continue
        until, doubt = ends
        if until <= begins[0] and not last.dated:
            until += dt.timedelta(days=1)  # 20时至8时 runs over midnight
        doubt = begins[1] or doubt or ("ends before it begins" if until <= begins[0] else "")
        return Span(begins[0], until, text[first.start : last.end], first.start, last.end, doubt)
    return None


def _part_of_day(text: str, issued: dt.datetime, skip: tuple[int, int]) -> Span | None:
    for stamp in find_stamps(text):
        ahead = stamp.end <= skip[0] or stamp.start >= skip[1]
        if not ahead or stamp.hour is not None or not (stamp.part or stamp.relative is not None):
            continue
        begins, ends = resolve(stamp, near=issued), _ends(stamp, issued)
        if begins is None or ends is None or ends[0] <= issued:
            continue
        doubt = ends[1] if stamp.part else ""
        return Span(max(begins[0], issued), ends[0], stamp.words, stamp.start, stamp.end, doubt)
    return None

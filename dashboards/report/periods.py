"""What people write (2026-06, last, 2026-Q2, a village's name) → what a report is about."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from dashboards.report.material import MONTHS, QUARTER_MONTHS, About
from risk.errors import ReportError
from risk.settings import County
from risk.warehouse import open_version
from risk.workspace import Workspace

LAST = "last"
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")


def read_about(ws: Workspace, given: Mapping[str, Any], *, version: str | None = None) -> About:
    """What a report is about, from the words given for it.

    Args:
        ws: the county's workspace.
        given: by field of `About`: ``contract_year`` a number, ``month`` ``2026-06`` or ``last``,
            ``quarter`` ``2026-Q2`` (of the contract year) or ``last``, ``event`` an id or
            ``last``, ``at`` an hour, ``plan`` a number, ``places`` codes or names. Blank ones and
            None count as not given.
        version: of the data; None: the one in force.

    Raises:
        ReportError: a word that cannot be read; an event or a place that is not in the data.
    """
    told = {name: value for name, value in given.items() if value not in (None, "", (), [])}
    if not told:
        return About()
    with open_version(ws, version) as warehouse:
        last_day = warehouse.last_day()
        events = warehouse.events(last_day) if told.get("event") else pd.DataFrame()
        regions = warehouse.regions() if told.get("places") else pd.DataFrame()
    county = ws.county()
    read: dict[str, Any] = {n: _whole(told[n]) for n in ("contract_year", "plan") if n in told}
    if "at" in told:
        read["at"] = hour_of(str(told["at"]))
    if "month" in told:
        read["month"] = month_of(str(told["month"]), last_day)
    if "quarter" in told:
        read["contract_year"], read["quarter"] = quarter_of(str(told["quarter"]), county, last_day)
    if "event" in told:
        read["event"] = event_of(str(told["event"]), events)
    if "places" in told:
        read["places"] = places_of(told["places"], regions)
    return About(**read)


def _whole(word: object) -> int:
    if not str(word).isdecimal():
        raise ReportError(f"{word!r} is no number", where="report", remedy="write digits alone")
    return int(str(word))


def month_of(word: str, last_day: date) -> date:
    """First day of a month: ``2026-06``, or ``last``: the last whole one the data hold."""
    if word == LAST:
        first = last_day.replace(day=1)
        whole = (last_day + timedelta(days=1)).day == 1
        return first if whole else (first - timedelta(days=1)).replace(day=1)
    found = MONTH.fullmatch(word.strip())
    if not found or not 1 <= int(found[2]) <= MONTHS:
        raise ReportError(
            f"{word!r} is no month", where="report", remedy="write it as 2026-06, or last"
        )
    return date(int(found[1]), int(found[2]), 1)


def quarter_of(word: str, county: County, last_day: date) -> tuple[int, int]:
    """Contract year and quarter: ``2026-Q2``, or ``last``: the last whole one the data hold."""
    if word == LAST:
        year, quarter = county.contract_year(last_day), QUARTER_MONTHS + 1
        while True:
            _, end = _bounds(county, year, quarter)
            if end <= last_day + timedelta(days=1):
                return year, quarter
            year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, QUARTER_MONTHS + 1)
    found = QUARTER.fullmatch(word.strip())
    if not found:
        raise ReportError(
            f"{word!r} is no quarter", where="report",
            remedy="write it as 2026-Q2 (of the contract year), or last",
        )  # fmt: skip
    return int(found[1]), int(found[2])


def _bounds(county: County, year: int, quarter: int) -> tuple[date, date]:
    bounds = About(contract_year=year, quarter=quarter).bounds(county)
    assert bounds is not None
    return bounds


def event_of(word: str, events: pd.DataFrame) -> str:
    """Id of an event in the data; ``last``: the one that began last."""
    if events.empty:
        raise ReportError(
            "no event is in the data", where="report", remedy="load events and their intensity"
        )
    if word == LAST:
        return str(events.sort_values("started_at")["event_id"].iloc[-1])
    if word not in set(events["event_id"]):
        known = ", ".join(events.sort_values("started_at")["event_id"].tail(3))
        raise ReportError(f"no event {word!r}", where="report", remedy=f"e.g. {known}, or last")
    return word


def places_of(words: Sequence[str], regions: pd.DataFrame) -> tuple[str, ...]:
    """Region codes of codes or names, in the order given."""
    by_name = regions.groupby("name")["code"].agg(list)
    known = set(regions["code"])
    found: list[str] = []
    for word in words:
        codes = [word] if word in known else by_name.get(word, [])
        if len(codes) != 1:
            several = f"{len(codes)} places are named {word!r}: {', '.join(codes)}"
            raise ReportError(
                several if codes else f"no place {word!r}", where="report",
                remedy="give its code" if codes else "give a name or code of the map",
            )  # fmt: skip
        found += codes
    return tuple(dict.fromkeys(found))


def hour_of(word: str) -> datetime:
    """A local wall time: ``2026-07-02 07:00``."""
    try:
        return datetime.fromisoformat(word)
    except ValueError:
        raise ReportError(
            f"{word!r} is no time", where="report", remedy="write it as 2026-07-02 07:00"
        ) from None

"""How old the newest data are, in words where they are older than the county wants."""

from datetime import date, datetime, time, timedelta

from dashboards.i18n import day, number, t
from risk.facts import Facts

HOURS = 48  # up to here an age is told in hours


def data_age_h(as_of: date, now: datetime) -> float:
    """Hours since the end of the last day that has data; never negative."""
    end = datetime.combine(as_of + timedelta(days=1), time())
    return max((now - end).total_seconds() / 3600, 0.0)


def stale_words(facts: Facts, now: datetime, lang: str) -> str:
    """A sentence where data are older than ``wallboard.data_stale_after_h``; else empty."""
    age = data_age_h(facts.as_of, now)
    if age <= facts.county.wallboard.data_stale_after_h:
        return ""
    key, shown = ("hours", age) if age <= HOURS else ("days", age / 24)
    return t(f"pulse.stale_{key}", lang, n=number(int(shown), lang), day=day(facts.as_of, lang))

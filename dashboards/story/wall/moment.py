"""The moment a wallboard shows: the clock's, a replayed day's, or a synthetic county's last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dashboards.story.dispatch_seen import Seen
from dashboards.story.watch import evening_of
from risk.operations.dispatch import DayHead
from risk.operations.dispatch_days import LIVE

EPOCH = datetime(1970, 1, 1)


class Kind(StrEnum):
    """How the moment shown stands to the clock."""

    CLOCK = "clock"
    REPLAY = "replay"
    """A dispatch day played again: time stands where its player left it."""
    PRACTICE = "practice"
    """A synthetic county, shown on the evening of its last day, as its warnings are."""


@dataclass(frozen=True)
class Shown:
    """The moment shown (local wall time), and the dispatch day told beside the data, if one is."""

    at: datetime
    kind: Kind
    day: Seen | None = None

    @property
    def stands(self) -> bool:
        """Whether the time shown stands still until somebody plays on."""
        return self.kind is Kind.REPLAY


def day_shown(
    days: Sequence[DayHead], today: date, *, asked: int | None, synthetic: bool
) -> DayHead | None:
    """The dispatch day to show: one asked for; today's; a synthetic county's newest replay.

    Args:
        days: newest first.
        today: by the clock.
        asked: a day's number, as a drill in a real county asks for it.
        synthetic: whether replays are shown unasked.
    """
    if asked is not None:
        return next((d for d in days if d.id == asked), None)
    live = next((d for d in days if d.origin == LIVE and d.day == today), None)
    replayed = (d for d in days if synthetic and d.origin != LIVE)
    return live or next(replayed, None)


def shown(seen: Seen | None, now: datetime, last_day: date, *, synthetic: bool) -> Shown:
    """The moment shown.

    Args:
        seen: the dispatch day, as it stands at ``now``.
        now: the county's wall time.
        last_day: the last day the data know.
        synthetic: whether the county is made up.
    """
    if seen is not None and (seen.kept.head.origin != LIVE or seen.kept.head.day != now.date()):
        return Shown(at_minute(seen.kept.head.day, seen.state.now_min), Kind.REPLAY, seen)
    if seen is not None or not synthetic:
        return Shown(now, Kind.CLOCK, seen)
    evening = evening_of(last_day).replace(minute=now.minute, second=now.second)
    return Shown(evening, Kind.PRACTICE)


def at_minute(day: date, minute: float) -> datetime:
    """A minute of a day as wall time."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def seconds(at: datetime) -> int:
    """A wall time as a number for the screen: whole seconds since 1970 of the same wall clock."""
    return int((at - EPOCH).total_seconds())


def data_until(last_day: date) -> datetime:
    """The end of the last day the data know."""
    return datetime.combine(last_day + timedelta(days=1), time())

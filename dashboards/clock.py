"""Where the clock is read: the county's wall time, naive, as everything is stored."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from risk.settings import County


def wall_clock(county: County) -> Callable[[], datetime]:
    """A clock that tells the county's wall time to the second, wherever the machine stands."""
    zone = ZoneInfo(county.timezone)
    return lambda: datetime.now(zone).replace(tzinfo=None, microsecond=0)

"""What a request may write: callbacks and routes declare it, everything else is refused."""

from enum import StrEnum


class Writes(StrEnum):
    """What a callback or route changes beside the audit, which everything may append to."""

    NOTHING = "nothing"
    PLANS = "plans"
    """Scenarios, crew plans, rosters, drills, dispatch days: what the demo may write too."""
    RECORDS = "records"
    """Decisions, calls, warnings, road states, uploads, reports made, work on the warehouse."""
    ACCOUNTS = "accounts"
    """Users, passwords, passes of wallboards, backups."""


DEMO_WRITES = frozenset({Writes.NOTHING, Writes.PLANS})
"""What the demo's one-click account may write."""

"""What happened: claims, payments, rates with their doubt, and the promise kept or not."""

from risk.history.experience import experience
from risk.history.promise import promise_shares
from risk.history.summary import History
from risk.history.working_days import calendar_known_until, working_days

__all__ = [
    "History",
    "calendar_known_until",
    "experience",
    "promise_shares",
    "working_days",
]

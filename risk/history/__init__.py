"""What happened: claims, payments, rates with their doubt, and the promise kept or not."""

from risk.history.experience import experience
from risk.history.promise import promise_kept
from risk.history.summary import History, history

__all__ = ["History", "experience", "history", "promise_kept"]

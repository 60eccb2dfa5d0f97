"""The loss engine: events × houses under terms. Light on purpose: numpy and compiled passes."""

from risk.losses.engine import Losses, Portfolio, losses
from risk.losses.exposed import Curves, EventSet, Houses, LimitOn, Terms

__all__ = ["Curves", "EventSet", "Houses", "LimitOn", "Losses", "Portfolio", "Terms", "losses"]

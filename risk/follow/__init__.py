"""An event under way, hour by hour: its eve, what reports say since, how right that was."""

from risk.follow.eve import Eve, eve_of, list_events
from risk.follow.judged import JUDGED_H, judge_events
from risk.follow.moment import Moment, moment_of

__all__ = ["JUDGED_H", "Eve", "Moment", "eve_of", "judge_events", "list_events", "moment_of"]

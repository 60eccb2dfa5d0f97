"""From a scenario to the claims it would bring: how many, where, when."""

from risk.surge.forecast import Claims, Forecast, forecast
from risk.surge.lag import Lag, fit_lag
from risk.surge.rates import Rate, combined_rate, own_rate, past_events

__all__ = [
    "Claims",
    "Forecast",
    "Lag",
    "Rate",
    "combined_rate",
    "fit_lag",
    "forecast",
    "own_rate",
    "past_events",
]

"""From a scenario to the claims it would bring: how many, where, when."""

from risk.surge.forecast import Claims, Forecast, forecast
from risk.surge.lag import Lag, LagLaw, fit_lag, fit_lag_law
from risk.surge.nowcast import Nowcast, nowcast
from risk.surge.nowcast_records import Damage, Prior, ReportPath, path_of
from risk.surge.rates import Rate, combined_rate, own_rate, past_events

__all__ = [
    "Claims",
    "Damage",
    "Forecast",
    "Lag",
    "LagLaw",
    "Nowcast",
    "Prior",
    "Rate",
    "ReportPath",
    "combined_rate",
    "fit_lag",
    "fit_lag_law",
    "forecast",
    "nowcast",
    "own_rate",
    "past_events",
    "path_of",
]

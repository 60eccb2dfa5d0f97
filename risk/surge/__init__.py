"""From a scenario to the claims it would bring: how many, where, when."""

from risk.surge.forecast import Forecast, forecast
from risk.surge.lag import Lag, LagLaw, fit_lag, fit_lag_law
from risk.surge.nowcast import Nowcast, nowcast
from risk.surge.nowcast_records import Damage, Prior, ReportPath, path_of
from risk.surge.rates import Rate, combined_rate, own_rate, past_events
from risk.surge.reports import Claims
from risk.surge.vulnerability import Vulnerability
from risk.surge.vulnerability_learn import learn_vulnerability
from risk.surge.vulnerability_ways import Way

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
    "Vulnerability",
    "Way",
    "combined_rate",
    "fit_lag",
    "fit_lag_law",
    "forecast",
    "learn_vulnerability",
    "nowcast",
    "own_rate",
    "past_events",
    "path_of",
]

"""Every table of history of one version by name: ``VIEWS[name](views, ask)``.

Pages, exports and the benchmark take their tables from here, so that each is made in one place.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from risk.views import claims, contract, coverage, patterns, service
from risk.views.base import Ask, Part, Views
from risk.views.told import read_history

__all__ = ["VIEWS", "Ask", "Part", "View", "Views", "read_history"]

View = Callable[[Views, Ask], pd.DataFrame]

VIEWS: Mapping[str, View] = {
    "experience": claims.experience,
    "largest": claims.largest,
    "development": claims.development,
    "factors": Part(claims.ladder, "factors"),
    "claims": claims.claims,
    "promise": service.promise,
    "timeliness": service.timeliness,
    "arrivals": service.arrivals,
    "late_arrivals": service.late_arrivals,
    "late_reasons": service.late_reasons,
    "reviews": service.reviews,
    "payments": service.payments,
    "payment_times": service.payment_times,
    "hotline": service.hotline,
    "hotline_hours": service.hotline_hours,
    "reports": service.reports,
    "complaints": service.complaints,
    "complaint_reasons": service.complaint_reasons,
    "complaint_owners": service.complaint_owners,
    "complaint_register": service.complaint_register,
    "call_backs": service.call_backs,
    "satisfaction": service.satisfaction,
    "satisfaction_years": service.satisfaction_years,
    "satisfaction_townships": service.satisfaction_townships,
    "dissatisfaction": service.dissatisfaction,
    "scorecards": service.scorecards,
    "scorecards_roles": service.scorecards_roles,
    "scorecards_deciders": service.scorecards_deciders,
    "coverage": coverage.townships,
    "coverage_groups": coverage.groups,
    "uninsured": coverage.uninsured,
    "group_faults": coverage.group_faults,
    "premium": coverage.premium,
    "premium_mismatches": coverage.premium_mismatches,
    "doubles": coverage.doubles,
    "lapsed": coverage.lapsed,
    "outbuildings": coverage.outbuildings,
    "targets": contract.targets,
    "open_ages": contract.open_ages,
    "open_claims": contract.open_claims,
    "corrections": contract.corrections,
    "rejects": contract.rejects,
    "measures": contract.measures,
    "hours": patterns.hours,
    "weekdays": patterns.weekdays,
    "months": patterns.months,
    "contrasts": patterns.contrasts,
    "clusters": Part(patterns.clusters, "frame"),
    "near_repeat": patterns.near_repeat,
    "forecast_months": Part(patterns.forecast, "by_month"),
    "forecast_years": Part(patterns.forecast, "by_year"),
    "forecast_backtest": Part(patterns.forecast, "backtest"),
}

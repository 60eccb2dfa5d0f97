"""Views of who is insured; they look at the filter's last day, cover line and page only."""

import pandas as pd

from risk.views.base import Ask, Views
from risk.warehouse import coverage as store

GROUP_FAULTS = (
    "policy_id", "household", "region_code", "township_code", "start_date", "insured_as",
    "listed_at_start", "listed_now", "fault", "sum_insured_money",
)  # fmt: skip


def townships(views: Views, ask: Ask) -> pd.DataFrame:
    """Expected and insured households of the county and its townships."""
    return store.coverage(views.warehouse, ask.cut.as_of, cover_line=ask.cut.cover_line)


def groups(views: Views, ask: Ask) -> pd.DataFrame:
    """The same by household group."""
    return store.coverage_by_group(views.warehouse, ask.cut.as_of, cover_line=ask.cut.cover_line)


def uninsured(views: Views, ask: Ask) -> pd.DataFrame:
    """Why households are not insured, as far as policies tell."""
    return store.uninsured_reasons(views.warehouse, ask.cut.as_of)


def group_faults(views: Views, ask: Ask) -> pd.DataFrame:
    """Policies whose group the departments' lists do not bear out; empty where no list is."""
    found = store.group_faults(views.warehouse, ask.cut.as_of, cover_line=ask.cut.cover_line)
    return pd.DataFrame(columns=list(GROUP_FAULTS)) if found is None else found


def premium(views: Views, ask: Ask) -> pd.DataFrame:
    """Money by contract year and legal row."""
    return store.premium_reconciliation(views.warehouse, ask.cut.as_of, views.county.scheme)


def premium_mismatches(views: Views, ask: Ask) -> pd.DataFrame:
    """Every policy whose money fits no legal row."""
    return store.premium_mismatches(views.warehouse, ask.cut.as_of, views.county.scheme)


def doubles(views: Views, ask: Ask) -> pd.DataFrame:
    """Two policies of one household that run at once on the last day."""
    return store.double_policies(views.warehouse, ask.cut.as_of, in_force_only=True)


def lapsed(views: Views, ask: Ask) -> pd.DataFrame:
    """Households insured when the contract year began and not now."""
    return store.lapsed(views.warehouse, ask.cut.as_of, limit=ask.limit, offset=ask.offset)


def outbuildings(views: Views, ask: Ask) -> pd.DataFrame:
    """Hints at insured outbuildings."""
    return store.outbuildings(views.warehouse, ask.cut.as_of, views.county.scheme)

"""The report desk: raw reports → distinct houses → insured → payable, and the bureau's table.

merged = merge(reports, insured, settings=county.desk, decisions=resolve(rows))
houses = payable(merged.houses, claims, share=0.73)
counts(houses, reports, by=["region_code"])     # reports, houses, insured, payable with ranges
distinct_houses(houses)                         # for the nowcast
"""

from risk.desk.counts import counts, distinct_houses, houses_of_claims, payable
from risk.desk.decisions import Decisions, Verdict, resolve
from risk.desk.households import Insured, Matched, match_households
from risk.desk.match import compare
from risk.desk.merge import Merged, merge, open_homes
from risk.desk.reconcile import by_grade, explain, latest_tables

__all__ = [
    "Decisions",
    "Insured",
    "Matched",
    "Merged",
    "Verdict",
    "by_grade",
    "compare",
    "counts",
    "distinct_houses",
    "explain",
    "houses_of_claims",
    "latest_tables",
    "match_households",
    "merge",
    "open_homes",
    "payable",
    "resolve",
]

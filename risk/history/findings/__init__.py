"""What the records show, as data: computed, with its doubt, ranked, proposing what to do.

    from risk.history.findings import Tables, findings, measure_effects

    findings(tables)                     # tuple[Finding, ...], what matters most first
    measure_effects(tables, ledger)      # what was decided: its metric before and after

A rule (`Rule`) is a record: what is looked at, beside what, from which tables, who acts by when. It
holds no word of text: catalogues word a finding by its code, answer and numbers.
"""

from risk.history.findings.measures import MeasureEffect, measure_effects
from risk.history.findings.model import Finding, Rule, Tables
from risk.history.findings.ranking import FALSE_DISCOVERIES, RULES, findings

__all__ = [
    "FALSE_DISCOVERIES",
    "RULES",
    "Finding",
    "MeasureEffect",
    "Rule",
    "Tables",
    "findings",
    "measure_effects",
]

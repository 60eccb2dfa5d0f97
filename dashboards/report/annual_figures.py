"""The annual plan's key figures: formatted numbers by name, for an office's own template."""

from collections.abc import Mapping
from math import isnan

import pandas as pd

from dashboards.report import budget, control_ledger, facts, risk_change, whole_year
from dashboards.report.ahead import of_all
from dashboards.report.annual_read import AnnualRead
from dashboards.report.brief import Brief
from dashboards.report.promise import measured_share, of_year
from dashboards.report.risk import HIGH, rows_of

UNKNOWN = "unknown"


def key_figures(b: Brief, read: AnnualRead) -> Mapping[str, str]:
    """Every name of :data:`NAMES` with its text; a gap reads so, none is left out."""
    told = {
        **of_the_year(b), **of_levels(b, read), **of_next_year(b), **of_service(b), **of_budget(b),
    }  # fmt: skip
    return {name: told.get(name) or b.words(UNKNOWN) for name in NAMES}


def of_the_year(b: Brief) -> dict[str, str]:
    """Claims, payments, loss ratio and open claims of the contract year."""
    w, story = b.words, b.story
    n, paid, run_off = whole_year.claims(story), whole_year.paid(story), b.account.run_off
    row = story.history.by_year.set_index("year").reindex([b.year]).iloc[0]
    ratio = row["loss_ratio"] if facts.has_exposure(story) else float("nan")
    return {
        "year": w.year(b.year), "plan_year": w.year(b.plan_year),
        "as_of": w.day(story.facts.as_of),
        "claims_to_date": w.n(n.actual), "paid_to_date": w.money(paid.actual),
        "claims_year": "" if isnan(n.rest) else w.n(n.whole),
        "claims_year_range": "" if isnan(n.rest) else w.span(n.actual + n.low, n.actual + n.high),
        "paid_year": "" if isnan(paid.rest) else w.money(paid.whole),
        "loss_ratio": "" if pd.isna(ratio) else w.pct(float(ratio)),
        "open_claims": w.n(run_off.open_now),
        "open_at_end": "" if run_off.note else w.n(run_off.mean, 1),
        "open_at_end_range": "" if run_off.note else w.span(run_off.low, run_off.high),
        "houses_insured": w.n(facts.houses_in_force(story)) if facts.has_exposure(story) else "",
    }  # fmt: skip


def of_levels(b: Brief, read: AnnualRead) -> dict[str, str]:
    """Townships at high levels, risen, fallen, thin."""
    w, towns = b.words, rows_of(b, "township")
    told = {
        "townships": w.n(len(towns)),
        "townships_high": w.n(int((towns["risk_level"] >= HIGH).sum())),
    }
    if read.then is None:
        return told
    _, rose, fell, thin = risk_change.counts(risk_change.moves(b, read.then, "township"))
    counted = {"townships_rose": rose, "townships_fell": fell, "townships_thin": thin}
    return told | {name: w.n(value) for name, value in counted.items()}


def of_next_year(b: Brief) -> dict[str, str]:
    """The forecast of the next twelve months and the people they need."""
    w, ahead, told = b.words, b.account.forecast, b.base_staffing
    found = {}
    if not ahead.note:
        row = of_all(ahead.by_year).iloc[0]
        found = {
            "claims_ahead": w.n(row["p50"]),
            "claims_ahead_range": w.span(row["p05"], row["p95"]),
        }
    if isinstance(told, str):
        return found
    fullest = told.people.loc[told.people["people_needed"].idxmax()]
    record = fullest["people_record"]
    return found | {
        "people_needed": w.n(fullest["people_needed"]),
        "people_record": "" if pd.isna(record) else w.n(record),
    }


def of_service(b: Brief) -> dict[str, str]:
    """The promise by tier, satisfaction, coverage, complaints, findings to act on."""
    w, service = b.words, b.account.service
    shares = {
        f"share_{row['tier']}": measured_share(b, row)
        for row in of_year(b).to_dict("records")
        if row["tier"] in ("town", "rural")
    }
    asked = service.satisfaction
    asked = asked[(asked["year"] == b.year) & (asked["answers"] > 0)]
    complaints = service.complaints[service.complaints["year"] == b.year]
    towns = b.account.insured.townships
    coverage = towns["coverage_rate"].iloc[0] if len(towns) else float("nan")
    return shares | {
        "satisfaction_index": w.n(asked["index"].iloc[0], 1) if len(asked) else "",
        "complaints": w.n(complaints["complaints"].sum()) if len(service.complaints) else "",
        "coverage": "" if pd.isna(coverage) else w.pct(float(coverage)),
        "findings_to_act": w.n(sum(f.to_act for f in b.account.findings)),
        "ledger_rows": w.n(len(control_ledger.entries(b))),
    }  # fmt: skip


def of_budget(b: Brief) -> dict[str, str]:
    """Low, middle and high of what can be told."""
    w, told = b.words, budget.items(b)
    if all(x.missing for x in told):
        return {}
    low, middle, high = map(w.money, budget.total(told))
    missing = [w(f"item.{x.name}") for x in told if x.missing]
    return {
        "budget_low": low, "budget_middle": middle, "budget_high": high,
        "budget_without": w.join(missing) if missing else w("none"),
    }  # fmt: skip


NAMES = (
    "year", "plan_year", "as_of", "claims_to_date", "claims_year", "claims_year_range",
    "paid_to_date", "paid_year", "loss_ratio", "open_claims", "open_at_end", "open_at_end_range",
    "houses_insured", "coverage", "townships", "townships_high", "townships_rose",
    "townships_fell", "townships_thin", "claims_ahead", "claims_ahead_range", "people_needed",
    "people_record", "share_town", "share_rural", "satisfaction_index", "complaints",
    "findings_to_act", "ledger_rows", "budget_low", "budget_middle", "budget_high",
    "budget_without",
)  # fmt: skip
"""Names of the key figures; documented in docs/REPORTS.md."""

"""Chapter 7: findings → measures: what the records show, or that they are too few to tell."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from scipy.stats import binomtest

from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.promise import measured_share, of_year
from dashboards.report.shares import CLAIMS_MIN, DAYS_MIN, share_by_day
from dashboards.story.overview import OLD_OPEN_DAYS, open_claims
from dashboards.story.promise import MEASURED_MIN, promise_verdict
from dashboards.story.quality import current_loads, rows_in_all
from risk.terms import Tier, TimePrecision

TOP = 3
DAY_BEGINS_H = 8  # nights are not cut in two when days are redrawn
UNCLOCKED_MAX = 0.05
UNPLACED_MAX = 0.02
WEEKEND = 2 / 7


@dataclass(frozen=True)
class Finding:
    """One computed finding: metric, period, value, conclusion, measure, all in words."""

    metric: str
    period: str
    value: str
    conclusion: str
    measure: str


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(w("findings.title"), (Section(w("findings.table.title"), table(b)),))


def table(b: Brief) -> tuple[Block, ...]:
    """All findings in one table."""
    w, found = b.words, findings(b)
    columns = [
        b.col("metric", number=False, weight=1.3), b.col("period", number=False, weight=1.2),
        b.col("value", number=False, weight=1.6), b.col("conclusion", number=False, weight=2),
        b.col("measure", number=False, weight=2.2),
    ]  # fmt: skip
    rows = [(f.metric, f.period, f.value, f.conclusion, f.measure) for f in found]
    note = b.ledgers("claim", "policy") + w("note.findings", n=w.n(CLAIMS_MIN), days=w.n(DAYS_MIN))
    return Paragraph(w("findings.text")), b.table("table.findings", columns, rows, note)


def findings(b: Brief) -> list[Finding]:
    """Every finding the story can carry, in the order of the report."""
    makers: tuple[Callable[[Brief], Finding], ...] = (
        loss_ratio, peak_months, concentration, weekend, night, unclocked, unplaced, old_open,
        refused,
    )  # fmt: skip
    return [*(promise(b, tier) for tier in Tier), *(make(b) for make in makers)]


def claims_now(b: Brief) -> pd.DataFrame:
    """Claims of the year reported on."""
    claims = b.story.facts.claims
    return claims[claims["year"] == b.year]


def finding(b: Brief, name: str, answer: str, value: str, **values: str) -> Finding:
    """A finding in words; ``answer`` picks conclusion and measure."""
    w = b.words
    if answer == "thin":
        conclusion, measure = w("finding.thin"), w("finding.thin.measure")
    else:
        conclusion = w(f"finding.{name}.{answer}", **values)
        measure = w(f"finding.{name}.{answer}.measure", **values)
    period = w.year(b.year) + w("to_date")
    return Finding(w(f"finding.{name}", **values), period, value, conclusion, measure)


def share_with_range(b: Brief, k: int, n: int) -> tuple[str, float, float]:
    """A share in words, with its 90 % Wilson interval."""
    w = b.words
    if not n:
        return w("not_enough_short"), 0.0, 1.0
    low, high = binomtest(k, n).proportion_ci(0.9, method="wilson")
    text = w("with_range", value=w.pct(k / n), range=w.pct_span(low, high, 1))
    return w("of_n", value=text, n=w.n(n)), float(low), float(high)


def promise(b: Brief, tier: Tier) -> Finding:
    """Measured arrivals in time against the goal."""
    w, target = b.words, b.story.facts.county.staffing.share_target
    rows = of_year(b)
    row = next(iter(rows[rows["tier"] == tier.value].to_dict("records")), None)
    values = {
        "tier": w.inline(w.tier(tier.value)), "target": w.pct(target, 0),
        "least": w.n(MEASURED_MIN),
    }  # fmt: skip
    if row is None:
        return finding(b, "promise", "thin", w("not_enough_short"), **values)
    text = w("of_n", value=measured_share(b, row), n=w.n(row["measured"]))
    return finding(b, "promise", promise_verdict(row, target), text, **values)


def loss_ratio(b: Brief) -> Finding:
    """Paid over earned premium."""
    w = b.words
    rows = b.story.history.by_year.set_index("year")
    ratio = rows["loss_ratio"].get(b.year)
    if not facts.has_exposure(b.story) or ratio is None or pd.isna(ratio):
        return finding(b, "loss_ratio", "thin", w("not_given"))
    answer = "above" if ratio > 1 else "below"
    return finding(b, "loss_ratio", answer, w.pct(float(ratio)))


def peak_months(b: Brief) -> Finding:
    """The three months in a row-up that bring most claims in a usual year."""
    w = b.words
    totals = facts.month_totals(b.story)
    if totals.empty or totals["mean"].sum() * len(facts.complete_years(b.story)) < CLAIMS_MIN:
        return finding(b, "peak", "thin", w("not_enough_short"))
    top = totals.nlargest(3, "mean")
    months = w.join([w.month(int(m)) for m in totals["month"] if m in set(top["month"])])
    share = float(top["mean"].sum() / totals["mean"].sum())
    years = facts.complete_years(b.story)
    found = finding(b, "peak", "found", w.pct(share, 0), months=months, share=w.pct(share, 0))
    span = w("years_span", first=years[0], last=years[-1])
    return Finding(found.metric, span, found.value, found.conclusion, found.measure)


def concentration(b: Brief) -> Finding:
    """This year's claims of the three townships with most before, beside their share of houses.

    Named by earlier years: the three highest of one year are above their share by mere choice.
    """
    w = b.words
    claims = claims_now(b).dropna(subset="township_code")
    top, houses = top_before(b), facts.township_house_years(b.story, b.year)
    hits, days = claims["township_code"].isin(top), claims["loss_at"].dt.normalize()
    share = share_by_day(hits, days, seed=b.story.seed)
    if not top or not facts.has_exposure(b.story) or not houses.sum():
        return finding(b, "concentration", "thin", w("not_enough_short"))
    usual = float(houses.reindex(top).sum() / houses.sum())
    names = w.join([b.names[c] for c in top])
    return finding(
        b, "concentration", share.beside(usual), share.text(b), names=names, houses=w.pct(usual, 0)
    )


def top_before(b: Brief) -> list[str]:
    """The townships with most claims in the years before; none where there are too few claims."""
    claims = b.story.facts.claims
    before = claims.loc[claims["year"] < b.year, "township_code"].dropna()
    if len(before) < CLAIMS_MIN:
        return []
    return list(before.value_counts().sort_index().nlargest(TOP).index)


def weekend(b: Brief) -> Finding:
    """Reports on Saturday and Sunday against two days in seven."""
    times = claims_now(b)["reported_at"].dropna()
    share = share_by_day(times.dt.day_of_week >= 5, times.dt.normalize(), seed=b.story.seed)
    usual = b.words.pct(WEEKEND, 0)
    return finding(b, "weekend", share.beside(WEEKEND), share.text(b), usual=usual)


def night(b: Brief) -> Finding:
    """Reports between 20:00 and 08:00 against the share plans assume.

    Left out, as in ``risk.history.promise``: a report at midnight in a ledger that knows days only.
    """
    claims = claims_now(b).dropna(subset="reported_at")
    by_day = claims["time_precision"] == TimePrecision.DAY.value
    times = claims["reported_at"]
    times = times[~(by_day & (times == times.dt.normalize()))]
    hits = (times.dt.hour >= 20) | (times.dt.hour < DAY_BEGINS_H)
    days = (times - pd.Timedelta(hours=DAY_BEGINS_H)).dt.normalize()
    share = share_by_day(hits, days, seed=b.story.seed)
    usual = b.story.facts.county.surge.night_report_share
    return finding(b, "night", share.beside(usual), share.text(b), usual=b.words.pct(usual, 0))


def unclocked(b: Brief) -> Finding:
    """Claims whose arrival cannot be timed."""
    rows = of_year(b)
    claims, clocked = int(rows["claims"].sum()), int(rows["clocked"].sum())
    text, _, _ = share_with_range(b, claims - clocked, claims)
    limit = b.words.pct(UNCLOCKED_MAX, 0)
    answer = "above" if claims and (claims - clocked) / claims > UNCLOCKED_MAX else "below"
    return finding(b, "unclocked", answer if claims >= CLAIMS_MIN else "thin", text, limit=limit)


def unplaced(b: Brief) -> Finding:
    """Claims that found no village."""
    claims = claims_now(b)
    text, _, _ = share_with_range(b, int(claims["village_key"].isna().sum()), len(claims))
    limit = b.words.pct(UNPLACED_MAX, 0)
    share = float(claims["village_key"].isna().mean()) if len(claims) else 0.0
    answer = "above" if share > UNPLACED_MAX else "below"
    return finding(
        b, "unplaced", answer if len(claims) >= CLAIMS_MIN else "thin", text, limit=limit
    )


def old_open(b: Brief) -> Finding:
    """Claims of any year still open after thirty days."""
    still_open, old = open_claims(b.story)
    text = b.words("finding.old_open.value", old=b.words.n(old), n=b.words.n(still_open))
    days = b.words.n(OLD_OPEN_DAYS)
    return finding(b, "old_open", "some" if old else "none", text, days=days, n=b.words.n(old))


def refused(b: Brief) -> Finding:
    """Rows of the source files, as last loaded, that could not be stored."""
    loads, sums = current_loads(b.story), rows_in_all(b.story)
    rows, no = sums["rows_in"], sums["rows_rejected"]
    text, _, _ = share_with_range(b, no, rows)
    found = finding(b, "refused", "some" if no else "none", text, n=b.words.n(no))
    period = b.words("all_loads", n=b.words.n(len(loads)))
    return Finding(found.metric, period, found.value, found.conclusion, found.measure)

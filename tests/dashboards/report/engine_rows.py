"""What the tables of the shorter reports have to say, worked out anew from the engine's frames.

A function a table, by the key of its caption: the cells of its columns of numbers, row by row.
Wordings are the report's own (`Words`); the values come from facts, history, account and forecast.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.report.brief import Brief
from dashboards.report.content import Report, Table
from dashboards.story.quality import current_loads
from risk.terms import ClaimStatus

Cells = list[tuple[str, ...]]
Rule = Callable[[Brief, Any], Cells]
PERIODS = {
    "monthly": ("2024-07-01", "2024-06-01", "2023-07-01", 1),
    "quarterly": ("2024-07-01", "2024-04-01", "2023-07-01", 3),
}
YEAR = 2025


def numbers(table: Table) -> Cells:
    """Cells of a table's columns of numbers."""
    kept = [i for i, column in enumerate(table.columns) if column.number]
    return [tuple(row[i] for i in kept) for row in table.rows]


def caption_keys(report: Report, b: Brief, keys: Sequence[str]) -> dict[str, list[Table]]:
    """Tables of a report by the key of their caption; "" of no key known."""
    named = {b.words(key): key for key in keys if b.words.has(key)}
    found: dict[str, list[Table]] = {}
    for table in report.tables():
        found.setdefault(named.get(table.caption, ""), []).append(table)
    return found


def in_period(frame: pd.DataFrame, column: str, kind: str, which: int) -> pd.DataFrame:
    """Rows of the period (0), the one before (1), a year before (2)."""
    *firsts, months = PERIODS[kind]
    first = pd.Timestamp(firsts[which])
    return frame[(frame[column] >= first) & (frame[column] < first + pd.DateOffset(months=months))]


def period_figures(b: Brief, kind: str) -> Cells:
    """Six figures in three periods."""
    w, facts = b.words, b.story.facts
    told: dict[str, list[str]] = {}
    for which in range(3):
        reported = in_period(facts.claims, "reported_at", kind, which)
        paid = in_period(facts.claims, "paid_at", kind, which)
        complaints = in_period(facts.complaints, "received_at", kind, which)
        counts = (len(reported), reported["event_id"].notna().sum(),
                  (reported["status"] == ClaimStatus.REJECTED.value).sum(), len(paid))  # fmt: skip
        column = [
            *(w.n(n) for n in counts),
            w.money(paid["paid_money"].sum()),
            w.n(len(complaints)),
        ]
        for row, cell in enumerate(column):
            told.setdefault(str(row), []).append(cell)
    return [tuple(cells) for cells in told.values()]


def period_claims(column: str) -> Callable[[Brief, str], Cells]:
    """Claims by a column in three periods, and what was paid in this one; most first."""

    def rows(b: Brief, kind: str) -> Cells:
        w, claims = b.words, b.story.facts.claims
        counts = [
            in_period(claims, "reported_at", kind, n)[column].value_counts() for n in range(3)
        ]
        paid = in_period(claims, "paid_at", kind, 0).groupby(column)["paid_money"].sum()
        return [
            (*(w.n(c.get(name, 0)) for c in counts), w.sum(paid.get(name, 0.0)))
            for name in counts[0].index
        ]

    return rows


def period_promise(b: Brief, kind: str) -> Cells:
    """Arrivals in time by tier: known by hand of the storm, the rest of the quarter in time."""
    w = b.words
    more = {"monthly": 0, "quarterly": 6}[kind]  # C25–C30 of August and September have a tier
    return [
        (w.n(10), share(b, 8, 10), w("no_verdict"), w("no_verdict")),
        (w.n(10 + more), share(b, 7 + more, 10 + more), w("no_verdict"), w("no_verdict")),
    ]


def share(b: Brief, kept: int, of: int) -> str:
    """A share with the Wilson interval at 90 %, by its formula."""
    z, p = 1.6448536269514722, kept / of
    middle, half = p + z * z / (2 * of), z * (p * (1 - p) / of + z * z / (4 * of * of)) ** 0.5
    low, high = ((middle + side * half) / (1 + z * z / of) for side in (-1, 1))
    return b.share({"s": p, "s_lo": low, "s_hi": high}, "s")


def coming(b: Brief, kind: str) -> Cells:
    """The forecast's next months; the same month of 2025 by the records."""
    w, claims = b.words, b.story.facts.claims
    frame = b.account.forecast.by_month
    frame = frame[frame["peril_family"] == "all"].sort_values("month").head(PERIODS[kind][3])
    before = claims["reported_at"].dt.to_period("M").value_counts()
    return [
        (w.n(r.mean), w.n(r.p50), w.span(r.p05, r.p95),
         w.n(before.get((r.month - pd.DateOffset(years=1)).to_period("M"), 0)))
        for r in frame.itertuples()
    ]  # fmt: skip


def open_ages(b: Brief, _: Any) -> Cells:
    """C39 and C40, reported on 8 and 9 November, 53 and 52 days before the end."""
    w = b.words
    return [(w.n(n), w.pct(n / 2, 0)) for n in (0, 0, 0, 2, 0, 0, 0)]


def structures(b: Brief, _: Any) -> Cells:
    """Ninety houses of earth and timber, insured for 30,000 each."""
    w = b.words
    return [(w.n(90), w.pct(1.0), w.sum(2_700_000.0), w.n(0))]


def years(b: Brief, _: Any) -> Cells:
    """Of each contract year the history's row."""
    w = b.words
    return [
        (w.n(r.claims), w.n(r.paid_claims), w.n(r.open_claims), w.sum(r.paid_money),
         w.sum(r.premium_money), w.n(r.house_years), rate(b, r), w.pct(r.loss_ratio))
        for r in b.story.history.by_year.sort_values("year").itertuples()
    ]  # fmt: skip


def rate(b: Brief, row: Any) -> str:
    """Claims per 1,000 house-years with their interval."""
    w, name = b.words, "claims_per_1000_house_years"
    value, low, high = (getattr(row, name + end) for end in ("", "_lo", "_hi"))
    return w("with_range", value=w.n(value, 2), range=w.span(low, high, 2))


def families(b: Brief, _: Any) -> Cells:
    """Each family in this year by the claims, over all years by the history."""
    w, claims = b.words, b.story.facts.claims
    now = claims[claims["year"] == YEAR].groupby("peril_family")["paid_money"].agg(["size", "sum"])
    total, told = now["size"].sum(), []
    for r in b.story.history.by_family.sort_values("claims", ascending=False).itertuples():
        n, paid = now.loc[r.peril_family] if r.peril_family in now.index else (0, 0.0)
        told.append((w.n(n), w.pct(n / total, 0), w.sum(paid), w.n(r.claims), w.sum(r.paid_money),
                     w.n(r.mean_paid_money), rate(b, r)))  # fmt: skip
    return told


def whole_year(b: Brief, _: Any) -> Cells:
    """A year that is over: nine claims, six of them paid, two open, nothing of it an estimate."""
    w = b.words
    return [
        (w.n(9), w.n(0), w("none_left"), w.n(9)),
        (w.sum(6000.0), *[w("not_enough_short")] * 3),
        (w.n(2), w.n(0), w("none_left"), w.n(2)),
    ]


def stages(b: Brief, _: Any) -> Cells:
    """The account's timeliness, stage by stage."""
    w = b.words
    return [
        (w.n(r["claims"]), w.n(r["clocked"]),
         *(w.n(r[k]) if pd.notna(r["required"]) else w("none_left") for k in ("late", "overdue")),
         b.share(r, "share"), b.took(r["p50_min"]), b.took(r["p90_min"]))
        for r in b.account.service.timeliness.to_dict("records")
    ]  # fmt: skip


def clocks(b: Brief, _: Any) -> Cells:
    """Claims of the year by tier and by how their arrival is known."""
    w, claims = b.words, b.story.facts.claims
    this, told = claims[claims["year"] == YEAR], []
    for tier in ("town", "rural"):
        own = this[this["tier"] == tier]
        kinds = Counter(own["arrival_quality"].fillna("missing"))
        names = ("measured", "typed", "inferred", "missing", "imprecise", "impossible")
        told.append((w.n(len(own)), *(w.n(kinds.get(name, 0)) for name in names)))
    return told


def hotline(b: Brief, _: Any) -> Cells:
    """One call, answered after six seconds; what a ring lasts is not given."""
    w = b.words
    return [(w.n(1), share(b, 1, 1), w.n(6), w.n(6), w("no_verdict"), w.n(0))]


def coverage(b: Brief, _: Any) -> Cells:
    """90 of 108 households, 30 of 36 a township; the half-year policy of the first lapsed."""
    w = b.words
    rows = [(90, 108, 1, 17, 90 / 91), (30, 36, 1, 5, 30 / 31), *[(30, 36, 0, 6, 1.0)] * 2]
    return [
        (w.n(n), w.n(of), w.pct(n / of), w.n(of - n), w.n(lapsed), w.n(never), w.pct(renewed))
        for n, of, lapsed, never, renewed in rows
    ]


def groups(b: Brief, _: Any) -> Cells:
    """No department's list: unknown, but for what the policies themselves say."""
    w = b.words
    return [(*[w("unknown")] * 3, w.n(r.insured_as)) for r in b.account.insured.groups.itertuples()]


def special_claims(b: Brief, _: Any) -> Cells:
    """Nine claims without a policy's group: seven in time, two nobody has reached."""
    w = b.words
    return [(w.n(9), share(b, 7, 9), w.n(2), w.n(2), w.sum(6000.0))]


def run_off(b: Brief, given: Any) -> Cells:
    """Closed by then and open still, as the history runs off."""
    w = b.words
    return [
        (w.n(r.days), w.n(2 - r.mean, 1), w.span(2 - r.high, 2 - r.low), w.n(r.mean, 1),
         w.span(r.low, r.high))
        for r in (told.run_off for told in given.closing)
    ]  # fmt: skip


def open_cases(b: Brief, _: Any) -> Cells:
    """Fifty-three and fifty-two days."""
    return [(b.words.n(53),), (b.words.n(52),)]


def quarters(b: Brief, _: Any) -> Cells:
    """Claims on record by quarter over three years: 4, 27 and 9; storms bring 20 of the 27."""
    w = b.words
    rows = [(4 / 3, 1.0), (27 / 3, 20 / 27), (9 / 3, 1.0)]
    return [("0", w("no_verdict")), *((w.n(n), w.pct(share_, 0)) for n, share_ in rows)]


def loads(b: Brief, _: Any) -> Cells:
    """Rows in, stored and refused of each ledger's newest loads."""
    w, frame = b.words, current_loads(b.story)
    by = frame.groupby("kind")[["rows_in", "rows_stored", "rows_rejected"]].sum()
    files = frame.groupby("kind").size()
    return [(w.n(files[k]), *(w.n(v) for v in row)) for k, row in by.iterrows()]


def matches(b: Brief, _: Any) -> Cells:
    """Policies by code and name, 38 claims by name, one by its township alone, one by nothing."""
    w = b.words
    rows = [(0, 272), (38, 0), (1, 0), (1, 0)]
    return [(w.n(c), w.n(p), w.pct(c / 40), w.pct(p / 272)) for c, p in rows]


def evidence(b: Brief, _: Any) -> Cells:
    """Of nine claims seven were reached, six of them paid; no policy, paper or answer is noted."""
    w = b.words
    rows = [(9, 0), (9, 9), (9, 9), (9, 7), (9, 7), (9, 7), (9, 7), (7, 0), (7, 0), (6, 0), (6, 6),
            (7, 0)]  # fmt: skip
    return [(w.n(n), w.n(has), w.n(n - has), w.pct(has / n)) for n, has in rows]


def archived(b: Brief, _: Any) -> Cells:
    """Rows stored and refused of each file's newest load, as the operations tell them."""
    w, told = b.words, b.story.quality.loads.sort_values("load_id")
    newest = told.drop_duplicates(["kind", "file"], keep="last")
    return [(w.n(r.rows_stored), w.n(r.rows_rejected)) for r in newest.itertuples()]


def complaints(b: Brief, _: Any) -> Cells:
    """One of 2024, closed after three days; no limit is agreed, no answer noted."""
    w = b.words
    return [(w.n(1), w("none_left"), w.p50_p90(3.0, 3.0), w("no_verdict"), w.n(0))]


def rectified(b: Brief, _: Any) -> Cells:
    """A number a row: findings to act on, no measure decided."""
    acts = [finding for finding in b.account.findings if finding.to_act]
    return [(b.words.n(n),) for n in range(1, len(acts) + 1)]


RULES: Mapping[str, Rule] = {
    "period.table.figures": period_figures,
    "period.table.families": period_claims("peril_family"),
    "period.table.townships": period_claims("township_code"),
    "period.table.promise": period_promise,
    "period.table.coming": coming,
    "table.open_ages": open_ages,
    "table.structures": structures,
    "table.years": years,
    "table.families": families,
    "table.whole_year": whole_year,
    "table.stages": stages,
    "table.clocks": clocks,
    "table.hotline": hotline,
    "table.coverage": coverage,
    "table.groups": groups,
    "table.special_claims": special_claims,
    "table.run_off": run_off,
    "table.open_cases": open_cases,
    "table.quarters": quarters,
    "table.loads": loads,
    "table.match": matches,
    "table.evidence": evidence,
    "table.archive_ledgers": archived,
    "table.complaints_year": complaints,
    "table.rectify": rectified,
}

"""Rules on the service promise: arrivals by tier, their records, late reasons, stages, townships.

Only measured arrivals certify the promise; why and where arrivals are late is asked of all that
have a clock.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from risk.history.findings.arrivals import arrivals
from risk.history.findings.evidence import (
    CLAIMS_MIN,
    difference_p,
    happening,
    share,
    share_p,
)
from risk.history.findings.model import Rule, Seen, Tables, Task
from risk.history.findings.years import between
from risk.terms import Tier

MEASURED_MIN = CLAIMS_MIN  # fewer measured arrivals carry no verdict
UNCLOCKED_MAX = 0.05
UNEXPLAINED_MAX = 0.05
TOWNSHIP_MIN = 10  # clocked claims under which a township's share is not tested
DAY_S = 86400
FAMILY = "promise"


def promise(t: Tables) -> list[Seen]:
    """Measured arrivals in time against the goal, by tier: the verdict pages give too (90 %)."""
    now = t.promise_by_year[t.promise_by_year["year"] == t.year]
    rows = {row["tier"]: row for row in now.to_dict("records")}
    return [_verdict(t, tier, rows.get(tier.value)) for tier in Tier]


def _verdict(t: Tables, tier: Tier, row: Mapping[Any, Any] | None) -> Seen:
    target, values = t.county.staffing.share_target, {"tier": tier.value, "least": MEASURED_MIN}
    if row is None or row["measured"] < MEASURED_MIN:
        n = 0 if row is None else int(row["measured"])
        return Seen("too_few", comparison_value=target, n=n, level=0.9, values=values)
    value, lo, hi = (float(row[f"share_measured{end}"]) for end in ("", "_lo", "_hi"))
    answer = "kept" if lo >= target else "missed" if hi < target else "open"
    return Seen(
        answer, value, lo, hi, target, int(row["measured"]), max(target - hi, 0.0), level=0.9,
        values=values,
    )  # fmt: skip


def unclocked(t: Tables) -> list[Seen]:
    """Claims whose arrival cannot be timed: a count of records, exact."""
    n = len(t.claims_now)
    part = 1 - len(arrivals(t.claims_now, t.county.promise)) / n if n else 0.0
    answer = "thin" if n < CLAIMS_MIN else "above" if part > UNCLOCKED_MAX else "below"
    effect = max(part - UNCLOCKED_MAX, 0.0)
    return [Seen(answer, part, comparison_value=UNCLOCKED_MAX, n=n, effect=effect)]


def late_reason(t: Tables) -> list[Seen]:
    """The reason most late arrivals give, against the second.

    Claims of the two most frequent reasons are shared half and half by luck; p is multiplied by the
    number of other reasons, since any could have come second.
    """
    clocked = arrivals(t.claims_now, t.county.promise)
    late = clocked[clocked["late"] & clocked["late_reason"].notna()]
    counts = (
        late["late_reason"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    if len(late) < CLAIMS_MIN:
        return [Seen("thin", n=len(late))]
    top, second = counts.index[0], float(counts.iloc[1] / len(late)) if len(counts) > 1 else 0.0
    pair = late[late["late_reason"].isin(counts.index[:2])]
    against = share(pair["late_reason"] == top, pair["happening"])
    seen = share(late["late_reason"] == top, late["happening"])
    p = min(share_p(against, 0.5) * max(len(counts) - 1, 1), 1.0)
    clear = against.beside(0.5) == "above" and seen.lo > second
    answer = "thin" if not seen.enough else "above" if clear else "even"
    effect = max(seen.lo - second, 0.0) * len(late) / len(clocked) if clear else 0.0
    values = {"reason": str(top), "reasons": len(counts)}
    return [Seen(answer, seen.value, seen.lo, seen.hi, second, len(late), effect, p, values=values)]


def late_unexplained(t: Tables) -> list[Seen]:
    """Late arrivals without a reason: a count of records, exact."""
    clocked = arrivals(t.claims_now, t.county.promise)
    late = clocked[clocked["late"]]
    if late.empty:
        answer = "below" if len(clocked) >= CLAIMS_MIN else "thin"
        return [Seen(answer, 0.0, comparison_value=UNEXPLAINED_MAX)]
    part = float(late["late_reason"].isna().mean())
    above = part > UNEXPLAINED_MAX
    effect = max(part - UNEXPLAINED_MAX, 0.0) * len(late) / len(clocked)
    answer = "above" if above else "below"
    return [Seen(answer, part, comparison_value=UNEXPLAINED_MAX, n=len(late), effect=effect)]


def stage(t: Tables) -> list[Seen]:
    """Review, payment and first answer to a complaint within their limits, against the goal.

    No limit given: the longest of them is told, without a verdict.
    """
    limits = t.county.promise
    complaints = t.complaints[between(t.complaints["received_at"], t.year_start, t.as_of)]
    complaints = complaints.assign(event_id=None)
    taken = {
        "review": (_days(t.claims_now, "documents_complete_at", "approved_at"), limits.review_days),
        "payment": (_days(t.claims_now, "approved_at", "paid_at"), limits.payment_days),
        "complaint": (_days(complaints, "received_at", "first_answer_at"), limits.complaint_days),
    }
    judged = [
        _stage(t, name, rows, limit) for name, (rows, limit) in taken.items() if limit is not None
    ]
    if judged:
        return judged
    timed = {name: rows for name, (rows, _) in taken.items() if len(rows)}
    if not timed:
        return [Seen("no_limit")]
    name = max(timed, key=lambda name: float(timed[name]["days"].quantile(0.9)))
    return [Seen("no_limit", n=len(timed[name]), values=_times(name, timed[name], None))]


def _days(rows: pd.DataFrame, began: str, ended: str) -> pd.DataFrame:
    """Rows that passed a stage: days, and the happening they began with."""
    days = (rows[ended] - rows[began]).dt.total_seconds() / DAY_S
    known: pd.DataFrame = rows.assign(days=days)[days >= 0]
    return known.assign(happening=happening(known, began))


def _times(name: str, rows: pd.DataFrame, limit: float | None) -> dict[str, object]:
    return {"stage": name, "p90_days": float(rows["days"].quantile(0.9)), "limit_days": limit}


def _stage(t: Tables, name: str, rows: pd.DataFrame, limit: float) -> Seen:
    target = t.county.staffing.share_target
    seen = share(rows["days"] <= limit, rows["happening"])
    return Seen(
        seen.beside(target), seen.value, seen.lo, seen.hi, target, seen.n, seen.beyond(target),
        share_p(seen, target), values=_times(name, rows, limit),
    )  # fmt: skip


def township(t: Tables) -> list[Seen]:
    """Late arrivals of each township against the rest of the county; only slower ones are told."""
    clocked = arrivals(t.claims_now, t.county.promise).dropna(subset="township_code")
    counts = clocked["township_code"].value_counts().sort_index()
    tested = list(counts.index[counts >= TOWNSHIP_MIN])
    if len(counts) < 2 or not tested or len(clocked) < CLAIMS_MIN:
        return [Seen("thin", n=len(clocked))]
    return [_slower(clocked, code, len(tested)) for code in tested]


def _slower(clocked: pd.DataFrame, code: str, tested: int) -> Seen:
    own = (clocked["township_code"] == code).to_numpy()
    late, key = clocked["late"].to_numpy(), clocked["happening"].to_numpy()
    seen, rest = share(late[own], key[own]), float(late[~own].mean())
    p = difference_p(late, own, key)
    slower = seen.lo > rest and p <= 0.05
    effect = (seen.lo - rest) * seen.n / len(clocked) if slower else 0.0
    values = {"township": code, "townships_tested": tested}
    answer = "above" if slower else "even"
    return Seen(answer, seen.value, seen.lo, seen.hi, rest, seen.n, effect, p, values=values)


RULES: Sequence[Rule] = (
    Rule(
        "promise", FAMILY, "share", "target", ("claim",), promise,
        {"missed": Task("dispatch", 30), "open": Task("dispatch", 90),
         "too_few": Task("dispatch", 90)},
        tells_all=True,
    ),
    Rule(
        "unclocked", FAMILY, "share", "limit", ("claim",), unclocked,
        {"above": Task("dispatch", 30)},
    ),
    Rule(
        "late_reason", FAMILY, "share", "second", ("claim",), late_reason,
        {"above": Task("dispatch", 30)},
    ),
    Rule(
        "late_unexplained", FAMILY, "share", "limit", ("claim",), late_unexplained,
        {"above": Task("dispatch", 15)},
    ),
    Rule(
        "stage", FAMILY, "share", "target", ("claim", "complaint"), stage,
        {"below": Task("claims", 30), "no_limit": Task("manager", 90)},
        tells_all=True,
    ),
    Rule(
        "township", FAMILY, "share", "rest", ("claim",), township, {"above": Task("dispatch", 60)},
    ),
)  # fmt: skip

"""Rules on the data: places not found, rows refused, ledgers grown old. Counts, exact."""

from collections.abc import Sequence

import pandas as pd

from risk.history.findings.evidence import CLAIMS_MIN
from risk.history.findings.model import Rule, Seen, Tables, Task

UNPLACED_MAX = 0.02
MAX_AGE_DAYS = {
    "claim": 31,
    "complaint": 31,
    "call": 31,
    "policy": 366,
    "roster": 366,
    "region": 366,
}
FAMILY = "data"


def unplaced(t: Tables) -> list[Seen]:
    """Claims of the year that found no village."""
    n = len(t.claims_now)
    part = float(t.claims_now["village_key"].isna().mean()) if n else 0.0
    answer = "thin" if n < CLAIMS_MIN else "above" if part > UNPLACED_MAX else "below"
    effect = max(part - UNPLACED_MAX, 0.0)
    return [Seen(answer, part, comparison_value=UNPLACED_MAX, n=n, effect=effect)]


def newest_loads(t: Tables) -> pd.DataFrame:
    """The newest load of each ledger and file: a file mended and loaded again counts once."""
    return t.loads.sort_values("load_id").drop_duplicates(["kind", "file"], keep="last")


def refused(t: Tables) -> list[Seen]:
    """Rows of the source files, as last loaded, that could not be stored."""
    loads = newest_loads(t)
    rows, no = int(loads["rows_in"].sum()), int(loads["rows_rejected"].sum())
    if not rows:
        return [Seen("thin", comparison_value=0.0, first=t.as_of)]
    values = {"refused": no, "files": len(loads)}
    answer = "some" if no else "none"
    return [
        Seen(
            answer,
            no / rows,
            comparison_value=0.0,
            n=rows,
            effect=no / rows,
            first=t.as_of,
            values=values,
        )
    ]


def ageing(t: Tables) -> list[Seen]:
    """The ledger that has waited longest for its next load, by what is usual for its kind.

    Not told where no day is given to count to: a report says the same of the same data whenever it
    is made.
    """
    if t.today is None:
        return []
    today = pd.Timestamp(t.today)
    newest = t.loads.groupby("kind")["loaded_at"].max()
    newest = newest[newest.index.isin(list(MAX_AGE_DAYS))]
    if newest.empty:
        return [Seen("thin", first=t.as_of)]
    age = (today - newest.dt.normalize()).dt.days.clip(lower=0)
    limit = pd.Series(MAX_AGE_DAYS).reindex(age.index)
    kind = (age / limit).idxmax()
    days, most = int(age[kind]), int(limit[kind])
    effect = max(1 - most / days, 0.0) if days else 0.0
    answer = "above" if days > most else "below"
    values = {"kind": str(kind), "old": int((age > limit).sum())}
    return [
        Seen(
            answer,
            days,
            comparison_value=most,
            n=len(age),
            effect=effect,
            first=t.as_of,
            values=values,
        )
    ]


RULES: Sequence[Rule] = (
    Rule("unplaced", FAMILY, "share", "limit", ("claim",), unplaced, {"above": Task("data", 60)}),
    Rule("refused", FAMILY, "share", "none", ("load",), refused, {"some": Task("data", 15)}),
    Rule("ageing", FAMILY, "days", "limit", ("load",), ageing, {"above": Task("data", 15)}),
)

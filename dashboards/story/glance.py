"""Story → the account of the year at a glance: coverage, satisfaction, targets, what comes."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from risk.flow import Story
from risk.history.contract import contract_month
from risk.history.findings import Finding
from risk.history.forecast import ALL

STRONGEST = 3
VERDICTS = ("met", "missed", "running", "not_yet", "no_data", "cannot_tell", "unknown_metric")
JUDGED = ("met", "missed")


@dataclass(frozen=True)
class Ahead:
    """Claims of the next twelve months, all families, beside the last twelve.

    ``held`` is the share of months whose count lay in the 90 % range of an earlier forecast, of
    ``tested`` months; both None where nothing could be tested.
    """

    p50: float
    low: float
    high: float
    before: int
    held: float | None
    tested: int | None


def coverage_row(story: Story) -> dict[str, Any] | None:
    """The county's row of coverage; None without any policy."""
    frame = story.account.insured.townships
    if frame.empty or not (story.facts.exposure["exposure_source"] != "none").any():
        return None
    return {str(k): v for k, v in frame.iloc[0].items()}


def satisfaction_rows(story: Story) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Answers of this contract year and of the last; None where nobody answered."""
    frame = story.account.service.satisfaction
    asked = frame[frame["answers"] > 0]
    rows = {int(row["year"]): row for row in asked.to_dict("records")}
    return rows.get(story.account.year), rows.get(story.account.year - 1)


def target_counts(story: Story) -> tuple[dict[str, int], dict[str, int]]:
    """Targets by verdict: of the contract month of the last day, and of the year; only those met.

    A verdict that no target has is left out.
    """
    frame = story.account.targets
    start = story.facts.county.contract_year_start_month
    month = contract_month(story.facts.as_of, start).number
    return _counted(frame[frame["contract_month"] == month]), _counted(frame)


def _counted(frame: pd.DataFrame) -> dict[str, int]:
    counts = frame["verdict"].value_counts()
    return {verdict: int(counts[verdict]) for verdict in VERDICTS if verdict in counts}


def ahead(story: Story) -> Ahead | None:
    """The forecast of all families; None where the record carries none."""
    made = story.account.forecast
    every = made.by_year[made.by_year["peril_family"] == ALL]
    if made.note or every.empty or every["p50"].isna().all():
        return None
    row, tried = every.iloc[0], made.backtest
    if len(tried):
        tried = tried[
            (tried["peril_family"] == ALL)
            & (tried["method"] == "level")
            & (tried["period"] == "month")
        ]
    tested = tried.iloc[0] if len(tried) else None
    return Ahead(
        float(row["p50"]), float(row["p05"]), float(row["p95"]), int(row["last_12_months"]),
        None if tested is None else float(tested["held"]),
        None if tested is None else int(tested["n"]),
    )  # fmt: skip


def strongest(story: Story) -> tuple[Finding, ...]:
    """The first findings that the data carry, in the order of the account."""
    return tuple(f for f in story.account.findings if f.sufficient)[:STRONGEST]

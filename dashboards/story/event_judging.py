"""How right nowcasts of past events were: judged in a process of its own, kept in operations."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from risk.follow import judge_events
from risk.history.intervals import wilson_interval
from risk.operations import open_operations
from risk.operations.said import keep_said, last_said
from risk.version import code_version
from risk.workspace import Workspace


@dataclass(frozen=True)
class Judged:
    """One run over past events: what was said, and from which data."""

    said: pd.DataFrame
    data_version: str
    made_at: datetime


def judge_workspace(
    root: Path,
    version: str,
    seed: int,
    models: Mapping[str, str] | None,
    now: datetime,
    *,
    progress: Callable[[float, str], None],
) -> int:
    """Judge every past event of a version and keep it; returns the number of the run."""
    ws = Workspace(root)
    said = judge_events(ws, version, seed=seed, models=models, progress=progress)
    with closing(open_operations(ws)) as con:
        return keep_said(
            con, said, data_version=version, code_version=code_version(), seed=seed, made_at=now
        )


def last_judged(ws: Workspace) -> Judged | None:
    """The newest run kept; None: none was made."""
    with closing(open_operations(ws)) as con:
        found = last_said(con)
    if found is None:
        return None
    run, said = found
    return Judged(said, str(run["data_version"]), datetime.fromisoformat(str(run["made_at"])))


def held_shares(said: pd.DataFrame) -> pd.DataFrame:
    """By hours since the start: how often the 90 % range held, and the error of the median.

    Returns:
        at_h, events, share, share_lo, share_hi (90 %, Wilson), mae (mean of |median − final| over
        the final count), mae_reported (the same of the count reported so far).
    """
    final = said["final"].clip(lower=1)
    rows = said.assign(
        inside=said["final"].between(said["p05"], said["p95"]),
        mae=(said["p50"] - said["final"]).abs() / final,
        mae_reported=(said["reported"] - said["final"]).abs() / final,
    )
    by = rows.groupby("at_h").agg(
        events=("inside", "size"), held=("inside", "sum"), mae=("mae", "mean"),
        mae_reported=("mae_reported", "mean"),
    )  # fmt: skip
    low, high = wilson_interval(by["held"], by["events"])
    shares = by.assign(share=by["held"] / by["events"], share_lo=low, share_hi=high)
    return shares.drop(columns="held").reset_index()

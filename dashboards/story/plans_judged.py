"""Plans back-tested on past events: judged in a process of its own, kept in operations."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from risk.follow.backtest import judge_plans
from risk.follow.calibration import Calibration, calibration
from risk.operations import open_operations
from risk.operations.kept import keep_judged, last_judged
from risk.version import code_version
from risk.workspace import Workspace


@dataclass(frozen=True)
class JudgedPlans:
    """One back-test of plans over past events."""

    rows: pd.DataFrame
    data_version: str
    made_at: datetime

    @property
    def calibration(self) -> Calibration:
        """How true the plans' chances were on the claims that came."""
        return calibration(self.rows[self.rows["way"] == "plan"])


def judge_plans_of(
    root: Path,
    version: str,
    seed: int,
    models: Mapping[str, str] | None,
    now: datetime,
    *,
    progress: Callable[[float, str], None],
) -> int:
    """Back-test plans of every past event of a version and keep it; the number of the run."""
    ws = Workspace(root)
    judged = judge_plans(ws, version, seed=seed, models=models, progress=progress)
    with closing(open_operations(ws)) as con:
        return keep_judged(
            con, judged, data_version=version, code_version=code_version(), seed=seed, made_at=now
        )


def last_plans_judged(ws: Workspace) -> JudgedPlans | None:
    """The newest back-test kept; None: none was made."""
    with closing(open_operations(ws)) as con:
        found = last_judged(con)
    if found is None:
        return None
    run, rows = found
    made_at = datetime.fromisoformat(str(run["made_at"]))
    return JudgedPlans(rows, str(run["data_version"]), made_at)

"""Scores made anew with their models judged on events and townships left out, in a process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from risk.facts import read_facts
from risk.scored import judge_held_out, score_facts, store_scores
from risk.warehouse import open_version
from risk.workspace import Workspace


@dataclass(frozen=True)
class ScoresJudged:
    """Versions before and after."""

    before: str
    after: str


def judge_scores(
    root: Path, seed: int, now: datetime, *, progress: Callable[[float, str], None]
) -> ScoresJudged:
    """Score the version in force, judge the models, and store both as a version.

    The same data, settings, seed and code give the version that stands already.
    """
    ws = Workspace(root)
    progress(0.0, "reading")
    with open_version(ws) as warehouse:
        facts = read_facts(warehouse, ws.county())
    progress(0.1, "scoring")
    scores = score_facts(facts, seed=seed)
    progress(0.4, "judging on events and townships left out")
    judged = judge_held_out(facts, scores)
    progress(0.95, "storing the scores")
    return ScoresJudged(facts.version, store_scores(ws, facts, judged, seed=seed, now=now))

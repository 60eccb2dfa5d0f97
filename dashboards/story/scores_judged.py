"""Scores made anew with their models judged on events and townships left out, in a process."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards.story.scorings import scores_of
from risk.flow import Story, judge_held_out, read_facts, score_facts, store_scores, stored_scores
from risk.scoring import Scores
from risk.version import code_version
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


def scores_judged(ws: Workspace, story: Story) -> Scores | None:
    """Judged scores the version holds, by the settings, seed and code of now; None: none."""
    stored = stored_scores(ws, story.facts.version)
    if stored is None or not _of_now(stored[0], story):
        return None
    scores = scores_of(*stored)
    return scores if len(scores.held_out) else None


def _of_now(model: dict[str, Any], story: Story) -> bool:
    told = asdict(story.facts.county.scoring)
    told.pop("standings")
    settings = json.loads(model["settings"])
    same = json.loads(json.dumps(told)) == {k: settings.get(k) for k in told}
    day = pd.Timestamp(model["as_of"]).date() == story.facts.as_of
    code = str(model["code_version"]) == code_version()
    return same and day and code and int(model["seed"]) == story.seed

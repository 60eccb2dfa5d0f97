"""The story on one screen: load → locate → history → score → surge → plan.

Loading and locating make a version (``risk.intake``); everything after reads that version and is
told by :func:`tell`, so pages and reports look at one frozen :class:`Story`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from risk.errors import ModelError
from risk.facts import Facts, Quality, read_already, read_facts, read_quality
from risk.history import History
from risk.history.summary import Account
from risk.planned import Surge, plan_for, preset_scenario
from risk.progress import Progress, silent
from risk.scored import score_facts, store_scores, township_levels
from risk.scoring import Scores
from risk.views import read_history
from risk.views.told import read_account
from risk.warehouse import open_version
from risk.workspace import Workspace

DEFAULT_PRESETS = ("storm_severe", "flood_severe", "snow_severe")
DEMO_PRESET = "storm_severe"


@dataclass(frozen=True)
class Story:
    """Everything pages and reports show, from one data version, as known on one day."""

    facts: Facts
    seed: int
    quality: Quality
    history: History
    account: Account
    scores: Scores
    surges: dict[str, Surge]
    refusals: dict[str, str]  # preset → why the data cannot carry its surge


def tell(
    ws: Workspace,
    *,
    version: str | None = None,
    as_of: date | None = None,
    seed: int = 1,
    presets: Sequence[str] = DEFAULT_PRESETS,
    now: datetime | None = None,
    refit: bool = False,
    today: date | None = None,
    progress: Progress = silent,
) -> Story:
    """Tell the whole story of a version.

    Args:
        ws: the county's workspace.
        version: an earlier one that is still kept, as it was; default: the one in force.
        as_of: last day known; default: the last day with data.
        seed: of every simulation.
        presets: scenarios to plan for, names of ``risk.reference.presets``.
        now: when given, the scores are stored as a version of their own, and told from it; an
            earlier version is only read.
        refit: cut the levels anew instead of keeping the stored scores' cut points.
        today: the day the age of data is counted to; None: their age is not told.
        progress: called with the share done and what is being done.
    """
    county = ws.county()
    with open_version(ws, version) as warehouse:
        progress(0.0, "reading")
        facts = read_facts(warehouse, county, as_of)
        quality = read_quality(warehouse)
        progress(0.1, "history")
        past = read_history(warehouse, county, facts.as_of)
        progress(0.15, "service, coverage, findings, forecast")
        account = read_account(
            warehouse, county, facts.as_of, seed=seed, today=today, known=read_already(facts)
        )
    progress(0.3, "scoring")
    scores = score_facts(facts, seed=seed, refit=refit)
    if now is not None and version is None:
        stored = store_scores(ws, facts, scores, seed=seed, now=now)
        facts = replace(facts, version=stored)
    surges: dict[str, Surge] = {}
    refusals: dict[str, str] = {}
    for i, name in enumerate(presets):
        progress(0.4 + 0.6 * i / len(presets), f"surge and plan: {name}")
        try:
            surges[name] = plan_for(facts, scores, preset_scenario(facts, scores, name), seed=seed)
        except ModelError as refusal:
            refusals[name] = str(refusal)
    progress(1.0, "done")
    return Story(facts, seed, quality, past, account, scores, surges, refusals)


def look_back(
    ws: Workspace,
    version: str | None,
    as_of: date,
    *,
    seed: int = 1,
    models: Mapping[str, str] | None = None,
) -> tuple[Facts, Scores]:
    """Scores as the version's data would have told them on a day; ``models`` as ``score_facts``."""
    with open_version(ws, version) as warehouse:
        facts = read_facts(warehouse, ws.county(), as_of)
    return facts, score_facts(facts, seed=seed, models=models)


def headline(story: Story, preset: str) -> dict[str, Any]:
    """Levels by township and the plan's figures, as ``huzhu demo --json`` prints them."""
    plan = story.surges[preset].plan
    kept = plan.outcome.kept.set_index("tier")["p_event_share"]
    return {
        "levels": township_levels(story.facts, story.scores),
        "plan": {
            "days": plan.days,
            "p_kept": {tier: round(float(kept[tier]), 4) for tier in ("town", "rural")},
            "crews_by_day": [int(n) for n in plan.totals_by_day["total"]],
        },
    }

"""Story + a question about bases → trials, the study worked out apart, and its tables in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboards.i18n import t, term
from dashboards.jobs import Job
from risk import reference
from risk.errors import ModelError
from risk.flow import Story
from risk.hazard import place_houses
from risk.settings import County
from risk.staffing.bases import (
    Question,
    Study,
    Trial,
    ordinary_days,
    ordinary_record,
    study,
)
from risk.staffing.bases.ordinary import NAME as ORDINARY
from risk.staffing.bases.problem import ALL
from risk.staffing.bases.rank import decisive
from risk.staffing.bases.study import TODAY
from risk.staffing.simulator.rules import Conditions

DRAWS = 200
SEARCH_S = 20.0
TIERS = ("town", "rural")
COST = "cost_year_money"
COVERED_CUTS_MIN = (15.0, 30.0, 60.0, 120.0)
SHARE_CUTS = (0.5, 0.8, 0.9, 0.97)


@dataclass(frozen=True)
class Answer:
    """A study, and the data it was worked out on."""

    version: str
    seed: int
    draws: int
    study: Study


@dataclass(frozen=True)
class Asked:
    """Everything a study needs, to be carried to a process of its own."""

    version: str
    seed: int
    question: Question
    trials: list[Trial]
    bases: pd.DataFrame
    lenders: pd.DataFrame
    regions: pd.DataFrame
    county: County


def work_out(asked: Asked, *, progress: Callable[[float, str], None]) -> Answer:
    """Answer a question: what the job runs."""
    found = study(
        asked.question, asked.trials, asked.bases, asked.lenders, asked.regions,
        county=asked.county, seed=asked.seed, draws=DRAWS,
        first=asked.county.staffing.scenarios_plan, time_limit_s=SEARCH_S, progress=progress,
    )  # fmt: skip
    return Answer(asked.version, asked.seed, DRAWS, found)


@dataclass
class BasesDesk:
    """Works questions about bases out in a process of its own; keeps trials by version."""

    job: Job = field(default_factory=lambda: Job(work_out))
    _trials: dict[tuple[str, int], list[Trial]] = field(default_factory=dict, repr=False)

    def trials(self, story: Story) -> list[Trial]:
        """Ordinary days, then every surge the story tells, with the crews its plan calls.

        Raises:
            ModelError: no insured house, or no claim to expect.
        """
        key = (story.facts.version, story.seed)
        if key not in self._trials:
            self._trials = {key: trials_of(story)}
        return self._trials[key]

    def asked(self, story: Story, question: Question) -> Asked:
        """A question with all it is worked out from: the argument of the job."""
        facts = story.facts
        regions = pd.DataFrame(facts.regions).drop(columns="geometry", errors="ignore")
        return Asked(
            facts.version, story.seed, question, self.trials(story), bases_of(story),
            facts.lenders, regions, facts.county,
        )  # fmt: skip

    def answer(self, story: Story) -> Answer | None:
        """The newest answer on the data shown; None: none yet."""
        found = self.job.state.result
        same = found is not None and found.version == story.facts.version
        return found if same and found.seed == story.seed else None


def bases_of(story: Story) -> pd.DataFrame:
    """Bases with the crews that people and cars give on the first day tried."""
    return story.facts.bases_on(story.facts.as_of + timedelta(days=1))


def trials_of(story: Story) -> list[Trial]:
    """What bases are tried on.

    A base stands for years: roads closed today do not count, the county's drives do.
    """
    facts, staffing = story.facts, story.facts.county.staffing
    ordinary = ordinary_days(
        place_houses(facts.in_force, facts.regions),
        story.scores.frame,
        ordinary_record(facts.claims),
        county=facts.county,
        starts_on=facts.as_of + timedelta(days=1),
        seed=story.seed,
        draws=staffing.scenarios_plan + DRAWS,
    )
    known = Conditions(ways=facts.learned.ways)
    alone = pd.DataFrame(columns=["day", "shift", "base_id", "source", "crews"])
    surges = [
        Trial(name, surge.forecast, surge.plan.crews_by_day, known)
        for name, surge in story.surges.items()
        if surge.forecast.draws >= staffing.scenarios_plan + DRAWS
    ]
    return [Trial(ORDINARY, ordinary, alone, known), *surges]


def default_question() -> Question:
    """One base and one crew more, for ordinary days."""
    return Question(ORDINARY, sites_new=1, crews_extra=1)


def trial_words(name: str, lang: str) -> str:
    """A trial's name."""
    if name == ORDINARY:
        return t("bases.trial.ordinary", lang)
    try:
        preset = reference.preset(name)
    except ModelError:
        return name
    return preset.zh if lang == "zh" else preset.en


def candidate_words(name: str, lang: str) -> str:
    """A candidate's name."""
    return term("bases.candidate", name, lang)


def ordered(answer: Answer) -> list[str]:
    """Candidates: today first, then the others, best first."""
    return [TODAY, *(name for name in answer.study.ranking.order if name != TODAY)]


def tried(answer: Answer) -> list[str]:
    """Names of the trials, as they were run."""
    return list(dict.fromkeys(answer.study.ranking.table["trial"]))


def row_of(answer: Answer, candidate: str, trial: str, tier: str = ALL) -> dict[str, Any]:
    """One line of the ranking."""
    table = answer.study.ranking.table
    own = table[
        (table["candidate"] == candidate) & (table["trial"] == trial) & (table["tier"] == tier)
    ]
    return {str(k): v for k, v in own.iloc[0].to_dict().items()}


def summary_table(answer: Answer) -> pd.DataFrame:
    """A row a candidate: its account, coverage, and what the simulation says of the worst.

    Returns:
        account's columns + covered_share (least over trials), ordinary and surge in-time share by
        tier (``ordinary_town`` …; surge: the lowest of the surges), p_worst, p_worst_lo,
        p_worst_hi: the least chance of any trial and tier that has a claim an event;
        worst_trial, worst_tier, worst_claims: which, and its mean claims.
    """
    table, rows = answer.study.ranking.table, []
    account = answer.study.account.set_index("candidate")
    for name in ordered(answer):
        own = table[table["candidate"] == name]
        plain = own[own["trial"] == ORDINARY].set_index("tier")["in_time_share"]
        surge = own[own["trial"] != ORDINARY].groupby("tier")["in_time_share"].min()
        tiers = decisive(own)
        worst = tiers.loc[tiers["p_event_share"].idxmin()] if len(tiers) else None
        rows.append(
            {
                "candidate": name,
                **{k: int(v) if k != COST else float(v) for k, v in account.loc[name].items()},
                "covered_share": own.loc[own["tier"] == ALL, "covered_share"].min(),
                **{f"ordinary_{tier}": plain.get(tier, np.nan) for tier in TIERS},
                **{f"surge_{tier}": surge.get(tier, np.nan) for tier in TIERS},
                "p_worst": np.nan if worst is None else worst["p_event_share"],
                "p_worst_lo": np.nan if worst is None else worst["p_lo"],
                "p_worst_hi": np.nan if worst is None else worst["p_hi"],
                "worst_claims": np.nan if worst is None else worst["claims_mean"],
                "worst_trial": "" if worst is None else worst["trial"],
                "worst_tier": "" if worst is None else worst["tier"],
            }
        )
    return pd.DataFrame(rows)


def village_digits(
    answer: Answer, candidate: str, trial: str, measure: str, codes: tuple[str, ...]
) -> str:
    """One digit a village in the layer's order; darker is worse; 0: nothing known of it."""
    frame = answer.study.ranking.villages
    own = frame[(frame["candidate"] == candidate) & (frame["trial"] == trial)]
    own = own.set_index("region_code")
    if measure == "minutes":
        values = own["minutes"].reindex(list(codes)).to_numpy(np.float64)
        classes = 1 + np.searchsorted(COVERED_CUTS_MIN, values)
    else:
        values = own["in_time_share"].reindex(list(codes)).to_numpy(np.float64)
        classes = 5 - np.searchsorted(SHARE_CUTS, values, side="right")
    return "".join("0" if np.isnan(v) else str(c) for v, c in zip(values, classes, strict=True))


def placed_bases(answer: Answer, candidate: str) -> pd.DataFrame:
    """Bases of a candidate and those it closes: name, lon, lat, crews_day, crews_night, kind.

    ``kind``: stays, new, closed.
    """
    shown = answer.study.candidates[candidate]
    before = answer.study.existing
    kind = np.where(shown["base_id"].isin(before["base_id"]), "stays", "new")
    closed = before[~before["base_id"].isin(shown["base_id"])]
    columns = ["base_id", "name", "lon", "lat", "crews_day", "crews_night"]
    return pd.concat(
        [shown[columns].assign(kind=kind), closed[columns].assign(kind="closed")],
        ignore_index=True,
    )

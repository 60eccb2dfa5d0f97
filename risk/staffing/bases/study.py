"""One question about bases: every model's proposal, staffed alike, tried by simulation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.progress import Progress
from risk.settings import County
from risk.staffing.bases.candidates import (
    Where,
    in_turn,
    site_table,
    siting,
    staffed,
    weight_of,
)
from risk.staffing.bases.covering import lscp, mclp, mexclp
from risk.staffing.bases.distance import p_center, p_median
from risk.staffing.bases.problem import Across, Model, Sites, Siting
from risk.staffing.bases.rank import Ranking, Trial, busy_share, rank
from risk.staffing.travel import assumed_base

TODAY, MORE_CREWS = "today", "more_crews"
YEAR_DAYS = 365.25
SEARCH_SHARE = 0.2
BUSY_RANGE = (0.01, 0.95)
ACCOUNT_COLUMNS = (
    "candidate", "bases", "new", "closed", "crews_day", "crews_extra", "crews_moved",
    "cost_year_money",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        plan_for: name of the trial whose claims and weather the models look at.
        sites_new: bases more than today at most.
        crews_extra: day crews more than today, wherever they stand.
        movable: base_id of existing bases that may close.
        where: what may become a base.
        every_weather: the drives of every trial count, the worst one for coverage; else only the
            weather planned for.
        models: whose proposals are compared.
    """

    plan_for: str
    sites_new: int = 1
    crews_extra: int = 0
    movable: frozenset[str] = frozenset()
    where: Where = Where.TOWNSHIPS
    every_weather: bool = False
    models: tuple[Model, ...] = tuple(Model)


@dataclass(frozen=True)
class Study:
    """The answer.

    Attributes:
        question: what was asked.
        existing: the base table of today; ``assumed``: none was given, it is an assumed one.
        candidates: base tables by name: today, today with the extra crews, then each model's.
        chosen: what each model says of its own choice.
        refusals: model → why it has no proposal.
        ranking: of the simulation.
        account: ACCOUNT_COLUMNS, a row a candidate.
        busy: busy share of today's crews in the trial planned for: q of MEXCLP.
    """

    question: Question
    existing: pd.DataFrame
    assumed: bool
    candidates: dict[str, pd.DataFrame]
    chosen: dict[str, Sites]
    refusals: dict[str, str]
    ranking: Ranking
    account: pd.DataFrame
    busy: float


def study(
    question: Question,
    trials: list[Trial],
    bases: pd.DataFrame,
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
    draws: int,
    first: int = 0,
    time_limit_s: float = np.inf,
    progress: Progress | None = None,
) -> Study:
    """Work a question out.

    Args:
        question: what is asked.
        trials: what bases are tried on; one of them is planned for.
        bases: the base table; if empty, one base is assumed at the middle of expected claims.
        lenders, regions, county, seed, draws, first: as :func:`rank`.
        time_limit_s: of each model's search.
        progress: called with the share done and what is being done.

    Raises:
        ModelError: no trial of that name, or nothing that a simulation can carry.
    """
    planned = next((t for t in trials if t.name == question.plan_for), None)
    if planned is None:
        raise ModelError(
            f"no trial {question.plan_for!r}", where="bases", remedy="choose one of the list"
        )
    existing = bases if len(bases) else _assumed(planned, regions, county)
    existing = existing.reset_index(drop=True)

    def ranked(
        names: dict[str, pd.DataFrame], on: list[Trial], begin: float, end: float
    ) -> Ranking:
        def told(share: float, text: str) -> None:
            if progress is not None:
                progress(begin + (end - begin) * share, text)

        return rank(
            names, on, lenders, regions, county=county, seed=seed, draws=draws, first=first,
            progress=told,
        )  # fmt: skip

    today = ranked({TODAY: existing}, [planned], 0.0, SEARCH_SHARE / 2)
    busy = float(np.clip(busy_share(today, TODAY, planned.name), *BUSY_RANGE))
    sites = site_table(regions, existing, question.where)
    weather = [planned, *(t for t in trials if t is not planned and question.every_weather)]
    problem = siting(
        sites, [t.forecast for t in weather], regions, county,
        stays=frozenset(existing["base_id"]) - question.movable, ways=planned.conditions.ways,
    )  # fmt: skip
    crews = int(existing["crews_day"].sum()) + question.crews_extra
    night = int(existing["crews_night"].sum())
    candidates = {TODAY: existing}
    if question.crews_extra:
        candidates[MORE_CREWS] = _with_more(problem, existing, question.crews_extra)
    chosen, refusals = {}, {}
    for model in question.models:
        if progress is not None:
            progress(SEARCH_SHARE / 2, model.value)
        try:
            found = propose(problem, model, question, existing, crews, busy, time_limit_s)
        except ModelError as refusal:
            refusals[model.value] = str(refusal)
            continue
        chosen[model.value] = found
        candidates[model.value] = staffed(sites, found, problem, crews_day=crews, crews_night=night)
    return Study(
        question=question,
        existing=existing,
        assumed=bases.empty,
        candidates=candidates,
        chosen=chosen,
        refusals=refusals,
        ranking=ranked(candidates, trials, SEARCH_SHARE, 1.0),
        account=_account(candidates, existing, county),
        busy=busy,
    )


def propose(
    problem: Siting,
    model: Model,
    question: Question,
    existing: pd.DataFrame,
    crews: int,
    busy: float,
    time_limit_s: float,
) -> Sites:
    """One model's sites."""
    sites_max = len(existing) + question.sites_new
    across = Across.WORST if question.every_weather else Across.MEAN
    if model is Model.LSCP:
        return lscp(problem, sites_max=sites_max, time_limit_s=time_limit_s)
    if model is Model.MCLP:
        return mclp(problem, sites_max, across=across, time_limit_s=time_limit_s)
    if model is Model.MEXCLP:
        return mexclp(
            problem, crews, busy, sites_max=sites_max, across=across, time_limit_s=time_limit_s
        )
    distance = p_median if model is Model.P_MEDIAN else p_center
    return distance(problem, sites_max, time_limit_s=time_limit_s)


def _with_more(problem: Siting, existing: pd.DataFrame, extra: int) -> pd.DataFrame:
    """Today's bases with the extra crews where most claims fall on a crew."""
    order = list(range(len(existing)))  # they come first among the sites
    here = existing["crews_day"].to_numpy(np.int64)
    return existing.assign(crews_day=in_turn(here, weight_of(problem, order), extra))


def _assumed(planned: Trial, regions: pd.DataFrame, county: County) -> pd.DataFrame:
    forecast = planned.forecast
    own = max(county.staffing.standby_crews, 1)
    return assumed_base(forecast.region_codes, forecast.expected, regions, crews_day=own)


def _account(
    candidates: dict[str, pd.DataFrame], existing: pd.DataFrame, county: County
) -> pd.DataFrame:
    """What each candidate changes, and what its extra crews cost in a year."""
    before = existing.set_index("base_id")["crews_day"]
    rows = []
    for name, bases in candidates.items():
        after = bases.set_index("base_id")["crews_day"]
        extra = int(after.sum() - before.sum())
        left = (before - after.reindex(before.index, fill_value=0)).clip(lower=0)
        rows.append(
            (
                name, len(after), len(after.index.difference(before.index)),
                len(before.index.difference(after.index)), int(after.sum()), extra,
                int(left.sum()), max(extra, 0) * county.staffing.crew_day_cost_money * YEAR_DAYS,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS))

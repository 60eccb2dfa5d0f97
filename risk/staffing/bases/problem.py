"""Where bases could stand and whom they must reach; what a choice of sites achieves."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.staffing.bases.program import Bools, Floats, Ints

TOLERANCE_MIN = 1e-9
ALL = "all"


class Model(StrEnum):
    """How sites are chosen."""

    LSCP = "lscp"  # fewest sites that reach everybody in time
    MCLP = "mclp"  # most claims reached in time with so many sites
    MEXCLP = "mexclp"  # the same, with crews busy part of the time
    P_MEDIAN = "p_median"  # least mean drive
    P_CENTER = "p_center"  # least worst drive


class Status(StrEnum):
    """How a search for sites ended."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"  # the best found in time; ``gap`` says how far from the bound
    INFEASIBLE = "infeasible"  # the demand as put cannot be met; ``short`` says by how much


class Across(StrEnum):
    """How travel-time scenarios count together."""

    MEAN = "mean"
    WORST = "worst"


@dataclass(frozen=True)
class Siting:
    """Candidate sites, demands, and the drives between them.

    Attributes:
        sites: code of each candidate site.
        demands: code of each demand.
        minutes: drive from each site to each demand in each travel scenario, shape (scenarios,
            sites, demands); inf where there is no way.
        limit_min: promised minutes of each demand: both tiers stand in one model.
        weight: expected claims of each demand.
        tier: tier of each demand.
        stays: sites that stay open whatever is chosen: the existing ones not to be moved.
        room: crews a site can take.
    """

    sites: NDArray[np.object_]
    demands: NDArray[np.object_]
    minutes: Floats
    limit_min: Floats
    weight: Floats
    tier: NDArray[np.object_]
    stays: Bools
    room: Ints

    def __post_init__(self) -> None:
        """Refuse shapes that do not belong together."""
        s, d = len(self.sites), len(self.demands)
        _require(self.minutes.ndim == 3 and self.minutes.shape[1:] == (s, d), "minutes by site")
        _require(s > 0 and d > 0, "no site or no demand")
        for name, n in (
            ("limit_min", d), ("weight", d), ("tier", d), ("stays", s), ("room", s)
        ):  # fmt: skip
            _require(len(getattr(self, name)) == n, f"{n} values of {name} wanted")
        _require(not np.isnan(self.minutes).any(), "minutes not known; give inf where no way is")
        _require(bool((self.weight >= 0).all()) and self.weight.sum() > 0, "no weight above 0")

    @cached_property
    def reach(self) -> Bools:
        """Whether each site reaches each demand within its limit (scenarios, sites, demands)."""
        return np.asarray(self.minutes <= self.limit_min + TOLERANCE_MIN)

    @property
    def scenarios(self) -> int:
        """Travel scenarios."""
        return len(self.minutes)


@dataclass(frozen=True)
class Sites:
    """Sites chosen by a model, and what they reach when every crew is free.

    Attributes:
        model: how they were chosen.
        status: how the search ended.
        open: codes of the open sites, those that stay included.
        new: codes of those that did not have to stay.
        crews: crews of each open site where the model places crews (MEXCLP), else empty.
        objective: sites (LSCP), share of weight covered (MCLP), expected share (MEXCLP), mean
            minutes (p-median), worst minutes as a multiple of the limit (p-centre).
        gap: relative distance left to the proven bound.
        covered: of :func:`coverage`.
        short: demands out of reach, of :func:`out_of_reach` over the open sites.
        sites_missing: open sites lacking for the demand to be feasible at all (0 if none).
    """

    model: Model
    status: Status
    open: tuple[str, ...]
    new: tuple[str, ...]
    objective: float
    gap: float
    covered: pd.DataFrame
    short: pd.DataFrame
    crews: dict[str, int] = field(default_factory=dict)
    sites_missing: int = 0


def coverage(siting: Siting, opened: Bools) -> pd.DataFrame:
    """What open sites reach if a crew is always free.

    Returns:
        A row a tier (all first): tier, weight, covered_share (mean over travel scenarios),
        covered_share_worst (of the worst scenario), mean_min and max_min of the drive from the
        nearest site (mean and worst over scenarios; inf where some demand has no way).
    """
    minutes = nearest_min(siting, opened)
    covered = minutes <= siting.limit_min + TOLERANCE_MIN
    rows = []
    for tier in (ALL, *sorted(set(siting.tier))):
        inside = np.ones(len(siting.tier), bool) if tier == ALL else siting.tier == tier
        weight = siting.weight[inside]
        total = weight.sum()
        some = total > 0
        share = covered[:, inside] @ weight / total if some else np.array([np.nan])
        far = minutes[:, inside][:, weight > 0]
        rows.append(
            (
                tier, total, share.mean(), share.min(),
                float((far @ weight[weight > 0]).mean() / total) if some else np.nan,
                float(far.max()) if some else np.nan,
            )
        )  # fmt: skip
    names = ["tier", "weight", "covered_share", "covered_share_worst", "mean_min", "max_min"]
    return pd.DataFrame(rows, columns=names)


def nearest_min(siting: Siting, opened: Bools) -> Floats:
    """Minutes from the nearest open site (scenarios, demands); inf without one."""
    if not opened.any():
        return np.full((siting.scenarios, len(siting.demands)), np.inf)
    return np.asarray(siting.minutes[:, opened].min(axis=1))


def expected_cover(siting: Siting, crews: Floats | Ints, busy: float) -> float:
    """Share of claims met by a free crew within the limit when each is busy independently.

    Daskin 1983: a demand with n crews in reach is covered with 1 − qⁿ; mean over travel scenarios.

    Args:
        siting: drives and limits.
        crews: crews at each site (0: closed; a mean over days need not be whole).
        busy: chance q that a crew is busy.
    """
    within = np.einsum("sjd,j->sd", siting.reach, crews.astype(np.float64))
    met = 1 - busy**within if busy > 0 else (within > 0).astype(np.float64)
    return float((met @ siting.weight).mean() / siting.weight.sum())


def out_of_reach(siting: Siting, opened: Bools) -> pd.DataFrame:
    """Demands with weight that no open site reaches in time, the shortest of time first.

    Returns:
        demand, tier, site (the nearest; "" if none has a way), minutes, limit_min, short_min: by
        how much the limit is missed in the worst travel scenario.
    """
    minutes = nearest_min(siting, opened)
    worst = minutes.argmax(axis=0)
    at = np.arange(len(siting.demands))
    far = minutes[worst, at]
    missed = (far > siting.limit_min + TOLERANCE_MIN) & (siting.weight > 0)
    numbers = np.flatnonzero(opened)
    nearest = siting.minutes[worst, :, at][:, opened].argmin(axis=1) if len(numbers) else None
    frame = pd.DataFrame(
        {
            "demand": siting.demands,
            "tier": siting.tier,
            "site": "" if nearest is None else siting.sites[numbers[nearest]],
            "minutes": far,
            "limit_min": siting.limit_min,
            "short_min": far - siting.limit_min,
        }
    )
    frame.loc[np.isinf(far), "site"] = ""
    rows: pd.DataFrame = frame[missed]
    return rows.sort_values("short_min", ascending=False, ignore_index=True)


def chosen(
    siting: Siting,
    model: Model,
    opened: Bools,
    objective: float,
    *,
    gap: float = 0.0,
    status: Status = Status.OPTIMAL,
    crews: Ints | None = None,
    sites_missing: int = 0,
) -> Sites:
    """The record of a choice of sites."""
    names = siting.sites
    return Sites(
        model=model,
        status=status,
        open=tuple(names[opened]),
        new=tuple(names[opened & ~siting.stays]),
        objective=objective,
        gap=gap,
        covered=coverage(siting, opened),
        short=out_of_reach(siting, opened),
        crews={}
        if crews is None
        else {str(names[j]): int(crews[j]) for j in np.flatnonzero(crews)},
        sites_missing=sites_missing,
    )


def require_sites(siting: Siting, sites_max: int) -> None:
    """Refuse fewer sites than stay open, or none at all.

    Raises:
        ModelError: so.
    """
    if sites_max < max(int(siting.stays.sum()), 1):
        raise ModelError(
            f"{sites_max} sites asked for, {int(siting.stays.sum())} stay open",
            where="locations",
            remedy="allow more sites, or let an existing one move",
        )


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ModelError(what, where="locations", remedy="give sites, demands and drives that fit")

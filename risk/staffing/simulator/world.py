"""Conditions laid over scenarios: the backlog among the claims, pockets over bases and villages."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.staffing.simulator.rules import Closure
from risk.surge import Claims

BACKLOG_STREAM = 6

Bools = NDArray[np.bool_]


def with_backlog(
    claims: Claims, backlog: pd.DataFrame, codes: NDArray[np.object_], *, seed: int
) -> Claims:
    """Claims with those open before hour 0 put first in every draw; their marks are drawn anew."""
    if backlog.empty:
        return claims
    ordered = backlog.sort_values("reported_h", kind="stable")
    village = pd.Index(codes.astype(str)).get_indexer(pd.Index(ordered["region_code"].astype(str)))
    if (village < 0).any():
        _unknown(str(ordered["region_code"].iloc[int(np.argmin(village))]), "backlog")
    n, draws = len(ordered), claims.draws
    rng = np.random.default_rng([seed, BACKLOG_STREAM, claims.first_draw])
    at = np.repeat(claims.start[:-1], n)

    hour = ordered["reported_h"].to_numpy(np.float64)
    return Claims(
        claims.first_draw,
        claims.start + n * np.arange(draws + 1),
        np.insert(claims.village, at, np.tile(village.astype(np.int32), draws)),
        np.insert(claims.hour, at, np.tile(hour, draws)),
        np.insert(claims.mark, at, rng.random(n * draws)),
    )


def pockets(
    closures: Sequence[Closure], codes: NDArray[np.object_], base_codes: Sequence[str]
) -> Bools:
    """Which bases, then villages, lie inside each closure (closures, B + V).

    A closed village that no trip of the event goes to matters to nobody and is left out.
    """
    rows = np.array([*(str(c) for c in base_codes), *(str(c) for c in codes)], object)
    out = np.zeros((len(closures), len(rows)), bool)
    for k, closure in enumerate(closures):
        out[k] = np.isin(rows.astype(str), [str(code) for code in closure.region_codes])
    return out


def _unknown(code: str, where: str) -> None:
    raise ModelError(
        f"village {code} is not among the villages planned for",
        where=where,
        remedy="name villages of this version's regions",
    )

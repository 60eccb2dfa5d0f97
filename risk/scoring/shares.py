"""What each kind of feature does to a model's log rate, as numbers that add up.

Shapley's value (1953) over kinds of features, not single ones: of a few kinds every coalition can
be asked. A kind outside the coalition takes the values of typical rows instead.
"""

from collections.abc import Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from risk.scoring.moments import Floats

TYPICAL = 16  # rows that stand for all
CELLS_MAX = 2_000_000  # rows asked at once


def group_shares(
    model: Any, values: Floats, names: Sequence[str], groups: Sequence[str], weight: Floats
) -> dict[str, Floats]:
    """Log shares by kind, (N,) each; Σ = log(prediction) less its mean over typical rows.

    Args:
        model: has ``predict`` on a frame, above 0.
        values: (N, P).
        names: (P,) columns of the frame.
        groups: (P,) kind of each.
        weight: (N,) of rows when typical ones are chosen (evenly along the predictions).
    """
    kinds = sorted(set(groups))
    of = np.array(groups)
    rows = values[
        _typical(np.asarray(model.predict(pd.DataFrame(values, columns=list(names)))), weight)
    ]
    told = {
        coalition: _value(model, values, rows, np.isin(of, coalition), list(names))
        for size in range(len(kinds) + 1)
        for coalition in combinations(kinds, size)
    }
    return {kind: _share(kind, kinds, told) for kind in kinds}


def _typical(prediction: Floats, weight: Floats) -> Any:
    """Rows at even steps of the weight, in order of their prediction."""
    order = np.argsort(prediction, kind="stable")
    heap = np.cumsum(weight[order]) if weight.sum() > 0 else np.arange(1.0, len(order) + 1)
    steps = (np.arange(TYPICAL) + 0.5) / TYPICAL * heap[-1]
    return order[np.minimum(np.searchsorted(heap, steps), len(order) - 1)]


def _value(model: Any, values: Floats, rows: Floats, inside: Any, names: list[str]) -> Floats:
    """Mean log prediction with the coalition's own values and the rest from typical rows, (N,)."""
    n, step = len(values), max(1, CELLS_MAX // len(rows))
    found = np.empty(n)
    for at in range(0, n, step):
        own = values[at : at + step]
        mixed = np.where(inside, own[:, None, :], rows[None, :, :]).reshape(-1, values.shape[1])
        log = np.log(model.predict(pd.DataFrame(mixed, columns=names)))
        found[at : at + step] = log.reshape(len(own), len(rows)).mean(axis=1)
    return found


def _share(kind: str, kinds: list[str], told: dict[tuple[str, ...], Floats]) -> Floats:
    n = len(kinds)
    others = [k for k in kinds if k != kind]
    return np.asarray(
        sum(
            factorial(size) * factorial(n - size - 1) / factorial(n)
            * (told[tuple(sorted((*coalition, kind)))] - told[coalition])
            for size in range(n)
            for coalition in combinations(others, size)
        )
    )  # fmt: skip

"""Where bases should stand: classic location models, judged by simulation.

A house within the limit of a base is not yet a house reached in time: crews are busy. Coverage
alone says "fine" where a surge misses most of the promise, so :func:`rank` simulates every choice.
"""

from risk.staffing.bases.covering import lscp, mclp, mexclp
from risk.staffing.bases.distance import p_center, p_median
from risk.staffing.bases.problem import (
    Across,
    Model,
    Sites,
    Siting,
    Status,
    coverage,
    expected_cover,
    out_of_reach,
)

__all__ = [
    "Across",
    "Model",
    "Sites",
    "Siting",
    "Status",
    "coverage",
    "expected_cover",
    "lscp",
    "mclp",
    "mexclp",
    "out_of_reach",
    "p_center",
    "p_median",
]

"""Where bases should stand: classic location models, judged by simulation.

A house within the limit of a base is not yet a house reached in time: crews are busy. Coverage
alone says "fine" where a surge misses most of the promise, so :func:`rank` simulates every choice.
"""

from risk.staffing.bases.candidates import Where, site_table, siting, staffed
from risk.staffing.bases.covering import lscp, mclp, mexclp
from risk.staffing.bases.distance import p_center, p_median
from risk.staffing.bases.ordinary import Record, ordinary_days, ordinary_record
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
from risk.staffing.bases.rank import Ranking, Trial, busy_share, rank
from risk.staffing.bases.study import Question, Study, study

__all__ = [
    "Across",
    "Model",
    "Question",
    "Ranking",
    "Record",
    "Sites",
    "Siting",
    "Status",
    "Study",
    "Trial",
    "Where",
    "busy_share",
    "coverage",
    "expected_cover",
    "lscp",
    "mclp",
    "mexclp",
    "ordinary_days",
    "ordinary_record",
    "out_of_reach",
    "p_center",
    "p_median",
    "rank",
    "site_table",
    "siting",
    "staffed",
    "study",
]

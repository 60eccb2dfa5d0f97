"""What speaks for and against one house: agreement weights after Fellegi and Sunter.

Each kind of evidence has m, the chance that two records of one house agree in it, and u, the chance
that records of two houses do; agreement adds log2(m/u) bits, disagreement log2((1−m)/(1−u)),
what is missing adds nothing (I. P. Fellegi, A. B. Sunter, A Theory for Record Linkage, Journal of
the American Statistical Association 64, 1969). Where the records themselves tell how common a value
is, that takes the place of u: a name borne by one house of the village says more than one borne by
ten, and a telephone under which many names report is a liaison's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ASSUMED = "assumed; to be set anew on pairs that people have decided"


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence with its two chances of agreement."""

    name: str
    m: float
    u: float
    source: str = ASSUMED

    def bits(self, agree: Bools, known: Bools, u: Floats | float | None = None) -> Floats:
        """Weight of each pair in bits; ``u`` where the values tell their own.

        A common value says less when it agrees; when it does not, the kind's own u counts.
        """
        chance = np.clip(self.u if u is None else u, 1e-7, 1.0)
        told = np.where(agree, np.log2(self.m / chance), np.log2((1 - self.m) / (1 - self.u)))
        return np.where(known, told, 0.0)


# Two reports.
HOUSEHOLD = Evidence("household", 0.995, 1e-5)
PHONE = Evidence("phone", 0.6, 0.005)
NAME = Evidence("name", 0.85, 0.003)
DOOR = Evidence("door", 0.9, 0.02)
GROUP = Evidence("group", 0.85, 0.2)
VILLAGE = Evidence("village", 0.93, 0.01)
PERIL = Evidence("peril", 0.85, 0.6)
LOSS_DAY = Evidence("loss_day", 0.85, 0.5)
OF_REPORTS = (HOUSEHOLD, PHONE, NAME, DOOR, GROUP, VILLAGE, PERIL, LOSS_DAY)

# A report and an insured household: its list may hold an older telephone, another member's name.
LISTED_HOUSEHOLD = Evidence("household", 0.995, 1e-5)
LISTED_PHONE = Evidence("phone", 0.7, 1e-5)
LISTED_NAME = Evidence("name", 0.85, 1e-5)
LISTED_DOOR = Evidence("door", 0.85, 0.02)
LISTED_GROUP = Evidence("group", 0.9, 0.2)
OF_HOUSEHOLDS = (LISTED_HOUSEHOLD, LISTED_PHONE, LISTED_NAME, LISTED_DOOR, LISTED_GROUP)

LEAST_SHARED = 0.1
"""Houses that bear a name besides those the lists know of, on average."""
MANY_NAMES = 4
"""So many more names under one telephone make it nobody's own."""


def chance(bits: Floats, prior: Floats | float) -> Floats:
    """Chance of one house, from the weight of the evidence and the chance before it."""
    odds = np.exp2(np.clip(bits, -500, 500)) * prior / (1 - np.asarray(prior))
    return np.asarray(odds / (1 + odds))


def shared_phone(names: Floats) -> Floats:
    """u of a telephone under which ``names`` different names report."""
    shared = (np.maximum(names - 1, 0) / MANY_NAMES) ** 2
    return np.clip(np.maximum(PHONE.u, shared), PHONE.u, 1.0)


def wrong_if_unlisted(m: float, share: float) -> float:
    """Chance that a contact no insured household has is a wrong one, not an uninsured house's.

    A wrong name or a borrowed telephone differs from every other report's, also from those of the
    same house, so it speaks little against one house.

    Args:
        m: chance that a report of an insured house gives the contact its list holds.
        share: share of houses insured.
    """
    wrong = (1 - m) * share
    return wrong / (wrong + 1 - share)

"""What a loss run is made of: events, houses, their vulnerability, and the scheme's terms.

All arrays are checked once here, so that no pass over them can give a negative or missing loss.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from risk.errors import ModelError

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
MOST_MONEY = 1e15  # sums above this are no sums insured; products of three stay finite
LEAST_STEP = 1e-6  # between intensities of a curve


class LimitOn(StrEnum):
    """What a limit per house is held against."""

    CLAIM = "claim"  # each claiming house's own loss
    MEAN = "mean"  # the mean over claiming and other houses, as CLIMADA's cover does


@dataclass(frozen=True, kw_only=True)
class EventSet:
    """Events by the cells they hit.

    Attributes:
        indptr: where the hits of each event begin, (events + 1,).
        cell: cell of each hit.
        intensity: intensity of each hit, in the curves' unit.
        frequency_per_year: by event.
        cells: number of cells.
    """

    indptr: Longs
    cell: Ints
    intensity: Floats
    frequency_per_year: Floats
    cells: int

    def __post_init__(self) -> None:
        """Refuse what no pass could walk through."""
        where = "event set"
        _set(self, "indptr", np.ascontiguousarray(self.indptr, np.int64))
        _set(self, "cell", np.ascontiguousarray(self.cell, np.int32))
        _numbers(self, "intensity", where, low=-np.inf)
        _numbers(self, "frequency_per_year", where)
        steps = np.diff(self.indptr)
        _require(len(self.indptr) == self.events + 1, "one frequency an event is needed", where)
        whole = self.indptr[0] == 0 and self.indptr[-1] == len(self.cell) == len(self.intensity)
        _require(bool(whole and (steps >= 0).all()), "hits do not add up to the events", where)
        _require(_within(self.cell, 0, self.cells), "a hit lies in no cell", where)

    @property
    def events(self) -> int:
        """How many events."""
        return len(self.frequency_per_year)


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Vulnerability: share of houses that claim, and share of its sum a claiming house loses.

    Attributes:
        intensity: rising nodes, (nodes,); between them shares are straight lines, outside held.
        claim_share: 0–1, (curves, nodes).
        loss_share: 0–1, (curves, nodes).
    """

    intensity: Floats
    claim_share: Floats
    loss_share: Floats

    def __post_init__(self) -> None:
        """Refuse shares outside 0–1 and nodes that do not rise."""
        where = "vulnerability curves"
        _numbers(self, "intensity", where, low=-np.inf)
        _numbers(self, "claim_share", where, high=1.0)
        _numbers(self, "loss_share", where, high=1.0)
        rising = len(self.intensity) > 1 and bool((np.diff(self.intensity) >= LEAST_STEP).all())
        _require(rising, "intensities do not rise", where)
        shape = self.claim_share.shape
        same = len(shape) == 2 and shape == self.loss_share.shape
        _require(same and shape[1] == len(self.intensity), "one share a node is needed", where)

    @property
    def count(self) -> int:
        """How many curves."""
        return len(self.claim_share)


@dataclass(frozen=True, kw_only=True)
class Houses:
    """Insured houses, or rows of equal houses.

    Attributes:
        cell: −1 where a house lies in none: it never loses.
        curve: row of the curves.
        village: row of the result.
        value_money: sum insured of the row, all its houses together.
        villages: number of villages.
        houses: houses of the row; None: one each.
        deductible_money: own deductible of one house; NaN: the scheme's.
        limit_money: own limit of one house; NaN: the scheme's.
    """

    cell: Ints
    curve: Ints
    village: Ints
    value_money: Floats
    villages: int
    houses: Floats | None = None
    deductible_money: Floats | None = None
    limit_money: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse houses of different lengths, negative sums, villages that are not there."""
        where = "insured houses"
        for name in ("cell", "curve", "village"):
            _set(self, name, np.ascontiguousarray(getattr(self, name), np.int32))
        _numbers(self, "value_money", where, high=MOST_MONEY)
        if self.houses is not None:
            _numbers(self, "houses", where, high=MOST_MONEY)
        for name in ("deductible_money", "limit_money"):
            if getattr(self, name) is not None:
                _numbers(self, name, where, high=MOST_MONEY, missing=True)
        columns = (self.cell, self.curve, self.village, self.houses, self.deductible_money,
                   self.limit_money)  # fmt: skip
        even = all(len(c) == len(self.value_money) for c in columns if c is not None)
        _require(even, "columns of different lengths", where)
        _require(_within(self.village, 0, self.villages), "a house lies in no village", where)
        _require(_within(self.cell, -1, 2**31 - 1), "a cell below −1", where)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The scheme's terms, in the order they bite; None: not provided, computed without.

    Attributes:
        deductible_money: kept by the householder, each claim.
        limit_money: greatest payment of one house in one event.
        limit_share: the same, as a share of its sum insured.
        event_limit_money: greatest payment of one event.
        insurer_share: share of what remains that the insurer bears.
        limit_on: what the limit of a house is held against.
    """

    deductible_money: float | None = None
    limit_money: float | None = None
    limit_share: float | None = None
    event_limit_money: float | None = None
    insurer_share: float = 1.0
    limit_on: LimitOn = LimitOn.CLAIM

    def __post_init__(self) -> None:
        """Refuse negative terms and shares outside 0–1."""
        for name in ("deductible_money", "limit_money", "event_limit_money"):
            given = getattr(self, name)
            _require(given is None or 0 <= given <= MOST_MONEY, f"{name} is {given}", "terms")
        for name in ("limit_share", "insurer_share"):
            given = getattr(self, name)
            _require(given is None or 0 <= given <= 1, f"{name} is {given}, not 0 to 1", "terms")


def _numbers(
    record: object,
    name: str,
    where: str,
    *,
    low: float = 0.0,
    high: float = np.inf,
    missing: bool = False,
) -> None:
    """Keep a column as float64; refuse what is not a finite number in its range."""
    given: ArrayLike = getattr(record, name)
    column = np.ascontiguousarray(given, np.float64)
    fair = np.isfinite(column) & (column >= low) & (column <= high)
    if missing:
        fair |= np.isnan(column)
    _require(bool(fair.all()), f"{name} holds what is no number from {low} to {high}", where)
    _set(record, name, column)


def _set(record: object, name: str, column: NDArray[np.generic]) -> None:
    object.__setattr__(record, name, column)


def _within(column: Ints, low: int, below: int) -> bool:
    return bool(len(column) == 0 or (column.min() >= low and column.max() < below))


def _require(holds: bool, what: str, where: str) -> None:
    if not holds:
        raise ModelError(what, where=where, remedy="correct the input")

"""Event set × houses → loss of each event, average annual loss by village.

Terms bite in this order: deductible and limit of each house, limit of the event, insurer's share.
Where no deductible bites and the only limit of a house is a share of its sum insured, losses are
shares of sums insured and houses are never looked at one by one (``risk.losses.kernel``).

Terms are held against the mean loss share of a claim, not against its spread: with a deductible
near the mean loss the true payment is higher, with a limit near it lower.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Self

import numpy as np

from risk.errors import ModelError
from risk.losses import kernel
from risk.losses.exposed import MOST_MONEY, Curves, EventSet, Floats, Houses, LimitOn, Longs, Terms

BUCKETS = 1024


@dataclass(frozen=True)
class Losses:
    """What a portfolio loses.

    Attributes:
        event_money: loss of each event after all terms, (events,).
        village_annual_money: average annual loss by village, (villages,).
        frequency_per_year: of each event, (events,).
    """

    event_money: Floats
    village_annual_money: Floats
    frequency_per_year: Floats

    @property
    def annual_money(self) -> float:
        """Average annual loss of the whole portfolio."""
        return float(self.event_money @ self.frequency_per_year)


class Portfolio:
    """Houses under terms, arranged once for any number of events."""

    def __init__(self, houses: Houses, curves: Curves, terms: Terms, *, cells: int) -> None:
        """Arrange the houses by cell.

        Args:
            houses: their cells lie below ``cells``, their curves below ``curves.count``.
            curves: vulnerability.
            terms: the scheme's.
            cells: number of cells of the event sets to come.

        Raises:
            ModelError: a house has a cell or curve that does not exist.
        """
        _below(houses.cell, cells, "cell")
        _below(houses.curve, curves.count, "curve")
        self.terms, self.cells, self._houses = terms, cells, houses
        self._villages = houses.villages
        self._set_curves(curves)
        self.by_sums = _by_sums(houses, terms)
        if self.by_sums:
            self._sums = np.zeros((cells, curves.count))
            kernel.sums_of_cells(houses.cell, houses.curve, houses.value_money, self._sums)
        else:
            self._sorted = _Sorted.of(houses, terms, cells)

    def under(self, curves: Curves) -> Self:
        """The same houses and terms under other curves of as many classes; nothing is sorted anew.

        Raises:
            ModelError: there are fewer curves than the houses name.
        """
        _below(self._houses.curve, curves.count, "curve")
        other = copy(self)
        other._set_curves(curves)
        return other

    def _set_curves(self, curves: Curves) -> None:
        self._shares = (
            np.ascontiguousarray(curves.claim_share.T),
            np.ascontiguousarray(curves.loss_share.T),
        )
        self._nodes = _nodes(curves.intensity)

    def losses(self, events: EventSet | Iterable[EventSet]) -> Losses:
        """Losses of an event set, or of one that comes in parts and never lies in memory whole.

        Raises:
            ModelError: an event set is made for other cells.
        """
        village_money = np.zeros(self._villages)
        event_money, frequency = [np.empty(0)], [np.empty(0)]
        for part in [events] if isinstance(events, EventSet) else events:
            event_money.append(self._part(part, village_money))
            frequency.append(part.frequency_per_year)
        return Losses(np.concatenate(event_money), village_money, np.concatenate(frequency))

    def _part(self, events: EventSet, village_money: Floats) -> Floats:
        """Loss of each event after terms; adds to ``village_money``."""
        if events.cells != self.cells:
            what = f"events lie on {events.cells} cells, houses on {self.cells}"
            raise ModelError(what, where="loss run", remedy="use one grid")
        run = self._by_sums if self.by_sums else self._by_house
        share, limit = self.terms.insurer_share, self.terms.event_limit_money
        gross, annual = run(events, events.frequency_per_year)
        kept = np.full(events.events, share)
        if limit is not None and bool((gross > limit).any()):
            kept = share * np.divide(limit, gross, out=np.ones_like(gross), where=gross > limit)
            _, annual = run(events, events.frequency_per_year * kept)
            village_money += annual
        else:
            village_money += share * annual
        net: Floats = gross * kept
        if limit is not None:  # not a rounding error above it
            np.minimum(net, share * limit, out=net)
        return net

    def _by_sums(self, events: EventSet, weight: Floats) -> tuple[Floats, Floats]:
        most = 1.0 if self.terms.limit_share is None else self.terms.limit_share
        per_claim = self.terms.limit_on is LimitOn.CLAIM
        event_money, annual_share = np.zeros(events.events), np.zeros_like(self._sums)
        kernel.sum_pass(
            events.indptr, events.cell, events.intensity, weight, *self._nodes, *self._shares,
            most if per_claim else 1.0, 1.0 if per_claim else most, self._sums,
            event_money, annual_share,
        )  # fmt: skip
        annual, h = np.zeros(self._villages), self._houses
        kernel.annual_of_villages(h.cell, h.curve, h.village, h.value_money, annual_share, annual)
        return event_money, annual

    def _by_house(self, events: EventSet, weight: Floats) -> tuple[Floats, Floats]:
        starts = np.zeros(self.cells + 1, np.int64)
        event, intensity = np.empty_like(events.cell), np.empty_like(events.intensity)
        kernel.by_cell(events.indptr, events.cell, events.intensity, starts, event, intensity)
        event_money, annual = np.zeros(events.events), np.zeros(self._villages)
        h = self._sorted
        kernel.house_pass(
            starts, event, intensity, weight, *self._nodes, *self._shares,
            self.terms.limit_on is LimitOn.CLAIM, h.starts, h.curve, h.village, h.value,
            h.deductible, h.limit, event_money, annual,
        )  # fmt: skip
        return event_money, annual


@dataclass(frozen=True)
class _Sorted:
    """Houses sorted by cell, each with the terms that hold for its whole row."""

    starts: Longs
    curve: kernel.Ints
    village: kernel.Ints
    value: Floats
    deductible: Floats
    limit: Floats

    @classmethod
    def of(cls, houses: Houses, terms: Terms, cells: int) -> Self:
        starts = np.zeros(cells + 1, np.int64)
        order = np.empty(int((houses.cell >= 0).sum()), np.int32)
        kernel.order_by_cell(houses.cell, starts, order)
        count = None if houses.houses is None else houses.houses[order]
        value = houses.value_money[order]
        deductible = _own(houses.deductible_money, terms.deductible_money, 0.0, order)
        limit = _own(houses.limit_money, terms.limit_money, MOST_MONEY, order)
        if count is not None:
            deductible *= count
            limit *= count
        if terms.limit_share is not None:
            np.minimum(limit, terms.limit_share * value, out=limit)
        return cls(starts, houses.curve[order], houses.village[order], value, deductible, limit)


def losses(
    events: EventSet | Iterable[EventSet],
    houses: Houses,
    curves: Curves,
    terms: Terms,
    *,
    cells: int,
) -> Losses:
    """Losses of houses under terms in an event set on ``cells`` cells.

    Raises:
        ModelError: houses, curves and events do not fit each other.
    """
    return Portfolio(houses, curves, terms, cells=cells).losses(events)


def _by_sums(houses: Houses, terms: Terms) -> bool:
    """Whether every house's loss is a share of its sum insured."""
    own = [houses.deductible_money, houses.limit_money]
    return (
        not terms.deductible_money
        and terms.limit_money is None
        and all(column is None or bool(np.isnan(column).all()) for column in own)
    )


def _own(own: Floats | None, scheme: float | None, none: float, order: kernel.Ints) -> Floats:
    """A term by house: its own where given, else the scheme's, else none."""
    otherwise = none if scheme is None else scheme
    if own is None:
        return np.full(len(order), otherwise)
    column = own[order]
    return np.where(np.isnan(column), otherwise, column)


def _nodes(intensity: Floats) -> tuple[Floats, kernel.Ints, float]:
    """Nodes, the lower node of each of ``BUCKETS`` equal slices, slices a unit of intensity."""
    slices = np.linspace(intensity[0], intensity[-1], BUCKETS + 1)
    # one node early, so that rounding at a slice's edge cannot start beyond the value
    lower = np.clip(np.searchsorted(intensity, slices, "right") - 2, 0, len(intensity) - 2)
    return intensity, lower.astype(np.int32), BUCKETS / float(intensity[-1] - intensity[0])


def _below(column: kernel.Ints, count: int, what: str) -> None:
    if len(column) and int(column.max()) >= count:
        raise ModelError(
            f"a house has {what} {int(column.max())} of {count}",
            where="insured houses",
            remedy=f"give each house one of the {what}s",
        )

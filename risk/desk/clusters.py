"""Groups of reports: the likeliest pairs first, never against what keeps two reports apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Pair = tuple[str, str]


@dataclass
class Clusters:
    """Reports grown together, one house each.

    Two groups stay apart if they hold different rows of one list, different sure households, or
    two reports that a person told apart.

    Args:
        lists: report → list it is a row of.
        homes: report → its sure household.
        apart: pairs a person told apart.
    """

    lists: Mapping[str, str]
    homes: Mapping[str, str]
    apart: Iterable[Pair]
    parent: dict[str, str] = field(default_factory=dict)
    _lists: dict[str, set[str]] = field(default_factory=dict)
    _homes: dict[str, set[str]] = field(default_factory=dict)
    _members: dict[str, set[str]] = field(default_factory=dict)
    _apart: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index who must not meet whom."""
        for a, b in self.apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def add(self, report: str) -> None:
        """A group of one."""
        self.parent[report] = report
        self._members[report] = {report}
        self._lists[report] = {self.lists[report]} if report in self.lists else set()
        self._homes[report] = {self.homes[report]} if report in self.homes else set()

    def root(self, report: str) -> str:
        """The group a report is in, named by its smallest report id."""
        while self.parent[report] != report:
            self.parent[report] = self.parent[self.parent[report]]
            report = self.parent[report]
        return report

    def may_join(self, a: str, b: str) -> bool:
        """Whether nothing keeps the groups of two reports apart."""
        one, other = self.root(a), self.root(b)
        if one == other:
            return True
        homes = self._homes[one] | self._homes[other]
        same_home = len(homes) == 1 and self._homes[one] == self._homes[other]
        if len(homes) > 1 or (not same_home and self._lists[one] & self._lists[other]):
            return False
        small, large = sorted((one, other), key=lambda r: len(self._members[r]))
        there = self._members[large]
        return not any(self._apart.get(m, set()) & there for m in self._members[small])

    def join(self, a: str, b: str, *, force: bool = False) -> bool:
        """Make one group of two if they may; ``force``: a person says so."""
        one, other = self.root(a), self.root(b)
        if one == other or not (force or self.may_join(a, b)):
            return False
        first, second = sorted((one, other))
        self.parent[second] = first
        for held in (self._members, self._lists, self._homes):
            held[first] |= held.pop(second)
        return True

    def groups(self) -> dict[str, list[str]]:
        """Reports of every group, sorted, by the group's name."""
        return {root: sorted(members) for root, members in sorted(self._members.items())}


def has_rival(pairs: pd.DataFrame, clusters: Clusters, sure_p: float) -> NDArray[np.bool_]:
    """Pairs of which one report could as well go with another that must stay apart from the first.

    Two rows of one list bear the name a caller gives: neither is chosen. A pair keeps its place
    where its odds make ``sure_p`` of all rivals' together.

    Args:
        pairs: a, b, p: sure pairs, before any were joined.
    """
    odds = np.asarray(pairs["p"].clip(upper=1 - 1e-9) / (1 - pairs["p"].clip(upper=1 - 1e-9)))
    rows = list(zip(pairs["a"], pairs["b"], odds, strict=True))
    partners: dict[str, list[tuple[str, float]]] = {}
    for a, b, weight in rows:
        partners.setdefault(a, []).append((b, weight))
        partners.setdefault(b, []).append((a, weight))
    rivalled = []
    for a, b, weight in rows:
        against = sum(
            other_weight
            for one, two in ((a, b), (b, a))
            for other, other_weight in partners[one]
            if other != two and not clusters.may_join(two, other)
        )
        rivalled.append(weight < sure_p * (weight + against))
    return np.array(rivalled, dtype=bool)

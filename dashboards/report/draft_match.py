"""Which unit generated now is which unit generated then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dashboards.report.draft_text import likeness
from dashboards.report.keyed import Part, Unit, masked

ALIKE = 0.5
"""Least share of words two wordings of one thing have in common."""


def matched(base: Sequence[Unit], new: Sequence[Unit]) -> dict[str, Unit]:
    """Key then → unit now: by key; else, between the same neighbours, by likeness."""
    now = {unit.key: unit for unit in new}
    found = {unit.key: now[unit.key] for unit in base if unit.key in now}
    left = _gaps(base, {u.key: u.key for u in base if u.key in found})
    fresh = _gaps(new, {u.key: u.key for u in new if u.key in found})
    for gap, units in left.items():
        candidates = fresh.get(gap, [])
        for unit in units:
            best = max(candidates, key=lambda one, unit=unit: _fit(unit, one), default=None)
            if best is not None and _fit(unit, best) >= ALIKE:
                found[unit.key] = best
                candidates.remove(best)
    return found


def _gaps(units: Sequence[Unit], known: Mapping[str, str]) -> dict[str, list[Unit]]:
    """Units not yet matched, by the matched one they stand behind."""
    gaps: dict[str, list[Unit]] = defaultdict(list)
    behind = ""
    for unit in units:
        if unit.key in known:
            behind = unit.key
        else:
            gaps[behind].append(unit)
    return gaps


def _fit(one: Unit, other: Unit) -> float:
    if one.part is not other.part:
        return 0.0
    if one.part is Part.GRID and [*map(masked, one.rows[0])] == [*map(masked, other.rows[0])]:
        return 1.0
    return likeness(one.text, other.text)

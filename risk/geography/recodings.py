"""Region codes through time: what a code became, and which code held a village on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from risk.geography.names import alike
from risk.geography.reasons import detailed

# A row of a compared list with one of these is a question to a person, not a change.
OPEN_CHANGES = frozenset({"conflict", "check", "ambiguous", "gone", "new"})
TOLD = ("old_name", "new_name", "change")
MERGE_WORDS = ("merge", "合并", "并入")


@dataclass(frozen=True)
class Recoding:
    """One line of the crosswalk; ``valid_from`` is the first day of the new code or name."""

    old_code: str
    new_code: str
    valid_from: date | None
    old_name: str = ""
    new_name: str = ""
    change: str = ""

    def before(self, day: date) -> bool:
        """Whether a day lies before the change; no if its date is not known."""
        return self.valid_from is not None and day < self.valid_from


@dataclass(frozen=True)
class Recodings:
    """The crosswalk, ready to be asked.

    Attributes:
        on_map: codes of today.
        successors, predecessors: changes by old and by new code, those to another code only.
        continuing: codes that held the same unit before and after a change they took part in:
            the rest of a split, or a unit that absorbed another.
    """

    on_map: Collection[str]
    successors: Mapping[str, tuple[Recoding, ...]]
    predecessors: Mapping[str, tuple[Recoding, ...]]
    continuing: frozenset[str]

    def today(self, code: str) -> tuple[str, ...]:
        """Today's codes of a former code, through any number of changes; several after a split."""
        found: dict[str, None] = {}
        waiting, seen = [code], {code}
        while waiting:
            for step in self.successors.get(waiting.pop(), ()):
                if step.new_code in self.on_map:
                    found[step.new_code] = None
                elif step.new_code not in seen:
                    waiting.append(step.new_code)
                    seen.add(step.new_code)
        return tuple(found)

    def meanings(self, code: str, day: date | None) -> tuple[str, ...]:
        """Regions of today that a code may mean in a record of that day.

        A code on the map that has successors was split, or given to another unit later: after the
        change it means itself; before it, what it became; without a day, any of them.
        """
        became = self.today(code)
        if code not in self.on_map or not became:
            return became or ((code,) if code in self.on_map else ())
        steps = self.successors[code]
        if day is None or any(s.valid_from is None for s in steps):
            return (code, *became)
        if not all(s.before(day) for s in steps):
            return (code,)
        return (code, *became) if code in self.continuing else became

    def held(self, code: str, day: date) -> tuple[str, ...]:
        """The codes that held today's region ``code`` on a day; none if it was another's then."""
        later = [s for s in self.predecessors.get(code, ()) if s.before(day)]
        if later:
            olds = {c: None for s in later for c in self.held_before(s, day)}
            return (*olds, code) if code in self.continuing else tuple(olds)
        reused = any(s.before(day) for s in self.successors.get(code, ()))
        return () if reused and code not in self.continuing else (code,)

    def held_before(self, step: Recoding, day: date) -> tuple[str, ...]:
        """The codes in force on a day for the old code of a change that came after it."""
        later = [s for s in self.predecessors.get(step.old_code, ()) if s.before(day)]
        if not later or step.old_code in self.continuing:
            return (step.old_code,)
        return tuple({c: None for s in later for c in self.held_before(s, day)})

    def code_at(self, now: str, given: str, day: date | None) -> tuple[str, str]:
        """The code that held a village on a day, and the doubt about it ("" if there is none).

        Args:
            now: today's code.
            given: the code of the record; it stands if it was in force on the day.
            day: day of loss; today's code without one.
        """
        if day is None or not (now in self.predecessors or now in self.successors):
            return now, ""
        codes = self.held(now, day)
        if given in codes:
            return given, ""
        if len(codes) == 1:
            undated = any(s.valid_from is None for s in self.predecessors.get(now, ()))
            return codes[0], "change_undated" if undated and codes[0] == now else ""
        return now, detailed("code_then_unclear", len(codes))


def read_recodings(
    crosswalk: pd.DataFrame, *, names: Mapping[str, str], lives: "Lives"
) -> tuple[Recodings, list[Recoding]]:
    """Index a crosswalk.

    Args:
        crosswalk: old_code, new_code; valid_from, old_name, new_name, change where known.
        names: names of the regions of today by code.
        lives: what the dated rows of the map say of codes.

    Returns:
        The index, and every settled change, those of a name only among them.
    """
    steps = _steps(crosswalk, lives)
    forward: dict[str, list[Recoding]] = defaultdict(list)
    backward: dict[str, list[Recoding]] = defaultdict(list)
    for step in steps:
        if step.old_code != step.new_code:
            forward[step.old_code].append(step)
            backward[step.new_code].append(step)
    continuing = {s.old_code for s in steps if s.old_code == s.new_code}
    continuing |= {
        c for c, s in forward.items() if any(alike(names.get(c, ""), x.old_name) for x in s)
    }
    continuing |= {c for c, s in backward.items() if _absorbed(s) or lives.stood_before(c, s)}
    index = Recodings(
        names,
        {code: tuple(s) for code, s in forward.items()},
        {code: tuple(s) for code, s in backward.items()},
        frozenset(continuing),
    )
    return index, steps


@dataclass(frozen=True)
class Lives:
    """When codes began and ended, by the dated rows of the map.

    Attributes:
        first: first day of a code of today, under any name.
        since: first day of its row of today.
        last: last day of a code of the past.
    """

    first: Mapping[str, date]
    since: Mapping[str, date]
    last: Mapping[str, date]

    def date_of(self, old: str, new: str) -> date | None:
        """The day a change without a date of its own must have happened, if the map tells."""
        begun = self.since.get(new) if old == new else self.first.get(new)
        ended = self.last.get(old) if old != new else None
        return begun or (ended + timedelta(days=1) if ended else None)

    def stood_before(self, code: str, steps: list[Recoding]) -> bool:
        """Whether a code was in force before changes that led to it."""
        first = self.first.get(code)
        return first is not None and any(s.valid_from and first < s.valid_from for s in steps)


def _steps(crosswalk: pd.DataFrame, lives: Lives) -> list[Recoding]:
    rows = crosswalk
    if "change" in rows:
        rows = rows[~rows["change"].isin(list(OPEN_CHANGES))]
    rows = rows.dropna(subset=["old_code", "new_code"])
    since = pd.to_datetime(_column(rows, "valid_from", pd.NaT))
    codes = (rows["old_code"].astype(str), rows["new_code"].astype(str))
    texts = [_column(rows, c, "").fillna("").astype(str) for c in TOLD]
    return [
        Recoding(old, new, lives.date_of(old, new) if pd.isna(day) else day.date(), *said)
        for old, new, day, *said in zip(*codes, since, *texts, strict=True)
    ]


def _column(rows: pd.DataFrame, name: str, default: object) -> "pd.Series[Any]":
    return rows[name] if name in rows else pd.Series(default, rows.index)


def _absorbed(steps: list[Recoding]) -> bool:
    """One unit merged into another, which therefore stood before."""
    return len(steps) == 1 and any(word in steps[0].change for word in MERGE_WORDS)

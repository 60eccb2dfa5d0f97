"""What regions of today were called, and where they lay, before a change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from risk.geography.gazetteer import ANYWHERE, FormerName
from risk.geography.names import stem
from risk.geography.recodings import Lives, Recoding, Recodings

TOWNSHIP_DIGITS = 9


@dataclass(frozen=True)
class Past:
    """A region of today as it was: its name and township up to the day before ``until``.

    ``same_code`` tells a region that kept its code, under another name or township.
    """

    code: str
    name: str
    township: str
    until: date | None
    same_code: bool


def lives(current: pd.DataFrame, former: pd.DataFrame) -> Lives:
    """When codes began and ended, by the dated rows of the map."""
    since = _days(current, "valid_from")
    first = {
        code: min(day, since.get(code, day)) for code, day in _days(former, "valid_from").items()
    }
    return Lives({**since, **first}, since, _days(former, "valid_to"))


def _days(rows: pd.DataFrame, column: str) -> dict[str, date]:
    if column not in rows:
        return {}
    given = rows[rows[column].notna()]
    days = pd.to_datetime(given[column]).dt.date
    return dict(zip(given["code"].astype(str), days, strict=True))


def pasts(
    former: pd.DataFrame, names: Mapping[str, str], recodings: Recodings, steps: Sequence[Recoding]
) -> list[Past]:
    """Every earlier state that the crosswalk and the former rows of the map tell of."""
    rows = list(_former_rows(former))
    by_code = {code: (name, township) for code, name, township, _ in rows}
    return [*_by_crosswalk(steps, by_code, recodings), *_by_rows(rows, names, recodings)]


def _former_rows(former: pd.DataFrame) -> Iterator[tuple[str, str, str, date]]:
    """Code, name, parent and the first day after it, of former regions."""
    if former.empty:
        return
    after = pd.to_datetime(former["valid_to"]).dt.date
    columns = [former[c].fillna("").astype(str) for c in ("code", "name", "parent_code")]
    for code, name, parent, last in zip(*columns, after, strict=True):
        yield code, name, parent, last + timedelta(days=1)


def _by_crosswalk(
    steps: Sequence[Recoding], by_code: Mapping[str, tuple[str, str]], recodings: Recodings
) -> Iterator[Past]:
    for step in steps:
        known, parent = by_code.get(step.old_code, ("", ""))
        name, same = step.old_name or known, step.old_code == step.new_code
        township = parent or ("" if same else _prefix(step.old_code, recodings.on_map))
        for code in (step.new_code,) if same else _ends(step, recodings):
            if code in recodings.on_map:
                yield Past(code, name, township, step.valid_from, same)


def _ends(step: Recoding, recodings: Recodings) -> tuple[str, ...]:
    """Where one change led in the end."""
    on_map = step.new_code in recodings.on_map
    return (step.new_code,) if on_map else recodings.today(step.new_code)


def _by_rows(
    rows: Iterable[tuple[str, str, str, date]], names: Mapping[str, str], recodings: Recodings
) -> Iterator[Past]:
    for code, name, parent, until in rows:
        if code in names:
            yield Past(code, name, parent, until, same_code=True)
        for successor in recodings.today(code):
            yield Past(successor, name, parent, until, same_code=False)


def _prefix(code: str, on_map: Collection[str]) -> str:
    """The township that a village code of 12 digits names by its first nine, as the map has it."""
    short = code[:TOWNSHIP_DIGITS] if len(code) > TOWNSHIP_DIGITS else ""
    return short + "000" if short + "000" in on_map else short


def former_names(
    villages: Iterable[Past],
    names: Mapping[str, str],
    township: Mapping[str, str | None],
    county: Mapping[str, str | None],
) -> dict[str, dict[str, tuple[FormerName, ...]]]:
    """Former names by the regions that hold, or once held, the village.

    A village that only moved keeps its name: it is listed under its former township alone.
    """
    found: dict[str, dict[str, dict[FormerName, None]]] = defaultdict(lambda: defaultdict(dict))
    for past in villages:
        name = past.name or names[past.code]
        renamed = stem(name) != stem(names[past.code])
        holders = {past.township} if past.township != township[past.code] else set()
        if renamed:
            holders |= {ANYWHERE, township[past.code] or "", county[past.code] or ""}
        for holder in holders - {""}:
            found[holder][stem(name)][FormerName(past.code, name, past.until)] = None
    return {h: {n: tuple(f) for n, f in by_name.items()} for h, by_name in found.items()}


def former_townships(villages: Iterable[Past]) -> dict[str, frozenset[str]]:
    """The townships a village once lay in."""
    found: dict[str, set[str]] = defaultdict(set)
    for past in villages:
        if past.township:
            found[past.code].add(past.township)
    return {code: frozenset(townships) for code, townships in found.items()}

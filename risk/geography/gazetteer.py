"""The regions of a workspace, ready to be asked by code and by name."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd
from rapidfuzz.distance import Levenshtein

from risk.errors import GeographyError
from risk.geography.names import clean, kind, stem, township_stem
from risk.terms import RegionLevel

# A differing character of these makes another place, never a typo: 上台 is not 下台.
DISTINGUISHING = frozenset(
    "上下东西南北前后左右中内外大小新老高低头尾一二三四五六七八九十甲乙丙丁0123456789"
)
SHORTEST_FUZZY = 3  # characters of a bare name; shorter names differ too easily by one


@dataclass(frozen=True)
class Recoding:
    """One line of the crosswalk."""

    old_code: str
    new_code: str
    valid_from: date | None


@dataclass(frozen=True)
class Gazetteer:
    """Codes, names and parents of today's regions, and the codes that came before.

    ``village_names`` maps (parent code, bare name) to village codes; the parent "*" holds every
    village of the workspace.
    """

    row: Mapping[str, int]
    level: Mapping[str, str]
    name: Mapping[str, str]
    former_name: Mapping[str, str]
    village: Mapping[str, str | None]
    township: Mapping[str, str | None]
    county: Mapping[str, str | None]
    counties: tuple[str, ...]
    township_names: Mapping[str, tuple[str, ...]]
    village_names: Mapping[tuple[str, str], tuple[str, ...]]
    stems: Mapping[str, tuple[tuple[str, str], ...]]
    successors: Mapping[str, tuple[Recoding, ...]]
    predecessors: Mapping[str, tuple[Recoding, ...]]

    def canonical(self, code: str) -> str:
        """A code as the regions write it: 630223100000 becomes the township 630223100."""
        if code in self.row or code in self.successors:
            return code
        short = code.rstrip("0")
        for width in (9, 6, 4):
            if len(code) == 12 and len(short) <= width and code[:width] in self.row:
                return code[:width]
        return code

    def holder(self, code: str) -> str | None:
        """The longest known code that the given one begins with."""
        return next((code[:n] for n in range(len(code) - 1, 3, -1) if code[:n] in self.row), None)

    def today(self, code: str) -> tuple[str, ...]:
        """Today's codes of a former code, through any number of changes; several after a split."""
        found: dict[str, None] = {}
        waiting, seen = [code], {code}
        while waiting:
            for step in self.successors.get(waiting.pop(), ()):
                if step.new_code in self.row:
                    found[step.new_code] = None
                elif step.new_code not in seen:
                    waiting.append(step.new_code)
                    seen.add(step.new_code)
        return tuple(found)

    def villages_named(self, parent: str, name: str) -> tuple[str, ...]:
        """Villages under a parent of that bare name; village and community are told apart."""
        found = self.village_names.get((parent, stem(name)), ())
        if len(found) < 2 or not kind(name):
            return found
        return tuple(v for v in found if kind(self.name[v]) in ("", kind(name))) or found

    def near(self, parent: str, name: str) -> str | None:
        """The one village under a parent whose name is a single slip away; None if not clear."""
        text = stem(name)
        if len(text) < SHORTEST_FUZZY:
            return None
        allowed = 1 if len(text) < 7 else 2
        ranked = sorted(
            (Levenshtein.distance(text, other, score_cutoff=allowed + 1), code, other)
            for other, code in self.stems.get(parent, ())
        )
        if (
            not ranked
            or ranked[0][0] > allowed
            or (len(ranked) > 1 and ranked[1][0] == ranked[0][0])
        ):
            return None
        _, code, other = ranked[0]
        return code if len(other) >= SHORTEST_FUZZY and _is_slip(text, other) else None

    def code_at(self, code: str, day: date | None) -> str:
        """The code in force on a day for today's ``code``; ``code`` itself if unchanged."""
        if day is None:
            return code
        later = [p for p in self.predecessors.get(code, ()) if p.valid_from and day < p.valid_from]
        olds = {p.old_code for p in later}
        return self.code_at(olds.pop(), day) if len(olds) == 1 and code not in olds else code


def _is_slip(a: str, b: str) -> bool:
    """Whether two names differ by characters that do not tell places apart."""
    changed = {a[e.src_pos] for e in Levenshtein.editops(a, b) if e.tag != "insert"}
    changed |= {b[e.dest_pos] for e in Levenshtein.editops(a, b) if e.tag != "delete"}
    return not changed & DISTINGUISHING


def build_gazetteer(regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame) -> Gazetteer:
    """Index regions and crosswalk.

    Rows with a ``valid_to`` are former regions: their names are known, they are never a target.

    Raises:
        GeographyError: a code stands twice among today's regions.
    """
    current, former = _split_by_time(regions)
    code = current["code"].astype(str)
    if code.duplicated().any():
        raise GeographyError(
            f"region code {code[code.duplicated()].iloc[0]} stands twice",
            where="region ledger",
            remedy="give the older row a valid_to date",
        )
    level = dict(zip(code, current["level"].astype(str), strict=True))
    parent = {c: _text(p) for c, p in zip(code, current["parent_code"], strict=True)}
    name = dict(zip(code, current["name"].fillna("").astype(str), strict=True))
    above = {c: _ancestors(c, parent) for c in level}
    township = {c: _first(above[c], level, RegionLevel.TOWNSHIP) for c in level}
    county = {c: _first(above[c], level, RegionLevel.COUNTY) for c in level}
    successors, predecessors = _recodings(crosswalk)
    village_names, stems = _index_villages(level, name, township, county)
    return Gazetteer(
        row=dict(zip(code, _positions(regions, current), strict=True)),
        level=level,
        name=name,
        former_name=dict(
            zip(former["code"].astype(str), former["name"].fillna("").astype(str), strict=True)
        ),
        village={c: _first(above[c], level, RegionLevel.VILLAGE) for c in level},
        township=township,
        county=county,
        counties=tuple(c for c, at in level.items() if at == RegionLevel.COUNTY),
        township_names=_index_townships(level, name),
        village_names=village_names,
        stems=stems,
        successors=successors,
        predecessors=predecessors,
    )


def _split_by_time(regions: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "valid_to" not in regions:
        return regions, regions.iloc[:0]
    ended = regions["valid_to"].notna().to_numpy()
    return regions[~ended], regions[ended]


def _positions(regions: pd.DataFrame, current: pd.DataFrame) -> list[int]:
    if "valid_to" not in regions:
        return list(range(len(current)))
    return [i for i, ended in enumerate(regions["valid_to"].notna()) if not ended]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _ancestors(code: str, parent: Mapping[str, str | None]) -> tuple[str, ...]:
    """The code itself and everything above it, nearest first."""
    chain: list[str] = []
    step: str | None = code
    while step and step not in chain:
        chain.append(step)
        step = parent.get(step)
    return tuple(chain)


def _first(chain: Collection[str], level: Mapping[str, str], wanted: str) -> str | None:
    return next((c for c in chain if level.get(c) == wanted), None)


def _index_townships(
    level: Mapping[str, str], name: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, at in level.items():
        if at == RegionLevel.TOWNSHIP:
            found[clean(name[code])][code] = None
            found[township_stem(name[code])][code] = None
    return {text: tuple(codes) for text, codes in found.items()}


def _index_villages(
    level: Mapping[str, str],
    name: Mapping[str, str],
    township: Mapping[str, str | None],
    county: Mapping[str, str | None],
) -> tuple[dict[tuple[str, str], tuple[str, ...]], dict[str, tuple[tuple[str, str], ...]]]:
    names: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    stems: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, at in level.items():
        if at != RegionLevel.VILLAGE or not name[code]:
            continue
        for holder in filter(None, {"*", township[code], county[code]}):
            stems[holder].append((stem(name[code]), code))
            names[holder, stem(name[code])][code] = None
    return {k: tuple(v) for k, v in names.items()}, {k: tuple(v) for k, v in stems.items()}


def _recodings(
    crosswalk: pd.DataFrame,
) -> tuple[dict[str, tuple[Recoding, ...]], dict[str, tuple[Recoding, ...]]]:
    forward: dict[str, list[Recoding]] = defaultdict(list)
    backward: dict[str, list[Recoding]] = defaultdict(list)
    if len(crosswalk):
        since = pd.to_datetime(crosswalk.get("valid_from", pd.Series(pd.NaT, crosswalk.index)))
        for old, new, day in zip(
            crosswalk["old_code"].astype(str), crosswalk["new_code"].astype(str), since, strict=True
        ):
            step = Recoding(old, new, None if pd.isna(day) else day.date())
            if old != new:
                forward[old].append(step)
                backward[new].append(step)
    return {k: tuple(v) for k, v in forward.items()}, {k: tuple(v) for k, v in backward.items()}

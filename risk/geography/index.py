"""The gazetteer built from the rows of the map and the crosswalk."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import GeographyError
from risk.geography.address import group_name
from risk.geography.gazetteer import ANYWHERE, Gazetteer, VillageNames
from risk.geography.names import alike, clean, county_stem, township_stem
from risk.geography.pasts import Past, former_names, former_townships, lives, pasts
from risk.geography.recodings import Recoding, read_recodings
from risk.terms import RegionLevel

HIGHEST = 6  # steps from a group to the top of any map
COUNTY_KINDS = ("县", "区", "市", "旗")

NAMED = ("code", "level", "name")
ByCode = Mapping[str, str | None]


def build_gazetteer(
    regions: gpd.GeoDataFrame,
    crosswalk: pd.DataFrame,
    *,
    former_county_codes: Iterable[str] = (),
) -> Gazetteer:
    """Index regions and crosswalk.

    The map of today is the rows without a ``valid_to``. Rows with one are former regions, or the
    former name or township of a code that still stands: known by name, never a target.

    Raises:
        GeographyError: a code stands twice among today's regions.
    """
    today = is_current(regions)
    current, former = pd.DataFrame(regions[today]), pd.DataFrame(regions[~today])
    codes, levels, names = (current[c].fillna("").astype(str).tolist() for c in NAMED)
    level, name = dict(zip(codes, levels, strict=True)), dict(zip(codes, names, strict=True))
    _refuse_twins(codes, level)
    village, township, county = _ancestors(codes, levels, current["parent_code"].tolist())
    recodings, steps = read_recodings(crosswalk, names=name, lives=lives(current, former))
    before = pasts(former, name, recodings, steps)
    villages = [p for p in before if level[p.code] == RegionLevel.VILLAGE]
    return Gazetteer(
        row=dict(zip(codes, np.flatnonzero(today).tolist(), strict=True)),
        level=level,
        name=name,
        village=village,
        township=township,
        county=county,
        counties=tuple(c for c, at in level.items() if at == RegionLevel.COUNTY),
        county_names=_county_names(level, name),
        township_names=_township_names(level, name, before),
        names=VillageNames(_members(level, name, township, county), name),
        former=former_names(villages, name, township, county),
        former_townships=former_townships(villages),
        name_since=_name_since(villages, name),
        groups=_groups(level, name, village),
        recodings=recodings,
        change_days=_change_days(steps, before),
        former_county_codes=tuple(former_county_codes),
    )


def is_current(regions: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are the map of today: those without a last day."""
    if "valid_to" not in regions:
        return np.ones(len(regions), dtype=bool)
    return np.asarray(regions["valid_to"].isna())


def _refuse_twins(codes: Sequence[str], distinct: Collection[str]) -> None:
    if len(distinct) < len(codes):
        twice = next(code for code, times in Counter(codes).items() if times > 1)
        raise GeographyError(
            f"region code {twice} stands twice",
            where="region ledger",
            remedy="give the older row a valid_to date",
        )


def _ancestors(
    codes: Sequence[str], levels: Sequence[str], parents: Sequence[object]
) -> tuple[ByCode, ByCode, ByCode]:
    """The village, township and county of every code: itself or the nearest above it."""
    named = np.array([*codes, None], dtype=object)
    above = pd.Index(named[:-1]).get_indexer(pd.Index(np.array(parents, dtype=object)))
    level = np.array(levels, dtype=object)
    found = []
    for at in (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY):
        here, row, step = level == at.value, np.full(len(codes), -1), np.arange(len(codes))
        for _ in range(HIGHEST):
            reached = (row < 0) & (step >= 0) & here[step]
            row[reached] = step[reached]
            step = np.where(step >= 0, above[step], -1)
        found.append(dict(zip(codes, named[row].tolist(), strict=True)))
    return found[0], found[1], found[2]


def _county_names(level: Mapping[str, str], name: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Counties by full name and by their short one with a kind: 互助土族自治县, 互助县."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, at in level.items():
        if at == RegionLevel.COUNTY and name[code]:
            found[clean(name[code])][code] = None
            for suffix in COUNTY_KINDS:
                if clean(name[code]).endswith(suffix):
                    found[county_stem(name[code]) + suffix][code] = None
    return {text: tuple(codes) for text, codes in found.items()}


def _township_names(
    level: Mapping[str, str], name: Mapping[str, str], before: Iterable[Past]
) -> dict[str, tuple[str, ...]]:
    """Townships by full and bare name; a former name only where no township bears it today."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, at in level.items():
        if at == RegionLevel.TOWNSHIP:
            found[clean(name[code])][code] = None
            found[township_stem(name[code])][code] = None
    former: dict[str, dict[str, None]] = defaultdict(dict)
    for past in before:
        if level[past.code] == RegionLevel.TOWNSHIP and past.name:
            former[clean(past.name)][past.code] = None
            former[township_stem(past.name)][past.code] = None
    return {text: tuple(codes) for text, codes in {**former, **found}.items()}


def _members(
    level: Mapping[str, str], name: Mapping[str, str], township: ByCode, county: ByCode
) -> dict[str, list[str]]:
    """Villages by the township and county that hold them, and all of them."""
    members: dict[str, list[str]] = defaultdict(list)
    villages = [c for c, at in level.items() if at == RegionLevel.VILLAGE and name[c]]
    members[ANYWHERE] = villages
    for holder in (township, county):
        for code in villages:
            members[holder[code] or ""].append(code)
    return members


def _name_since(villages: Sequence[Past], name: Mapping[str, str]) -> dict[str, date]:
    """First day of today's name, of villages that bore another under the same code."""
    renamed = [p for p in villages if p.same_code and p.name and not alike(p.name, name[p.code])]
    return {p.code: p.until for p in sorted(renamed, key=_until) if p.until}


def _until(past: Past) -> date:
    return past.until or date.min


def _groups(
    level: Mapping[str, str], name: Mapping[str, str], village: ByCode
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, at in level.items():
        holder = village[code]
        if at == RegionLevel.GROUP and holder:
            found[holder].append((group_name(name[code]), code))
    return {holder: tuple(groups) for holder, groups in found.items()}


def _change_days(steps: Sequence[Recoding], before: Sequence[Past]) -> tuple[date, ...]:
    """The days between which nothing changes in what codes and names mean."""
    days = {s.valid_from for s in steps} | {p.until for p in before}
    return tuple(sorted(day for day in days if day is not None))

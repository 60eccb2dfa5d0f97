"""Places of the county named in a text: the county itself, its townships and villages.

Names are looked for as people write them: 巴扎藏族乡 also as 巴扎乡, a bare 丹麻 only inside a list
(丹麻、东沟等乡镇). A village counts only where its township stands before it, or where one village
of the county bears the name. Whatever is not beyond doubt says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from risk.geography.names import clean, county_stem, stem, township_stem
from risk.terms import RegionLevel

_HAN = r"\u4e00-\u9fff"
_BEFORE = r"^|(?<=[、，,和及与：:；;县区市旗镇乡\s])"
_AFTER = r"(?=[、，,和及与等；;\s镇乡县]|$)"
_NUMBER = r"(?:\d+|[一二三四五六七八九十]+)"
_CLOSED = re.compile(
    rf"[^。；;]{{0,60}}?等?{_NUMBER}?个?(?:乡镇|镇乡|乡、镇|县区|区县|县（区）|镇|县)"
)
_EXCEPT = re.compile(r"除[^。；;，,]{1,60}?(?:以外|之外|外)")
_PART = re.compile(
    r"的?((?:[东西南北中]+部|大部|部分|局部|局地|个别|沿山|山区|川水|脑山|浅山|河谷|高海拔)"
    r"(?:地区|区域|乡镇|山区|地方|大部|以上)*)"
)
_VILLAGE = re.compile(rf"[{_HAN}0-9]{{1,12}}?(?:村委会|居委会|社区|村)")
_VILLAGE_LIST = re.compile(rf"((?:[{_HAN}]{{1,8}}、)*[{_HAN}]{{1,8}})等{_NUMBER}?个?(?:行政)?村")
# 海东市互助县 and 海东市气象台 name something narrower, or an office.
_NARROWER = re.compile(rf"[{_HAN}]{{0,12}}?(?:市|区|县|旗|镇|乡|气象|应急|水利|自然资源|人民)")
WHOLE_COUNTY = ("全县", "我县", "县域", "县境内")


@dataclass(frozen=True)
class Mention:
    """A place named: the region, the words, where they stand, and what is doubtful ("" = nothing).

    ``part`` is the qualifier behind the name (北部山区): the sender means less than the region.
    """

    code: str
    level: RegionLevel
    words: str
    start: int
    end: int
    part: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class PlaceNames:
    """The names of one county's places, ready to be looked for (`place_names` makes it).

    Attributes:
        county: code of the county; None where the map has none, or several.
        full: names as written in full → (code, level).
        bare: bare names of the county and its townships → (code, level).
        villages: bare village names → codes.
        township: village code → township code.
        wider: names of areas that hold the whole county.
    """

    county: str | None
    full: Mapping[str, tuple[str, RegionLevel]]
    bare: Mapping[str, tuple[str, RegionLevel]]
    villages: Mapping[str, tuple[str, ...]]
    township: Mapping[str, str | None]
    wider: tuple[str, ...]


def place_names(regions: pd.DataFrame, *, wider: Sequence[str] = ()) -> PlaceNames:
    """Index the regions of today.

    Args:
        regions: code, level, name, township_code (as ``Warehouse.regions``).
        wider: prefecture and province that hold the county, as warnings name them.
    """
    columns = (regions[k] for k in ("code", "level", "name", "township_code"))
    full: dict[str, tuple[str, RegionLevel]] = {}
    bare: dict[str, tuple[str, RegionLevel]] = {}
    villages: dict[str, list[str]] = {}
    township: dict[str, str | None] = {}
    counties: list[tuple[str, str]] = []
    for code, level, name, holder in zip(*columns, strict=True):
        if level == RegionLevel.COUNTY:
            counties.append((str(code), str(name)))
        elif level == RegionLevel.TOWNSHIP:
            full |= dict.fromkeys(_writings(name), (str(code), RegionLevel.TOWNSHIP))
            bare[township_stem(name)] = str(code), RegionLevel.TOWNSHIP
        elif level == RegionLevel.VILLAGE:
            villages.setdefault(stem(name), []).append(str(code))
            township[str(code)] = None if pd.isna(holder) else str(holder)
    one = counties[0] if len(counties) == 1 else None
    if one:
        short = county_stem(one[1])
        meant = one[0], RegionLevel.COUNTY
        full |= dict.fromkeys((clean(one[1]), f"{short}县", *WHOLE_COUNTY), meant)
        bare.setdefault(short, meant)
    shared = {name: tuple(codes) for name, codes in villages.items()}
    return PlaceNames(one[0] if one else None, full, bare, shared, township, tuple(wider))


def _writings(name: str) -> tuple[str, ...]:
    """巴扎藏族乡 is also written 巴扎乡."""
    text = clean(name)
    suffix = next((s for s in ("街道办事处", "街道", "镇", "乡", "园区") if text.endswith(s)), "")
    return (text, township_stem(name) + suffix) if suffix else (text,)


def find_places(text: str, names: PlaceNames) -> tuple[Mention, ...]:
    """Every place of the county that a text names, in order; those excepted (除…外) are left out.

    Args:
        text: any words; offsets of the result are positions in it.
        names: of the county.
    """
    excepted = [m.span() for m in _EXCEPT.finditer(text)]
    found = [*_full(text, names), *_bare(text, names), *_wider(text, names)]
    found += _villages(text, names, found)
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        inside = any(a <= mention.start and mention.end <= b for a, b in excepted)
        last = kept[-1] if kept else None
        apart = last is None or mention.start >= last.end
        again = last is not None and (last.start, last.end) == (mention.start, mention.end)
        if not inside and (apart or again):
            kept.append(mention)
    return tuple(kept)


def narrowest(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Mentions without those that only lead to a narrower one: 互助县 in 互助县五十镇班彦村."""
    kept = []
    for i, mention in enumerate(mentions):
        following = mentions[i + 1] if i + 1 < len(mentions) else None
        leads = following is not None and following.start == mention.end
        if not (leads and _depth(following) > _depth(mention)):
            kept.append(mention)
    return tuple(kept)


def _depth(mention: Mention | None) -> int:
    order = (RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
    return order.index(mention.level) if mention else 0


def excepted_places(text: str, names: PlaceNames) -> tuple[Mention, ...]:
    """Places that a text excepts (除…外)."""
    return tuple(
        replace(mention, start=mention.start + m.start(), end=mention.end + m.start())
        for m in _EXCEPT.finditer(text)
        # without its last sign 外 the words except nothing
        for mention in find_places(m[0][:-1].removesuffix("以").removesuffix("之"), names)
    )


def has_exception(text: str) -> bool:
    """Whether a text excepts some places (除…外)."""
    return bool(_EXCEPT.search(text))


def _any_of(names: Sequence[str] | Mapping[str, object]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


def _full(text: str, names: PlaceNames) -> list[Mention]:
    if not names.full:
        return []
    return [
        Mention(*names.full[m[0]], m[0], m.start(), m.end(), _part(text, m.end()))
        for m in re.finditer(_any_of(names.full), text)
    ]


def _bare(text: str, names: PlaceNames) -> list[Mention]:
    """Bare names where a list is being told; in doubt unless the list ends in 镇, 乡 or 县."""
    if not names.bare:
        return []
    # 海东互助: what stands before may be the bare name of a wider area
    holders = "".join(rf"|(?<={re.escape(w.rstrip('省市州'))})" for w in names.wider)
    found = []
    for m in re.finditer(rf"(?:{_BEFORE}{holders})(?:{_any_of(names.bare)}){_AFTER}", text):
        doubt = "" if _CLOSED.match(text, m.end()) else f"'{m[0]}' stands alone"
        part = _part(text, m.end())
        found.append(Mention(*names.bare[m[0]], m[0], m.start(), m.end(), part, doubt))
    return found


def _wider(text: str, names: PlaceNames) -> list[Mention]:
    """Areas that hold the county, where nothing narrower follows at once."""
    if names.county is None or not names.wider:
        return []
    return [
        Mention(
            names.county, RegionLevel.COUNTY, m[0], m.start(), m.end(), _part(text, m.end()),
            f"'{m[0]}' holds the county and more",
        )
        for m in re.finditer(_any_of(names.wider), text)
        if _PART.match(text, m.end()) or not _NARROWER.match(text, m.end())
    ]  # fmt: skip


def _villages(text: str, names: PlaceNames, found: Sequence[Mention]) -> list[Mention]:
    """Villages after their township or alone: 班彦村, and 班彦、土观等村."""
    townships = sorted((m.end, m.code) for m in found if m.level is RegionLevel.TOWNSHIP)
    mentions: list[Mention] = []
    for m in _VILLAGE.finditer(text):
        starts = range(m.start(), m.end() - 1)
        start = next((s for s in starts if stem(text[s : m.end()]) in names.villages), None)
        if start is not None:
            mentions += _village(text, start, m.end(), names, townships)
    for m in _VILLAGE_LIST.finditer(text):
        for item in re.finditer(r"[^、]+", m[1]):
            start, end = m.start() + item.start(), m.start() + item.end()
            behind = max((e for e, _ in townships if start < e <= end), default=start)
            if stem(text[behind:end]) in names.villages:
                mentions += _village(text, behind, end, names, townships)
    return mentions


def _village(
    text: str, start: int, end: int, names: PlaceNames, townships: Sequence[tuple[int, str]]
) -> list[Mention]:
    """The village of a name, or each that may be meant."""
    codes = names.villages[stem(text[start:end])]
    before = [(e, code) for e, code in townships if e <= start]
    holder = before[-1][1] if before else None
    within = [c for c in codes if names.township[c] == holder]
    words = text[start:end]
    alone = start == 0 or text[start - 1] in "和及与在至到村区、" or not re.match(
        rf"[{_HAN}]", text[start - 1]
    )  # fmt: skip
    follows = bool(before) and before[-1][0] == start
    doubt = "" if alone or follows else f"'{words}' may be another place"
    if not within and len(codes) > 1:
        doubt = f"{len(codes)} villages are called '{words}'"
    meant = within or codes
    return [Mention(c, RegionLevel.VILLAGE, words, start, end, "", doubt) for c in meant]


def _part(text: str, end: int) -> str:
    found = _PART.match(text, end)
    return found[1] if found else ""

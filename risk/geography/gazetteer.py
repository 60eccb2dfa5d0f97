"""The regions of a workspace, ready to be asked by code and by name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import Levenshtein

from risk.geography.names import clean, kind, stem, township_stem
from risk.geography.recodings import Recodings
from risk.terms import RegionLevel

ANYWHERE = "*"
# A differing character of these makes another place, never a typo: 上台 is not 下台.
DISTINGUISHING = frozenset(
    "上下东西南北前后左右中内外大小新老高低头尾一二三四五六七八九十甲乙丙丁0123456789"
)
# Villages are named after families; one surname for another is another family's village.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董肖程曹袁邓许付沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文祁"
)
# … and one feature of the land for another another place: 王家岭 is not 王家庄.
FEATURES = frozenset("庄岭沟湾坪坡山河寨堡营屯店铺桥口川台滩崖洼坝林泉峡塘墩圈岔堂寺庙园场梁峁塬坳")
LONG_DIGITS = 12  # a township or county may be written with trailing zeros
IDENTITY_DIGITS = 18
SHORTEST_FUZZY = 3  # characters of a bare name; shorter names differ too easily by one


@dataclass(frozen=True)
class FormerName:
    """A name a village bore, or a township it lay in, up to the day before ``until``."""

    code: str
    name: str
    until: date | None


class VillageNames(dict[str, dict[str, list[str]]]):
    """Villages by bare name, by the region that holds them; a region is indexed when asked for."""

    def __init__(self, members: Mapping[str, Sequence[str]], name: Mapping[str, str]) -> None:
        super().__init__()
        self.members, self.name = members, name

    def __missing__(self, holder: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in self.members.get(holder, ()):
            found.setdefault(stem(self.name[code]), []).append(code)
        self[holder] = found
        return found


@dataclass(frozen=True)
class Gazetteer:
    """Codes, names and parents of today's regions, and what was before them.

    Attributes:
        row: position in the frame of regions by code.
        level, name: by code.
        village, township, county: the region itself or its ancestor of that level, by code.
        counties: codes of the counties.
        county_names, township_names: codes by written name.
        names: codes of villages by bare name, by the region that holds them; `ANYWHERE` holds all.
        former: names before a change, likewise.
        former_townships: townships a village once lay in.
        name_since: first day of a village's name of today, where it had another.
        groups: (name, code) of the groups of a village.
        recodings: codes through time.
        change_days: the days between which codes and names mean the same, in order.
        former_county_codes: county codes that older documents carry.
    """

    row: Mapping[str, int]
    level: Mapping[str, str]
    name: Mapping[str, str]
    village: Mapping[str, str | None]
    township: Mapping[str, str | None]
    county: Mapping[str, str | None]
    counties: tuple[str, ...]
    county_names: Mapping[str, tuple[str, ...]]
    township_names: Mapping[str, tuple[str, ...]]
    names: VillageNames
    former: Mapping[str, Mapping[str, tuple[FormerName, ...]]]
    former_townships: Mapping[str, frozenset[str]]
    name_since: Mapping[str, date]
    groups: Mapping[str, tuple[tuple[str, str], ...]]
    recodings: Recodings
    change_days: tuple[date, ...]
    former_county_codes: tuple[str, ...] = ()

    def canonical(self, code: str) -> str:
        """A code as the regions write it: 630223100000 becomes the township 630223100.

        A former county prefix is rewritten to today's, where there is one county only.
        """
        if len(self.counties) == 1 and code not in self.recodings.successors:
            for former in self.former_county_codes:
                if code.startswith(former) and former != self.counties[0]:
                    code = self.counties[0] + code[len(former) :]
                    break
        short = len(code.rstrip("0"))
        widths = [n for n in (9, 6, 4) if len(code) == LONG_DIGITS and short <= n]
        for written in (code, code.ljust(LONG_DIGITS, "0"), *(code[:n] for n in widths)):
            if written in self.row or written in self.recodings.successors:
                return written
        return code

    def holder(self, code: str) -> str | None:
        """The longest known code that the given one begins with; none for an identity number.

        Its prefix says where a person was registered, not where the house stands.
        """
        if len(code) == IDENTITY_DIGITS:
            return None
        return next((code[:n] for n in range(len(code) - 1, 3, -1) if code[:n] in self.row), None)

    def knows(self, name: str, holder: str) -> bool:
        """Whether any village of a region bears, or bore, that name."""
        bare = stem(name)
        return bare in self.names[holder] or bare in self.former.get(holder, ())

    def villages_named(self, parent: str, name: str, day: date | None) -> tuple[str, ...]:
        """Villages of that bare name under a parent, on a day; without a day, of today.

        Village and community are told apart. A name that nobody bore then is looked up among all
        names, earlier and later: people keep writing old names, and old records get new ones.
        """
        bare = stem(name)
        current = tuple(self.names[parent].get(bare, []))
        former = self.former.get(parent, {}).get(bare, ())
        if not former:
            return self._of_kind(current, name)
        if day is None:
            found: Iterable[str] = current
        else:
            held = [f.code for f in former if f.until is not None and day < f.until]
            found = [c for c in current if c not in self.name_since or day >= self.name_since[c]]
            found = dict.fromkeys([*found, *held])
        return self._of_kind(
            tuple(found) or tuple(dict.fromkeys([*current, *(f.code for f in former)])), name
        )

    def _of_kind(self, found: tuple[str, ...], name: str) -> tuple[str, ...]:
        if len(found) < 2 or not kind(name):
            return found
        return tuple(v for v in found if kind(self.name[v]) in ("", kind(name))) or found

    def bears(self, village: str, name: str) -> bool:
        """Whether a village has a name today."""
        return stem(self.name[village]) == stem(name)

    def bore(self, village: str, name: str) -> str | None:
        """The former name of a village that is the one given; None if it never had it."""
        former = self.former.get(ANYWHERE, {}).get(stem(name), ())
        return next((f.name for f in former if f.code == village), None)

    def near(self, parent: str, name: str) -> str | None:
        """The one village under a parent whose name is a single slip away; None if not clear."""
        text = stem(name)
        if len(text) < SHORTEST_FUZZY:
            return None
        allowed = 1 if len(text) < 7 else 2
        ranked = sorted(
            (Levenshtein.distance(text, other, score_cutoff=allowed + 1), code, other)
            for other, codes in self.names[parent].items()
            for code in codes
        )
        if (
            not ranked
            or ranked[0][0] > allowed
            or (len(ranked) > 1 and ranked[1][0] == ranked[0][0])
        ):
            return None
        _, code, other = ranked[0]
        return code if len(other) >= SHORTEST_FUZZY and is_slip(text, other) else None

    def townships_named(self, name: str, county: str | None) -> tuple[str, ...]:
        """Townships of a county (of any, without one) by full or bare name."""
        names = self.township_names
        found = names.get(clean(name)) or names.get(township_stem(name)) or ()
        return tuple(t for t in found if county is None or self.county[t] == county)

    def group_named(self, village: str, group: str) -> str | None:
        """The code of a village's group of that name, if there is one."""
        found = [code for name, code in self.groups.get(village, ()) if name == group]
        return found[0] if len(found) == 1 else None

    def common_township(self, villages: Collection[str]) -> str | None:
        """The township that holds all of the villages, if one does."""
        holders = {self.township[v] for v in villages}
        return holders.pop() if len(holders) == 1 else None

    def is_level(self, code: str, level: RegionLevel) -> bool:
        """Whether a code is on the map at that level."""
        return self.level.get(code) == level.value


def is_slip(a: str, b: str) -> bool:
    """Whether two names differ by characters that do not tell places apart: 王家庄 is no 李家庄."""
    edits = Levenshtein.editops(a, b)
    changed = {a[e.src_pos] for e in edits if e.tag != "insert"}
    changed |= {b[e.dest_pos] for e in edits if e.tag != "delete"}
    swapped = ({a[e.src_pos], b[e.dest_pos]} for e in edits if e.tag == "replace")
    another = any(pair <= SURNAMES or pair <= FEATURES for pair in swapped)
    return not another and not changed & DISTINGUISHING

"""Free-text addresses: the part that names places, and the group (社) in it.

An administrative village (行政村) is not a natural village (自然村) or a group (社, 组, 队): the
group lies inside the village and is told beside it.
"""

import re
import unicodedata

from risk.geography.names import clean

_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORD = r"(?:村民小组|居民小组|生产小组|生产队|小组|社|组|队)"
_NOT_AFTER = r"(?![区员会长部村])"  # 三社区 is a community, 五队村 a village
_NUMBER = r"第?(?:[0-9]{1,3}|[零〇一二三四五六七八九十廿两]{1,4})"
NUMBERED = re.compile(rf"({_NUMBER})({_WORD}){_NOT_AFTER}")
NAMED = re.compile(rf"([\u4e00-\u9fff]{{1,5}}?)(自然村|{_WORD}){_NOT_AFTER}")
_INSTITUTIONS = ("信用社", "供销社", "合作社", "旅行社", "公社", "报社", "部队", "学校小组")
_SEPARATORS = re.compile(r"[\s,，。;；:：、/|()（）\[\]【】]+")
# Telephone and identity numbers, house numbers; 24号社区 and 5号村 are names of communities.
_LONG_NUMBER = re.compile(
    r"(?:[0-9xX*][-–—]?){5,}|[0-9]+(?:[-–—][0-9]+)*号(?![院楼]?(?:社区|居委|居民|村))|[0-9]+[-–—]+"
)
_DOOR = re.compile(r"([0-9]{1,4}(?:[-–—][0-9]{1,3})?)\s*[号户](?![院楼]?(?:社区|居委|居民|村))")
_APART = re.compile(rf"(第?[0-9]{{1,3}})\s+(?={_WORD})")  # 3 社
# 村 is no marker in words about its people and corners: 村长, 村医, 村口 …
_VILLAGE = re.compile(
    r"村民委员会|村委会|牧民委员会|牧委会|行政村|自然村|(?:社区)?(?:居民委员会|居委会)|社区|嘎查|村(?![长医支干口头里内中小])"
)
_TOWNSHIP = re.compile(r"街道办事处|街道办|街道|镇|乡|苏木")
_COUNTY = re.compile(r"省|自治区|自治州|自治县|自治旗|县|旗|盟|市|(?<![小社地园])区")


def number(text: str) -> int | None:
    """三 → 3, 第十二 → 12, 二十三 → 23, 廿一 → 21; None for what is no number."""
    text = text.removeprefix("第").replace("廿", "二十")
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or not set(text) <= _ONES.keys() | {"十"}:
        return None
    if "十" not in text:
        return int("".join(str(_ONES[c]) for c in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_ONES[tens] if tens else 1) * 10 + (_ONES[ones] if ones else 0)


def group_name(text: str) -> str:
    """A group's name in one writing: 第三村民小组, 三社 and 3组 are 3社; 阳山队 is 阳山社."""
    text = clean(text)
    numbered = NUMBERED.search(text)
    value = number(numbered[1]) if numbered else None
    if value is not None:
        return f"{value}社"
    named = re.fullmatch(rf"(.+?){_WORD}", text)
    return f"{named[1]}社" if named else text


def split_group(text: str) -> tuple[str, str]:
    """A cleaned place name before its numbered group, and the group: 班彦村三社 → 班彦村, 3社."""
    for found in NUMBERED.finditer(text):
        if number(found[1]) is not None:
            return text[: found.start()], group_name(found[0])
    return text, ""


def leading_group(text: str) -> str:
    """The group that stands first in what follows a village's name; "" if none does."""
    numbered = split_group(text)[1]
    if numbered:
        return numbered
    named = NAMED.match(text)
    return group_name(named[0]) if named and not named[0].endswith(_INSTITUTIONS) else ""


def place_part(address: str) -> str:
    """The part of an address that names places, down to the group, without spaces.

    House numbers, telephone and identity numbers and what stands before the first or after the
    last place name are left out: ``张三,互助县五十镇班彦村3社12号`` → ``互助县五十镇班彦村3社``.
    The result is its own place part. Names of persons that stand between place names without
    any punctuation cannot be told from them.
    """
    written = _APART.sub(r"\1", unicodedata.normalize("NFKC", address))
    pieces = [p for p in _SEPARATORS.split(written) if p]
    text = _LONG_NUMBER.sub("", "".join(_naming(pieces)))
    ends = [m.end() for m in _VILLAGE.finditer(text)]
    if ends:
        tail = text[ends[-1] :]
        numbered, named = NUMBERED.search(tail), NAMED.match(tail)
        group = numbered[0] if numbered else named[0] if named else ""
        return text[: ends[-1]] + ("" if group.endswith(_INSTITUTIONS) else group)
    numbered = NUMBERED.search(text)
    if numbered:
        return text[: numbered.end()]
    for marker in (_TOWNSHIP, _COUNTY):
        coarse = [m.end() for m in marker.finditer(text)]
        if coarse:
            return text[: coarse[-1]]
    return ""


def door_number(address: str) -> str | None:
    """The house number of an address: ``班彦村3社12号`` → ``12``; None if it names none.

    A door tells a household, so it is never stored as written (``operations.keys``).
    """
    found = _DOOR.findall(unicodedata.normalize("NFKC", address))
    return found[-1].replace("–", "-").replace("—", "-") if found else None


def _naming(pieces: list[str]) -> list[str]:
    """The pieces from the first to the last that names a place; after a village, those only.

    A number at the end of a piece is none of a group, and must not run into the next piece.
    """
    naming = [any(m.search(p) for m in (_VILLAGE, NUMBERED, _TOWNSHIP, _COUNTY)) for p in pieces]
    kept: list[str] = []
    village = False
    for piece, names in zip(pieces, naming, strict=True):
        if names or (kept and not village):
            kept.append(piece.rstrip("0123456789"))
        village |= bool(_VILLAGE.search(piece))
    return kept

"""Pasted words made even: half-width signs, no spaces inside words, no wrapped lines."""

import re
import unicodedata

from risk.geography.address import number

MAX_CHARACTERS = 20_000
_HAN = r"\u4e00-\u9fff"
_APART = re.compile(rf"(?<=[{_HAN}\d])[ \t]+(?=[{_HAN}])|(?<=[{_HAN}])[ \t]+(?=\d)")
_WRAPPED = re.compile(rf"(?<=[{_HAN}\d、,，(])\n(?=[{_HAN}\d、,，)])")
_LONG_LINE = 12  # characters from which a line without a stop runs on into the next
_TITLE = re.compile(r"(?:信号|通知|预警|通报|气象台|局|部|时间|日期|中心)\n")
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def tidy(text: str) -> str:
    """Half-width signs, no spaces between characters, no wrapped lines, dates in digits."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).replace("\r\n", "\n")
    plain = "".join(c for c in plain if c in "\n\t" or unicodedata.category(c)[0] != "C")
    plain = "\n".join(_APART.sub("", line).strip() for line in plain.split("\n"))
    plain = _CHINESE_DATE.sub(_digits, plain)
    return _WRAPPED.sub(lambda m: "" if _runs_on(plain, m.start()) else "\n", plain).strip()


def _runs_on(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at + 1]
    return len(line) > _LONG_LINE and not _TITLE.search(line)


def _digits(m: re.Match[str]) -> str:
    ones = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
    return f"{''.join(ones[c] for c in m[1])}年{number(m[2])}月{number(m[3])}日"

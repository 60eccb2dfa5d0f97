"""Amounts in warnings: rain and snow in millimetres, wind in Beaufort or m/s, sizes of hail."""

import re
from dataclasses import dataclass

from risk.geography.address import number

_N = r"\d{1,4}(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<low>{_N}|[一二三四五六七八九十两]{{1,3}})(?:\s*(?:级|毫米|米)?\s*(?:-|~|—|–|至|到)\s*(?P<high>{_N}))?"
    r"\s*(?P<unit>毫米|mm|厘米|cm|米/秒|米每秒|m/s|级|℃|°C|摄氏度|米|m(?![a-z/]))\s*(?P<bound>以上|以下|左右)?",
    re.I,
)
_UNITS = {
    "毫米": "mm", "mm": "mm", "厘米": "cm", "cm": "cm", "米/秒": "m/s", "米每秒": "m/s",
    "m/s": "m/s", "级": "beaufort", "℃": "°C", "°c": "°C", "摄氏度": "°C", "米": "m", "m": "m",
}  # fmt: skip
# What an amount of a unit is of: the word that stands nearest before it decides.
_MEASURES = {
    "mm": (
        ("积雪", "snow_depth"), ("雪", "snow"), ("雹", "hail_size"), ("雨", "rain"), ("水", "rain"),
    ),
    "cm": (("雪", "snow_depth"), ("雹", "hail_size")),
    "m/s": (("阵风", "gust"), ("风", "mean_wind")),
    "beaufort": (("阵风", "gust"), ("风", "mean_wind")),
    "°C": (("温", "temperature"),),
    "m": (("能见度", "visibility"),),
}  # fmt: skip
_NEAR = 16  # characters before an amount in which its word is looked for
_WINDOW = re.compile(
    r"(\d{1,2}|[一二三四五六七八九十两]{1,3})\s*小时(?:内|累[计积])?[^\d。;；]{0,10}$"
)
_OBSERVED = re.compile(r"(?:过去|已|实测|观测到|达到了)[^。;；,，将]{0,12}$")
_LEAST = re.compile(r"(?<!不)(?:超过|大于|高于)\s*$|不(?:低于|少于|小于)\s*$")
_MOST = re.compile(r"不(?:超过|大于|高于)\s*$|(?<!不)(?:低于|少于|小于|不足)\s*$")
_BREAK = re.compile(r"[。;；!！\n]")


@dataclass(frozen=True)
class Amount:
    """One amount: its measure, bounds (None: open on that side), unit, hours it is of, and words.

    ``measure``: rain, snow (water equivalent), snow_depth, hail_size, mean_wind, gust, temperature,
    visibility. ``observed``: already fallen or measured, not expected.
    """

    measure: str
    low: float | None
    high: float | None
    unit: str
    window_h: int | None
    observed: bool
    words: str
    start: int
    end: int
    doubt: str = ""


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every amount whose measure the words tell; levels of response (4级响应) are none."""
    found = []
    for m in _AMOUNT.finditer(text):
        unit = _UNITS[m["unit"].lower()]
        sentence = _BREAK.split(text[: m.start()])[-1]
        measure = _measure(unit, sentence[-_NEAR:]) or _measure(unit, _behind(text, m.end()))
        low = _value(m["low"])
        if measure is None or low is None:
            continue
        high = _value(m["high"]) if m["high"] else low
        window = _WINDOW.search(sentence)
        doubt = "the range runs downwards" if high is not None and high < low else ""
        found.append(
            Amount(
                measure=measure,
                low=None if m["bound"] == "以下" or _MOST.search(sentence) else low,
                high=None if m["bound"] == "以上" or _LEAST.search(sentence) else high,
                unit=unit,
                window_h=number(window[1]) if window else None,
                observed=bool(_OBSERVED.search(sentence)),
                words=m[0].strip(),
                start=m.start(),
                end=m.start() + len(m[0].rstrip()),
                doubt=doubt,
            )
        )
    return tuple(found)


def _behind(text: str, at: int) -> str:
    """The few words that may name the measure after an amount: 45毫米的降水."""
    return _BREAK.split(text[at : at + 5])[0]


def _measure(unit: str, before: str) -> str | None:
    """The measure whose word stands last before the amount; of two there, the more exact."""
    places = [(before.rfind(word) + len(word), -i, name) for i, (word, name) in
              enumerate(_MEASURES[unit]) if word in before]  # fmt: skip
    return max(places)[2] if places else None


def _value(text: str) -> float | None:
    if re.fullmatch(_N, text):
        return float(text)
    whole = number(text)
    return None if whole is None else float(whole)

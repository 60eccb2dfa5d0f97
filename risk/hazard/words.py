"""Words in warnings: which signal, which colour, and whether a warning is lifted."""

import html
import re
from functools import cache

from risk.hazard.alert import Colour, ColourBy
from risk.reference import signal_words
from risk.terms import WarningColour

_COLOUR_WORDS = {
    "红": WarningColour.RED, "紅": WarningColour.RED, "red": WarningColour.RED,
    "橙": WarningColour.ORANGE, "orange": WarningColour.ORANGE,
    "黄": WarningColour.YELLOW, "黃": WarningColour.YELLOW, "yellow": WarningColour.YELLOW,
    "蓝": WarningColour.BLUE, "藍": WarningColour.BLUE, "blue": WarningColour.BLUE,
}  # fmt: skip
# 黄 alone is no colour (黄河); English words stand alone ("reduced" is no red).
COLOUR = re.compile(
    r"(?:[红紅橙黄黃蓝藍])\s*色|(?<![a-z])(?:red|orange|yellow|blue)(?![a-z])", re.I
)
# The four levels of the emergency response law (2007), art. 42, and their colours in its order.
_LEVELS = {
    "Ⅰ": WarningColour.RED, "I": WarningColour.RED, "一": WarningColour.RED,
    "Ⅱ": WarningColour.ORANGE, "II": WarningColour.ORANGE, "二": WarningColour.ORANGE,
    "Ⅲ": WarningColour.YELLOW, "III": WarningColour.YELLOW, "三": WarningColour.YELLOW,
    "Ⅳ": WarningColour.BLUE, "IV": WarningColour.BLUE, "四": WarningColour.BLUE,
}  # fmt: skip
LEVEL = re.compile(
    r"(?<![A-Za-z])(?:(III|II|IV|I|[ⅠⅡⅢⅣ])\s*级|Level\s+(III|II|IV|I))(?![A-Za-z])"
    r"(?:\s*[/／]\s*(?:特别严重|严重|较重|一般|\w+))?(?!\s*(?:应急)?响应)"
)
_SEVERITIES = {
    "extreme": WarningColour.RED, "severe": WarningColour.ORANGE,
    "moderate": WarningColour.YELLOW, "minor": WarningColour.BLUE,
}  # fmt: skip
NATIONAL_IDENTIFIER = re.compile(r"\d{14}_\d{14}")
LIFTED = re.compile(
    r"预警(?:信号|信息)?(?:已经|现已|已)?(?:解除|撤销|取消)"
    r"|(?<!未)(?:解除|撤销|取消)[^。；;\n]{0,24}?(?:预警|警报|警戒)"
    r"|all\s+clear|(?:is|are|been)\s+(?:cancelled|canceled|lifted)",
    re.I,
)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^>]*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@cache
def _signals() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all words, longest first, and the code of each word."""
    codes = {word.lower(): w.signal for w in signal_words() for word in (*w.zh, *w.en)}
    ordered = sorted(codes, key=lambda word: (-len(word), word))
    parts = [rf"(?<![a-z]){re.escape(w)}" if w.isascii() else re.escape(w) for w in ordered]
    return re.compile("|".join(parts), re.I), codes


def find_signals(text: str) -> list[tuple[str, int, int]]:
    """Every signal word in a text: code, begin and end; 雷雨大风 is one word, not 大风."""
    pattern, codes = _signals()
    return [(codes[m[0].lower()], m.start(), m.end()) for m in pattern.finditer(text)]


def signal_of(*texts: str) -> str | None:
    """The signal named first, in the first text that names one."""
    for text in texts:
        found = find_signals(text)
        if found:
            return found[0][0]
    return None


def colour_word(text: str) -> WarningColour | None:
    """The colour a text names; None if it names none, or several."""
    found = {colour_named(m[0]) for m in COLOUR.finditer(text)}
    return found.pop() if len(found) == 1 else None


def colour_named(word: str) -> WarningColour | None:
    """The colour of one word: 红色, 紅, Red, RED; None for any other."""
    text = word.strip().lower()
    bare = text[0] if text[:1] in _COLOUR_WORDS and text[1:].strip() in ("", "色") else text
    return _COLOUR_WORDS.get(bare)


def level_colour(text: str) -> tuple[WarningColour, str] | None:
    """The colour of II级/严重 or Level II/…, with the words; None if none is told."""
    found = LEVEL.search(text)
    return (_LEVELS[found[1] or found[2]], found[0]) if found else None


def colour_of(
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    headline: str = "",
    event: str = "",
    level: str = "",
    text: str = "",
    severity: str = "",
    identifier: str = "",
) -> Colour | None:
    """The colour of a message, from the surest place that tells it.

    Order: a parameter named for it, headline and event, a level field or a level word, the body.
    Severity comes last and only as `risk.hazard.alert.Colour` says.
    """
    for name, value in parameters:
        if re.search(r"colou?r|颜色|顏色|预警级别|signallevel", name, re.I):
            named = colour_named(value) or colour_word(value)
            if named:
                return Colour(named, ColourBy.PARAMETER, f"{name}: {value}")
    for words in (headline, event):
        named = colour_word(words)
        if named:
            return Colour(named, ColourBy.HEADLINE, words)
    named = colour_named(level) or colour_named(severity)
    if named:
        return Colour(named, ColourBy.LEVEL_WORD, level or severity)
    graded = level_colour(headline) or level_colour(text)
    if graded:
        return Colour(graded[0], ColourBy.LEVEL_WORD, graded[1])
    named = colour_word(text)
    if named:
        return Colour(named, ColourBy.TEXT, next(COLOUR.finditer(text))[0])
    by_severity = _SEVERITIES.get(severity.lower())
    if by_severity and NATIONAL_IDENTIFIER.fullmatch(identifier):
        return Colour(by_severity, ColourBy.SEVERITY, severity)
    return None


def plain(text: str) -> str:
    """A text without markup: HTML breaks become line breaks, tags go, entities become signs."""
    unescaped = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    lines = (" ".join(line.split()) for line in unescaped.splitlines())
    return "\n".join(line for line in lines if line)

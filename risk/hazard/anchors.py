"""Which warnings a text speaks of: signal and colour found together, and what is said of them.

A colour goes with the signals named just before it (雷电、冰雹橙色预警), else just after
(橙色暴雨预警), else it is a new colour of the warning named before (由蓝色升级为黄色). A warning
that is denied (无…预警), supposed (如发布…) or part of advice (防御指南) is kept apart with its
reason.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise, takewhile

from risk.hazard.words import COLOUR, colour_named, find_signals, level_colour
from risk.terms import WarningColour

LONGEST = 200  # characters before a warning that can say anything of it


class Action(StrEnum):
    """What a text says of a warning."""

    ISSUED = "issued"
    CONTINUED = "continued"
    CHANGED = "changed"
    LIFTED = "lifted"


@dataclass(frozen=True)
class Anchor:
    """One warning named: signal, colour, what is said of it, where it stands.

    ``left_out`` is why it counts for nothing: denied, supposed, advice, superseded; else "".
    """

    signal: str | None
    signal_words: str
    colour: WarningColour | None
    colour_words: str
    action: Action
    start: int
    end: int
    doubt: str = ""
    left_out: str = ""


_JOIN = re.compile(r"[、，,和及与/+\s]{1,3}|(?:暨|以及|并伴有)")
_GAP = re.compile(
    r"(?:灾害|气象|风险|天气|等级|级别|类型|种类|名称|颜色|信号|预警|事件|等|为|是|的|由|从|发布|[ⅠⅡⅢⅣIV一二三四]+级"
    r"|[:：()（）\[\]【】「」\"“”'/,，、;；\s])*"
)
_LABEL = re.compile(r"(?:级别|等级|颜色)\s*[:：为]")
_AFTER = re.compile(r"(?:\s|的|[(（【\[])*")
_FROM = re.compile(r"(?:由|从|将|原)[^。;；\n]{0,14}$")
_TO = re.compile(
    r"(?:升级|升格|提升|降级|降|调整|变更|更新|升|改)[^。;；,，\n]{0,4}(?:为|至|到|成)[^。;；\n]{0,12}$"
)
_RAISED = re.compile(
    r"[^。;；\n]{0,10}?(?:升级|升格|提升|降级|降|调整|变更|更新|升|改)[^。;；,，\n]{0,4}?(?:为|至|到|成)"
)
_DENIED = re.compile(
    r"(?:暂无|没有|未发布|尚未发布|未曾发布|并未发布|无|非|不是|不再发布)[^。;；,，\n]{0,8}$"
)
_SUPPOSED = re.compile(
    r"(?:如果|如遇|如|若|一旦|当|倘若|可能|视情|适时|达到|收到)[^。;；,，\n]{0,14}$"
    r"|(?:将|拟)(?:会|视情|适时)?发布$"
)
_STANDARD = re.compile(
    r"[^。;；,，\n]{0,8}(?:标准|条件|发布后|生效后|以上预警|时[,，])"
    r"|(?:预警)?(?:信号|信息)?(?:共|累计)?\d+\s*(?:次|条|期|个)"
)
_LIFT_BEFORE = re.compile(
    r"(?<!未)(?<!不)(?:解除|撤销|取消)(?:(?!发布(?!的)|同时|继续|并发)[^。;；\n]){0,36}$"
)
_LIFT_AFTER = re.compile(
    r"(?:预警)?(?:信号|信息)?(?:\s|已经|已|现已|现|同时|于|[\d月日时分:])*"
    r"(?<!未)(?<!不)(?:解除|撤销|取消|到期|失效)(?=[。;；,，!！\s)）】]|$)"
)
_NOT_LIFTED = re.compile(r"(?:未|不|尚未|暂不|暂未)(?:解除|撤销|取消)")
_CONTINUED = re.compile(r"(?:继续|维持|延续)[^。;；\n]{0,24}$")
_CHANGED = re.compile(r"(?:升级|降级|变更|调整|更新)[^。;；\n]{0,24}$")
_LEVEL = r"(?:[(（\[【\s]*(?:III|II|IV|I)级\s*(?:/\s*(?:特别严重|严重|较重|一般))?[)）\]】\s]*)"
_WARNS = re.compile(
    rf"(?:灾害|气象|风险|天气|等级|\s)*{_LEVEL}?(?:预警|警报|警戒)(?:信号|信息)?{_LEVEL}?"
)
_ADVICE = re.compile(
    r"防御指南|防御措施|防范措施|防范建议|防御建议|防御提示|温馨提示|安全提示|应对措施"
)
_SENTENCE = re.compile(r"[。;；!！\n]")


def find_anchors(text: str) -> list[Anchor]:
    """Every warning a text names, those left out included, in order."""
    signals = find_signals(text)
    found: list[Anchor] = []
    for m in COLOUR.finditer(text):
        found = _with_colour(text, m, signals, found)
    if not any(a.signal and not a.left_out for a in found):
        found += _without_colour(text, signals, found)
    breaks, advice = [m.end() for m in _SENTENCE.finditer(text)], advice_starts(text)
    judged = (_judged(text, a, breaks, advice) for a in found)
    return sorted(judged, key=lambda a: a.start)


def advice_starts(text: str) -> int:
    """Where advice on what to do begins; the text's length if there is none."""
    found = _ADVICE.search(text)
    return found.start() if found else len(text)


def _with_colour(
    text: str, m: re.Match[str], signals: list[tuple[str, int, int]], found: list[Anchor]
) -> list[Anchor]:
    """The anchors with those of one colour added."""
    colour = colour_named(m[0])
    at = bisect_right(signals, m.start(), key=lambda s: s[2])
    before = signals[max(0, at - 20) : at]
    listed = _list_before(text, m.start(), before)
    after = next((s for s in signals[at : at + 2] if s[1] >= m.end()), None)
    if not listed and after and _AFTER.fullmatch(text[m.end() : after[1]]):
        listed = [after]
    if not listed and found and _TO.search(text[found[-1].start : m.start()]):
        last = [a for a in found if a.end == found[-1].end]
        superseded = [replace(a, left_out="superseded") for a in last]
        new = [
            replace(a, colour=colour, colour_words=m[0], action=Action.CHANGED, end=m.end())
            for a in last
        ]
        return [*[a for a in found if a not in last], *superseded, *new]
    raised = _TO.search(text[before[-1][2] : m.start()]) if before else None
    if not listed and raised and not _SENTENCE.search(text, before[-1][2], m.start()):
        code, a, b = before[-1]
        return [*found, Anchor(code, text[a:b], colour, m[0], Action.CHANGED, a, m.end())]
    if not listed:
        lone = Anchor(
            None, "", colour, m[0], Action.ISSUED, m.start(), m.end(),
            doubt="a colour without a signal",
        )  # fmt: skip
        return [*found, lone] if _WARNS.match(text, m.end()) else found
    start, end = min(m.start(), listed[0][1]), max(m.end(), listed[-1][2])
    return found + [
        Anchor(code, text[a:b], colour, m[0], Action.ISSUED, start, end) for code, a, b in listed
    ]


def _list_before(
    text: str, at: int, before: list[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """The signals that lead up to a colour: one, or a list joined by 、和及."""
    if not before:
        return []
    gap = text[before[-1][2] : at]
    labelled = len(gap) <= 40 and _LABEL.search(gap) is not None
    if not (_GAP.fullmatch(gap) and (len(gap) <= 14 or labelled)):
        return []
    pairs = list(pairwise(before))[::-1]
    joined = takewhile(lambda p: _JOIN.fullmatch(text[p[0][2] : p[1][1]]), pairs)
    return [*[p[0] for p in joined][::-1], before[-1]]


def _without_colour(
    text: str, signals: list[tuple[str, int, int]], found: list[Anchor]
) -> list[Anchor]:
    """Signals followed by 预警 where no colour is named with any; a level (Ⅲ级/较重) tells one."""
    taken = {a.start for a in found}
    anchors = []
    for code, a, b in signals:
        warns = _WARNS.match(text, b)
        if not warns or a in taken:
            continue
        level = level_colour(warns[0])
        colour, words = level or (None, "")
        doubt = f"by the level '{words.strip()}'" if level else ""
        anchors.append(
            Anchor(code, text[a:b], colour, words.strip(), Action.ISSUED, a, warns.end(), doubt)
        )
    return anchors


def _judged(text: str, anchor: Anchor, breaks: list[int], advice: int) -> Anchor:
    """With what the words around say of it."""
    if anchor.left_out:
        return anchor
    at = bisect_right(breaks, anchor.start)
    begin = max(breaks[at - 1] if at else 0, anchor.start - LONGEST)
    before, after = text[begin : anchor.start], text[anchor.end : anchor.end + 30]
    lifted = not _NOT_LIFTED.search(before + after) and (
        _LIFT_BEFORE.search(before) or _LIFT_AFTER.match(after)
    )
    if _RAISED.match(text, anchor.end) and COLOUR.search(text, anchor.end):
        return replace(anchor, left_out="superseded")
    if anchor.start >= advice:
        return replace(anchor, left_out="advice")
    if _DENIED.search(before):
        return replace(anchor, left_out="denied")
    if _SUPPOSED.search(before) or _STANDARD.match(after):
        return replace(anchor, left_out="supposed")
    if lifted:
        return replace(anchor, action=Action.LIFTED)
    if anchor.action is Action.ISSUED and _CONTINUED.search(before):
        return replace(anchor, action=Action.CONTINUED)
    if anchor.action is Action.ISSUED and _CHANGED.search(before):
        return replace(anchor, action=Action.CHANGED)
    return anchor

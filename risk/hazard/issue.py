"""Who issued a pasted warning and when, and which part of the text speaks of which warning."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, TypeVar

from risk.hazard.anchors import Anchor
from risk.hazard.moments import Stamp, find_stamps, resolve

T = TypeVar("T")
_HAN = r"\u4e00-\u9fff"
_OFFICE = re.compile(
    rf"([{_HAN}]{{0,16}}?)((?:中央|国家)?(?:气象台|气象局|气象中心|气象服务中心|应急管理局|应急管理厅|应急局"
    r"|水利局|水务局|水文局|水利厅|自然资源局|自然资源厅|自然资源和规划局|林业和草原局|林草局|地震局"
    r"|预警信息发布中心|预警中心|指挥部(?:办公室)?))"
)
_BEFORE_OFFICE = re.compile(
    r"时|分|日|点|由|根据|据|请|注意|关注|和|与|及|联合|来源|按照|我是|这里是|悉|解除|发布|收到|接到|接|经|从"
)
_JOINED = re.compile(r"\s*(?:、|和|与|及|,|联合|会同)?\s*")
_VERB = r"(?:发布|签发|印发|发出|解除|撤销|取消|变更|更新|升级|降级)(?!的|时间|日期)"
_THEN_ISSUES = re.compile(rf"[^。;；\n]{{0,60}}?{_VERB}")
_EARLIER = re.compile(r"[^。;；\n]{0,20}?(?:发布|签发)的")  # 将10时发布的…解除
_NOT_BETWEEN = re.compile(r"预计|未来|将[有出遭达]|降[雨水雪]")
_LABEL = re.compile(r"(?:发布|签发|解除|更新|制作|发文|印发|发送)(?:时间|日期)\s*[:：]?\s*$")
_BLOCK = re.compile(
    r"\n\s*\n|(?<=[。!！;；\n])(?=【)|\n(?=\s*(?:\d{1,2}|[一二三四五六七八九十])[、.)）])"
)
_SENTENCE = re.compile(r"[。;；!！\n]")


@dataclass(frozen=True)
class Field(Generic[T]):
    """One thing read: its value, the words, where they stand, what is doubtful ("" for nothing)."""

    value: T
    words: str
    start: int
    end: int
    doubt: str = ""


def segments(text: str, anchors: Sequence[Anchor]) -> dict[int, tuple[int, int]]:
    """Which part of a text each warning named in it has to itself, by the anchor's start.

    A text is cut at blank lines, at 【 headings and numbered lines, then before each sentence that
    names another warning; warnings of one sentence share their part.
    """
    edges = _edges(text, anchors)
    parts: dict[int, tuple[int, int]] = {}
    for begin, end in pairwise(edges):
        own = [a for a in anchors if begin <= a.start < end]
        starts = {a.start: _sentence_start(text, a.start, begin) for a in own}
        cuts = sorted(set(starts.values()))
        for anchor, start in starts.items():
            following = [c for c in cuts if c > start]
            first = begin if start == cuts[0] else start
            parts[anchor] = first, following[0] if following else end
    return parts


def _edges(text: str, anchors: Sequence[Anchor]) -> list[int]:
    """Where parts begin, and the end; a block that names no warning goes with the one before it."""
    blocks = sorted({0, len(text), *(m.end() for m in _BLOCK.finditer(text))})
    named = [b for b, e in pairwise(blocks) if any(b <= a.start < e for a in anchors)]
    return [0, *named[1:], len(text)]


def _sentence_start(text: str, at: int, begin: int) -> int:
    return max((m.end() for m in _SENTENCE.finditer(text, begin, at)), default=begin)


def find_offices(text: str) -> list[Field[str]]:
    """Issuing offices, several that issue together as one; those named as a mere source last."""
    found: list[Field[str]] = []
    sources: list[Field[str]] = []
    for m in _OFFICE.finditer(text):
        lead = [x.end() for x in _BEFORE_OFFICE.finditer(m[1])]
        start = m.start() + (lead[-1] if lead else 0)
        doubt = "an office without its place" if start == m.start(2) and len(m[2]) < 4 else ""
        office = Field(text[start : m.end()], text[start : m.end()], start, m.end(), doubt)
        if "来源" in text[max(0, start - 6) : start]:
            sources.append(office)
        elif found and _JOINED.fullmatch(text[found[-1].end : start]):
            last = found.pop()
            words = text[last.start : m.end()]
            found.append(
                Field(f"{last.value}、{office.value}", words, last.start, m.end(), last.doubt)
            )
        else:
            found.append(office)
    return found + sources


def find_issued(text: str, *, near: dt.datetime) -> list[Field[dt.datetime]]:
    """When it was issued, the surest reading first.

    A time before 发布 or 解除, or behind 发布时间; else, in doubt, a date on a line of its own.

    Args:
        text: tidied words.
        near: when it came; a year that is not written is the nearest.
    """
    told: list[tuple[int, Stamp, Field[dt.datetime]]] = []
    for stamp in _current(text):
        found = _resolved(stamp, near)
        rank, why = _standing(text, stamp)
        if found is not None and rank is not None:
            told.append((rank, stamp, replace(found, doubt=found.doubt or why)))
    # with an hour before without one, with a day before an hour alone
    told.sort(key=lambda t: (t[0], t[1].hour is None, not t[1].dated, t[1].start))
    return [field for _, _, field in told]


def _current(text: str) -> list[Stamp]:
    """Times that may be those of issue: a day or an hour is named, of no earlier message."""
    stamps = [s for s in find_stamps(text) if s.dated or s.hour is not None]
    earlier = {s.start for s in stamps if _EARLIER.match(text, s.end)}
    return [s for s in stamps if s.start not in earlier or not _last_before_verb(s, stamps, text)]


def _last_before_verb(stamp: Stamp, stamps: Sequence[Stamp], text: str) -> bool:
    """Whether no further time stands between a stamp and 发布的."""
    verb = _EARLIER.match(text, stamp.end)
    return verb is not None and not any(stamp.end <= s.start < verb.end() for s in stamps)


def _standing(text: str, stamp: Stamp) -> tuple[int | None, str]:
    """How surely a time is that of issue (0 surest, None: it is not), and the doubt."""
    if _LABEL.search(text[: stamp.start]):
        return 0, ""
    verb = _THEN_ISSUES.match(text, stamp.end)
    if verb and not _NOT_BETWEEN.search(verb[0]) and not _current(verb[0]):
        return 0, ""
    if any(0 <= stamp.start - o.end <= 2 for o in find_offices(text)):
        return 1, "no word of issue stands beside it"
    if stamp.dated and _alone(text, stamp):
        return 2, "a date that stands alone"
    return None, ""


def _resolved(stamp: Stamp, near: dt.datetime) -> Field[dt.datetime] | None:
    found = resolve(stamp, near=near)
    if found is None:
        return None
    at, doubt = found
    doubt = doubt or ("" if stamp.dated else "no day is written")
    return Field(at, stamp.words, stamp.start, stamp.end, doubt)


def _alone(text: str, stamp: Stamp) -> bool:
    """Whether a stamp fills its line, as a signature's date does."""
    begin = text.rfind("\n", 0, stamp.start) + 1
    end = text.find("\n", stamp.end)
    line = text[begin : end if end >= 0 else len(text)]
    return begin > 0 and line.strip() == stamp.words

"""Places a text names that the map does not know: told to a person, never dropped in silence."""

import re
from collections.abc import Sequence

from risk.hazard.mentions import Mention

_HAN = r"\u4e00-\u9fff"
_LIST = re.compile(
    rf"((?:[{_HAN}]{{2,8}}、)+[{_HAN}]{{2,8}})等(?:\d+|[一二三四五六七八九十]+)?个?"
    r"(?:乡镇|镇乡|乡|镇|街道|行政村|村)"
)
_FULL = re.compile(
    rf"(?<=[、,，:：;；\s县区市旗和及与])[{_HAN}]{{2,7}}?(?:镇|乡|街道)(?=[、,，。;；:：等和及与\s的降有将发]|$)"
)
# What stands before a name without a stop: 今晚松多.
_LEAD = re.compile(
    r"(?:预计|受|其中|包括|以及|特别是|尤其是|今天|今日|今晚|今夜|明天|明日|夜间|白天|在|我县|全县|[县区市和及与])+"
)
_NO_NAME = re.compile(
    r"(?:各|等|全|个|本|我|该|有关|相关|上述|以下|所有|部分|大部|地区|城|村|多个)"
)


def unknown_places(text: str, mentions: Sequence[Mention]) -> tuple[tuple[str, int, int], ...]:
    """Names of townships or villages in a text that no mention covers: words, begin and end."""
    found: dict[int, tuple[str, int, int]] = {}
    spans = [
        (m.start() + item.start(), m.start() + item.end())
        for m in _LIST.finditer(text)
        for item in re.finditer(r"[^、]+", m[1])
    ] + [m.span() for m in _FULL.finditer(text)]
    for begin, end in spans:
        led = _LEAD.match(text, begin, end)
        start = led.end() if led else begin
        if end - start < 2:
            continue
        known = any(m.start < end and start < m.end for m in mentions)
        if not known and not _NO_NAME.match(text[start:end]):
            found.setdefault(start, (text[start:end], start, end))
    return tuple(found[start] for start in sorted(found))

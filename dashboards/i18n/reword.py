"""Sentences the model writes in English, in the reader's language.

The catalogue holds each as a template under ``said.*``: the English one is matched, the other
language's is filled with what was found, itself reworded. A sentence without a
template stands as it was written.
"""

import re
from functools import cache

from dashboards.i18n.catalogue import t, texts

FIELD = re.compile(r"\\\{(\w+)\\\}")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    said = sorted((key, text) for key, text in texts("en").items() if key.startswith("said."))
    return tuple(
        (key, re.compile(FIELD.sub(r"(?P<\1>.+?)", re.escape(text)))) for key, text in said
    )


def reword(sentence: str, lang: str) -> str:
    """The sentence in the reader's language."""
    for key, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return t(key, lang, **{k: reword(v, lang) for k, v in found.groupdict().items()})
    return sentence

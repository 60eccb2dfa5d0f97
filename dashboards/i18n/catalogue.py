"""Catalogues: every ``.mo`` of a language merged into one key → text table, read once."""

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Any

LANGS = ("zh", "en")
DEFAULT_LANG = "zh"


@cache
def texts(lang: str) -> dict[str, str]:
    """All texts of one language by key.

    Raises:
        ValueError: two catalogues give one key different texts.
    """
    merged: dict[str, str] = {}
    folder = files("dashboards.i18n") / lang / "LC_MESSAGES"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".mo"):
            continue
        with path.open("rb") as f:
            # GNUTranslations keeps its table in _catalog; its public gettext() hides a missing key
            found: dict[str, str] = GNUTranslations(f)._catalog  # type: ignore[attr-defined]
        for key, text in found.items():
            if key and merged.setdefault(key, text) != text:
                raise ValueError(f"{path.name} ({lang}): key {key!r} stands twice")
    return merged


def has_text(key: str, lang: str) -> bool:
    """Whether the key has a text in this language."""
    return key in texts(lang)


def t(key: str, lang: str, **values: Any) -> str:
    """The text of a key, with ``{name}`` filled from ``values``.

    Raises:
        KeyError: the key has no text in this language.
    """
    text = texts(lang)[key]
    return text.format(**values) if values else text


def term(kind: str, code: object, lang: str) -> str:
    """Display name of a stored code: ``term("peril_family", "storm", "en")`` → storm.

    A code without a name (an old version's, a county's own) is shown as it is stored.
    """
    key = f"{kind}.{code}"
    return t(key, lang) if has_text(key, lang) else str(code)

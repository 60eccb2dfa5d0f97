"""Words people read, by stable key, in Chinese (default) and English.

    from dashboards.i18n import t, term, number, money, percent, chance, span, day, moment, month

    t("overview.title", lang)                     # a text
    t("overview.open_claims", lang, n=number(12, lang))   # {n} in the text is filled
    term("peril_family", "storm", lang)           # display name of a stored code (risk.terms)
    money(123456.0, lang, "CNY")                  # 12.3万元 / CNY 123,456
    span(1.2, 3.4, lang)                          # 1.2–3.4
    reword(plan.reason, lang)                     # a sentence the model wrote in English

``lang`` is ``"zh"`` or ``"en"``; a page asks :func:`current_lang` (cookie or ``?lang=``) once per
request and hands it down. A key without a text raises :class:`KeyError`: nothing is shown half
translated. Catalogues are ``{zh,en}/LC_MESSAGES/*.po``; every ``.po`` of a language is merged, so a
room keeps its own file (``huzhu.po`` pages, ``report.po`` reports, ``security.po`` login) with its
own key prefix. After editing: ``python -m dashboards.i18n`` writes the ``.mo`` files that travel.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dashboards.i18n.catalogue import DEFAULT_LANG, LANGS, has_text, t, term
from dashboards.i18n.reword import reword

if TYPE_CHECKING:
    from dashboards.i18n.format import (
        MISSING,
        chance,
        currency_name,
        day,
        duration,
        figure,
        moment,
        money,
        month,
        number,
        percent,
        short_day,
        span,
        year,
    )
    from dashboards.i18n.request import COOKIE, current_lang

__all__ = [
    "COOKIE",
    "DEFAULT_LANG",
    "LANGS",
    "MISSING",
    "chance",
    "currency_name",
    "current_lang",
    "day",
    "duration",
    "figure",
    "has_text",
    "moment",
    "money",
    "month",
    "number",
    "percent",
    "reword",
    "short_day",
    "span",
    "t",
    "term",
    "year",
]

_REQUEST = ("COOKIE", "current_lang")


def __getattr__(name: str) -> Any:
    """Formats and request import Babel and Flask: only on first use, so `huzhu --help` is quick."""
    if name not in __all__:
        raise AttributeError(name)
    room = "request" if name in _REQUEST else "format"
    return getattr(import_module(f"dashboards.i18n.{room}"), name)

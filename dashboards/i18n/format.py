"""Numbers, money, dates as people read them; the one place that formats.

``None`` and NaN print as a dash. Chances never print as 0 % or 100 %.
"""

import math
from collections.abc import Callable
from datetime import date, datetime

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

from dashboards.i18n.catalogue import t

MISSING = "—"
LOCALE = {"zh": "zh_Hans_CN", "en": "en_GB"}
WAN = 10_000


def is_missing(value: object) -> bool:
    """None, NaN and NaT."""
    return value is None or (isinstance(value, float) and math.isnan(value)) or value != value


def number(value: float | None, lang: str, digits: int = 0) -> str:
    """A number with thousands separators: ``12,345.6``."""
    if value is None or is_missing(value):
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(
        format_decimal(round(float(value), digits) + 0.0, format=pattern, locale=LOCALE[lang])
    )


def figure(value: float | None, lang: str) -> str:
    """A number with the digits it needs, three decimals at most: ``0.15``, ``24.5``, ``1,800``."""
    if value is None or is_missing(value):
        return MISSING
    return str(format_decimal(value, format="#,##0.###", locale=LOCALE[lang]))


def money(value: float | None, lang: str, currency: str = "CNY") -> str:
    """A sum with its currency; in Chinese, large sums in 万 or 亿: ``12.3万元``."""
    if value is None or is_missing(value):
        return MISSING
    if lang != "zh":
        return t("format.money", lang, amount=number(value, lang), currency=currency)
    unit = currency_name(currency, lang) if currency == "CNY" else f" {currency}"
    if abs(value) < WAN:
        return t("format.money", lang, amount=number(value, lang), currency=unit)
    step = WAN if abs(value) < WAN**2 else WAN**2
    shown = round(float(value) / step, 1) * step  # as `number` rounds: a table says the same
    amount = format_compact_decimal(shown, locale=LOCALE[lang], fraction_digits=1)
    return t("format.money", lang, amount=amount, currency=unit)


def currency_name(currency: str, lang: str) -> str:
    """A currency as headings and axes name it: 元 in Chinese, its code in English."""
    return t("format.cny", lang) if lang == "zh" and currency == "CNY" else currency


def percent(value: float | None, lang: str, digits: int = 1) -> str:
    """A ratio 0–1 as ``87.5%``."""
    if value is None or is_missing(value):
        return MISSING
    return number(100 * value, lang, digits) + "%"


def chance(value: float | None, lang: str) -> str:
    """A probability as whole per cent, never 0 % or 100 %: ``<1%``, ``>99%``."""
    if value is None or is_missing(value):
        return MISSING
    if value > 0.99:
        return ">99%"
    return "<1%" if value < 0.01 else percent(value, lang, 0)


def span(
    low: float | None,
    high: float | None,
    lang: str,
    show: Callable[[float | None, str], str] = number,
) -> str:
    """A range ``low–high``, each end by ``show``; one dash when both are missing."""
    if is_missing(low) and is_missing(high):
        return MISSING
    ends = (show(low, lang), show(high, lang))
    if ends[0] == ends[1]:
        return ends[0]
    if any(end.startswith(("<", ">")) for end in ends):
        return t("format.to", lang, low=ends[0], high=ends[1])  # "98%–>99%" reads as an arrow
    between = " … " if "-" in ends[0] + ends[1] else "–"  # a dash before a minus is no range
    return between.join(ends)


def duration(minutes: float | None, lang: str) -> str:
    """Minutes as people say them: ``42 min``, ``3.5 h``; infinite is "not reached"."""
    if minutes is None or is_missing(minutes):
        return MISSING
    if math.isinf(minutes):
        return t("format.not_reached", lang)
    if minutes < 120:
        return t("format.minutes", lang, n=number(minutes, lang))
    return t("format.hours", lang, n=number(minutes / 60, lang, 1))


def day(value: date | None, lang: str) -> str:
    """A date: ``2026年7月1日`` / ``1 Jul 2026``."""
    if value is None or is_missing(value):
        return MISSING
    return str(
        format_date(value, format="long" if lang == "zh" else "d MMM y", locale=LOCALE[lang])
    )


def short_day(value: date, lang: str) -> str:
    """A date without its year, for the axis of a chart: ``7月1日`` / ``1 Jul``."""
    return str(format_skeleton("MMMd", value, locale=LOCALE[lang]))


def moment(value: datetime | None, lang: str) -> str:
    """A local time to the minute: ``2026年7月1日 08:05``."""
    if value is None or is_missing(value):
        return MISSING
    return f"{day(value, lang)} {value:%H:%M}"


def month(value: int, lang: str) -> str:
    """A month's name: ``7月`` / ``Jul``."""
    return str(format_date(date(2001, value, 1), format="MMM", locale=LOCALE[lang]))


def year(value: int, lang: str) -> str:
    """A contract year: ``2025年`` / ``2025``."""
    return t("format.year", lang, year=value)

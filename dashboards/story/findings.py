"""Findings in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from dashboards.i18n import (
    MISSING,
    day,
    has_text,
    money,
    month,
    number,
    percent,
    span,
    t,
    term,
)  # fmt: skip
from risk.flow import Story
from risk.history.findings import Finding, MeasureEffect

COUNTED = {"refused": "rows", "coverage": "households", "groups": "policies"}
UNCOUNTED = ("old_open", "ahead", "ageing")
DIGITS = {"ratio": 2, "days": 0, "claims": 0, "min": 0, "points": 1}


@dataclass(frozen=True)
class Reader:
    """Whom findings are told: language, names of regions by code, currency."""

    lang: str
    names: Mapping[str, str]
    currency: str


@dataclass(frozen=True)
class Said:
    """A finding in words; ``due`` and ``owner`` are a dash where nothing has to be done."""

    metric: str
    period: str
    value: str
    conclusion: str
    measure: str
    owner: str
    due: str


def reader(story: Story, lang: str) -> Reader:
    """A reader of a story."""
    regions = story.facts.regions
    names = dict(zip(regions["code"], regions["name"], strict=True))
    return Reader(lang, names, story.facts.county.currency)


def said(finding: Finding, to: Reader) -> Said:
    """A finding in words."""
    shown = _shown(finding, to)
    key = f"finding.{finding.code}.{finding.answer}"
    if not has_text(key, to.lang):
        key = f"finding.{finding.answer}"
    measure = f"finding.{finding.measure}.measure"
    if not has_text(measure, to.lang):
        measure = f"{key}.measure"
    due = finding.due_days
    return Said(
        t(f"finding.{finding.code}", to.lang, **shown),
        period_text(finding, to.lang),
        value_text(finding, to),
        t(key, to.lang, **shown),
        t(measure, to.lang, **shown),
        t(f"finding.owner.{finding.owner}", to.lang) if finding.to_act else MISSING,
        MISSING if due is None else t("finding.due", to.lang, n=due),
    )


def period_text(finding: Finding, lang: str) -> str:
    """First to last day, or the one day of a standing."""
    last = day(finding.last, lang)
    if finding.first == finding.last:
        return last
    return t("finding.period", lang, first=day(finding.first, lang), last=last)


def value_text(finding: Finding, to: Reader) -> str:
    """The value with its interval and what it rests on."""
    if not isfinite(finding.value):
        thin = finding.answer in ("thin", "too_few", "unknown")
        return t("finding.no_value", to.lang) if thin else MISSING
    value = in_unit(finding.value, finding.unit, to.lang)
    if isfinite(finding.lo) and isfinite(finding.hi):
        level = percent(finding.level, to.lang, 0)
        value = with_range(value, finding.lo, finding.hi, finding.unit, level, to.lang)
    if finding.code in UNCOUNTED or not finding.n:
        return value
    counted = COUNTED.get(finding.code, "claims")
    return t(f"finding.of.{counted}", to.lang, value=value, n=number(finding.n, to.lang))


def with_range(value: str, lo: float, hi: float, unit: str, level: str, lang: str) -> str:
    """A value with its interval."""
    ends = span(lo, hi, lang, lambda v, _: plain(v, unit, lang))
    return t("finding.with_range", lang, value=value, level=level, range=ends)


def plain(value: float | None, unit: str, lang: str) -> str:
    """A number as its unit writes it, the unit left out except per cent."""
    if unit == "share":
        return percent(value, lang)
    return number(value, lang, DIGITS[unit])


def in_unit(value: float, unit: str, lang: str) -> str:
    """A number with its unit."""
    text = plain(value, unit, lang)
    return text if unit == "share" else t(f"finding.unit.{unit}", lang, value=text)


def _shown(finding: Finding, to: Reader) -> dict[str, str]:
    """What a text of a finding may be filled with; a subject that stands alone is one looked at."""
    values = {"looked_at": 1} | finding.values
    shown = {name: _filled(name, value, to) for name, value in values.items()}
    unit = finding.unit
    return shown | {
        "value": in_unit(finding.value, unit, to.lang) if isfinite(finding.value) else MISSING,
        "comparison": _comparison(finding, to.lang),
    }


def _comparison(finding: Finding, lang: str) -> str:
    """What the value stands beside; a goal of whole per cents without decimals."""
    value = finding.comparison_value
    if finding.unit == "share" and isfinite(value) and round(100 * value, 9) % 1 == 0:
        return percent(value, lang, 0)
    return in_unit(value, finding.unit, lang)


def _filled(name: str, value: Any, to: Reader) -> str:
    if name in WORDS:
        return WORDS[name](value, to)
    if name.endswith("_money"):
        return money(value, to.lang, to.currency)
    return number(value, to.lang, 1 if name.endswith("_per_100") else 0)


def _names(codes: tuple[str, ...], to: Reader) -> str:
    return _joined([to.names.get(code, code) for code in codes], to)


def _joined(items: list[str], to: Reader) -> str:
    return t("list.comma", to.lang).join(items) if items else MISSING


def _inline(name: str, to: Reader) -> str:
    return name.lower() if to.lang == "en" else name


WORDS: Mapping[str, Callable[[Any, Reader], str]] = {
    "tier": lambda v, to: _inline(term("tier", v, to.lang), to),
    "family": lambda v, to: term("peril_family", v, to.lang),
    "kind": lambda v, to: term("table", v, to.lang),
    "stage": lambda v, to: t(f"finding.stage.name.{v}", to.lang),
    "reason": lambda v, _: str(v),
    "month": lambda v, to: month(v, to.lang),
    "months": lambda v, to: _joined([month(m, to.lang) for m in v], to),
    "township": lambda v, to: to.names.get(v, v),
    "townships": _names,
    "regions": _names,
    "listed_on": lambda v, to: day(v, to.lang),
    "p90_days": lambda v, to: number(v, to.lang, 1),
}


def effect_texts(effect: MeasureEffect, lang: str) -> tuple[str, str]:
    """A measure's metric before and after, and what became of it."""
    answer = t(f"measure_effect.answer.{effect.answer}", lang)
    if effect.after is None:
        return MISSING, answer
    before = _side(effect.value_before, effect.before_range, effect, lang)
    after = _side(effect.value_after, effect.after_range, effect, lang)
    change = t("measure_effect.change", lang, before=before, after=after)
    return change, answer + (t("measure_effect.so_far", lang) if effect.so_far else "")


def _side(value: float, ends: tuple[float, float], effect: MeasureEffect, lang: str) -> str:
    if not isfinite(value):
        return MISSING
    text = in_unit(value, effect.unit, lang)
    if not all(isfinite(end) for end in ends):
        return text
    return with_range(text, *ends, effect.unit, percent(0.95, lang, 0), lang)

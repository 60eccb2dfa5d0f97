"""Values of history's tables as people read them: codes in words, places by name, ranges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboards.i18n import (
    MISSING,
    currency_name,
    day,
    duration,
    moment,
    month,
    number,
    percent,
    reword,
    span,
    t,
    term,
    year,
)  # fmt: skip
from dashboards.story.quality import read_fault
from dashboards.story.sheets import DIMENSION_COLUMNS, NUMERIC, Col
from risk.flow import Story
from risk.terms import RegionLevel
from risk.warehouse.experience import Stage

MINUTES_A_DAY = 24 * 60
DAYS_FROM_MIN = 2 * MINUTES_A_DAY
SILENT = ("event_id", "late_reason")  # nothing there says: in no event, not late


@dataclass(frozen=True)
class Teller:
    """Whom tables are told: language, names of places by code, names of events, currency."""

    lang: str
    places: Mapping[str, str]
    events: Mapping[str, str]
    currency: str


def teller(story: Story, lang: str) -> Teller:
    """A teller of a story: a village is named with its township."""
    regions, events = story.facts.regions, story.facts.events
    own = (regions["level"] == "village") & regions["township_name"].notna()
    labels = regions["name"].where(~own, regions["township_name"] + " " + regions["name"])
    return Teller(
        lang,
        dict(zip(regions["code"], labels, strict=True)),
        dict(zip(events["event_id"], events["name"], strict=True)),
        story.facts.county.currency,
    )


def missing(value: Any) -> bool:
    """None, NaN, NaT."""
    return value is None or bool(pd.isna(value))


def words(value: Any, col: Col, to: Teller, row: Mapping[str, Any]) -> str:
    """A value in words; ``row`` holds what stands beside it."""
    if missing(value):
        return unknown(col, to, row)
    if col.field == "event_id":
        return to.events.get(str(value), str(value))
    told = in_unit(col, row)
    if told.kind in WORDS:
        return WORDS[told.kind](value, told, to)
    if col.kind == "fault":
        found = read_fault(str(value), str(row.get("remedy", "")))
        return found.text(to.lang)[0] if found else str(value)
    return term(col.kind, value, to.lang)


def in_unit(col: Col, row: Mapping[str, Any]) -> Col:
    """The column as this row's unit has it told."""
    if col.kind != "by_unit":
        return col
    return replace(col, kind="percent" if row.get("unit") == "share" else "number", digits=1)


def unknown(col: Col, to: Teller, row: Mapping[str, Any]) -> str:
    """What stands for nothing: a tier, place or reason nobody gave is said, the rest is a dash."""
    if col.kind == "place":
        whole = row.get("level") == RegionLevel.COUNTY.value
        return t("history.whole" if whole else "history.no_place", to.lang)
    if col.kind == "tier" and row.get("stage", Stage.ARRIVAL.value) == Stage.ARRIVAL.value:
        return t("tier.unknown", to.lang)
    if DIMENSION_COLUMNS.get(col.field) is col and col.field not in SILENT:
        return t("history.unknown", to.lang)
    if col.field == "role":
        return t("history.no_post", to.lang)
    asked = col.field == "reason" and row.get("kind") != "all"
    late = col.field == "late_reason" and row.get("verdict", "late") in ("late", "overdue")
    return t("history.not_given", to.lang) if asked or late else MISSING


def heading(col: Col, to: Teller, *, in_file: bool = False) -> str:
    """Heading of a column with the unit its numbers are in; a page writes minutes out as times."""
    text = t(col.heading, to.lang)
    if col.kind == "money":
        return text + t("history.in_money", to.lang, currency=currency_name(to.currency, to.lang))
    return text + t("history.in_minutes", to.lang) if in_file and col.kind == "minutes" else text


def interval(low: Any, high: Any, col: Col, to: Teller) -> str:
    """The range of a value, in the value's own digits."""
    if missing(low) or missing(high):
        return MISSING
    show = percent if col.kind == "percent" else _number
    return span(float(low), float(high), to.lang, lambda v, lang: show(v, lang, col.digits))


def _number(value: float | None, lang: str, digits: int) -> str:
    return number(value, lang, digits)


def elapsed(minutes: float, to: Teller) -> str:
    """Minutes and hours, from two days on in days."""
    if minutes < DAYS_FROM_MIN:
        return duration(minutes, to.lang)
    return t("history.days", to.lang, n=number(minutes / MINUTES_A_DAY, to.lang, 1))


WORDS: Mapping[str, Callable[[Any, Col, Teller], str]] = {
    "text": lambda v, _, __: str(v),
    "number": lambda v, c, to: number(float(v), to.lang, c.digits),
    "days": lambda v, c, to: number(float(v), to.lang, c.digits),
    "money": lambda v, c, to: number(float(v), to.lang, c.digits),
    "percent": lambda v, c, to: percent(float(v), to.lang, c.digits),
    "minutes": lambda v, _, to: elapsed(float(v), to),
    "day": lambda v, _, to: day(v, to.lang),
    "moment": lambda v, _, to: moment(v, to.lang),
    "month": lambda v, _, to: month(int(v), to.lang),
    "month_of_year": lambda v, _, to: t(
        "history.month_of_year",
        to.lang,
        year=pd.Timestamp(v).year,
        month=month(pd.Timestamp(v).month, to.lang),
    ),
    "year": lambda v, _, to: year(int(v), to.lang),
    "decade": lambda v, _, to: t("history.decade", to.lang, year=int(v)),
    "weekday": lambda v, _, to: t(f"weekday.{int(v)}", to.lang),
    "hour": lambda v, _, to: t("history.hour", to.lang, hour=int(v)),
    "place": lambda v, _, to: to.places.get(str(v), str(v)),
    "groups": lambda v, _, to: t("list.comma", to.lang).join(
        term("group", code, to.lang) for code in str(v).split()
    ),
    "yes": lambda v, _, to: t("history.yes" if v else "history.no", to.lang),
    "in_event": lambda v, _, to: t("history.in_event" if v else "history.no_event", to.lang),
    "little": lambda v, _, to: t("history.little", to.lang) if v else "",
    "note": lambda v, _, to: reword(str(v), to.lang) if v else "",
}
"""Kind of a column → how a value of it is told."""


def display(
    frame: pd.DataFrame, columns: tuple[Col, ...], to: Teller, *, as_text: bool = False
) -> pd.DataFrame:
    """A table ready to show: words as text, numbers as numbers, ranges as text beside them.

    Args:
        frame: a view.
        columns: of its sheet; those the frame does not have are left out.
        to: whom it is told.
        as_text: numbers as text too.

    Returns:
        One column a `Col`, named by its field, and ``<field>_range`` after a ranged one.
    """
    records = frame.to_dict("records")
    shown: dict[str, list[Any]] = {}
    for col in columns:
        if col.field not in frame:
            continue
        values = [row[col.field] for row in records]
        if col.kind in NUMERIC and not as_text:
            shown[col.field] = [None if missing(v) else float(v) for v in values]
        else:
            shown[col.field] = [words(v, col, to, r) for v, r in zip(values, records, strict=True)]
        if col.ranged:
            lo, hi = f"{col.field}_lo", f"{col.field}_hi"
            shown[f"{col.field}_range"] = [
                interval(r[lo], r[hi], in_unit(col, r), to) for r in records
            ]
    return pd.DataFrame(shown, index=range(len(records)))

"""A dispatch day in words: times of the day, claims, changes and why they were made."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.i18n import MISSING, duration, figure, has_text, number, t, term
from dashboards.i18n.format import is_missing
from dashboards.story.dispatch_open import PRESET
from dashboards.story.dispatch_rows import Look
from risk import reference
from risk.operations.dispatch import DayHead
from risk.operations.dispatch_days import LIVE
from risk.staffing.live import DayState, DeedKind

DAY_MIN = 24 * 60
BY_ITSELF = {
    DeedKind.SET_OUT, DeedKind.ARRIVED, DeedKind.FINISHED, DeedKind.CLAIM, DeedKind.POLISHED,
}  # fmt: skip
"""What comes without a person's decision: crews' word, claims, the house's own search."""
LATE = (Look.LATE_WAITING, Look.LATE)


def at_words(minutes: float | None, lang: str) -> str:
    """A minute of the day as people say it: ``09:20``, the next day's ``次日00:40``."""
    if minutes is None or is_missing(minutes):
        return MISSING
    days, within = divmod(round(minutes), DAY_MIN)
    text = f"{within // 60:02d}:{within % 60:02d}"
    if days == 0:
        return text
    key = {1: "dispatch.next_day", -1: "dispatch.day_before"}.get(days, "dispatch.other_day")
    return (
        t(key, lang, at=text, days=f"{days:+d}") if days not in (1, -1) else t(key, lang, at=text)
    )


def minute_of(text: str | None, now_min: float, *, ahead: bool) -> float | None:
    """A time typed as ``HH:MM`` as a minute of the day: the one nearest to now, or ahead of it.

    None where nothing, or no time of day, was typed.
    """
    hour, _, minute = str(text or "").partition(":")
    if not (hour.isdigit() and minute[:2].isdigit()):
        return None
    base = 60 * int(hour) + int(minute[:2])
    turns = [base + DAY_MIN * k for k in range(-2, 4)]
    if ahead:
        return float(next(m for m in turns if m > now_min))
    return float(min(turns, key=lambda m: abs(m - now_min)))


def left_words(row: Mapping[str, Any], lang: str) -> str:
    """How much a claim has left until its promise, or how late it is."""
    key = "dispatch.late_by" if row["left_min"] < 0 else "dispatch.left"
    return t(key, lang, n=duration(abs(row["left_min"]), lang))


def claim_line(row: Mapping[str, Any], lang: str) -> str:
    """A claim in one line: number, state, crew and arrival."""
    look = t(f"dispatch.look.{row['look']}", lang)
    if not row["crew"]:
        return t("dispatch.claim_line_free", lang, id=row["claim_id"], look=look,
                 due=at_words(row["due_min"], lang))  # fmt: skip
    return t(
        "dispatch.claim_line", lang, id=row["claim_id"], look=look, crew=row["crew"],
        eta=at_words(row["eta_min"], lang), due=at_words(row["due_min"], lang),
    )  # fmt: skip


def day_name(head: DayHead, lang: str) -> str:
    """What a dispatch day is of: today, an event of the past, an invented one."""
    if head.origin == LIVE:
        return t("dispatch.is_live", lang)
    return preset_words(head.origin, lang) if head.origin.startswith(PRESET) else head.name


def preset_words(origin: str, lang: str) -> str:
    """Peril and grade of an invented event."""
    preset = reference.preset(origin.removeprefix(PRESET))
    kind, grade = term("surge_kind", preset.kind, lang), term("grade", preset.grade, lang)
    return f"{kind} · {grade}"


def crew_name(state: DayState, crew_id: str, lang: str) -> str:
    """A crew as sheets call it; nobody for an empty id."""
    if not crew_id:
        return t("dispatch.nobody", lang)
    return state.crews[crew_id].name if crew_id in state.crews else crew_id


def place_names(state: DayState) -> dict[str, str]:
    """Villages of the day's claims by place code."""
    return {c.place_code: c.village_name for c in state.claims.values()}


def reason_words(state: DayState, reason: str, values: Mapping[str, Any], lang: str) -> str:
    """What a change did and why, in a sentence; ids of crews and villages become names."""
    told = {name: _value(state, name, value, lang) for name, value in values.items()}
    key = f"live.reason.{reason}"
    what = t(key, lang, **told) if has_text(key, lang) else reason
    parts = [
        t(f"dispatch.effect_{name}", lang, n=number(values[name], lang))
        for name in EFFECTS if values.get(name)
    ]  # fmt: skip
    effect = t("list.comma", lang).join(parts)
    return t("dispatch.effect_of", lang, what=what, effect=effect) if effect else what


EFFECTS = ("moved", "left", "taken", "retimed")


def _value(state: DayState, name: str, value: Any, lang: str) -> str:
    if name in ("crew", "from") or (isinstance(value, str) and value in state.crews):
        return crew_name(state, str(value), lang)
    if name.endswith("_min"):
        return at_words(value, lang)
    if isinstance(value, list | tuple):
        names = place_names(state) if name == "places" else {}
        return t("list.comma", lang).join(names.get(str(v), str(v)) for v in value) or MISSING
    if isinstance(value, int | float) and not isinstance(value, bool):
        return figure(value, lang)
    return MISSING if value is None or is_missing(value) else str(value)


def stages_line(rows: pd.DataFrame, lang: str) -> str:
    """How many claims there are of each look."""
    counts = rows["look"].value_counts()
    return t("list.comma", lang).join(
        t("dispatch.look_n", lang, look=t(f"dispatch.look.{look}", lang),
          n=number(int(counts[look]), lang))
        for look in Look if look in counts.index
    )  # fmt: skip

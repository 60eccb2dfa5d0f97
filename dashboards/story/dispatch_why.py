"""Why claims of a dispatch day are late, in words: causes, what would have saved them, in sum."""

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboards.i18n import MISSING, duration, number, percent, short_day, t, term
from dashboards.i18n.format import is_missing
from risk.staffing.live import DayState
from risk.staffing.reasons import DayReasons, Saver, why_day

DAY_MIN = 24 * 60
NAMED = 3
"""Claims named in a sentence; of more, how many."""
COLUMNS = ("claim_id", "late", "cause", "saved", "village", "tier", "due", "arrives")


@lru_cache(maxsize=4)
def reasons_of(state: DayState) -> DayReasons:
    """Causes of a day as it stands; told once for each state."""
    return why_day(state)


def in_words(
    state: DayState, rows: pd.DataFrame, bases: Mapping[str, str], lang: str
) -> pd.DataFrame:
    """A late or unserved claim a row, ready texts: `COLUMNS`.

    Args:
        state: the day.
        rows: of its reasons.
        bases: names of bases by code.
        lang: language.
    """
    lines = [
        (
            row["claim_id"], late_words(row, lang), cause_words(row, lang),
            saved_words(state, row, bases, lang), row["village_name"],
            term("tier", row["tier"], lang), at_words(state, row["due_min"], lang),
            at_words(state, row["arrive_min"], lang),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=list(COLUMNS))


def late_words(row: Mapping[str, Any], lang: str) -> str:
    """By how much a claim is late, or will be."""
    if math.isinf(row["late_min"]):
        return t("why.unserved", lang)
    return t("why.late" if row["told"] else "why.will_be_late", lang,
             n=duration(row["late_min"], lang))  # fmt: skip


def cause_words(row: Mapping[str, Any], lang: str) -> str:
    """Its cause, and whether a person had decided about it."""
    cause = t(f"why.cause.{row['cause']}", lang)
    return t("why.pinned", lang, cause=cause) if row["pinned"] else cause


def saved_words(
    state: DayState, row: Mapping[str, Any], bases: Mapping[str, str], lang: str
) -> str:
    """What would have saved a claim, with amount and unit."""
    saver = Saver(row["saved_by"])
    crew = state.crews.get(row["crew_id"])
    values = {
        "crew": crew.name if crew else MISSING,
        "base": bases.get(row["base_code"], row["base_code"]) or MISSING,
        "n": _amount(saver, row["amount"], lang),
        "at": at_words(state, row["at_min"], lang),
        "claims": _claims(row["others"], lang),
        "needs": t("list.comma", lang).join(_skill(s, lang)
                                           for s in state.claims[row["claim_id"]].needs),
    }  # fmt: skip
    key = saver.value
    if saver is Saver.SENT and row["others"]:
        key = "sent_others"
    if saver is Saver.OPENED and math.isinf(row["amount"]):
        key = "opened_never"
    if saver is Saver.QUICKER and not crew:
        key = "quicker_base"
    words = t(f"why.saved.{key}", lang, **values)
    return t("why.saved.alone", lang, saved=words) if row["alone"] else words


def _skill(skill: str, lang: str) -> str:
    return t("why.4wd", lang) if skill == "4wd" else skill


def _amount(saver: Saver, amount: float, lang: str) -> str:
    if saver is Saver.QUICKER:
        return percent(amount, lang, 0)
    if saver in (Saver.MORE, Saver.FIRST, Saver.SKILL, Saver.CREW, Saver.POSTED):
        return number(amount, lang)
    if is_missing(amount) or math.isinf(amount):
        return MISSING
    return duration(max(round(amount), 1), lang)


def _claims(claims: tuple[str, ...], lang: str) -> str:
    if len(claims) > NAMED:
        return t("why.claims_n", lang, n=number(len(claims), lang))
    return t("list.comma", lang).join(claims)


def at_words(state: DayState, minutes: float | None, lang: str) -> str:
    """A minute of the day as ``09:20``; of another day with its date."""
    if minutes is None or is_missing(minutes) or math.isinf(minutes):
        return MISSING
    at = datetime.combine(state.ground.day, time()) + timedelta(minutes=round(minutes))
    if at.date() == state.ground.day:
        return f"{at:%H:%M}"
    return f"{short_day(at.date(), lang)} {at:%H:%M}"


def change_words(change: str, base: str, bases: Mapping[str, str], lang: str) -> str:
    """One thing otherwise for the whole day."""
    return t(f"why.change.{change}", lang, base=bases.get(base, base))


def changes_in_words(told: DayReasons, bases: Mapping[str, str], lang: str) -> pd.DataFrame:
    """What one thing otherwise would have saved, the most first: label, saved, of."""
    rows = told.together
    labels = [change_words(r.change, r.base_code, bases, lang) for r in rows.itertuples()]
    frame = pd.DataFrame({"label": labels, "saved": rows["saved"], "of": rows["of"]})
    return frame.sort_values("saved", ascending=False, kind="stable", ignore_index=True)

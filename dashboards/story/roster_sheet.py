"""A month's roster as a sheet: a row a person, a column a day; and what it breaks, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.i18n import day, figure, number, percent, t
from dashboards.story.roster import Basis, Checked
from risk.staffing.roster.problems import away_days
from risk.staffing.roster.rules import SHIFTS

APART = "·"  # between a shift and the base it is worked at, where that is not the person's own
DUTIES = ("date", "shift", "base_id", "surveyor_id")
GAP_TOLD = 0.5  # of the objective: a wider gap is no news
HOURS = ("rest", "shift", "overtime", "hours")


def code(shift: str, lang: str) -> str:
    """How a shift, or ``away``, stands in the sheet."""
    return t(f"roster.code.{shift}", lang)


def day_field(number_: int) -> str:
    """Column of a day of the month."""
    return f"d{number_:02d}"


def sheet_rows(basis: Basis, duties: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Rows of the sheet.

    Args:
        basis: people, days and absences.
        duties: date, shift, base_id, surveyor_id.
        lang: language of the codes.
    """
    home = dict(zip(basis.people["surveyor_id"], basis.people["base_id"], strict=True))
    away, works = away_days(basis.absences), {}
    for row in duties[list(DUTIES)].itertuples(index=False):
        moved = (
            f"{APART}{row.base_id}" if home.get(row.surveyor_id, row.base_id) != row.base_id else ""
        )
        works[row.surveyor_id, row.date] = code(row.shift, lang) + moved
    strangers = sorted(set(duties["surveyor_id"]) - set(home))
    rows = []
    for person in [*home, *strangers]:
        cells = {}
        for d in basis.days:
            off = code("away", lang) if d in away.get(person, ()) else ""
            cells[day_field(d.day)] = works.get((person, d), off)
        rows.append({"surveyor_id": person, "base_id": home.get(person, ""), **cells})
    return rows


def read_sheet(rows: Sequence[Mapping[str, Any]], basis: Basis, lang: str) -> pd.DataFrame:
    """The duties a sheet holds, as :func:`sheet_rows` wrote it and people changed it.

    What is neither a shift's code nor such a code with a base counts as free.
    """
    codes = {code(shift, lang): shift for shift in SHIFTS}
    found = []
    for row in rows:
        for d in basis.days:
            word, _, base = str(row.get(day_field(d.day)) or "").partition(APART)
            if word in codes:
                at = base or str(row["base_id"])
                found.append((d, codes[word], at, str(row["surveyor_id"])))
    return pd.DataFrame(found, columns=list(DUTIES))


def swapped(
    rows: Sequence[Mapping[str, Any]], one: str, two: str, days: Sequence[int]
) -> list[dict[str, Any]]:
    """The sheet after two people changed places on some days of the month."""
    by = {row["surveyor_id"]: dict(row) for row in rows}
    if one in by and two in by:
        for number_ in days:
            field = day_field(number_)
            by[one][field], by[two][field] = (
                _moved(by[two], by[one], field),
                _moved(by[one], by[two], field),
            )
    return list(by.values())


def _moved(giver: Mapping[str, Any], taker: Mapping[str, Any], field: str) -> str:
    """A giver's cell as it reads in the taker's row, whose own base may be another."""
    word, _, base = str(giver.get(field) or "").partition(APART)
    if not word:
        return ""
    at = base or str(giver["base_id"])
    return word if at == taker["base_id"] else f"{word}{APART}{at}"


def fairness(gap_share: float, lang: str) -> str:
    """How near the fairest roster is known to be; a wide bound says nothing."""
    if gap_share > GAP_TOLD:
        return t("roster.fair_unknown", lang)
    return t("roster.fair_gap", lang, gap=percent(gap_share, lang, 0))


def broken_words(checked: Checked, lang: str) -> pd.DataFrame:
    """What a roster breaks: day, shift, who, which rule with what stands and what is allowed."""
    rows = []
    for row in checked.broken.itertuples(index=False):
        tell = figure if row.rule in HOURS else number
        said = t(
            f"roster.rule.{row.rule}", lang, value=tell(row.value, lang),
            limit=tell(row.limit, lang),
        )  # fmt: skip
        who = row.surveyor_id if isinstance(row.surveyor_id, str) else row.base_id
        shift = t(f"roster.shift.{row.shift}", lang) if isinstance(row.shift, str) else ""
        rows.append((day(row.date, lang), shift, who, said))
    return pd.DataFrame(rows, columns=["date", "shift", "who", "said"])


def unfilled_words(unfilled: pd.DataFrame, lang: str) -> pd.DataFrame:
    """What is unfilled: day, shift, base, crews asked and manned, why."""
    rows = [
        (
            day(r.date, lang), t(f"roster.shift.{r.shift}", lang), r.base_id,
            number(r.asked, lang), number(r.filled, lang),
            t(f"roster.why.{r.why}", lang, people=r.people, away=r.away,
              cars=number(r.cars, lang)),
        )
        for r in unfilled.itertuples(index=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "shift", "base_id", "asked", "filled", "why"])


def mend_words(mends: pd.DataFrame, lang: str) -> pd.DataFrame:
    """What would fill it: base, change, crew-shifts missing before and after."""
    rows = [
        (
            r.base_id or t("roster.all_bases", lang),
            t(f"roster.mend.{r.change}", lang, n=number(r.amount, lang)),
            number(r.missing_before, lang), number(r.missing_after, lang),
        )
        for r in mends.itertuples(index=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["base_id", "change", "before", "after"])

"""The order sheet as it is printed: calls first, then each day by base, then the promise."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboards.i18n import chance, day, moment, number, t, term
from dashboards.pages.surge_plan_form import source_words
from dashboards.pages.surge_plan_words import TIERS, bands, share_words
from dashboards.story import Context
from dashboards.story.order_sheet import OrderSheet
from dashboards.story.setup import Setup

BLANK = ""


def pdf_data(
    context: Context, sheet: OrderSheet, facts: Sequence[tuple[str, str]], setup: Setup, lang: str
) -> dict[str, Any]:
    """What the template reads."""
    story, made = context.story(), context.clock()
    synthetic = story.facts.county.synthetic
    mark = t("shell.synthetic", lang) if synthetic else ""
    title = t("plan.orders.title", lang, n=sheet.number)
    parts = [
        _calls(context, sheet, lang),
        _orders(context, sheet, lang),
        _promise(sheet, setup, lang),
    ]
    return {
        "title": title,
        "author": sheet.author,
        "lang": lang,
        "year": made.year,
        "month": made.month,
        "day": made.day,
        "synthetic": t("plan.orders.synthetic", lang) if synthetic else "",
        "mark": mark,
        "footer": " · ".join(
            x for x in (sheet.name, story.facts.version, moment(made, lang), mark) if x
        ),
        "labels": {"of_pages": t("plan.orders.of_pages", lang)},
        "facts": [list(pair) for pair in facts],
        "parts": parts,
    }


def _column(key: str, lang: str, weight: float = 1.0, *, number_: bool = False) -> dict[str, Any]:
    return {"title": t(f"plan.orders.{key}", lang), "weight": weight, "number": number_}


def _part(title: str, tables: list[dict[str, Any]], note: str = "") -> dict[str, Any]:
    return {"title": title, "note": note, "tables": tables}


def _calls(context: Context, sheet: OrderSheet, lang: str) -> dict[str, Any]:
    """Whom to call by when; who was reached on which number is written in by hand."""
    rows = [
        [
            moment(pd.Timestamp(r["call_by"]).to_pydatetime(), lang),
            source_words(context, r["source"], lang),
            number(r["crews"], lang),
            r["base"],
            moment(pd.Timestamp(r["arrive_at"]).to_pydatetime(), lang),
            BLANK,
            BLANK,
        ]
        for r in sheet.calls.to_dict("records")
    ]
    title = t("plan.orders.calls", lang)
    if not rows:
        return _part(title, [], t("plan.orders.no_calls", lang))
    columns = [
        _column("call_by", lang, 1.7), _column("who", lang, 1.6),
        _column("crews", lang, 0.6, number_=True), _column("where", lang, 1.6),
        _column("arrive_at", lang, 1.7), _column("phone", lang, 1.4),
        _column("reached", lang, 1.2),
    ]  # fmt: skip
    note = t("plan.orders.calls_note", lang)
    return _part(title, [{"title": "", "columns": columns, "rows": rows}], note)


def _orders(context: Context, sheet: OrderSheet, lang: str) -> dict[str, Any]:
    columns = [
        _column("base", lang, 1.8), _column("shift", lang, 0.6), _column("hours", lang, 1.5),
        _column("who", lang, 1.6), _column("crews", lang, 0.6, number_=True),
        _column("people", lang, 0.6, number_=True), _column("leader", lang, 1.3),
        _column("phone", lang, 1.4),
    ]  # fmt: skip
    tables = []
    for date, own in sheet.orders.groupby("date", sort=True):
        rows = [_order(context, r, lang) for r in own.to_dict("records")]
        total = t("plan.orders.day", lang, date=day(date, lang), crews=number(own["crews"].sum(),
                  lang), people=number(own["people"].sum(), lang))  # fmt: skip
        tables.append({"title": total, "columns": columns, "rows": rows})
    return _part(t("plan.orders.by_day", lang), tables, t("plan.orders.by_day_note", lang))


def _order(context: Context, row: dict[Any, Any], lang: str) -> list[str]:
    start, end = row["from_at"], row["until_at"]
    hours = f"{start:%H:%M}–{end:%H:%M}"
    if end.date() > start.date():
        hours = t("plan.orders.next_day", lang, hours=hours)
    return [
        str(row["base"]), t(f"plan.shift.{row['shift']}", lang), hours,
        source_words(context, row["source"], lang), number(row["crews"], lang),
        number(row["people"], lang), BLANK, BLANK,
    ]  # fmt: skip


def _promise(sheet: OrderSheet, setup: Setup, lang: str) -> dict[str, Any]:
    kept = sheet.outcome.kept.set_index("tier")
    rows = [
        [
            term("tier", tier, lang), number(kept.loc[tier, "claims_mean"], lang, 1),
            share_words(kept.loc[tier, "expected_share"], lang),
            chance(kept.loc[tier, "p_event_share"], lang), bands(kept.loc[tier], lang)[0],
        ]
        for tier in TIERS
    ]  # fmt: skip
    columns = [
        _column("tier", lang), _column("claims", lang, number_=True),
        _column("share", lang, number_=True), _column("p", lang, number_=True),
        _column("band", lang, number_=True),
    ]  # fmt: skip
    note = t("plan.excluded" if setup.closures else "plan.excluded_none", lang)
    return _part(
        t("plan.orders.promise", lang), [{"title": "", "columns": columns, "rows": rows}],
        f"{t('plan.orders.promise_note', lang)} {note}",
    )  # fmt: skip

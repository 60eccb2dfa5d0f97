"""Bases tried, as one Excel file: what was asked, plans, bases, every trial, villages."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from dashboards.i18n import day, number, reword, t, term
from dashboards.story.bases import (
    Answer,
    candidate_words,
    ordered,
    placed_bases,
    summary_table,
    trial_words,
)
from dashboards.story.excel import DANGEROUS, HEAD, sheet_name
from risk.flow import Story

WIDTH = 18
SHARES = ("_share", "_cover", "_lo", "_hi", "_town", "_rural", "p_worst", "covered_share_worst")
NUMBER, SHARE = "#,##0.##", "0.0%"


def bases_workbook(answer: Answer, story: Story, lang: str) -> bytes:
    """The file."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        about = pd.DataFrame(_about(answer, story, lang), columns=["item", "value"])
        _sheet(book, "about", about, lang)
        _sheet(book, "plans", _named(summary_table(answer), lang), lang)
        _sheet(book, "bases", _placed(answer, lang), lang)
        _sheet(book, "trials", _named(answer.study.ranking.table, lang), lang)
        _sheet(book, "villages", _villages(answer, story, lang), lang)
    return packed.getvalue()


def _about(answer: Answer, story: Story, lang: str) -> list[tuple[str, str]]:
    asked, facts = answer.study.question, story.facts
    told = [
        (t("bases.plan_for", lang), trial_words(asked.plan_for, lang)),
        (t("bases.sites_new", lang), number(asked.sites_new, lang)),
        (t("bases.crews_extra", lang), number(asked.crews_extra, lang)),
        (t("bases.movable", lang), ", ".join(sorted(asked.movable)) or "0"),
        (t("bases.where", lang), t(f"bases.where.{asked.where}", lang)),
        (t("bases.draws", lang), number(answer.draws, lang)),
        (t("bases.busy", lang), f"{answer.study.busy:.3f}"),
        (t("history.about.as_of", lang), day(facts.as_of, lang)),
        (t("history.about.version", lang), answer.version),
        (t("bases.trials", lang), t("bases.trials_note", lang)),
    ]
    told += [(candidate_words(n, lang), reword(w, lang)) for n, w in answer.study.refusals.items()]
    if facts.county.synthetic:
        told.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    return told


def _named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Codes in words."""
    out = frame.assign(candidate=[candidate_words(n, lang) for n in frame["candidate"]])
    for name, words in (("trial", trial_words), ("worst_trial", trial_words)):
        if name in out:
            out[name] = [words(n, lang) for n in out[name]]
    for name in ("tier", "worst_tier"):
        if name in out:
            out[name] = [term("tier", n, lang) for n in out[name]]
    return out


def _placed(answer: Answer, lang: str) -> pd.DataFrame:
    frames = [placed_bases(answer, name).assign(candidate=name) for name in ordered(answer)]
    frame = _named(pd.concat(frames, ignore_index=True), lang)
    frame["kind"] = [t(f"bases.kind.{kind}", lang) for kind in frame["kind"]]
    return frame[["candidate", "base_id", "name", "kind", "lon", "lat", "crews_day", "crews_night"]]


def _villages(answer: Answer, story: Story, lang: str) -> pd.DataFrame:
    frame = answer.study.ranking.villages
    names = story.facts.regions.set_index("code")["name"]
    named = _named(frame.assign(name=frame["region_code"].map(names)), lang)
    first = ["candidate", "trial", "region_code", "name"]
    return named[[*first, *(c for c in named if c not in first)]]


def _sheet(book: Any, name: str, frame: pd.DataFrame, lang: str) -> None:
    sheet = book.add_worksheet(sheet_name(t(f"bases.sheet.{name}", lang)))
    plain = book.add_format({"num_format": "@", "text_wrap": name == "about"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    head = book.add_format(HEAD)
    forms = [book.add_format({"num_format": SHARE if _is_share(str(c)) else NUMBER}) for c in frame]
    sheet.set_column(0, len(frame.columns) - 1, WIDTH if name != "about" else 3 * WIDTH)
    for at, column in enumerate(frame):
        sheet.write_string(0, at, t(f"bases.col.{column}", lang), head)
    for line, row in enumerate(frame.itertuples(index=False), start=1):
        _write(sheet, line, row, forms, plain, quoted, lang)
    sheet.freeze_panes(1, 0)


def _write(
    sheet: Any, line: int, row: Sequence[Any], forms: list[Any], plain: Any, quoted: Any, lang: str
) -> None:
    for at, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(line, at, value, quoted if value.startswith(DANGEROUS) else plain)
        elif isinstance(value, bool | np.bool_):
            sheet.write_string(line, at, t("losses.yes" if value else "losses.no", lang), plain)
        elif not pd.isna(value) and abs(value) != float("inf"):
            sheet.write_number(line, at, float(value), forms[at])


def _is_share(column: str) -> bool:
    return column.endswith(SHARES)

"""A county's losses as one Excel file: summary, curve, events, villages, terms, basis."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboards.i18n import day, money, number, t
from dashboards.story.excel import DANGEROUS, HEAD, sheet_name
from dashboards.story.losses import (
    bases_told,
    event_rows,
    money_range,
    terms_told,
    village_rows,
)
from risk.settings import County
from risk.surge.county_losses import CountyLosses

WIDTH, NUMBER = 22, "#,##0.00"
CURVE = ("kind", "return_period_years", "loss_money", "loss_money_lo", "loss_money_hi",
         "beyond_record")  # fmt: skip
EVENTS = ("event_id", "name", "family", "day", "quantity", "villages", "claims_then",
          "cost_then_money", "cost_now_money", "cost_now_money_lo", "cost_now_money_hi",
          "frequency_per_year", "note")  # fmt: skip
VILLAGES = ("region_code", "name", "township", "houses", "sum_insured_money", "annual_money",
            "annual_money_lo", "annual_money_hi", "per_1000_insured")  # fmt: skip
CURVES = ("family", "quantity", "unit", "structure", "intensity", "claim_share", "loss_share",
          "mean_share", "mean_share_lo", "mean_share_hi")  # fmt: skip


def loss_workbook(
    losses: CountyLosses,
    regions: pd.DataFrame,
    county: County,
    *,
    as_of: date,
    version: str,
    lang: str,
    about: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The file; ``about`` adds lines to the summary (whose portfolio)."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        told = summary(losses, county, as_of=as_of, version=version, lang=lang)
        frame = pd.DataFrame([*told, *about], columns=["item", "value"])
        _sheet(book, "summary", frame, ("item", "value"), lang)
        _sheet(book, "curve", losses.exceedance.curve, CURVE, lang)
        _sheet(book, "events", event_rows(losses, lang), EVENTS, lang)
        _sheet(book, "villages", village_rows(losses, regions), VILLAGES, lang)
        terms = pd.DataFrame([asdict(one) for one in terms_told(county, lang)])
        _sheet(book, "terms", terms, tuple(terms), lang)
        bases = pd.DataFrame([asdict(one) for one in bases_told(losses, lang)])
        _sheet(book, "bases", bases, tuple(bases), lang)
        _sheet(book, "vulnerability", losses.curves, CURVES, lang)
    return packed.getvalue()


def summary(
    losses: CountyLosses, county: County, *, as_of: date, version: str, lang: str
) -> list[tuple[str, str]]:
    """The main figures in words, with their ranges, and what they rest on."""
    e, currency = losses.exceedance, county.currency
    ends = money_range(e.annual_money_lo, e.annual_money_hi, lang, currency)
    told = [
        (t("losses.annual", lang), money(e.annual_money, lang, currency)),
        (t("losses.range", lang), ends),
        (t("losses.rests_title", lang), rests_on(losses, lang)),
        (t("losses.ordinary", lang), money(losses.ordinary_money, lang, currency)),
        (t("losses.houses", lang), number(losses.houses, lang)),
        (t("losses.sum_insured", lang), money(losses.sum_insured_money, lang, currency)),
        (t("history.about.as_of", lang), day(as_of, lang)),
        (t("history.about.version", lang), version),
        (t("history.about.currency", lang), currency),
        (t("losses.method", lang), t("losses.method_note", lang)),
    ]
    if county.synthetic:
        told.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    return told


def rests_on(losses: CountyLosses, lang: str) -> str:
    """How few events it is."""
    e = losses.exceedance
    return t("losses.rests", lang, events=e.events, years=number(e.years, lang, 1))


def _sheet(book: Any, name: str, frame: pd.DataFrame, columns: Sequence[str], lang: str) -> None:
    sheet = book.add_worksheet(sheet_name(t(f"losses.sheet.{name}", lang)))
    head, form = book.add_format(HEAD), book.add_format({"num_format": NUMBER})
    fine = book.add_format({"num_format": "0.000000"})
    plain = book.add_format({"num_format": "@", "text_wrap": name in ("summary", "bases", "terms")})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    sheet.set_column(0, len(columns) - 1, WIDTH if name != "summary" else 3 * WIDTH)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, t(f"losses.col.{column}", lang), head)
    for line, row in enumerate(frame[list(columns)].itertuples(index=False), start=1):
        for at, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_string(line, at, t("losses.yes" if value else "losses.no", lang), plain)
            elif isinstance(value, str):
                sheet.write_string(
                    line, at, value, quoted if value.startswith(DANGEROUS) else plain
                )
            elif not pd.isna(value):
                share = columns[at].endswith(("_share", "_share_lo", "_share_hi"))
                sheet.write_number(line, at, float(value), fine if share else form)
    sheet.freeze_panes(1, 0)

"""An event's chain as an Excel file: hours, days, limits, seats and heads, cars, and about."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboards.i18n import day, moment, percent, reword, t, term
from dashboards.pages.chain_parts import preset_name
from dashboards.story.chain import BLOCKS, Opened, cars_by_base, seat_rows
from dashboards.story.excel import DANGEROUS
from risk.flow import Story
from risk.staffing.desks import ChainOutcome
from risk.staffing.desks.hotline import BLOCK_H

HOURS = ("at", "calls_mean", "calls_p10", "calls_p50", "calls_p90", "screening", "needed", "seats",
         "in_time_share", "lost_share")  # fmt: skip
DAYS = ("step", "date", "heads", "entered_mean", "left_mean", "backlog_p50", "backlog_p90",
        "in_time_share", "strain")  # fmt: skip
STEPS = {
    "step": "step", "limit": "limit", "unit": "unit", "standing": "standing",
    "expected_share": "share", "p_event_share": "p", "p_lo": "p_lo", "p_hi": "p_hi",
    "claims_mean": "number",
}  # fmt: skip
FORMATS = {"share": "0.0%", "date": "yyyy-mm-dd", "at": "yyyy-mm-dd hh:mm", "number": "#,##0.0"}


def chain_workbook(story: Story, opened: Opened, told: ChainOutcome, name: str, lang: str) -> bytes:
    """The file of one simulated set of seats and heads."""
    packed = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(packed, options) as book:
        forms = {k: book.add_format({"num_format": v}) for k, v in FORMATS.items()}
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})

        def sheet(key: str, heads: Sequence[str], frame: pd.DataFrame) -> None:
            page = book.add_worksheet(t(f"chain.sheet.{key}", lang))
            for at, head in enumerate(heads):
                page.write_string(0, at, head, bold)
            page.set_column(0, len(heads), 14)
            page.freeze_panes(1, 1)
            for line, row in enumerate(frame.itertuples(index=False), start=1):
                for at, (column, value) in enumerate(zip(frame.columns, row, strict=True)):
                    _write(page, line, at, str(column), value, forms)

        sheet("steps", [_head(h, lang) for h in STEPS.values()], _told_steps(told, lang))
        sheet("hours", [_head(h, lang) for h in HOURS], told.hotline.by_hour[list(HOURS)])
        sheet("days", [_head(h, lang) for h in DAYS], _told_days(told, lang))
        sheet("seats", *_told_seats(opened, told, lang))
        sheet("cars", *_told_cars(opened, lang))
        sheet("about", ["", ""], _about(story, opened, told, name, lang))
    return packed.getvalue()


def _head(name: str, lang: str) -> str:
    alike = {
        "step": "chain.step", "limit": "chain.limit", "standing": "chain.standing",
        "share": "chain.share", "number": "chain.number", "seats": "chain.seats",
        "needed": "chain.needed", "screening": "chain.screening",
    }  # fmt: skip
    return t(alike.get(name, f"chain.col.{name}"), lang)


def _write(page: Any, line: int, at: int, column: str, value: Any, forms: dict[str, Any]) -> None:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return
    if isinstance(value, str):
        page.write_string(line, at, f"'{value}" if value.startswith(DANGEROUS) else value)
    elif column in ("at", "date", "first_short"):
        form = forms["at" if column == "at" else "date"]
        page.write_datetime(line, at, pd.Timestamp(value).to_pydatetime(), form)
    elif value == float("inf"):
        page.write_string(line, at, ">")
    elif column.endswith("share") or column in ("p_lo", "p_hi"):
        page.write_number(line, at, float(value), forms["share"])
    elif isinstance(value, float):
        page.write_number(line, at, value, forms["number"])
    else:
        page.write_number(line, at, int(value))


def _told_steps(told: ChainOutcome, lang: str) -> pd.DataFrame:
    frame = told.steps[list(STEPS)]
    return frame.assign(
        step=[term("chain_step", s, lang) for s in frame["step"]],
        unit=[term("unit_of", u, lang) for u in frame["unit"]],
        standing=[term("status", str(s), lang) for s in frame["standing"]],
    )


def _told_days(told: ChainOutcome, lang: str) -> pd.DataFrame:
    frame = told.by_day[list(DAYS)]
    frame = frame.assign(step=[term("chain_step", s, lang) for s in frame["step"]])
    return frame.assign(heads=frame["heads"].where(frame["heads"] >= 0))


def _told_seats(opened: Opened, told: ChainOutcome, lang: str) -> tuple[list[str], pd.DataFrame]:
    desks = list(told.seats.heads)
    names = ["date", *(f"block_{b}" for b in range(BLOCKS)), *desks]
    frame = pd.DataFrame(seat_rows(opened.setting, told.seats))[names]
    heads = [
        t("chain.col.date", lang),
        *(t("chain.block", lang, first=b * BLOCK_H, last=(b + 1) * BLOCK_H)
          for b in range(BLOCKS)),
        *(t("chain.heads", lang, step=term("chain_step", d, lang)) for d in desks),
    ]  # fmt: skip
    return heads, frame.assign(date=pd.to_datetime(frame["date"]))


def _told_cars(opened: Opened, lang: str) -> tuple[list[str], pd.DataFrame]:
    heads = [t(f"chain.cars_{x}", lang) for x in ("base", "needed", "have", "short", "day")]
    return heads, cars_by_base(opened.cars, opened.surge.plan.bases)


def _about(story: Story, opened: Opened, told: ChainOutcome, name: str, lang: str) -> pd.DataFrame:
    facts = story.facts
    county = facts.county.name_en if lang == "en" and facts.county.name_en else facts.county.name
    rows = [
        (t("history.about.county", lang), county),
        (t("chain.scenario", lang), preset_name(story, opened.preset, lang)),
        (t("chain.sheet.seats", lang), t(f"chain.{name}", lang)),
        (t("history.about.as_of", lang), day(facts.as_of, lang)),
        (t("history.about.version", lang), facts.version),
        (t("chain.col.at", lang), moment(opened.surge.scenario.starts_at, lang)),
        (t("chain.target", lang), percent(facts.county.staffing.share_target, lang, 0)),
        (t("history.about.note", lang), t("chain.steps_note", lang)),
    ]
    if facts.county.synthetic:
        rows.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    rows += [
        (term("assumption", a.name, lang),
         f"{a.value} {term('unit_of', a.unit, lang) if a.unit else ''} · "
         f"{term('status', a.status.value, lang)} · {reword(a.source, lang)}")
        for a in told.assumptions
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "text"])

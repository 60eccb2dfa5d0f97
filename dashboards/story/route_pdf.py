"""Route sheets as a PDF in large print: one crew a page or more, with its check-in code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import pandas as pd

from dashboards.i18n import MISSING, day, duration, moment, number, t
from dashboards.story.route_sheet import CrewSheet, moment_of
from dashboards.typeset import typeset
from risk.operations.check_in_link import link_svg
from risk.staffing.live import Stage

FOUR_WHEEL = "4wd"
LONG_MIN = 120
LOOSE_POINTS = ("group", "village", "township", "none")
"""Points that are not the house: the crew asks its way there."""
OVER = (Stage.DONE.value, Stage.CANCELLED.value)


@dataclass(frozen=True)
class Cover:
    """What stands on every sheet.

    Attributes:
        day, name: of the dispatch day.
        number: of the dispatch day, and of the deed the sheets are as of.
        made_at, made_by: when and by whom they were taken away.
        version: of the data.
        synthetic: whether any of it is made up.
        with_people: whether phones and household references stand in clear.
    """

    day: date
    name: str
    number: str
    made_at: datetime
    made_by: str
    version: str
    synthetic: bool
    with_people: bool


def route_pdf(
    sheets: Sequence[CrewSheet], cover: Cover, links: Mapping[str, str], lang: str
) -> bytes:
    """The sheets set.

    Args:
        sheets: of the crews.
        cover: what stands on every sheet.
        links: check-in address by crew; a crew without one gets no code.
        lang: language.

    Raises:
        ReportError: the typesetter refused it.
    """
    template = (files("dashboards.story") / "route_sheet.typ").read_bytes()
    codes = {f"code_{n}.svg": links[s.crew.crew_id] for n, s in enumerate(sheets)
             if s.crew.crew_id in links}  # fmt: skip
    pictures = {name: link_svg(link).encode() for name, link in codes.items()}
    data = pdf_data(sheets, cover, set(codes), lang)
    return typeset(
        template, data, name="routes", at=cover.made_at, where=f"route sheets {cover.number}",
        pictures=pictures,
    )  # fmt: skip


def pdf_data(
    sheets: Sequence[CrewSheet], cover: Cover, codes: set[str], lang: str
) -> dict[str, Any]:
    """What the template reads."""
    mark = t("shell.synthetic", lang) if cover.synthetic else ""
    made = t("sheets.made", lang, at=moment(cover.made_at, lang), who=cover.made_by)
    footer = (cover.name, cover.number, cover.version, made, mark)
    keys = ("stop", "arrive", "due", "where", "phone", "minutes", "notes", "scan",
            "code_alt", "of_pages", "out_of_date")  # fmt: skip
    return {
        "title": t("sheets.title_day", lang, day=day(cover.day, lang)),
        "author": cover.made_by,
        "lang": lang,
        "year": cover.made_at.year,
        "month": cover.made_at.month,
        "day": cover.made_at.day,
        "synthetic": t("sheets.synthetic", lang) if cover.synthetic else "",
        "hidden": "" if cover.with_people else t("sheets.hidden_note", lang),
        "footer": " · ".join(x for x in footer if x),
        "labels": {key: t(f"sheets.{key}", lang) for key in keys},
        "crews": [_crew(sheet, n, codes, cover, lang) for n, sheet in enumerate(sheets)],
    }


def _crew(sheet: CrewSheet, at: int, codes: set[str], cover: Cover, lang: str) -> dict[str, Any]:
    crew, code = sheet.crew, f"code_{at}.svg"
    shift = t("sheets.hours", lang, begin=clock(sheet.from_at, cover.day, lang),
              end=clock(sheet.until_at, cover.day, lang))  # fmt: skip
    open_stops = int((~sheet.stops["stage"].isin(OVER)).sum())
    facts = [
        (t("sheets.base", lang), sheet.base),
        (t("sheets.shift", lang), shift),
        (t("sheets.people", lang), t("list.comma", lang).join(crew.members) or MISSING),
        (t("sheets.car", lang), crew.car or MISSING),
        (t("sheets.stops", lang), t("sheets.stops_is", lang, n=number(len(sheet.stops), lang),
                                    open=number(open_stops, lang),
                                    road=duration(sheet.travel_min, lang))),
    ]  # fmt: skip
    return {
        "name": name_words(sheet, cover.day, lang),
        "facts": [list(pair) for pair in facts],
        "code": code if code in codes else "",
        "lines": _lines(sheet, cover, lang),
    }


def name_words(sheet: CrewSheet, of_day: date, lang: str) -> str:
    """What a crew is called, and since when it cannot go on."""
    out = moment_of(of_day, sheet.crew.out_since_min)
    if out is None:
        return sheet.crew.name
    return t("sheets.out", lang, crew=sheet.crew.name, at=clock(out, of_day, lang))


def _lines(sheet: CrewSheet, cover: Cover, lang: str) -> list[dict[str, Any]]:
    """Stops, and between them the break; last the way home."""
    lines = [_depart(sheet, cover, lang)]
    rest = sheet.break_at
    for stop in sheet.stops.to_dict("records"):
        begins = stop["arrive_at"]
        if rest is not None and not pd.isna(begins) and begins > rest:
            lines.append(_rest(sheet, cover, lang))
            rest = None
        lines.append(_stop(dict(stop), cover, lang))
    if rest is not None:
        lines.append(_rest(sheet, cover, lang))
    if sheet.end_at is not None:
        at = clock(sheet.end_at, cover.day, lang)
        lines.append({"text": t("sheets.home", lang, at=at, base=sheet.base)})
    return lines


def _depart(sheet: CrewSheet, cover: Cover, lang: str) -> dict[str, Any]:
    first = sheet.stops["leave_at"].min()
    at = clock(None if pd.isna(first) else first.to_pydatetime(), cover.day, lang)
    return {"text": t("sheets.depart", lang, at=at, base=sheet.base)}


def _rest(sheet: CrewSheet, cover: Cover, lang: str) -> dict[str, Any]:
    ends = (clock(sheet.break_at, cover.day, lang), clock(sheet.break_end_at, cover.day, lang))
    return {"text": t("sheets.rest", lang, begin=ends[0], end=ends[1])}


def _stop(stop: Mapping[str, Any], cover: Cover, lang: str) -> dict[str, Any]:
    return {
        "seq": str(stop["seq"]),
        "arrive": clock(stop["arrive_at"], cover.day, lang),
        "due": clock(stop["due_at"], cover.day, lang),
        "late": late_words(int(stop["late_min"]), lang),
        "village": str(stop["village"]),
        "household": str(stop["household"]),
        "claim": str(stop["claim_id"]),
        "phone": phone_words(stop["phone"], with_people=cover.with_people, lang=lang),
        "minutes": number(stop["survey_min"], lang),
        "tags": tags(stop, cover.day, lang),
        "over": stop["stage"] in OVER,
    }


def late_words(minutes: int, lang: str) -> str:
    """By how much a stop is late, short enough for its column; empty: in time."""
    if not minutes:
        return ""
    if minutes < LONG_MIN:
        return t("sheets.late", lang, n=minutes)
    return t("sheets.late_h", lang, h=minutes // 60, m=minutes % 60)


def phone_words(phone: Any, *, with_people: bool, lang: str) -> str:
    """A phone number, or why there is none."""
    if not with_people:
        return t("sheets.hidden", lang)
    return str(phone) if isinstance(phone, str) and phone else t("sheets.no_phone", lang)


def tags(stop: Mapping[str, Any], of_day: date, lang: str, *, with_group: bool = True) -> list[str]:
    """What a crew must know of a stop: special group, skill, latest time, how good the point is."""
    if stop["stage"] in OVER:
        return [t(f"timeline.stage.{stop['stage']}", lang)]
    found = []
    if stop["stage"] != Stage.PLANNED.value:
        found.append(t(f"timeline.stage.{stop['stage']}", lang))
    if stop["special"] and with_group:
        found.append(t("sheets.special", lang))
    found += [
        t("sheets.four_wheel", lang) if need == FOUR_WHEEL else str(need) for need in stop["needs"]
    ]
    if not pd.isna(stop["latest_at"]):
        at = clock(stop["latest_at"], of_day, lang)
        found.append(t("sheets.latest", lang, at=at))
    if stop["point_source"] in LOOSE_POINTS:
        found.append(t(f"sheets.point.{stop['point_source']}", lang))
    return found


def clock(at: Any, of_day: date, lang: str) -> str:
    """09:05; of another day with that said."""
    if at is None or pd.isna(at):
        return MISSING
    apart = (at.date() - of_day).days
    text = f"{at:%H:%M}"
    if apart == 0:
        return text
    if abs(apart) == 1:
        return t("timeline.next_day" if apart > 0 else "timeline.day_before", lang, time=text)
    return t("sheets.days_on" if apart > 0 else "sheets.days_before", lang, at=text, n=abs(apart))

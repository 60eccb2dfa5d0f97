"""First routes of a day in words and as files, for who has no page before them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards.i18n import chance, duration, number, percent, span, t
from dashboards.story.cells import Teller
from dashboards.story.phone_maps import gpx, kml
from dashboards.story.route_book import route_book
from dashboards.story.route_pdf import Cover, route_pdf
from dashboards.story.route_sheet import crew_sheets, moment_of
from risk.follow.begun import Begun
from risk.follow.routed import Routed
from risk.staffing.live import DayState, DayView, view
from risk.staffing.reasons import sum_causes
from risk.terms import Datum

KINDS = (".pdf", ".xlsx", ".gpx", ".kml")
MADE_BY = "huzhu routes"


@dataclass(frozen=True, eq=False)
class Told:
    """Routes of a day as tables: raw in ``view`` and ``causes``, else in words under headings.

    Attributes:
        view: of the day with its routes.
        causes: `sum_causes` of claims late or on no route.
        crews, stops, waiting, chance, why: as people read them.
    """

    view: DayView
    causes: pd.DataFrame
    crews: pd.DataFrame
    stops: pd.DataFrame
    waiting: pd.DataFrame
    chance: pd.DataFrame
    why: pd.DataFrame


def told_of(routed: Routed, lang: str) -> Told:
    """Tables of a routed day."""
    state, seen = routed.state, view(routed.state)
    tiers = [state.claims[c].tier.value for c in routed.why["claim_id"]]
    return Told(
        view=seen,
        causes=sum_causes(routed.why["cause"].tolist(), tiers),
        crews=headed(_crews(state, seen), lang),
        stops=headed(_stops(state, seen), lang),
        waiting=headed(_waiting(seen, state, lang), lang),
        chance=headed(_chance(routed.chance.by_tier, lang), lang),
        why=headed(_why(routed.why, lang), lang),
    )


def days_told(days: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Days of `open_days` as people read them."""
    names = {"claims": "reported", "crews": "at_work"}
    return headed(days.drop(columns="peril_family").rename(columns=names), lang)


def kept_told(kept: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Claims of a played day in time, and then, as people read them."""
    rows = [
        (t(f"tier.{row['tier']}", lang), row["claims"], row["in_time"], row["late"], row["open"],
         percent(row["share"], lang), percent(row["then_share"], lang))
        for row in kept.to_dict("records")
    ]  # fmt: skip
    columns = ["tier", "claims", "in_time", "late", "not_due", "share", "then_share"]
    return headed(pd.DataFrame(rows, columns=columns), lang)


def headed(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """A frame of ready texts under its headings."""
    return frame.rename(columns={c: t(f"routes.col.{c}", lang) for c in frame})


def clock_of(state: DayState, minute: float) -> str:
    """Wall time of a minute of the day; with the day, if it is another one."""
    at = moment_of(state.ground.day, minute)
    if at is None:
        return "–"
    return f"{at:%H:%M}" if at.date() == state.ground.day else f"{at:%m-%d %H:%M}"


def _crews(state: DayState, seen: DayView) -> pd.DataFrame:
    first = seen.stops.groupby("crew_id")["leave_min"].min()
    rows = [
        (row["name"], row["claims"], row["late"],
         clock_of(state, first.get(row["crew_id"], float("nan"))),
         clock_of(state, row["end_min"]) if row["claims"] else "–", round(row["travel_min"]))
        for row in seen.crews.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["crew", "claims", "late", "leave", "back", "travel_min"])


def _stops(state: DayState, seen: DayView) -> pd.DataFrame:
    names = {crew_id: crew.name for crew_id, crew in state.crews.items()}
    rows = [
        (names[row["crew_id"]], row["seq"], clock_of(state, row["leave_min"]),
         clock_of(state, row["arrive_min"]), clock_of(state, row["due_min"]),
         round(row["late_min"]), row["village_name"], row["claim_id"])
        for row in seen.stops.to_dict("records")
    ]  # fmt: skip
    columns = ["crew", "seq", "leave", "arrive", "due", "late_min", "village", "claim"]
    return pd.DataFrame(rows, columns=columns)


def _waiting(seen: DayView, state: DayState, lang: str) -> pd.DataFrame:
    rows = [
        (row["claim_id"], row["village_name"], clock_of(state, row["due_min"]),
         t(f"tier.{row['tier']}", lang))
        for row in seen.waiting.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["claim", "village", "due", "tier"])


def _chance(by_tier: pd.DataFrame, lang: str) -> pd.DataFrame:
    known = by_tier[by_tier["claims"] > 0]
    rows = [
        (t(f"tier.{row['tier']}", lang), number(row["claims"], lang),
         chance(row["expected_share"], lang), span(row["share_lo"], row["share_hi"], lang, chance),
         chance(row["p_share"], lang), span(row["p_lo"], row["p_hi"], lang, chance))
        for row in known.to_dict("records")
    ]  # fmt: skip
    columns = ["tier", "claims", "expected_share", "share_range", "p_share", "p_range"]
    return pd.DataFrame(rows, columns=columns)


def _why(why: pd.DataFrame, lang: str) -> pd.DataFrame:
    rows = [
        (row["claim_id"], duration(row["late_min"], lang), t(f"routes.cause.{row['cause']}", lang),
         saved_words(row, lang))
        for row in why.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["claim", "late", "cause", "saved_by"])


def saved_words(row: Mapping[Any, Any], lang: str) -> str:
    """What would have saved a claim, and how much of it."""
    amount = row["amount"]
    told = "" if pd.isna(amount) else _amount(float(amount), str(row["unit"]), lang)
    words = t(f"routes.saved.{row['saved_by']}", lang, amount=told)
    return words + t("routes.saved.alone", lang) if row["alone"] else words


def _amount(amount: float, unit: str, lang: str) -> str:
    if unit == "min":
        return duration(amount, lang)
    return chance(amount, lang) if unit == "ratio" else number(amount, lang)


def route_file(kind: str, begun: Begun, routed: Routed, made_at: datetime, lang: str) -> bytes:
    """Route sheets (.pdf, .xlsx) or maps for phones (.gpx, .kml, WGS 84), nothing personal in them.

    Args:
        kind: one of `KINDS`.
        begun, routed: the day and its routes.
        made_at: county's wall time.
        lang: language.

    Raises:
        ReportError: the typesetter refused it.
    """
    state, facts = routed.state, begun.facts
    names = dict(zip(facts.bases["base_id"].astype(str), facts.bases["name"], strict=True))
    sheets = crew_sheets(state, view(state), names)
    cover = Cover(
        day=state.ground.day, name=begun.name or facts.county.name, number=begun.origin,
        made_at=made_at, made_by=MADE_BY, version=facts.version, synthetic=begun.synthetic,
        with_people=False,
    )  # fmt: skip
    if kind == ".pdf":
        return route_pdf(sheets, cover, {}, lang)
    if kind == ".xlsx":
        return route_book(sheets, cover, Teller(lang, {}, {}, facts.county.currency))
    make = gpx if kind == ".gpx" else kml
    return make(sheets, cover, Datum.WGS84, lang)

"""Crews on duty: of the dispatch day with their next stop, else as the roster has them."""

from typing import Any

import pandas as pd

from dashboards.i18n import number, t
from dashboards.story.dispatch_seen import Seen
from dashboards.story.wall.moment import Shown, at_minute
from risk.errors import HuzhuError
from risk.flow import Story
from risk.follow.day_crews import day_crews, rostered_on, shift
from risk.staffing.live import Stage
from risk.workspace import Workspace

MOST = 8
MINUTE_S = 60
TO_COME = (Stage.PLANNED.value, Stage.UNDERWAY.value)


def crews(ws: Workspace, story: Story, shown: Shown, lang: str) -> dict[str, Any]:
    """Crews at the moment shown.

    Returns:
        value, words: how many are on duty of how many, and where that is known from; rows: of the
        dispatch day, most late first: name, where, left, late (stops).
    """
    if shown.day is not None:
        return crews_of_day(shown.day, lang)
    try:
        rostered = rostered_on(ws, shown.at.date())
        there = day_crews(story.facts, story.facts.county, shown.at.date(), roster=rostered)
    except HuzhuError as refused:
        return _told("—", t("wall.crews.unknown", lang, why=str(refused)))
    minute = shown.at.hour * 60 + shown.at.minute
    on = [c for c in there if c.from_min <= minute < c.until_min]
    source = t("wall.crews.presence" if rostered is None else "wall.crews.roster", lang)
    begin, end, _ = (f"{at_minute(shown.at.date(), m):%H:%M}" for m in shift(story.facts.county))
    words = t("wall.crews.shift", lang, source=source, begin=begin, end=end)
    return _told(_of(len(on), len(there), lang), words)


def crews_of_day(seen: Seen, lang: str) -> dict[str, Any]:
    """Crews of a dispatch day with what they drive to."""
    frame, now = seen.view.crews, seen.state.now_min
    busy = frame["end_min"] > now  # overtime on a route counts: it ends when the crew is back
    in_shift = frame["until_min"] > now
    on = frame[~frame["out"] & (frame["from_min"] <= now) & (busy | in_shift)]
    rows = [_row(seen, crew, lang) for crew in on.to_dict("records")]
    rows.sort(key=lambda row: (-row["late"], -row["left"], row["name"]))
    words = t("wall.crews.day", lang, number=seen.kept.head.id)
    told = _told(_of(len(on), len(frame), lang), words)
    return told | {"rows": rows[:MOST]}


def _row(seen: Seen, crew: dict[Any, Any], lang: str) -> dict[str, Any]:
    stops = seen.view.stops
    ahead = stops[(stops["crew_id"] == crew["crew_id"]) & stops["stage"].isin(TO_COME)]
    return {
        "name": str(crew["name"]),
        "where": _where(seen, ahead, lang),
        "left": len(ahead),
        "late": int((ahead["late_min"] > 0).sum()),
    }


def _where(seen: Seen, ahead: pd.DataFrame, lang: str) -> str:
    if ahead.empty:
        return t("wall.crews.free", lang)
    stop = ahead.iloc[0]
    if pd.isna(stop["arrive_min"]):
        return str(stop["village_name"])
    at = at_minute(seen.state.ground.day, float(stop["arrive_min"]))
    return t("wall.crews.next", lang, village=stop["village_name"], at=f"{at:%H:%M}")


def _of(part: int, whole: int, lang: str) -> str:
    return t("wall.crews.of", lang, n=number(part, lang), of=number(whole, lang))


def _told(value: str, words: str) -> dict[str, Any]:
    return {"value": value, "words": words, "rows": []}

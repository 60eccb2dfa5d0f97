"""Every crew's day on a line of time: drives, stops, break, due marks, now; moved by hand.

The picture is drawn by ``assets/timeline*.js`` from one store and writes into two others; whoever
mounts it answers those (ids by :func:`part_id`):

- ``DATA`` (in): what :func:`timeline_data` returns. Setting it redraws; focus, zoom and a lifted
  stop stay.
- ``MOVED`` (out): ``{"claim_id", "crew_id", "position", "number"}`` when a person has put a claim
  somewhere else. ``position`` counts the crew's stops that are not frozen, without the claim
  itself, as `Deed.position` does; ``crew_id`` empty: off its route. ``number`` counts the moves,
  so that the same move asked twice is two. Nothing has happened yet: the server decides.
- ``CHOSEN`` (out): ``{"claim_id"}``, the stop a person looks at.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboards.i18n import t, term
from risk.staffing.live import DayView

WORDS = (
    "help", "to_now", "wider", "narrower", "waiting", "break", "out", "crew", "crew_short",
    "stop", "stop_waiting", "late_by", "late_by_h", "in_time", "no_due", "due_at", "pinned", "lift",
    "drop", "give_up", "take_off", "lifted", "over", "over_waiting", "dropped", "dropped_waiting",
    "given_up", "not_frozen", "not_out", "not_may", "gone", "nothing", "choose", "bar", "next_day",
    "day_before", "on_break", "drive", "base_at", "empty", "key_due", "key_late",
    "apart", "break_key",
)  # fmt: skip
STAGES = ("waiting", "planned", "underway", "arrived", "done", "cancelled")


class Part(StrEnum):
    """Stores of a time-line, by the end of their ids."""

    DATA = "data"
    MOVED = "moved"
    CHOSEN = "chosen"
    HOST = "host"


def part_id(id_: str, part: Part) -> str:
    """Dash id of a part of the time-line ``id_``."""
    return f"{id_}-{part}"


def timeline(
    view: DayView | None, lang: str, *, id_: str, now_min: float = math.nan,
    break_length_min: float = 0.0, may_move: bool = True,
) -> Component:  # fmt: skip
    """The time-line of a day; without a view an empty one, filled later through its ``DATA``.

    Args:
        view: stops and crews.
        lang: language.
        id_: begin of its ids.
        now_min: where the line of now stands; NaN: none.
        break_length_min: of a crew's break (`Routing.break_min`).
        may_move: whether this person may put stops elsewhere.
    """
    told = timeline_data(
        view, lang, now_min=now_min, break_length_min=break_length_min, may_move=may_move
    )
    return html.Div(
        [
            dcc.Store(id=part_id(id_, Part.DATA), data=told),
            dcc.Store(id=part_id(id_, Part.MOVED)),
            dcc.Store(id=part_id(id_, Part.CHOSEN)),
            html.Div(id=part_id(id_, Part.HOST), className="tl"),
        ],
        className="tl-outer",
    )


def register_timeline(app: Dash, id_: str) -> None:
    """Draw the time-line whenever its data change; no server takes part in that."""
    app.clientside_callback(
        ClientsideFunction("timeline", "draw"),
        Output(part_id(id_, Part.HOST), "data-drawn"),
        Input(part_id(id_, Part.DATA), "data"),
        Input(part_id(id_, Part.HOST), "id"),
    )


def timeline_data(
    view: DayView | None, lang: str, *, now_min: float = math.nan, break_length_min: float = 0.0,
    may_move: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """What ``DATA`` takes: crews, their stops, what waits, and the words to say it with."""
    crews = [] if view is None else [_crew(r) for r in view.crews.to_dict("records")]
    stops: dict[str, list[dict[str, Any]]] = {crew["id"]: [] for crew in crews}
    if view is not None:
        for row in view.stops.sort_values(["crew_id", "seq"], kind="stable").to_dict("records"):
            stops[str(row["crew_id"])].append(_stop(row))
    waiting = [] if view is None else [_waits(r, lang) for r in view.waiting.to_dict("records")]
    return {
        "crews": crews,
        "stops": stops,
        "waiting": waiting,
        "now": _known(now_min),
        "break_length": break_length_min,
        "may_move": may_move,
        "words": {word: t(f"timeline.{word}", lang) for word in WORDS}
        | {f"stage_{stage}": t(f"timeline.stage.{stage}", lang) for stage in STAGES},
    }


def _crew(row: Mapping[Any, Any]) -> dict[str, Any]:
    times = {k: _known(row[f"{k}_min"]) for k in ("from", "until", "end", "break")}
    return {
        "id": str(row["crew_id"]), "name": str(row["name"]), **times,
        "claims": int(row["claims"]), "late": int(row["late"]), "out": bool(row["out"]),
    }  # fmt: skip


def _stop(row: Mapping[Any, Any]) -> dict[str, Any]:
    times = {k: _known(row[f"{k}_min"]) for k in ("leave", "arrive", "finish", "due", "late")}
    return {
        "claim": str(row["claim_id"]), "village": str(row["village_name"]),
        "stage": str(row["stage"]), **times, "frozen": bool(row["frozen"]),
        "pinned": bool(row["pinned"]),
    }  # fmt: skip


def _waits(row: Mapping[Any, Any], lang: str) -> dict[str, Any]:
    return {
        "claim": str(row["claim_id"]), "village": str(row["village_name"]),
        "due": _known(row["due_min"]), "reported": _known(row["reported_min"]),
        "tier": term("tier", row["tier"], lang), "stage": "waiting",
        "pinned": bool(row["held_back"]),
    }  # fmt: skip


def _known(value: Any) -> float | None:
    """A number of minutes as JSON carries it; unknown and never are None."""
    return None if value is None or not math.isfinite(value) else round(float(value), 2)

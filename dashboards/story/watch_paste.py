"""A pasted text on its way to a warning: what a person sees, corrects, and confirms."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

from dashboards.story.watch import Watch
from dashboards.story.watch_folder import keep
from risk.errors import AlertError
from risk.hazard.alert import Alert, Reference
from risk.hazard.anchors import Action
from risk.hazard.confirm import confirmed
from risk.hazard.pasted import Candidate
from risk.hazard.record import to_record
from risk.operations import open_operations
from risk.operations.deed import DECIDERS, Doer
from risk.operations.watch import Channel, content_hash, decide_alert
from risk.terms import WarningColour
from risk.workspace import Workspace

FIELDS = (
    "action", "signal", "colour", "places", "office", "issued_at", "valid_from", "valid_until",
    "about",
)  # fmt: skip
"""What a person can correct, in the order shown."""
NO_COLOUR = "none"


def about_guess(candidate: Candidate, watch: Watch) -> int | None:
    """The warning in force that a text changes or lifts: the same signal, the same colour first."""
    if candidate.signal is None or candidate.action.value is Action.ISSUED:
        return None
    same = [w for w in (*watch.in_force, *watch.stale) if w.signal == candidate.signal.value]
    colour = candidate.colour.value if candidate.colour else None
    best = [w for w in same if w.colour and w.colour.value is colour] or same
    return best[0].number if best else None


def alert_of(
    form: Mapping[str, Any], *, text: str, names: Mapping[str, str], watch: Watch
) -> Alert:
    """The warning a form says.

    Args:
        form: value of each of `FIELDS`.
        text: the words pasted.
        names: region code → its name.
        watch: where the warning it changes or lifts is found.

    Raises:
        AlertError: a field that no warning can do without is empty.
    """
    for name in ("signal", "issued_at", "places"):
        if not form.get(name):
            raise AlertError(f"the field {name} is empty", remedy="fill it from the text")
    colour = form.get("colour")
    made = confirmed(
        text=text,
        action=Action(form["action"]),
        signal=form["signal"],
        colour=WarningColour(colour) if colour and colour != NO_COLOUR else None,
        office=(form.get("office") or "").strip(),
        issued_at=datetime.fromisoformat(form["issued_at"]),
        valid_from=_time(form.get("valid_from")),
        valid_until=_time(form.get("valid_until")),
        places=[(code, names.get(code, code)) for code in form["places"]],
    )
    about = watch.find(int(form["about"])) if form.get("about") else None
    if about is None:
        return made
    first = about.thread.messages[0]
    return replace(made, references=(Reference(first.sender, first.identifier, first.sent),))


def hand_in(ws: Workspace, alerts: Sequence[Alert], *, text: str, by: Doer) -> list[int]:
    """Keep confirmed warnings; they count at once if a decider hands them in, else they wait.

    Raises:
        OperationsError: the role may not hand warnings in.
    """
    body = json.dumps([to_record(a) for a in alerts], ensure_ascii=False)
    numbers = keep(
        ws, tuple(alerts), content_hash(text + body), channel=Channel.PASTED, by=by, origin="",
        words=text,
    )  # fmt: skip
    if by.role in DECIDERS:
        with closing(open_operations(ws)) as con:
            for number in numbers:
                decide_alert(con, number, "confirmed", by=by)
    return numbers


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

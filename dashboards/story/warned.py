"""Warnings received as choices of the surge planner, and the villages they are for."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from risk.errors import ModelError
from risk.flow import Story
from risk.hazard.alert import Alert
from risk.hazard.extent import Extent
from risk.hazard.inside import inside_alert, place_index
from risk.hazard.record import from_record
from risk.hazard.warned import from_warned, preset_of
from risk.operations import open_operations
from risk.operations.watch import Standing, list_alerts, load_alert
from risk.workspace import Workspace

SHOWN = 30


@dataclass(frozen=True)
class Warned:
    """A warning received: its number, words and time."""

    id: int
    headline: str
    at: datetime


def warnings_of(ws: Workspace) -> list[Warned]:
    """Warnings that count, the newest first."""
    with closing(open_operations(ws)) as con:
        received = [r for r in list_alerts(con) if r.standing is Standing.COUNTS]
    return [Warned(r.id, _words(from_record(r.record)), r.received_at) for r in received[:SHOWN]]


def warned_extent(story: Story, ws: Workspace, number: str) -> tuple[Extent, str, str]:
    """The villages of a warning, the kind of hazard, and its words.

    Raises:
        HuzhuError: no such warning, no preset for its signal, or no village inside.
    """
    if not number.isdecimal():
        raise ModelError("no warning is chosen", where="warning", remedy="choose one of the list")
    with closing(open_operations(ws)) as con:
        alert = from_record(load_alert(con, int(number)).record)
    info = alert.info()
    if info is None or info.colour is None:
        raise ModelError(
            "the warning has no colour", where="warning", remedy="choose a preset instead"
        )
    preset = preset_of(str(info.signal or ""), info.colour.value.value)
    facts = story.facts
    index = place_index(facts.regions, former_county_codes=facts.county.places.former_county_codes)
    villages = inside_alert(alert, index, facts.in_force).villages
    return from_warned(villages, facts.regions, preset), preset.kind, _words(alert)


def warned_start(ws: Workspace, number: str) -> datetime | None:
    """When the hazard of a warning begins: its onset, else from when it counts, else its issue.

    None: there is no warning of that number.
    """
    if not number.isdecimal():
        return None
    with closing(open_operations(ws)) as con:
        record = next((r.record for r in list_alerts(con) if r.id == int(number)), None)
    if record is None:
        return None
    alert = from_record(record)
    info = alert.info()
    return (info and (info.onset or info.effective)) or alert.sent


def _words(alert: Alert) -> str:
    info = alert.info()
    return (info.headline or info.event) if info else alert.identifier

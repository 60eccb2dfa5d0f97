"""The verb that reads warnings: what, which colour, in force or not, and what lies inside."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboards.cli.common import Call, text, verb

if TYPE_CHECKING:
    import pandas as pd

    from risk.hazard.alert import Alert
    from risk.hazard.in_force import Threads
    from risk.hazard.inside import PlaceIndex
    from risk.hazard.io import AlertFile
    from risk.hazard.mentions import PlaceNames
    from risk.hazard.pasted import Candidate
    from risk.warehouse import Warehouse

TIMES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")


def commands(lang: str) -> list[click.Command]:
    """The verbs of this file."""
    return [warnings(lang)]


def warnings(lang: str) -> click.Command:
    """``huzhu warnings FILE|FOLDER…``: one line a warning, one line for each that is broken."""

    @verb(
        "warnings",
        lang,
        click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option(
            "--at", type=click.DateTime(TIMES), help=text("cli.warnings.at", lang), default=None
        ),
    )
    def run(call: Call, paths: tuple[Path, ...], at: datetime | None) -> None:
        from risk.hazard.in_force import thread
        from risk.hazard.inside import place_index
        from risk.hazard.io import alert_paths, read_alert_file
        from risk.warehouse import open_version

        county = call.workspace.county()
        now = at or call.now
        files = [read_alert_file(p, timezone=county.timezone) for p in alert_paths(paths)]
        with open_version(call.workspace) as warehouse:
            regions, houses = warehouse.regions(), insured(call, warehouse, now)
        places = county.places
        index = place_index(
            regions, wider=places.wider_names, former_county_codes=places.former_county_codes
        )
        strung = thread(alert for file in files for alert in file.alerts)
        call.result |= {"at": now, "warnings": [], "to_confirm": [], "broken": []}
        for file in files:
            tell_file(call, file, strung, index, houses, now)
        tell_pasted(call, files, index.names, now)
        call.rejected = bool(call.result["broken"])
        call.say(
            "cli.warnings.count", files=len(files), warnings=len(call.result["warnings"]),
            in_force=sum(w["state"] == "in_force" for w in call.result["warnings"]),
            broken=len(call.result["broken"]),
        )  # fmt: skip

    return run


def insured(call: Call, warehouse: "Warehouse", now: datetime) -> "pd.DataFrame":
    """Houses under cover at the moment; if no policy reaches so far, of the last day of the data.

    The day counted is always told when it is not the one asked for.
    """
    houses, day = warehouse.in_force(now.date()), now.date()
    if houses["houses"].sum() == 0:
        day = warehouse.last_day()
        houses = warehouse.in_force(day)
        call.say("cli.warnings.old_policies", asked=now.date().isoformat(), day=day.isoformat())
    call.result["houses_on"] = day
    return houses


def tell_file(
    call: Call, file: "AlertFile", strung: "Threads", index: "PlaceIndex",
    houses: "pd.DataFrame", now: datetime,
) -> None:  # fmt: skip
    """Print one line a message, then its doubts and what is broken."""
    for alert in file.alerts:
        row = alert_row(file.name, alert, strung, index, houses, now)
        call.result["warnings"].append(row)
        call.say(
            "cli.warnings.line",
            file=file.name,
            what=signal_name(row["signal"] or row["event"], call.lang),
            colour=text(f"cli.warnings.colour.{row['colour'] or 'none'}", call.lang),
            state=text(f"cli.warnings.state.{row['state']}", call.lang),
            villages=row["villages"],
            houses=f"{row['houses']['best']:,.0f}",
            least=f"{row['houses']['least']:,.0f}",
            most=f"{row['houses']['most']:,.0f}",
        )  # fmt: skip
        for fault in row["faults"]:
            call.say("cli.warnings.fault", fault=fault)
        for place in row["unmatched"]:
            call.say("cli.warnings.unmatched", place=place)
    call.result["broken"] += file.broken
    for line in file.broken:
        call.say("cli.warnings.broken", line=line)


def alert_row(
    file: str, alert: "Alert", strung: "Threads", index: "PlaceIndex", houses: "pd.DataFrame",
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What is told of one message; ``houses``: least, best and most insured houses inside."""
    from risk.hazard.inside import inside_alert

    info = alert.info()
    inside = inside_alert(alert, index, houses)
    least, best, most = inside.total("houses")
    return {
        "file": file,
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sent": alert.sent,
        "type": alert.msg_type.value,
        "event": info.event if info else "",
        "signal": info.signal if info else None,
        "colour": info.colour.value.value if info and info.colour else None,
        "colour_by": info.colour.by.value if info and info.colour else None,
        "expires": info.expires if info else None,
        "state": state_of(alert, strung, now),
        "villages": len(inside.villages),
        "houses": {"least": least, "best": best, "most": most},
        "special_households": inside.total("special_households")[1],
        "unmatched": [told.area for told in inside.unmatched],
        "elsewhere": [told.area for told in inside.elsewhere],
        "faults": list(alert.faults),
    }


def state_of(alert: "Alert", strung: "Threads", now: datetime) -> str:
    """Where the message's warning stands; a later message puts an earlier one out of force."""
    from risk.hazard.in_force import State

    if not alert.real:
        return "exercise"
    for one in strung.threads:
        if any(m.key == alert.key for m in one.messages):
            last = one.last(now)
            newer = last is not None and last.key != alert.key and alert.sent <= now
            state = one.state(now)
            return "superseded" if newer and state is State.IN_FORCE else state.value
    return "alone"


def tell_pasted(call: Call, files: "list[AlertFile]", names: "PlaceNames", now: datetime) -> None:
    """Words of text files: what they seem to say, for a person to confirm."""
    from risk.hazard.pasted import read_pasted

    for file in files:
        if not file.text:
            continue
        candidates = read_pasted(file.text, names, received_at=now).candidates
        if not candidates:
            call.result["broken"].append(f"{file.name}: no warning is found in these words")
            call.say("cli.warnings.no_words", file=file.name)
        for candidate in candidates:
            row = candidate_row(file.name, candidate)
            call.result["to_confirm"].append(row)
            call.say(
                "cli.warnings.confirm",
                file=file.name,
                what=signal_name(row["signal"], call.lang),
                colour=text(f"cli.warnings.colour.{row['colour'] or 'none'}", call.lang),
                places=len(row["places"]),
                doubts=len(row["doubts"]),
            )  # fmt: skip


def candidate_row(file: str, candidate: "Candidate") -> dict[str, Any]:
    """What is told of a warning read from words."""
    c = candidate
    return {
        "file": file,
        "action": c.action.value.value,
        "signal": c.signal.value if c.signal else None,
        "colour": c.colour.value.value if c.colour else None,
        "issued_at": c.issued_at.value if c.issued_at else None,
        "valid_until": c.valid_until.value if c.valid_until else None,
        "office": c.office.value if c.office else None,
        "places": [f.value.region_code for f in c.places],
        "doubts": [{"field": name, "why": why} for name, why in c.doubts],
    }


def signal_name(signal: str | None, lang: str) -> str:
    """The first word of a signal; an event of no known signal as it is written."""
    from risk.reference import signal_words

    named = {word.signal: (word.zh if lang == "zh" else word.en)[0] for word in signal_words()}
    return named.get(signal or "", signal or "") or text("cli.warnings.nothing", lang)

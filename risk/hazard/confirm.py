"""What a person has confirmed of a pasted text becomes a message like any other."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from risk.hazard.alert import Alert, Area, Colour, ColourBy, Geocode, Info, MsgType, Source
from risk.hazard.anchors import Action
from risk.terms import WarningColour


def confirmed(
    *,
    text: str,
    action: Action,
    signal: str,
    colour: WarningColour | None,
    office: str,
    issued_at: dt.datetime,
    valid_from: dt.datetime | None,
    valid_until: dt.datetime | None,
    places: Sequence[tuple[str, str]],
    exercise: bool = False,
) -> Alert:
    """The message a person has confirmed, possibly corrected, from a candidate.

    Args:
        text: the pasted text.
        signal: code of ``risk.reference.signal_words``.
        places: region code and words of each.
    """
    kinds = {Action.LIFTED: MsgType.CANCEL, Action.ISSUED: MsgType.ALERT}
    seed = f"{text}\n{signal}\n{colour}\n{action}".encode()
    info = Info(
        language="zh-CN", event=signal, signal=signal, description=text, sender_name=office,
        colour=Colour(colour, ColourBy.PERSON, colour.value) if colour else None,
        effective=issued_at, onset=valid_from, expires=valid_until,
        areas=tuple(
            Area(description=words, names=(words,), geocodes=(Geocode("region", code),))
            for code, words in places
        ),
    )  # fmt: skip
    return Alert(
        identifier=f"pasted-{hashlib.sha256(seed).hexdigest()[:16]}",
        sender=office,
        sent=issued_at,
        status="Exercise" if exercise else "Actual",
        msg_type=kinds.get(action, MsgType.UPDATE),
        source=Source.PASTED,
        infos=(info,),
    )

"""The link that lets one crew check in on one day, and its QR code: no name, no password to type.

The pass stands behind the ``#``: a browser never sends that part, so it reaches no server's or
proxy's log and no referrer. It says a day, a crew and until when, and is signed with a key of the
workspace's own (HMAC-SHA256 cut to 128 bits, NIST SP 800-107 5.1); nothing in it is personal.
"""

import base64
import binascii
import hmac
import io
import re
from dataclasses import dataclass
from datetime import datetime

import segno

from risk.errors import OperationsError
from risk.operations.keys import Keys

PATH = "/checkin/"
UNTIL = "%Y%m%dT%H%M"
MAC_BYTES = 16
PASS_CHARS_MAX = 400
PASS = re.compile(
    r"([0-9]{1,12})\.([A-Za-z0-9_-]{1,340})\.([0-9]{8}T[0-9]{4})\.([A-Za-z0-9_-]{22})"
)


@dataclass(frozen=True)
class Pass:
    """What a link lets its holder do: check in as one crew on one dispatch day, until then.

    ``valid_until`` is local wall time of the county.
    """

    day_id: int
    crew_id: str
    valid_until: datetime


def checkin_link(
    keys: Keys, base_url: str, day_id: int, crew_id: str, valid_until: datetime
) -> str:
    """The address a crew's phone opens.

    Args:
        keys: the workspace's.
        base_url: where phones reach this server, scheme and host, as ``https://huzhu.example``.
        day_id: of the dispatch day.
        crew_id: whose link it is.
        valid_until: local wall time; the minute counts.

    Raises:
        OperationsError: ``base_url`` is no web address.
    """
    base = base_url.rstrip("/")
    if not re.fullmatch(r"https?://[^\s/#?]+(/[^\s#?]*)?", base):
        raise OperationsError(
            f"{base_url!r} is no address a phone could open",
            where="routing.check_in_url",
            remedy="write it as https://host.example",
        )
    return f"{base}{PATH}#{write_pass(keys, Pass(day_id, crew_id, valid_until))}"


def write_pass(keys: Keys, granted: Pass) -> str:
    """The pass as text of letters, digits, ``.``, ``-`` and ``_``."""
    crew = _text(granted.crew_id.encode())
    body = f"{granted.day_id}.{crew}.{granted.valid_until.strftime(UNTIL)}"
    return f"{body}.{_text(_mac(keys, body))}"


def read_pass(keys: Keys, text: str) -> Pass:
    """The pass a text holds; whether it is over is for the reader to ask.

    Args:
        keys: the workspace's.
        text: from a link, not trusted.

    Raises:
        OperationsError: it was not signed here.
    """
    found = PASS.fullmatch(text) if len(text) <= PASS_CHARS_MAX else None
    if found is None:
        raise _forged()
    body, _, mac = text.rpartition(".")
    try:
        if not hmac.compare_digest(base64.urlsafe_b64decode(f"{mac}=="), _mac(keys, body)):
            raise _forged()
        crew = base64.urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4)).decode()
        until = datetime.strptime(found[3], UNTIL)
    except (ValueError, binascii.Error):
        raise _forged() from None
    return Pass(int(found[1]), crew, until)


def link_svg(link: str, *, scale: int = 4) -> str:
    """A QR code of the link as an SVG document; a quarter of it may be dirty (level Q)."""
    out = io.BytesIO()
    _code(link).save(out, kind="svg", scale=scale, xmldecl=False)
    return out.getvalue().decode()


def link_png(link: str, *, scale: int = 8) -> bytes:
    """A QR code of the link as PNG, black on white, ``scale`` pixels a module."""
    out = io.BytesIO()
    _code(link).save(out, kind="png", scale=scale)
    return out.getvalue()


def _code(link: str) -> segno.QRCode:
    return segno.make(link, error="q", micro=False)


def _mac(keys: Keys, body: str) -> bytes:
    return hmac.digest(keys.check_in, b"check-in " + body.encode(), "sha256")[:MAC_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _forged() -> OperationsError:
    return OperationsError(
        "this is no check-in link of this county", remedy="scan the code on today's route sheet"
    )

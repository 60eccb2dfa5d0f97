"""The data version an address asks for, and that what is past is only read.

A page whose address says ``v=VERSION`` is told from that version; its callbacks come with the
page's address as their referrer, so they are answered from the same one.
"""

from urllib.parse import parse_qs, urlsplit

from flask import has_request_context, request

from dashboards.security.writes import PAST_REMEDY, PAST_WHY
from risk.errors import OperationsError
from risk.warehouse import current_version, is_kept
from risk.workspace import Workspace

VERSION = "v"
"""Name of the parameter."""
PAGES = frozenset({"/", "/<path:path>"})
"""Dash's routes of pages; everything else is asked for by one."""


def asked_version() -> str | None:
    """The data version of the request: of its own address, else of the page it comes from."""
    if not has_request_context():
        return None
    own = request.args.get(VERSION)
    if own or is_page():
        return str(own) if own else None  # a page's own address is all that says what it shows
    came = urlsplit(request.headers.get("Referer") or "")
    if came.netloc != request.host:
        return None
    told = parse_qs(came.query).get(VERSION)
    return told[0] if told else None


def is_page() -> bool:
    """Whether the request is for a page, not for what one asks for."""
    return request.url_rule is not None and request.url_rule.rule in PAGES


def is_past(ws: Workspace) -> bool:
    """Whether the request comes from a page that shows another version than the one in force."""
    asked = asked_version()
    return asked is not None and asked != current_version(ws) and is_kept(ws, asked)


def refuse_in_past(ws: Workspace) -> None:
    """Let nothing be written on a page that shows an earlier version.

    Raises:
        OperationsError: the request comes from such a page.
    """
    if is_past(ws):
        raise OperationsError(PAST_WHY, remedy=PAST_REMEDY)

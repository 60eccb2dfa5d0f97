"""A page's layout that always gives a page: itself, a refusal, or what to do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dash import Dash
from dash.development.base_component import Component
from flask import request
from werkzeug.exceptions import HTTPException

from dashboards.components.trouble import (
    absent_page,
    broken_page,
    doubt_answer,
    forbidden_page,
    log_number,
    refused_page,
)
from dashboards.i18n import current_lang, term
from dashboards.security import may
from risk.errors import HuzhuError
from risk.terms import Role

ROUTED = "fresh"
"""What the router adds to a page's parameters: the data version the frame shows."""


def guarded(app: Dash, page: Any, layout: Callable[..., Component]) -> Callable[..., Component]:
    """The layout of a page as the router asks for it; Dash's own asking for ids is let through."""
    role = getattr(page, "ROLE", Role.VIEWER)

    def told(**given: Any) -> Component:
        if ROUTED not in given:
            return layout(**given)
        del given[ROUTED]
        lang = current_lang()
        if not may(role):
            return forbidden_page(term("role", role.value, lang), lang)
        try:
            return layout(**(written(page.PATH) or given))
        except HuzhuError as error:
            doubt_answer()
            return refused_page(error, lang)
        except HTTPException:
            raise
        except Exception:  # noqa: BLE001 - whatever breaks must not leave a blank page
            doubt_answer()
            return broken_page(log_number(app.server.logger, f"page {page.PATH}"), lang)

    return told


def written(path: str) -> dict[str, str]:
    """Parameters of the page's address as it stands in the browser.

    A page writes there what is chosen on it (``components/address.py``), unknown to Dash's router.
    """
    here = urlsplit(request.headers.get("Referer") or "")
    if here.netloc != request.host or here.path != path:
        return {}
    return dict(parse_qsl(here.query))


def not_found(**_: Any) -> Component:
    """At an address that has no page."""
    return absent_page(current_lang())

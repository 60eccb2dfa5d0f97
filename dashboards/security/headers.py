"""Response headers: content policy, no sniffing, no framing, nothing kept by caches."""

import json
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from dash import Dash
from flask import Response

from dashboards.security.roles import context
from risk.settings import County

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PRIVATE_TYPES = frozenset({"text/html", "application/json"})


def install_headers(app: Dash) -> None:
    """Set the headers of every response and keep Python's version out of the page."""

    def finish(response: Response) -> Response:
        for name, value in FIXED.items():  # a stricter page sets its own
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", content_policy(app))
        if response.mimetype in PRIVATE_TYPES and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.server.after_request(finish)
    _hide_python_version(app)


def content_policy(app: Dash) -> str:
    """The policy; asked late, because inline scripts are known only after all callbacks are."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *app.csp_hashes())),
            "style-src 'self' 'unsafe-inline'",
            " ".join(("img-src 'self' data: blob:", *tile_hosts(context(app.server).county))),
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def tile_hosts(county: County) -> tuple[str, ...]:
    """Where the county's base map takes its pictures from: its own host or none.

    ``{s}`` of a tile's address stands for one of several names of that host.
    """
    parts = urlsplit(county.base_map.tile_url.replace("{s}", "*"))
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()


def _hide_python_version(app: Dash) -> None:
    # Dash writes sys.version into every page; interpolate_index is its public hook for the page.
    original: Callable[..., str] = app.interpolate_index

    def interpolate_index(**parts: str) -> str:
        config = parts["config"].replace(json.dumps(sys.version), '""')
        return original(**{**parts, "config": config})

    app.interpolate_index = interpolate_index  # type: ignore[method-assign, assignment]

"""All checks onto one app."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from dash import Dash

from dashboards.security.first import issue_code
from dashboards.security.guard import install_guard
from dashboards.security.headers import install_headers
from dashboards.security.login import install_login
from dashboards.security.roles import EXTENSION, Context
from dashboards.security.sessions import install_sessions
from dashboards.security.skeleton import install_skeleton
from risk.operations import has_users, open_keys, open_operations
from risk.workspace import Workspace


def secure(app: Dash, ws: Workspace, *, clock: Callable[[], datetime]) -> None:
    """Put sign-in, roles, same-origin checks, headers and audit on a dashboard.

    Args:
        app: the dashboard; pages and callbacks may be added before or after.
        ws: the workspace it shows; holds users and audit.
        clock: gives the local wall time of the county.

    Raises:
        OperationsError: the store or the key file is unusable.
    """
    with closing(open_operations(ws)) as con:
        keys, empty = open_keys(ws, con), not has_users(con)
    county = ws.county()
    app.server.extensions[EXTENSION] = Context(ws, county, clock)
    if empty:
        issue_code(app.server)
    install_sessions(app.server, keys, county.access.session_h)
    install_login(app.server)
    install_guard(app)
    install_headers(app)
    install_skeleton(app)

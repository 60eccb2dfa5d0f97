"""Who may see what: sign-in, roles, same-origin and content policy, and the audit of it all.

secure(app, ws, clock=clock)                            # once, after the layout and callbacks

@callback(app, Output(Id.OUT, "children"), Input(Id.IN, "value"), role=Role.ANALYST)
def update(value): ...

@callback(app, Output(Id.SAVED, "children"), Input(Id.SAVE, "n_clicks"),
          role=Role.ANALYST, writes=Writes.PLANS)
def save(clicks): ...

audit_action("download", "report 2026-01", data_version=version)
"""

from dashboards.security.first import first_code
from dashboards.security.hosts import refuse_public_host
from dashboards.security.roles import (
    audit_action,
    callback,
    current_user,
    may,
    may_write,
    require_role,
    undeclared_callbacks,
)
from dashboards.security.wiring import secure
from dashboards.security.writes import Writes, refuse_demo

__all__ = [
    "Writes",
    "audit_action",
    "callback",
    "current_user",
    "first_code",
    "may",
    "may_write",
    "refuse_demo",
    "refuse_public_host",
    "require_role",
    "secure",
    "undeclared_callbacks",
]

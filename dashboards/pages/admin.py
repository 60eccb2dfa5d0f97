"""Admin: who may sign in, what was done by whom, backups, and the screens on the wall."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component

from dashboards.components.panels import heading
from dashboards.i18n import current_lang, t
from dashboards.pages.admin_audit import audit_view, register_audit
from dashboards.pages.admin_backups import backups_view, register_backups
from dashboards.pages.admin_ids import ROLE, TABS, Id
from dashboards.pages.admin_users import register_users, users_view
from dashboards.pages.admin_walls import register_walls, walls_view
from dashboards.security import may
from dashboards.story import Context

__all__ = ["PATH", "ROLE", "TITLE", "Id", "layout", "register"]

PATH = "/admin"
TITLE = "people.title"
VIEWS = {"users": users_view, "audit": audit_view, "backups": backups_view, "walls": walls_view}


def layout(context: Context, tab: str = "", **_: Any) -> Component:
    """The page; asked for by anybody but an administrator, its parts without a row.

    Args:
        context: workspace and clock.
        tab: which part is open.
    """
    lang, shown = current_lang(), may(ROLE)
    tabs = dmc.Tabs(
        [
            dmc.TabsList([dmc.TabsTab(t(f"people.tab.{name}", lang), value=name) for name in TABS]),
            *(
                dmc.TabsPanel(
                    html.Div(VIEWS[name](context, lang, shown=shown), className="stack"),
                    value=name, pt="md",
                )
                for name in TABS
            ),
        ],
        id=Id.TABS, value=tab if tab in TABS else TABS[0],
    )  # fmt: skip
    return html.Div(
        [heading(t(TITLE, lang), t("people.question", lang)), tabs], className="page admin"
    )


def register(app: Dash, context: Context) -> None:
    """Each part has its own."""
    register_users(app, context)
    register_audit(app, context)
    register_backups(app, context)
    register_walls(app, context)

"""Page Dispatch: a crew's check-in link, and its code to photograph; shown when asked, audited."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards.components.panels import empty, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.dispatch_ids import Id
from dashboards.pages.dispatch_taken import links_of
from dashboards.security import audit_action, callback
from dashboards.story import Context
from risk.errors import HuzhuError
from risk.operations.check_in_link import link_svg
from risk.terms import Role


def register_link(app: Dash, context: Context) -> None:
    """Show a crew's link; another crew chosen, it is gone."""

    @callback(
        app,
        Output(Id.LINKED, "children"),
        Input(Id.LINK, "n_clicks"),
        State(Id.CHOSEN, "data"),
        State(Id.DAY, "data"),
        role=Role.DISPATCHER,
        prevent_initial_call=True,
    )
    def link(_: int, chosen: Mapping[str, Any] | None, day: int) -> Component | None:
        crew, lang = str((chosen or {}).get("crew") or ""), current_lang()
        if not day or not crew:
            return None
        try:
            kept = context.dispatch.kept(day)
            links = links_of(context, kept, [crew])
        except HuzhuError as error:
            return refusal(error, lang)
        audit_action("check-in link", f"dispatch {day} crew {crew}",
                     data_version=kept.head.data_version)  # fmt: skip
        name = kept.start.crews[crew].name if crew in kept.start.crews else crew
        return link_view(links.get(crew, ""), name, lang)


def link_view(link: str, name: str, lang: str) -> Component:
    """The code, and the address in letters."""
    if not link:
        return empty(t("dispatch.no_link", lang))
    code = "data:image/svg+xml;base64," + b64encode(link_svg(link).encode()).decode()
    return html.Div(
        [
            dmc.Text(t("dispatch.link_of", lang, name=name), size="sm"),
            html.Img(src=code, alt=t("dispatch.link_of", lang, name=name), className="day-code"),
            dmc.Text(link, size="xs", className="command"),
        ]
    )

"""History: what happened, how the promise was kept, who is insured, what follows from it.

The page is a function of its address: tabs, groupings and places are links, the filter writes the
address. So a link shows the same to whoever gets it, and "back" goes back.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import heading
from dashboards.i18n import current_lang, day, t
from dashboards.pages import (
    history_claims,
    history_contract,
    history_coverage,
    history_experience,
    history_findings,
    history_forecast,
    history_promise,
    history_satisfaction,
    history_seasons,
)
from dashboards.pages.history_export import may_export, register_export
from dashboards.pages.history_filters import Id as Id
from dashboards.pages.history_filters import filters, way
from dashboards.pages.history_scene import Scene, scene
from dashboards.security import callback
from dashboards.security.past import asked_version
from dashboards.story import Context
from dashboards.story.look import PATH as PATH
from dashboards.story.look import TABS, Look
from dashboards.story.scope import PARTS, Scope
from risk.terms import CoverLine, Role

TITLE = "history.title"
KEPT = True
SCOPE = PARTS
FOLLOWS = True
VIEWS_OF: Mapping[str, Callable[[Scene], Sequence[Component]]] = {
    "experience": history_experience.view,
    "promise": history_promise.view,
    "coverage": history_coverage.view,
    "satisfaction": history_satisfaction.view,
    "contract": history_contract.view,
    "seasons": history_seasons.view,
    "findings": history_findings.view,
    "forecast": history_forecast.view,
    "claims": history_claims.view,
}
FORM = (
    (Id.PLACE, "place"), (Id.MONTHS, "month"),
    (Id.FAMILIES, "family"), (Id.PERILS, "peril"), (Id.TIERS, "tier"),
    (Id.STRUCTURES, "structure"), (Id.GROUPS, "group"), (Id.EVENT, "event"), (Id.LINE, "line"),
)  # fmt: skip
"""Controls of the filter and the parameters they write."""


def layout(context: Context, **given: Any) -> Component:
    """The page an address stands for."""
    story, lang = context.story(), current_lang()
    look = Look.read(given, places=story.facts.regions["code"])
    s = scene(context, look, lang, exports=may_export())
    return html.Div(
        [
            heading(
                s.t("history.heading"), s.t("history.question", day=day(story.facts.as_of, lang))
            ),
            tabs(s),
            filters(s),
            way(s),
            *VIEWS_OF[look.tab](s),
        ],
        className="page history",
    )


def tabs(s: Scene) -> Component:
    """Links to the tabs; the one shown is marked."""
    links = []
    for tab in TABS:
        here = tab == s.look.tab
        marked = {"aria-current": "page"} if here else {}
        links.append(
            html.Li(
                html.Span(s.t(f"history.tab.{tab}"), className="tab here", **marked)
                if here
                else dcc.Link(
                    s.t(f"history.tab.{tab}"), href=s.look.address(tab=tab), className="tab"
                )
            )
        )
    return html.Ul(links, className="tabs", **{"aria-label": t("history.tabs", s.lang)})


def register(app: Dash, context: Context) -> None:
    """The filter writes the address; a route gives the files."""

    @callback(
        app,
        Output(Id.GO, "search"),
        Input(Id.APPLY, "n_clicks"),
        State(Id.HERE, "data"),
        *(State(id_, "value") for id_, _ in FORM),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def apply(_: int, here: str, *values: Any) -> str:
        given = dict(parse_qsl(here)) | written(values)
        look = Look.read(given, places=context.story().facts.regions["code"])
        address = Scope(version=asked_version()).carry(look.address())
        return address.removeprefix(PATH) or "?"

    register_export(app, context)


def written(values: Sequence[Any]) -> dict[str, str]:
    """The form's values as parameters of an address; an empty one takes the filter away."""
    texts = [",".join(v) if isinstance(v, list) else str(v or "") for v in values]
    given = {name: text for (_, name), text in zip(FORM, texts, strict=True)}
    return given | {"page": "", "line": given["line"] or CoverLine.SCHEME.value}

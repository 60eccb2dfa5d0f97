"""Reports: make, preview, download; numbered, with data version."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.reports_draft import register_drafts
from dashboards.pages.reports_draft_parts import Id as DraftId
from dashboards.pages.reports_draft_parts import draft_card
from dashboards.pages.reports_export import register_export
from dashboards.pages.reports_fields import field_states, read_fields, register_fields
from dashboards.pages.reports_ids import MAKER, PATH, Id, Work
from dashboards.pages.reports_parts import asking_form, made_view, one_view, state_view
from dashboards.pages.reports_preview import chapter_tabs, chapter_view, drawn, previewed
from dashboards.report.asked import WRITERS, Asked
from dashboards.report.making import draw_in_workspace, make_in_workspace
from dashboards.security import Writes, audit_action, callback, current_user, may
from dashboards.story import Context
from dashboards.story.reports_made import report_made
from risk.errors import HuzhuError, OperationsError
from risk.operations.deed import Doer
from risk.terms import Role

TITLE = "reports.title"
WATCH_MS = 1000

__all__ = ["PATH", "TITLE", "Id", "layout", "register"]


def layout(context: Context, number: str | None = None, **given: Any) -> Component:
    """The page; ``?number=N`` shows that report first, ``?kind=monthly&month=last`` asks for one.

    The fields an address may fill in are those of `About`, in the words of ``report.periods``.
    """
    lang = current_lang()
    return html.Div(
        [
            heading(t("reports.title", lang), t("reports.question", lang)),
            *([_one(context, number, lang)] if number else []),
            asking_form(context, given, lang),
            html.Div([
                html.Div(id=Id.PREVIEW_SAID, **{"aria-live": "assertive"}),
                html.Div(id=Id.MAKE_SAID, **{"aria-live": "assertive"}),
                html.Div(state_view(context, lang), id=Id.STATE, **{"aria-live": "polite"}),
            ]),
            dmc.Group([
                dmc.Button(t("reports.stop", lang), id=Id.STOP, color="red", variant="light",
                           style=_shown(_busy(context) and may(MAKER))),
                html.Span(id=Id.STOPPING, **{"aria-live": "polite"}),
            ]),
            card(t("reports.made", lang), html.Div(made_view(context, lang), id=Id.MADE)),
            draft_card(lang),
            dmc.Tabs(id=Id.CHAPTERS, children=_tabs(context), value="0", className="chapters"),
            html.Div(id=Id.SHOWN),
            dcc.Interval(id=Id.WATCH, interval=WATCH_MS, disabled=not _busy(context)),
        ],
        className="page",
    )  # fmt: skip


def _one(context: Context, number: str, lang: str) -> Component:
    try:
        return one_view(*report_made(context.ws, number), lang)
    except OperationsError as unknown:
        return refusal(unknown, lang)


def _busy(context: Context) -> bool:
    return any(context.works.state(name).running for name in Work)


def _shown(shown: bool) -> dict[str, str]:
    return {} if shown else {"display": "none"}


def _tabs(context: Context) -> Component | None:
    report = previewed(context) if may(MAKER) else None
    return chapter_tabs(report) if report else None


def register(app: Dash, context: Context) -> None:
    """Preview, make and stop in the background; watch; a chapter of the preview."""
    register_export(app, context)
    register_drafts(app, context)
    register_fields(app)
    context.works.add(Work.MAKE, make_in_workspace, MAKER)
    context.works.add(Work.PREVIEW, draw_in_workspace, MAKER, writes=Writes.NOTHING)
    _register_begin(app, context)
    _register_watch(app, context)


def _register_begin(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.PREVIEW_SAID, "children"),
        Input(Id.PREVIEW, "n_clicks"),
        State(Id.KIND, "value"),
        State(Id.LANG, "value"),
        *field_states(),
        role=MAKER,
        prevent_initial_call=True,
    )
    def preview(_: int, kind: str, tongue: str, *fields: Any) -> Component | None:
        user = current_user()
        try:
            asked = _asked(context, kind, tongue, fields)
            context.works.start(Work.PREVIEW, context.ws.root, asked, str(user.role), user=user)
        except HuzhuError as error:
            return refusal(error, current_lang())
        audit_action("preview report", kind, data_version=asked.version or "")
        return None

    @callback(
        app,
        Output(Id.MAKE_SAID, "children"),
        Input(Id.MAKE, "n_clicks"),
        State(Id.KIND, "value"),
        State(Id.LANG, "value"),
        State(Id.FORMATS, "value"),
        *field_states(),
        role=MAKER,
        prevent_initial_call=True,
    )
    def make(_: int, kind: str, tongue: str, formats: list[str], *fields: Any) -> Component | None:
        user, lang = current_user(), current_lang()
        try:
            asked = _asked(context, kind, tongue, fields, tuple(formats))
            by = Doer(user.name, user.role, context.clock())
            context.works.start(Work.MAKE, context.ws.root, asked, by, drawn(context), user=user)
        except HuzhuError as error:
            return refusal(error, lang)
        return None

    @callback(
        app,
        Output(Id.STOPPING, "children"),
        Input(Id.STOP, "n_clicks"),
        role=MAKER,
        prevent_initial_call=True,
    )
    def stop(_: int) -> str:
        for name in (name for name in Work if context.works.state(name).running):
            context.works.cancel(name)
            audit_action("stop work", name)
        return t("reports.stopping", current_lang())


def _asked(
    context: Context,
    kind: str,
    tongue: str,
    fields: Sequence[Any],
    formats: tuple[str, ...] = tuple(WRITERS),
) -> Asked:
    """What the page asks for: of the data it shows."""
    story = context.story()
    about = read_fields(context, story, kind, fields)
    return Asked(
        kind, tongue, formats, seed=story.seed, version=story.facts.version, about=about
    )  # fmt: skip


def _register_watch(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.STATE, "children"),
        Output(Id.WATCH, "disabled"),
        Output(Id.STOP, "style"),
        Output(Id.MADE, "children"),
        Output(Id.CHAPTERS, "children"),
        Input(Id.WATCH, "n_intervals"),
        Input(Id.PREVIEW_SAID, "children"),
        Input(Id.MAKE_SAID, "children"),
        Input(Id.STOPPING, "children"),
        Input(DraftId.RENEWED, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def watch(*_: Any) -> tuple[Any, ...]:
        lang, busy = current_lang(), _busy(context)
        ended = not busy and ctx.triggered_id == Id.WATCH
        renewed = ctx.triggered_id == DraftId.RENEWED
        made = made_view(context, lang) if ended or renewed else no_update
        tabs = _tabs(context) if ended else no_update
        return state_view(context, lang), not busy, _shown(busy), made, tabs

    @callback(
        app,
        Output(Id.SHOWN, "children"),
        Input(Id.CHAPTERS, "value"),
        Input(Id.CHAPTERS, "children"),
        role=Role.VIEWER,
    )
    def show(chapter: str, _: Any) -> Component | None:
        report = previewed(context)
        if report is None or not may(MAKER):
            return None
        at = int(chapter) if str(chapter or "").isdecimal() else 0
        return chapter_view(report, min(at, len(report.chapters) - 1))

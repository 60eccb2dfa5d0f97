"""Page Dispatch: a change is proposed, its effect is shown, somebody confirms it."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import empty, refusal
from dashboards.components.timeline import Part, part_id
from dashboards.i18n import current_lang, t
from dashboards.pages.dispatch_draft import Draft, deed_of, draft_of, moved_draft
from dashboards.pages.dispatch_ids import FIELDS, STEPS, Act, Id
from dashboards.pages.dispatch_parts import effect_view
from dashboards.pages.dispatch_said import done_words, refused_view
from dashboards.pages.dispatch_words import reason_words
from dashboards.security import Writes, callback, current_user, may
from dashboards.story import Context
from dashboards.story.dispatch_claim import known_places, limits_of
from dashboards.story.dispatch_seen import Seen
from risk.errors import HuzhuError, ModelError
from risk.staffing.live import Deed
from risk.terms import Role

DISPATCHER = Role.DISPATCHER
NOTHING = (None, None, True, True)
"""No draft, no effect; nothing to confirm or to discard."""


def register_do(app: Dash, context: Context) -> None:
    """Propose, confirm, discard; routes; a replay's clock."""

    @callback(
        app,
        Output(Id.DRAFT, "data"),
        Output(Id.EFFECT, "children"),
        Output(Id.CONFIRM, "disabled"),
        Output(Id.DISCARD, "disabled"),
        *(Input(act, "n_clicks") for act in Act),
        Input(part_id(Id.LINES, Part.MOVED), "data"),
        Input(Id.DISCARD, "n_clicks"),
        Input(Id.ACTED, "data"),
        State(Id.DAY, "data"),
        State(Id.SHOWN, "data"),
        State(Id.CHOSEN, "data"),
        *(State(name, prop) for name, prop in FIELDS),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def propose(*given: Any) -> tuple[Any, Any, bool, bool]:
        day, shown, chosen = given[-len(FIELDS) - 3 : -len(FIELDS)]
        if not day or not shown or ctx.triggered_id in (Id.DISCARD, Id.ACTED):
            return NOTHING
        moved = given[len(Act)] if ctx.triggered_id == part_id(Id.LINES, Part.MOVED) else None
        return _proposed(context, shown, chosen, moved, given[-len(FIELDS) :])

    @callback(
        app,
        Output(Id.SAID, "children"),
        Output(Id.ACTED, "data"),
        *(Input(key, "n_clicks") for key in STEPS),
        Input(Id.ROUTE, "n_clicks"),
        Input(Id.TAKE_IN, "n_clicks"),
        Input(Id.CONFIRM, "n_clicks"),
        State(Id.DAY, "data"),
        State(Id.DRAFT, "data"),
        State(Id.ACTED, "data"),
        role=DISPATCHER,
        writes=Writes.PLANS,
        prevent_initial_call=True,
        running=[(Output(key, "disabled"), True, False) for key in STEPS],
    )
    def act(*given: Any) -> tuple[Any, Any]:
        day, draft, acted = given[-3:]
        if not day:
            return no_update, no_update
        try:
            said = _act(context, int(day), str(ctx.triggered_id), draft, current_lang())
        except HuzhuError as error:
            said = refused_view(error, current_lang())
        return said, int(acted or 0) + 1


def _proposed(
    context: Context, shown: list[Any], chosen: Mapping[str, str] | None,
    moved: Mapping[str, Any] | None, values: tuple[Any, ...],
) -> tuple[Any, Any, bool, bool]:  # fmt: skip
    """A draft and what it would do."""
    lang, (day, number, _) = current_lang(), shown
    try:
        draft = (
            moved_draft(moved, number) if moved
            else draft_of(str(ctx.triggered_id), chosen, values, number)
        )  # fmt: skip
        seen = context.dispatch.look(day, context.clock())
        told = context.dispatch.preview(seen, _deed(context, seen, draft))
    except HuzhuError as error:
        return None, refusal(error, lang), True, False
    words = reason_words(told.state, told.changed.reason, told.changed.values, lang)
    view: list[Component] = [effect_view(told.state, told, words, lang)]
    decides = may(DISPATCHER)
    if not decides:
        view.append(empty(t("dispatch.only_dispatchers", lang)))
    return draft.stored(), html.Div(view), not decides, False


def _deed(context: Context, seen: Seen, draft: Draft) -> Deed:
    """What a draft comes to on the day as it stands."""
    story = context.story()
    if draft.act is Act.UNDO:
        number = str(draft.given.get(Id.UNDO_OF) or "")
        if not number.isdigit():
            raise ModelError("no change is chosen", where="dispatch", remedy="choose one to undo")
        return context.dispatch.undoing(seen, int(number))
    return deed_of(
        draft, seen.state, known_places(seen.state, story.facts.regions), limits=limits_of(story)
    )


def _act(
    context: Context, day: int, pressed: str, draft: Mapping[str, Any] | None, lang: str
) -> Component | None:
    """One press of a button: time goes on, routes are sought, or a draft is confirmed."""
    desk, user, at, story = context.dispatch, current_user(), context.clock(), context.story()
    if pressed in STEPS:
        happened = desk.forward(day, STEPS[pressed], story=story, user=user, at=at)
        return dmc.Text(t("dispatch.went_on", lang, n=happened), size="sm", c="dimmed")
    if pressed == Id.ROUTE:
        desk.route(day, user=user)
        return dmc.Text(t("dispatch.route_begun", lang), size="sm", c="dimmed")
    if pressed == Id.TAKE_IN:
        return dmc.Text(t("dispatch.taken_in", lang, n=desk.take_in(day, story=story, at=at)),
                        size="sm", c="dimmed")  # fmt: skip
    if not draft:
        return None
    told = Draft.read(draft)
    seen = desk.look(day, at)
    done = desk.do(day, _deed(context, seen, told), seen=told.seen, user=user, at=at)
    return dmc.Alert(done_words(done, lang), color="green", variant="light", className="day-done")

"""Page Dispatch: what is seen of the day, and the claim or crew somebody looks at."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from dashboards.components.timeline import Part, part_id, timeline_data
from dashboards.i18n import current_lang
from dashboards.pages.dispatch_export import Id as ExportId
from dashboards.pages.dispatch_export import export_data
from dashboards.pages.dispatch_ids import Id
from dashboards.pages.dispatch_list import list_rows
from dashboards.pages.dispatch_map import day_shapes
from dashboards.pages.dispatch_options import (
    base_options,
    crew_options,
    place_options,
    to_crew_options,
    undo_options,
)
from dashboards.pages.dispatch_parts import chance_tiles, clock_line, log_view, work_view
from dashboards.pages.dispatch_told import claim_told, crew_told
from dashboards.security import callback, may
from dashboards.story import Context
from dashboards.story.dispatch_claim import known_places, limits_of
from dashboards.story.dispatch_offers import offers
from dashboards.story.dispatch_rows import most_urgent
from dashboards.story.dispatch_seen import Seen
from risk.terms import Role

Chosen = dict[str, str]
NOBODY: Chosen = {"claim": "", "crew": ""}


def register_look(app: Dash, context: Context) -> None:
    """Everything that is told from the store, and what is chosen of it."""
    _register_day(app, context)
    _register_options(app, context)
    _register_choice(app, context)


def _register_day(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.TICK, "data"),
        Output(Id.WORK, "children"),
        Input(Id.BEAT, "n_intervals"),
        State(Id.DAY, "data"),
        State(Id.TICK, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def watch(_: int, day: int, last: list[Any] | None) -> tuple[Any, Any]:
        # costs one look at a number while nothing happens
        now = list(context.dispatch.pulse(day, context.clock())) if day else last
        if now == last:
            return no_update, no_update
        return now, work_view(context.dispatch.work(day), current_lang())

    @callback(
        app,
        Output(Id.SHOWN, "data"),
        Output(Id.CLOCK, "children"),
        Output(Id.CHANCE, "children"),
        Input(Id.DAY, "data"),
        Input(Id.TICK, "data"),
        Input(Id.ACTED, "data"),
        State(Id.SHOWN, "data"),
        role=Role.VIEWER,
    )
    def show(day: int, _: Any, __: Any, last: list[Any] | None) -> tuple[Any, Any, Any]:
        if not day:
            return (no_update,) * 3
        seen, lang = context.dispatch.look(day, context.clock()), current_lang()
        now = [day, seen.state.number, seen.state.now_min]
        if now == last and ctx.triggered_id == Id.TICK:
            return (no_update,) * 3
        story = context.story()
        tiles = chance_tiles(
            context.dispatch.chance(seen), limits_of(story),
            seen.state.ground.staffing.share_target, lang, planned=seen.state.planned,
        )  # fmt: skip
        return now, clock_line(seen, context.dispatch.outside(seen, story), lang), tiles

    @callback(
        app,
        Output(Id.ROUTES, "data"),
        Output(Id.CLAIMS, "data"),
        Output(part_id(Id.LINES, Part.DATA), "data"),
        Input(Id.SHOWN, "data"),
        Input(Id.DISCARD, "n_clicks"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def draw(shown: list[Any] | None, _: int) -> tuple[Any, Any, Any]:
        if not shown:
            return (no_update,) * 3
        seen, lang = context.dispatch.look(shown[0], context.clock()), current_lang()
        line = timeline_data(
            seen.view, lang, now_min=seen.state.now_min,
            break_length_min=seen.state.ground.routing.break_min, may_move=may(Role.DISPATCHER),
        )  # fmt: skip
        return *day_shapes(context, seen, lang), line

    @callback(
        app,
        Output(Id.TABLE, "rowData"),
        Input(Id.SHOWN, "data"),
        Input(Id.FILTER, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def list_claims(shown: list[Any] | None, kept: str) -> Any:
        if not shown:
            return no_update
        return list_rows(context.dispatch.look(shown[0], context.clock()).rows, kept,
                         current_lang())  # fmt: skip


def _register_options(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.LOG, "children"),
        Output(Id.UNDO_OF, "data"),
        Output(Id.UNDO_OF, "value"),
        Output(Id.CREW, "data"),
        Output(Id.NEW_BASE, "data"),
        Output(Id.VILLAGE, "data"),
        Output(Id.PLACES, "data"),
        Output(ExportId.DAY, "data"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def options(shown: list[Any] | None) -> tuple[Any, ...]:
        if not shown:
            return (no_update,) * 8
        seen, lang = context.dispatch.look(shown[0], context.clock()), current_lang()
        undo = undo_options(seen, lang)
        places = place_options(known_places(seen.state, context.story().facts.regions))
        return (
            log_view(seen.kept, seen.state, lang), undo, undo[0]["value"] if undo else None,
            crew_options(seen, lang), base_options(seen, lang), places, places,
            export_data(shown[0], seen.state),
        )  # fmt: skip

    @callback(
        app,
        Output(Id.TO_CREW, "data"),
        Output(Id.TO_CREW, "value"),
        Input(Id.CHOSEN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def offer(chosen: Mapping[str, Any] | None) -> tuple[Any, Any]:
        if not chosen or not chosen["claim"]:
            return [], None
        seen = context.dispatch.look(chosen["day"], context.clock())
        offered = to_crew_options(
            seen, chosen["claim"], offers(seen.state, chosen["claim"]),
            current_lang(),
        )  # fmt: skip
        own = seen.crew_of.get(chosen["claim"], "")
        return offered, next((x["value"] for x in offered if x["value"] != own), None)


def _register_choice(app: Dash, context: Context) -> None:
    @callback(
        app,
        Output(Id.CHOSEN, "data"),
        Output(Id.CREW, "value"),
        Input(Id.TABLE, "selectedRows"),
        Input(Id.CLAIMS, "clickData"),
        Input(part_id(Id.LINES, Part.CHOSEN), "data"),
        Input(Id.CREW, "value"),
        Input(Id.NEXT, "n_clicks"),
        State(Id.CHOSEN, "data"),
        State(Id.DAY, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def choose(rows: Any, mark: Any, line: Any, crew: Any, _: int, last: Any, day: int) -> Any:
        told: dict[str, Any] = {**NOBODY, **(last or {}), "day": day}
        if ctx.triggered_id == Id.CREW:
            now = {**told, "claim": "" if crew else told["claim"], "crew": crew or ""}
            return (now, no_update) if now != last else (no_update, no_update)
        claim = _claim_of(str(ctx.triggered_id), rows, mark, line)
        if ctx.triggered_id == Id.NEXT:
            seen = context.dispatch.look(day, context.clock())
            claim = most_urgent(seen.rows, told["claim"])
        if not claim or claim == told["claim"]:
            return no_update, no_update
        return {"claim": claim, "crew": "", "day": day}, None

    @callback(
        app,
        Output(Id.TOLD, "children"),
        Output(Id.FOR_CLAIM, "style"),
        Output(Id.FOR_CREW, "style"),
        Output(Id.CLAIMS, "hideout"),
        Output(Id.ROUTES, "hideout"),
        Input(Id.CHOSEN, "data"),
        Input(Id.SHOWN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def tell(chosen: Mapping[str, Any] | None, shown: list[Any] | None) -> tuple[Any, ...]:
        if not chosen or not shown:
            return (no_update,) * 5
        seen, lang = context.dispatch.look(shown[0], context.clock()), current_lang()
        claim, crew = _standing(seen, chosen)
        of = crew or str(seen.crew_of.get(claim, ""))
        return (
            told_view(seen, claim, crew, lang), _seen(bool(claim)), _seen(bool(crew)),
            {"claim": claim}, {"crew": of},
        )  # fmt: skip


def _claim_of(by: str, rows: Any, mark: Any, line: Any) -> str:
    """The claim that was clicked, in the list, on the map or on the time-line."""
    if by == Id.TABLE:
        return str(rows[0]["claim_id"]) if rows else ""
    if by == Id.CLAIMS:
        return str((mark or {}).get("properties", {}).get("claim", ""))
    return str((line or {}).get("claim_id") or "")


def _standing(seen: Seen, chosen: Mapping[str, Any]) -> tuple[str, str]:
    """The chosen claim and crew, as far as the day still has them."""
    claim, crew = str(chosen["claim"]), str(chosen["crew"])
    return (
        claim if claim in set(seen.rows["claim_id"]) else "",
        crew if crew in seen.state.crews else "",
    )


def told_view(seen: Seen, claim: str, crew: str, lang: str) -> Component | None:
    """What the panel says of the claim or crew."""
    if claim:
        return claim_told(seen.state, seen.rows, claim, lang)
    return crew_told(seen.state, seen.rows, crew, lang) if crew else None


def _seen(shown: bool) -> dict[str, str]:
    return {} if shown else {"display": "none"}

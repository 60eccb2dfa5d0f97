"""Callbacks of the frame: navigation and filter bar follow the address, the pulse brings news."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from dashboards.components import scope_bar as bar
from dashboards.components.navigation import Entry, navigation
from dashboards.components.scope_bar import Bar, scope_bar
from dashboards.components.shell import Id, data_words, seen, switch_address
from dashboards.i18n import current_lang, day, number, t, term, year
from dashboards.security import callback
from dashboards.security.past import VERSION, asked_version
from dashboards.story import Context
from dashboards.story.age import stale_words
from dashboards.story.scope import Scope, minded
from risk.flow import Story
from risk.terms import PerilFamily, Role
from risk.warehouse import current_version

Pages = Mapping[str, ModuleType]
"""Page by its path."""


def entries(groups: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[str, list[Entry]]]:
    """The navigation's entries of groups of pages."""
    return [(name, [entry_of(page) for page in pages]) for name, pages in groups]


def entry_of(page: Any) -> Entry:
    """A page as the navigation knows it; what is one already stays."""
    if isinstance(page, Entry):
        return page
    role, under = getattr(page, "ROLE", Role.VIEWER), getattr(page, "UNDER", "")
    return Entry(page.PATH, page.TITLE, role, under)


def bar_of(context: Context, page: ModuleType | None, path: str, search: str) -> list[Component]:
    """The filter bar over a page."""
    story, lang = context.story(), current_lang()
    scope = Scope.read(search)
    shown = scope.on(story.facts)
    rest = Scope(version=scope.version).carry(path)
    told = {k: v for k, v in shown.told().items() if k in bar.SCOPED}
    return scope_bar(
        Bar(told, _options(story, lang), minded(page), rest if told else "", story.facts.version),
        lang,
    )


def _options(story: Story, lang: str) -> dict[str, list[dict[str, str]]]:
    years = sorted(story.history.by_year["year"].astype(int), reverse=True)
    told = [{"value": str(y), "label": year(y, lang)} for y in years]
    regions = story.facts.regions
    towns = regions[regions["level"] == "township"].drop_duplicates("code").sort_values("code")
    return {
        "from": told,
        "to": told,
        "family": [
            {"value": f.value, "label": term("peril_family", f.value, lang)} for f in PerilFamily
        ],
        "place": [
            {"value": str(code), "label": str(name)}
            for code, name in zip(towns["code"], towns["name"], strict=True)
        ],
    }


def banner(context: Context, path: str, search: str) -> Component | None:
    """What is to be known of the version shown: an earlier one, or not the one asked for."""
    lang, asked, facts = current_lang(), asked_version(), context.story().facts
    if asked is None or asked == current_version(context.ws):
        return None
    kept = [(name, text) for name, text in parse_qsl(search.lstrip("?")) if name != VERSION]
    newest = f"{path}?{urlencode(kept, safe=',')}".rstrip("?")
    told = {"version": asked, "day": day(facts.as_of, lang)}
    gone = asked != facts.version
    words = (
        t("past.gone", lang, **told, shown=facts.version) if gone else t("past.shown", lang, **told)
    )
    link = html.A(t("past.newest", lang), href=newest, **{"data-newest": ""})
    return html.Div([html.Strong(words), " ", link], className="banner gone" if gone else "banner")


def register_frame(
    app: Dash, context: Context, groups: Sequence[tuple[str, Sequence[Any]]], pages: Pages
) -> None:
    """Navigation, bar, banner; pulse; the header's line."""
    listed = entries(groups)

    @callback(
        app,
        Output(Id.NAV, "children"),
        Output(Id.SWITCH, "href"),
        Output(Id.BAR, "children"),
        Output(Id.BANNER, "children"),
        Output(Id.SEEN, "data"),
        Input(Id.PLACE, "pathname"),
        Input(Id.PLACE, "search"),
        Input(Id.KEPT, "data"),
        State(Id.SEEN, "data"),
        role=Role.VIEWER,
    )
    def follow(path: str, search: str | None, kept: dict[str, str] | None, drawn: str) -> Any:
        lang, told = current_lang(), search or ""
        if kept and kept["path"] == path and ctx.triggered_id == Id.KEPT:
            told = kept["search"]
        if seen(path, told) == drawn:  # drawn anew, a list just opened would close under the hand
            return [no_update] * 5
        links = navigation(listed, path, lang, Scope.read(told).carry)
        shown, said = bar_of(context, pages.get(path), path, told), banner(context, path, told)
        return links, switch_address(path, told, lang), shown, said, seen(path, told)

    _register_pulse(app, context, pages)
    app.clientside_callback(
        ClientsideFunction("frame", "narrow"),
        Output(bar.Id.GO, "search"),
        *(Input(id_, "value") for id_ in bar.FIELDS),
        State(bar.Id.TOLD, "data"),
        # at first too: only by that does the location learn the address it stands at; learnt after
        # the address has changed, it would go back to the old one
        prevent_initial_call=False,
    )


def _register_pulse(app: Dash, context: Context, pages: Pages) -> None:
    @callback(
        app,
        Output(Id.NEWS, "children"),
        Output(Id.SHOW, "style"),
        Output(Id.WORK, "children"),
        Input(Id.PULSE, "n_intervals"),
        Input(Id.SHOW, "n_clicks"),
        Input(Id.PLACE, "pathname"),
        State(Id.FRESH, "data"),
        State(Id.NEWS, "children"),
        State(Id.WORK, "children"),
        role=Role.VIEWER,
    )
    def beat(_: int, __: int, path: str, shown: str, *said: str | None) -> tuple[Any, ...]:
        newest = context.story().facts.version
        opened = ctx.triggered_id in (Id.SHOW, Id.PLACE)
        shown_now = newest if opened or follows(pages.get(path)) else shown
        news, work = news_of(context, shown_now), work_words(context)
        told = [
            new if new != old else no_update for new, old in zip((news, work), said, strict=True)
        ]
        style = no_update if told[0] is no_update else _show(newest != shown_now)
        if shown_now != shown:  # not an output: every page would wait for the pulse to answer
            set_props(Id.FRESH, {"data": shown_now})
        return told[0], style, told[1]

    @callback(app, Output(Id.DATA, "children"), Input(Id.FRESH, "data"), role=Role.VIEWER,
              prevent_initial_call=True)  # fmt: skip
    def date_line(_: str) -> str:
        facts = context.story().facts
        return data_words(facts.as_of, facts.version, current_lang())


def follows(page: ModuleType | None) -> bool:
    """Whether a page shows newer data by itself."""
    return bool(getattr(page, "FOLLOWS", False))


def news_of(context: Context, shown: str) -> str:
    """What the pulse says: newer data than those shown, a telling under way, data grown old."""
    lang, story = current_lang(), context.story()
    facts, now = story.facts, current_version(context.ws)
    if facts.version != shown:
        return t("pulse.newer", lang, version=facts.version, day=day(facts.as_of, lang))
    if asked_version() is not None:
        return ""
    if now != facts.version:
        failed = context.store.error is not None
        return t("pulse.failed" if failed else "pulse.telling", lang, version=now)
    return stale_words(facts, context.clock(), lang)


def work_words(context: Context) -> str:
    """How much long work is under way; empty: none."""
    n = context.works.running()
    return t("pulse.work", current_lang(), n=number(n, current_lang())) if n else ""


def _show(shown: bool) -> dict[str, str]:
    return {} if shown else {"display": "none"}

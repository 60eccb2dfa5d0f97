"""The dashboard: pages registered, nothing else."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import flask_login
from dash import Dash, Input, html, page_container, page_registry, register_page
from dash.development.base_component import Component
from flask import Flask, has_request_context, request

from dashboards.checkin import install_check_in
from dashboards.clock import wall_clock
from dashboards.components import scope_bar
from dashboards.components.navigation import navigation
from dashboards.components.shell import Frame, Id, shell
from dashboards.i18n import current_lang, t, term
from dashboards.i18n.request import keep_language
from dashboards.kept_answers import keep_answers
from dashboards.pages import GROUPS, PAGES
from dashboards.pages.frame import banner, bar_of, entries, register_frame
from dashboards.pages.guarded import ROUTED, guarded, not_found
from dashboards.security import Writes, current_user, may_write, secure
from dashboards.story import Context, StoryStore
from dashboards.story.check_ins import CheckInDesk
from dashboards.story.scope import Scope
from dashboards.wall import install_wall
from dashboards.web import first_alone, gate, geometry_route, gzip_answers, say_errors, say_language
from risk.flow import Story
from risk.operations import User
from risk.settings import County
from risk.workspace import Workspace

HERE = Path(__file__).parent
BY_PATH = {page.PATH: page for page in PAGES}


def create_app(
    ws: Workspace, story: Story | None = None, *, clock: Callable[[], datetime] | None = None
) -> Dash:
    """The dashboard of one workspace.

    Args:
        ws: the workspace.
        story: told of the version in force; without it, it is told at the first request.
        clock: gives the county's wall time; default: the machine's clock in the county's zone.

    Raises:
        HuzhuError: county.toml, the operations store or the key file is unusable.
    """
    county = ws.county()
    now = clock or wall_clock(county)
    context = Context(ws, StoryStore(ws, story, now), now)
    server = Flask("dashboards")
    pages = own_pages(server)
    gate(server, context, county)  # before Dash's own hooks: pages are asked for with a story
    first_alone(server)
    app = Dash(
        "dashboards",
        server=server,
        assets_folder=str(HERE / "assets"),
        use_pages=True,
        pages_folder="",
        include_pages_meta=False,
        routing_callback_inputs={ROUTED: Input(Id.FRESH, "data")},  # newer data: told anew
        title=t("shell.product", "zh"),
        update_title=None,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    page_registry.clear()
    for order, page in enumerate(PAGES):
        _add(app, page, context, order)
    nowhere = partial(page_title, "trouble.absent_title")
    register_page("not_found_404", layout=not_found, title=nowhere)
    pages.update(page_registry)
    app.validation_layout = html.Div(page_container)  # else Dash asks for the frame already here
    app.layout = partial(frame_layout, context, county)
    register_frame(app, context, GROUPS, BY_PATH)
    geometry_route(server, context)
    say_errors(server)
    keep_language(server)
    say_language(app)
    keep_answers(app, context, {page.PATH for page in PAGES if getattr(page, "KEPT", False)})
    gzip_answers(server)
    secure(app, ws, clock=now)
    install_check_in(server, ws, CheckInDesk(ws, context.dispatch), clock=now)
    install_wall(server, context, clock=now)
    server.extensions["huzhu.context"] = context
    return app


def own_pages(server: Flask) -> dict[str, Any]:
    """Pages that answer whatever other dashboard this process has made: Dash keeps one register.

    Returns:
        Empty; to be filled with the pages once they are registered.
    """
    pages: dict[str, Any] = {}

    @server.before_request
    def answer_with_own() -> None:
        mine, there = (next(iter(p.values()), None) for p in (pages, page_registry))
        if mine is not there:
            page_registry.clear()
            page_registry.update(pages)

    return pages


def _add(app: Dash, page: ModuleType, context: Context, order: int) -> None:
    register_page(
        page.__name__,
        path=page.PATH,
        order=order,
        title=partial(page_title, page.TITLE),
        layout=guarded(app, page, partial(page.layout, context)),
    )
    page.register(app, context)


def page_title(key: str, **_: str) -> str:
    """Title of the browser's tab."""
    lang = current_lang()
    return f"{t(key, lang)} · {t('shell.product', lang)}"


def frame_layout(context: Context, county: County) -> Component:
    """The frame around the pages, for the user and language of this request.

    Dash asks for it once before anybody has signed in, to learn its ids; then it names no user.
    """
    lang, facts = current_lang(), context.story().facts
    signed_in = has_request_context() and flask_login.current_user.is_authenticated
    user = current_user() if signed_in else None
    path, search = asked_address()
    carry = Scope.read(search).carry
    frame = Frame(
        path=path,
        search=search,
        county=county.name_en if lang == "en" and county.name_en else county.name,
        synthetic=county.synthetic,
        as_of=facts.as_of,
        version=facts.version,
        user=_who(user, lang) if user else "",
        navigation=navigation(entries(GROUPS), path, lang, carry),
        bar=bar_of(context, BY_PATH.get(path), path, search),
        banner=banner(context, path, search),
        go=scope_bar.Id.GO,
    )
    return shell(frame, lang)


def asked_address() -> tuple[str, str]:
    """Path and parameters of the page that asks for its frame."""
    here = urlsplit(request.headers.get("Referer") or "") if has_request_context() else urlsplit("")
    return here.path or "/", here.query


def _who(user: User, lang: str) -> str:
    """Name and role; of the demo's account also what it may write."""
    told = f"{user.name} · {term('role', user.role.value, lang)}"
    return told if may_write(Writes.RECORDS) else f"{told} · {t('people.demo_user', lang)}"

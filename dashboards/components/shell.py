"""The frame of every page: who, which county, which data, where to go, language, light or dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html, page_container
from dash.development.base_component import Component

from dashboards.components.help import help_dialog
from dashboards.components.navigation import menu_button
from dashboards.figures.theme import MANTINE
from dashboards.i18n import day, t

PULSE_MS = 10_000


class Id(StrEnum):
    """Components of the shell that callbacks use."""

    PLACE = "shell-place"
    SEEN = "shell-seen"
    KEPT = "shell-kept"
    SWITCH = "shell-language"
    NAV = "shell-nav"
    BAR = "shell-bar"
    BANNER = "shell-banner"
    DATA = "shell-data"
    PULSE = "shell-pulse"
    FRESH = "shell-fresh"
    NEWS = "shell-news"
    SHOW = "shell-show"
    WORK = "shell-work"
    MAIN = "main"


@dataclass(frozen=True)
class Frame:
    """What the shell shows besides the page."""

    path: str
    search: str
    """Address the frame was drawn for."""
    county: str
    synthetic: bool
    as_of: date
    version: str
    user: str
    """Name and role, ready to read."""
    navigation: Sequence[Component]
    bar: Sequence[Component]
    banner: Component | None
    go: str
    """Id of the location the filter bar writes."""


def shell(frame: Frame, lang: str) -> Component:
    """The whole document: header, navigation, filter bar, what is to be known, the page."""
    main = html.Main(page_container, id=Id.MAIN, tabIndex=-1)
    body = [
        html.A(t("shell.skip", lang), href=f"#{Id.MAIN}", className="skip"),
        dcc.Location(id=Id.PLACE, refresh=False),
        dcc.Location(id=frame.go, refresh="callback-nav"),
        dcc.Store(id=Id.SEEN, data=seen(frame.path, frame.search)),
        dcc.Store(id=Id.KEPT),
        dcc.Store(id=Id.FRESH, data=frame.version),
        dcc.Interval(id=Id.PULSE, interval=PULSE_MS),
        _header(frame, lang),
        html.Nav(
            list(frame.navigation), id=Id.NAV, className="pages",
            **{"aria-label": t("shell.nav", lang)},
        ),
        html.Div(
            [
                html.Div(list(frame.bar), id=Id.BAR, className="scope-bar"),
                # beside what is drawn anew with each page: else a late bar takes the words away
                html.Span(className="scope-said", role="status"),
            ],
            className="scope", role="search",
            **{"aria-label": t("scope.title", lang)},
        ),
        html.Div(frame.banner, id=Id.BANNER, **{"aria-live": "polite"}),
        _news(lang),
        main,
        help_dialog(lang),
    ]  # fmt: skip
    return dmc.MantineProvider(
        html.Div(body, lang="zh-CN" if lang == "zh" else "en", className="shell"),
        theme=MANTINE,
        defaultColorScheme="light",
    )


def _header(frame: Frame, lang: str) -> Component:
    left: list[Any] = [html.Strong(t("shell.product", lang), className="product")]
    left.append(html.Span(frame.county))
    if frame.synthetic:
        left.append(synthetic_badge(lang))
    left.append(html.Span(data_words(frame.as_of, frame.version, lang), id=Id.DATA,
                          className="data"))  # fmt: skip
    right = [
        html.A(id=Id.WORK, href="/work", className="plain work"),
        html.A(
            t("shell.switch", lang), id=Id.SWITCH, className="plain",
            href=switch_address(frame.path, frame.search, lang),
            lang="en" if lang == "zh" else "zh-CN",
        ),
        dmc.ColorSchemeToggle(
            lightIcon=html.Span("☀", **{"aria-hidden": "true"}),
            darkIcon=html.Span("☾", **{"aria-hidden": "true"}),
            variant="default", size="md", **{"aria-label": t("shell.scheme", lang)},
        ),
        html.Button("?", type="button", className="plain help-button",
                    title=t("help.title", lang), **{"aria-label": t("help.title", lang)}),
        html.A(frame.user, href="/account", className="plain who",
               title=t("people.my_account", lang)),
        html.Form(
            html.Button(t("shell.logout", lang), type="submit", className="plain"),
            action="/logout", method="POST",
        ),
        menu_button(lang),
    ]  # fmt: skip
    return html.Header([html.Div(left, className="brand"), html.Div(right, className="tools")])


def data_words(as_of: date, version: str, lang: str) -> str:
    """Which data are shown."""
    return t("shell.data", lang, day=day(as_of, lang), version=version)


def _news(lang: str) -> Component:
    """What the pulse and ``assets/frame.js`` have to say; read out when it changes."""
    return html.Div(
        [
            html.Span(id=Id.NEWS),
            html.Button(t("pulse.show", lang), id=Id.SHOW, type="button", className="plain",
                        style={"display": "none"}),
            html.Div(
                className="trouble", role="alert",
                **{
                    "data-silent": t("trouble.silent", lang),
                    "data-signed-out": t("trouble.signed_out", lang),
                    "data-close": t("trouble.close", lang),
                },
            ),
        ],
        className="news", **{"aria-live": "polite"},
    )  # fmt: skip


def synthetic_badge(lang: str) -> Component:
    """The mark every synthetic page bears."""
    return html.Span(
        t("shell.synthetic", lang), className="synthetic", title=t("shell.synthetic_why", lang)
    )


def seen(path: str, search: str) -> str:
    """The address navigation, bar and banner were drawn for, to compare with another."""
    return f"{path}?{search.lstrip('?')}"


def switch_address(path: str, search: str, lang: str) -> str:
    """Address of the page being seen in the other language, its other parameters kept."""
    kept = [part for part in search.lstrip("?").split("&") if part and not part.startswith("lang=")]
    other = "en" if lang == "zh" else "zh"
    return f"{path}?{'&'.join([*kept, f'lang={other}'])}"

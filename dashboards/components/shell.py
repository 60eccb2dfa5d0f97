"""The frame of every page: who, which county, which data, where to go, language, light or dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import dash_mantine_components as dmc
from dash import dcc, html, page_container
from dash.development.base_component import Component

from dashboards.figures.theme import MANTINE
from dashboards.i18n import day, t


class Id(StrEnum):
    """Components of the shell that callbacks use."""

    PLACE = "shell-place"
    SWITCH = "shell-language"
    NAV = "shell-nav"
    MAIN = "main"


@dataclass(frozen=True)
class Frame:
    """What the shell shows besides the page."""

    county: str
    synthetic: bool
    as_of: date
    version: str
    user: str
    """Name and role, ready to read."""
    pages: Sequence[tuple[str, str]]
    """Path and title key of each page."""


def shell(frame: Frame, lang: str) -> Component:
    """The whole document: header, navigation, the page, footer."""
    main = html.Main(page_container, id=Id.MAIN, tabIndex=-1)
    body = [
        html.A(t("shell.skip", lang), href=f"#{Id.MAIN}", className="skip"),
        dcc.Location(id=Id.PLACE, refresh=False),
        _header(frame, lang),
        html.Nav(
            navigation(frame.pages, "/", lang), id=Id.NAV, **{"aria-label": t("shell.nav", lang)}
        ),
        main,
    ]
    return dmc.MantineProvider(
        html.Div(body, lang="zh-CN" if lang == "zh" else "en", className="shell"),
        theme=MANTINE,
        defaultColorScheme="light",
    )


def _header(frame: Frame, lang: str) -> Component:
    left = [html.Strong(t("shell.product", lang), className="product"), html.Span(frame.county)]
    data = t("shell.data", lang, day=day(frame.as_of, lang), version=frame.version)
    if frame.synthetic:
        left.append(synthetic_badge(lang))
    left.append(html.Span(data, className="data"))
    other = "en" if lang == "zh" else "zh"
    right = [
        html.A(
            t("shell.switch", lang), id=Id.SWITCH, href=f"?lang={other}", className="plain",
            lang="en" if other == "en" else "zh-CN",
        ),
        dmc.ColorSchemeToggle(
            lightIcon=html.Span("☀", **{"aria-hidden": "true"}),
            darkIcon=html.Span("☾", **{"aria-hidden": "true"}),
            variant="default", size="md", **{"aria-label": t("shell.scheme", lang)},
        ),
        html.Span(frame.user, className="who"),
        html.Form(
            html.Button(t("shell.logout", lang), type="submit", className="plain"),
            action="/logout", method="POST",
        ),
    ]  # fmt: skip
    return html.Header([html.Div(left, className="brand"), html.Div(right, className="tools")])


def synthetic_badge(lang: str) -> Component:
    """The mark every synthetic page bears."""
    return html.Span(
        t("shell.synthetic", lang), className="synthetic", title=t("shell.synthetic_why", lang)
    )


def navigation(pages: Sequence[tuple[str, str]], here: str, lang: str) -> list[Component]:
    """Links to the pages; the one shown is marked."""
    return [
        dcc.Link(
            t(title, lang),
            href=path,
            className="here" if path == here else "",
        )
        for path, title in pages
    ]


def switch_address(path: str, search: str, lang: str) -> str:
    """Address of the page being seen in the other language, its other parameters kept."""
    kept = [part for part in search.lstrip("?").split("&") if part and not part.startswith("lang=")]
    other = "en" if lang == "zh" else "zh"
    return f"{path}?{'&'.join([*kept, f'lang={other}'])}"

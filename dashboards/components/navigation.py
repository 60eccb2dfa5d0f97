"""Where to go: the pages in groups, the one shown marked, on a phone behind a button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.i18n import t
from dashboards.security import may
from risk.terms import Role

MENU = "shell-menu"


@dataclass(frozen=True)
class Entry:
    """A page as the navigation knows it.

    Args:
        path: its address.
        title: text key.
        role: least role that may use it.
        under: path of the page whose entry it belongs to; "": it has its own.
        window: whether it opens in a window of its own.
    """

    path: str
    title: str
    role: Role = Role.VIEWER
    under: str = ""
    window: bool = False


Groups = Sequence[tuple[str, Sequence[Entry]]]


def navigation(
    groups: Groups, here: str, lang: str, carry: Callable[[str], str] = str
) -> list[Component]:
    """Links to the pages the signed-in user may use, by group; a group without any is left out.

    Args:
        groups: text key behind ``nav.`` and entries of each.
        here: path of the page shown.
        lang: language.
        carry: gives a path the part of the data that is looked at.
    """
    marked = next((e.under or e.path for _, es in groups for e in es if e.path == here), here)
    made = []
    for name, entries in groups:
        links = [
            html.Li(_link(e, marked, lang, carry)) for e in entries if not e.under and may(e.role)
        ]
        if links:
            title = t(f"nav.{name}", lang)
            head = html.Span(title, className="nav-title", **{"aria-hidden": "true"})
            list_ = html.Ul(links, **{"aria-label": title})
            made.append(html.Div([head, list_], className="nav-group"))
    return made


def _link(entry: Entry, here: str, lang: str, carry: Callable[[str], str]) -> Component:
    text = t(entry.title, lang)
    if entry.window:
        return html.A(
            [text, html.Span(" ↗", **{"aria-hidden": "true"})], href=entry.path, target="_blank",
            title=t("nav.window", lang),
        )  # fmt: skip
    if entry.path == here:
        # Dash's link takes no aria-current: the mark is set on the list's item by its class
        return dcc.Link(
            [text, html.Span(t("nav.here", lang), className="unseen")],
            href=carry(entry.path), className="here",
        )  # fmt: skip
    return dcc.Link(text, href=carry(entry.path))


def menu_button(lang: str) -> Component:
    """Opens the navigation on a narrow screen (``assets/frame.js``)."""
    return html.Button(
        t("nav.menu", lang), id=MENU, type="button", className="menu-button",
        **{"aria-expanded": "false", "aria-controls": "shell-nav"},
    )  # fmt: skip

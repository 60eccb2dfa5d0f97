"""What stands where something broke: what to do, and the number under which the log has it."""

import secrets
from logging import Logger

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component
from flask import g

from dashboards.components.panels import refusal
from dashboards.i18n import t
from risk.errors import HuzhuError

NUMBER_BYTES = 3
DOUBTED = "answer_is_not_kept"


def doubt_answer() -> None:
    """Do not keep the answer being made: it tells of a failure, or of something under way."""
    setattr(g, DOUBTED, True)


def log_number(logger: Logger, what: str) -> str:
    """Write the exception being handled to the server's log; returns the number it stands under."""
    number = secrets.token_hex(NUMBER_BYTES).upper()
    logger.exception("trouble %s: %s", number, what)
    return number


def broken_page(number: str, lang: str) -> Component:
    """In place of a page that could not be made."""
    return html.Div(
        dmc.Alert(
            [
                html.P(t("trouble.broken", lang, number=number)),
                html.A(t("trouble.reload", lang), href=""),
            ],
            title=dmc.Title(t("trouble.title", lang), order=1, size="h3"),
            color="red", variant="light", className="refusal",
        ),
        className="page broken-page",
    )  # fmt: skip


def refused_page(error: HuzhuError, lang: str) -> Component:
    """In place of a page that is refused: what, where, remedy."""
    head = dmc.Title(t("trouble.title", lang), order=1, size="h3")
    return html.Div([head, refusal(error, lang)], className="page")


def absent_page(lang: str) -> Component:
    """At an address that has no page."""
    return _told("trouble.absent", lang)


def forbidden_page(role: str, lang: str) -> Component:
    """In place of a page the role may not use."""
    return _told("trouble.forbidden", lang, role=role)


def _told(key: str, lang: str, **values: str) -> Component:
    return html.Div(
        [
            dmc.Title(t(f"{key}_title", lang), order=1, size="h3"),
            dmc.Text(t(key, lang, **values)),
            dmc.Anchor(t("trouble.home", lang), href="/"),
        ],
        className="page",
    )

"""Backups: how old the newest is, making one, and where they lie."""

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, ctx, dcc, html
from dash.development.base_component import Component

from dashboards.components.job import job_view
from dashboards.components.panels import card, refusal, table
from dashboards.i18n import current_lang, duration, moment, number, reword, t
from dashboards.pages.admin_ids import ROLE, Id, doer
from dashboards.security import callback, current_user
from dashboards.story import Context
from dashboards.story.backups import OLD_AFTER, WORK, backups
from risk.errors import HuzhuError

WATCH_MS = 1000
MEGABYTE = 1e6
HEADS = ("file", "made_at", "data_version", "size")


def backups_view(context: Context, lang: str, *, shown: bool) -> list[Component]:
    """State, the button, the list."""
    running = shown and context.works.state(WORK).running
    buttons = dmc.Group(
        [
            dmc.Button(t("people.back_up", lang), id=Id.BACK_UP, n_clicks=0),
            dmc.Button(t("people.stop", lang), id=Id.STOP, variant="default", n_clicks=0),
        ]
    )
    listed = listed_view(context, lang) if shown else []
    return [
        card(
            t("people.tab.backups", lang),
            html.Div(
                [
                    html.Div(listed, id=Id.BACKUPS, className="stack"),
                    html.Div(id=Id.BACKUP_NOTE, **{"aria-live": "polite"}), buttons,
                ],
                className="stack",
            ),
            dcc.Interval(id=Id.WATCH, interval=WATCH_MS, disabled=not running),
            note=t("people.backups_note", lang),
        )
    ]  # fmt: skip


def listed_view(context: Context, lang: str) -> list[Component]:
    """How old the newest backup is, and all there are."""
    kept, now = backups(context.ws), context.clock()
    where = t("people.backups_where", lang, folder=str(context.ws.backups_dir))
    if not kept:
        return [dmc.Alert(t("people.no_backup", lang), color="yellow", variant="light"),
                dmc.Text(where, size="sm")]  # fmt: skip
    age = now - kept[0].made_at
    words = t("people.backup_age", lang, at=moment(kept[0].made_at, lang),
              age=duration(age.total_seconds() / 60, lang))  # fmt: skip
    old = age > OLD_AFTER
    rows = pd.DataFrame(
        [
            (k.name, moment(k.made_at, lang), k.data_version,
             t("people.megabytes", lang, n=number(k.size_bytes / MEGABYTE, lang, 1)))
            for k in kept
        ]
    )  # fmt: skip
    return [
        dmc.Alert(
            f"{words} {t('people.backup_old', lang)}" if old else words,
            color="yellow" if old else "green", variant="light",
        ),
        table(rows, [t(f"people.col.{name}", lang) for name in HEADS]),
        dmc.Text(where, size="sm"),
    ]  # fmt: skip


def register_backups(app: Dash, context: Context) -> None:
    """A backup is packed in a process of its own; the page follows it to its end."""

    @callback(
        app,
        Output(Id.BACKUP_NOTE, "children"),
        Output(Id.BACKUPS, "children"),
        Output(Id.WATCH, "disabled"),
        Input(Id.BACK_UP, "n_clicks"),
        Input(Id.STOP, "n_clicks"),
        Input(Id.WATCH, "n_intervals"),
        role=ROLE,
        prevent_initial_call=True,
    )
    def back_up(*_: Any) -> tuple[Any, Any, bool]:
        lang = current_lang()
        try:
            if ctx.triggered_id == Id.BACK_UP:
                by = doer(context)
                context.works.start(WORK, context.ws.root, by.user, str(by.role), by.at,
                                    user=current_user())  # fmt: skip
            elif ctx.triggered_id == Id.STOP:
                context.works.check_role(WORK, current_user())
                context.works.cancel(WORK)
        except HuzhuError as error:
            return refusal(error, lang), listed_view(context, lang), True
        return ended_view(context, lang), listed_view(context, lang), not _running(context)


def _running(context: Context) -> bool:
    return context.works.state(WORK).running


def ended_view(context: Context, lang: str) -> Component | None:
    """The run under way, or how the last one ended."""
    state = context.works.state(WORK)
    working = t("people.backing_up", lang, step=reword(state.step, lang) if state.step else "…")
    shown = job_view(state, working, t("people.backup_failed", lang), lang)
    if shown is not None or not state.runs:
        return shown
    if state.cancelled:
        return dmc.Alert(t("people.backup_stopped", lang), color="gray", variant="light")
    text = t("people.backup_done", lang, name=str(state.result))
    return dmc.Alert(text, color="green", variant="light")

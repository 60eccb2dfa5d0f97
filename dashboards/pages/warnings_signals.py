"""Page Warnings, what stands: signals in force, stale ones, texts that wait, broken files."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, refused_words
from dashboards.i18n import moment, number, t, term
from dashboards.pages.warnings_parts import (
    OPEN,
    TAKE,
    VERDICT,
    Id,
    doubts,
    may_decide,
    may_record,
    signal_line,
    span_words,
)
from dashboards.story import Context
from dashboards.story.watch import Moment, Warned, Watch
from dashboards.story.watch_folder import Fault
from risk.hazard.record import from_record
from risk.operations.watch import Received

QUOTE_CHARS = 60
WORDS_CHARS = 200


def status_view(moment_: Moment, lang: str, *, opened: bool = False) -> Component:
    """Which moment is shown; a past one is told in bold, with what that means."""
    if moment_.is_now:
        return dmc.Text(t("warnings.shown_now", lang, at=moment(moment_.at, lang)), size="sm")
    key = "warnings.shown_practice" if moment_.practice else "warnings.shown_at"
    text = t(key, lang, at=moment(moment_.at, lang))
    if opened:
        text = t("warnings.nothing_now", lang) + text
    return dmc.Alert(text, color="yellow", variant="light", py=6)


def signals_card(
    context: Context, watch: Watch, chosen: Warned | None, lang: str
) -> list[Component]:
    """Signals in force as large lines, the chosen one marked; what to do where there is none."""
    rows = [_warned_row(context, w, watch, w is chosen, lang) for w in watch.in_force]
    if not rows:
        folder = context.story().facts.county.watch.folder
        rows = [empty(t("warnings.none", lang), t("warnings.none_remedy", lang, folder=folder))]
    parts: list[Component] = [card(t("warnings.in_force", lang), html.Div(rows, className="stack"))]
    if watch.stale:
        stale = [_warned_row(context, w, watch, w is chosen, lang) for w in watch.stale]
        parts.append(card(t("warnings.stale", lang), *stale, note=t("warnings.stale_note", lang)))
    if watch.waiting:
        parts.append(_waiting(watch.waiting, lang))
    words = context.watch.words()
    if words:
        parts.append(_words(words, lang))
    return parts


def _words(words: dict[str, str], lang: str) -> Component:
    """Texts put into the folder: each can be read into the form beside."""
    rows = []
    for name, text in words.items():
        parts: list[Component] = [
            html.Strong(name),
            html.Blockquote(text[:WORDS_CHARS], className="quote"),
        ]
        if may_record():  # who may not read it in gets no button that would ask in vain
            id_ = {"type": TAKE, "name": name}
            parts.append(dmc.Button(t("warnings.read", lang), id=id_, size="xs"))
        rows.append(html.Div(parts, className="warned"))
    return card(t("warnings.words_waiting", lang), *rows, note=t("warnings.words_note", lang))


def _warned_row(
    context: Context, warned: Warned, watch: Watch, is_chosen: bool, lang: str
) -> Component:
    area = context.watch.inside(context.story().facts, warned)
    info = warned.info(lang)
    houses = area.total("houses")[1]
    lines = [
        span_words(warned, watch.moment.at, lang),
        t("warnings.inside_line", lang, n=number(len(area.villages), lang),
          houses=number(houses, lang)),
        *(doubts(warned, lang)),
    ]  # fmt: skip
    if info and info.sender_name:
        lines.append(info.sender_name)
    origin = watch.received[warned.last]
    lines.append(
        t("warnings.came", lang, channel=term("alert_channel", origin.channel.value, lang),
          at=moment(origin.received_at, lang))
    )  # fmt: skip
    open_ = dmc.Button(
        t("warnings.chosen" if is_chosen else "warnings.open", lang),
        id={"type": OPEN, "n": warned.number}, size="xs", disabled=is_chosen,
        variant="filled" if not is_chosen else "light",
    )  # fmt: skip
    return html.Div(
        [
            html.Div([signal_line(warned, lang, size="lg"), open_], className="signal-head"),
            *(dmc.Text(line, size="sm") for line in lines),
        ],
        className="warned chosen" if is_chosen else "warned",
    )


def _waiting(waiting: Sequence[Received], lang: str) -> Component:
    """Texts handed in that a manager has not confirmed: they count for nothing yet."""
    rows = []
    for received in waiting:
        alert = from_record(received.record)
        info = alert.info(lang)
        what = (info.headline or info.event) if info else received.text[:QUOTE_CHARS]
        buttons = [
            dmc.Button(
                t(f"warnings.{decision}", lang), size="xs", variant=variant,
                id={"type": VERDICT, "n": received.id, "decision": decision},
                disabled=not may_decide(),
            )
            for decision, variant in (("confirmed", "filled"), ("set_aside", "default"))
        ]  # fmt: skip
        by = t(
            "warnings.handed_in", lang, user=received.user, at=moment(received.received_at, lang)
        )
        rows.append(
            html.Div(
                [
                    html.Strong(what),
                    html.Blockquote(received.text, className="quote"),
                    dmc.Text(by, size="sm"),
                    dmc.Group(buttons, gap="xs"),
                ],
                className="warned",
            )
        )
    note = t("warnings.waiting_note" if may_decide() else "warnings.waiting_ask", lang)
    return card(t("warnings.waiting", lang), *rows, note=note)


def faults_view(faults: Sequence[Fault], lang: str) -> Component | None:
    """One line for each file that cannot be read; the others count all the same."""
    if not faults:
        return None
    lines = [html.Li([html.Strong(f.name), " ", refused_words(f.line, lang)]) for f in faults]
    return dmc.Alert(
        html.Ul(lines, className="tight"), title=t("warnings.faults", lang, n=len(faults)),
        color="orange", variant="light", id=Id.FAULTS + "-list",
    )  # fmt: skip

"""How right nowcasts were over past events, or how far judging them is."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.job import job_view
from dashboards.components.panels import card, chart, empty, table
from dashboards.figures.event import calibration
from dashboards.i18n import duration, moment, number, percent, span, t
from dashboards.story import Context
from dashboards.story.event_judging import Judged, held_shares, last_judged
from dashboards.story.works import Name
from risk.follow.calibration import CALIBRATED_FROM


def judged_view(context: Context, lang: str) -> Component:
    """The run under way, the newest run kept, or what to do."""
    state = context.works.state(Name.JUDGING)
    working = t("event.judging", lang, step=state.step)
    run = job_view(state, working, t("event.judge_failed", lang), lang)
    shown = [] if run is None else [run]
    judged = last_judged(context.ws)
    if judged is None or judged.said.empty:
        none = empty(t("event.not_judged", lang), t("event.not_judged_remedy", lang))
        shown.append(card(t("event.judged", lang), none))
    else:
        shown.append(_judged(judged, lang))
    return html.Div(shown)


def _judged(judged: Judged, lang: str) -> Component:
    rows = held_shares(judged.said)
    label = [duration(60 * at_h, lang) for at_h in rows["at_h"]]
    drawn = calibration(rows.assign(label=label), lang)
    held = [
        f"{percent(r.share, lang, 0)} ({span(r.share_lo, r.share_hi, lang, percent)})"
        for r in rows.itertuples()
    ]
    shown = pd.DataFrame(
        {
            "at": label,
            "held": held,
            "mae": [percent(value, lang, 0) for value in rows["mae"]],
            "mae_reported": [percent(value, lang, 0) for value in rows["mae_reported"]],
            "events": [number(value, lang) for value in rows["events"]],
        }
    )
    headers = [t(f"event.judged_{name}", lang) for name in shown]
    few = rows["events"].max() < CALIBRATED_FROM
    note = t(
        "event.judged_note", lang, at=moment(judged.made_at, lang), version=judged.data_version
    )
    return card(
        t("event.judged", lang),
        *([empty(t("event.few_events", lang, n=CALIBRATED_FROM))] if few else []),
        chart(drawn, lang, label=t("event.judged", lang)),
        table(shown, headers),
        note=note,
    )

"""How far a job is, or why it ended without a result."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.i18n import reword
from dashboards.jobs import JobState


def progress_bar(text: str, share: float) -> Component:
    """What is being done, and the share done of it (0–1)."""
    bar = dmc.Progress(value=round(100 * share), animated=True, **{"aria-label": text})
    return html.Div([dmc.Text(text, size="sm"), bar], className="job")


def job_view(state: JobState, working: str, failed: str, lang: str) -> Component | None:
    """The bar of a run under way, the reason of one refused or broken off; else nothing.

    Args:
        state: of the job.
        working: what is being done, ready words.
        failed: what to say of a run that broke off.
        lang: language of a refusal.
    """
    if state.running:
        return progress_bar(working, state.share)
    if state.refusal or state.failed:
        why = reword(state.refusal, lang) if state.refusal else failed
        return dmc.Alert(why, color="red", variant="light", className="refusal")
    return None

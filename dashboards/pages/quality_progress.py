"""How far locating again is, what it did, and whether the other pages have caught up."""

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboards.components.job import progress_bar
from dashboards.components.panels import empty
from dashboards.i18n import number, percent, reword, t
from dashboards.jobs import JobState
from dashboards.story import Context
from dashboards.story.relocating import Relocation
from dashboards.story.works import Name
from risk.errors import HuzhuError


def progress_view(context: Context, lang: str) -> list[Component]:
    """The run under way or its result, and the telling that follows it."""
    state, shown = context.works.state(Name.RELOCATION), []
    if state.running:
        step = reword(state.step, lang) if state.step else t("places.starting", lang)
        shown.append(progress_bar(t("places.running", lang, step=step), state.share))
    elif state.runs:
        shown.append(_ended(state, lang))
    if context.story().facts.version != context.quality()[0]:
        shown.append(_retelling(context, lang))
    return shown


def _retelling(context: Context, lang: str) -> Component:
    error, version = context.store.error, context.quality()[0]
    if error is None:
        text = t("places.retelling", lang, version=version)
        return progress_bar(text, context.store.progress.share)
    why = reword(str(error), lang) if isinstance(error, HuzhuError) else type(error).__name__
    text = t("places.not_retold", lang, version=version, why=why)
    return dmc.Alert(text, color="red", variant="light", className="refusal")


def _ended(state: JobState, lang: str) -> Component:
    if state.cancelled:
        return empty(t("places.cancelled", lang))
    if state.failed:
        return dmc.Alert(t("places.failed", lang), color="red", variant="light")
    if state.refusal:
        text = t("places.refused", lang, why=reword(state.refusal, lang))
        return dmc.Alert(text, color="red", variant="light", className="refusal")
    done: Relocation = state.result
    gained = done.placed_after - done.placed_before
    key = "places.unchanged" if done.before == done.after else "places.result"
    text = t(
        key, lang, before=number(done.placed_before, lang), after=number(done.placed_after, lang),
        rows=number(done.rows, lang), change=f"{gained:+,}", version=done.after,
        share=percent(done.placed_after / done.rows if done.rows else None, lang, 2),
    )  # fmt: skip
    if done.unwritten:
        text += t("places.unwritten", lang, n=number(done.unwritten, lang))
    return dmc.Alert(text, color="green", variant="light", className="job-done")

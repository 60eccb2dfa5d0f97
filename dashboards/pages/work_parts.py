"""Work: how runs, what may be begun and what has ended look."""

from datetime import datetime
from enum import StrEnum

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.job import progress_bar
from dashboards.components.panels import card, empty, refused_words
from dashboards.i18n import duration, has_text, moment, percent, reword, t, term
from dashboards.pages.work_starts import STARTS, Start
from dashboards.security import may, may_write
from dashboards.story import Context
from dashboards.story.surge import Work as Plan
from dashboards.story.works import Ended, Work
from risk.terms import Role

PLAN = "plan-"  # before the number of a search for a plan, where others have a name
STOPS_PLANS = Role.ANALYST


class Id(StrEnum):
    """Components of the page."""

    RUNNING = "work-running"
    STARTS = "work-starts"
    ENDED = "work-ended"
    NOTE = "work-note"
    TICK = "work-tick"
    SHOWN = "work-shown"


class Press(StrEnum):
    """Buttons of the rows, one of each a name of work."""

    START = "work-start"
    STOP = "work-stop"


def work_name(name: str, lang: str) -> str:
    """What work of that name is called."""
    key = f"works.name.{name}"
    return t(key, lang) if has_text(key, lang) else name


def mark(context: Context) -> list[str]:
    """Changes whenever the list of what runs, or of what has ended, does."""
    running = [work.name for work in context.works.known() if work.job.state.running]
    ended = context.works.ended()
    newest = ended[0].ended_at.isoformat() if ended else ""
    return [*running, newest, str(len(ended)), context.version()]


def running_view(context: Context, lang: str) -> list[Component]:
    """A bar for everything under way."""
    shown: list[Component] = [
        _running(work, context.clock(), lang)
        for work in context.works.known()
        if work.job.state.running
    ]
    if context.store.working:
        share = percent(context.store.progress.share, lang, 0)
        shown.append(progress_bar(t("works.telling", lang, share=share), _told(context)))
    shown += [_planning(plan, lang) for plan in context.desk.under_way()]
    return shown or [empty(t("works.nothing", lang))]


def _told(context: Context) -> float:
    return context.store.progress.share


def _running(work: Work, now: datetime, lang: str) -> Component:
    state, begun = work.job.state, work.begun
    name = work_name(work.name, lang)
    step = reword(state.step, lang) if state.step else t("works.starting", lang)
    about = f"{name} · {begun.about}" if begun and begun.about else name
    who = ""
    if begun is not None:
        lasts = duration(max((now - begun.at).total_seconds() / 60, 0), lang)
        at = moment(begun.at, lang)
        who = t("works.since", lang, user=begun.user, at=at, lasts=lasts)
    stop = dmc.Button(
        t("works.stop", lang),
        id={"type": Press.STOP, "name": work.name},
        variant="default",
        disabled=not (may(work.role) and may_write(work.writes)),
        **{"aria-label": t("works.stop_it", lang, name=name)},
    )
    words = t("works.step", lang, step=step, share=percent(state.share, lang, 0))
    lines = [dmc.Text(about, fw=600), progress_bar(words, state.share)]
    if who:
        lines.append(dmc.Text(who, size="sm", c="dimmed"))
    return html.Div([html.Div(lines, className="grow"), stop], className="work-row")


def _planning(plan: Plan, lang: str) -> Component:
    """A search for a surge plan; it stops between its steps."""
    step = plan.progress.step
    words = term("plan.step", step, lang) if step else t("plan.waits", lang)
    name = t("works.planning", lang, step=words)
    stop = dmc.Button(
        t("works.stop", lang),
        id={"type": Press.STOP, "name": f"{PLAN}{plan.number}"},
        variant="default",
        disabled=plan.stopped or not may(STOPS_PLANS),
        **{"aria-label": t("works.stop_it", lang, name=name)},
    )
    bar = html.Div(progress_bar(name, plan.progress.share), className="grow")
    return html.Div([bar, stop], className="work-row")


def starts_view(context: Context, lang: str) -> Component:
    """What may be begun, and for which data its result stands."""
    rows = [_start(context, start, lang) for start in STARTS]
    return card(t("works.starts", lang), *rows, note=t("works.starts_note", lang))


def _start(context: Context, start: Start, lang: str) -> Component:
    work = context.works.work(start.name)
    stands = start.stands(context)
    current = stands is not None and stands == context.version()
    if stands is None:
        said = t(f"works.why.{start.name}", lang)
    else:
        key = "works.stands" if current else "works.stands_old"
        said = f"{t(f'works.why.{start.name}', lang)} {t(key, lang, version=stands)}"
    allowed = may(work.role) and may_write(work.writes)
    name = work_name(start.name, lang)
    button = dmc.Button(
        t("works.start", lang),
        id={"type": Press.START, "name": start.name},
        variant="default",
        disabled=(current and start.exact) or work.job.state.running or not allowed,
        **{"aria-label": t("works.start_it", lang, name=name)},
    )
    lines = [
        dmc.Anchor(name, href=start.link, fw=600, underline="always"),
        dmc.Text(said, size="sm"),
    ]
    return html.Div([html.Div(lines, className="grow"), button], className="work-row")


def ended_view(context: Context, lang: str) -> Component:
    """The last runs that ended, with their reasons."""
    title, runs = t("works.ended", lang), context.works.ended()
    if not runs:
        return card(title, empty(t("works.none_ended", lang)))
    frame = pd.DataFrame([_ended_row(run, lang) for run in runs])
    shown = [
        Column("name", t("works.name", lang), width=170, flex=2),
        Column("about", t("works.about", lang), width=150, flex=2),
        Column("user", t("works.user", lang), width=110),
        Column("at", t("works.at", lang), "moment", width=180),
        Column("lasted", t("works.lasted", lang), width=110),
        Column("end", t("works.end", lang), width=110),
        Column("why", t("works.reason", lang), width=220, flex=3),
    ]
    return card(title, grid(frame, shown, lang, label=title), note=t("works.ended_note", lang))


def _ended_row(run: Ended, lang: str) -> dict[str, str]:
    minutes = (run.ended_at - run.begun.at).total_seconds() / 60
    why = refused_words(run.why, lang) if run.why else ""
    return {
        "name": work_name(run.name, lang),
        "about": run.begun.about,
        "user": run.begun.user,
        "at": moment(run.begun.at, lang),
        "lasted": duration(minutes, lang),
        "end": t(f"works.ended.{run.end}", lang),
        "why": why or t(f"works.why_ended.{run.end}", lang),
    }

"""Parts of the card Drafts: where to drop one, what it came to."""

from enum import StrEnum

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.job import progress_bar
from dashboards.components.panels import card, empty
from dashboards.i18n import moment, number, reword, t
from dashboards.pages.reports_ids import MAKER, PATH
from dashboards.report.draft_made import Renewed
from dashboards.report.draft_told import row_words, summary_words
from dashboards.security import Writes, may, may_write
from dashboards.story import Context
from dashboards.story.draft_desk import SentDraft
from dashboards.story.draft_file import BYTES_MAX, ENDING
from dashboards.story.works import End, Ended

DRAFT_PATH = f"{PATH}/draft"
FIELD = "files"
SHOWN = 200
TICK_MS = 1000
COLUMNS = ("place", "page", "what", "old", "new", "state")


class Id(StrEnum):
    """Components of the card."""

    ZONE = "draft-zone"
    PICK = "draft-pick"
    SAID = "draft-said"
    SENT = "draft-sent"
    COMPARE = "draft-compare"
    UPDATE = "draft-update"
    NOTE = "draft-note"
    VIEW = "draft-view"
    TICK = "draft-tick"
    RENEWED = "draft-renewed"
    """When an update ended last: the list of reports is told anew."""


class DraftWork(StrEnum):
    """Long work of this card, by name."""

    COMPARE = "report_changes"
    UPDATE = "report_update"


def may_send() -> bool:
    """Whether whoever is signed in may send drafts."""
    return may(MAKER) and may_write(Writes.RECORDS)


def draft_card(lang: str) -> Component:
    """Where a draft is dropped, what is done with it, what it came to."""
    allowed = may_send()
    buttons = [
        dmc.Button(t(f"reports.draft.{name}", lang), id=id_, disabled=not allowed, variant=look)
        for name, id_, look in (
            ("compare", Id.COMPARE, "default"), ("update", Id.UPDATE, "filled"),
        )
    ]  # fmt: skip
    return card(
        t("reports.draft.title", lang),
        _zone(lang, allowed=allowed),
        dmc.Text(id=Id.SAID, size="sm", className="upload-said", **{"aria-live": "polite"}),
        dcc.Store(id=Id.SENT, storage_type="session"),
        dcc.Store(id=Id.RENEWED),
        dmc.Group(buttons, mt="sm"),
        html.Div(id=Id.NOTE, **{"aria-live": "assertive"}),
        html.Div(id=Id.VIEW, className="stack", **{"aria-live": "polite"}),
        dcc.Interval(id=Id.TICK, interval=TICK_MS, disabled=True),
        note=t("reports.draft.note", lang),
    )


def _zone(lang: str, *, allowed: bool) -> Component:
    limits = t("reports.draft.limits", lang, mb=BYTES_MAX // 2**20)
    if not allowed:
        limits = t("upload.not_demo" if may(MAKER) else "upload.not_role", lang)
    return html.Div(
        [
            dmc.Button(t("reports.draft.pick", lang), id=Id.PICK, disabled=not allowed,
                       variant="default"),
            dmc.Text(limits, size="sm"),
        ],
        id=Id.ZONE,
        className="upload-zone",
        **{
            "data-upload": DRAFT_PATH, "data-field": FIELD, "data-accept": ENDING,
            "data-batch": Id.SENT, "data-said": Id.SAID, "data-open": "1" if allowed else "",
            "data-sending": t("reports.draft.sending", lang, share="%"),
            "data-broken": t("reports.draft.broken", lang),
            "data-taking": t("reports.draft.taking", lang),
        },
    )  # fmt: skip


def draft_view(context: Context, draft: SentDraft, lang: str) -> list[Component]:
    """The draft, how far work on it is, what it came to."""
    shown: list[Component] = [dmc.Text(t("reports.draft.taken", lang, name=draft.name), size="sm")]
    if draft.run is None:
        return shown
    ended = context.works.find(draft.run)
    if ended is not None:
        return [*shown, *_ended(ended, draft, lang)]
    for name in DraftWork:
        state = context.works.state(name)
        if state.running and context.works.work(name).begun is draft.run:
            step = reword(state.step, lang) if state.step else t("reports.starting", lang)
            shown.append(progress_bar(t(f"reports.working.{name}", lang, step=step), state.share))
    return shown


def _ended(run: Ended, draft: SentDraft, lang: str) -> list[Component]:
    if run.end is not End.DONE or not isinstance(run.result, Renewed):
        why = reword(run.why, lang) if run.why else t("reports.see_log", lang)
        said = {"at": moment(run.ended_at, lang), "user": run.begun.user, "why": why}
        text = t(f"reports.end.{run.end}", lang, **said)
        colour = "gray" if run.end is End.CANCELLED else "red"
        return [dmc.Alert(text, color=colour, variant="light", className="refusal")]
    done: Renewed = run.result
    told = summary_words(done.merged.changes, lang)
    named = {"name": done.name, "number": done.was, "told": told}
    if done.made is None:
        body: list[object] = [t("reports.draft.compared", lang, **named)]
    else:
        text = t("reports.draft.renewed", lang, new=done.made.made.number, **named)
        where = f"{DRAFT_PATH}/{draft.token}{ENDING}"
        body = [text, " ", html.A(t("reports.draft.download", lang), href=where)]
    left = bool(done.merged.open)
    alert = dmc.Alert(body, color="yellow" if left else "green", variant="light",
                      className="job-done")  # fmt: skip
    return [alert, changes_view(done, lang)]


def changes_view(done: Renewed, lang: str) -> Component:
    """Every difference in reading order, a row each."""
    changes = done.merged.changes
    if not changes:
        return empty(t("reports.draft.same", lang))
    heads = [dmc.TableTh(t(f"reports.draft.col.{name}", lang)) for name in COLUMNS]
    rows = []
    for change in changes[:SHOWN]:
        words = row_words(change, lang, updated=done.made is not None)
        cells = [dmc.TableTd(words[name]) for name in COLUMNS[:-1]]
        grave = "grave" if change.why else ""
        rows.append(dmc.TableTr([*cells, dmc.TableTd(html.Span(words["state"], className=grave))]))
    parts: list[Component] = [
        dmc.TableScrollContainer(
            dmc.Table([dmc.TableThead(dmc.TableTr(heads)), dmc.TableTbody(rows)], striped=True,
                      verticalSpacing="xs"),
            minWidth=900, type="native", tabIndex=0,
            **{"aria-label": t("reports.draft.changes_caption", lang)},
        ),
        dmc.Text(t("reports.draft.page_note", lang), size="sm", c="dimmed"),
    ]  # fmt: skip
    if len(changes) > SHOWN:
        more = {"n": number(SHOWN, lang), "all": number(len(changes), lang)}
        parts.append(dmc.Text(t("reports.draft.more", lang, **more), size="sm", c="dimmed"))
    return html.Div(parts, className="stack")

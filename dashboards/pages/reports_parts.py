"""Parts of the page Reports: what to make, how far that is, what was made."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.job import progress_bar
from dashboards.components.panels import card, empty, facts
from dashboards.i18n import LANGS, day, moment, number, reword, t, term
from dashboards.pages.reports_fields import (
    about_fields,
    about_words,
    asked_again,
    kind_of,
    unknown_kind,
)
from dashboards.pages.reports_ids import MAKER, PATH, Id, Work
from dashboards.report.asked import KINDS, WRITERS
from dashboards.report.making import How, Making
from dashboards.security import Writes, may, may_write
from dashboards.story import Context
from dashboards.story.reports_made import States, reports_made, worst_state
from dashboards.story.works import End, Ended
from risk.operations.reports import FileState, ReportMade

SHOWN = 50
KILOBYTE = 1000
SIGNS = {FileState.SAME: "✓", FileState.CHANGED: "⚠", FileState.MISSING: "✕"}


def asking_form(context: Context, given: Mapping[str, Any], lang: str) -> Component:
    """Which report, about what, in which language, as which files; preview, make, stop."""
    why = _why_not(lang)
    kinds = [{"value": kind, "label": t(f"reports.kind.{kind}", lang)} for kind in KINDS]
    tongues = [{"value": code, "label": t(f"reports.lang.{code}", lang)} for code in LANGS]
    fields = [
        dmc.Select(id=Id.KIND, data=kinds, value=kind_of(given), allowDeselect=False,
                   label=t("reports.kind", lang)),
        *about_fields(context, given, lang),
        dmc.Select(id=Id.LANG, data=tongues, value=lang, allowDeselect=False,
                   label=t("reports.lang", lang)),
        dmc.CheckboxGroup(
            dmc.Group([dmc.Checkbox(label=t(f"reports.format.{f}", lang), value=f)
                       for f in WRITERS]),
            id=Id.FORMATS, value=list(WRITERS), label=t("reports.formats", lang),
        ),
    ]  # fmt: skip
    buttons = [
        dmc.Button(t("reports.preview", lang), id=Id.PREVIEW, variant="default",
                   disabled=not may(MAKER)),
        dmc.Button(t("reports.make", lang), id=Id.MAKE, disabled=bool(why)),
    ]  # fmt: skip
    return card(
        t("reports.ask", lang),
        *unknown_kind(given, lang),
        dmc.Group([*fields, *buttons], align="flex-end", className="controls"),
        *([empty(why)] if why else []),
        note=t("reports.ask_note", lang),
    )


def _why_not(lang: str) -> str:
    """Why whoever is signed in may not make one; "" if they may."""
    if not may(MAKER):
        return t("reports.needs", lang, role=term("role", MAKER, lang))
    return "" if may_write(Writes.RECORDS) else t("security.demo_writes", lang)


def state_view(context: Context, lang: str) -> list[Component]:
    """What is being made or drawn, and how the last of each came out."""
    shown = []
    for name in Work:
        state = context.works.state(name)
        if state.running:
            step = reword(state.step, lang) if state.step else t("reports.starting", lang)
            shown.append(progress_bar(t(f"reports.working.{name}", lang, step=step), state.share))
        elif ended := context.works.last(name):
            shown.append(_ended(ended, lang))
    return shown


def _ended(run: Ended, lang: str) -> Component:
    said = {"at": moment(run.ended_at, lang), "user": run.begun.user}
    if run.end is not End.DONE:
        why = reword(run.why, lang) if run.why else t("reports.see_log", lang)
        text = t(f"reports.end.{run.end}", lang, why=why, **said)
        colour = "gray" if run.end is End.CANCELLED else "red"
        return dmc.Alert(text, color=colour, variant="light", className="refusal")
    if not isinstance(run.result, Making):
        text = t("reports.drawn", lang, version=run.result.report.data_version, **said)
        return dmc.Alert(text, color="gray", variant="light", className="job-done")
    made, how = run.result.made, run.result.how
    text = t(f"reports.how.{how}", lang, number=made.number, **said)
    body = [text, " ", _downloads(made, {f.format: FileState.SAME for f in made.files}, lang)]
    colour = "gray" if how is How.SAME else "green"
    return dmc.Alert(body, color=colour, variant="light", className="job-done")


def made_view(context: Context, lang: str) -> Component:
    """The reports made, newest first, and how their files stand to what was written down."""
    made = reports_made(context.ws)
    if not made:
        return empty(t("reports.none", lang))
    keys = ("number", "kind", "lang", "at", "by", "version", "files", "state")
    heads = [dmc.TableTh(t(f"reports.col.{key}", lang)) for key in keys]
    rows = [dmc.TableTr([dmc.TableTd(c) for c in _row(*one, lang)]) for one in made[:SHOWN]]
    parts: list[Component] = [
        dmc.TableScrollContainer(
            dmc.Table(
                [dmc.TableThead(dmc.TableTr(heads)), dmc.TableTbody(rows)], striped=True,
                verticalSpacing="xs",
            ),
            minWidth=980, type="native", tabIndex=0,
        )
    ]  # fmt: skip
    if changed := sum(worst_state(states) is not FileState.SAME for _, states in made):
        text = t("reports.changed", lang, n=number(changed, lang))
        parts.insert(0, dmc.Alert(text, color="red", variant="light", className="refusal"))
    if len(made) > SHOWN:
        more = t("reports.more", lang, n=number(SHOWN, lang), all=number(len(made), lang))
        parts.append(dmc.Text(more, size="sm", c="dimmed"))
    return html.Div(parts, className="stack")


def _row(made: ReportMade, states: States, lang: str) -> Sequence[str | Component]:
    s = made.source
    return (
        dcc.Link(made.number, href=f"{PATH}?number={made.number}"),
        html.Span([t(f"reports.kind.{s.kind}", lang), *_about(made)]),
        t(f"reports.lang.{s.lang}", lang),
        moment(made.made_at, lang),
        _by(made, lang),
        html.Span([s.data_version, html.Br(), day(s.as_of, lang)]),
        _downloads(made, states, lang),
        state_words(worst_state(states), lang),
    )


def _about(made: ReportMade) -> list[Component]:
    """What it is about, in the words it was asked in."""
    told = about_words(made.source.parameters).values()
    return [html.Br(), html.Small(" · ".join(told))] if told else []


def _by(made: ReportMade, lang: str) -> str:
    return f"{made.made_by} · {term('role', made.source.role, lang)}"


def state_words(state: FileState, lang: str) -> Component:
    """How files stand, by a sign and in words."""
    grave = "" if state is FileState.SAME else "grave"
    return html.Span(f"{SIGNS[state]} {t(f'reports.state.{state}', lang)}", className=grave)


def _downloads(made: ReportMade, states: States, lang: str) -> Component:
    """A link a file that is as it was made, for those who may take it away; else its format."""
    parts: list[Component | str] = []
    for file in made.files:
        text = f"{file.format.upper()} {number(file.bytes / KILOBYTE, lang)} kB"
        whole = states[file.format] is FileState.SAME and may(MAKER)
        href = f"{PATH}/{made.number}.{file.format}"
        parts += [html.A(text, href=href, download=file.name) if whole else html.Span(text), " "]
    return html.Span(parts[:-1], className="downloads")


def one_view(made: ReportMade, states: States, lang: str) -> Component:
    """One report: all it was made from, and each file with its hash."""
    s = made.source
    files = [
        (t("reports.file", lang, form=f.format.upper()),
         html.Span([html.Code(f.sha256), html.Br(), state_words(states[f.format], lang)]))
        for f in made.files
    ]  # fmt: skip
    return card(
        t("reports.one", lang, number=made.number),
        facts([
            (t("reports.col.kind", lang), t(f"reports.kind.{s.kind}", lang)),
            *((t(f"reports.field.{name}", lang), word)
              for name, word in about_words(s.parameters).items()),
            (t("reports.col.lang", lang), t(f"reports.lang.{s.lang}", lang)),
            (t("reports.col.at", lang), moment(made.made_at, lang)),
            (t("reports.col.by", lang), _by(made, lang)),
            (t("reports.version", lang), s.data_version),
            (t("reports.as_of", lang), day(s.as_of, lang)),
            (t("reports.seed", lang), str(s.seed)),
            (t("reports.settings", lang), html.Code(s.settings_sha256)),
            *files,
        ]),
        html.Div([
            _downloads(made, states, lang), " ",
            dcc.Link(t("reports.ask_again", lang), href=asked_again(s.kind, s.parameters)),
        ]),
        note=t("reports.one_note", lang),
    )  # fmt: skip

"""Data quality: what an upload looks like: its files, the dry run, the load."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.job import progress_bar
from dashboards.components.panels import empty, refused_words, table
from dashboards.i18n import number, reword, t
from dashboards.pages.quality_upload_route import PATH
from dashboards.story import Context
from dashboards.story.upload import CHECK, LOAD, Upload
from dashboards.story.upload_files import Arrived
from dashboards.story.upload_work import COUNTS, Brought
from dashboards.story.works import End, Ended
from risk.ledger import KINDS
from risk.warehouse import current_version


class Id(StrEnum):
    """Components of the upload."""

    PICK = "upload-pick"
    ZONE = "upload-zone"
    SAID = "upload-said"
    BATCH = "upload-batch"
    FILES = "upload-files"
    KIND = "upload-kind"
    DATUM = "upload-datum"
    CONTROLS = "upload-controls"
    CHECK = "upload-check"
    LOAD = "upload-load"
    STOP = "upload-stop"
    DISCARD = "upload-discard"
    NOTE = "upload-note"
    TICK = "upload-tick"
    VIEW = "upload-view"


def kind_name(kind: str, lang: str) -> str:
    """A ledger's name."""
    return KINDS[kind].title_zh if lang == "zh" else KINDS[kind].title_en


def files_view(upload: Upload, lang: str) -> Component:
    """The files, and which ledger each is."""
    kinds = [{"value": kind, "label": kind_name(kind, lang)} for kind in KINDS]
    rows = [_file_row(at, one, kinds, lang) for at, one in enumerate(upload.files)]
    head = [dmc.TableTh(t(f"upload.{name}", lang)) for name in ("file", "size", "kind")]
    return dmc.TableScrollContainer(
        dmc.Table([dmc.TableThead(dmc.TableTr(head)), dmc.TableTbody(rows)], verticalSpacing="xs"),
        minWidth=420,
        type="native",
        tabIndex=0,
    )


def _file_row(at: int, one: Arrived, kinds: list[dict[str, str]], lang: str) -> Component:
    choice = dmc.Select(
        id={"type": Id.KIND, "at": at},
        data=kinds,
        value=one.kind,
        searchable=True,
        placeholder=t("upload.choose_kind", lang),
        error=None if one.kind else refused_words(one.why, lang),
        **{"aria-label": t("upload.kind_of", lang, file=one.name)},
    )
    size = t("upload.kb", lang, n=number(max(one.size_bytes / 1024, 1), lang))
    return dmc.TableTr([dmc.TableTd(one.name), dmc.TableTd(size), dmc.TableTd(choice)])


def state_view(context: Context, upload: Upload, lang: str) -> list[Component]:
    """Where an upload is: waiting, tried or loaded, or on the way to that."""
    if context.uploads.running(upload):
        state = context.works.state(LOAD if upload.load else CHECK)
        step = reword(state.step, lang) if state.step else t("upload.starting", lang)
        key = "upload.loading" if upload.load else "upload.trying"
        return [progress_bar(t(key, lang, step=step), state.share)]
    ended = context.uploads.ended(upload)
    if ended is None:
        return [empty(t("upload.waiting", lang))]
    if ended.end is End.DONE:
        return _loaded(ended.result, lang) if upload.load else _tried(upload, ended.result, lang)
    return [_broken(context, upload, ended, lang)]


def _broken(context: Context, upload: Upload, ended: Ended, lang: str) -> Component:
    """A run that did not come to its end, and what it left."""
    in_force, tried = current_version(context.ws), context.uploads.tried(upload)
    if ended.end is End.REFUSED:
        text = refused_words(ended.why, lang)
    elif not upload.load:
        text = t(f"upload.trial_{ended.end}", lang)
    elif tried is None or in_force == tried.before:
        text = t(f"upload.load_{ended.end}", lang, version=in_force or "")
    else:  # the pointer had moved when the word to stop came
        text = t("upload.load_too_late", lang, version=in_force or "")
    return dmc.Alert(
        text,
        title=t("upload.not_done", lang),
        color="gray" if ended.end is End.CANCELLED else "red",
        variant="light",
        className="refusal",
    )


def _tried(upload: Upload, brought: Brought, lang: str) -> list[Component]:
    sums = {name: number(int(brought.files[name].sum()), lang) for name in COUNTS}
    key = "upload.would_change" if brought.changed else "upload.would_not_change"
    head = dmc.Alert(
        t(key, lang, **sums, before=brought.before or "—"),
        title=t("upload.tried", lang),
        color="blue" if brought.changed else "gray",
        variant="light",
    )
    return [head, *_lines(brought, lang), _counts(upload, brought, lang), *_faults(brought, lang)]


def _loaded(brought: Brought, lang: str) -> list[Component]:
    sums = {name: number(int(brought.files[name].sum()), lang) for name in COUNTS}
    key = "upload.loaded" if brought.changed else "upload.loaded_same"
    text = t(key, lang, **sums, version=brought.version or "—", before=brought.before or "—")
    head = dmc.Alert(text, color="green", variant="light", className="job-done")
    return [head, *_lines(brought, lang), _counts(None, brought, lang)]


def _lines(brought: Brought, lang: str) -> list[Component]:
    """What else is to be known."""
    lines = []
    if brought.relocated:
        lines.append(t("upload.relocated", lang, n=number(brought.relocated, lang)))
    unknown = brought.files[brought.files["ignored"] != ""]
    lines += [
        t("upload.ignored", lang, file=row.file, headings=row.ignored)
        for row in unknown.itertuples()
    ]
    return [dmc.Text(line, size="sm") for line in lines]


def _counts(upload: Upload | None, brought: Brought, lang: str) -> Component:
    names = (*COUNTS, "flags")
    frame = brought.files.assign(
        kind=[kind_name(kind, lang) for kind in brought.files["kind"]],
        **{name: [number(n, lang) for n in brought.files[name]] for name in names},
    )
    columns = ["file", "kind", *names]
    headers = [t(f"upload.{name}", lang) for name in columns]
    if upload is not None and (frame["rejected_file"] >= 0).any():
        columns.append("download")
        headers.append(t("upload.rejected_file", lang))
        frame["download"] = [
            _download(upload, row.file, row.rejected_file, lang) for row in frame.itertuples()
        ]
    return table(frame[columns], headers)


def _download(upload: Upload, file: str, n: int, lang: str) -> Any:
    if n < 0:
        return ""
    name = t("upload.download_of", lang, file=file)
    link = f"{PATH}/{upload.token}/{n}.xlsx"
    return html.A(t("upload.download", lang), href=link, **{"aria-label": name})


def _faults(brought: Brought, lang: str) -> list[Component]:
    if not brought.faults_in_all:
        return [empty(t("upload.no_faults", lang))]
    shown = [
        Column("file", t("grid.file", lang), width=150),
        Column("row", t("upload.row", lang), "number", width=80),
        Column("column", t("grid.column", lang), width=120),
        Column("value", t("upload.value", lang), width=140),
        Column("rule", t("grid.rule", lang), width=220, flex=3),
        Column("remedy", t("grid.remedy", lang), width=220, flex=3),
    ]
    n, of = number(len(brought.faults), lang), number(brought.faults_in_all, lang)
    title = t("upload.faults", lang, n=n, of=of)
    return [
        dmc.Title(title, order=3, size="h5"),
        grid(brought.faults, shown, lang, label=title, rows_max=8),
    ]

"""Data quality, uploads: files are sent, tried, and loaded in the background."""

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.quality_upload_parts import Id, files_view, state_view
from dashboards.pages.quality_upload_route import FIELD, LEAST, PATH, register_routes
from dashboards.security import Writes, audit_action, callback, current_user, may, may_write
from dashboards.security.past import refuse_in_past
from dashboards.story import Context
from dashboards.story.upload import Upload
from dashboards.story.upload_checks import ACCEPTED, BATCH_BYTES_MAX, FILES_MAX
from risk.errors import HuzhuError, OperationsError
from risk.terms import Datum, Role

TICK_MS = 1_000
HIDDEN: dict[str, Any] = {"display": "none"}
SEEN: dict[str, Any] = {}
BUTTONS = (Id.CHECK, Id.LOAD, Id.STOP, Id.DISCARD)


def may_upload() -> bool:
    """Whether whoever is signed in may send ledgers."""
    return may(LEAST) and may_write(Writes.RECORDS)


def upload_card(context: Context, lang: str) -> Component:
    """The card: where to drop files, what is being done with them."""
    newest = context.uploads.newest(current_user()) if may_upload() else None
    title = t("upload.title", lang)
    return card(
        title,
        _zone(lang),
        dmc.Text(id=Id.SAID, size="sm", className="upload-said", **{"aria-live": "polite"}),
        dcc.Store(id=Id.BATCH, data=newest.token if newest else None),
        html.Div(id=Id.FILES),
        html.Div(_controls(lang), id=Id.CONTROLS, style=HIDDEN),
        html.Div(id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(id=Id.VIEW, className="stack", **{"aria-live": "polite"}),
        dcc.Interval(id=Id.TICK, interval=TICK_MS, disabled=True),
        note=t("upload.note", lang),
    )


def _zone(lang: str) -> Component:
    allowed = may_upload()
    limits = t("upload.limits", lang, files=FILES_MAX, mb=BATCH_BYTES_MAX // 2**20)
    words = [dmc.Text(limits, size="sm")]
    if not allowed:
        why = "upload.not_demo" if may(LEAST) else "upload.not_role"
        words = [dmc.Text(t(why, lang), size="sm")]
    return html.Div(
        [dmc.Button(t("upload.pick", lang), id=Id.PICK, disabled=not allowed), *words],
        id=Id.ZONE,
        className="upload-zone",
        **{
            "data-upload": PATH, "data-field": FIELD, "data-accept": ",".join(ACCEPTED),
            "data-batch": Id.BATCH, "data-said": Id.SAID, "data-open": "1" if allowed else "",
            "data-sending": t("upload.sending", lang, share="%"),
            "data-broken": t("upload.broken", lang), "data-taking": t("upload.taking", lang),
        },
    )  # fmt: skip


def _controls(lang: str) -> Component:
    datums = [{"value": d.value, "label": t(f"upload.datum_{d.value}", lang)} for d in Datum]
    datum = dmc.Select(
        id=Id.DATUM, data=datums, clearable=True, label=t("upload.datum", lang),
        placeholder=t("upload.datum_none", lang), description=t("upload.datum_why", lang),
    )  # fmt: skip
    looks = {Id.CHECK: "filled", Id.LOAD: "filled"}
    buttons = [
        dmc.Button(
            t(f"upload.do_{button.name.lower()}", lang), id=button,
            variant=looks.get(button, "default"), disabled=True,
        )
        for button in BUTTONS
    ]  # fmt: skip
    return html.Div([datum, dmc.Group(buttons, mt="sm")])


def _own(context: Context, token: str | None) -> Upload | None:
    """The upload a page speaks of, if it is still here and the reader's own."""
    try:
        return context.uploads.find(token, current_user()) if token else None
    except OperationsError:
        return None


def act(
    context: Context, button: str, token: str, kinds: dict[str, str | None], datum: str | None
) -> None:
    """Do what a button says.

    Raises:
        HuzhuError: it cannot be done.
    """
    user, lang, desk = current_user(), current_lang(), context.uploads
    refuse_in_past(context.ws)
    if button == Id.CHECK:
        desk.check(token, kinds, datum, user, lang)
    elif button == Id.LOAD:
        desk.load(token, user, lang)
    elif button == Id.STOP:
        desk.cancel(token, user)
    else:
        desk.discard(token, user)
    verb = button.rpartition("-")[2]
    audit_action(f"upload {verb}", data_version=context.version(), parameters={"kinds": kinds})


def register(app: Dash, context: Context) -> None:
    """Files sent are listed; buttons try, load, stop and remove; a tick tells how far it is."""
    register_routes(app, context)

    @callback(
        app,
        Output(Id.FILES, "children"),
        Output(Id.CONTROLS, "style"),
        Input(Id.BATCH, "data"),
        role=Role.VIEWER,
    )
    def list_files(token: str | None) -> tuple[Any, dict[str, Any]]:
        upload = _own(context, token)
        if upload is None:
            return None, HIDDEN
        return files_view(upload, current_lang()), SEEN

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Output(Id.BATCH, "data"),
        *(Input(button, "n_clicks") for button in BUTTONS),
        State(Id.BATCH, "data"),
        State({"type": Id.KIND, "at": ALL}, "value"),
        State(Id.DATUM, "value"),
        role=LEAST,
        prevent_initial_call=True,
    )
    def press(*given: Any) -> tuple[Any, str | None]:
        token, kinds, datum = given[-3:]
        button, lang, upload = str(ctx.triggered_id), current_lang(), _own(context, given[-3])
        names = [one.name for one in upload.files] if upload else []
        try:
            act(context, button, token or "", dict(zip(names, kinds, strict=False)), datum)
        except HuzhuError as error:
            return refusal(error, lang), token
        return None, None if button == Id.DISCARD else token

    @callback(
        app,
        Output(Id.VIEW, "children"),
        Output(Id.TICK, "disabled"),
        *(Output(button, "disabled") for button in BUTTONS),
        Input(Id.TICK, "n_intervals"),
        Input(Id.NOTE, "children"),
        Input(Id.BATCH, "data"),
        role=Role.VIEWER,
    )
    def follow(_tick: int | None, _note: Any, token: str | None) -> tuple[Any, ...]:
        upload = _own(context, token)
        if upload is None:
            return None, True, True, True, True, True
        desk, lang = context.uploads, current_lang()
        busy, loaded = desk.running(upload), desk.loaded(upload) is not None
        idle_load = busy or loaded or desk.tried(upload) is None
        view = state_view(context, upload, lang)
        return view, not busy, busy or loaded, idle_load, not busy, busy

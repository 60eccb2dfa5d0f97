"""Page Warnings, what comes in by hand: a text pasted, looked over and confirmed; a file given."""

import base64
import binascii
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, refusal, refused_words
from dashboards.i18n import current_lang, reword, t, term
from dashboards.pages.warnings_parts import (
    FIELD,
    TAKE,
    Id,
    colour_name,
    doer,
    may_decide,
    may_record,
    named,
    note,
    options,
    signal_name,
    time_input,
    watch_of,
)
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.watch import COLOURS, Watch
from dashboards.story.watch_folder import most_bytes, take_in
from dashboards.story.watch_paste import FIELDS, NO_COLOUR, about_guess, alert_of, hand_in
from risk.errors import AlertError, HuzhuError
from risk.hazard.anchors import Action
from risk.hazard.issue import Field
from risk.hazard.pasted import Candidate, Pasted, read_pasted
from risk.hazard.tidy import MAX_CHARACTERS
from risk.reference import signal_words
from risk.terms import RegionLevel, Role

KEEP = "warnings-keep"


def paste_card(context: Context, lang: str) -> Component:
    """Text box, file, and what was found in the text."""
    county, closed = context.story().facts.county, not may_record()
    box = dmc.Textarea(
        id=Id.TEXT, debounce=True, label=t("warnings.paste", lang), autosize=True, minRows=4,
        maxRows=12, placeholder=t("warnings.paste_hint", lang), disabled=closed,
    )  # fmt: skip
    upload = dcc.Upload(
        html.Div(t("warnings.upload", lang)), id=Id.UPLOAD, accept=".xml,.cap,.json",
        max_size=most_bytes(county), disabled=closed, className="upload",
    )  # fmt: skip
    body = [
        *([] if not closed else [dmc.Text(t("warnings.paste_role", lang), size="sm")]),
        box,
        dmc.Button(t("warnings.read", lang), id=Id.READ, disabled=closed),
        html.Div(id=Id.FOUND, className="stack"),
        dmc.Button(
            t("warnings.confirm" if may_decide() else "warnings.hand_in", lang),
            id=Id.CONFIRM,
            color="green.9",
            size="md",
            disabled=True,
        ),
        html.Div(id=Id.PASTED, **{"aria-live": "polite"}),
        upload,
    ]
    return card(
        t("warnings.new", lang), html.Div(body, className="stack"),
        note=t("warnings.new_note", lang, folder=county.watch.folder),
    )  # fmt: skip


def found_view(context: Context, pasted: Pasted, watch: Watch, lang: str) -> list[Component]:
    """Each warning found in a text as a form, the words below every field."""
    left = [
        dmc.Text(
            t("warnings.left_out", lang, words=pasted.text[a.start : a.end],
              why=reword(a.left_out, lang)),
            size="sm",
        )
        for a in pasted.left_out
    ]  # fmt: skip
    if not pasted.candidates:
        return [dmc.Alert(t("warnings.nothing_found", lang), color="orange"), *left]
    forms = [
        _form(context, n, candidate, watch, lang, several=len(pasted.candidates) > 1)
        for n, candidate in enumerate(pasted.candidates)
    ]
    return [*forms, *left]


def _form(
    context: Context, n: int, c: Candidate, watch: Watch, lang: str, *, several: bool
) -> Component:
    def id_(name: str) -> dict[str, Any]:
        return {"type": FIELD, "name": name, "n": n}

    signals = [{"value": w.signal, "label": term("signal", w.signal, lang)} for w in signal_words()]
    colours = [*options("warning_colour", COLOURS, lang),
               {"value": NO_COLOUR, "label": t("warnings.no_colour", lang)}]  # fmt: skip
    held = [
        {
            "value": str(w.number),
            "label": named(signal_name(w, lang), colour_name(w.colour, lang), lang),
        }
        for w in (*watch.in_force, *watch.stale)
    ]
    guess = about_guess(c, watch)
    rows = [
        _row("action", dmc.SegmentedControl(
            id=id_("action"), data=options("alert_action", list(Action), lang),
            value=c.action.value.value, fullWidth=True), c.action, lang),
        _row("signal", dmc.Select(
            id=id_("signal"), data=signals, value=c.signal.value if c.signal else None,
            searchable=True), c.signal, lang),
        _row("colour", dmc.SegmentedControl(
            id=id_("colour"), data=colours, fullWidth=True,
            value=c.colour.value.value if c.colour else NO_COLOUR), c.colour, lang),
        _places(context, id_("places"), c, lang),
        _row("office", dmc.TextInput(id=id_("office"), debounce=True,
             value=c.office.value if c.office else ""), c.office, lang),
        *(
            _row(name, time_input(id_(name), "", field.value if field else None), field, lang,
                 needed=name == "issued_at")
            for name, field in (("issued_at", c.issued_at), ("valid_from", c.valid_from),
                                ("valid_until", c.valid_until))
        ),
        html.Div(dmc.Select(
            id=id_("about"), data=held, value=str(guess) if guess else None, clearable=True,
            label=t("warnings.field.about", lang), description=t("warnings.about_why", lang))),
    ]  # fmt: skip
    head: list[Component] = []
    if c.exercise:
        head.append(dmc.Alert(t("warnings.exercise", lang), color="orange"))
    keep = dmc.Checkbox(
        id={"type": KEEP, "n": n}, checked=not c.exercise,
        label=t("warnings.keep_n" if several else "warnings.keep", lang, n=n + 1),
    )  # fmt: skip
    return html.Fieldset([html.Legend(keep), *head, *rows], className="candidate")


def _row(
    name: str, control: Component, field: Field[Any] | None, lang: str, *, needed: bool = True
) -> Component:
    """A field, the words it came from, and what is doubtful about it."""
    doubt = field.doubt if field else "missing"
    if field is None and not needed:
        doubt = ""
    below = []
    if field is not None:
        below.append(dmc.Text(t("warnings.from_words", lang, words=field.words), size="xs",
                              c="dimmed"))  # fmt: skip
    if doubt:
        below.append(_doubt(doubt, lang))
    label = dmc.InputWrapper(control, label=t(f"warnings.field.{name}", lang))
    return html.Div([label, *below], className="doubtful" if doubt else "")


def _doubt(why: str, lang: str) -> Component:
    text = t("warnings.missing", lang) if why == "missing" else reword(why, lang)
    return dmc.Text("⚠ " + t("warnings.check", lang, why=text), size="sm", className="check")


def _places(context: Context, id_: dict[str, Any], c: Candidate, lang: str) -> Component:
    """Townships, the county, and villages the text names; each with its words."""
    regions = context.story().facts.regions.drop_duplicates("code")
    named = {f.value.region_code for f in (*c.places, *c.places_left)}
    wide = regions["level"].isin([RegionLevel.COUNTY.value, RegionLevel.TOWNSHIP.value])
    shown = regions[wide | regions["code"].isin(named)]
    data = [
        {"value": str(code), "label": str(name)}
        for code, name in zip(shown["code"], shown["name"], strict=True)
    ]
    control = dmc.MultiSelect(
        id=id_, data=data, value=[f.value.region_code for f in c.places], searchable=True,
        clearable=True,
    )  # fmt: skip
    words = t("list.comma", lang).join(
        f.words + (f" ({f.value.part})" if f.value.part else "") for f in c.places
    )
    doubts = dict.fromkeys(f.doubt for f in c.places if f.doubt) if c.places else {"missing": None}
    below = (
        [dmc.Text(t("warnings.from_words", lang, words=words), size="xs", c="dimmed")]
        if (words)
        else []
    )
    left = [
        dmc.Text(
            t("warnings.place_left", lang, words=f.words, why=reword(f.doubt, lang)), size="xs"
        )
        for f in c.places_left
    ] + [
        dmc.Text(t("warnings.place_unknown", lang, words=f.value), size="xs", className="check")
        for f in c.places_unknown
    ]
    label = dmc.InputWrapper(control, label=t("warnings.field.places", lang))
    return html.Div(
        [label, *below, *(_doubt(x, lang) for x in doubts), *left],
        className="doubtful" if doubts else "",
    )


def register_paste(app: Dash, context: Context) -> None:
    """Read finds candidates; confirm keeps them; a file is taken in at once."""

    @callback(
        app,
        Output(Id.FOUND, "children"),
        Output(Id.PASTED, "children"),
        Output(Id.TEXT, "value"),
        Output(Id.CONFIRM, "disabled"),
        Input(Id.READ, "n_clicks"),
        Input(Id.CONFIRM, "n_clicks"),
        Input(Id.UPLOAD, "contents"),
        Input({"type": TAKE, "name": ALL}, "n_clicks"),
        State(Id.UPLOAD, "filename"),
        State(Id.TEXT, "value"),
        State({"type": FIELD, "name": ALL, "n": ALL}, "value"),
        State({"type": FIELD, "name": ALL, "n": ALL}, "id"),
        State({"type": KEEP, "n": ALL}, "checked"),
        State(Id.AT, "data"),
        role=Role.DISPATCHER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def take(
        _read: Any, _confirm: Any, contents: str | None, taken: list[int | None],
        name: str | None, text: str | None,
        values: list[Any], ids: list[dict[str, Any]], kept: list[bool], at: str | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang = current_lang()
        try:
            if ctx.triggered_id == Id.UPLOAD:
                told = _upload(context, contents or "", name or "", lang)
                return no_update, told, no_update, no_update
            watch = watch_of(context, at)
            if isinstance(
                ctx.triggered_id, dict
            ):  # a list drawn anew brings buttons nobody pressed
                return _taken(context, watch, lang) if any(taken) else (no_update,) * 4
            words = _words(text)
            if ctx.triggered_id == Id.READ:
                return _found(context, words, watch, lang)
            told = _confirmed(context, words, forms_of(values, ids, kept), watch, lang)
            return [], told, "", True
        except HuzhuError as error:
            return no_update, refusal(error, lang), no_update, no_update


def _words(text: str | None) -> str:
    words = (text or "").strip()
    if not words:
        raise AlertError("no text to read", remedy="paste the words of the warning")
    if len(words) > MAX_CHARACTERS:
        raise AlertError(
            f"longer than {MAX_CHARACTERS} characters", remedy="paste the warning alone"
        )
    return words


def _taken(context: Context, watch: Watch, lang: str) -> tuple[Any, ...]:
    """A text of the folder, put into the box and read."""
    text = context.watch.words().get(ctx.triggered_id["name"], "").strip()
    found, told, _, disabled = _found(context, _words(text), watch, lang)
    return found, told, text, disabled


def _found(context: Context, words: str, watch: Watch, lang: str) -> tuple[Any, ...]:
    index = context.watch.ledgers(context.story().facts).index
    pasted = read_pasted(words, index.names, received_at=context.clock())
    found = found_view(context, pasted, watch, lang)
    return found, None, no_update, not pasted.candidates


def forms_of(
    values: list[Any], ids: list[dict[str, Any]], kept: list[bool]
) -> list[dict[str, Any]]:
    """Values of each form that is kept, by field."""
    forms: dict[int, dict[str, Any]] = {}
    for value, id_ in zip(values, ids, strict=True):
        forms.setdefault(int(id_["n"]), dict.fromkeys(FIELDS))[id_["name"]] = value
    return [forms[n] for n, keep in zip(sorted(forms), kept, strict=True) if keep]


def _confirmed(
    context: Context, text: str, forms: list[dict[str, Any]], watch: Watch, lang: str
) -> Component:
    if not forms:
        raise AlertError("nothing is chosen", remedy="tick the warning that is meant")
    regions = context.story().facts.regions.drop_duplicates("code")
    names = dict(zip(regions["code"].astype(str), regions["name"], strict=True))
    alerts = [alert_of(form, text=text, names=names, watch=watch) for form in forms]
    hand_in(context.ws, alerts, text=text, by=doer(context))
    key = "warnings.confirmed_n" if may_decide() else "warnings.handed_in_n"
    return note(t(key, lang, n=len(alerts)), lang)


def _upload(context: Context, contents: str, name: str, lang: str) -> Component:
    county = context.story().facts.county
    try:
        data = base64.b64decode(contents.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise AlertError(
            "the file did not arrive whole", where=name, remedy="send it again"
        ) from None
    faults = take_in(context.ws, county, name, data, by=doer(context))
    if faults:
        lines = [html.Li(f"{f.name} {refused_words(f.line, lang)}") for f in faults]
        return dmc.Alert(html.Ul(lines, className="tight"), color="orange", variant="light")
    return note(t("warnings.uploaded", lang, name=name), lang)

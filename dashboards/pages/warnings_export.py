"""The call sheet on paper and as an Excel file: names and numbers only for roles that may."""

from contextlib import closing
from html import escape

import pandas as pd
from dash import Dash
from flask import Response, abort, request

from dashboards.i18n import MISSING, current_lang, moment, t, term
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.pages.warnings_calls import EXPORT_PATH
from dashboards.pages.warnings_parts import (
    colour_name,
    doer,
    moment_of,
    signal_name,
    span_words,
    watch_of,
)
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.excel import workbook
from dashboards.story.sheets import Col
from dashboards.story.watch import Warned
from risk.operations import open_keys, open_operations, read_people
from risk.operations.personal import READERS
from risk.terms import Role

COLUMNS = (
    "township_name", "name", "post", "liaison", "phone", "special_households", "houses", "tries",
    "outcome", "at", "note",
)  # fmt: skip
NUMBERS = ("special_households", "houses", "tries")
PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{font-family:sans-serif;margin:1rem;font-size:12px}}table{{border-collapse:collapse;"
    "width:100%}}th,td{{border:1px solid #555;padding:3px 5px;text-align:left}}"
    "thead{{display:table-header-group}}tr{{break-inside:avoid}}@page{{size:A4 landscape;"
    "margin:12mm}}</style></head><body><h1>{title}</h1><p>{about}</p><table><thead><tr>{head}</tr>"
    "</thead><tbody>{body}</tbody></table></body></html>"
)


class CallCol(Col):
    """A column of the call sheet."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"warnings.col.{self.field}"


def register_export(app: Dash, context: Context) -> None:
    """``/export/warnings/calls/NUMBER.html`` and ``.xlsx``, with ``?at=`` of another time."""

    @app.server.route(f"{EXPORT_PATH}calls/<int:number>.<kind>", endpoint="warnings.export")
    def export(number: int, kind: str) -> Response:
        user = require_role(LEAST)
        at = request.args.get("at")
        try:
            watch = watch_of(context, at)
        except ValueError:
            abort(404)
        warned = watch.find(number)
        if warned is None or kind not in ("html", "xlsx"):
            abort(404)
        lang, story = current_lang(), context.story()
        with_people = user.role in READERS
        sheet = context.watch.sheet(story.facts, warned, moment_of(context, at))
        frame = told(context, sheet, warned, lang, with_people=with_people)
        audit_action(
            "export", f"call sheet of warning {number}.{kind}",
            parameters={"people": with_people, "rows": len(frame)},
            data_version=story.facts.version,
        )  # fmt: skip
        title = t("warnings.calls_of", lang, signal=signal_name(warned, lang),
                  colour=colour_name(warned.colour, lang))  # fmt: skip
        about = about_sheet(context, warned, lang, with_people=with_people)
        if kind == "html":
            answer = Response(printed(frame, title, about, lang), mimetype="text/html")
        else:
            columns = tuple(_col(name) for name in COLUMNS if name in frame)
            body = workbook(frame, columns, teller(story, lang), title=title, about=about)
            answer = Response(body, mimetype=EXCEL)
            file = f"calls_{number}_{watch.moment.at:%Y%m%d%H%M}.xlsx"
            answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _col(name: str) -> CallCol:
    kind = "number" if name in NUMBERS else "moment" if name == "at" else "text"
    return CallCol(name, kind, width=170 if name in ("at", "note") else 110)


def told(
    context: Context, sheet: pd.DataFrame, warned: Warned, lang: str, *, with_people: bool
) -> pd.DataFrame:
    """Rows of the sheet in words; with names and numbers, whose reading is audited, or without."""
    outcome = [
        t("warnings.nobody" if pd.isna(who) else "warnings.not_called", lang)
        if pd.isna(x)
        else term("call_outcome", x, lang)
        for who, x in zip(sheet["liaison_id"], sheet["outcome"], strict=True)
    ]
    frame = sheet.assign(outcome=outcome, post=sheet["role"])
    if not with_people:
        return frame.reindex(columns=[c for c in COLUMNS if c not in ("liaison", "phone")])
    by = doer(context)
    with closing(open_operations(context.ws)) as con:
        people = read_people(
            con, open_keys(context.ws, con), sheet["liaison_id"].dropna().astype(str).tolist(),
            user=by.user, role=Role(by.role), at=by.at, kind="liaison",
            why=f"call sheet of warning {warned.number}",
        )  # fmt: skip
    for column, field in (("liaison", "name"), ("phone", "phone")):
        frame[column] = [people.get(str(who), {}).get(field) for who in sheet["liaison_id"]]
    return frame.reindex(columns=list(COLUMNS))


def about_sheet(
    context: Context, warned: Warned, lang: str, *, with_people: bool
) -> list[tuple[str, str]]:
    """Whose sheet, of which warning, made when and by whom."""
    facts, by = context.story().facts, doer(context)
    county = facts.county.name_en if lang == "en" and facts.county.name_en else facts.county.name
    rows = [
        ("history.about.county", county),
        ("warnings.signal", span_words(warned, by.at, lang)),
        ("history.about.version", facts.version),
        ("warnings.made", f"{moment(by.at, lang)} {by.user}"),
        ("warnings.mind", t("warnings.with_people" if with_people
                                 else "warnings.without_people", lang)),
    ]  # fmt: skip
    if facts.county.synthetic:
        rows.insert(0, ("history.about.data", t("shell.synthetic", lang)))
    return [(t(key, lang), text) for key, text in rows]


def printed(frame: pd.DataFrame, title: str, about: list[tuple[str, str]], lang: str) -> str:
    """The sheet as a page to print: headings repeat, no row is broken."""

    def cell(name: str, value: object) -> str:
        if pd.isna(value):  # type: ignore[call-overload]
            return "" if name in ("note", "at") else MISSING
        if name == "at":
            return moment(value, lang)  # type: ignore[arg-type]
        return f"{value:.0f}" if name in NUMBERS else str(value)

    names = [c for c in COLUMNS if c in frame]
    head = "".join(f"<th>{escape(t(f'warnings.col.{c}', lang))}</th>" for c in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(n, row[n]))}</td>" for n in names) + "</tr>"
        for row in frame.to_dict("records")
    )
    return PAGE.format(
        lang="zh-CN" if lang == "zh" else "en", title=escape(title), head=head, body=body,
        about=escape(" · ".join(f"{name} {text}" for name, text in about)),
    )  # fmt: skip

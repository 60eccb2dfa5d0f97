"""Rosters and the year's base staffing as files: for analysts and above, audited.

Names stand in a roster's file only for roles that may read them; that reading is audited too.
"""

from contextlib import closing

from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang, moment, number, t
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.pages.warnings_parts import doer
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.roster import Basis, Checked, check
from dashboards.story.roster_file import printed, roster_workbook, tables_workbook
from dashboards.story.roster_year import month_rows, need_table
from risk.errors import HuzhuError
from risk.flow import Story
from risk.operations import open_keys, open_operations, read_people
from risk.operations.personal import READERS
from risk.operations.rosters import SavedRoster
from risk.terms import Role

EXPORT_PATH = "/export/roster/"
YEAR = f"{EXPORT_PATH}year.xlsx"


def register_export(app: Dash, context: Context) -> None:
    """``/export/roster/NUMBER.xlsx``, ``.html`` of a kept roster; ``/export/roster/year.xlsx``."""

    @app.server.route(f"{EXPORT_PATH}<int:number_>.<kind>", endpoint="roster.export")
    def export(number_: int, kind: str) -> Response:
        user, lang, story = require_role(LEAST), current_lang(), context.story()
        if kind not in ("xlsx", "html"):
            abort(404)
        try:
            saved, basis, duties = context.rosters.opened(story, number_)
        except HuzhuError:
            abort(404)
        checked = check(basis, duties)
        names = names_of(context, saved, basis) if user.role in READERS else None
        audit_action(
            "export", f"roster {saved.id}.{kind}",
            parameters={"people": names is not None, "rows": len(basis.people)},
            data_version=story.facts.version,
        )  # fmt: skip
        about = about_roster(story, saved, checked, lang, with_people=names is not None)
        title = t("roster.of_month", lang, month=f"{saved.month:%Y-%m}", name=saved.name)
        if kind == "html":
            body = printed(basis, checked, about, names=names, title=title, lang=lang)
            return _fresh(Response(body, mimetype="text/html"))
        book = roster_workbook(basis, checked, about, names=names, lang=lang)
        return _file(book, f"roster_{saved.month:%Y%m}_{saved.id}.xlsx")

    @app.server.route(YEAR, endpoint="roster.year")
    def year() -> Response:
        require_role(LEAST)
        lang, story = current_lang(), context.story()
        try:
            told = context.rosters.year(story)
        except HuzhuError:
            abort(404)  # the page says why there is nothing, and has no link to it
        months = month_rows(told, lang)
        tables = {
            t("roster.year", lang): months.rename(
                columns={c: t(f"roster.col.{c}", lang) for c in months}
            ),
            t("roster.needs", lang): need_table(told, lang),
        }
        audit_action("export", "base staffing", data_version=story.facts.version)
        return _file(tables_workbook(tables, lang), f"staffing_{story.facts.as_of:%Y%m%d}.xlsx")


def _file(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype=EXCEL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _fresh(answer)


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def names_of(context: Context, saved: SavedRoster, basis: Basis) -> dict[str, str]:
    """Names of the people of a roster; the reading is audited."""
    by = doer(context)
    with closing(open_operations(context.ws)) as con:
        people = read_people(
            con, open_keys(context.ws, con), basis.people["surveyor_id"].astype(str).tolist(),
            user=by.user, role=Role(by.role), at=by.at, why=f"roster {saved.id}", kind="surveyor",
        )  # fmt: skip
    return {who: values.get("name", "") for who, values in people.items()}


def about_roster(
    story: Story, saved: SavedRoster, checked: Checked, lang: str, *, with_people: bool
) -> list[tuple[str, str]]:
    """Whose roster, made when by whom, what it leaves unfilled and breaks."""
    county = story.facts.county
    name = county.name_en if lang == "en" and county.name_en else county.name
    rows = [
        ("history.about.county", name),
        ("roster.made_by", f"{moment(saved.at, lang)} {saved.user}"),
        ("history.about.version", saved.data_version),
        ("roster.compare.missing", number(checked.unfilled["missing"].sum(), lang)),
        ("roster.compare.broken", number(len(checked.broken), lang)),
        ("roster.mind", t("roster.with_people" if with_people else "roster.no_people", lang)),
    ]
    if county.synthetic:
        rows.insert(0, ("history.about.data", t("shell.synthetic", lang)))
    return [(t(key, lang), text) for key, text in rows]

"""Page Roster, rosters kept: saved, reopened, compared; names only when asked, audited."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import MISSING, current_lang, day, moment, number, t
from dashboards.pages.history_export import may_export
from dashboards.pages.roster_export import EXPORT_PATH
from dashboards.pages.roster_parts import Id, listed, plain
from dashboards.pages.warnings_parts import doer
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.roster import Basis, Checked, check, payload
from dashboards.story.roster_sheet import code, read_sheet
from risk.errors import HuzhuError
from risk.flow import Story
from risk.operations import open_keys, open_operations, read_people
from risk.operations.rosters import SavedRoster, save_roster
from risk.terms import Role

BasisFor = Callable[[Context, Story, dict[str, Any]], Basis]
TWO = 2


def saved_options(context: Context, lang: str) -> list[dict[str, str]]:
    """Rosters kept, newest first."""
    return [
        {"value": str(s.id), "label": saved_name(s, lang)} for s in context.rosters.saved()
    ]  # fmt: skip


def saved_name(saved: SavedRoster, lang: str) -> str:
    """A kept roster's number, month, name and time."""
    return t(
        "roster.saved_name", lang, id=saved.id, month=f"{saved.month:%Y-%m}", name=saved.name,
        at=moment(saved.at, lang),
    )  # fmt: skip


def compare_card(context: Context, lang: str) -> Component:
    """Two kept rosters side by side."""
    picker = dmc.MultiSelect(
        id=Id.COMPARE, data=saved_options(context, lang), value=[], maxValues=TWO,
        searchable=True, clearable=True, label=t("roster.compare_pick", lang),
    )  # fmt: skip
    shown = html.Div(id=Id.COMPARED, **{"aria-live": "polite"})
    return card(t("roster.compare", lang), picker, shown)


def register_kept(app: Dash, context: Context, basis_for: BasisFor) -> None:
    """Keeping, names, comparing."""

    @callback(
        app,
        Output(Id.SAVED, "children"),
        Output(Id.OPEN, "data"),
        Output(Id.COMPARE, "data"),
        Input(Id.SAVE, "n_clicks"),
        State(Id.NAME, "value"),
        State(Id.BASIS, "data"),
        State(Id.SHEET, "rowData"),
        role=Role.DISPATCHER,
        writes=Writes.PLANS,
        prevent_initial_call=True,
    )
    def save(
        _: int, name: str | None, told: dict[str, Any] | None, rows: list[dict[str, Any]]
    ) -> tuple[Any, ...]:
        lang, story = current_lang(), context.story()
        options = saved_options(context, lang)
        if not told:
            return empty(t("roster.none_yet", lang)), options, options
        try:
            basis = basis_for(context, story, told)
            checked = check(basis, read_sheet(rows, basis, told["lang"]))
            with closing(open_operations(context.ws)) as con:
                kept = save_roster(
                    con, basis.month, name or "", payload(basis, checked.assignments),
                    by=doer(context), data_version=story.facts.version,
                    broken=len(checked.broken), parent_id=told.get("roster"),
                )  # fmt: skip
        except HuzhuError as error:
            return refusal(error, lang), options, options
        options = saved_options(context, lang)
        return saved_view(kept, len(checked.broken), lang), options, options

    @callback(
        app,
        Output(Id.NAMED, "children"),
        Input(Id.NAMES, "n_clicks"),
        State(Id.SHEET, "rowData"),
        State(Id.BASIS, "data"),
        role=Role.DISPATCHER,
        prevent_initial_call=True,
    )
    def names(_: int, rows: list[dict[str, Any]], told: dict[str, Any] | None) -> Any:
        lang = current_lang()
        if not told or not rows:
            return None
        try:
            found = people_of(context, [r["surveyor_id"] for r in rows], "roster")
        except HuzhuError as error:
            return refusal(error, lang)
        frame = pd.DataFrame(
            [(k, v.get("name", MISSING), v.get("phone", MISSING)) for k, v in found.items()],
            columns=["surveyor_id", "name", "phone"],
        )
        return listed(frame, ("surveyor_id", "name", "phone"), lang, "roster.names")

    @callback(
        app,
        Output(Id.COMPARED, "children"),
        Input(Id.COMPARE, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def compare(ids: list[str] | None) -> Any:
        lang, story = current_lang(), context.story()
        if not ids or len(ids) < TWO:
            return empty(t("roster.compare_two", lang))
        try:
            opened = [context.rosters.opened(story, int(i)) for i in ids[:TWO]]
        except HuzhuError as error:
            return refusal(error, lang)
        return compared_view(opened, lang)


def people_of(context: Context, ids: list[str], what: str) -> dict[str, dict[str, str]]:
    """Names of surveyors, read through the audited way.

    Raises:
        OperationsError: the role may not; that is audited too.
    """
    by = doer(context)
    with closing(open_operations(context.ws)) as con:
        return read_people(
            con, open_keys(context.ws, con), ids, user=by.user, role=Role(by.role), at=by.at,
            why=what, kind="surveyor",
        )  # fmt: skip


def saved_view(number_: int, broken: int, lang: str) -> Component:
    """That it is kept, and where its files are."""
    told = t("roster.kept", lang, id=number_, n=number(broken, lang))
    links = []
    if may_export():
        links = [
            html.A(t(f"roster.file.{kind}", lang), href=f"{EXPORT_PATH}{number_}.{kind}",
                   className="file", target="_blank")
            for kind in ("xlsx", "html")
        ]  # fmt: skip
    return dmc.Alert([told, " ", *[x for link in links for x in (link, " ")]],
                     color="red" if broken else "green", variant="light")  # fmt: skip


def compared_view(opened: list[tuple[SavedRoster, Basis, pd.DataFrame]], lang: str) -> Component:
    """Figures of both, and the days on which somebody works otherwise."""
    heads = [saved_name(saved, lang) for saved, _, _ in opened]
    checks = [check(basis, duties) for _, basis, duties in opened]
    lines = {
        "asked": [number(basis.demand["crews"].sum(), lang) for _, basis, _ in opened],
        "missing": [number(c.unfilled["missing"].sum(), lang) for c in checks],
        "broken": [number(len(c.broken), lang) for c in checks],
        "nights": [_most(c, "nights", lang) for c in checks],
        "free": [_most(c, "free_day_shifts", lang) for c in checks],
        "shifts": [_most(c, "shifts", lang) for c in checks],
    }  # fmt: skip
    head = dmc.TableThead(dmc.TableTr([dmc.TableTh(x) for x in ["", *heads]]))
    rows = [
        dmc.TableTr([dmc.TableTd(x) for x in (t(f"roster.compare.{k}", lang), *values)])
        for k, values in lines.items()
    ]
    table = dmc.Table([head, dmc.TableTbody(rows)], striped=True, fz="sm")
    changes = changed(checks[0], checks[1], lang)
    shown = plain(changes, lang) if len(changes) else empty(t("roster.compare_same", lang))
    said = dmc.Text(t("roster.compare_n", lang, n=number(len(changes), lang)), size="sm")
    return html.Div([table, said, html.Div(shown, className="table-box low", tabIndex=0)],
                    className="stack")  # fmt: skip


def _most(checked: Checked, column: str, lang: str) -> str:
    return number(checked.load[column].max(), lang)


def changed(first: Checked, second: Checked, lang: str) -> pd.DataFrame:
    """Who works otherwise in the second roster than in the first, on which day."""
    one, two = _by_person_day(first), _by_person_day(second)

    def words(found: tuple[str, str] | None) -> str:
        return t("roster.off", lang) if found is None else f"{code(found[0], lang)} {found[1]}"

    rows = [
        (day(key[0], lang), key[1], words(one.get(key)), words(two.get(key)))
        for key in sorted({*one, *two})
        if one.get(key) != two.get(key)
    ]
    return pd.DataFrame(rows, columns=["date", "surveyor_id", "was", "is"])


def _by_person_day(checked: Checked) -> dict[tuple[Any, str], tuple[str, str]]:
    return {
        (r.date, str(r.surveyor_id)): (str(r.shift), str(r.base_id))
        for r in checked.assignments.itertuples(index=False)
    }

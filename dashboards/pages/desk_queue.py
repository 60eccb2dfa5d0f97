"""Report desk, the queue: one question at a time, answered with a button or its key."""

from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
import flask_login
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component
from flask import has_request_context

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty
from dashboards.i18n import MISSING, chance, moment, number, t, term
from dashboards.pages.desk_parts import Id
from dashboards.security import current_user
from dashboards.story import Context
from dashboards.story.cells import Teller
from dashboards.story.report_desk import KINDS, Question, Seen, candidates, questions
from risk.desk import Verdict
from risk.desk.decisions import BETWEEN
from risk.operations import open_keys, open_operations, read_person
from risk.operations.desk import DECIDERS
from risk.operations.personal import READERS
from risk.terms import Role

DECIDER = Role.ANALYST
BUTTONS: dict[Id, tuple[tuple[str, ...], Verdict, str]] = {
    Id.SAME: (("pair",), Verdict.SAME, "s"),
    Id.APART: (("pair",), Verdict.APART, "d"),
    Id.COVERED: (("size",), Verdict.COVERED, "c"),
    Id.SPLIT: (("size",), Verdict.SPLIT, "n"),
    Id.HOUSEHOLD: (("home",), Verdict.HOUSEHOLD, "h"),
    Id.NOT_INSURED: (("home",), Verdict.NOT_INSURED, "u"),
    Id.NO_HOUSE: (("size",), Verdict.NO_HOUSE, "x"),
    Id.LATER: (KINDS, Verdict.LATER, "l"),
}
"""Button → questions it answers, what it says, its key (Alt or Alt-Shift with it)."""
LEADING = (Id.SAME, Id.COVERED, Id.HOUSEHOLD)
LAST = 50  # decisions shown


def queue(lang: str, *, may_decide: bool, may_read: bool) -> Component:
    """The card: which questions, the one asked, the buttons, who reported it."""
    kinds = [{"value": k, "label": t(f"desk.kind_{k}", lang)} for k in KINDS]
    return card(
        t("desk.queue", lang),
        dmc.SegmentedControl(id=Id.KIND, data=kinds, value="pair", className="desk-kinds"),
        dcc.Store(id=Id.ASKED),
        html.Div(id=Id.QUESTION, **{"aria-live": "polite"}),
        dmc.Group(
            [
                dmc.Select(id=Id.CANDIDATE, label=t("desk.candidate", lang), data=[], w=330),
                dmc.NumberInput(
                    id=Id.HOUSES, label=t("desk.how_many", lang), min=1, max=100_000, value=1, w=130
                ),
            ],
            align="end",
        ),
        html.Div(
            [
                dmc.Button(
                    t(f"desk.do.{verdict}", lang), id=button, disabled=not may_decide,
                    variant="filled" if button in LEADING else "default",
                    attributes={"root": {"accessKey": key}},
                )
                for button, (_, verdict, key) in BUTTONS.items()
            ],
            className="desk-buttons",
        ),
        dmc.TextInput(id=Id.WHY, debounce=True, label=t("desk.why", lang), w="100%"),
        html.Div(id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(
            dmc.Button(
                t("desk.who", lang), id=Id.WHO, variant="subtle", disabled=not may_read,
                size="compact-sm",
            )
        ),
        html.Div(id=Id.PEOPLE),
        note=t("desk.keys" if may_decide else "desk.may_not", lang),
    )  # fmt: skip


def shown_styles(kind: str | None) -> list[dict[str, str]]:
    """Which buttons belong to a question, and the two inputs (candidate, number)."""
    on = [kind in kinds for kinds, _, _ in BUTTONS.values()]
    return [{} if x else {"display": "none"} for x in (*on, kind == "home", kind == "size")]


def asked_view(seen: Seen, kind: str, to: Teller) -> tuple[Component, Question | None]:
    """The first open question of a kind, and how many wait behind it."""
    lang, waiting = to.lang, questions(seen, kind)
    if not waiting:
        return empty(t("desk.none_open", lang), t("desk.none_open_why", lang)), None
    asked = waiting[0]
    left = t("desk.waiting", lang, n=number(len(waiting), lang))
    said = {
        "pair": t("desk.ask_pair", lang, p=chance(asked.p, lang)),
        "size": t("desk.ask_size", lang, n=number(asked.n, lang), k=number(asked.overlap, lang)),
        "home": t("desk.ask_home", lang, p=chance(asked.p, lang)),
    }[kind]
    return html.Div(
        [
            dmc.Text([html.Strong(said), " ", left]),
            html.Div([_report(seen, r, to) for r in asked.reports[:4]], className="desk-pair"),
            _evidence(asked.reasons, lang),
        ]
    ), asked


def _report(seen: Seen, report: str, to: Teller) -> Component:
    lang = to.lang
    row = seen.day.reports.set_index("report_id").loc[report]
    place = row["region_code"] if isinstance(row["region_code"], str) else row["township_code"]
    given = [t(f"desk.gave.{c}", lang) for c in ("phone", "name", "door") if _has(row[f"{c}_key"])]
    facts = [
        ("report_id", report),
        ("channel", term("channel", row["channel"], lang) if _has(row["channel"]) else MISSING),
        ("own_at", moment(row["own_at"], lang)),
        ("place", to.places.get(place, MISSING) if _has(place) else MISSING),
        ("said", row["place_said"] or MISSING),
        ("peril", term("peril", row["peril"], lang) if _has(row["peril"]) else MISSING),
        ("gave", ", ".join(given) or t("desk.gave.nothing", lang)),
        ("list", row["list_no"] if _has(row["list_no"]) else MISSING),
    ]
    items = [x for name, v in facts for x in (html.Dt(t(f"desk.col.{name}", lang)), html.Dd(v))]
    return html.Div(html.Dl(items, className="facts"), className="desk-report")


def _has(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _evidence(reasons: tuple[str, ...], lang: str) -> Component:
    chips = [
        html.Span(
            ("✗ " if r.startswith("!") else "✓ ") + t(f"desk.reason.{r.lstrip('!')}", lang),
            className="desk-against" if r.startswith("!") else "desk-for",
        )
        for r in reasons
    ]
    return html.P(chips or t("desk.no_reasons", lang), className="desk-reasons")


def candidate_choices(seen: Seen, asked: Question | None, to: Teller) -> list[dict[str, str]]:
    """Households to choose from; named by policy, not by person."""
    if asked is None or asked.kind != "home":
        return []
    house = asked.subject.partition(":")[2]
    found = candidates(seen, house)
    homes = seen.day.homes
    told = []
    for key, p in zip(found["household_key"], found["p"], strict=True):
        place = to.places.get(str(homes["region_code"].get(key)), MISSING)
        label = f"{homes['policy_id'].get(key, MISSING)} · {place} · {chance(float(p), to.lang)}"
        told.append({"value": str(key), "label": label})
    return told


def decision_table(seen: Seen, lang: str) -> pd.DataFrame:
    """The latest decisions ready to read, the newest first."""
    rows = seen.decisions.tail(LAST).iloc[::-1]
    return pd.DataFrame(
        {
            "number": rows["number"],
            "about": [x.partition(":")[2].replace(BETWEEN, " · ") for x in rows["subject"]],
            "said": [t(f"desk.do.{v}", lang) for v in rows["verdict"]],
            "user": rows["user"],
            "at": [moment(x, lang) for x in rows["at"]],
            "why": rows["why"],
            "subject": rows["subject"],
        }
    )


def decisions_view(seen: Seen, lang: str, *, may_decide: bool) -> Component:
    """The latest decisions, each to be taken back."""
    title, table = t("desk.decided", lang), decision_table(seen, lang)
    shown = [
        Column("about", t("desk.col.report_id", lang), width=190, flex=1),
        Column("said", t("desk.col.verdict", lang), width=110),
        Column("user", t("desk.col.user", lang), width=100),
        Column("at", t("desk.col.at", lang), width=150),
        Column("why", t("desk.why", lang), width=120),
    ]
    body = grid(
        table, shown, lang, label=title, id_=Id.DECIDED, row_id="number", rows_max=5, select=True,
        carried=["subject"],
    )  # fmt: skip
    undo = dmc.Button(t("desk.undo", lang), id=Id.UNDO, variant="default", disabled=not may_decide)
    return card(title, body, html.Div(undo), note=t("desk.decided_note", lang))


def people_view(context: Context, asked: dict[str, Any] | None, lang: str) -> Component:
    """Names and telephones of the question's reports; every look is written down.

    Raises:
        OperationsError: the role may not read personal data.
    """
    user, at = current_user(), context.clock()
    rows = []
    with closing(open_operations(context.ws)) as con:
        keys = open_keys(context.ws, con)
        for report in (asked or {}).get("reports", ()):
            told = read_person(
                con, keys, report, user=user.name, role=user.role, why="report desk", at=at,
                kind="report",
            )  # fmt: skip
            name = told.get("householder_name") or told.get("reporter_name") or MISSING
            rows.append(html.Li(f"{report}: {name} · {told.get('phone', MISSING)}"))
    return html.Ul(rows) if rows else empty(t("desk.none_open", lang))


def may(roles: frozenset[Role]) -> bool:
    """Whether somebody with one of these roles is signed in; Dash lays pages out before that."""
    if not has_request_context() or not flask_login.current_user.is_authenticated:
        return False
    return current_user().role in roles


def may_decide() -> bool:
    """Whether the signed-in user may answer."""
    return may(DECIDERS)


def may_read() -> bool:
    """Whether the signed-in user may see names and telephones."""
    return may(READERS)

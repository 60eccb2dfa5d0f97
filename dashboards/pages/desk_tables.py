"""Report desk, the tables: houses with their reports, villages by day, the bureau's figures."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid
from dashboards.components.panels import card, empty, table
from dashboards.i18n import MISSING, day, has_text, moment, number, span, t, term
from dashboards.pages.desk_parts import COUNTED
from dashboards.pages.history_export import may_export
from dashboards.story import Context
from dashboards.story.cells import Teller, teller
from dashboards.story.report_desk import Seen
from risk.desk import counts, latest_tables

EXPORT_PATH = "/export/desk/"


def tables_view(context: Context, seen: Seen, lang: str) -> list[Component]:
    """All tables of one event."""
    to = teller(context.story(), lang)
    return [
        _houses(seen, to),
        _places(seen, to),
        _bureau(seen, to),
        _load(context, seen, lang),
    ]


def house_rows(seen: Seen, to: Teller) -> pd.DataFrame:
    """Houses ready to read, the newest first."""
    homes = seen.day.houses.sort_values(["reported_at", "house_id"], ascending=[False, True])
    lang = to.lang
    place = homes["region_code"].fillna(homes["township_code"])
    return pd.DataFrame(
        {
            "house_id": homes["house_id"],
            "reported_at": [moment(x, lang) for x in homes["reported_at"]],
            "place": [to.places.get(x, MISSING) if isinstance(x, str) else MISSING for x in place],
            "reports": homes["reports"],
            "merged": homes["report_ids"].map(", ".join),
            "channels": [
                ", ".join(term("channel", c, lang) for c in channels if isinstance(c, str))
                for channels in homes["channels"]
            ],
            "peril": [_term("peril", x, lang) for x in homes["peril"]],
            "grade": [_term("damage_grade", x, lang) for x in homes["grade"]],
            "insured": [t(f"desk.insured_{x}", lang) for x in homes["insured"]],
            "claim_id": homes["claim_id"].astype("str").fillna(MISSING),
            "p_same": homes["p_same"],
        }
    )  # fmt: skip


def _term(kind: str, code: object, lang: str) -> str:
    return term(kind, code, lang) if isinstance(code, str) else MISSING


def _houses(seen: Seen, to: Teller) -> Component:
    lang, title = to.lang, t("desk.houses_table", to.lang)
    rows = house_rows(seen, to)
    if rows.empty:
        return card(title, empty(t("desk.no_reports", lang)))
    widths = {"place": 190, "merged": 230, "channels": 120, "reported_at": 160, "house_id": 140}
    shown = [
        Column(
            name,
            t(f"desk.col.{name}", lang),
            {"reports": "number", "p_same": "percent"}.get(name, "text"),
            width=widths.get(name, 95),
            flex=2 if name == "merged" else 0,
        )
        for name in rows.columns
    ]
    body = grid(rows, shown, lang, label=title, row_id="house_id")
    return card(title, body, note=t("desk.houses_note", lang))


def _places(seen: Seen, to: Teller) -> Component:
    lang, title = to.lang, t("desk.places", to.lang)
    told = seen.day.reports.assign(place=seen.day.reports["region_code"])
    homes = seen.day.houses.assign(place=seen.day.houses["region_code"])
    found = counts(homes, told, ["place", "day"]).sort_values(["day", "place"])
    if found.empty:
        return card(title, empty(t("desk.no_reports", lang)))
    rows = pd.DataFrame(
        {
            "day": [day(x, lang) for x in found["day"]],
            "place": [
                to.places.get(x, MISSING) if isinstance(x, str) else t("desk.nowhere", lang)
                for x in found["place"]
            ],
            "reports": found["reports"],
            **{c: found[c].round(1) for c in COUNTED},
            **{
                f"{c}_range": [
                    span(lo, hi, lang)
                    for lo, hi in zip(found[f"{c}_lo"], found[f"{c}_hi"], strict=True)
                ]
                for c in COUNTED
            },
        }
    )
    shown = [
        Column("day", t("desk.col.day", lang), width=130),
        Column("place", t("desk.col.place", lang), width=190, flex=1),
        Column("reports", t("desk.reports", lang), "number", width=85),
    ]
    for c in COUNTED:
        shown.append(Column(c, t(f"desk.{c}", lang), "number", 1, width=85))
        shown.append(Column(f"{c}_range", t("desk.col.range", lang), width=85))
    return card(title, grid(rows, shown, lang, label=title), note=t("desk.places_note", lang))


def _bureau(seen: Seen, to: Teller) -> Component:
    lang, title, found = to.lang, t("desk.bureau", to.lang), seen.day
    if found.damage.empty:
        return card(title, empty(t("desk.no_bureau", lang), t("desk.no_bureau_remedy", lang)))
    why = found.explained
    numbers = ("bureau", "ours", "grade_differs", "not_insured", "not_reported", "only_ours")
    totals = pd.DataFrame(
        {
            "place": [to.places.get(c, c) for c in why["region_code"]],
            "at": [MISSING if pd.isna(x) else moment(x, lang) for x in why["reported_at"]],
            **{n: [number(x, lang) for x in why[n]] for n in numbers},
        }
    )
    heads = [t(f"desk.col.{c}", lang) for c in ("place", "table_at", *numbers)]
    grades = found.grades
    by_grade = pd.DataFrame(
        {
            "place": [to.places.get(c, c) for c in grades["region_code"]],
            "grade": [
                term("damage_grade", g, lang) if has_text(f"damage_grade.{g}", lang)
                else t("desk.ungraded", lang) for g in grades["grade"]
            ],
            "households": [number(x, lang) for x in grades["bureau_households"]],
            "rooms": [number(x, lang) for x in grades["bureau_rooms"]],
            "houses": [number(x, lang) for x in grades["houses"]],
            "insured": [number(x, lang) for x in grades["insured"]],
        }
    )  # fmt: skip
    history = latest_tables(found.damage)
    old = history[~history["latest"]]["reported_at"].nunique()
    names = ("place", "grade", "bureau_households", "bureau_rooms", "our_houses", "our_insured")
    return card(
        title,
        table(totals, heads),
        html.Details(
            [
                html.Summary(t("desk.by_grade", lang)),
                table(by_grade, [t(f"desk.col.{c}", lang) for c in names]),
            ]
        ),
        note=t("desk.bureau_note", lang, n=number(old, lang)),
    )


def _load(context: Context, seen: Seen, lang: str) -> Component:
    command = f"huzhu load report FILE -w {context.ws.root.name} --check"
    parts = [
        dmc.Text(t("desk.load_why", lang)),
        dmc.Code(command, block=True),
        dmc.Text(t("desk.load_then", lang), size="sm"),
    ]
    if may_export():
        file = f"{EXPORT_PATH}{seen.day.window.event_id}.xlsx"
        parts.append(html.A(t("history.excel", lang), href=file, className="file", download=""))
    return card(t("desk.load", lang), *parts)

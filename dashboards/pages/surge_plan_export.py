"""A saved plan taken away: the order sheet as PDF, all tables as Excel; audited."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pandas as pd
from dash import Dash
from flask import Response, abort

from dashboards.i18n import chance, current_lang, duration, moment, money, percent, t
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.pages.surge_plan_compare import EXPORT_PATH, kept_name
from dashboards.pages.surge_plan_orders import pdf_data
from dashboards.pages.surge_plan_tables import sheets_of
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.crew_grid import from_payload
from dashboards.story.excel import workbook_of
from dashboards.story.order_sheet import OrderSheet, sheet_of
from dashboards.story.plans import Kept, read_kept
from dashboards.story.setup import bases_with
from dashboards.story.surge import Answer
from dashboards.story.words import choice_words
from dashboards.typeset import typeset
from risk.errors import HuzhuError
from risk.terms import Tier
from risk.version import code_version

PDF = "application/pdf"


@dataclass(frozen=True)
class Taken:
    """A saved plan with all that its files tell."""

    kept: Kept
    answer: Answer
    crews: pd.DataFrame
    sheet: OrderSheet


def register_export(app: Dash, context: Context) -> None:
    """``/export/plan/NUMBER.pdf`` and ``.xlsx``."""

    @app.server.route(f"{EXPORT_PATH}<number>.<kind>", endpoint="plan.export")
    def export(number: str, kind: str) -> Response:
        require_role(LEAST)
        if kind not in FILES:
            abort(404)
        make, mimetype = FILES[kind]
        try:
            taken = taken_of(context, number)
        except HuzhuError:
            abort(404)  # the page's list has no link to a plan that cannot be read
        body = make(context, taken, current_lang())
        audit_action("export", f"plan {number}.{kind}", data_version=taken.answer.version)
        answer = Response(body, mimetype=mimetype)
        file = f"orders_{number}_{taken.sheet.scenario.starts_at:%Y%m%d}.{kind}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def taken_of(context: Context, number: str) -> Taken:
    """A saved plan, simulated on the data in force.

    Raises:
        HuzhuError: there is none of that number, or this data cannot carry it.
    """
    story = context.story()
    kept = read_kept(context.ws, story, number)
    answer = context.desk.answer(story, kept.choice, kept.planned)
    plan, scenario = answer.surge.plan, answer.surge.scenario
    crews = from_payload(kept.rows, scenario)
    own = plan.bases.iloc[: len(plan.bases) - len(answer.setup.ahead)]
    saved = kept.saved
    sheet = sheet_of(
        story, scenario, crews, bases_with(story, own, kept.setup),
        context.again.outcome(story, answer, crews, kept.setup), number=saved.id, name=saved.name,
        author=saved.author, saved_at=saved.at, days=plan.days,
    )  # fmt: skip
    return Taken(kept, answer, crews, sheet)


def about(context: Context, taken: Taken, lang: str) -> list[tuple[str, str]]:
    """Which plan, of which data, made when and by whom, and what is promised with it."""
    facts, saved = context.story().facts, taken.kept.saved
    county = facts.county
    promise, staffing = county.promise, county.staffing
    limits = t(
        "plan.limits", lang, town=duration(promise.limit_min(Tier.TOWN.value), lang),
        rural=duration(promise.limit_min(Tier.RURAL.value), lang),
    )  # fmt: skip
    goal = t(
        "answer.goal", lang, share=percent(staffing.share_target, lang, 0),
        p=chance(staffing.p_goal, lang),
    )  # fmt: skip
    told = [
        ("history.about.county", county.name_en if lang == "en" and county.name_en
         else county.name),
        ("plan.orders.plan", kept_name(saved, lang)),
        ("plan.orders.scenario", choice_words(context.story(), taken.kept.choice, lang)),
        ("plan.orders.starts_at", moment(taken.sheet.scenario.starts_at, lang)),
        ("plan.orders.saved", f"{saved.author} · {moment(saved.at, lang)}"),
        ("plan.orders.made_at", moment(context.clock(), lang)),
        ("history.about.version", facts.version),
        ("plan.orders.code", f"huzhu {code_version()}"),
        ("plan.orders.goal", goal),
        ("plan.orders.clock", t("plan.clock", lang, limits=limits)),
        ("plan.orders.cost", money(taken.sheet.outcome.cost_money, lang, county.currency)),
    ]  # fmt: skip
    rows = [(t(key, lang), str(value)) for key, value in told]
    if saved.data_version != facts.version:
        rows.append((t("plan.orders.older", lang), saved.data_version))
    if county.synthetic:
        rows.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    return rows


def order_pdf(context: Context, taken: Taken, lang: str) -> bytes:
    """The order sheet as PDF."""
    template = (files("dashboards.story") / "order_sheet.typ").read_bytes()
    data: dict[str, Any] = pdf_data(
        context, taken.sheet, about(context, taken, lang), taken.answer.setup, lang
    )
    return typeset(
        template, data, name="orders", at=context.clock(), where=f"plan {taken.sheet.number}"
    )


def all_tables(context: Context, taken: Taken, lang: str) -> bytes:
    """Every table of the plan as one Excel file."""
    story = context.story()
    title = t("plan.orders.title", lang, n=taken.sheet.number)
    return workbook_of(
        sheets_of(context, taken.answer, taken.sheet, taken.crews, lang), teller(story, lang),
        title=title, about=about(context, taken, lang),
    )  # fmt: skip


FILES = {"pdf": (order_pdf, PDF), "xlsx": (all_tables, EXCEL)}

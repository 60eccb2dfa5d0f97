"""The record of a drill as an Excel file: the contract's evidence that it was held."""

from typing import Any

import pandas as pd
from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang, moment, percent, t
from dashboards.pages.drill_debrief import EXPORT_PATH
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.excel import workbook
from dashboards.story.sheets import Col
from risk.errors import OperationsError
from risk.follow.drill_deeds import Deed
from risk.operations.drills import KeptDrill


class DrillCol(Col):
    """A column of the record."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"drill.col.{self.field}"


COLUMNS = (
    DrillCol("at_h", "number", 1), DrillCol("deed", width=140), DrillCol("told", width=420),
    DrillCol("worth", "percent", 1), DrillCol("cost", "number"),
)  # fmt: skip
SAID = {
    Deed.CALL: ("source", "crews", "base_id", "shift"),
    Deed.MOVE: ("crews", "from_base", "base_id", "shift"),
    Deed.MODES: ("dispatch", "sweep", "green", "photo"),
    Deed.OVERTIME: ("hours",),
    Deed.RELEASE: ("of",),
    Deed.CLOCK: (),
}
"""Fields that a kind of step says something with."""


def register_export(app: Dash, context: Context) -> None:
    """``/export/drill/N.xlsx``."""

    @app.server.route(f"{EXPORT_PATH}<int:number>.xlsx", endpoint="drill.export")
    def export(number: int) -> Response:
        require_role(LEAST)
        try:
            kept = context.drills.one(number)
        except OperationsError:
            abort(404)
        body = record(context, kept, current_lang())
        audit_action("export", f"drill {number}", data_version=kept.data_version)
        answer = Response(body, mimetype=EXCEL)
        answer.headers["Content-Disposition"] = f'attachment; filename="drill_{number}.xlsx"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def record(context: Context, kept: KeptDrill, lang: str) -> bytes:
    """Date, participants, decisions, score."""
    score = kept.score or {}
    worth = {row["number"]: row for row in score.get("worth", ())}
    rows = [
        {
            "at_h": at_h,
            "deed": t(f"drill.deed.{deed['deed']}", lang),
            "told": _told(deed, lang),
            "worth": worth.get(deed.get("number"), {}).get("share"),
            "cost": worth.get(deed.get("number"), {}).get("cost_money"),
        }
        for at_h, deed in kept.steps
    ]
    frame = pd.DataFrame(rows, columns=[c.field for c in COLUMNS])
    about = [
        (t("drill.about.event", lang), kept.name),
        (t("drill.about.number", lang), str(kept.id)),
        (t("drill.about.origin", lang), kept.origin),
        (t("drill.participants", lang), kept.participants or "—"),
        (t("drill.about.led", lang), f"{kept.user} ({t(f'role.{kept.role}', lang)})"),
        (t("drill.about.begun", lang), moment(kept.begun_at, lang)),
        (t("drill.about.ended", lang), moment(kept.ended_at, lang) if kept.ended_at else "—"),
        (t("history.about.version", lang), f"{kept.data_version} · {kept.code_version}"),
        *((line, text) for line, text in _score_lines(score, lang)),
        (t("history.about.note", lang), t("drill.worth_note", lang)),
    ]
    if kept.synthetic:
        about.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    to = teller(context.story(), lang)
    return workbook(frame, COLUMNS, to, title=t("drill.record_title", lang), about=about)


def _told(deed: dict[str, Any] | Any, lang: str) -> str:
    """A step's fields as they were given."""
    names = SAID[Deed(deed["deed"])]
    return "; ".join(f"{t(f'drill.field.{k}', lang)}: {deed[k]}" for k in names)


def _score_lines(score: dict[str, Any] | Any, lang: str) -> list[tuple[str, str]]:
    return [
        (
            t("drill.about.share", lang, way=t(f"drill.way.{r['way']}", lang),
              tier=t(f"tier.{r['tier']}", lang)),
            t("drill.about.share_is", lang, share=percent(r["share"], lang),
              low=percent(r["share_lo"], lang), high=percent(r["share_hi"], lang),
              cost=f"{r['cost_money']:,.0f}"),
        )
        for r in score.get("ways", ())
    ]  # fmt: skip

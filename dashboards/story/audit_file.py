"""The audit as tables: what is asked for of it, its rows in words, the whole as a file."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards.i18n import has_text, t, term
from dashboards.story.cells import teller
from dashboards.story.excel import ROWS_MAX, workbook
from dashboards.story.sheets import Col
from risk.flow import Story
from risk.operations import audit, open_operations, verify_chain
from risk.workspace import Workspace

SHOWN_MAX = 500
PARTS = ("user", "action", "result", "first", "last")


class AuditCol(Col):
    """A column of the audit."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"people.col.{self.field}"


COLUMNS = (
    AuditCol("number", "number"), AuditCol("at", "moment", width=190), AuditCol("user", width=110),
    AuditCol("role", width=110), AuditCol("action", width=150), AuditCol("object", width=320),
    AuditCol("data_version", width=140), AuditCol("result", width=90),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which rows: of a user, an action, a result, of days (both included); empty: all."""

    user: str = ""
    action: str = ""
    result: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str | None]) -> "Asked":
        """From a form or an address; a day that is none asks for all."""
        texts = [str(given.get(part) or "") for part in PARTS]
        return cls(*texts[:3], *(_day(text) for text in texts[3:]))

    def told(self) -> dict[str, str]:
        """What is asked, as an address has it."""
        days = {"first": self.first, "last": self.last}
        texts = {"user": self.user, "action": self.action, "result": self.result}
        return {k: str(v) for k, v in {**texts, **days}.items() if v}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def audit_rows(ws: Workspace, asked: Asked, lang: str, limit: int = SHOWN_MAX) -> pd.DataFrame:
    """The newest rows asked for, codes in words; the columns of `COLUMNS`."""
    with closing(open_operations(ws)) as con:
        found = audit.rows(
            con, limit, user=asked.user, action=asked.action, result=asked.result,
            first=asked.first, last=asked.last,
        )  # fmt: skip
    return found.assign(
        role=[_role(code, lang) for code in found["role"]],
        action=[action_words(code, lang) for code in found["action"]],
        result=[result_words(code, lang) for code in found["result"]],
    )


def action_words(code: str, lang: str) -> str:
    """An action in words, where there are any."""
    key = f"people.action.{code.replace(' ', '_')}"
    return t(key, lang) if has_text(key, lang) else code


def result_words(code: str, lang: str) -> str:
    """A result in words, where there are any."""
    key = f"people.result.{code}"
    return t(key, lang) if has_text(key, lang) else code


def _role(code: str, lang: str) -> str:
    if code == "system":
        return t("people.system", lang)
    return term("role", code, lang) if has_text(f"role.{code}", lang) else code


def chain(ws: Workspace) -> tuple[list[str], int, str]:
    """Breaks of the chain, and number and hash of its last row."""
    with closing(open_operations(ws)) as con:
        return verify_chain(con), *audit.head(con)


def audit_file(ws: Workspace, story: Story, asked: Asked, lang: str) -> bytes:
    """All rows asked for as an Excel file, with whether the chain is whole."""
    faults, number, sha256 = chain(ws)
    whole = t("people.whole_file", lang) if not faults else "; ".join(faults)
    about = [
        (t("people.asked", lang), ", ".join(f"{k} = {v}" for k, v in asked.told().items()) or "—"),
        (t("people.chain", lang), whole),
        (t("people.last_row", lang), f"{number} · {sha256}"),
    ]
    frame = audit_rows(ws, asked, lang, ROWS_MAX)
    title = t("people.tab.audit", lang)
    return workbook(frame, COLUMNS, teller(story, lang), title=title, about=about)

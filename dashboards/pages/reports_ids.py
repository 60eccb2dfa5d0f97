"""Ids, addresses and roles of the page Reports."""

from enum import StrEnum

from risk.terms import Role

PATH = "/reports"
MAKER = Role.ANALYST
"""Least role that makes, previews and takes away; everybody sees what was made."""


class Id(StrEnum):
    """Components of the page."""

    KIND = "reports-kind"
    ADDRESS = "reports-address"
    MINDS = "reports-minds"
    LANG = "reports-lang"
    FORMATS = "reports-formats"
    PREVIEW = "reports-preview"
    MAKE = "reports-make"
    STOP = "reports-stop"
    STOPPING = "reports-stopping"
    PREVIEW_SAID = "reports-preview-said"
    MAKE_SAID = "reports-make-said"
    WATCH = "reports-watch"
    STATE = "reports-state"
    MADE = "reports-made"
    CHAPTERS = "reports-chapters"
    SHOWN = "reports-shown"


FIELDS = {
    name: f"reports-{name.replace('_', '-')}"
    for name in ("contract_year", "month", "quarter", "event", "at", "plan", "places")
}
"""Field of `About` → id of what is filled in for it."""


class Work(StrEnum):
    """Long work of this page, by name."""

    MAKE = "report"
    PREVIEW = "report_preview"

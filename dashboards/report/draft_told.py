"""Differences between a draft and its report made anew, in words: for the page and the terminal."""

from collections.abc import Iterable

from dashboards.i18n import t
from dashboards.report.draft_change import HUMAN, Change

SHOWN = 240  # characters of a paragraph somebody has to recognise, not read


def place_words(change: Change, lang: str) -> str:
    """Chapter and section, which block, which cell."""
    told = [change.section or change.chapter]
    if change.at:
        part = t(f"reports.draft.part.{change.part}", lang)
        told.append(t("reports.draft.at", lang, n=change.at, part=part))
    return " · ".join([*told, *([change.cell] if change.cell else [])])


def what_words(change: Change, lang: str) -> str:
    """What was found."""
    return t(f"reports.draft.what.{change.what}", lang)


def done_words(change: Change, lang: str, *, updated: bool) -> str:
    """What became of it, or why a person has to decide."""
    if change.why:
        return t(f"reports.draft.why.{change.why}", lang)
    if change.what in HUMAN:
        return t("reports.draft.kept", lang)
    return t("reports.draft.updated" if updated else "reports.draft.would", lang)


def shown(text: str) -> str:
    """A text short enough for a list."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def round_(change: Change, lang: str) -> str:
    """The words round a figure: "7" alone tells nobody which."""
    return t("reports.draft.round", lang, text=change.context) if change.context else ""


def row_words(change: Change, lang: str, *, updated: bool) -> dict[str, str]:
    """A difference as a row: place, page, what, old, new, state."""
    return {
        "place": place_words(change, lang),
        "page": str(change.page or "–"),
        "what": what_words(change, lang),
        "old": shown(change.old) or "–",
        "new": " ".join(filter(None, [shown(change.new) or "–", round_(change, lang)])),
        "state": done_words(change, lang, updated=updated),
    }


def summary_words(changes: Iterable[Change], lang: str) -> str:
    """How many of each sort, and how many are left to a person."""
    found = list(changes)
    machine = sum(c.what not in HUMAN and not c.why for c in found)
    human = sum(c.what in HUMAN for c in found)
    left = sum(c.why is not None for c in found)
    return t("reports.draft.summary", lang, machine=machine, human=human, left=left)

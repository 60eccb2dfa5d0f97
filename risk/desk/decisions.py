"""What people decided about reports: the last word on each question counts, none is final."""

from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from risk.errors import ModelError

BETWEEN = "\x1f"  # stands in no report number


class Verdict(StrEnum):
    """What a person says of a pair of reports, or of one report."""

    SAME = "same"  # pair: one house
    APART = "apart"  # pair: two houses
    LATER = "later"  # pair or report: asked again after the others
    SPLIT = "split"  # report: so many houses of their own (value)
    COVERED = "covered"  # report: its houses are all among the others
    NO_HOUSE = "no_house"  # report: an enquiry, a mistake: no house at all
    HOUSEHOLD = "household"  # report: this household (value: its key)
    NOT_INSURED = "not_insured"  # report: of no insured household
    OPEN = "open"  # takes back what was said


OF_PAIR = frozenset({Verdict.SAME, Verdict.APART, Verdict.LATER, Verdict.OPEN})
OF_SIZE = frozenset({Verdict.SPLIT, Verdict.COVERED, Verdict.NO_HOUSE, Verdict.LATER, Verdict.OPEN})
OF_HOME = frozenset({Verdict.HOUSEHOLD, Verdict.NOT_INSURED, Verdict.LATER, Verdict.OPEN})
QUESTIONS = {"pair": OF_PAIR, "size": OF_SIZE, "home": OF_HOME}


@dataclass(frozen=True)
class Decisions:
    """The decisions in force; report ids are those of the ledger and outlive every load."""

    same: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    split: dict[str, int] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    no_house: frozenset[str] = frozenset()
    household: dict[str, str | None] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def pair_subject(a: str, b: str) -> str:
    """Name of the question whether two reports are one house; order does not matter."""
    first, second = sorted((a, b))
    return f"pair:{first}{BETWEEN}{second}"


def size_subject(report_id: str) -> str:
    """Name of the question how many houses of its own a report stands for."""
    return f"size:{report_id}"


def home_subject(report_id: str) -> str:
    """Name of the question which household a report means."""
    return f"home:{report_id}"


def check(subject: str, verdict: Verdict, value: str = "") -> None:
    """Refuse a verdict that does not answer its question.

    Raises:
        ModelError: an unknown question, a verdict of another one, or a split that is no number.
    """
    question, _, about = subject.partition(":")
    if verdict not in QUESTIONS.get(question, ()) or not about:
        raise ModelError(
            f"{verdict} is no answer to {subject!r}", remedy="choose one of the buttons offered"
        )
    if verdict is Verdict.SPLIT and not (value.isdigit() and 1 <= int(value) <= 100_000):
        raise ModelError(
            f"{value!r} is no number of houses", remedy="give a whole number from 1 to 100,000"
        )
    if verdict is Verdict.HOUSEHOLD and not value:
        raise ModelError("no household was chosen", remedy="choose one of the candidates")


def resolve(rows: pd.DataFrame) -> Decisions:
    """Decisions in force.

    Args:
        rows: number, subject, verdict, value, in any order: the highest number of a subject counts.
    """
    last = rows.sort_values("number").drop_duplicates("subject", keep="last")
    said: dict[Verdict, dict[str, str]] = {v: {} for v in Verdict}
    for subject, verdict, value in zip(
        last["subject"], map(Verdict, last["verdict"]), last["value"].fillna(""), strict=True
    ):
        about = subject if verdict is Verdict.LATER else subject.partition(":")[2]
        said[verdict][about] = str(value)

    def pairs(verdict: Verdict) -> frozenset[tuple[str, str]]:
        split = (about.partition(BETWEEN) for about in said[verdict])
        return frozenset((a, b) for a, _, b in split)

    homes: dict[str, str | None] = dict(said[Verdict.HOUSEHOLD])
    homes |= dict.fromkeys(said[Verdict.NOT_INSURED])
    return Decisions(
        same=pairs(Verdict.SAME),
        apart=pairs(Verdict.APART),
        split={r: int(n) for r, n in said[Verdict.SPLIT].items()},
        covered=frozenset(said[Verdict.COVERED]),
        no_house=frozenset(said[Verdict.NO_HOUSE]),
        household=homes,
        later=frozenset(said[Verdict.LATER]),
    )

"""Words of the surge planner: classes on its maps, grades and their sources."""

from itertools import pairwise

from dashboards.i18n import figure, reword, t, term
from dashboards.story.choice import kinds_of
from risk.reference import presets


def class_labels(cuts: tuple[float, ...], lang: str) -> list[str]:
    """Words for digits 0–5 of expected claims."""
    ends = [0.0, *cuts]
    steps = [f"{figure(a, lang)}–{figure(b, lang)}" for a, b in pairwise(ends)]
    return [t("answer.no_claims", lang), *steps, f">{figure(cuts[-1], lang)}"]


def grade_words(hazard: str, grade: str, lang: str) -> str:
    """What a grade means, and where that comes from; of a warning or an event, nothing."""
    kind = next(iter(kinds_of(hazard)), None)
    found = next((p for p in presets() if (p.kind, p.grade) == (kind, grade)), None)
    if found is None:
        return ""
    told = found.figure("core_intensity")
    return t(
        "manage.grade_note", lang, quantity=term("quantity", found.quantity, lang),
        value=figure(told.value, lang), unit=term("unit_of", found.unit, lang),
        status=term("status", told.status.value, lang), source=reword(told.source, lang),
    )  # fmt: skip

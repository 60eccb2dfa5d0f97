"""Words of classes on the surge planner's maps."""

from itertools import pairwise

from dashboards.i18n import figure, t


def class_labels(cuts: tuple[float, ...], lang: str) -> list[str]:
    """Words for digits 0–5 of expected claims."""
    ends = [0.0, *cuts]
    steps = [f"{figure(a, lang)}–{figure(b, lang)}" for a, b in pairwise(ends)]
    return [t("answer.no_claims", lang), *steps, f">{figure(cuts[-1], lang)}"]

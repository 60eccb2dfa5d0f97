"""Scores → how the models did, in words: verdicts, coverage, calibration, next year's claims."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from dashboards.i18n import number, percent, t, term
from risk.flow import Story
from risk.scoring.evaluation import Scheme
from risk.scoring.hierarchy import Model
from risk.scoring.predictive import NEGATIVE_BINOMIAL, POISSON, next_year
from risk.scoring.record import build_hierarchy, build_record
from risk.scoring.verdict import UNITS_MIN, Verdict

TOLD = (Verdict.BETTER, Verdict.WORSE, Verdict.CANNOT_BE_TOLD_APART)
PER_HOUSES = 1000
SIMPLE = (Model.COUNTY_RATE.value, Model.TOWNSHIP_RATE.value)


def verdict_lines(
    rows: pd.DataFrame,
    lang: str,
    scheme: str = Scheme.YEAR,
    *,
    name: Callable[[str], str] | None = None,
) -> list[str]:
    """Sentences on the chosen model beside the others; nothing where nothing was judged.

    Args:
        rows: ``evaluation.COLUMNS`` of one family and scheme.
        name: a model's name; default: the catalogue's ``model.…``.
    """
    name = name or (lambda model: term("model", model, lang))
    chosen = rows[rows["chosen"].astype(bool)]
    if chosen.empty:
        return []
    used, n = str(chosen["model"].iloc[0]), int(chosen["origins"].iloc[0])
    unit = t(f"judged.unit.{scheme}", lang)
    lead = t("judged.lead", lang, model=name(used), n=number(n, lang), unit=unit)
    if n < UNITS_MIN:
        return [lead, t("judged.too_few", lang, least=number(UNITS_MIN, lang), unit=unit)]
    lines = [
        t(f"judged.{code}", lang, models=t("judged.then", lang).join(names))
        for code in TOLD
        if (names := [name(str(m)) for m in rows.loc[rows["verdict"] == code, "model"]])
    ]
    return [lead, *lines, *([t("judged.simple", lang)] if used in SIMPLE else [])]


def coverage_line(coverage: pd.DataFrame, family: str, lang: str) -> str:
    """One sentence: how often ranges of next year's claims held; "" where none was judged."""
    if coverage.empty or not (coverage["peril_family"] == family).any():
        return ""
    rows = coverage[coverage["peril_family"] == family].to_dict("records")
    name = {NEGATIVE_BINOMIAL: "held", POISSON: "poisson"}
    found = {
        f"{name[r['distribution']]}{100 * r['share']:.0f}": percent(r["found"], lang, 0)
        for r in rows
    }
    widest = max(rows, key=lambda r: (r["distribution"] == NEGATIVE_BINOMIAL, r["share"]))
    lowest = percent(widest["found_lowest_year"], lang, 0)
    return t("judged.coverage", lang, **found, lowest=lowest, n=number(widest["origins"], lang))


def calibration_of(calibration: pd.DataFrame, family: str) -> pd.DataFrame:
    """Rows of one family, lowest tenth first; empty where none was judged."""
    if calibration.empty:
        return calibration
    return calibration[calibration["peril_family"] == family].sort_values("group")


def claims_next_year(story: Story, family: str, code: str) -> dict[str, float] | None:
    """Claims a village may have next year (``predictive.next_year``); None for what is no village.

    In a county without villages: its lowest regions.
    """
    table = all_next_year(story, family)
    if table is None or code not in table.index:
        return None
    return {str(name): float(value) for name, value in table.loc[code].items()}


def all_next_year(story: Story, family: str) -> pd.DataFrame | None:
    """The same of every village, by its code; None: nothing to tell it from."""
    facts = story.facts
    hierarchy = build_hierarchy(facts.regions)
    if facts.exposure.empty:
        return None
    record = build_record(facts.claims, facts.exposure, hierarchy, family)
    scored = story.scores.frame
    own = scored[scored["peril_family"] == family].drop_duplicates("region_code")
    rates = own.set_index("region_code")["claims_per_1000_house_years"]
    placed = rates.reindex(hierarchy.codes).to_numpy(dtype=float) / PER_HOUSES / record.scale
    if np.isnan(placed).any():  # scored on another map
        return None
    table = next_year(record.panel, placed, scale=record.scale).astype(float)
    return table.set_axis(hierarchy.codes, axis=0)

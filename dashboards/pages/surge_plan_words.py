"""Figures of a plan in words: the same lines wherever plans stand side by side."""

import math

import pandas as pd

from dashboards.i18n import MISSING, chance, duration, money, number, percent, span, t, term
from risk.flow import Story
from risk.staffing import Outcome

TIERS = ("town", "rural", "all")
SHARE_SEEN_MAX = 0.999

Figures = dict[str, float]

CHANCES = tuple(f"p_{tier}" for tier in TIERS)
SHARES = tuple(f"share_{tier}" for tier in TIERS)
LINES = (
    "claims", *CHANCES, *SHARES, "worst5", "over_24h", "arrival_p90", "clear_p50", "clear_p90",
    "waiting", "crews_max", "crew_days", "overtime_h", "cost",
)  # fmt: skip


def figures_of(outcome: Outcome, crews: pd.DataFrame | None) -> Figures:
    """Every line's value; those of the crews only where the crews are given."""
    kept = outcome.kept.set_index("tier")
    found = {"claims": float(kept.loc["all", "claims_mean"])}
    for tier in TIERS:
        found[f"p_{tier}"] = float(kept.loc[tier, "p_event_share"])
        found[f"share_{tier}"] = float(kept.loc[tier, "expected_share"])
    found |= {
        "worst5": outcome.worst5_share,
        "over_24h": outcome.over_24h_share,
        "arrival_p90": outcome.arrival_min["p90"],
        "clear_p50": outcome.clear_day_p50,
        "clear_p90": outcome.clear_day_p90,
        "waiting": float(outcome.backlog["p90"].max()),
        "cost": outcome.cost_money,
    }
    if crews is not None:
        by_day = crews.groupby("day")["crews"].sum()
        found["crews_max"] = float(by_day.max()) if len(by_day) else 0.0
        found["crew_days"] = float(by_day.sum())
        hours = crews["overtime_h"] * crews["crews"] if "overtime_h" in crews else pd.Series([0.0])
        found["overtime_h"] = float(hours.sum())
    return found


def line_words(line: str, lang: str) -> str:
    """Name of a line, with its unit."""
    kind, _, tier = line.partition("_")
    if line in (*CHANCES, *SHARES):
        return t(f"plan.line.{kind}", lang, tier=term("tier", tier, lang))
    return t(f"plan.line.{line}", lang)


def value_words(line: str, value: float | None, story: Story, lang: str) -> str:
    """A line's value; a chance or share is never 100 %."""
    if value is None or math.isnan(value):
        return MISSING
    if line in CHANCES:
        return chance(value, lang)
    if line in (*SHARES, "worst5"):
        return share_words(value, lang)
    if line == "over_24h":
        return percent(value, lang)
    if line == "arrival_p90":
        return duration(value, lang)
    if line.startswith("clear"):
        return day_words(value, lang)
    if line == "cost":
        return money(value, lang, story.facts.county.currency)
    return number(value, lang, 1 if line == "claims" and value < 10 else 0)


def difference_words(line: str, value: float, plan: float, story: Story, lang: str) -> str:
    """How far a value lies from the plan's; percentage points for ratios."""
    if any(math.isnan(x) for x in (value, plan)):
        return MISSING
    if math.isinf(value) or math.isinf(plan):
        same = value == plan
        return t("plan.same", lang) if same else t("plan.not_comparable", lang)
    change = value - plan
    if line in (*CHANCES, *SHARES, "worst5", "over_24h"):
        points = round(100 * change, 1)
        return t("plan.points", lang, n=_signed(points, lang, 1)) if points else _same(lang)
    if line == "arrival_p90":
        return t("plan.minutes", lang, n=_signed(change, lang)) if round(change) else _same(lang)
    if line == "cost":
        told = money(abs(change), lang, story.facts.county.currency)
        return ("+" if change > 0 else "−") + told if round(change) else _same(lang)
    return _signed(change, lang) if round(change) else _same(lang)


def _same(lang: str) -> str:
    return t("plan.same", lang)


def _signed(value: float, lang: str, digits: int = 0) -> str:
    return ("+" if value > 0 else "−") + number(abs(value), lang, digits)


def share_words(value: float, lang: str) -> str:
    """A simulated share of claims: one of 1 is a share not seen to fail, never a certainty."""
    return ">99.9%" if value > SHARE_SEEN_MAX else percent(value, lang)


def day_words(day_from_0: float, lang: str) -> str:
    """A day of the plan, counted from 1."""
    if math.isinf(day_from_0):
        return t("answer.never", lang)
    return t("answer.day_number", lang, n=number(day_from_0 + 1, lang))


def bands(row: pd.Series, lang: str) -> tuple[str, str]:
    """Monte-Carlo and model band of a chance; the second is a dash where it was not simulated."""
    return (
        span(row["p_lo"], row["p_hi"], lang, chance),
        span(row["model_lo"], row["model_hi"], lang, chance),
    )

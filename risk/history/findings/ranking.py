"""All rules over the tables: false discoveries held down, findings ranked by effect.

Twenty tests of nothing find one thing at 5 %. Within each family of rules (claims, promise,
satisfaction, coverage, data), and over all subjects a rule looks at (townships, peril families,
stages), p becomes Benjamini and Hochberg's (1995) q; a difference whose q is above 5 % is not
concluded.
Contract verdicts by tier, exact counts and forecast ranges are no tests and stand as they are.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from math import isfinite, nan

import numpy as np
from scipy.stats import false_discovery_control

from risk.history.findings import claims, coverage, places, promise, records, satisfaction, times
from risk.history.findings.model import INSUFFICIENT, Finding, Rule, Seen, Tables

FALSE_DISCOVERIES = 0.05
FOUND = ("above", "below")
RULES: tuple[Rule, ...] = (
    *promise.RULES, *claims.RULES, *times.RULES, *places.RULES, *satisfaction.RULES,
    *coverage.RULES, *records.RULES,
)  # fmt: skip


def findings(tables: Tables, *, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Every finding the tables carry, and those they are too thin for.

    Nothing is drawn at random: the same tables give the same findings.

    Returns:
        First what somebody must act on, then what stands well, then what the data cannot tell; in
        each the greatest effect first. A rule of several subjects tells those that differ, or that
        none does.
    """
    seen = [(rule, one) for rule in rules for one in rule.look(tables)]
    told: list[Finding] = []
    for rule, group in groupby(zip(seen, _q(seen), strict=True), key=lambda item: item[0][0]):
        made = [_finding(tables, rule, one, q) for (_, one), q in group]
        told += made if rule.tells_all else _told(made)
    order = {rule.code: i for i, rule in enumerate(rules)}
    return tuple(sorted(told, key=lambda f: (_standing(f), -f.effect, order[f.code])))


def _standing(finding: Finding) -> int:
    return 2 if not finding.sufficient else 0 if finding.to_act else 1


def _q(seen: Sequence[tuple[Rule, Seen]]) -> list[float]:
    """Benjamini–Hochberg within each family; NaN where nothing was tested."""
    q = np.full(len(seen), nan)
    p = np.array([one.p if one.answer not in INSUFFICIENT else nan for _, one in seen])
    for family in {rule.family for rule, _ in seen}:
        own = np.array([rule.family == family for rule, _ in seen]) & np.isfinite(p)
        if own.any():
            q[own] = false_discovery_control(p[own])
    return [float(value) for value in q]


def _finding(tables: Tables, rule: Rule, seen: Seen, q: float) -> Finding:
    if seen.answer in FOUND and isfinite(q) and q > FALSE_DISCOVERIES:
        seen = replace(seen, answer="even", effect=0.0)
    if seen.answer == "even" or seen.answer in INSUFFICIENT:
        seen = replace(seen, effect=0.0)
    lo, hi = (end if isfinite(end) else nan for end in (seen.lo, seen.hi))
    task = rule.tasks.get(seen.answer)
    variant = ".crews" if "extra_crews" in seen.values and seen.answer == "above" else ""
    return Finding(
        rule.code, rule.family, seen.answer, seen.first or tables.year_start,
        seen.last or tables.as_of, seen.value, lo, hi, seen.level, rule.unit,
        rule.comparison, seen.comparison_value, seen.n, rule.sources, seen.p, q, seen.effect,
        f"{rule.code}.{seen.answer}{variant}", task.owner if task else "",
        task.due_days if task else None, seen.values,
    )  # fmt: skip


def _told(group: list[Finding]) -> list[Finding]:
    """The subjects that differ, else one finding for all of them, without a value of its own."""
    found = [f for f in group if f.answer in FOUND]
    if found or len(group) == 1:
        return found or group
    enough = [f for f in group if f.sufficient] or group
    return [
        replace(
            enough[0], value=nan, lo=nan, hi=nan, comparison_value=nan,
            n=sum(f.n for f in enough), values={"looked_at": len(enough)},
        )
    ]  # fmt: skip

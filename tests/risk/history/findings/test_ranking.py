"""Findings together: false discoveries, order, and what must hold of any tables."""

from dataclasses import replace
from datetime import date
from math import isfinite, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk.history.findings import RULES, Finding, findings
from risk.history.findings.model import INSUFFICIENT, Rule, Seen, Task
from tests.risk.history.findings.conftest import claims_on, complaints, days_of, shuffled, targets

WITH_TABLES = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rule(code: str, *seen: Seen, family: str = "claims") -> Rule:
    """A rule that saw what it is told to."""
    return Rule(code, family, "share", "target", ("claim",), lambda _: seen,
                {"above": Task("claims", 30)})  # fmt: skip


def above(p: float, effect: float = 0.1, **values: object) -> Seen:
    """An interval above its comparison."""
    return Seen("above", 0.6, 0.55, 0.65, 0.5, 100, effect, p, values=values)


def test_one_of_twenty_tests_of_nothing_is_no_finding(make):
    """p 0.03 stands alone, not among twenty; p 0.0001 stands among twenty."""
    (alone,) = findings(make(), rules=[rule("a", above(0.03))])
    assert (alone.answer, alone.q, alone.owner) == ("above", 0.03, "claims")
    others = [Seen("even", 0.5, 0.4, 0.6, 0.5, 100, 0, p) for p in np.linspace(0.1, 1, 19)]
    (many,) = findings(make(), rules=[rule("a", above(0.03), *others)])
    assert (many.answer, many.owner, many.effect) == ("even", "", 0.0)
    assert isnan(many.value)
    assert many.values == {"looked_at": 20}
    (sure,) = findings(make(), rules=[rule("a", above(0.0001), *others)])
    assert (sure.answer, sure.q) == ("above", pytest.approx(0.002))


def test_families_are_tested_apart(make):
    """Nineteen tests of the data do not weaken one of the claims."""
    others = [Seen("even", p=p, n=50) for p in np.linspace(0.1, 1, 19)]
    found = findings(make(), rules=[rule("a", above(0.03)), rule("b", *others, family="data")])
    assert {f.code: f.answer for f in found} == {"a": "above", "b": "even"}


def test_what_must_be_done_first_and_what_is_unknown_last(make):
    """Ranked by effect within what asks for action; good news after it, thin data last."""
    rules = [
        rule("thin", Seen("thin")), rule("good", Seen("below", 0.4, 0.35, 0.45, 0.5, 99, 0.9)),
        rule("small", above(0.001, 0.1)), rule("great", above(0.001, 0.2)),
    ]  # fmt: skip
    assert [f.code for f in findings(make(), rules=rules)] == ["great", "small", "good", "thin"]


def test_a_county_without_claims_concludes_nothing_from_them(make):
    """Every rule answers, none fails."""
    tables = make(claims_on([]), exposure=make().exposure.iloc[:0], loads=make().loads.iloc[:0],
                  promise_by_year=make().promise_by_year.iloc[:0])  # fmt: skip
    found = findings(tables)
    codes = {f.code for f in found}
    assert codes == {r.code for r in RULES} - {"ageing", "ahead", "coverage", "groups"}
    assert {f.code for f in found if f.sufficient} == {"old_open"}
    assert all(f.effect == 0 for f in found)


def random_tables(make, seed: int):
    """Two years of claims whose every column is drawn."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 300))
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 1096, n)), "D")
    rows = claims_on(
        days, township_code=rng.choice(["T", "U"], n), region_code=rng.choice(["A", "B"], n),
        peril_family=rng.choice(["storm", "flood", "snow"], n),
        event_id=rng.choice(np.array(["E", "F", None, None, None], dtype=object), n),
        late_reason=rng.choice(np.array(["road", "crew", None], dtype=object), n),
        satisfaction=rng.choice(["satisfied", "dissatisfied"], n),
        status=rng.choice(["paid", "open"], n), paid_money=rng.gamma(1, 1000, n),
    )  # fmt: skip
    rows["arrived_at"] = rows["reported_at"] + pd.to_timedelta(rng.exponential(150, n), "min")
    made = rng.choice(days_of(2025, 1), int(rng.integers(0, 80)), replace=False)
    asked = targets((2025, 1, "满意率", float(rng.uniform(0.3, 0.9))))
    return make(rows, complaints=complaints(pd.to_datetime(made)), targets=asked)


def rounded(values: dict[str, object]) -> dict[str, object]:
    """Values as they print: no difference of the last bit."""
    return {k: f"{v:.9g}" if isinstance(v, float) else v for k, v in values.items()}


def conclusive(finding: Finding) -> bool:
    """Whether a difference is claimed."""
    return finding.answer in ("above", "below", "kept", "missed")


@WITH_TABLES
@given(st.integers(0, 10_000))
def test_nothing_is_claimed_that_the_interval_holds(make, seed):
    """A difference has its whole interval and q on its side; the rest has no effect."""
    for f in findings(random_tables(make, seed)):
        if conclusive(f) and isfinite(f.lo) and isfinite(f.hi):
            assert not f.lo < f.comparison_value < f.hi, f
        if conclusive(f) and isfinite(f.q):
            assert f.q <= 0.05, f
        if f.answer in ("even", "open", *INSUFFICIENT):
            assert f.effect == 0, f
        assert 0 <= f.effect <= 1, f
        assert f.to_act == (f.due_days is not None), f


@WITH_TABLES
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(make, seed):
    """Any order of every table gives the same findings in the same order."""
    tables = random_tables(make, seed)
    for one, other in zip(findings(tables), findings(shuffled(tables, seed)), strict=True):
        assert (one.code, one.answer, one.measure, one.n) == (
            other.code, other.answer, other.measure, other.n,
        )  # fmt: skip
        numbers = [(f.value, f.lo, f.hi, f.p, f.q, f.effect) for f in (one, other)]
        assert numbers[0] == pytest.approx(numbers[1], nan_ok=True)
        assert rounded(one.values) == rounded(other.values)


def test_nothing_later_than_the_year_counts(make):
    """A finding of the year so far ends on the last day known."""
    (found,) = (f for f in findings(make()) if f.code == "night")
    assert (found.first, found.last) == (date(2025, 1, 1), date(2025, 12, 31))
    moved = replace(make(), as_of=date(2025, 6, 30))
    assert {f.last for f in findings(moved) if f.code == "night"} == {date(2025, 6, 30)}

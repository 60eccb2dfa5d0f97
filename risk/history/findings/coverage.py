"""Rules on coverage: households enrolled against those expected, groups against their lists."""

from collections.abc import Sequence

from risk.history.contract import Metric
from risk.history.coverage import UNKNOWN
from risk.history.findings.metrics import target
from risk.history.findings.model import Rule, Seen, Tables, Task

FAMILY = "coverage"
AT_START = ("listed_insured_ordinary", "special_not_listed", "other_group")


def coverage(t: Tables) -> list[Seen]:
    """Households insured against those expected, in the county: a count, exact.

    Without a roster it is unknown, never 100 %.
    """
    if t.coverage is None:
        return []
    county = t.coverage.iloc[0]
    if county["expected_source"] == UNKNOWN or not t.insured:
        return [Seen("unknown", first=t.as_of)]
    rate, n = float(county["coverage_rate"]), int(county["households_expected"])
    values = {
        "insured": int(county["households_insured_listed"]),
        "uninsured": int(county["households_uninsured"]), "listed_on": county["listed_on"].date(),
    }  # fmt: skip
    goal = target(t, Metric.COVERAGE)
    if goal is None:
        return [Seen("no_target", rate, n=n, first=t.as_of, values=values)]
    answer, effect = "below" if rate < goal else "above", max(goal - rate, 0.0)
    return [
        Seen(answer, rate, comparison_value=goal, n=n, effect=effect, first=t.as_of, values=values)
    ]


def groups(t: Tables) -> list[Seen]:
    """Policies in force whose group the departments' lists did not bear out on the first day."""
    if t.coverage is None:
        return []
    if t.group_faults is None:
        return [Seen("unknown", first=t.as_of)]
    n = int(t.coverage.iloc[0]["policies"])
    wrong = int(t.group_faults["fault"].isin(AT_START).sum())
    part, answer = wrong / n if n else 0.0, "some" if wrong else "none"
    values = {"wrong": wrong}
    return [
        Seen(answer, part, comparison_value=0.0, n=n, effect=part, first=t.as_of, values=values)
    ]


RULES: Sequence[Rule] = (
    Rule(
        "coverage", FAMILY, "share", "target", ("policy", "roster", "target"), coverage,
        {"below": Task("underwriting", 60), "unknown": Task("underwriting", 90),
         "no_target": Task("manager", 90)},
    ),
    Rule(
        "groups", FAMILY, "share", "none", ("policy", "household_group"), groups,
        {"some": Task("underwriting", 30), "unknown": Task("underwriting", 90)},
    ),
)  # fmt: skip

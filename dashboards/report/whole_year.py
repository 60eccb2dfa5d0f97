"""The contract year as a whole: what is actual, what is estimated, and how surely."""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import pandas as pd

from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Paragraph, Table
from risk.flow import Story
from risk.terms import ClaimStatus


@dataclass(frozen=True)
class Sum:
    """A figure of the contract year: known on the last day, still to come, its least and most.

    ``rest`` NaN: no estimate can be made; 0 with the same ends: nothing is left to come.
    """

    actual: float
    rest: float
    low: float
    high: float

    @property
    def whole(self) -> float:
        """The year's figure."""
        return self.actual + self.rest


def claims(story: Story) -> Sum:
    """Claims of losses in the contract year."""
    n = float((story.facts.claims["year"] == _year(story)).sum())
    found = facts.remaining(story)
    if found is None:
        return Sum(n, *_nothing(story))
    return Sum(n, *found.total)


def paid(story: Story) -> Sum:
    """Payments for losses in the contract year, in the county's currency.

    To come are payments for losses of the days left, as on the same days of past whole years, and
    for the claims open now, at the mean payment of a closed claim; the range is that of past
    years, scaled to the houses insured now.
    """
    claims_ = story.facts.claims
    own = claims_[claims_["year"] == _year(story)]
    actual, open_ = float(own["paid_money"].sum()), _open(own)
    years = [y for y in facts.complete_years(story) if y < _year(story)]
    if len(years) < facts.YEARS_MIN:
        rest = _nothing(story) if not open_ else (nan, nan, nan)
        return Sum(actual, *rest)
    past = claims_[claims_["year"].isin(years) & (claims_["status"] != ClaimStatus.OPEN.value)]
    each = past.groupby("year")["paid_money"].sum() / past.groupby("year").size()
    each = each.reindex(years).fillna(0.0)
    to_come = pd.Series(0.0, index=years)
    if facts.remaining(story) is not None:
        later = facts.after_same_day(story, years, story.facts.as_of)
        sums = later.groupby("year")["paid_money"].sum().reindex(years).fillna(0.0)
        to_come = sums * facts.years_scale(story, years)
    rest = to_come + open_ * each
    return Sum(actual, float(rest.mean()), float(rest.min()), float(rest.max()))


def _year(story: Story) -> int:
    return story.facts.county.contract_year(story.facts.as_of)


def _open(frame: pd.DataFrame) -> int:
    return int((frame["status"] == ClaimStatus.OPEN.value).sum())


def _nothing(story: Story) -> tuple[float, float, float]:
    """Nothing to come where the year is over; unknown where it is not."""
    end = story.facts.county.contract_year_bounds(_year(story))[1]
    over = pd.Timestamp(story.facts.as_of) + pd.Timedelta(days=1) >= pd.Timestamp(end)
    return (0.0, 0.0, 0.0) if over else (nan, nan, nan)


def whole_year(b: Brief) -> tuple[Block, ...]:
    """How much of the year is actual, and its table: actual, estimate, whole year."""
    w = b.words
    first, end = b.story.facts.county.contract_year_bounds(b.year)
    last = (pd.Timestamp(end) - pd.Timedelta(days=1)).date()
    months = len(pd.period_range(first, b.story.facts.as_of + pd.Timedelta(days=1), freq="M")) - 1
    values = {"year": w.year(b.year), "first": w.day(first), "last": w.day(last)}
    if not b.running:
        return Paragraph(w("whole.over", **values)), table(b)
    return (
        Paragraph(w("whole.running", **values, day=w.day(b.story.facts.as_of), months=w.n(months))),
        table(b),
    )  # fmt: skip


def table(b: Brief) -> Table:
    """Claims, payments and open claims: actual, still to come, whole year."""
    w, run_off = b.words, b.account.run_off
    columns = [
        b.col("figure", number=False, weight=1.8), b.col("actual", weight=1.1),
        b.col("still_to_come", weight=1.2), b.col("range_years", weight=1.5),
        b.col("whole_year", weight=1.2), b.col("standing", number=False, weight=1.2),
    ]  # fmt: skip
    n, money = claims(b.story), paid(b.story)
    rows = [
        (
            w("whole.claims"), w.n(n.actual), *_rest(b, n, w.n),
        ),
        (
            w("whole.paid", unit=w.money_unit), w.sum(money.actual), *_rest(b, money, w.sum),
        ),
        (
            w("whole.open"), w.n(run_off.open_now), w("none_left"),
            w.span(run_off.low, run_off.high) if not run_off.note else w("not_enough_short"),
            w.n(run_off.mean, 1) if not run_off.note else w("not_enough_short"),
            w("standing.estimate" if run_off.open_now else "standing.actual"),
        ),
    ]  # fmt: skip
    if not run_off.open_now or not run_off.days:  # none is left, or no day is: counted, not told
        n_open = w.n(run_off.open_now)
        rows[2] = (w("whole.open"), n_open, "0", w("none_left"), n_open, w("standing.actual"))
    return b.table("table.whole_year", columns, rows, b.ledgers("claim") + w("note.whole_year"))


def _rest(b: Brief, told: Sum, form: Callable[[float], str]) -> tuple[str, ...]:
    """Still to come, range, whole year, standing; a gap where no estimate can be made."""
    w = b.words
    if told.rest != told.rest:
        few = w("not_enough_short")
        return few, few, few, w("standing.to_date")
    if not told.high:
        return "0", w("none_left"), form(told.actual), w("standing.actual")
    ends = f"{form(told.low)}–{form(told.high)}"
    return form(told.rest), ends, form(told.whole), w("standing.partly_estimate")

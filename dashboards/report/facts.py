"""Story → the small frames that chapters share: months, years, events, seasons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboards.story.units import counts_regions, shown
from risk.flow import Story

EDGE_DAYS = 45  # records that begin within these days of a year's start cover that year
COVERED = 0.75  # of the median year's house-years
YEARS_MIN = 3  # fewer whole years carry no estimate


@dataclass(frozen=True)
class Estimate:
    """Claims of the days of this contract year still to come, as in past years.

    ``months``: month, expected, low, high (mean, least and most of the same days of each past
    year, in claims per house insured, times the houses in force); ``total`` the same for all.
    """

    years: tuple[int, ...]
    months: pd.DataFrame
    total: tuple[float, float, float]
    scaled: bool


def contract_months(story: Story) -> list[int]:
    """The twelve months in the order of the contract year."""
    start = story.facts.county.contract_year_start_month
    return [(start - 1 + i) % 12 + 1 for i in range(12)]


def complete_years(story: Story) -> list[int]:
    """Contract years wholly covered by records and over by ``as_of``.

    With policies a year is covered when it has most of a usual year's house-years; without them,
    every year from the first that has a claim soon after its start.
    """
    claims, county = story.facts.claims, story.facts.county
    if claims.empty:
        return []
    last = county.contract_year(story.facts.as_of)
    if has_exposure(story):
        insured = house_years(story)
        found = sorted(int(y) for y in insured.index[insured >= COVERED * insured.median()])
    else:
        first = claims["loss_at"].min().date()
        year = county.contract_year(first)
        late = first > county.contract_year_bounds(year)[0] + timedelta(days=EDGE_DAYS)
        found = list(range(year + late, last + 1))
    until = story.facts.as_of + timedelta(days=1)
    return [year for year in found if county.contract_year_bounds(year)[1] <= until]


def houses_in_force(story: Story) -> float:
    """Houses insured on the last day known."""
    return float(story.facts.in_force["houses"].sum())


def house_years(story: Story) -> pd.Series:
    """House-years by contract year."""
    return story.facts.exposure.groupby("year")["house_years"].sum()


def township_house_years(story: Story, year: int) -> pd.Series:
    """House-years of one contract year by township."""
    exposure = story.facts.exposure
    exposure = exposure[exposure["year"] == year]
    township = story.facts.regions.set_index("code")["township_code"]
    return exposure.groupby(exposure["region_code"].map(township))["house_years"].sum()


def has_exposure(story: Story) -> bool:
    """Whether house-years come from policies."""
    return not counts_regions(story.facts)


def scales(story: Story) -> bool:
    """Whether past counts can be brought to the houses insured now."""
    return has_exposure(story) and houses_in_force(story) > 0


def years_scale(story: Story, years: Sequence[int]) -> pd.Series:
    """Factor that brings a past year's counts to the houses insured now; 1 where none are known."""
    if not scales(story):
        return pd.Series(1.0, index=list(years))
    return houses_in_force(story) / house_years(story).reindex(list(years))


def remaining(story: Story) -> Estimate | None:
    """Claims of this contract year's days after ``as_of``; None when fewer than three past years.

    Events are kept in: the range shows what a year with or without one brings.
    """
    county, as_of = story.facts.county, story.facts.as_of
    this = county.contract_year(as_of)
    years = [y for y in complete_years(story) if y < this]
    _, end = county.contract_year_bounds(this)
    if len(years) < YEARS_MIN or as_of + timedelta(days=1) >= end:
        return None
    frame = after_same_day(story, years, as_of)
    scale = years_scale(story, years)
    months = [m for m in contract_months(story) if _month_open(m, as_of, end)]
    counts = (
        frame.groupby(["year", "month"]).size().unstack(fill_value=0)
        .reindex(index=years, columns=months, fill_value=0).mul(scale, axis=0)
    )  # fmt: skip
    by_month = pd.DataFrame(
        {
            "month": months,
            "expected": counts.mean().to_numpy(),
            "low": counts.min().to_numpy(),
            "high": counts.max().to_numpy(),
        }
    )
    sums = counts.sum(axis=1)
    total = (float(sums.mean()), float(sums.min()), float(sums.max()))
    return Estimate(tuple(years), by_month, total, scales(story))


def after_same_day(story: Story, years: Sequence[int], as_of: date) -> pd.DataFrame:
    """Claims of past years whose loss fell after the same day of the contract year."""
    this = story.facts.county.contract_year(as_of)
    claims = story.facts.claims[story.facts.claims["year"].isin(list(years))]
    same_day = {y: pd.Timestamp(as_of) - pd.DateOffset(years=this - y) for y in years}
    later = claims["loss_at"].dt.normalize() > claims["year"].map(same_day)
    chosen = claims[later]
    return chosen.assign(month=chosen["loss_at"].dt.month)


def _month_open(month: int, as_of: date, year_end: date) -> bool:
    """Whether a month still has days between ``as_of`` and the contract year's end."""
    days = pd.date_range(as_of + timedelta(days=1), year_end - timedelta(days=1))
    return month in set(days.month)


def claims_by_month(story: Story, year: int) -> pd.DataFrame:
    """Claims of a contract year: index month in contract order, one column a peril family."""
    claims = story.facts.claims
    claims = claims[claims["year"] == year]
    counts = pd.crosstab(claims["loss_at"].dt.month, claims["peril_family"])
    return counts.reindex(contract_months(story)).fillna(0).astype(int)


def season(story: Story) -> pd.DataFrame:
    """Claims a year, scaled to the houses insured now, by month and family.

    Columns month, peril_family, expected; empty when fewer than three whole years are known.
    """
    years = complete_years(story)
    columns = ["month", "peril_family", "expected"]
    if len(years) < YEARS_MIN:
        return pd.DataFrame(columns=columns)
    claims = story.facts.claims[story.facts.claims["year"].isin(years)]
    weight = claims["year"].map(years_scale(story, years)) / len(years)
    grouped = weight.groupby([claims["loss_at"].dt.month, claims["peril_family"]]).sum()
    return grouped.rename_axis(["month", "peril_family"]).rename("expected").reset_index()


def month_totals(story: Story) -> pd.DataFrame:
    """Claims by month of whole years, scaled to now: month, mean, low, high, in contract order."""
    years = complete_years(story)
    if len(years) < YEARS_MIN:
        return pd.DataFrame(columns=["month", "mean", "low", "high"])
    claims = story.facts.claims[story.facts.claims["year"].isin(years)]
    counts = (
        claims.groupby(["year", claims["loss_at"].dt.month]).size().unstack(fill_value=0)
        .reindex(index=years, columns=contract_months(story), fill_value=0)
        .mul(years_scale(story, years), axis=0)
    )  # fmt: skip
    return pd.DataFrame(
        {
            "month": contract_months(story),
            "mean": counts.mean().to_numpy(),
            "low": counts.min().to_numpy(),
            "high": counts.max().to_numpy(),
        }
    )


def events_with_claims(story: Story) -> pd.DataFrame:
    """Events and what they brought: the event table, claims, paid_money; last first."""
    claims = story.facts.claims
    known = claims[claims["event_id"].notna()]
    grouped = known.groupby("event_id")
    frame = story.facts.events.set_index("event_id")
    frame = frame.assign(claims=grouped.size(), paid_money=grouped["paid_money"].sum())
    frame = frame.fillna({"claims": 0, "paid_money": 0.0})
    return frame.sort_values("started_at", ascending=False).reset_index()


def townships(story: Story) -> pd.DataFrame:
    """Townships: claims and paid of this contract year, and levels over all perils.

    Columns region_code, claims, paid_money and those of the score frame's township rows, rates in
    the unit shown.
    """
    year = story.facts.county.contract_year(story.facts.as_of)
    claims = story.facts.claims[story.facts.claims["year"] == year]
    grouped = claims.groupby("township_code")
    frame = story.scores.frame
    rows = frame[(frame["level"] == "township") & (frame["peril_family"] == "all")]
    rows = shown(story.facts, rows, frame)
    rows = rows.rename(columns={"claims": "claims_all_years"}).set_index("region_code")
    rows = rows.assign(claims=grouped.size(), paid_money=grouped["paid_money"].sum())
    return rows.fillna({"claims": 0, "paid_money": 0.0}).reset_index()


def scenario_townships(story: Story, by_village: pd.DataFrame) -> pd.DataFrame:
    """Expected claims of a scenario by township: township_code, mean; most first."""
    township = story.facts.regions.set_index("code")["township_code"]
    code = by_village["region_code"].map(township)
    grouped = by_village.groupby(code)["mean"].sum().sort_values(ascending=False)
    return grouped.rename_axis("township_code").reset_index()

"""Story → what the overview page and the report's first chapter show."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.story.promise import MEASURED_MIN, promise_verdict
from dashboards.story.quality import current_flags, rows_in_all
from dashboards.story.units import RATE, beside_mean
from risk.flow import Story
from risk.terms import ClaimStatus, Tier

OLD_OPEN_DAYS = 30
EARLIER_STEPS = ("approved_at", "surveyed_at", "reported_at", "loss_at")


@dataclass(frozen=True)
class Compared:
    """One figure of this contract year to date, of the same days last year, and of all last year.

    ``kind`` says how it prints: number, money or ratio.
    """

    name: str
    kind: str
    now: float | None
    same_days: float | None
    whole: float | None


@dataclass(frozen=True)
class Finding:
    """One computed sentence: a catalogue key and the raw numbers it is filled with."""

    key: str
    values: dict[str, Any]
    grave: bool = False


def contract_year(story: Story) -> int:
    """The contract year of the story's last day."""
    return story.facts.county.contract_year(story.facts.as_of)


def same_day_last_year(day: date) -> date:
    """The same calendar day one year before (28 February for the 29th)."""
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def overview_tiles(story: Story) -> tuple[Compared, ...]:
    """Claims, paid money and loss ratio of this contract year against the last."""
    year = contract_year(story)
    until = same_day_last_year(story.facts.as_of)
    claims = story.facts.claims
    now = claims[claims["year"] == year]
    last = claims[claims["year"] == year - 1]
    ratio = story.history.by_year.set_index("year")["loss_ratio"].astype(float).to_dict()
    return (
        Compared("claims", "number", len(now), len(known_by(last, until)), len(last)),
        Compared("paid", "money", paid_by(now), paid_by(last, until), paid_by(last)),
        Compared("loss_ratio", "ratio", ratio.get(year), None, ratio.get(year - 1)),
    )


def known_by(claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """Claims reported by the end of a day (by loss time where no report time is kept)."""
    known_at = claims["reported_at"].fillna(claims["loss_at"])
    return claims[known_at < pd.Timestamp(day) + timedelta(days=1)]


def paid_by(claims: pd.DataFrame, day: date | None = None) -> float:
    """Money paid, by the end of a day if one is given.

    Where no day of payment is kept, the nearest earlier step that has one stands for it, as in
    ``risk/warehouse/claims.sql``.
    """
    if day is not None:
        paid_at = claims["paid_at"]
        for earlier in EARLIER_STEPS:
            paid_at = paid_at.fillna(claims[earlier])
        claims = claims[paid_at < pd.Timestamp(day) + timedelta(days=1)]
    return float(claims["paid_money"].sum())


def promise_tiles(story: Story) -> pd.DataFrame:
    """Promise kept this contract year, county town first: columns of ``history.promise``.

    Claims whose tier is not known have no limit and stand in no row.
    """
    frame = promise_years(story)
    return frame[frame["year"] == contract_year(story)].sort_values("tier", ascending=False)


def promise_years(story: Story) -> pd.DataFrame:
    """Promise kept by contract year and tier, tiers that have a limit only."""
    frame = story.history.promise_by_year
    return frame[frame["tier"].isin([t.value for t in Tier])]


def monthly_by_family(story: Story, *, years: int = 2) -> pd.DataFrame:
    """Claims by contract year, month (in contract order) and family, with the months of none.

    Months not yet begun are left out.
    """
    county, this = story.facts.county, contract_year(story)
    claims = story.facts.claims
    claims = claims[claims["year"] > this - years]
    counted = (
        claims.assign(month=claims["loss_at"].dt.month)
        .groupby(["year", "month", "peril_family"])
        .size()
    )
    families = sorted(claims["peril_family"].dropna().unique())
    order = [(county.contract_year_start_month - 1 + i) % 12 + 1 for i in range(12)]
    rows = [
        {"year": year, "month": m, "peril_family": family,
         "claims": int(counted.get((year, m, family), 0))}
        for year in range(this - years + 1, this + 1)
        for m in order
        for family in families
        if _begins(county.contract_year_bounds(year)[0], m) <= story.facts.as_of
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "month", "peril_family", "claims"])


def _begins(year_start: date, month: int) -> date:
    return date(year_start.year + (month < year_start.month), month, 1)


def top_townships(story: Story, *, rows: int = 8) -> pd.DataFrame:
    """Townships with most claims this contract year.

    Columns township_code, name, claims, paid_money, claims_per_1000_house_years with _lo and _hi
    (without policies: relative to the mean region of the year), risk_level (all perils).
    """
    facts, year = story.facts, contract_year(story)
    frame = story.history.by_township_year
    frame = frame[frame["year"] == year].dropna(subset="township_code")
    levels = story.scores.frame.query("level == 'township' and peril_family == 'all'")
    frame = frame.assign(
        name=frame["township_code"].map(facts.regions.set_index("code")["name"]),
        risk_level=frame["township_code"].map(levels.set_index("region_code")["risk_level"]),
    )
    whole = story.history.by_year.set_index("year")[RATE].get(year, float("nan"))
    return beside_mean(facts, frame.sort_values("claims", ascending=False).head(rows), whole)


def attention(story: Story) -> tuple[Finding, ...]:
    """What somebody should look at, gravest first; empty when nothing is wrong."""
    found = [*_open_claims(story), *_promise(story), *_records(story), *_limits(story)]
    return tuple(sorted(found, key=lambda f: not f.grave))


def open_claims(story: Story) -> tuple[int, int]:
    """Claims of any year still open, and those of them known for more than OLD_OPEN_DAYS."""
    claims, as_of = story.facts.claims, pd.Timestamp(story.facts.as_of)
    still_open = claims[claims["status"] == ClaimStatus.OPEN.value]
    known_at = still_open["reported_at"].fillna(still_open["loss_at"])
    old = int((known_at < as_of - timedelta(days=OLD_OPEN_DAYS)).sum())
    return len(still_open), old


def _open_claims(story: Story) -> list[Finding]:
    still_open, old = open_claims(story)
    if not still_open:
        return []
    values = {"n": still_open, "old": old, "days": OLD_OPEN_DAYS}
    return [Finding("attention.open", values, grave=old > 0)]


def _promise(story: Story) -> list[Finding]:
    target = story.facts.county.staffing.share_target
    found = []
    for row in promise_tiles(story).to_dict("records"):
        verdict = promise_verdict(row, target)
        if verdict == "missed":
            values = {"tier": row["tier"], "share": row["share_measured"], "target": target}
            found.append(Finding("attention.promise", values, grave=True))
        if verdict == "too_few":
            values = {"tier": row["tier"], "n": int(row["measured"]), "least": MEASURED_MIN}
            found.append(Finding("attention.too_few_measured", values))
        unclocked = int(row["claims"] - row["clocked"])
        if unclocked:
            values = {"tier": row["tier"], "n": unclocked, "claims": int(row["claims"])}
            found.append(Finding("attention.unclocked", values))
    return found


def _records(story: Story) -> list[Finding]:
    rejected = rows_in_all(story)["rows_rejected"]
    found = [Finding("attention.rejects", {"n": rejected})] if rejected else []
    flags = len(current_flags(story))
    if flags:
        found.append(Finding("attention.flags", {"n": flags}))
    unlocated = int(story.facts.claims["village_key"].isna().sum())
    if unlocated:
        values = {"n": unlocated, "claims": len(story.facts.claims)}
        found.append(Finding("attention.unlocated", values))
    return found


def _limits(story: Story) -> list[Finding]:
    found = []
    seen = set(story.facts.claims["peril_family"].dropna())
    merged = tuple(family for family in story.scores.merged_families if family in seen)
    if merged:
        found.append(Finding("attention.merged", {"families": merged}))
    if (story.facts.exposure["exposure_source"] == "none").any():
        found.append(Finding("attention.no_exposure", {}))
    if story.facts.bases.empty:
        found.append(Finding("attention.no_bases", {}))
    return found

"""Targets by month: from the forecast and the roster; those the county has set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import reword
from dashboards.report import facts
from dashboards.report.ahead import of_all
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Column, Paragraph
from dashboards.report.targets import name, shown
from risk.history.contract import code_of
from risk.staffing.roster import BaseStaffing
from risk.staffing.roster.rules import SHIFTS

Tasks = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Month:
    """What one month of the year planned is to be ready for.

    Attributes:
        first: its first day.
        source: ``forecast``; ``same_month``: the forecast ends before it, and its calendar month
            within the twelve forecast stands in; ``past``: no forecast, the mean of past years.
        claims, low, high: median and 90 % range (``past``: mean, least and most).
    """

    first: pd.Timestamp
    source: str
    claims: float
    low: float
    high: float


def months_planned(b: Brief) -> list[Month]:
    """The twelve months of the year planned; none where neither forecast nor season is known."""
    first = b.story.facts.county.contract_year_bounds(b.plan_year)[0]
    wanted = pd.date_range(first, periods=12, freq="MS")
    ahead = b.account.forecast
    if ahead.note:
        past = facts.month_totals(b.story).set_index("month")
        if past.empty:
            return []
        own = past.loc[[m.month for m in wanted]].itertuples()
        return [Month(m, "past", r.mean, r.low, r.high) for m, r in zip(wanted, own, strict=True)]
    rows = {r.month: r for r in of_all(ahead.by_month).itertuples()}
    same = {month.month: r for month, r in rows.items()}
    return [
        Month(m, "forecast" if m in rows else "same_month", r.p50, r.p05, r.p95)
        for m in wanted
        for r in (rows.get(m, same[m.month]),)
    ]


def by_calendar(told: BaseStaffing) -> dict[int, pd.Timestamp]:
    """Calendar month → the month of the year ahead that stands for it."""
    return {month.month: month for month in told.people["month"]}


def planned(b: Brief, tasks: Tasks) -> tuple[Block, ...]:
    """Claims, people and target of each month of the year planned, with what is to be done."""
    w, months = b.words, months_planned(b)
    if not months:
        return (Paragraph(w("targets.none")), *set_by_county(b))
    told = b.base_staffing
    gap = [Paragraph(w("targets.no_roster", why=reword(told, w.lang)))] if isinstance(
        told, str
    ) else []  # fmt: skip
    columns = [
        b.col("month", number=False, weight=0.8),
        b.col("claims_p50", unit="claims", weight=1.1),
        b.col("range_90", unit="claims", weight=1.3),
        b.col("from", number=False, weight=1.3), b.col("main_family", number=False, weight=1.2),
        b.col("people_of", weight=1.2), b.col("p_record", weight=2),
        b.col("target_arrival", weight=1.1), b.col("task", number=False, weight=3),
    ]  # fmt: skip
    families = main_families(b)
    target = w.pct(b.story.facts.county.staffing.share_target, 0)
    rows = [
        (
            w.month(m.first.month), w.n(m.claims),
            w.span(m.low, m.high), w(f"from.{m.source}"), families.get(m.first.month, w("none")),
            *_people(b, m.first.month), f"≥ {target}",
            w.join(list(tasks.get(m.first.month, []))) if tasks.get(m.first.month)
            else w("task.routine"),
        )
        for m in months
    ]  # fmt: skip
    note = b.ledgers("claim", "policy", "base", "surveyor") + w("note.month_targets")
    return (
        Paragraph(reading(b, months)), *gap, b.table("table.targets", columns, rows, note),
        *set_by_county(b),
    )  # fmt: skip


def reading(b: Brief, months: Sequence[Month]) -> str:
    """The year's most and least months, and those the people on record do not carry."""
    w, told = b.words, b.base_staffing
    most, least = max(months, key=fullness), min(months, key=fullness)
    text = w(
        "targets.text", most=w.month(most.first.month), n_most=w.n(most.claims),
        range=w.span(most.low, most.high), least=w.month(least.first.month),
        n_least=w.n(least.claims),
    )  # fmt: skip
    if isinstance(told, str):
        return text
    short = [
        w.month(r.month.month)
        for r in told.people.sort_values("month").itertuples()
        if pd.notna(r.people_record) and r.people_needed > r.people_record
    ]
    if told.people["people_record"].isna().all():
        return text + w("targets.people_unknown")
    key = "targets.people_short" if short else "targets.people_enough"
    return text + w(key, months=w.join(short), n=w.n(len(short)))


def fullness(month: Month) -> tuple[float, float]:
    """What orders months: the median, then the upper end."""
    return month.claims, month.high


def main_families(b: Brief) -> dict[int, str]:
    """Calendar month → the family that brought most claims in it in past whole years."""
    season = facts.season(b.story)
    ordered = season.sort_values("expected", ascending=False).drop_duplicates("month")
    return {
        int(r.month): b.words.family(r.peril_family) for r in ordered.itertuples() if r.expected
    }


def _people(b: Brief, month: int) -> tuple[str, str]:
    """People needed and on record, and the chance that a day holds with the crews on record."""
    w, told = b.words, b.base_staffing
    if isinstance(told, str):
        return w("unknown"), w("unknown")
    first = by_calendar(told)[month]
    person = told.people.set_index("month").loc[first]
    held = told.months[told.months["month"] == first].set_index("shift")
    record = person["people_record"]
    chances = [w.chance(float(held.loc[s, "p_record"])) for s in SHIFTS]
    known = w("not_given") if pd.isna(record) else w.n(record)
    return f"{w.n(person['people_needed'])} / {known}", " / ".join(chances)


def set_by_county(b: Brief) -> tuple[Block, ...]:
    """The monthly targets loaded for the year planned; a gap where there are none."""
    w, frame = b.words, b.story.facts.targets
    own = frame[frame["contract_year"] == b.plan_year]
    if own.empty:
        return (Paragraph(w("targets.not_set", year=w.year(b.plan_year))),)
    order = facts.contract_months(b.story)
    columns = [
        b.col("metric", number=False, weight=2.2),
        *(Column(w.month(m), "", True, 1.0) for m in order),
    ]
    rows = [
        (_metric(b, metric), *(_target(b, metric, part, m) for m in order))
        for metric, part in own.groupby("metric", sort=False)
    ]
    text = w("targets.set", year=w.year(b.plan_year), n=w.n(len(rows)))
    return Paragraph(text), b.table("table.targets_set", columns, rows, b.ledgers("target"))


def _metric(b: Brief, metric: Any) -> str:
    return name(b, str(metric), code_of(metric))


def _target(b: Brief, metric: Any, part: pd.DataFrame, month: int) -> str:
    own = part.loc[part["month"] == month, "value"]
    return b.words("none_left") if own.empty else shown(b, code_of(metric), float(own.iloc[0]))

"""Who is insured, who is not yet, why, and what to do."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.findings import told_of


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("coverage.title"),
        (
            Section(w("coverage.force.title"), in_force(b)),
            Section(w("coverage.township.title"), by_township(b)),
            Section(w("coverage.group.title"), by_group(b)),
            Section(w("coverage.scheme.title"), scheme(b)),
        ),
    )


def in_force(b: Brief) -> tuple[Block, ...]:
    """Houses insured on the last day, by structure."""
    w, frame = b.words, b.story.facts.in_force
    if not facts.has_exposure(b.story):
        return (Paragraph(w("coverage.force.none")),)
    houses, special = frame["houses"].sum(), frame["special_households"].sum()
    text = w(
        "coverage.force.text",
        day=w.day(b.story.facts.as_of), n=w.n(houses),
        sum=w.money(float(frame["sum_insured_money"].sum())), special=w.n(special),
        share=w.pct(float(special) / max(float(houses), 1)),
    )  # fmt: skip
    grouped = frame.groupby("structure")[["houses", "sum_insured_money", "special_households"]]
    rows = [
        (
            w.term("structure", structure), w.n(r["houses"]),
            w.pct(float(r["houses"]) / max(float(houses), 1)),
            w.sum(float(r["sum_insured_money"])), w.n(r["special_households"]),
        )
        for structure, r in grouped.sum().sort_values("houses", ascending=False).iterrows()
    ]  # fmt: skip
    columns = [
        b.col("structure", number=False, weight=1.5), b.col("houses", unit="houses"),
        b.col("share"), b.col("sum_insured", unit=w.money_unit, weight=1.3),
        b.col("special", unit="houses"),
    ]  # fmt: skip
    return Paragraph(text), b.table("table.structures", columns, rows, b.ledgers("policy"))


def by_township(b: Brief) -> tuple[Block, ...]:
    """Households insured beside those expected, why not, and what to do, by township."""
    w = b.words
    if not facts.has_exposure(b.story):
        return (Paragraph(w("coverage.force.none")), *told_of(b, "coverage"))
    frame = b.account.insured.townships.merge(
        b.account.insured.uninsured.drop(columns="households_uninsured"),
        on=["level", "region_code"],
    )
    columns = [
        b.col("township", number=False, weight=1.4), b.col("insured"),
        b.col("expected", weight=1.1), b.col("enrolled", weight=1.1), b.col("uninsured"),
        b.col("lapsed", weight=1.1), b.col("never", weight=1.1), b.col("renewed"),
        b.col("measure", number=False, weight=1.9),
    ]  # fmt: skip
    rows = [township_row(b, row) for row in frame.to_dict("records")]
    note = b.ledgers("policy", "roster") + w("note.coverage")
    return (
        Paragraph(roster_text(b)), *told_of(b, "coverage"),
        b.table("table.coverage", columns, rows, note),
    )  # fmt: skip


def township_row(b: Brief, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """The county or one township; expected households come from the roster alone."""
    w = b.words
    whole = not isinstance(row["region_code"], str)
    known = pd.notna(row["coverage_rate"])
    unknown = w("unknown")
    return (
        w("whole_county") if whole else b.place(row["region_code"]),
        w.n(row["households_insured"]),
        w.n(row["households_expected"]) if known else unknown,
        w.pct(row["coverage_rate"]) if known else unknown,
        w.n(row["households_uninsured"]) if known else unknown,
        w.n(row["lapsed"]), w.n(row["not_insured_before"]) if known else unknown,
        w.pct(row["renewed_share"]), w(f"coverage.measure.{measure(row)}"),
    )  # fmt: skip


def measure(row: Mapping[Any, Any]) -> str:
    """What the greater part of the uninsured asks for."""
    if pd.isna(row["coverage_rate"]):
        return "roster"
    if row["more_than_expected"]:
        return "check"
    if not row["households_uninsured"]:
        return "keep"
    return "renew" if row["lapsed"] > row["not_insured_before"] else "visit"


def roster_text(b: Brief) -> str:
    """Coverage of the whole county against the latest list, with the list's source and day."""
    w, row = b.words, b.account.insured.townships.iloc[0]
    if pd.isna(row["coverage_rate"]):
        return w("coverage.township.unknown")
    return w(
        "coverage.township.roster",
        day=w.day(row["listed_on"]), source=w.cited(w.text(row["list_source"], "none")),
        expected=w.n(row["households_expected"]), houses=w.n(row["households_insured_listed"]),
        share=w.pct(row["coverage_rate"]),
    )  # fmt: skip


def by_group(b: Brief) -> tuple[Block, ...]:
    """Coverage of each household group against the departments' lists."""
    w, frame = b.words, b.account.insured.groups
    if not facts.has_exposure(b.story):
        return (Paragraph(w("coverage.force.none")),)
    columns = [
        b.col("group", number=False, weight=2), b.col("expected", unit="households"),
        b.col("insured", unit="households"), b.col("enrolled"),
        b.col("insured_as", unit="households", weight=1.2),
        b.col("expected_from", number=False, weight=2),
    ]  # fmt: skip
    unknown = w("unknown")
    rows = [
        (
            w.term("group", r.household_group),
            w.n(r.households_expected) if pd.notna(r.households_expected) else unknown,
            w.n(r.households_insured) if pd.notna(r.households_insured) else unknown,
            w.pct(r.coverage_rate) if pd.notna(r.coverage_rate) else unknown,
            w.n(r.insured_as),
            w(f"expected_from.{r.expected_source}", source=w.cited(w.text(r.list_source, "none"))),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    note = b.ledgers("policy", "household_group", "roster") + w("note.groups")
    table = b.table("table.groups", columns, rows, note)
    return Paragraph(w("coverage.group.text")), *told_of(b, "groups"), table


def scheme(b: Brief) -> tuple[Block, ...]:
    """Who pays what for which sum: the legal premium rows of the year planned."""
    w, county = b.words, b.story.facts.county
    rows = [r for r in county.scheme.premium_rows if r.holds(b.plan_year)]
    if not rows:
        return (Paragraph(w("coverage.scheme.none", year=w.year(b.plan_year))),)
    unit = w.currency_name
    columns = [
        b.col("premium_row", number=False, weight=1.8), b.col("pays_household", unit=unit),
        b.col("pays_province", unit=unit), b.col("pays_county", unit=unit),
        b.col("sum_insured", unit=unit, weight=1.2),
    ]  # fmt: skip
    cells = [
        (
            r.name, w.n(r.household_money), w.n(r.province_money),
            w.n(r.county_money), w.n(r.sum_insured_money),
        )
        for r in rows
    ]  # fmt: skip
    standing = county.scheme.standing("premium_rows")
    note = b.source(w("settings_file")) + w(
        "note.standing", status=w.term("status", standing.status), source=w.cited(standing.source)
    )
    return (
        Paragraph(w("coverage.scheme.text", year=w.year(b.plan_year))),
        b.table("table.scheme", columns, cells, note),
    )

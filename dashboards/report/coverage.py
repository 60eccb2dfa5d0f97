"""Chapter 5: who is insured, and who is not yet."""

import pandas as pd

from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section


def chapter(b: Brief) -> Chapter:
    """The chapter."""
    w = b.words
    return Chapter(
        w("coverage.title"),
        (
            Section(w("coverage.force.title"), in_force(b)),
            Section(w("coverage.township.title"), by_township(b)),
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
    """Insured houses beside the households that should be insured, where a list says so."""
    w = b.words
    frame = township_frame(b)
    listed = not b.story.facts.roster.empty
    known = frame["beside"].notna() & (frame["beside"] > 0)
    unknown = "coverage.township.text" if known.any() else "coverage.township.unknown"
    text = roster_text(b, frame) if listed else w(unknown)
    beside, share = ("expected", "enrolled") if listed else ("registered", "share_registered")
    columns = [
        b.col("township", number=False, weight=1.6), b.col("houses", unit="houses"),
        b.col("special", unit="houses"), b.col(beside, unit="houses", weight=1.2),
        b.col(share, weight=1.1),
    ]  # fmt: skip
    rows = [
        (
            b.names[r.township_code], w.n(r.houses), w.n(r.special_households),
            w.n(r.beside) if r.beside > 0 else w("not_given"),
            w.pct(r.houses / r.beside) if r.beside > 0 else w("no_verdict"),
        )
        for r in frame.itertuples()
    ]  # fmt: skip
    note = b.ledgers("policy", "roster" if listed else "region")
    return Paragraph(text), b.table("table.coverage", columns, rows, note)


def roster_text(b: Brief, frame: pd.DataFrame) -> str:
    """Coverage of the whole county against the latest list, with the list's source and day."""
    w, roster = b.words, latest_roster(b)
    expected, houses = float(frame["beside"].sum()), float(frame["houses"].sum())
    sources = roster["source"].dropna().unique()
    return w(
        "coverage.township.roster",
        day=w.day(roster["as_of"].max()), source=w.cited(sources[0]) if len(sources) else w("none"),
        expected=w.n(expected), houses=w.n(houses), share=w.pct(houses / max(expected, 1.0)),
    )  # fmt: skip


def latest_roster(b: Brief) -> pd.DataFrame:
    """Each village's expected households as last listed."""
    roster = b.story.facts.roster.sort_values("as_of")
    return roster.drop_duplicates("region_code", keep="last")


def township_frame(b: Brief) -> pd.DataFrame:
    """township_code, houses, special_households, beside: expected households, else registered."""
    regions = b.story.facts.regions.set_index("code")
    force = b.story.facts.in_force
    township = force["region_code"].map(regions["township_code"])
    frame = force.groupby(township)[["houses", "special_households"]].sum()
    if b.story.facts.roster.empty:
        villages = regions[regions["level"] == "village"]
        beside = villages.groupby("township_code")["households_registered"].sum(min_count=1)
    else:
        roster = latest_roster(b)
        of = roster["region_code"].map(regions["township_code"])
        beside = roster.groupby(of)["households_expected"].sum()
    frame = frame.assign(beside=beside.reindex(frame.index))
    frame = frame.rename_axis("township_code").reset_index()
    return frame.sort_values("houses", ascending=False)


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

"""Where risk is, and how sure that is."""

import pandas as pd

from dashboards.report import risk_method
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Chapter, Paragraph, Section
from dashboards.report.happened import rate_with_range
from dashboards.report.mapmaking import drawable, level_map
from dashboards.story.levels import UNSURE_BELOW, chance_of_level
from dashboards.story.units import shown

VILLAGES_SHOWN = 20
HIGH = 4


def chapter(b: Brief, changed: tuple[Block, ...] = ()) -> Chapter:
    """The chapter; ``changed`` tells what moved since a year ago, where that was asked."""
    w = b.words
    return Chapter(
        w("risk.title"),
        (
            Section(w("risk.township.title"), townships(b)),
            *([Section(w("change.title"), changed)] if changed else []),
            Section(w("risk.map.title"), village_map(b)),
            Section(w("risk.family.title"), families(b)),
            Section(w("risk.method.title"), risk_method.method(b)),
        ),
    )


def rows_of(b: Brief, level: str, family: str = "all") -> pd.DataFrame:
    """Score rows of a level, highest first: rates in the unit shown, chance of the level."""
    frame = b.story.scores.frame
    rows = frame[(frame["level"] == level) & (frame["peril_family"] == family)]
    rows = shown(b.story.facts, rows, frame).assign(p_level=chance_of_level(rows))
    return rows.sort_values(["risk_level", "claims_per_1000_house_years"], ascending=False)


def level_name(b: Brief, level: int) -> str:
    """Number and name of a level."""
    scoring = b.story.facts.county.scoring
    names = scoring.level_names_zh if b.words.lang == "zh" else scoring.level_names_en
    return b.words("level", level=level, name=names[level - 1])


def townships(b: Brief) -> tuple[Block, ...]:
    """Levels of the townships and how sure they are."""
    w, rows = b.words, rows_of(b, "township")
    if rows.empty:
        return (Paragraph(w("no_townships")),)
    high, unsure = rows[rows["risk_level"] >= HIGH], rows[rows["p_level"] < UNSURE_BELOW]
    text = w(
        "risk.township.text" if len(high) else "risk.township.text_none",
        n=w.n(len(rows)), high=w.n(len(high)),
        names=w.join([b.names[c] for c in high["region_code"]]),
        first=w.join([b.names[c] for c in rows["region_code"].head(3)]),
    )  # fmt: skip
    columns = [
        b.col("township", number=False, weight=1.5), b.col("level", number=False),
        b.col("p_level", weight=1.1), b.col("rate_smoothed", unit="rate", weight=1.8),
        b.col("claims_all", unit="claims"), b.col("house_years", unit="house_years", weight=1.2),
        b.col("credibility"),
    ]  # fmt: skip
    cells = [
        (
            b.names[r.region_code], level_name(b, int(r.risk_level)), w.chance(r.p_level),
            rate_with_range(b, r), w.n(r.claims), w.n(r.house_years), w.pct(r.credibility, 0),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.levels")
    doubt = w("risk.township.unsure" if len(unsure) else "risk.township.sure", n=w.n(len(unsure)))
    return Paragraph(text), Paragraph(doubt), b.table("table.levels", columns, cells, note)


def village_map(b: Brief) -> tuple[Block, ...]:
    """The map, and the villages of highest risk."""
    w, rows = b.words, rows_of(b, "village")
    top = village_table(b, rows.head(VILLAGES_SHOWN))
    if drawable(b.story.facts.regions, "village").empty:
        return Paragraph(w("risk.map.no_outline")), top
    counts = rows["risk_level"].value_counts()
    text = w(
        "risk.map.text",
        n=w.n(len(rows)), high=w.n(int((rows["risk_level"] >= HIGH).sum())),
        top=w.n(int(counts.get(5, 0))), unsure=w.n(int((rows["p_level"] < UNSURE_BELOW).sum())),
    )  # fmt: skip
    return Paragraph(text), level_map(b, name="map"), top


def village_table(b: Brief, rows: pd.DataFrame) -> Block:
    """Villages of highest level and rate."""
    w = b.words
    township = b.story.facts.regions.set_index("code")["township_code"]
    columns = [
        b.col("village", number=False, weight=1.4), b.col("township", number=False, weight=1.3),
        b.col("level", number=False), b.col("p_level", weight=1.1),
        b.col("rate_smoothed", unit="rate", weight=1.8), b.col("claims_all", unit="claims"),
    ]  # fmt: skip
    cells = [
        (
            b.names[r.region_code], b.names.get(township[r.region_code]) or w("unknown"),
            level_name(b, int(r.risk_level)), w.chance(r.p_level), rate_with_range(b, r),
            w.n(r.claims),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.levels")
    return b.table("table.villages", columns, cells, note)


def families(b: Brief) -> tuple[Block, ...]:
    """How the picture differs by family."""
    w, frame = b.words, b.story.scores.frame
    found = [f for f in frame["peril_family"].unique() if f != "all"]
    merged = [w.family(f) for f in b.story.scores.merged_families]
    gap = [Paragraph(w("risk.family.merged", names=w.join(merged), n=minimum(b)))] if merged else []
    if not found:
        return (*gap, Paragraph(w("risk.family.none")))
    columns = [
        b.col("family", number=False, weight=1.2), b.col("high_townships", unit="townships"),
        b.col("top_townships", number=False, weight=2.4), b.col("high_villages", unit="villages"),
        b.col("county_rate", unit="rate", weight=1.7),
    ]  # fmt: skip
    cells = []
    for family in sorted(found):
        towns, villages = rows_of(b, "township", family), rows_of(b, "village", family)
        told = tells_apart(villages)
        cells.append(
            (
                w.family(family),
                w.n(int((towns["risk_level"] >= HIGH).sum())) if told else w("not_told_apart"),
                w.join([b.names[c] for c in towns["region_code"].head(3)]) if told else w("none"),
                w.n(int((villages["risk_level"] >= HIGH).sum())) if told else w("not_told_apart"),
                county_rate(b, family),
            )
        )  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.levels")
    return (
        *gap,
        Paragraph(w("risk.family.text")),
        b.table("table.risk_family", columns, cells, note),
    )


def tells_apart(rows: pd.DataFrame) -> bool:
    """Whether a family's rates differ at all: one rate for the whole county ranks nobody."""
    return bool(rows["claims_per_1000_house_years"].round(6).nunique() > 1)


def county_rate(b: Brief, family: str) -> str:
    """The county's rate of a family, where the score has one."""
    row = next(rows_of(b, "county", family).itertuples(), None)
    return b.words("not_given") if row is None else rate_with_range(b, row)


def minimum(b: Brief) -> str:
    """Claims a family needs for levels of its own."""
    return b.words.n(b.story.facts.county.scoring.family_claims_min)

"""Where risk is, how sure that is, and how it was computed."""

import pandas as pd

from dashboards.i18n import MISSING
from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Chapter, Paragraph, Section
from dashboards.report.happened import rate_with_range
from dashboards.report.mapmaking import drawable, level_map
from dashboards.story.judging import calibration_of, coverage_line, verdict_lines
from dashboards.story.levels import UNSURE_BELOW, chance_of_level
from dashboards.story.units import shown
from risk.scoring.hierarchy import Model

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
            Section(w("risk.method.title"), method(b)),
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


def method(b: Brief) -> tuple[Block, ...]:
    """The method in plain words, and how it did beside simpler ones."""
    w, scoring = b.words, b.story.facts.county.scoring
    cuts = w.join([w.pct(q, 0) for q in scoring.level_quantiles])
    steps = (
        w("risk.method.smoothing"),
        w("risk.method.levels", cuts=cuts),
        w("risk.method.chance", draws=w.n(scoring.bootstrap_draws)),
        w("risk.method.exposure") if facts.has_exposure(b.story) else w("risk.method.no_exposure"),
    )
    return Bullets((*steps, w("risk.method.candidates"))), *comparison(b)


def comparison(b: Brief) -> tuple[Block, ...]:
    """The model beside its baselines, over all perils, on years it had not seen."""
    w, metrics = b.words, b.story.scores.metrics
    metrics = metrics[metrics["peril_family"] == "all"]
    if metrics.empty:
        return (Paragraph(w("risk.method.not_compared")),)
    columns = [
        b.col("model", number=False, weight=2.4), b.col("deviance"), b.col("rank"),
        b.col("capture"), b.col("chosen", number=False),
        b.col("beside_used", number=False, weight=1.4),
    ]  # fmt: skip
    cells = [
        (
            w(f"model.{r.model}"), w.n(r.deviance, 3), w.n(r.rank, 3), w.pct(r.capture),
            standing(b, r.model, chosen=bool(r.chosen)),
            w.term("verdict", r.verdict) if r.verdict else MISSING,
        )
        for r in metrics.sort_values("deviance").itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.metrics")
    told = (Paragraph(verdict(b, metrics)), b.table("table.metrics", columns, cells, note))
    return *told, *counts(b)


def counts(b: Brief) -> tuple[Block, ...]:
    """How predicted counts held on years not seen: ranges, and claims by tenth of villages."""
    w, scores = b.words, b.story.scores
    rows = calibration_of(scores.calibration, "all")
    line = coverage_line(scores.coverage, "all", w.lang)
    said = (Paragraph(line),) if line else ()
    if len(rows) < 2:  # one rate for all: its claims were scaled to be right
        return said
    columns = [
        b.col("tenth", weight=1.6), b.col("house_years", unit="house_years"),
        b.col("expected_claims", unit="claims"), b.col("claims_came", unit="claims"),
        b.col("came_over_expected", weight=1.8),
    ]  # fmt: skip
    cells = [
        (
            w.n(r.group), w.n(r.house_years), w.n(r.expected, 1), w.n(r.claims),
            w(
                "with_range", value=w.n(r.ratio, 2),
                range=f"{w.n(r.ratio_lo, 2)}–{w.n(r.ratio_hi, 2)}",
            ),
        )
        for r in rows.itertuples()
    ]  # fmt: skip
    note = b.ledgers("claim", "policy") + w("note.calibration")
    return *said, b.table("table.calibration", columns, cells, note)


def standing(b: Brief, model: str, *, chosen: bool) -> str:
    """Used, a candidate that lost, or only compared (plain rates are never used for levels)."""
    return b.words(
        "model.used" if chosen else "model.beside" if is_plain(model) else "model.candidate"
    )


def is_plain(model: str) -> bool:
    """Whether a way is shown to compare with and never chosen: no model that can be shipped."""
    return model not in [known.value for known in Model]


def verdict(b: Brief, metrics: pd.DataFrame) -> str:
    """The chosen model beside every other, in words, and what its riskiest tenth bore."""
    w, chosen = b.words, metrics[metrics["chosen"].astype(bool)]
    text = w("risk.method.compared", years=w.n(metrics["origins"].max()))
    if chosen.empty:
        return text
    best, space = chosen.iloc[0], "" if w.lang == "zh" else " "
    bore = w("risk.method.capture", capture=w.pct(best["capture"], 0), pai=w.n(best["pai"], 1))
    told = verdict_lines(metrics, w.lang, name=lambda model: w(f"model.{model}"))
    return text + space.join([*told, bore])


def models_used(b: Brief) -> str:
    """Which model scored which family."""
    w, metrics = b.words, b.story.scores.metrics
    chosen = metrics[metrics["chosen"].astype(bool)]
    pairs = zip(chosen["peril_family"], chosen["model"], strict=True)
    return w.join([w("model.of", family=w.family(f), model=w(f"model.{m}")) for f, m in pairs])

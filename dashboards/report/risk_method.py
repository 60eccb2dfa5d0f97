"""How risk was computed, in plain words, and how the method did beside simpler ones."""

import pandas as pd

from dashboards.i18n import MISSING
from dashboards.report import facts
from dashboards.report.brief import Brief
from dashboards.report.content import Block, Bullets, Paragraph
from dashboards.story.judging import calibration_of, coverage_line, verdict_lines
from risk.scoring.hierarchy import Model


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

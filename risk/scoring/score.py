"""Risk levels of every village, township and county, by peril family and in all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.history.experience import exposure_source
from risk.scoring.baselines import fitted
from risk.scoring.evaluation import CHOSEN_ON, COLUMNS, evaluate, in_use
from risk.scoring.hierarchy import Model
from risk.scoring.predictive import check
from risk.scoring.record import ALL, Record, build_hierarchy, build_record, paid_over_insured
from risk.scoring.summary import PROBABILITIES, Scored, by_region, score_family
from risk.settings import Scoring
from risk.terms import PerilFamily

SCORE_COLUMNS = (
    "as_of", "level", "region_code", "peril_family", "house_years", "exposure_source", "claims",
    "claims_per_1000_house_years", "claims_per_1000_house_years_lo",
    "claims_per_1000_house_years_hi", "loss_rate_per_1000_insured", "credibility", "risk_level",
    *PROBABILITIES,
)  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """Scores of one data version.

    Attributes:
        frame: table ``score`` without model_version.
        cut_points: the four rates at which levels 2–5 begin, by family (claims per 1,000
            house-years).
        method: which model scored which family, in words.
        metrics: peril_family and the columns of ``evaluation.evaluate``: the chosen model of each
            family beside the others on years not seen, with a verdict on each.
        merged_families: families with too few claims, scored together with ``all`` only.
        coverage, calibration: peril_family and the columns of ``predictive.Checked``.
        held_out: columns of ``heldout.held_out``; empty unless asked for.
    """

    frame: pd.DataFrame
    cut_points: dict[str, tuple[float, ...]]
    method: str
    metrics: pd.DataFrame
    merged_families: tuple[str, ...]
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    calibration: pd.DataFrame = field(default_factory=pd.DataFrame)
    held_out: pd.DataFrame = field(default_factory=pd.DataFrame)

    def chosen(self) -> dict[str, str]:
        """Model in use by family; families that were not judged are left out."""
        rows = self.metrics[self.metrics["chosen"].astype(bool)]
        return dict(zip(rows["peril_family"], rows["model"], strict=True))

    def record(
        self, *, as_of: date, data_version: str, code_version: str, settings: Scoring, seed: int
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The one row of table ``model``, and the rows of table ``score`` that belong to it."""
        told = asdict(settings)
        told.pop("standings")
        text = json.dumps({**told, "cut_points": self.cut_points}, ensure_ascii=False)
        key = f"{data_version}|{as_of}|{seed}|{text}"
        version = f"m-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        model = {
            "model_version": version,
            "as_of": as_of,
            "data_version": data_version,
            "code_version": code_version,
            "settings": text,
            "seed": seed,
            "method": self.method,
            "metrics": self.measures(),
        }
        rows = self.frame.copy()
        rows.insert(0, "model_version", version)
        return pd.DataFrame([model]), rows

    def measures(self) -> str:
        """All that was measured, as JSON: rows by name; what was not asked for is absent."""
        frames = {
            "models": self.metrics,
            "coverage": self.coverage,
            "calibration": self.calibration,
            "held_out": self.held_out,
        }
        told = {k: json.loads(f.to_json(orient="records")) for k, f in frames.items() if len(f)}
        return json.dumps(told, ensure_ascii=False)


def score(
    claims: pd.DataFrame,
    exposure: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    as_of: date,
    settings: Scoring,
    seed: int,
    cut_points: Mapping[str, tuple[float, ...]] | None = None,
) -> Scores:
    """Score all regions for ``all`` and for every family with enough claims.

    The model of each family is the one of lowest deviance on rolling origin among credibility with
    and without event luck, township rate and county rate; all baselines stand in ``metrics``.

    Args:
        claims: columns of ``Warehouse.claims``, as known on ``as_of``.
        exposure: columns of ``Warehouse.exposure``.
        regions: columns of ``Warehouse.regions``.
        cut_points: rates at which levels begin, kept from an earlier fit; else the quantiles
            ``settings.level_quantiles`` of the village scores, each village counting once.

    Raises:
        ModelError: no regions, no exposure, or cut points that do not rise.
    """
    if exposure.empty:
        raise ModelError("there is no exposure", where="score", remedy="load policies or claims")
    hierarchy = build_hierarchy(regions)
    families = scored_families(claims, settings)
    source = exposure_source(exposure)
    house_years = by_region(
        exposure["region_code"], exposure["house_years"].to_numpy(float), regions
    )
    frames, cuts, metrics, chosen = [], {}, [], {}
    coverage, calibration = [], []
    for number, family in enumerate(families):
        record = build_record(claims, exposure, hierarchy, family)
        judged = evaluate(record.panel)
        model = in_use(judged)
        scored = score_family(
            record,
            hierarchy,
            claims_by_region(claims, regions, family),
            house_years,
            model,
            quantiles=settings.level_quantiles,
            cuts=_given(cut_points, family),
            draws=settings.bootstrap_draws,
            rng=np.random.default_rng([seed, number]),
        )
        frames.append(_finished(scored, claims, exposure, record, source, as_of))
        cuts[family], chosen[family] = scored.cut_points, (model, record)
        checked = check(record.panel, fitted(model))
        metrics.append(judged.assign(peril_family=family))
        coverage.append(checked.coverage.assign(peril_family=family))
        calibration.append(checked.calibration.assign(peril_family=family))
    merged = tuple(f.value for f in PerilFamily if f.value not in families)
    frame = pd.concat(frames, ignore_index=True)[list(SCORE_COLUMNS)]
    table = pd.concat(metrics, ignore_index=True)
    return Scores(
        frame,
        cuts,
        describe(chosen, table, source),
        table[["peril_family", *COLUMNS]],
        merged,
        pd.concat(coverage, ignore_index=True),
        pd.concat(calibration, ignore_index=True),
    )


def claims_by_region(
    claims: pd.DataFrame, regions: pd.DataFrame, family: str
) -> "pd.Series[float]":
    """Claims of one family (or all) by region, as :func:`by_region` counts."""
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    return by_region(chosen["region_code"], np.ones(len(chosen)), regions)


def scored_families(claims: pd.DataFrame, settings: Scoring) -> list[str]:
    """``all``, then every family with enough claims."""
    counts = claims["peril_family"].value_counts()
    enough = [f.value for f in PerilFamily if counts.get(f.value, 0) >= settings.family_claims_min]
    return [ALL, *enough]


def _given(
    cut_points: Mapping[str, tuple[float, ...]] | None, family: str
) -> tuple[float, ...] | None:
    cuts = cut_points.get(family) if cut_points else None
    if cuts is not None and (len(cuts) != 4 or list(cuts) != sorted(cuts)):
        raise ModelError(
            f"cut points of {family} are not four rising rates",
            where="score",
            remedy="correct them",
        )
    return None if cuts is None else tuple(cuts)


def _finished(
    scored: Scored,
    claims: pd.DataFrame,
    exposure: pd.DataFrame,
    record: Record,
    source: str,
    as_of: date,
) -> pd.DataFrame:
    """Add what all rows of a family share; loss rate = frequency × mean paid ÷ mean sum insured."""
    severity = paid_over_insured(claims, exposure, record.family)
    return scored.frame.assign(
        as_of=as_of,
        exposure_source=source,
        loss_rate_per_1000_insured=scored.frame["claims_per_1000_house_years"] * severity,
    )


def describe(chosen: Mapping[str, tuple[Model, Record]], metrics: pd.DataFrame, source: str) -> str:
    """One paragraph: which model scored what, judged on what, and what was assumed."""
    years = min(int(metrics["origins"].max()), CHOSEN_ON) if len(metrics) else 0
    judged = (
        f"chosen by rolling origin over {years} year(s)" if years else "not judged: too few years"
    )
    parts = [f"{family}: {model.value}" for family, (model, _) in chosen.items()]
    text = f"{'; '.join(parts)} ({judged})"
    whole = chosen[ALL][1]
    if whole.unplaced:
        text += (
            f"; {whole.unplaced} claims without a village spread in proportion to the placed ones"
        )
    if whole.unplaced_house_years:
        text += (
            f"; {whole.unplaced_house_years:.0f} house-years without a village spread in"
            " proportion to the placed ones"
        )
    if source == "none":
        text += "; no exposure: claims per region and year"
    return text

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
from risk.scoring.evaluation import CHOSEN_ON, COLUMNS, evaluate, forecast_years, in_use
from risk.scoring.fit import fit
from risk.scoring.hierarchy import Model
from risk.scoring.hold import hold_levels
from risk.scoring.kept import Kept
from risk.scoring.known import KnownBy, nothing_known, read_records
from risk.scoring.predictive import check
from risk.scoring.record import ALL, Hierarchy, Record, build_hierarchy, paid_over_insured
from risk.scoring.severity_judged import judge_severity, severity_in_use
from risk.scoring.severity_village import Severity, village_severity
from risk.scoring.summary import PROBABILITIES, Scored, by_region, score_family
from risk.settings import Scoring
from risk.terms import PerilFamily

SCORE_COLUMNS = (
    "as_of", "level", "region_code", "peril_family", "house_years", "exposure_source", "claims",
    "claims_per_1000_house_years", "claims_per_1000_house_years_lo",
    "claims_per_1000_house_years_hi", "loss_rate_per_1000_insured", "credibility", "risk_level",
    *PROBABILITIES, "band", "band_since",
)  # fmt: skip
REASON_COLUMNS = (
    "level", "region_code", "peril_family", "reason", "claims_per_1000_house_years",
)  # fmt: skip


@dataclass(frozen=True)
class Houses:
    """Structures in force: region_code, structure, houses (``Warehouse.in_force``).

    Attributes:
        now: on the day of scoring.
        by_year: on the first day of each contract year.
    """

    now: pd.DataFrame
    by_year: Mapping[int, pd.DataFrame]


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
        reasons: level, region_code, peril_family, reason, claims_per_1000_house_years; of each
            region and family they add up to its rate less the county's.
        severity: columns of ``severity_judged.judge_severity``: mean paid per claim told by class,
            township and village beside the county's mean; empty where structures were not given.
    """

    frame: pd.DataFrame
    cut_points: dict[str, tuple[float, ...]]
    method: str
    metrics: pd.DataFrame
    merged_families: tuple[str, ...]
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    calibration: pd.DataFrame = field(default_factory=pd.DataFrame)
    held_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    reasons: pd.DataFrame = field(default_factory=pd.DataFrame)
    severity: pd.DataFrame = field(default_factory=pd.DataFrame)

    def chosen(self) -> dict[str, str]:
        """Model in use by family; families that were not judged are left out."""
        rows = self.metrics[self.metrics["chosen"].astype(bool)]
        return dict(zip(rows["peril_family"], rows["model"], strict=True))

    def record(
        self, *, as_of: date, data_version: str, code_version: str, settings: Scoring, seed: int
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """The one row of table ``model``, and the rows of ``score`` and ``score_reason`` to it."""
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
        rows, reasons = (
            pd.concat([pd.Series(version, index=f.index, name="model_version"), f], axis=1)
            for f in (self.frame, self.reasons)
        )
        return pd.DataFrame([model]), rows, reasons

    def measures(self) -> str:
        """All that was measured, as JSON: rows by name; what was not asked for is absent."""
        frames = {
            "models": self.metrics,
            "coverage": self.coverage,
            "calibration": self.calibration,
            "held_out": self.held_out,
            "severity": self.severity,
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
    kept: Kept | None = None,
    known: KnownBy = nothing_known,
    models: Mapping[str, str] | None = None,
    houses: Houses | None = None,
) -> Scores:
    """Score all regions for ``all`` and for every family with enough claims.

    The model of each family is the one of lowest deviance on rolling origin among those of
    ``hierarchy.Model``; all baselines stand in ``metrics``.

    Args:
        claims: columns of ``Warehouse.claims``, as known on ``as_of``.
        exposure: columns of ``Warehouse.exposure``.
        regions: columns of ``Warehouse.regions``.
        as_of: the last day known.
        settings: of the county.
        seed: of all draws.
        kept: cut points and levels of an earlier scoring. Else levels begin at the quantiles
            ``settings.level_quantiles`` of the village scores, each village counting once.
        known: what is known of villages beside the record.
        models: model by family, taken without judging again (``Scores.chosen`` of an earlier
            scoring: a second instead of ten while claims come in); None: judged.
        houses: structures in force, which may tell how much is paid; None: the county's mean.

    Raises:
        ModelError: no regions, no exposure, or cut points that do not rise.
    """
    if exposure.empty:
        raise ModelError("there is no exposure", where="score", remedy="load policies or claims")
    hierarchy = build_hierarchy(regions)
    families = scored_families(claims, settings)
    records = read_records(claims, exposure, hierarchy, families, known)
    judged = [_judged(record, models) for record in records.values()]
    chosen = {part.family: part.model for part in judged}
    source = exposure_source(exposure)
    house_years = by_region(
        exposure["region_code"], exposure["house_years"].to_numpy(float), regions
    )
    scored = {
        family: score_family(
            record,
            hierarchy,
            claims_by_region(claims, regions, family),
            house_years,
            fit(record.panel, chosen[family]),
            quantiles=settings.level_quantiles,
            cuts=_given(kept, family),
            draws=settings.bootstrap_draws,
            rng=np.random.default_rng([seed, number]),
        )
        for number, (family, record) in enumerate(records.items())
    }
    paid = judge_severity(claims, houses=houses.by_year) if houses else pd.DataFrame()
    mix = houses.now if houses and severity_in_use(paid) != Severity.COUNTY_MEAN else None
    frame = pd.concat(
        [
            _finished(scored[family], claims, exposure, record, hierarchy, mix).assign(
                as_of=as_of, exposure_source=source
            )
            for family, record in records.items()
        ],
        ignore_index=True,
    )
    frame = hold_levels(frame, kept.rows if kept else None, as_of=as_of)
    metrics = pd.concat([part.metrics for part in judged], ignore_index=True)
    return Scores(
        frame[list(SCORE_COLUMNS)],
        {family: part.cut_points for family, part in scored.items()},
        describe(chosen, records[ALL], metrics, source),
        metrics,
        tuple(f.value for f in PerilFamily if f.value not in families),
        coverage=pd.concat([part.coverage for part in judged], ignore_index=True),
        calibration=pd.concat([part.calibration for part in judged], ignore_index=True),
        reasons=pd.concat([part.reasons for part in scored.values()], ignore_index=True)[
            list(REASON_COLUMNS)
        ],
        severity=paid,
    )


@dataclass(frozen=True)
class Judged:
    """Which model of a family, and how it did beside the others."""

    family: str
    model: Model
    metrics: pd.DataFrame
    coverage: pd.DataFrame
    calibration: pd.DataFrame


def _judged(record: Record, models: Mapping[str, str] | None) -> Judged:
    """Judged on years not seen, unless the model is given; a family not given is judged."""
    given = models.get(record.family) if models else None
    panel = record.panel
    forecasts = {} if given else forecast_years(panel)
    table = evaluate(panel, forecasts)
    model = Model(given) if given else in_use(table)
    checked = check(panel, {year: told[model.value] for year, told in forecasts.items()})
    metrics, coverage, calibration = (
        part.assign(peril_family=record.family)
        for part in (table, checked.coverage, checked.calibration)
    )
    return Judged(record.family, model, metrics[["peril_family", *COLUMNS]], coverage, calibration)


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


def _given(kept: Kept | None, family: str) -> tuple[float, ...] | None:
    cuts = kept.cut_points.get(family) if kept else None
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
    hierarchy: Hierarchy,
    mix: pd.DataFrame | None,
) -> pd.DataFrame:
    """Add the loss rate: frequency × mean paid ÷ mean sum insured of the county.

    Args:
        scored: one family's rows.
        claims, exposure, record: what they were made from.
        hierarchy: the regions.
        mix: structures in force, where what is paid is told from them: each village has its own
            mean, and what holds it the mean by expected claims. None: the county's mean for all.
    """
    frame = scored.frame
    mean = paid_over_insured(claims, exposure, record.family)
    rate = frame["claims_per_1000_house_years"]
    if mix is None:
        return frame.assign(loss_rate_per_1000_insured=rate * mean)
    own = village_severity(claims, mix, family=record.family).reindex(hierarchy.codes)
    village = frame[frame["level"] == hierarchy.level].set_index("region_code")
    village = village.loc[hierarchy.codes]
    expected = (village["claims_per_1000_house_years"] * village["house_years"]).to_numpy(float)
    known = own.notna().to_numpy()
    average = float(expected[known] @ own.to_numpy(float)[known]) / max(
        expected[known].sum(), 1e-12
    )
    relative = (own / average).fillna(1.0).to_numpy(float)
    by_code = pd.Series(relative, index=hierarchy.codes)
    for holder in (hierarchy.township, hierarchy.county):
        sums = pd.DataFrame({"paid": expected * relative, "claims": expected}).groupby(holder).sum()
        by_code = pd.concat([by_code, (sums["paid"] / sums["claims"]).fillna(1.0)])
    factor = frame["region_code"].map(by_code[~by_code.index.duplicated()]).fillna(1.0)
    return frame.assign(loss_rate_per_1000_insured=rate * mean * factor)


def describe(chosen: Mapping[str, Model], whole: Record, metrics: pd.DataFrame, source: str) -> str:
    """One paragraph: which model scored what, judged on what, and what was assumed."""
    years = min(int(metrics["origins"].max()), CHOSEN_ON) if len(metrics) else 0
    judged = (
        f"chosen by rolling origin over {years} year(s)" if years else "not judged: too few years"
    )
    parts = [f"{family}: {model.value}" for family, model in chosen.items()]
    text = f"{'; '.join(parts)} ({judged})"
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

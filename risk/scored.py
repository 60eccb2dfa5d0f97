"""Scores of the facts, and the scorings that versions keep."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from risk.errors import WarehouseError
from risk.facts import Facts
from risk.scoring import KnownBy, Scores, build_hierarchy, held_out, read_records, score
from risk.scoring.known import Surroundings, known_of
from risk.version import code_version
from risk.warehouse import Changes, open_version, publish
from risk.warehouse import versions as list_versions
from risk.workspace import Workspace

SCORED = "score"


def score_facts(
    facts: Facts, *, seed: int, refit: bool = False, models: Mapping[str, str] | None = None
) -> Scores:
    """Risk levels of villages, townships and the county.

    Levels begin where they began in the stored scores, so that a level means the same from one
    scoring to the next; ``refit`` cuts them anew. ``models`` (by family) are taken unjudged.
    """
    return score(
        facts.claims,
        facts.exposure,
        facts.regions,
        as_of=facts.as_of,
        settings=facts.county.scoring,
        seed=seed,
        kept=None if refit else facts.kept,
        known=known_by(facts),
        models=models,
        houses=None if models or facts.in_force.empty else facts.houses,
    )


def known_by(facts: Facts) -> KnownBy:
    """What is known of villages beside their record."""
    return known_of(
        Surroundings(
            facts.village_features,
            facts.regions,
            facts.events,
            facts.event_intensity,
            facts.weather,
            facts.terrain,
            facts.county.contract_year_start_month,
            facts.official,
        )
    )


def judge_held_out(facts: Facts, scores: Scores) -> Scores:
    """The same scores, their models judged on events and townships left out as well."""
    chosen = scores.chosen()
    records = read_records(
        facts.claims,
        facts.exposure,
        build_hierarchy(facts.regions),
        list(chosen),
        known_by(facts),
    )
    table = held_out(records, facts.claims, facts.regions, facts.event_intensity, chosen=chosen)
    return replace(scores, held_out=table)


def store_scores(ws: Workspace, facts: Facts, scores: Scores, *, seed: int, now: datetime) -> str:
    """Write the model record and its scores as a new version; returns the version's name.

    The version in force is returned when it already holds these scores of the same data.
    """
    model, rows, reasons = scores.record(
        as_of=facts.as_of,
        data_version=facts.version,
        code_version=code_version(),
        settings=facts.county.scoring,
        seed=seed,
    )
    if scores_in_force(ws, model.iloc[0], facts.version):
        return facts.version
    changes = Changes(upserts=[], replaces={"model": model, "score": rows, "score_reason": reasons})
    return publish(ws, changes, reason=SCORED, county=facts.county, now=now)


def scores_in_force(ws: Workspace, model: "pd.Series[Any]", version: str) -> bool:
    """Whether a version was made by scoring with this very model and nothing was loaded since."""
    with open_version(ws, version) as warehouse:
        stored = warehouse.scores()
        if stored is None or warehouse.version["reason"] != SCORED:
            return False
    same = ("seed", "settings", "code_version", "method")  # metrics follow from these
    day = pd.Timestamp(stored[0]["as_of"]) == pd.Timestamp(model["as_of"])
    whole = measured(model["metrics"]) <= measured(stored[0]["metrics"])
    return day and whole and all(str(stored[0][name]) == str(model[name]) for name in same)


def measured(metrics: str) -> set[str]:
    """Names of what a model record measured; of one from before they had names, none."""
    told = json.loads(metrics)
    return set(told) if isinstance(told, dict) else set()


def stored_scorings(ws: Workspace) -> pd.DataFrame:
    """Scorings that versions on disk hold, newest first.

    Returns:
        version, as_of, method, code_version, scored_at; one row a model version, under the first
        version that holds it. Versions of an older layout are left out: `huzhu relocate` writes
        the one in force anew.
    """
    rows = []
    kept = list_versions(ws).sort_values("name", ascending=False)
    for version, made in zip(kept["name"], kept["created_at"], strict=True):
        try:
            with open_version(ws, version) as warehouse:
                stored = warehouse.scores()
        except WarehouseError:
            continue
        if stored is not None:
            told = {k: stored[0][k] for k in ("as_of", "method", "code_version", "model_version")}
            rows.append({"version": version, **told, "scored_at": made})
    columns = ["version", "as_of", "method", "code_version", "scored_at", "model_version"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates("model_version", keep="last")
    return table.drop(columns="model_version").reset_index(drop=True)


def stored_scores(
    ws: Workspace, version: str
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame] | None:
    """Model record, scores and reasons a version holds; None without any."""
    with open_version(ws, version) as warehouse:
        stored = warehouse.scores()
        if stored is None:
            return None
        model, rows = stored
        return model, rows, warehouse.score_reasons(str(model["model_version"]))


def township_levels(facts: Facts, scores: Scores) -> dict[str, int]:
    """Level of each township over all perils, by name; namesakes carry their code as well."""
    frame = scores.frame
    rows = frame[(frame["level"] == "township") & (frame["peril_family"] == "all")]
    names = rows["region_code"].map(facts.regions.set_index("code")["name"])
    namesake = names.duplicated(keep=False)
    labels = names.where(~namesake, names + " (" + rows["region_code"] + ")")
    return dict(zip(labels, rows["risk_level"].astype(int).tolist(), strict=True))

"""Levels of a day: today's, those of a stored scoring, or as they would have been told back then.

Whatever is chosen becomes a `Shown`: a story whose facts and scores are those of that day, so map,
list and sheet show it as they show today's. Each is made once and kept.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.story.shelf import Shelf
from risk.errors import WarehouseError
from risk.facts import read_facts
from risk.flow import Story, look_back
from risk.history.contract import calendar_day
from risk.scored import scores_in_force, stored_scores, stored_scorings
from risk.scoring import Scores
from risk.version import code_version
from risk.warehouse import open_version
from risk.workspace import Workspace

NOW = "now"
KEPT = 12  # a county's facts are some megabytes
LISTED = 3  # versions


@dataclass(frozen=True)
class Choice:
    """A day one can look at.

    Attributes:
        key: `NOW`, a version's name, or a date (ISO) to look back to.
        as_of: last day known.
        version: of the data; "" for a look back, which is made from the version in force.
        year: contract year that ends on the day looked back to.
    """

    key: str
    as_of: date
    version: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Shown:
    """Levels of one day.

    Attributes:
        key: of its `Choice`.
        story: the story in force with facts and scores of that day.
        model: the model's record: model_version, as_of, data_version, code_version, settings, seed.
        models: model in use by family.
    """

    key: str
    story: Story
    model: Mapping[str, Any]
    models: Mapping[str, str]


def years_past(story: Story) -> list[Choice]:
    """The last day of each contract year of the record that has ended, newest first."""
    facts = story.facts
    known = facts.exposure["year"] if facts.claims.empty else facts.claims["year"]
    if known.empty:
        return []
    month = facts.county.contract_year_start_month
    ends = {
        year: calendar_day(year + 1, month, month) - timedelta(days=1)
        for year in range(int(known.min()), int(known.max()) + 1)
    }
    return [
        Choice(day.isoformat(), day, year=year)
        for year, day in sorted(ends.items(), reverse=True)
        if day < facts.as_of
    ]


def model_of(story: Story) -> dict[str, Any]:
    """The record of the scores a story holds, as it would be stored."""
    facts = story.facts
    model, *_ = story.scores.record(
        as_of=facts.as_of,
        data_version=facts.version,
        code_version=code_version(),
        settings=facts.county.scoring,
        seed=story.seed,
    )
    return dict(model.iloc[0])


def scores_of(model: Mapping[str, Any], frame: pd.DataFrame, reasons: pd.DataFrame) -> Scores:
    """Stored scores as they were when told."""
    told, settings = json.loads(model["metrics"]), json.loads(model["settings"])
    measured = told if isinstance(told, dict) else {"models": told}
    cuts = {family: tuple(points) for family, points in settings.get("cut_points", {}).items()}
    tables = {name: pd.DataFrame(rows) for name, rows in measured.items()}
    return Scores(
        frame,
        cuts,
        str(model["method"]),
        _metrics(tables.get("models", pd.DataFrame())),
        (),
        **{
            name: tables[name] for name in ("coverage", "calibration", "held_out") if name in tables
        },
        reasons=reasons,
    )


def judged_scores(ws: Workspace, story: Story) -> Scores | None:
    """The scores its version holds, judged on what was left out, by settings, seed and code of now.

    None: the version holds none such.
    """
    version = story.facts.version
    held = stored_scores(ws, version)
    if held is None or not scores_in_force(ws, pd.Series(model_of(story)), version):
        return None
    scores = scores_of(*held)
    return scores if len(scores.held_out) else None


def _metrics(models: pd.DataFrame) -> pd.DataFrame:
    columns = ("peril_family", "model", "deviance", "verdict", "origins", "chosen")
    missing = [name for name in columns if name not in models]
    return models.reindex(columns=[*models.columns, *missing]).fillna(
        {"chosen": False, "verdict": ""}
    )


class ScoringsDesk:
    """Days one can look at, and their levels, kept until the version in force changes.

    A look back takes some seconds; one is made at a time, who asks for the same waits for it.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._listed: Shelf[str, list[Choice]] = Shelf(LISTED)
        self._kept: OrderedDict[tuple[str, str], Shown] = OrderedDict()
        self._today_of: Story | None = None

    def choices(self, story: Story) -> list[Choice]:
        """Today, the stored scorings, the ends of years past; each newest first."""
        today = Choice(NOW, story.facts.as_of, story.facts.version)
        stored = [c for c in self._on_disk(story) if c.version != story.facts.version]
        return [today, *stored, *years_past(story)]

    def _on_disk(self, story: Story) -> list[Choice]:
        """Stored scorings that stood when the story's version was made, read once for it."""

        def read() -> list[Choice]:
            rows = stored_scorings(self._ws)
            return [
                Choice(str(row["version"]), pd.Timestamp(row["as_of"]).date(), str(row["version"]))
                for row in rows[rows["version"] <= story.facts.version].to_dict("records")
            ]

        return self._listed.told(story.facts.version, read)

    def shown(self, story: Story, key: str | None) -> Shown:
        """Levels of a choice; of today for a key that is no choice.

        Raises:
            HuzhuError: the data of that day cannot be scored.
        """
        with self._lock:
            found = self._kept.get((story.facts.version, key or NOW))
            if found is not None and found.key != NOW:
                return found
            choice = next((c for c in self.choices(story) if c.key == key), None)
            if choice is None or choice.key == NOW:
                return self._today(story, found)
            made = self._stored(story, choice) if choice.version else self._back(story, choice)
            self._keep(story, made)
            return made

    def _today(self, story: Story, found: Shown | None) -> Shown:
        if found is not None and self._today_of is story:
            return found
        judged, told = judged_scores(self._ws, story), story
        if judged is not None:
            told = replace(story, scores=replace(story.scores, held_out=judged.held_out))
        made, self._today_of = Shown(NOW, told, model_of(story), story.scores.chosen()), story
        self._keep(story, made)
        return made

    def _keep(self, story: Story, made: Shown) -> None:
        self._kept[story.facts.version, made.key] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _stored(self, story: Story, choice: Choice) -> Shown:
        held = stored_scores(self._ws, choice.version)
        if held is None:
            raise WarehouseError(
                "this version holds no scores", where=choice.version, remedy="choose another day"
            )
        model, frame, reasons = held
        with open_version(self._ws, choice.version) as warehouse:
            facts = read_facts(warehouse, story.facts.county, choice.as_of)
        scores = scores_of(model, frame, reasons)
        told = replace(story, facts=facts, scores=scores)
        return Shown(choice.key, told, model, scores.chosen())

    def _back(self, story: Story, choice: Choice) -> Shown:
        # today's models, unjudged: what differs then is what was known
        facts, scores = look_back(
            self._ws, story.facts.version, choice.as_of, seed=story.seed,
            models=story.scores.chosen(),
        )  # fmt: skip
        told = replace(story, facts=facts, scores=scores)
        models = story.scores.chosen() | scores.chosen()
        return Shown(choice.key, told, model_of(told), models)

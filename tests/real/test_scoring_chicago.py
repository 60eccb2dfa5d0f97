"""Flood calls of 59 zips as known at the end of 2009 → 2010, 2011, 2012 and their two great storms.

Each call is one claim; there are no policies, so a rate is calls per zip and year. Nothing later
than 2009-12-31 reaches a model. ``docs/SCORING.md`` quotes :func:`ahead_table`,
:func:`storm_table` and :func:`level_table`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from real.conftest import FILES, calls_mapping, load
from real.test_scoring_nfip import (
    PLAIN,
    assert_sound,
    baseline_table,
    plain_measures,
    quoted,
    rolling,
)

from risk.facts import Facts, read_facts
from risk.scored import judge_held_out, known_by, score_facts
from risk.scoring import Scores, build_hierarchy, read_records
from risk.scoring.baselines import NAMES, predict_all
from risk.scoring.evaluation import by_year
from risk.scoring.hierarchy import Panel
from risk.warehouse import open_version

pytestmark = pytest.mark.real

KNOWN = date(2009, 12, 31)
YEARS = (2010, 2011, 2012)
STORMS = ("2010-07-24", "2011-07-23")  # the two of most calls after 2009
STORM_DAYS = 14
SHOWN = ["deviance", "d2", "gini", "capture"]


@dataclass(frozen=True)
class Chicago:
    """Scores as known at the end of 2009, and calls by year and zip straight from the file."""

    facts: Facts
    scores: Scores
    calls: pd.DataFrame  # date, zip, calls; zips on the map only
    unknown: int  # calls to 2009 of zips that are not
    years: pd.DataFrame  # year × zip

    def storm(self, day: str) -> "pd.Series[int]":
        """Calls by zip in the storm's fourteen days."""
        days = (self.calls["date"] - pd.Timestamp(day)).dt.days
        counted = self.calls[days.between(0, STORM_DAYS - 1)].groupby("zip")["calls"].sum()
        return counted.reindex(self.years.columns, fill_value=0)


@pytest.fixture(scope="module")
def zips(real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Chicago:
    """Loaded as a user would, scored as known on the last day of 2009."""
    folder, root = real_data("chicago_flood_reports"), tmp_path_factory.mktemp("chicago_levels")
    loaded = load(
        root / "county",
        "chicago.toml",
        [
            ("region", folder / "zips.geojson", FILES / "chicago_zip_regions.toml"),
            ("event", FILES / "chicago_events.csv", None),
            ("claim", folder / "reports_daily_zip.parquet", calls_mapping(root, "zip")),
        ],
    )
    with open_version(loaded.ws) as warehouse:
        facts = read_facts(warehouse, loaded.ws.county(), KNOWN)
    source = pd.read_parquet(folder / "reports_daily_zip.parquet")
    known = sorted(set(gpd.read_file(folder / "zips.geojson")["zip"]))
    calls = source[source["zip"].isin(known)]
    years = calls.pivot_table(
        index=calls["date"].dt.year, columns="zip", values="calls", aggfunc="sum", fill_value=0
    ).reindex(columns=known, fill_value=0)
    past = source[source["date"] <= pd.Timestamp(KNOWN)]
    unknown = int(past.loc[~past["zip"].isin(known), "calls"].sum())
    scores = judge_held_out(facts, score_facts(facts, seed=1))
    return Chicago(facts, scores, calls, unknown, years)


def told_ahead(zips: Chicago, came: "pd.Series[int]", *, storms_only: bool = False) -> pd.DataFrame:
    """Every way fitted on what was known at the end of 2009, judged on counts by zip.

    Args:
        zips: the facts known.
        came: counts by zip of a later year or storm.
        storms_only: fit on calls in the days of listed storms alone.
    """
    claims = zips.facts.claims
    if storms_only:
        claims = claims[claims["event_id"].notna()]
    hierarchy = build_hierarchy(zips.facts.regions)
    records = read_records(claims, zips.facts.exposure, hierarchy, ["all"], known_by(zips.facts))
    past = records["all"].panel
    later = came.reindex(hierarchy.codes).to_numpy(float)[None, :]
    whole = Panel(
        np.concatenate([past.counts, later]),
        np.concatenate([past.exposure, np.ones_like(later)]),
        past.group,
    )
    return by_year(whole, {len(past.counts): predict_all(past)}).set_index("model")[SHOWN]


def ahead_table(zips: Chicago) -> pd.DataFrame:
    """Deviance and Gini on 2010, 2011 and 2012, all told from 2000–2009; for the docs."""
    parts = {year: told_ahead(zips, zips.years.loc[year]) for year in YEARS}
    table = pd.concat({y: t[["deviance", "gini"]] for y, t in parts.items()}, axis=1)
    mean = table.xs("deviance", axis=1, level=1).mean(axis=1)
    return table.loc[mean.sort_values().index].round(3)


def storm_table(zips: Chicago) -> pd.DataFrame:
    """Deviance on the two great storms, told from all calls and from four storms' calls alone."""
    parts = {
        (day, "storms" if only else "all calls"): told_ahead(
            zips, zips.storm(day), storms_only=only
        )["deviance"]
        for day in STORMS
        for only in (False, True)
    }
    return pd.DataFrame(parts).round(3)


def level_table(zips: Chicago) -> pd.DataFrame:
    """Zips, share of zips and share of later calls by level given at the end of 2009."""
    rows = zips.scores.frame.query("level == 'village' and peril_family == 'all'")
    level = rows.set_index("region_code")["risk_level"]
    later = {str(year): zips.years.loc[year] for year in YEARS}
    later |= {day: zips.storm(day) for day in STORMS}
    shares = {name: came.groupby(level).sum() / came.sum() for name, came in later.items()}
    zips_of = level.value_counts().sort_index()
    return pd.DataFrame({"zips": zips_of, "of zips": zips_of / len(level), **shares}).round(3)


def test_no_call_is_lost(zips: Chicago) -> None:
    """Calls to 2009 of the file = claims scored; those of unknown zips are told in the method."""
    past = zips.years.loc[:2009]
    assert len(zips.facts.claims) == past.to_numpy().sum() + zips.unknown
    rows = zips.scores.frame.query("level == 'village' and peril_family == 'all'")
    assert rows.set_index("region_code")["claims"].to_dict() == past.sum().to_dict()
    assert f"{zips.unknown} claims without a village" in zips.scores.method
    assert rows["house_years"].eq(len(past)).all()


def test_nothing_later_is_known(zips: Chicago) -> None:
    """Neither claims nor years after 2009 reach the models."""
    assert zips.facts.claims["loss_at"].max() < pd.Timestamp(2010, 1, 1)
    assert zips.facts.exposure["year"].max() == 2009


def test_levels_chances_and_the_table_hold(zips: Chicago) -> None:
    """Five levels, chances that sum to 1, every way in the table, the unit said."""
    assert_sound(zips.scores)
    print(f"\n{baseline_table(zips.scores.metrics).to_string()}")
    events = zips.scores.held_out.query("peril_family == 'all' and scheme == 'event'")
    assert set(events["model"]) == set(NAMES)
    assert events["origins"].eq(4).all()


@pytest.mark.parametrize("way", PLAIN)
def test_rolling_origin_is_what_pandas_says(zips: Chicago, way: str) -> None:
    """Eight years to 2009, each told from those before it."""
    told = zips.scores.metrics.query("peril_family == 'all'").set_index("model").loc[way]
    deviance, gini = rolling(zips.years.loc[:2009], way)
    assert told["origins"] == 8
    assert told["deviance"] == pytest.approx(deviance, rel=1e-6)
    assert told["gini"] == pytest.approx(gini, abs=1e-6)


@pytest.mark.parametrize("year", YEARS)
def test_years_ahead_are_what_pandas_says(zips: Chicago, year: int) -> None:
    """Rates to 2009 on each later year; the chosen way beats one rate for all by far."""
    table = told_ahead(zips, zips.years.loc[year])
    assert set(table.index) == set(NAMES)
    for way in PLAIN:
        deviance, gini = plain_measures(zips.years.loc[:2009], zips.years.loc[year], way)
        assert table.loc[way, "deviance"] == pytest.approx(deviance, rel=1e-6)
        assert table.loc[way, "gini"] == pytest.approx(gini, abs=1e-6)
    chosen = zips.scores.chosen()["all"]
    assert table.loc[chosen, "deviance"] < 0.5 * table.loc["county_rate", "deviance"]


def test_storms_ahead_and_levels_are_told(zips: Chicago) -> None:
    """Higher levels bear more than their share of later calls, in every year and both storms."""
    print(f"\n{ahead_table(zips).to_string()}\n\n{storm_table(zips).to_string()}")
    table = level_table(zips)
    print(f"\n{table.to_string()}")
    assert table["zips"].sum() == 59
    high = table.loc[table.index >= 4].sum()
    for name in (*map(str, YEARS), *STORMS):
        assert high[name] > 1.5 * high["of zips"]
        assert table.loc[1, name] < table.loc[1, "of zips"]


@pytest.mark.parametrize("way", PLAIN)
def test_the_docs_quote_what_is_measured(zips: Chicago, way: str) -> None:
    """Plain rates do not change with the model: their rows stand in the docs as they came out."""
    table, row = ahead_table(zips).loc[way], quoted("Chicago: 59 zips, 2010–2012").loc[way]
    for year in YEARS:
        assert float(row[f"{year} deviance"]) == pytest.approx(table[(year, "deviance")], abs=6e-4)
        assert float(row[f"{year} Gini"]) == pytest.approx(table[(year, "gini")], abs=6e-4)

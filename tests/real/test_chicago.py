"""Flood calls by day and area, 2000–2012: rows that stand for many calls, and a storm held back."""

from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import pytest

from risk import reference
from risk.facts import read_facts
from risk.hazard import scenario_from_event
from risk.planned import plan_for
from risk.scored import score_facts
from risk.terms import Status
from risk.warehouse import open_version

pytestmark = pytest.mark.real

EVE = date(2010, 7, 23)
STORM = datetime(2010, 7, 24)
LIKE = "2008-09-13"


def test_a_row_expands_into_its_calls(chicago):
    """Source rows in = stored + rejected; claims stored = their calls, time known by day."""
    area, folder, loaded = chicago
    source = pd.read_parquet(folder / f"reports_daily_{area}.parquet")
    row = loaded.result.loads.set_index("kind").loc["claim"]
    assert row["rows_in"] == len(source) == row["rows_stored"] + row["rows_rejected"]
    with open_version(loaded.ws) as warehouse:
        stored = warehouse.frame(
            "SELECT count(*) AS claims, count(DISTINCT claim_id) AS ids, "
            "count(*) FILTER (time_precision = 'day') AS by_day FROM claim",
            [],
        ).iloc[0]
    assert row["rows_rejected"] == 0
    assert stored["claims"] == stored["ids"] == stored["by_day"] == source["calls"].sum()


def test_an_unknown_area_is_kept_and_said(chicago):
    """Calls of an area without a polygon are stored, without a village and with the reason."""
    area, folder, loaded = chicago
    source = pd.read_parquet(folder / f"reports_daily_{area}.parquet")
    known = set(gpd.read_file(folder / f"{area}s.geojson")[area])
    with open_version(loaded.ws) as warehouse:
        quality = warehouse.match_quality()
    calls = quality[quality["kind"] == "claim"].groupby("match_quality")["rows"].sum()
    assert calls.get("none", 0) == source.loc[~source[area].isin(known), "calls"].sum()
    assert calls["code"] == source.loc[source[area].isin(known), "calls"].sum()


def test_a_storm_held_back_is_forecast_and_staffed(chicago):
    """On the eve of 2010-07-24, with nothing later known, a storm like 2008's is planned for."""
    area, folder, loaded = chicago
    with open_version(loaded.ws) as warehouse:
        facts = read_facts(warehouse, loaded.ws.county(), EVE)
    assert facts.claims["reported_at"].max() < pd.Timestamp(STORM)
    scenario = scenario_from_event(
        facts.events.set_index("event_id", drop=False).loc[LIKE],
        reference.preset("flood_extreme"),
        facts.regions,
        claims=facts.claims,
        in_force=facts.in_force,
        starts_at=STORM,
    )
    surge = plan_for(facts, score_facts(facts, seed=1), scenario, seed=1)
    source = pd.read_parquet(folder / f"reports_daily_{area}.parquet")
    days = (source["date"] - pd.Timestamp(STORM)).dt.days
    actual = source.loc[days.between(0, 13), "calls"].sum()
    total, kept = surge.forecast.total, surge.plan.outcome.kept.set_index("tier")
    print(
        f"\n{area}: storm of 2010-07-24 forecast as one like {LIKE}: median {total['p50']:.0f}, "
        f"90 % range {total['p05']:.0f}–{total['p95']:.0f}; came {actual}; "
        f"P(share kept) {kept.loc['rural', 'p_event_share']:.2f}; {surge.plan.reason}"
    )
    assert total["p05"] <= actual <= total["p95"]
    assert surge.plan.totals_by_day["total"].max() > 0
    assert all(0 <= p < 1 for p in kept["p_hi"].dropna())
    assumed = {a.name for a in surge.plan.assumptions if a.status == Status.ASSUMED}
    assert {"survey_min", "assumed_base"} & assumed

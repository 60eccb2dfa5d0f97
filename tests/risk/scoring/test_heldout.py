from typing import Any

import numpy as np
import pandas as pd
import pytest

from risk.scoring.heldout import EVENT_CLAIMS_MIN, held_out, listed_events
from risk.scoring.known import read_records
from risk.scoring.record import build_hierarchy, build_record

CHOSEN = {"all": "credibility", "storm": "township_rate"}


@pytest.fixture(scope="module")
def listed(made: Any) -> Any:
    """The made county with storm claims of 2022 in T0 as event E1, three claims as E2."""
    claims = made.claims.copy()
    of = (claims["year"] == 2022) & claims["region_code"].str.startswith("T0")
    storm = claims["peril_family"] == "storm"
    claims["event_id"] = np.where(of & storm, "E1", None)
    claims.loc[claims.index[storm & (claims["year"] == 2021)][:3], "event_id"] = "E2"
    intensity = pd.DataFrame(
        {"event_id": ["E1", "E1"], "region_code": ["T0", "T1V00"], "intensity": [30.0, 0.0]}
    )
    return claims, intensity


def test_events_are_those_large_enough(made: Any, listed: Any) -> None:
    """E1 in its recorded footprint (a township's villages); E2 is too small; floods have none."""
    claims, intensity = listed
    hierarchy = build_hierarchy(made.regions)
    record = build_record(claims, made.exposure, hierarchy, "storm")
    found = listed_events(claims, intensity, hierarchy, record)
    assert [e.event_id for e in found] == ["E1"]
    assert found[0].inside.sum() == 15
    assert found[0].counts.sum() == (claims["event_id"] == "E1").sum() >= EVENT_CLAIMS_MIN
    assert (record.panel.counts >= found[0].counts).all()
    flood = build_record(claims, made.exposure, hierarchy, "flood")
    assert listed_events(claims, intensity, hierarchy, flood) == []


def test_a_footprint_nobody_recorded_is_the_county(made: Any, listed: Any) -> None:
    """Then every village is judged."""
    claims, intensity = listed
    hierarchy = build_hierarchy(made.regions)
    record = build_record(claims, made.exposure, hierarchy, "all")
    found = listed_events(claims, intensity.iloc[:0], hierarchy, record)
    assert found[0].inside.all()


def told(made: Any, claims: pd.DataFrame, intensity: pd.DataFrame, chosen: Any) -> pd.DataFrame:
    """The slower judging of the families chosen."""
    hierarchy = build_hierarchy(made.regions)
    records = read_records(claims, made.exposure, hierarchy, list(chosen))
    return held_out(records, claims, made.regions, intensity, chosen=chosen)


def test_both_schemes_stand_in_one_table(made: Any, listed: Any) -> None:
    """By family: events and townships; the chosen model has no verdict on itself."""
    claims, intensity = listed
    table = told(made, claims, intensity, CHOSEN)
    assert set(table["scheme"]) == {"event", "township"}
    assert set(table["peril_family"]) == set(CHOSEN)
    assert table.groupby(["peril_family", "scheme"])["chosen"].sum().eq(1).all()
    nobody = claims.assign(event_id=None)
    none = told(made, nobody, intensity, CHOSEN)
    assert set(none["scheme"]) == {"township"}
    assert told(made, nobody, intensity, {}).empty

"""The bureau's tables: their order, and what they say of claims."""

import numpy as np
import pandas as pd
import pytest

from risk.surge.bureau import PRIOR_EVENTS, PRIOR_SD, damage_signal, tables_of

INSIDE = {"T": ["A", "B"], "A": ["A"]}
AT = pd.Timestamp(2025, 7, 3)


def rows():
    """Three past events with two tables each, and one under way with its first."""
    past = [
        (event, f"{year}-07-0{day}", "T", households)
        for event, year in (("E1", 2022), ("E2", 2023), ("E3", 2024))
        for day, households in ((2, 50), (6, 100))
    ]
    past += [("E4", "2025-07-02", "T", 30), ("E4", "2025-07-02", "A", 10)]
    past += [(None, "2025-07-02", "T", 99), ("E4", "2025-07-06", "T", 500)]
    frame = pd.DataFrame(past, columns=["event_id", "reported_at", "region_code", "households"])
    return frame.assign(reported_at=pd.to_datetime(frame["reported_at"]))


def claims(per_event=100):
    return pd.DataFrame({"event_id": np.repeat(["E1", "E2", "E3"], per_event)})


def test_tables_are_ranked_and_summed_by_moment():
    """Rows of one moment are one table; rows without an event are of none."""
    tables = tables_of(rows()).set_index(["event_id", "rank"])
    assert tables.loc[("E4", 1), "households"] == 40
    assert tables.loc[("E4", 1), "region_codes"] == ("A", "T")
    assert len(tables) == 8


def test_a_first_table_is_read_by_first_tables():
    """100 claims for 50 households each time: ratio 2, its doubt from the prior alone."""
    found = damage_signal(tables_of(rows()), claims(), INSIDE, "E4", at=AT)
    assert found.households == 40
    assert np.exp(found.log_ratio_mean) == pytest.approx(2)
    spread = PRIOR_EVENTS * PRIOR_SD**2 / (3 - 1 + PRIOR_EVENTS) * (1 + 1 / 3)
    assert found.log_ratio_sd == pytest.approx(np.sqrt(spread))
    assert list(found.region_codes) == ["A", "B"]


def test_what_is_not_known_yet_is_not_used():
    """Before the table; with two past events; of a region off the map: no signal."""
    tables = tables_of(rows())
    early = pd.Timestamp(2025, 7, 2)
    assert damage_signal(tables, claims(), INSIDE, "E4", at=early) is None
    two = claims()[claims()["event_id"] != "E1"]
    assert damage_signal(tables, two, INSIDE, "E4", at=AT) is None
    assert damage_signal(tables, claims(), {}, "E4", at=AT) is None


def test_the_second_table_replaces_the_first():
    """After the sixth of July its own rank is what it is read by: one claim a household."""
    found = damage_signal(tables_of(rows()), claims(), INSIDE, "E4", at=pd.Timestamp(2025, 7, 9))
    assert found.households == 500
    assert np.exp(found.log_ratio_mean) == pytest.approx(1)

"""A plan of 2009 on Chicago's storms of 2010 to 2012 (the figures stand in docs/STAFFING.md)."""

import numpy as np
import pytest

from benchmarks._staffing_backtest import measure_staffing

pytestmark = pytest.mark.real


def test_what_was_said_in_2009_lies_within_what_came(real_data):
    """19 events: the chance said lies in the band of events kept; Erlang C promises all the same.

    The greatest storm on record (8,639 claims, twelve times the mean) is kept by nobody.
    """
    found = measure_staffing(real_data("chicago_flood_reports"))
    rows, score = found["rows"], found["score"]
    assert found["events"] == (59, 19)
    assert score["kept_lo"] <= score["p_said"] <= score["kept_hi"]
    by = found["by_way"]
    assert by["plan"]["kept"] > by["own"]["kept"]
    whole = rows.set_index(["event_id", "way"])
    july = whole.loc[("2010-07-24", "plan")]
    assert july["claims"] == pytest.approx(8639, abs=50)
    assert july["kept"] == 0
    erlang = rows[rows["way"] == "erlang_c"]
    assert erlang["expected_share"].min() > 0.9
    assert np.average(erlang["share"], weights=erlang["claims"]) < 0.9

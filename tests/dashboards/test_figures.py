"""Figures from small hand-made frames."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from dashboards.components.grid import Column, grid, records
from dashboards.components.riskmap import hideout
from dashboards.figures.history import monthly_claims, promise_by_year
from dashboards.figures.quality import match_by_file
from dashboards.figures.surge import backlog, claims_fan, crews_by_day
from dashboards.figures.theme import FAMILY_COLOURS, RAMP
from risk.terms import MatchQuality, PerilFamily

DAYS = [date(2026, 7, 1), date(2026, 7, 2)]


def luminance(colour: str) -> float:
    """Lightness of #rrggbb as a grey print shows it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_ramp_orders_in_grey():
    """Each step is darker than the one before, by enough to tell."""
    grey = [luminance(c) for c in RAMP]
    assert all(a - b > 20 for a, b in pairwise(grey))


def test_every_family_has_its_own_colour():
    """Six families, six colours."""
    assert set(FAMILY_COLOURS) == {f.value for f in PerilFamily}
    assert len(set(FAMILY_COLOURS.values())) == 6


def test_months_as_bars_and_last_year_as_a_line():
    """Bars of this year by family, one line of last year's totals."""
    frame = pd.DataFrame(
        [(y, m, f, y - 2023 + m) for y in (2024, 2025) for m in (1, 2) for f in ("storm", "snow")],
        columns=["year", "month", "peril_family", "claims"],
    )
    figure = monthly_claims(frame, 2025, "zh")
    assert [trace.type for trace in figure.data] == ["bar", "bar", "scatter"]
    assert list(figure.data[2].y) == [4, 6]
    assert figure.data[0].name in ("雪灾", "暴风暴雨")


def test_promise_has_intervals():
    """Error bars reach from the share to its bounds."""
    frame = pd.DataFrame(
        {"year": [2025], "tier": ["rural"], "share": [0.8], "share_lo": [0.7], "share_hi": [0.9],
         "clocked": [50]}
    )  # fmt: skip
    bars = promise_by_year(frame, "en").data[0].error_y
    assert bars.array[0] == pytest.approx(0.1)
    assert bars.arrayminus[0] == pytest.approx(0.1)


def test_fan_crews_and_backlog():
    """Band, median and mean; a stack a source; two backlog lines."""
    fan = pd.DataFrame({"date": DAYS, "mean": [5, 3], "p10": [1, 0], "p50": [4, 2], "p90": [9, 6]})
    assert len(claims_fan(fan, "en").data) == 4
    crews = pd.DataFrame({"date": DAYS, "own": [2, 2], "standby": [1, 0], "borrowed": [3, 0]})
    figure = crews_by_day(crews, ("own", "standby", "borrowed"), "zh")
    assert [trace.name for trace in figure.data] == ["本公司", "备勤", "外援"]
    assert len(backlog(pd.DataFrame({"date": DAYS, "p50": [1, 0], "p90": [4, 1]}), "zh").data) == 2


def test_match_shares_add_up():
    """Each file's bars fill its row; a quality that nothing has gets no bar and no legend."""
    counts = {quality.value: [0, 0] for quality in MatchQuality} | {"code": [3, 0], "none": [1, 2]}
    table = pd.DataFrame({"file": ["a.csv", "b.csv"], "rows": [4, 2], **counts})
    figure = match_by_file(table, "en")
    assert [trace.name for trace in figure.data] == ["Code alone", "None"]
    for row in (0, 1):
        assert sum(float(trace.x[row]) for trace in figure.data) == pytest.approx(1)


def test_rows_of_a_grid_are_json():
    """Missing values become null, numpy numbers plain ones."""
    frame = pd.DataFrame({"a": [1.5, float("nan")], "b": ["x", None]})
    assert records(frame, ["a", "b", "a"]) == [{"a": 1.5, "b": "x"}, {"a": None, "b": None}]


def test_a_grid_speaks_chinese_and_names_itself():
    """localeText and a label for screen readers."""
    frame = pd.DataFrame({"a": [1]})
    shown = grid(frame, [Column("a", "A", "number")], "zh", label="清单")
    assert shown.children.dashGridOptions["localeText"]["noRowsToShow"] == "没有数据"
    assert getattr(shown, "aria-label") == "清单"


def test_what_recolours_a_map_is_small():
    """300 villages take well under a kilobyte."""
    sent = hideout("3" * 300, ["-", "1", "2", "3", "4", "5"], unsure="0" * 300)
    assert len(repr(sent)) < 1000

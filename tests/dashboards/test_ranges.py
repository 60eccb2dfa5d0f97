"""Charts of values with their ranges: what is drawn is what the table says."""

import pandas as pd
import pytest

from dashboards.figures.ranges import bars, fan, points, profile, ratios


def rated(labels, values):
    frame = pd.DataFrame({"label": labels, "rate": values})
    return frame.assign(rate_lo=frame["rate"] - 1, rate_hi=frame["rate"] + 2)


def test_points_carry_their_intervals_in_the_tables_order():
    """Ends are drawn as distances from the value, labels stand in the order of the rows."""
    figure = points(rated(["b", "a"], [5.0, 3.0]), x="label", y="rate", y_title="u")
    (line,) = figure.data
    assert list(line.error_y.array) == [2, 2]
    assert list(line.error_y.arrayminus) == [1, 1]
    assert list(figure.layout.xaxis.ticktext) == ["b", "a"]
    assert figure.layout.yaxis.title.text == "u"


def test_lines_drawn_apart_share_their_labels():
    """Two tiers of one year stand at the same label, side by side."""
    frame = rated(["2024", "2024", "2025"], [1.0, 2.0, 3.0]).assign(tier=["town", "rural", "town"])
    figure = points(frame, x="label", y="rate", y_title="", split="tier")
    town, rural = figure.data
    assert (town.name, rural.name) == ("town", "rural")
    assert round(town.x[0]) == round(rural.x[0]) == 0
    assert town.x[0] < rural.x[0]
    assert round(town.x[1]) == 1


@pytest.mark.parametrize("count", [3, 20])
def test_many_long_names_are_cut_and_slanted(count):
    """A name of twenty letters does not push the chart off its card."""
    labels = [f"{n:02} {'x' * 20}" for n in range(count)]
    frame = pd.DataFrame({"label": labels, "n": range(count)})
    axis = bars(frame, x="label", values={"n": "n"}, y_title="").layout.xaxis
    assert list(axis.tickvals) == labels
    if count == 3:
        assert list(axis.ticktext) == labels
        assert axis.tickangle is None
    else:
        assert max(map(len, axis.ticktext)) == 11
        assert axis.tickangle == -45


def test_a_profile_draws_all_claims_and_keeps_families_in_the_legend():
    """One line is seen at first, the others wait."""
    frame = pd.DataFrame(
        {"label": ["Mon", "Tue"] * 2, "family": ["Storm"] * 2 + ["All"] * 2,
         "relative": [1.0, 1.0, 2.0, 0.5], "lo": [0.5] * 4, "hi": [3.0] * 4}
    )  # fmt: skip
    storm, everything = profile(frame, y_title="", first="All").data
    assert (storm.visible, everything.visible) == ("legendonly", True)
    assert list(everything.error_y.array) == [1.0, 2.5]


def test_a_fan_spans_its_range_after_what_came():
    """The band lies between the 5th and the 95th of a hundred."""
    month = pd.to_datetime(["2025-12-01", "2026-01-01"])
    ahead = pd.DataFrame(
        {"month": month, "mean": [3, 4], "p05": [1, 1], "p50": [2, 3], "p95": [9, 8]}
    )
    past = pd.DataFrame({"month": pd.to_datetime(["2025-11-01"]), "claims": [7]})
    came, upper, lower, median, mean = fan(ahead, past, y_title="", lang="en").data
    assert list(came.y) == [7]
    assert (list(upper.y), list(lower.y), lower.fill) == ([9, 8], [1, 1], "tonexty")
    assert (list(median.y), list(mean.y)) == ([2, 3], [3, 4])


def test_ratios_stand_on_a_log_axis_with_one_marked():
    """A ratio known to nothing does not stretch the axis of the others."""
    frame = pd.DataFrame(
        {"label": ["a", "b"], "r": [2.0, 1.0], "lo": [1.0, 1e-6], "hi": [4.0, 1e6]}
    )
    figure = ratios(frame, label="label", value="r", low="lo", high="hi", x_title="ratio")
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.range) == [-1.5, 1.5]
    assert figure.layout.shapes[0].x0 == 1
    assert list(figure.data[0].y) == ["b", "a"]

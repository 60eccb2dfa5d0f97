from dataclasses import replace

import numpy as np
import pytest

from risk.scoring.baselines import (
    NAMES,
    OFFICIAL,
    RAW,
    STOREYS,
    of_classes,
    predict_all,
    raw,
    raw_township,
)
from risk.scoring.hierarchy import Known, Panel

PANEL = Panel(
    np.array([[1.0, 0, 4], [3, 0, 0], [0, 2, 0], [5, 1, 1]]),
    np.tile([100.0, 200.0, 50.0], (4, 1)),
    np.array([0, 0, 1]),
)


def test_raw_rates_by_hand():
    """Claims over house-years of the years asked for."""
    assert raw(1)(PANEL).tolist() == [0.05, 0.005, 0.02]
    assert raw(3)(PANEL) == pytest.approx([8 / 300, 3 / 600, 1 / 150])
    assert raw_township(PANEL) == pytest.approx([12 / 1200, 12 / 1200, 5 / 200])


def test_a_level_given_by_others_is_one_rate_a_class():
    """Villages 0 and 2 of one official level, village 1 of another."""
    found = of_classes(np.array([1, 0, 1]))(PANEL)
    assert found == pytest.approx([14 / 600, 3 / 800, 14 / 600])


def test_the_official_level_of_the_last_year_rates_its_villages_alike():
    """Two villages of level 3 by then, one without any; none published yet: the way is left out."""
    official = np.array([[0, 0, 0], [0, 0, 0], [3, 0, 0], [3, 0, 3]])
    listed = replace(PANEL, known=Known(np.zeros((4, 3, 0)), official=official))
    told = predict_all(listed)
    assert tuple(told) == (*NAMES, OFFICIAL)
    assert told[OFFICIAL] == pytest.approx([14 / 600, 3 / 800, 14 / 600])
    early = predict_all(listed.years(slice(0, 3)))
    assert early[OFFICIAL] == pytest.approx([4 / 300, 6 / 750, 6 / 750])
    assert tuple(predict_all(listed.years(slice(0, 2)))) == NAMES


def test_no_house_years_no_rate():
    """A village never insured has the raw rate 0; every way answers with finite rates."""
    empty = Panel(PANEL.counts, PANEL.exposure * [1, 0, 1], PANEL.group)
    assert raw(3)(empty)[1] == 0.0
    told = predict_all(replace(empty, known=Known(np.zeros((4, 3, 0)))))
    assert tuple(told) == NAMES
    assert tuple(predict_all(empty)) == tuple(n for n in NAMES if n in {**STOREYS, **RAW})
    assert all(np.isfinite(rate).all() for rate in told.values())

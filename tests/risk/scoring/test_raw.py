import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from risk.errors import ModelError
from risk.scoring.credibility import CredibilityRate
from risk.scoring.hierarchy import Model
from risk.scoring.raw import RawRate

KEYS = pd.DataFrame(
    {
        "region": ["a", "b", "c", "a", "b", "c"],
        "township": ["s", "s", "t", "s", "s", "t"],
        "year": [1, 1, 1, 2, 2, 2],
    }
)
CLAIMS = np.array([1.0, 0, 4, 3, 2, 0])
HOUSES = np.array([10.0, 20, 10, 10, 20, 0])
RATE = np.divide(CLAIMS, HOUSES, out=np.zeros(6), where=HOUSES > 0)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [4 / 20, 2 / 40, 4 / 10]),
        ({"years": 1}, [3 / 10, 2 / 20, 5 / 30]),
        ({"by": "township"}, [6 / 60, 6 / 60, 4 / 10]),
        ({"by": "county"}, [10 / 70] * 3),
    ],
    ids=["all years", "last year, one without houses", "townships", "county"],
)
def test_by_hand(options: dict, expected: list[float]) -> None:
    """Claims over house-years of the years asked for; the county's where there are none."""
    model = clone(RawRate(**options)).fit(KEYS, RATE, sample_weight=HOUSES)
    assert model.predict(KEYS[:3]) == pytest.approx(expected)


def test_a_new_region_has_the_countys() -> None:
    model = RawRate().fit(KEYS, RATE, sample_weight=HOUSES)
    new = pd.DataFrame({"region": ["z"], "township": ["t"], "year": [3]})
    assert model.predict(new) == pytest.approx([10 / 70])


@given(st.permutations(range(6)))
def test_the_order_of_rows_is_nothing(order: list[int]) -> None:
    """For the plain rates and for credibility."""
    mixed = KEYS.iloc[order].reset_index(drop=True)
    for model in (RawRate(by="township"), CredibilityRate()):
        one = model.fit(KEYS, RATE, sample_weight=HOUSES).predict(KEYS)
        two = model.fit(mixed, RATE[order], sample_weight=HOUSES[order]).predict(KEYS)
        assert one == pytest.approx(two)


@given(st.integers(0, 5), st.floats(0.1, 50))
def test_more_claims_never_lower_a_rate(row: int, more: float) -> None:
    """The region's own rate under given spreads; every region's, under one rate for all."""
    claims = CLAIMS.copy()
    claims[row] += more
    rate = np.divide(claims, HOUSES, out=np.zeros(6), where=HOUSES > 0)
    own = CredibilityRate(spread=0.5, luck_per_year=0.3)
    flat = CredibilityRate(model=Model.COUNTY_RATE.value)
    for model, rows in ((own, [row]), (flat, range(6)), (RawRate(), [row])):
        before, after = (
            model.fit(KEYS, r, sample_weight=HOUSES).predict(KEYS) for r in (RATE, rate)
        )
        assert (after[list(rows)] >= before[list(rows)] - 1e-12).all()


@pytest.mark.parametrize("options", [{"by": "village"}, {"years": 0}])
def test_what_cannot_be_asked(options: dict) -> None:
    with pytest.raises(ModelError, match="by is"):
        RawRate(**options).fit(KEYS, RATE)

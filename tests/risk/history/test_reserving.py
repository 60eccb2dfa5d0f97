"""Chain ladder and Mack's errors against the published triangles, and by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.history.reserving import NOT_ENOUGH, Triangle, chain_ladder, reported_unpaid, triangle

# Reinsurance Association of America, Historical Loss Development Study, 1991 edition (general
# liability, automatic facultative): cumulative incurred, accident years 1981–1990, thousands.
RAA = [
    [5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834],
    [106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704],
    [3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466],
    [5655, 11555, 15766, 21266, 23425, 26083, 27067],
    [1092, 9565, 15836, 22169, 25955, 26180],
    [1513, 6445, 11702, 12935, 15852],
    [557, 4020, 10946, 12314],
    [1351, 6947, 13112],
    [3133, 5395],
    [2063],
]
# G. C. Taylor & F. R. Ashe (1983), "Second moments of estimates of outstanding claims",
# J. of Econometrics 23; as printed in Mack (1993), table 1.
TAYLOR_ASHE = [
    [357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
    [352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
    [290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
    [310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
    [443160, 1136350, 2128333, 2897821, 3402672, 3873311],
    [396132, 1333217, 2180715, 2985752, 3691712],
    [440832, 1288463, 2419861, 3483130],
    [359480, 1421128, 2864498],
    [376686, 1363294],
    [344014],
]


def made(rows: list[list[float]]) -> Triangle:
    """A triangle from ragged rows."""
    width = max(map(len, rows), default=0)
    values = np.array([[*row, *[np.nan] * (width - len(row))] for row in rows], dtype=float)
    return Triangle(values.reshape(len(rows), width), tuple(str(i) for i in range(len(rows))))


@pytest.mark.parametrize(
    ("rows", "rule", "ibnr", "se"),
    [
        (RAA, "log_linear", 52_135.23, 26_880.74),
        (RAA, "mack", 52_135.23, 26_909.01),
        (TAYLOR_ASHE, "log_linear", 18_680_855.61, 2_441_364.13),
        (TAYLOR_ASHE, "mack", 18_680_855.61, 2_447_094.86),
    ],
)
def test_published_reserves_to_the_printed_digits(rows, rule, ibnr, se):
    """Both published triangles, with both rules for the last variance."""
    total = chain_ladder(made(rows), last_variance=rule).total
    assert round(total["ibnr"], 2) == ibnr
    assert round(total["se"], 2) == se


def test_mack_1993_table_by_origin():
    """Mack's own table of the Taylor–Ashe data: reserves and errors in thousands and percent."""
    table = chain_ladder(made(TAYLOR_ASHE), last_variance="mack").by_origin
    reserves = [0, 95, 470, 710, 985, 1419, 2178, 3920, 4279, 4626]
    percent = [80, 26, 19, 27, 29, 26, 22, 23, 29]
    assert (table["ibnr"] / 1000).round().tolist() == reserves
    assert (100 * table["cv"].iloc[1:]).round().tolist() == percent


def test_three_origins_by_hand():
    """f1 = (20+33)/(10+15), f2 = 24/20; σ² of the first step over two origins."""
    result = chain_ladder(made([[10, 20, 24], [15, 33], [12]]))
    f1, f2 = 53 / 25, 24 / 20
    assert result.factors["factor"].tolist() == pytest.approx([f1, f2])
    assert result.factors["sigma2"].iloc[0] == pytest.approx(
        10 * (2 - f1) ** 2 + 15 * (2.2 - f1) ** 2
    )
    assert result.by_origin["ultimate"].tolist() == pytest.approx([24, 33 * f2, 12 * f1 * f2])
    assert result.total["ibnr"] == pytest.approx(33 * f2 - 33 + 12 * f1 * f2 - 12)
    assert result.tail.endswith("month 36 is assumed to come")
    assert result.note == ""


@pytest.mark.parametrize("rows", [[], [[5.0]], [[5.0, 7.0], [4.0]], [[0, 0, 0], [0, 0], [0]]])
def test_too_little_to_develop_says_so(rows):
    """No origin, one, two, or nothing but zeros: no number, and a note."""
    result = chain_ladder(made(rows))
    assert result.note.startswith(NOT_ENOUGH)
    later = result.by_origin[result.by_origin["note"] != ""]
    assert later[["ultimate", "ibnr", "se"]].isna().all(axis=None)


def test_a_year_without_claims_is_left_out_and_named():
    """An immature origin of zeros is no forecast of zero; a mature one is."""
    result = chain_ladder(made([[0, 0, 0, 0], [10, 20, 24], [0, 0], [12]]))
    assert result.by_origin["note"].tolist() == ["", "not enough data", NOT_ENOUGH, NOT_ENOUGH]
    result = chain_ladder(made([[0, 0, 0, 0], [10, 20, 24, 25], [9, 20, 23], [0, 0], [12]]))
    assert result.by_origin["note"].tolist() == ["", "", "", NOT_ENOUGH, ""]
    assert result.by_origin["ultimate"].iloc[0] == 0
    assert result.note == "not enough data for 3; not in the total"
    assert np.isfinite(result.total["se"])


def claim(loss: str, paid: str | None, money: float | None, **more: object) -> dict[str, object]:
    """One claim row."""
    at = pd.Timestamp(loss)
    row = {"loss_at": at, "reported_at": at, "paid_at": pd.Timestamp(paid) if paid else pd.NaT}
    row["paid_money"] = money
    return row | {"status": "paid" if paid else "open", "estimate_money": None} | more


CLAIMS = pd.DataFrame(
    [
        claim("2021-03-01", "2021-04-01", 100.0),
        claim("2021-12-30", "2022-01-02", 50.0),
        claim("2022-06-01", "2023-12-31 23:00", 70.0),
        claim("2023-05-01", None, None, estimate_money=30.0),
        claim("2023-12-31 22:00", None, None),
        claim("2023-05-01", "2024-01-01", 999.0),
    ]
)


def test_claims_become_years_counted_back_from_the_day():
    """At the end of a year the origins are years; a later payment is not known."""
    made_ = triangle(CLAIMS, as_of=date(2023, 12, 31))
    assert made_.origins == ("2021-01-01", "2022-01-01", "2023-01-01")
    assert made_.values[0].tolist() == [100, 150, 150]
    assert made_.values[1, :2].tolist() == [0, 70]
    assert made_.values[2, 0] == 0
    assert list(made_.frame.columns) == [12, 24, 36]
    counts = triangle(CLAIMS, as_of=date(2023, 12, 31), value="reported_claims")
    assert counts.values[:, 0].tolist() == [2, 1, 3]
    assert np.isnan(counts.values[2, 1])


def test_origins_end_on_any_day():
    """Mid-year the periods are the twelve months before the day, none cut short."""
    made_ = triangle(CLAIMS, as_of=date(2022, 6, 30), value="reported_claims")
    assert made_.origins == ("2020-07-01", "2021-07-01")
    assert made_.values[:, 0].tolist() == [1, 2]
    later = triangle(CLAIMS, as_of=date(2022, 6, 30), first=date(2021, 1, 1))
    assert later.origins == ("2021-07-01",)


def test_finer_development_than_origins():
    """Years developed by half-years, from the age of a year on; odd lengths are refused."""
    made_ = triangle(CLAIMS, as_of=date(2023, 12, 31), development_months=6)
    assert list(made_.frame.columns) == [12, 18, 24, 30, 36]
    assert np.isfinite(made_.values).sum(axis=1).tolist() == [5, 3, 1]
    with pytest.raises(ModelError, match="no multiple of 5"):
        triangle(CLAIMS, as_of=date(2023, 12, 31), development_months=5)


def test_no_claims_make_no_triangle():
    """An empty ledger gives an empty triangle and "not enough data"."""
    empty = triangle(CLAIMS.iloc[:0], as_of=date(2023, 12, 31))
    assert empty.values.shape == (0, 0)
    assert chain_ladder(empty).note.startswith(NOT_ENOUGH)


def test_a_gap_in_the_run_off_is_refused():
    """A known value after an unknown one is no triangle."""
    with pytest.raises(ModelError, match="unknown"):
        Triangle(np.array([[1.0, np.nan, 2.0]]), ("a",))


def test_open_claims_stand_beside_the_origins():
    """Open claims by origin; one without an estimate is counted, not valued."""
    table = reported_unpaid(CLAIMS, as_of=date(2023, 12, 31), origins=("2023-01-01",))
    row = table.iloc[0]
    assert row[["open_claims", "with_estimate", "without_estimate"]].tolist() == [2, 1, 1]
    assert row["estimate_money"] == 30
    table = reported_unpaid(CLAIMS, as_of=date(2023, 12, 31), origins=("2023-07-01",))
    assert table["origin"].tolist() == ["2023-07-01", "earlier"]


@given(
    st.lists(st.floats(10, 1e6), min_size=5, max_size=5),
    st.lists(st.floats(1.0, 3.0), min_size=4, max_size=4),
    st.floats(0.01, 1000),
)
def test_an_exact_pattern_is_found_and_money_scales(starts, steps, scale):
    """Origins that all grow alike: no error, and the unit of money does not matter."""
    path = np.cumprod([1.0, *steps])
    rows = [list(s * path[: 5 - i]) for i, s in enumerate(starts)]
    result = chain_ladder(made(rows))
    assert result.by_origin["ultimate"].tolist() == pytest.approx([s * path[-1] for s in starts])
    other = chain_ladder(made([[v * scale for v in row] for row in rows]))
    assert other.total["ultimate"] == pytest.approx(scale * result.total["ultimate"])

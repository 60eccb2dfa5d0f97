"""OED location files: what is read, what is refused, and the way back."""

import pandas as pd
import pytest

from risk.errors import LedgerError
from risk.ledger.oed import FRAME, read_oed, write_oed

HEAD = (
    "PortNumber,AccNumber,LocNumber,CountryCode,Latitude,Longitude,ConstructionCode,BuildingTIV,"
    "ContentsTIV,LocCurrency,NumberOfBuildings,IsAggregate,LocDedType1Building,LocDed1Building,"
    "LocLimitType1Building,LocLimit1Building"
)
GOOD = "1,A,{n},CN,36.8,102.0,{code},30000,0,CNY,{houses},{aggregate},{dt},{d},{lt},{limit}"


@pytest.fixture
def locations(tmp_path):
    """Writes a file of such rows and reads it."""

    def read(*rows: str, head: str = HEAD, currency: str = "CNY"):
        path = tmp_path / "location.csv"
        path.write_text("\n".join([head, *rows]), "utf-8")
        return read_oed(path, currency=currency)

    return read


def row(n=1, code=5101, houses="", aggregate="", dt="", d="", lt="", limit=""):
    return GOOD.format(
        n=n, code=code, houses=houses, aggregate=aggregate, dt=dt, d=d, lt=lt, limit=limit
    )


def test_a_plain_location_is_one_house_without_terms(locations):
    found = locations(row())
    assert list(found.frame) == FRAME
    told = found.frame.iloc[0]
    assert (told["structure"], told["houses"], told["sum_insured_money"]) == (
        "earth_wood", 1.0, 30000.0,
    )  # fmt: skip
    assert pd.isna(told["deductible_money"])
    assert found.ignored == ("CountryCode",)  # ContentsTIV holds nothing


@pytest.mark.parametrize(
    ("code", "structure"),
    [(5102, "stone_wood"), (5103, "brick_wood"), (5109, "brick_concrete"), (5150, "frame"),
     (5000, "other"), (5050, "other"), ("", "other")],
)  # fmt: skip
def test_construction_codes_become_structures(locations, code, structure):
    assert locations(row(code=code)).frame["structure"].tolist() == [structure]


def test_terms_are_of_one_house_of_an_aggregate_or_of_a_whole_campus(locations):
    """Ten houses with 500 each; ten buildings of one site with 500 together."""
    found = locations(row(1, houses=10, aggregate=1, d=500), row(2, houses=10, aggregate=0, d=500))
    assert found.frame["houses"].tolist() == [10.0, 1.0]
    assert found.frame["deductible_money"].tolist() == [500.0, 500.0]


def test_a_share_of_the_sum_insured_becomes_money(locations):
    """Type 2: 1 % of 3,000 a house; a limit of 0 is none."""
    found = locations(row(houses=10, aggregate=1, dt=2, d=0.01, lt=0, limit=0))
    assert found.frame["deductible_money"].tolist() == [30.0]
    assert found.frame["limit_money"].isna().all()


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (row(dt=1, d=0.05), "LocDedType1Building"),
        (row(lt=2, limit=60), "LocLimit1Building"),
        (row(d=-1), "LocDed1Building"),
        (row().replace("36.8", "96.8"), "Latitude"),
        (row().replace("102.0", ""), "Longitude"),
        (row().replace("30000", "much"), "BuildingTIV"),
        (row().replace("CNY", "GBP"), "LocCurrency"),
        (row(n=""), "LocNumber"),
    ],
)
def test_a_row_that_cannot_be_read_whole_is_refused_with_its_reason(locations, bad, column):
    """The other row is read; rows in are rows stored and rejected."""
    found = locations(bad, row(n=7))
    assert found.rejects["column"].tolist() == [column]
    assert found.rejects["row"].tolist() == [2]
    assert len(found.frame) + found.rejects["row"].nunique() == found.rows_in == 2


def test_the_second_row_of_a_location_is_refused(locations):
    found = locations(row(), row())
    assert found.rejects["rule"].tolist() == ["stands twice"]
    assert len(found.frame) == 1


def test_headings_in_any_case_are_known(locations):
    assert len(locations(row(), head=HEAD.lower()).frame) == 1


def test_a_file_that_is_no_location_file_is_refused(locations, tmp_path):
    with pytest.raises(LedgerError, match="no column BuildingTIV"):
        locations("1,2,3", head="LocNumber,Latitude,Longitude")
    with pytest.raises(LedgerError, match="row 2 has not as many cells"):
        locations("1,2")
    with pytest.raises(LedgerError, match="stands twice"):
        locations(row(), head=HEAD.replace("AccNumber", "LocNumber"))
    (tmp_path / "none.csv").write_text("")
    with pytest.raises(LedgerError, match="is empty"):
        read_oed(tmp_path / "none.csv", currency="CNY")
    with pytest.raises(LedgerError, match="cannot be read"):
        read_oed(tmp_path / "missing.csv", currency="CNY")


def test_what_is_written_reads_back(tmp_path):
    portfolio = pd.DataFrame(
        {"region_code": ["V1", "V1"], "structure": ["earth_wood", "frame"], "houses": [12.0, 3.0],
         "sum_insured_money": [240_000.0, 90_000.0], "lon": 102.0, "lat": 36.8}
    )  # fmt: skip
    path = tmp_path / "out.csv"
    path.write_text(write_oed(portfolio, currency="CNY"))
    found = read_oed(path, currency="CNY")
    assert found.rejects.empty
    for column in ("structure", "houses", "sum_insured_money"):
        assert found.frame[column].tolist() == portfolio[column].tolist()

import pandas as pd
import pytest

from risk.errors import ModelError
from risk.history import experience, history
from risk.history.summary import large_losses
from risk.settings import Promise


def test_by_year_by_hand(claims: pd.DataFrame, exposure: pd.DataFrame) -> None:
    """2021: two claims on 400 houses, 4,000 paid of 4,000 premium; 2023 stands without a claim."""
    table = experience(claims, exposure, ["year"]).set_index("year")
    first = table.loc[2021]
    assert (first["claims"], first["paid_claims"], first["house_years"]) == (2, 2, 400)
    assert first["claims_per_1000_house_years"] == pytest.approx(5.0)
    assert (first["mean_paid_money"], first["loss_cost_money"]) == (2000.0, 10.0)
    assert first["loss_ratio"] == pytest.approx(1.0)
    assert table.loc[2022, ["open_claims", "rejected_claims"]].tolist() == [2, 1]
    assert table.loc[2023, "claims"] == 0
    assert table.loc[2023, "claims_per_1000_house_years_hi"] == pytest.approx(1000 * 2.995732 / 400)


def test_exposure_is_repeated_over_families_and_split_over_months(
    claims: pd.DataFrame, exposure: pd.DataFrame
) -> None:
    """Each family has all 1,200 house-years; each month a twelfth; all 12 months stand."""
    families = experience(claims, exposure, ["peril_family"]).set_index("peril_family")
    assert families["house_years"].tolist() == [1200, 1200]
    assert families["claims"].to_dict() == {"flood": 3, "storm": 3}
    months = experience(claims, exposure, ["month"])
    assert months["month"].tolist() == list(range(1, 13))
    assert months["house_years"].eq(100).all()
    assert months["claims"].sum() == len(claims)


def test_townships_need_a_map(
    claims: pd.DataFrame, exposure: pd.DataFrame, regions: pd.DataFrame
) -> None:
    """With one, U has 900 house-years; the county-only claim stands by itself without a rate."""
    with pytest.raises(ModelError, match="townships"):
        experience(claims, exposure, ["township_code"])
    table = experience(claims, exposure, ["township_code"], regions=regions).set_index(
        "township_code"
    )
    assert table.loc["U", "house_years"] == 900
    alone = table[table.index.isna()].iloc[0]
    assert alone["claims"] == 1
    assert pd.isna(alone["claims_per_1000_house_years"])


def test_the_whole_in_one_row(claims: pd.DataFrame, exposure: pd.DataFrame) -> None:
    """No grouping: all claims over all exposure."""
    table = experience(claims, exposure, [])
    assert table[["claims", "house_years", "premium_money"]].to_numpy().tolist() == [
        [6, 1200, 12000]
    ]


def test_claims_are_never_lost(
    claims: pd.DataFrame, exposure: pd.DataFrame, regions: pd.DataFrame
) -> None:
    """Whatever the grouping, the counts add up."""
    for by in (
        ["region_code", "year"],
        ["peril", "event"],
        ["township_code", "peril_family", "month"],
    ):
        assert experience(claims, exposure, by, regions=regions)["claims"].sum() == len(claims)


def test_no_exposure_says_so(claims: pd.DataFrame, exposure: pd.DataFrame) -> None:
    """Rates per region-year carry the source ``none`` and have no loss ratio."""
    bare = exposure.assign(house_years=1.0, premium_money=None, exposure_source="none")
    table = experience(claims, bare, ["year"])
    assert table["exposure_source"].eq("none").all()
    assert table["loss_ratio"].isna().all()
    assert table.set_index("year").loc[2021, "claims_per_1000_house_years"] == 1000.0


def test_no_claims_at_all(
    claims: pd.DataFrame, exposure: pd.DataFrame, regions: pd.DataFrame
) -> None:
    """A first year without a claim gives tables of zeros and no error."""
    told = history(claims.iloc[:0], exposure, promise=Promise(), regions=regions)
    assert told.by_year["claims"].sum() == 0
    assert len(told.by_year) == 3
    assert told.promise.empty
    assert told.large_losses.empty


def test_unknown_key(claims: pd.DataFrame, exposure: pd.DataFrame) -> None:
    """A key that is no column is refused by name."""
    with pytest.raises(ModelError, match="cannot group by colour"):
        experience(claims, exposure, ["colour"])


def test_large_losses(claims: pd.DataFrame) -> None:
    """Greatest first, unpaid ones left out, with their share."""
    table = large_losses(claims)
    assert table["claim_id"].tolist() == ["2", "1", "6"]
    assert table["share_of_paid"].iloc[0] == pytest.approx(3000 / 4500)

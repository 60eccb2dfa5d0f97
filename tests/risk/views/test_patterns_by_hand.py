"""When and where the busy world's claims come: counted by hand; too few for any verdict."""

import pytest

from .conftest import See


def test_reports_by_hour(see: See) -> None:
    """Every report comes an hour after its loss: the storm's at 16 h, all others at 11 h."""
    table = see("hours")
    every = table[table["peril_family"] == "all"].set_index("unit")["claims"]
    assert every[every > 0].to_dict() == {11: 20, 16: 20}
    assert len(every) == 24
    assert set(table["note"]) == {"not enough data"}  # five blocks of four weeks hold claims


def test_reports_by_weekday_add_up(see: See) -> None:
    """22 of 40 on a Wednesday: the storm's 20, 3 May 2023 and 5 November 2025."""
    table = see("weekdays")
    every = table[table["peril_family"] == "all"].set_index("unit")["claims"]
    assert every.to_dict() == {1: 4, 2: 2, 3: 22, 4: 3, 5: 2, 6: 3, 7: 4}
    by_family = table[table["peril_family"] != "all"].groupby("unit")["claims"].sum()
    assert by_family.to_dict() == every.to_dict()


def test_losses_by_month(see: See) -> None:
    """The record begins on 1 May 2023: May to December three times, January to April twice."""
    table = see("months")
    every = table[table["peril_family"] == "all"].set_index("unit")
    assert every["claims"][every["claims"] > 0].to_dict() == {5: 4, 7: 20, 8: 5, 9: 2, 11: 9}
    assert every["at_risk"].to_dict() == {
        1: 62, 2: 29 + 28, 3: 62, 4: 60,
        5: 93, 6: 90, 7: 93, 8: 93, 9: 90, 10: 93, 11: 90, 12: 93,
    }  # fmt: skip
    assert every.loc[7, "per_day"] == pytest.approx(20 / 93)
    assert every["per_day_lo"].isna().all()


def test_weekends_and_nights(see: See) -> None:
    """Seven reports on weekend days, none at night; no ratio from so few weeks."""
    table = see("contrasts").set_index(["contrast", "peril_family"])
    assert table.loc[("weekend", "all"), ["claims", "claims_rest"]].tolist() == [7, 33]
    assert table.loc[("night", "all"), ["claims", "claims_rest"]].tolist() == [0, 40]
    # 1 May 2023 to 31 December 2025: 976 days, 139 weekends
    assert table.loc[("weekend", "all"), ["at_risk", "at_risk_rest"]].tolist() == [278, 698]
    assert table["ratio"].isna().all()


def test_nine_villages_are_too_few_for_clusters(see: See) -> None:
    """Claims and house-years are told village by village; no test is made of nine."""
    table = see("clusters").set_index("region_code")
    assert table.loc["990001101201", "claims"] == 12
    assert table.loc["990001103203", ["claims", "house_years"]].tolist() == [2, 30]
    assert set(table["gi_class"]) == set(table["moran_class"]) == {"not enough data"}


def test_near_repeats_leave_events_out(see: See) -> None:
    """20 claims lie outside the storm, 19 of them somewhere; in no village two in one week."""
    table = see("near_repeat")
    every = table[table["peril_family"] == "all"]
    assert set(every["claims"]) == {19}
    assert set(table["note"]) == {"not enough data"}
    # nearer than 100 m and within a week: nobody; claims of one village are years apart
    first = every.iloc[0]
    assert first[["from_m", "to_m", "pairs"]].tolist() == [0, 100, 0]


def test_the_year_ahead_says_what_it_cannot_tell(see: See) -> None:
    """32 months are a record; families with fewer than ten claims get no numbers of their own."""
    years = see("forecast_years").set_index("peril_family")
    assert years["last_12_months"].to_dict() == {
        "accident": 9, "flood": 0, "snow": 0, "storm": 0, "all": 9,
    }  # fmt: skip
    assert years["note"].to_dict() == {
        "accident": "not enough data", "flood": "not enough data", "snow": "not enough data",
        "storm": "", "all": "",
    }  # fmt: skip
    assert years["mean"].isna().tolist() == [True, True, True, False, False]
    months = see("forecast_months")
    assert set(months["peril_family"]) == {"storm", "all"}
    assert months["month"].min().isoformat()[:10] == "2026-01-01"
    every = months[months["peril_family"] == "all"]
    assert every["mean"].sum() == pytest.approx(years.loc["all", "mean"])
    assert see(
        "forecast_backtest"
    ).empty  # two years known, a third to try on: not before 36 months

"""Every view of history on two sets of real flood claims, against the raw files counted by pandas.

What the files carry: day of loss, money paid, place (a census tract, or only a county), one family.
What they do not: policies, days of report, arrival, approval or payment, answers, calls. Views of
these must say so, never a zero that looks like a finding.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real.conftest import FILES, load
from scipy.stats import chi2
from scipy.stats import t as student

from risk.views import VIEWS, Ask, Views
from risk.warehouse import open_version
from risk.warehouse.filters import Filter

pytestmark = pytest.mark.real

NOT_ENOUGH = "not enough data"
BUILDING_CAP = 250_000  # the program's limit of building cover for a house
WANT_POLICIES = ("premium", "premium_mismatches", "doubles", "lapsed", "group_faults")
WANT_TIMES = ("arrivals", "late_arrivals", "late_reasons", "reviews", "payments")
WANT_REGISTERS = (
    "hotline", "hotline_hours", "reports", "complaints", "complaint_reasons", "complaint_register",
    "call_backs", "dissatisfaction", "targets", "measures", "corrections", "rejects",
)  # fmt: skip
WANT_REPORTS = ("hours", "weekdays", "contrasts")


@dataclass(frozen=True)
class Flood:
    """Views of one set, and the raw file's day of loss, money and place as ``raw``."""

    name: str
    views: Views
    raw: pd.DataFrame

    def see(self, name: str, *by: str, **cut: object) -> pd.DataFrame:
        """A view as of the last day known."""
        day = self.views.warehouse.last_day()
        return VIEWS[name](self.views, Ask(Filter(day, **cut), by=by))


@pytest.fixture(scope="module")
def virginia(charlottesville, real_data: Callable[[str], Path]) -> Iterator[Flood]:
    """245 claims of six counties, 1978 to 2021."""
    source = pd.read_csv(real_data("nfip_claims_charlottesville") / "claims.csv")
    raw = pd.DataFrame(
        {
            "day": pd.to_datetime(source["dateOfLoss"].str[:10]),
            "money": source["totalAmountPaid"].fillna(0.0),
            "tract": source["censusTract"].astype("Int64").astype("string"),
        }
    )
    with open_version(charlottesville.ws) as warehouse:
        yield Flood("virginia", Views(warehouse, charlottesville.ws.county()), raw)


@pytest.fixture(scope="module")
def nation(
    charlottesville,
    real_data: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flood]:
    """787 claims of 37 states, 1985 to 2019, in the raw layout of 73 columns."""
    path = real_data("nfip_claims_sample") / "claims.csv"
    tracts = real_data("nfip_claims_charlottesville") / "tracts.geojson"
    loaded = load(
        tmp_path_factory.mktemp("nation") / "county",
        "charlottesville.toml",
        [("region", tracts, FILES / "tracts_mapping.toml"),
         ("claim", path, FILES / "nfip_sample_mapping.toml")],
    )  # fmt: skip
    source = pd.read_csv(path, low_memory=False)
    raw = pd.DataFrame(
        {
            "day": pd.to_datetime(source["dateOfLoss"].str[:10]),
            "money": source["amountPaidOnBuildingClaim"].fillna(0.0),
            "event": source["floodEvent"],
        }
    )
    with open_version(loaded.ws) as warehouse:
        yield Flood("nation", Views(warehouse, loaded.ws.county()), raw)


@pytest.fixture(scope="module", params=["virginia", "nation"])
def flood(request: pytest.FixtureRequest) -> Flood:
    """Each of the two sets in turn."""
    return request.getfixturevalue(str(request.param))


def season_of(day: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Seasons of three whole months, winter from December."""
    names = np.array(["winter", "spring", "summer", "autumn"])
    return pd.Series(names[day.dt.month.to_numpy() % 12 // 3], day.index)


@pytest.mark.parametrize("by", ["year", "month", "season"])
def test_claims_and_money_are_those_of_the_file(flood: Flood, by: str) -> None:
    """By year, month and season: counts and sums as pandas has them from the raw file."""
    day = flood.raw["day"]
    key = {"year": day.dt.year, "month": day.dt.month, "season": season_of(day)}[by]
    counted = flood.raw.groupby(key)["money"].agg(["size", "sum", lambda x: (x > 0).sum()])
    table = flood.see("experience", by).set_index(by)
    seen = table[table["claims"] > 0]
    assert seen["claims"].to_dict() == counted["size"].to_dict()
    assert seen["paid_money"].to_dict() == pytest.approx(counted["sum"].to_dict())
    assert seen["paid_claims"].to_dict() == counted.iloc[:, 2].to_dict()
    assert table["claims"].sum() == len(flood.raw)


def test_one_family_carries_all(flood: Flood) -> None:
    """Flood and nothing else; the whole file's severity with its interval, counted again here."""
    row = flood.see("experience", "peril_family").iloc[0]
    paid = flood.raw.loc[flood.raw["money"] > 0, "money"]
    relative = paid.std(ddof=1) / np.sqrt(len(paid)) / paid.mean()
    width = np.exp(student.ppf(0.95, len(paid) - 1) * relative)
    assert row["peril_family"] == "flood"
    told = row[["mean_paid_money", "mean_paid_money_lo", "mean_paid_money_hi"]].astype(float)
    assert told.tolist() == pytest.approx(
        [paid.mean(), paid.mean() / width, paid.mean() * width], rel=1e-6
    )


def test_frequency_stands_on_region_years_and_says_so(flood: Flood) -> None:
    """No policies: fifty tracts stand for fifty units a year, also in years without a claim."""
    table = flood.see("experience", "year")
    years = flood.raw["day"].dt.year
    assert table["year"].tolist() == list(range(years.min(), years.max() + 1))
    assert set(table["exposure_source"]) == {"none"}
    assert table["house_years"].eq(50).all()
    assert table[["loss_ratio", "premium_money", "sum_insured_years_money"]].isna().all().all()
    low = chi2.ppf(0.05, 2 * table["claims"].clip(lower=1)) / 2 * (table["claims"] > 0)
    high = chi2.ppf(0.95, 2 * table["claims"] + 2) / 2
    told = table[["claims_per_1000_house_years_lo", "claims_per_1000_house_years_hi"]]
    assert told.to_numpy() == pytest.approx(np.column_stack([low, high]) * 1000 / 50)


def test_the_largest_are_the_files_largest(flood: Flood) -> None:
    """Twenty payments, each with its share of all that was paid."""
    money = flood.raw["money"].sort_values(ascending=False)
    table = flood.see("largest")
    assert table["paid_money"].tolist() == money.head(20).tolist()
    assert table["share_of_paid"].sum() == pytest.approx(money.head(20).sum() / money.sum())


def test_the_flood_of_november_1985_is_virginias_dearest(virginia: Flood) -> None:
    """1985 cost most, 1987 brought most claims, 2018 came second in money; a person knows these."""
    table = virginia.see("experience", "year").set_index("year")
    assert table["paid_money"].nlargest(2).index.tolist() == [1985, 2018]
    assert table["claims"].idxmax() == 1987
    events = virginia.see("experience", "event").set_index("event")
    listed = virginia.raw["day"] == "1985-11-07"  # the ledger of events names this day
    assert events.loc[True, "claims"] == listed.sum() == 25
    assert events.loc[True, "paid_money"] == pytest.approx(virginia.raw.loc[listed, "money"].sum())


def test_hurricane_years_and_the_cap_of_the_cover(nation: Flood) -> None:
    """2004 (Ivan) and 2005 (Katrina) lead in money; the dearest houses reach the cover's limit."""
    table = nation.see("experience", "year").set_index("year")
    assert table["paid_money"].nlargest(2).index.tolist() == [2004, 2005]
    assert table["claims"].idxmax() == 2004
    largest = nation.see("largest")
    capped = largest[largest["paid_money"] == BUILDING_CAP]
    assert len(capped) == (nation.raw["money"] == BUILDING_CAP).sum() == 5
    assert largest["paid_money"].max() == BUILDING_CAP
    names = {"Hurricane Ivan", "Hurricane Katrina", "Hurricane Sandy"}
    assert set(capped["event_id"]) == names


def test_named_storms_of_the_file_are_events(nation: Flood) -> None:
    """Each flood event of the file is a group with its claims and money; a fifth has none."""
    table = nation.see("experience", "event_id").dropna(subset="event_id").set_index("event_id")
    named = nation.raw.dropna(subset="event").groupby("event")["money"].agg(["size", "sum"])
    assert table["claims"].to_dict() == named["size"].to_dict()
    assert table["paid_money"].to_dict() == pytest.approx(named["sum"].to_dict())
    whole = nation.see("experience", "event").set_index("event")["claims"]
    assert whole.to_dict() == {
        True: nation.raw["event"].notna().sum(), False: nation.raw["event"].isna().sum(),
    }  # fmt: skip


def test_the_season_of_hurricanes_is_seen(nation: Flood) -> None:
    """August to October: 557 of 787; September lies above an even year even with its scatter."""
    table = nation.see("months")
    own = table[table["peril_family"] == "flood"].set_index("unit")
    counted = nation.raw.groupby(nation.raw["day"].dt.month).size()
    assert own["claims"].to_dict() == counted.to_dict()
    assert own["relative"].nlargest(3).index.tolist() == [9, 10, 8]
    assert own.loc[9, "per_day_lo"] > own["claims"].sum() / own["at_risk"].sum()
    assert own.loc[9, "dispersion"] > 10  # storms, not single floods: Poisson would lie


def test_virginias_months_are_told_with_wide_ranges(virginia: Flood) -> None:
    """September has most claims, three years' floods: its range still holds an even year."""
    table = virginia.see("months")
    own = table[table["peril_family"] == "flood"].set_index("unit")
    counted = virginia.raw.groupby(virginia.raw["day"].dt.month).size()
    assert own["claims"].to_dict() == counted.reindex(range(1, 13), fill_value=0).to_dict()
    even = own["claims"].sum() / own["at_risk"].sum()
    assert own["relative"].idxmax() == 9
    assert own.loc[9, "per_day_lo"] < even < own.loc[9, "per_day"]
    assert own.loc[12, ["claims", "per_day_lo"]].tolist() == [0, 0]
    assert own.loc[12, "per_day_hi"] > 0


def test_no_day_of_payment_no_development(flood: Flood) -> None:
    """Paid on no known day: told as undated money, never as a year that develops to nothing."""
    table = flood.see("development")
    assert table["undated_money"].sum() == pytest.approx(flood.raw["money"].sum())
    blind = table[table["undated_money"] > 0]
    assert blind[["latest", "ultimate", "ibnr", "se"]].isna().all().all()
    assert set(blind["note"]) == {NOT_ENOUGH}
    assert table["ibnr"].fillna(0).eq(0).all()
    assert flood.see("factors")["factor"].isna().all()
    assert set(flood.see("factors")["note"]) == {NOT_ENOUGH}


def test_views_of_what_the_files_do_not_hold_are_empty(flood: Flood) -> None:
    """No policy, no stamp but the loss, no register: no rows at all, and their columns stand."""
    for name in (*WANT_POLICIES, *WANT_TIMES, *WANT_REGISTERS, *WANT_REPORTS):
        table = flood.see(name)
        assert table.empty, name
        assert len(table.columns), name


def test_clocks_count_every_claim_and_time_none(flood: Flood) -> None:
    """All claims stand as missing; shares, medians and intervals are unknown."""
    whole = flood.see("promise", "year")
    assert (whole["missing"] + whole["imprecise"] == whole["claims"]).all()
    assert whole["claims"].sum() == len(flood.raw)
    assert whole["clocked"].eq(0).all()
    unknown = ["share", "share_lo", "share_hi", "share_measured", "p50_min", "p90_min"]
    assert whole[unknown].isna().all().all()
    stages = flood.see("timeliness")
    assert stages["clocked"].eq(0).all()
    assert stages[["share", "share_measured", "p50_min"]].isna().all().all()
    times = flood.see("payment_times")
    assert times.loc[times["standing"] == "timed", "claims"].eq(0).all()
    assert times["share"].isna().all()
    approved = times[(times["clock"] == "from_approval") & (times["standing"] == "missing")]
    assert approved["paid_money"].sum() == pytest.approx(flood.raw["money"].sum())


def test_nobody_was_asked(flood: Flood) -> None:
    """Paid claims are closed, none has an answer: the index is unknown, the silence is told."""
    years = flood.see("satisfaction_years")
    assert years["closed"].sum() == (flood.raw["money"] > 0).sum()
    assert years["answers"].eq(0).all()
    assert years[["index", "satisfied_share", "satisfied_share_lo"]].isna().all().all()
    assert (years["no_answer"] == years["closed"]).all()
    cards = flood.see("scorecards")
    assert cards["crew_id"].isna().all()
    assert cards["on_time_share"].isna().all()


def test_coverage_without_roster_is_unknown(flood: Flood) -> None:
    """Nobody says how many should be insured, nor who is."""
    table = flood.see("coverage")
    assert set(table["expected_source"]) == {"unknown"}
    assert table[["coverage_rate", "households_expected"]].isna().all().all()
    groups = flood.see("coverage_groups")
    assert groups["coverage_rate"].isna().all()
    assert flood.see("uninsured")["households_uninsured"].isna().all()


def test_unpaid_claims_stand_open_by_age(flood: Flood) -> None:
    """No payment is no payment yet, as far as the file tells; each is counted by its age."""
    unpaid = (flood.raw["money"] == 0).sum()
    ages = flood.see("open_ages")
    assert ages["claims"].sum() == len(flood.see("open_claims")) == unpaid
    days = (pd.Timestamp(flood.views.warehouse.last_day()) - flood.raw["day"]).dt.days
    old = (days[flood.raw["money"] == 0] >= 181).sum()
    assert ages.set_index("from_day").loc[181, "claims"] == old


def test_clusters_over_fifty_tracts(virginia: Flood) -> None:
    """199 claims in 50 tracts: counts by tract are the file's, and every tract is tested."""
    table = virginia.see("clusters").set_index("region_code")
    counted = virginia.raw.dropna(subset="tract").groupby("tract").size()
    tested = table[table["gi_class"] != NOT_ENOUGH]
    assert len(tested) == 50
    assert tested["claims"].sum() == counted.sum() == 199
    assert tested.loc[counted.index, "claims"].to_dict() == counted.to_dict()
    assert tested["claims"].idxmax() == counted.idxmax() == "51003011400"
    assert (tested["gi_q"] >= tested["gi_p"] - 1e-12).all()
    hot = tested["gi_class"] == "hot"
    assert (tested.loc[hot, "gi_q"] <= 0.05).all()
    assert set(table.loc[~table.index.isin(tested.index), "gi_class"]) == {NOT_ENOUGH}


def test_no_clusters_off_the_map(nation: Flood) -> None:
    """A national sample on a local map: no claim lies in a tract, so nothing is tested."""
    table = nation.see("clusters")
    assert set(table["gi_class"]) == {NOT_ENOUGH}
    assert table["gi_z"].isna().all()
    repeats = nation.see("near_repeat")
    assert repeats["p"].isna().all()


def test_the_year_ahead_and_how_such_forecasts_did(flood: Flood) -> None:
    """Twelve months from the first unfinished one; four years held back, ranges beat naive."""
    years = flood.see("forecast_years").set_index("peril_family")
    months = flood.see("forecast_months")
    last = pd.Timestamp(flood.views.warehouse.last_day())
    assert months["month"].min() == last.to_period("M").to_timestamp()
    assert months.groupby("peril_family").size().to_dict() == {"flood": 12, "all": 12}
    whole = flood.raw["day"] < months["month"].min()
    recent = flood.raw["day"] >= months["month"].min() - pd.DateOffset(months=12)
    assert years.loc["all", "last_12_months"] == (whole & recent).sum()
    row = years.loc["all"]
    assert row["p05"] <= row["p50"] <= row["p95"]
    tried = flood.see("forecast_backtest").set_index(["peril_family", "method", "period"])
    ours, naive = (
        tried.loc[("all", "level", "month")],
        tried.loc[("all", "seasonal_naive", "month")],
    )
    print(f"\n{tried.loc['all'].round(3).to_string()}")
    assert ours["n"] == naive["n"] == 48
    assert ours["crps"] < naive["crps"]
    assert 0.8 <= ours["held"] <= 1


def test_naive_is_what_a_person_would_count(flood: Flood) -> None:
    """Absolute error of `the month a year ago`, by hand over the four years held back."""
    tried = flood.see("forecast_backtest").set_index(["peril_family", "method", "period"])
    end = flood.see("forecast_months")["month"].min().to_period("M")
    by_month = flood.raw.groupby(flood.raw["day"].dt.to_period("M")).size()
    held_back = pd.period_range(end - 48, end - 1, freq="M")
    came = by_month.reindex(held_back, fill_value=0).to_numpy()
    before = by_month.reindex(held_back - 12, fill_value=0).to_numpy()
    error = np.abs(came - before).mean()
    if flood.name == "virginia":  # no event but that of 1985: counts by month are the claims'
        assert tried.loc[("all", "seasonal_naive", "month"), "crps"] == pytest.approx(error)
    # a storm's claims stand in the month it began, so a month may differ where it crossed two
    assert tried.loc[("all", "seasonal_naive", "month"), "crps"] == pytest.approx(error, rel=0.1)

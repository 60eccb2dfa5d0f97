"""History's statements by hand: exposure to the day, counts by any dimension, clocks."""

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_frames import claims, policies, regions

from risk.errors import WarehouseError
from risk.history import working_days
from risk.settings import Promise
from risk.views import Views
from risk.warehouse import open_version
from risk.warehouse.experience import (
    DIMENSIONS,
    Stage,
    claim_counts,
    claim_list,
    clock,
    exposure_sums,
)
from risk.warehouse.filters import Filter
from risk.workspace import Workspace

Put = Callable[..., str]
END = Filter(date(2024, 12, 31))
DAYS = working_days(date(2024, 1, 1), date(2024, 12, 31))


def sums(ws: Workspace, cut: Filter, *by: str, value: str = "house_years") -> dict[object, float]:
    with open_version(ws) as warehouse:
        frame = exposure_sums(warehouse, cut, by)
    return frame.set_index(list(by))[value].to_dict()


def counts(ws: Workspace, cut: Filter, *by: str) -> pd.DataFrame:
    with open_version(ws) as warehouse:
        return claim_counts(warehouse, cut, by)


def clocked(ws: Workspace, stage: Stage, *by: str, promise: Promise | None = None) -> pd.Series:
    with open_version(ws) as warehouse:
        frame = clock(
            warehouse, END, by, stage=stage, promise=promise or Promise(), working_days=DAYS
        )
    assert len(frame) == 1
    return frame.iloc[0]


def test_exposure_by_year_and_month_to_the_day(ws: Workspace, put: Put) -> None:
    """15 January to 14 February 2024: 17 and 14 of 366 days."""
    put(policy=policies(("2024-01-15", "2024-02-14")))
    assert sums(ws, END, "year") == pytest.approx({2024: 31 / 366})
    assert sums(ws, END, "month") == pytest.approx({1: 17 / 366, 2: 14 / 366})
    assert sums(ws, END, "season") == pytest.approx({"winter": 31 / 366})
    assert sums(ws, END, "month", value="premium_money") == pytest.approx(
        {1: 30 * 17 / 31, 2: 30 * 14 / 31}
    )


def test_as_of_cuts_exposure(ws: Workspace, put: Put) -> None:
    """By the end of January only January's days count."""
    put(policy=policies(("2024-01-15", "2024-02-14")))
    assert sums(ws, Filter(date(2024, 1, 31)), "year") == pytest.approx({2024: 17 / 366})


def test_exposure_by_what_a_house_is(ws: Workspace, put: Put) -> None:
    """Structure, decade and group come from the policy; commercial cover stays apart."""
    year = ("2024-01-01", "2024-12-31")
    put(
        policy=policies(
            year, year, year, structure=["frame", "frame", "brick_wood"],
            built_year=[1994, 2003, None], household_group=["ordinary", "veterans", None],
            cover_line=["scheme", "scheme", "commercial"],
        )
    )  # fmt: skip
    assert sums(ws, END, "structure") == {"frame": 2.0}
    assert sums(ws, END, "built_decade") == {1990: 1.0, 2000: 1.0}
    assert sums(ws, END, "household_group") == {"ordinary": 1.0, "veterans": 1.0}
    commercial = Filter(END.as_of, cover_line="commercial")
    assert sums(ws, commercial, "structure") == {"brick_wood": 1.0}
    only = Filter(END.as_of, structures=("frame",), groups=("veterans",))
    assert sums(ws, only, "year") == {2024: 1.0}


def test_a_list_of_the_departments_makes_a_special_household(ws: Workspace, put: Put) -> None:
    """On the list on the policy's first day: special; its end before that day: not."""
    lists = pd.DataFrame(
        {
            "household_key": ["H0", "H1"], "group": ["veterans", "veterans"],
            "valid_from": pd.to_datetime(["2023-01-01"] * 2),
            "valid_to": pd.to_datetime([None, "2023-12-31"]),
        }
    )  # fmt: skip
    put(policy=policies(*[("2024-01-01", "2024-12-31")] * 2), household_group=lists)
    assert sums(ws, END, "household_group") == {"veterans": 1.0, "ordinary": 1.0}


def test_claims_take_what_their_house_is(ws: Workspace, put: Put) -> None:
    """A claim stands beside the structure of its policy, whichever of the two is loaded last."""
    put(region=regions(), claim=claims(policy_id="P0"))
    assert counts(ws, END, "structure")["structure"].isna().all()
    put(policy=policies(("2024-01-01", "2024-12-31"), structure="frame"))
    assert counts(ws, END, "structure")["structure"].tolist() == ["frame"]


def test_counts_and_filters(ws: Workspace, put: Put) -> None:
    """One paid claim of storm in 甲村, 西乡; every filter lets it through or keeps it out."""
    put(region=regions(), claim=claims())
    row = counts(ws, END).iloc[0]
    assert (row["claims"], row["paid_claims"], row["paid_money"]) == (1, 1, 1000.0)
    day = END.as_of
    let_in = [
        Filter(day, year_from=2024, year_to=2024), Filter(day, months=(3,)),
        Filter(day, families=("storm",)), Filter(day, perils=("gale",)), Filter(day, event=False),
        *(Filter(day, region_code=code) for code in ("990101", "9901", "99")),
    ]  # fmt: skip
    kept_out = [
        Filter(day, year_from=2025), Filter(day, months=(4,)), Filter(day, families=("flood",)),
        Filter(day, event=True), Filter(day, region_code="990102"), Filter(date(2024, 2, 1)),
    ]  # fmt: skip
    assert [counts(ws, cut)["claims"].sum() for cut in let_in] == [1] * len(let_in)
    assert [counts(ws, cut)["claims"].sum() for cut in kept_out] == [0] * len(kept_out)


def test_a_later_payment_does_not_show(ws: Workspace, put: Put) -> None:
    """On 1 April the claim is approved and unpaid: open, nothing paid."""
    put(region=regions(), claim=claims())
    row = counts(ws, Filter(date(2024, 4, 1))).iloc[0]
    assert (row["open_claims"], row["paid_claims"], row["paid_money"]) == (1, 0, 0.0)
    assert row["estimate_open_money"] == 900.0


def test_every_dimension_adds_up(ws: Workspace, put: Put) -> None:
    """Whatever the grouping, no claim is lost and no house-year made."""
    put(
        region=regions(), policy=policies(("2024-01-01", "2024-12-31")),
        claim=claims(claim_id=["C1", "C2"], region_code_now=["990101", "99"]),
    )  # fmt: skip
    with open_version(ws) as warehouse:
        for name in DIMENSIONS:
            assert claim_counts(warehouse, END, [name])["claims"].sum() == 2
            assert exposure_sums(warehouse, END, [name])["house_years"].sum() == pytest.approx(1.0)
        assert len(claim_list(warehouse, END, limit=1, offset=1)) == 1


def test_an_unknown_dimension_is_refused(ws: Workspace, put: Put) -> None:
    """By name, with those that are known; nothing else reaches a statement."""
    put(region=regions(), claim=claims())
    for wrong in (["colour"], ["year", "year"], ["1; DROP TABLE claim"]):
        with pytest.raises(WarehouseError, match="cannot group by"):
            counts(ws, END, *wrong)


def test_without_policies_each_village_counts_one_a_year(ws: Workspace, put: Put) -> None:
    """Two villages, one year with claims; the months of it add up to one."""
    put(region=regions(), claim=claims())
    assert sums(ws, END, "region_code") == {"990101": 1.0, "990102": 1.0}
    assert sum(sums(ws, END, "month").values()) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("tier", "arrived", "kept"),
    [("town", datetime(2024, 3, 2, 0, 29), 1), ("town", datetime(2024, 3, 2, 0, 30), 0),
     ("rural", datetime(2024, 3, 2, 2, 59), 1), ("rural", datetime(2024, 3, 2, 3), 0)],
)  # fmt: skip
def test_the_arrival_s_limit_is_the_tier_s(
    ws: Workspace, put: Put, tier: str, arrived: datetime, kept: int
) -> None:
    """Reported at 23:59: 30 minutes in town, 180 elsewhere, both included."""
    put(region=regions(), claim=claims(tier=tier, arrived_at=arrived))
    row = clocked(ws, Stage.ARRIVAL, "tier")
    assert (row["clocked"], row["kept"], row["measured"]) == (1, kept, 1)


@pytest.mark.parametrize(
    ("changes", "standing"),
    [({"arrived_at": None}, "missing"), ({"tier": None}, "imprecise"),
     ({"arrived_at": datetime(2024, 3, 1, 23)}, "impossible"),
     ({"arrived_at": datetime(2024, 3, 2), "time_precision": "day"}, "imprecise"),
     ({"time_precision": "day"}, "clocked")],
)  # fmt: skip
def test_nothing_is_dropped(
    ws: Workspace, put: Put, changes: dict[str, object], standing: str
) -> None:
    """A claim that cannot be timed says why; a vague loss does not stop the clock."""
    put(region=regions(), claim=claims(**{"tier": "town"} | changes))
    row = clocked(ws, Stage.ARRIVAL)
    assert row[standing] == 1
    assert row[["clocked", "missing", "imprecise", "impossible"]].sum() == row["claims"]


def test_payment_in_days_and_working_days(ws: Workspace, put: Put) -> None:
    """1 April to 1 May 2024: 30 days, 21 of work (4–5 April, 1 May free; 7, 28 April worked)."""
    put(region=regions(), claim=claims())
    row = clocked(ws, Stage.PAYMENT)
    assert row["p50_min"] == 30 * 24 * 60
    assert row["p50_working_days"] == 21
    assert not row["limit_given"]
    judged = clocked(ws, Stage.PAYMENT, promise=Promise(payment_days=29.0))
    assert (judged["limit_given"], judged["kept"]) == (True, 0)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.dates(date(2022, 1, 1), date(2024, 12, 31)), st.integers(0, 500)),
             min_size=1, max_size=5)
)  # fmt: skip
def test_months_add_up_to_years(
    tmp_path_factory: pytest.TempPathFactory, terms: list[tuple[date, int]]
) -> None:
    """House-years and premium are the same however they are cut."""
    from warehouse_frames import NOW, upsert

    from risk.warehouse import Changes, publish

    root = tmp_path_factory.mktemp("months")
    (root / "county.toml").write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
    ws = Workspace(root)
    spans = [(str(a), str(a + pd.Timedelta(days=n))) for a, n in terms]
    changes = Changes([upsert("policy", policies(*spans))])
    publish(ws, changes, reason="test", county=ws.county(), now=NOW)
    with open_version(ws) as warehouse:
        whole = exposure_sums(warehouse, END, ["year"])
        cut = exposure_sums(warehouse, END, ["year", "month"])
        for name in ("house_years", "premium_money", "sum_insured_years_money"):
            assert cut[name].sum() == pytest.approx(whole[name].sum())
        old = warehouse.exposure(END.as_of)
    assert old["house_years"].sum() == pytest.approx(whole["house_years"].sum())


def test_views_join_counts_and_rates(ws: Workspace, put: Put) -> None:
    """One claim on one house-year: 1,000 per 1,000, loss ratio 1,000 over 30."""
    put(region=regions(), policy=policies(("2024-01-01", "2024-12-31")), claim=claims(tier="town"))
    with open_version(ws) as warehouse:
        views = Views(warehouse, ws.county())
        row = views.experience(END, "year", "peril_family").iloc[0]
        promise = views.promise(END, "year").iloc[0]
    assert row["claims_per_1000_house_years"] == pytest.approx(1000.0)
    assert row["loss_ratio"] == pytest.approx(1000 / 30)
    assert (promise["tier"], promise["share"]) == ("town", 0.0)  # 31 minutes

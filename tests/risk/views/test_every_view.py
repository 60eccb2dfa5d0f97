"""Every view by name: on the whole world, and where a kind of ledger is missing altogether."""

from collections.abc import Iterator
from contextlib import ExitStack

import pandas as pd
import pytest
from busy_world import write_busy_world
from tiny_world import LAST_DAY, NOW

from risk.errors import WarehouseError
from risk.intake import load_all
from risk.views import VIEWS, Ask, Views
from risk.warehouse import open_version
from risk.warehouse.filters import Filter

CLAIMS = ("理赔", "报案", "投诉", "回访", "月度目标", "改进措施")
POLICIES = ("承保", "花名册", "对象名单")
MISSING = {"no claims": CLAIMS, "no policies": POLICIES, "neither": (*CLAIMS, *POLICIES)}
ASK = Ask(Filter(LAST_DAY))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Views]]:
    """What is missing → the views of a version without it."""
    made = {}
    with ExitStack() as opened:
        for name, ledgers in MISSING.items():
            world = write_busy_world(tmp_path_factory.mktemp("bare"), without=ledgers)
            load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
            warehouse = opened.enter_context(open_version(world.ws))
            made[name] = Views(warehouse, world.ws.county())
        yield made


def test_every_view_of_the_busy_world_has_something_to_say(busy: Views) -> None:
    """All have rows but one: three years are too short to try forecasts on."""
    rows = {name: len(view(busy, ASK)) for name, view in VIEWS.items()}
    assert {name for name, count in rows.items() if count == 0} == {"forecast_backtest"}


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_has_the_same_columns_with_nothing_to_show(
    busy: Views, bare: dict[str, Views], name: str
) -> None:
    """No exception and no frame without columns, whichever ledger is missing."""
    columns = list(VIEWS[name](busy, ASK).columns)
    assert len(set(columns)) == len(columns) > 0
    for missing, views in bare.items():
        assert list(VIEWS[name](views, ASK).columns) == columns, missing


@pytest.mark.parametrize("missing", ["no claims", "neither"])
def test_nothing_is_made_up_of_missing_claims(bare: dict[str, Views], missing: str) -> None:
    """Without claims and calls no table counts one or pays anything."""
    for name, view in VIEWS.items():
        table = view(bare[missing], ASK)
        for column in ("claims", "answers", "calls", "complaints", "paid_money"):
            if column in table:
                assert pd.to_numeric(table[column]).fillna(0).sum() == 0, (name, column)


@pytest.mark.parametrize("missing", ["no policies", "neither"])
def test_nothing_is_made_up_of_missing_policies(bare: dict[str, Views], missing: str) -> None:
    """Without policies and roster: nobody insured, and the rate of coverage is unknown."""
    views = bare[missing]
    for name in ("premium", "premium_mismatches", "doubles", "lapsed", "group_faults"):
        assert VIEWS[name](views, ASK).empty, name
    covered = VIEWS["coverage"](views, ASK)
    assert set(covered["expected_source"]) == {"unknown"}
    assert covered["coverage_rate"].isna().all()
    assert covered["households_expected"].isna().all()
    assert covered["households_insured"].eq(0).all()
    groups = VIEWS["coverage_groups"](views, ASK)
    assert set(groups["expected_source"]) == {"unknown"}
    assert groups["coverage_rate"].isna().all()


def test_claims_without_policies_have_no_loss_ratio(bare: dict[str, Views]) -> None:
    """Nine villages stand for nine house-years a year, the source says so, no ratio is told."""
    table = VIEWS["experience"](bare["no policies"], ASK).set_index("year")
    assert table["claims"].to_dict() == {2023: 4, 2024: 27, 2025: 9}
    assert table["house_years"].tolist() == [9.0, 9.0, 9.0]
    assert set(table["exposure_source"]) == {"none"}
    assert table[["loss_ratio", "premium_money"]].isna().all().all()


@pytest.mark.parametrize("missing", ["no claims", "neither"])
def test_shares_of_nothing_are_unknown_not_zero(bare: dict[str, Views], missing: str) -> None:
    """A share or time without anything behind it is empty; no claim, no forecast."""
    views = bare[missing]
    timed = VIEWS["timeliness"](views, ASK)
    assert timed[["share", "share_measured", "p50_min"]].isna().all().all()
    assert timed["claims"].eq(0).all()
    ages = VIEWS["open_ages"](views, ASK)
    assert ages["claims"].sum() == 0
    assert VIEWS["forecast_years"](views, ASK).empty
    assert VIEWS["forecast_months"](views, ASK).empty


def test_a_map_alone_is_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing but regions: clocks and loads have no last day, and say what to load."""
    everything = (*CLAIMS, *POLICIES, "事件", "气象", "基地", "支援单位", "查勘员")
    world = write_busy_world(tmp_path_factory.mktemp("map"), without=everything)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    with open_version(world.ws) as warehouse:
        views = Views(warehouse, world.ws.county())
        said = {name: refusal(views, name) for name in VIEWS}
    refused = {name for name, words in said.items() if words}
    assert all("load a ledger" in said[name] for name in refused)
    assert refused == {
        "promise", "timeliness", "arrivals", "late_arrivals", "reviews", "payments", "scorecards",
        "corrections", "rejects",
    }  # fmt: skip


def refusal(views: Views, name: str) -> str:
    """What a view refuses with; empty if it runs."""
    try:
        VIEWS[name](views, ASK)
    except WarehouseError as error:
        return str(error)
    return ""

"""Every view by name: on the whole world, and where a kind of ledger is missing altogether."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

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


Blank = Callable[[str, str], pd.DataFrame]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blank]:
    """A view by what is missing and its name, made once."""
    with ExitStack() as opened:

        @cache
        def views(missing: str) -> Views:
            ledgers = MISSING[missing]
            world = write_busy_world(tmp_path_factory.mktemp("bare"), without=ledgers)
            load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
            warehouse = opened.enter_context(open_version(world.ws))
            return Views(warehouse, world.ws.county())

        @cache
        def table(missing: str, name: str) -> pd.DataFrame:
            return VIEWS[name](views(missing), ASK)

        yield table


def test_every_view_of_the_busy_world_has_something_to_say(busy: Views) -> None:
    """All have rows but one: three years are too short to try forecasts on."""
    rows = {name: len(view(busy, ASK)) for name, view in VIEWS.items()}
    assert {name for name, count in rows.items() if count == 0} == {"forecast_backtest"}


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_has_the_same_columns_with_nothing_to_show(
    busy: Views, blank: Blank, name: str
) -> None:
    """No exception and no frame without columns, whichever ledger is missing."""
    columns = list(VIEWS[name](busy, ASK).columns)
    assert len(set(columns)) == len(columns) > 0
    for missing in MISSING:
        assert list(blank(missing, name).columns) == columns, missing


@pytest.mark.parametrize("missing", ["no claims", "neither"])
def test_nothing_is_made_up_of_missing_claims(blank: Blank, missing: str) -> None:
    """Without claims and calls no table counts one or pays anything."""
    for name in VIEWS:
        table = blank(missing, name)
        for column in ("claims", "answers", "calls", "complaints", "paid_money"):
            if column in table:
                assert pd.to_numeric(table[column]).fillna(0).sum() == 0, (name, column)


@pytest.mark.parametrize("missing", ["no policies", "neither"])
def test_nothing_is_made_up_of_missing_policies(blank: Blank, missing: str) -> None:
    """Without policies and roster: nobody insured, and the rate of coverage is unknown."""
    for name in ("premium", "premium_mismatches", "doubles", "lapsed", "group_faults"):
        assert blank(missing, name).empty, name
    covered = blank(missing, "coverage")
    assert set(covered["expected_source"]) == {"unknown"}
    assert covered["coverage_rate"].isna().all()
    assert covered["households_expected"].isna().all()
    assert covered["households_insured"].eq(0).all()
    groups = blank(missing, "coverage_groups")
    assert set(groups["expected_source"]) == {"unknown"}
    assert groups["coverage_rate"].isna().all()


def test_claims_without_policies_have_no_loss_ratio(blank: Blank) -> None:
    """Nine villages stand for nine house-years a year, the source says so, no ratio is told."""
    table = blank("no policies", "experience").set_index("year")
    assert table["claims"].to_dict() == {2023: 4, 2024: 27, 2025: 9}
    assert table["house_years"].tolist() == [9.0, 9.0, 9.0]
    assert set(table["exposure_source"]) == {"none"}
    assert table[["loss_ratio", "premium_money"]].isna().all().all()


@pytest.mark.parametrize("missing", ["no claims", "neither"])
def test_shares_of_nothing_are_unknown_not_zero(blank: Blank, missing: str) -> None:
    """A share or time without anything behind it is empty; no claim, no forecast."""
    timed = blank(missing, "timeliness")
    assert timed[["share", "share_measured", "p50_min"]].isna().all().all()
    assert timed["claims"].eq(0).all()
    ages = blank(missing, "open_ages")
    assert ages["claims"].sum() == 0
    assert blank(missing, "forecast_years").empty
    assert blank(missing, "forecast_months").empty


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
    assert {"promise", "timeliness", "scorecards", "corrections", "rejects"} <= refused
    assert refused.isdisjoint({"experience", "development", "months", "coverage", "hotline"})


def refusal(views: Views, name: str) -> str:
    """What a view refuses with; empty if it runs."""
    try:
        VIEWS[name](views, ASK)
    except WarehouseError as error:
        return str(error)
    return ""

"""Whatever the filter and the grouping: nothing is lost, nothing made, and a person's count holds.

The count here walks the ledgers' rows: claims one by one, houses day by day.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from busy_world import busy_claims, busy_policies
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_world import TOWNSHIPS, VILLAGE, VILLAGES

from risk.views import VIEWS, Ask, Views
from risk.warehouse.experience import DIMENSIONS, OF_CLAIM, Stage
from risk.warehouse.filters import Filter

STRUCTURES = {"土木": "earth_wood", "砖木": "brick_wood", "砖混": "brick_concrete"}
FAMILIES = {"大风": "storm", "暴雨": "storm", "洪水": "flood", "雪灾": "snow", "火灾": "accident"}
DAY = timedelta(days=1)

dates = st.dates(date(2023, 1, 1), date(2025, 12, 31))
regions = st.sampled_from([None, *TOWNSHIPS, *VILLAGE])
filters = st.builds(
    Filter,
    dates,
    year_from=st.sampled_from([None, None, 2023, 2024, 2025]),
    year_to=st.sampled_from([None, None, 2023, 2024, 2025]),
    months=st.sets(st.integers(1, 12), max_size=4).map(tuple),
    families=st.sets(st.sampled_from(sorted(set(FAMILIES.values()))), max_size=2).map(tuple),
    region_code=regions,
    tiers=st.sets(st.sampled_from(["town", "rural"]), max_size=1).map(tuple),
    structures=st.sets(st.sampled_from(sorted(STRUCTURES.values())), max_size=2).map(tuple),
    event=st.sampled_from([None, None, True, False]),
)
groupings = st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True).map(tuple)


@cache
def houses() -> tuple[tuple[str, str, date, date], ...]:
    """Village, structure, first and last day of each policy that was not refused."""
    rows = [row for year in (2023, 2024, 2025) for row in busy_policies(year)]
    day = date.fromisoformat
    return tuple(
        (r["行政区划代码"], STRUCTURES[r["房屋结构"]], day(r["保险起期"]), day(r["保险止期"]))
        for r in rows
        if r["保险起期"] <= r["保险止期"]
    )


@cache
def accidents() -> tuple[dict[str, Any], ...]:
    """The 40 claims: place, structure of the house, family, moments, money."""
    held = {r["保单号"]: STRUCTURES[r["房屋结构"]] for y in (2024,) for r in busy_policies(y)}
    names = {name: code for code, name in VILLAGES.items()}
    towns = {name: code for code, name in TOWNSHIPS.items()}
    return tuple(
        {
            "place": names.get(r["村名"]) or towns.get(r["乡镇"]),
            "structure": held.get(r["保单号"]), "family": FAMILIES[r["出险原因"]],
            "event": r.get("事件编号") == "E1", "loss": r["出险时间"].date(),
            "reported": r["报案时间"].date(), "money": r["赔付金额"] or 0,
            "paid": r["赔付时间"].date() if r["赔付时间"] else None,
        }
        for r in busy_claims()
        if r["出险时间"]
    )  # fmt: skip


def inside(place: str | None, cut: Filter) -> bool:
    """A place below the region asked for, in a tier asked for; village 1 is the town."""
    if cut.region_code and not (place or "").startswith(cut.region_code):
        return False
    tier = None if place is None else "town" if place == VILLAGE[0] else "rural"
    return not cut.tiers or tier in cut.tiers


def in_period(day: date, cut: Filter) -> bool:
    """A day in the years and months asked for."""
    low, high = cut.year_from or 0, cut.year_to or 9999
    return low <= day.year <= high and (not cut.months or day.month in cut.months)


def counted(cut: Filter) -> tuple[int, float]:
    """Claims and money paid by a person's count."""
    seen = [
        a for a in accidents()
        if a["reported"] <= cut.as_of and in_period(a["loss"], cut) and inside(a["place"], cut)
        and (not cut.families or a["family"] in cut.families)
        and (not cut.structures or a["structure"] in cut.structures)
        and (cut.event is None or a["event"] == cut.event)
    ]  # fmt: skip
    return len(seen), sum(a["money"] for a in seen if a["paid"] and a["paid"] <= cut.as_of)


def lived(cut: Filter) -> float:
    """House-years by a person's count: each day of each house, over the days of its year."""
    days = {}
    for term in houses():
        if inside(term[0], cut) and (not cut.structures or term[1] in cut.structures):
            days[term[2:]] = days.get(term[2:], 0) + 1
    return sum(n * spent(first, min(last, cut.as_of), cut) for (first, last), n in days.items())


def spent(first: date, last: date, cut: Filter) -> float:
    """Parts of a year from one day to another, both included."""
    every = (first + n * DAY for n in range((last - first).days + 1))
    return sum(1 / (366 if d.year == 2024 else 365) for d in every if in_period(d, cut))


def as_whole(ask: Ask) -> Ask:
    """The same, not grouped."""
    return Ask(ask.cut, by=(), stage=ask.stage)


@settings(max_examples=25, deadline=None)
@given(cut=filters, by=groupings)
def test_any_grouping_of_claims_adds_up_to_a_persons_count(
    busy: Views, cut: Filter, by: tuple[str, ...]
) -> None:
    """Claims and money of the groups are those of the ledger's rows that pass the filter."""
    table = VIEWS["experience"](busy, Ask(cut, by=by))
    claims, money = counted(cut)
    assert table["claims"].sum() == claims
    assert table["paid_money"].sum() == pytest.approx(money)
    parts = table[["paid_claims", "open_claims", "rejected_claims"]].sum().sum()
    assert parts == claims  # here every decided claim is paid or refused
    assert not table.duplicated(list(by)).any() if by else len(table) == 1


@settings(max_examples=25, deadline=None)
@given(cut=filters, by=groupings)
def test_any_grouping_of_houses_adds_up_to_a_persons_days(
    busy: Views, cut: Filter, by: tuple[str, ...]
) -> None:
    """House-years of periods, places and kinds of house are those counted day by day."""
    own = tuple(name for name in by if name not in OF_CLAIM)
    table = VIEWS["experience"](busy, Ask(cut, by=own))
    assert table["house_years"].sum() == pytest.approx(lived(cut), abs=1e-9)
    assert (table["house_years"] >= 0).all()


@settings(max_examples=12, deadline=None)
@given(cut=filters, by=groupings, stage=st.sampled_from(list(Stage)))
def test_no_claim_leaves_the_clock(
    busy: Views, cut: Filter, by: tuple[str, ...], stage: Stage
) -> None:
    """Claims = clocked + missing + imprecise + impossible in every group; kept ≤ clocked."""
    ask = Ask(cut, by=by, stage=stage)
    table, whole = VIEWS["promise"](busy, ask), VIEWS["promise"](busy, as_whole(ask))
    parts = table[["clocked", "missing", "imprecise", "impossible"]].sum(axis=1)
    assert (parts == table["claims"]).all()
    assert table["claims"].sum() == counted(cut)[0]
    for name in ("clocked", "kept", "measured", "missing", "imprecise"):
        assert table[name].sum() == whole[name].sum()
    assert (table["kept"] <= table["clocked"]).all()
    assert table["share"].dropna().between(0, 1).all()


@settings(max_examples=6, deadline=None)
@given(cut=filters)
def test_tables_of_one_filter_agree(busy: Views, cut: Filter) -> None:
    """The list, the clocks, the open claims and the largest payments speak of the same claims."""
    claims, money = counted(cut)
    assert len(VIEWS["claims"](busy, Ask(cut))) == claims
    timed = VIEWS["timeliness"](busy, Ask(cut))
    assert timed.loc[timed["stage"] == "arrival", "claims"].sum() == claims
    stages = timed[timed["stage"] != "complaint"]
    parts = stages[["clocked", "running", "missing", "imprecise", "impossible"]].sum(axis=1)
    assert (parts == stages["claims"]).all()
    row = VIEWS["experience"](busy, Ask(cut, by=())).iloc[0]
    assert len(VIEWS["open_claims"](busy, Ask(cut))) == row["open_claims"]
    assert VIEWS["open_ages"](busy, Ask(cut))["claims"].sum() == row["open_claims"]
    assert VIEWS["largest"](busy, Ask(cut))["paid_money"].sum() <= money + 1e-9
    cards = VIEWS["scorecards"](busy, Ask(cut))
    assert cards["claims"].sum() == claims


@settings(max_examples=20, deadline=None)
@given(cut=filters, by=groupings)
def test_rates_are_their_parts_and_lie_in_their_intervals(
    busy: Views, cut: Filter, by: tuple[str, ...]
) -> None:
    """Frequency × mean payment × share paid = loss cost; every interval holds its number."""
    table = VIEWS["experience"](busy, Ask(cut, by=by))
    known = table[table["loss_cost_money"].notna() & (table["paid_claims"] > 0)]
    paid = known["claims_per_1000_house_years"] * known["paid_claims"] / known["claims"] / 1000
    assert (paid * known["mean_paid_money"]).tolist() == pytest.approx(
        known["loss_cost_money"].tolist()
    )
    for name in ("claims_per_1000_house_years", "mean_paid_money"):
        told = table.dropna(subset=[name, f"{name}_lo"])
        assert (told[f"{name}_lo"] <= told[name] * (1 + 1e-12)).all()
        assert (told[name] <= told[f"{name}_hi"] * (1 + 1e-12)).all()

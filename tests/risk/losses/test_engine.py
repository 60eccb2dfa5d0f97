"""Two cells, three houses, two events: every loss can be had by hand."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.losses.engine import Portfolio, losses
from risk.losses.exposed import MOST_MONEY, Curves, EventSet, Houses, LimitOn, Terms


@pytest.fixture
def events() -> EventSet:
    """Event 0 hits both cells (20 and 10), event 1 the second (40)."""
    return EventSet(
        indptr=[0, 2, 3],
        cell=[0, 1, 1],
        intensity=[20.0, 10.0, 40.0],
        frequency_per_year=[0.1, 0.02],
        cells=2,
    )


@pytest.fixture
def curves() -> Curves:
    """Curve 0: from 10 to 30 half of the houses come to claim a fifth; curve 1 never."""
    return Curves(
        intensity=[10.0, 30.0],
        claim_share=[[0.0, 0.5], [0.0, 0.0]],
        loss_share=[[0.0, 0.2], [0.0, 0.0]],
    )


@pytest.fixture
def houses() -> Houses:
    return Houses(
        cell=[1, 0, 1],
        curve=[0, 0, 1],
        village=[1, 0, 1],
        value_money=[30_000.0, 20_000.0, 50_000.0],
        villages=2,
    )


def run(events, houses, curves, **terms):
    return losses(events, houses, curves, Terms(**terms), cells=2)


def test_a_loss_is_claim_share_times_loss_share_times_sum(events, houses, curves):
    """At 20: 0.25 · 0.1 of 20,000. At 40 the curve is held at its end: 0.5 · 0.2 of 30,000."""
    found = run(events, houses, curves)
    assert found.event_money == pytest.approx([500.0, 3000.0])
    assert found.village_annual_money == pytest.approx([50.0, 60.0])
    assert found.annual_money == pytest.approx(110.0)


def test_the_deductible_is_kept_by_each_claim(events, houses, curves):
    """A claiming house loses 2,000 and 6,000; 1,000 of each stays with the householder."""
    found = run(events, houses, curves, deductible_money=1000.0)
    assert found.event_money == pytest.approx([0.25 * 1000, 0.5 * 5000])


def test_a_deductible_above_the_loss_pays_nothing(events, houses, curves):
    """Loss 2,000, deductible 2,500: nothing, never −500."""
    found = run(events, houses, curves, deductible_money=2500.0)
    assert found.event_money == pytest.approx([0.0, 0.5 * 3500])


def test_a_limit_is_of_a_claim_or_of_the_mean_house(events, houses, curves):
    """A claim of 6,000 by half of the houses: at most 2,000 a claim, or a mean of at most 2,000."""
    each = run(events, houses, curves, limit_money=2000.0)
    mean = run(events, houses, curves, limit_money=2000.0, limit_on=LimitOn.MEAN)
    assert each.event_money == pytest.approx([500.0, 1000.0])
    assert mean.event_money == pytest.approx([500.0, 2000.0])


def test_event_limit_and_share_come_last_and_villages_add_up(events, houses, curves):
    """3,000 is cut to 1,000, then 0.4 of it is the insurer's."""
    found = run(events, houses, curves, event_limit_money=1000.0, insurer_share=0.4)
    assert found.event_money == pytest.approx([200.0, 400.0])
    assert found.village_annual_money == pytest.approx([20.0, 8.0])


def test_own_terms_of_a_house_go_before_the_scheme(events, houses, curves):
    """The second house has a deductible of its own, the others the scheme's."""
    own = dataclasses.replace(houses, deductible_money=[np.nan, 0.0, np.nan])
    found = run(events, own, curves, deductible_money=1000.0)
    assert found.event_money == pytest.approx([500.0, 2500.0])


def test_a_row_of_equal_houses_is_as_many_houses(events, houses, curves):
    """Three houses of 10,000 keep 500 each."""
    one = dataclasses.replace(houses, value_money=[10_000.0, 20_000.0, 50_000.0])
    row = dataclasses.replace(houses, houses=[3.0, 1.0, 1.0])
    single = run(events, one, curves, deductible_money=500.0).event_money[1]
    assert run(events, row, curves, deductible_money=500.0).event_money[1] == pytest.approx(
        3 * single
    )


def test_a_house_without_a_cell_never_loses(events, houses, curves):
    lost = dataclasses.replace(houses, cell=[-1, -1, -1])
    for terms in ({}, {"deductible_money": 1.0}):
        assert run(events, lost, curves, **terms).event_money.tolist() == [0.0, 0.0]


def test_events_in_parts_are_as_events_at_once(events, houses, curves):
    """A part is read when its turn comes; nothing else changes."""
    parts = (
        EventSet(indptr=[0, 2], cell=[0, 1], intensity=[20.0, 10.0], frequency_per_year=[0.1],
                 cells=2),
        EventSet(indptr=[0, 1], cell=[1], intensity=[40.0], frequency_per_year=[0.02], cells=2),
    )  # fmt: skip
    for terms in ({}, {"deductible_money": 700.0}, {"event_limit_money": 900.0}):
        whole = run(events, houses, curves, **terms)
        streamed = run(iter(parts), houses, curves, **terms)
        assert streamed.event_money == pytest.approx(whole.event_money)
        assert streamed.village_annual_money == pytest.approx(whole.village_annual_money)


def test_other_curves_need_no_new_arrangement(events, houses, curves):
    """The same portfolio under curves that claim half as often; the first is left as it was."""
    half = dataclasses.replace(curves, claim_share=curves.claim_share / 2)
    for terms in (Terms(), Terms(deductible_money=500.0)):
        portfolio = Portfolio(houses, curves, terms, cells=2)
        before = portfolio.losses(events).event_money
        assert portfolio.under(half).losses(events).event_money == pytest.approx(before / 2)
        assert portfolio.losses(events).event_money.tolist() == before.tolist()


def test_no_event_is_no_loss(houses, curves):
    none = EventSet(indptr=[0], cell=[], intensity=[], frequency_per_year=[], cells=2)
    found = run(none, houses, curves)
    assert found.annual_money == 0
    assert found.village_annual_money.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("record", "change", "words"),
    [
        ("events", {"cell": [0, 1, 2]}, "no cell"),
        ("events", {"intensity": [20.0, np.nan, 40.0]}, "intensity"),
        ("events", {"indptr": [0, 3, 2]}, "add up"),
        ("events", {"frequency_per_year": [0.1, -0.02]}, "frequency_per_year"),
        ("curves", {"intensity": [30.0, 10.0]}, "rise"),
        ("curves", {"loss_share": [[0.0, 1.2], [0.0, 0.0]]}, "loss_share"),
        ("houses", {"value_money": [30_000.0, -1.0, 0.0]}, "value_money"),
        ("houses", {"village": [0, 1, 2]}, "village"),
        ("houses", {"curve": [0, 1]}, "lengths"),
        ("houses", {"curve": [0, 1, 2]}, "curve 2 of 2"),
        ("houses", {"cell": [0, 1, 2]}, "cell 2 of 2"),
    ],
)
def test_what_cannot_be_walked_through_is_refused(events, houses, curves, record, change, words):
    given_ = {"events": events, "houses": houses, "curves": curves}

    def changed_run():
        return run(**{**given_, record: dataclasses.replace(given_[record], **change)})

    with pytest.raises(ModelError, match=words):
        changed_run()


def test_negative_terms_are_refused():
    with pytest.raises(ModelError, match="deductible_money"):
        Terms(deductible_money=-1.0)
    with pytest.raises(ModelError, match="insurer_share"):
        Terms(insurer_share=1.5)
    with pytest.raises(ModelError, match="limit_money"):
        Terms(limit_money=float("nan"))


# --- any terms --------------------------------------------------------------------------------

money = st.one_of(
    st.just(0.0), st.floats(0.01, 1e6), st.sampled_from([499.0, 500.0, 1e12, MOST_MONEY])
)
share = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
any_terms = st.builds(
    Terms,
    deductible_money=st.none() | money,
    limit_money=st.none() | money,
    limit_share=st.none() | share,
    event_limit_money=st.none() | money,
    insurer_share=share,
    limit_on=st.sampled_from(LimitOn),
)


@st.composite
def worlds(draw):
    """Events, houses and curves of any values that are not refused."""
    cells, villages = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    hits = [draw(st.lists(st.integers(0, cells - 1), max_size=4, unique=True))
            for _ in range(draw(st.integers(0, 4)))]  # fmt: skip
    flat = [c for own in hits for c in own]
    nodes = sorted(
        draw(st.sets(st.integers(-50_000, 90_000).map(lambda i: i / 1000), min_size=2, max_size=5))
    )
    shape = st.lists(share, min_size=len(nodes), max_size=len(nodes))
    n = draw(st.integers(0, 5))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    events = EventSet(
        indptr=np.cumsum([0, *map(len, hits)]),
        cell=flat,
        intensity=draw(st.lists(st.floats(-60, 100), min_size=len(flat), max_size=len(flat))),
        frequency_per_year=draw(st.lists(st.floats(0, 5), min_size=len(hits), max_size=len(hits))),
        cells=cells,
    )
    curves = Curves(
        intensity=nodes,
        claim_share=[draw(shape), draw(shape)],
        loss_share=[draw(shape), draw(shape)],
    )
    own = st.just(np.nan) | money
    houses = Houses(
        cell=column(st.integers(-1, cells - 1)),
        curve=column(st.integers(0, 1)),
        village=column(st.integers(0, villages - 1)),
        value_money=column(money),
        villages=villages,
        houses=draw(st.none() | st.just(column(st.floats(0, 1e4)))),
        deductible_money=draw(st.none() | st.just(column(own))),
        limit_money=draw(st.none() | st.just(column(own))),
    )
    return events, houses, curves


@given(worlds(), any_terms)
@settings(max_examples=250, deadline=None)
def test_no_terms_give_a_negative_or_missing_loss(world, terms):
    """Deductible without a limit, limit below the deductible, zero sums, anything."""
    events, houses, curves = world
    found = losses(events, houses, curves, terms, cells=events.cells)
    for column in (found.event_money, found.village_annual_money):
        assert np.isfinite(column).all()
        assert (column >= 0).all()
    total = found.village_annual_money.sum()
    assert total == pytest.approx(found.annual_money, rel=1e-9, abs=1e-6)


@given(worlds(), any_terms)
@settings(max_examples=150, deadline=None)
def test_the_two_passes_agree_with_plain_arithmetic(world, terms):
    """One house at a time, straight from the definition."""
    events, houses, curves = world
    portfolio = Portfolio(houses, curves, terms, cells=events.cells)
    found = portfolio.losses(events)
    wanted = [plain(events, houses, curves, terms, e) for e in range(events.events)]
    assert found.event_money == pytest.approx(wanted, rel=1e-9, abs=1e-3)


def plain(events, houses, curves, terms, e) -> float:
    """Loss of one event, in the order the terms bite."""
    total = 0.0
    for j in range(events.indptr[e], events.indptr[e + 1]):
        for h in np.flatnonzero(houses.cell == events.cell[j]):
            k, x = houses.curve[h], events.intensity[j]
            p = np.interp(x, curves.intensity, curves.claim_share[k])
            r = np.interp(x, curves.intensity, curves.loss_share[k])
            n = 1.0 if houses.houses is None else houses.houses[h]
            v = houses.value_money[h]
            d = own(houses.deductible_money, h, terms.deductible_money, 0.0) * n
            most = own(houses.limit_money, h, terms.limit_money, MOST_MONEY) * n
            if terms.limit_share is not None:
                most = min(most, terms.limit_share * v)
            if terms.limit_on is LimitOn.CLAIM:
                total += p * min(max(r * v - d, 0.0), most)
            else:
                total += min(max(p * r * v - p * d, 0.0), most)
    if terms.event_limit_money is not None:
        total = min(total, terms.event_limit_money)
    return terms.insurer_share * total


def own(column, h, scheme, none) -> float:
    if column is not None and not np.isnan(column[h]):
        return column[h]
    return none if scheme is None else scheme


@given(worlds(), any_terms, st.floats(0, 1e5))
@settings(max_examples=100, deadline=None)
def test_a_higher_deductible_never_costs_more(world, terms, more):
    """The insurer's loss falls or stays when the householder keeps more."""
    events, houses, curves = world
    kept = terms.deductible_money or 0.0
    higher = dataclasses.replace(terms, deductible_money=min(kept + more, MOST_MONEY))
    before = losses(events, houses, curves, terms, cells=events.cells).event_money
    after = losses(events, houses, curves, higher, cells=events.cells).event_money
    assert (after <= before * (1 + 1e-9) + 1e-6).all()

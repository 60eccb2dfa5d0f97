"""Updates, cancels and expiries: what is in force when."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.hazard.alert import (
    Alert,
    Area,
    Colour,
    ColourBy,
    Geocode,
    Info,
    MsgType,
    Reference,
    Source,
)
from risk.hazard.in_force import Joined, State, thread
from risk.terms import WarningColour

T0 = dt.datetime(2026, 7, 1, 10)


def hours(n: float) -> dt.datetime:
    return T0 + dt.timedelta(hours=n)


def message(
    at: float, kind: MsgType = MsgType.ALERT, *, name: str = "", refers: tuple[str, ...] = (),
    until: float | None = None, sender: str = "互助县气象台", signal: str = "rainstorm",
    colour: WarningColour = WarningColour.YELLOW, place: str = "互助县",
    source: Source = Source.NATIONAL, status: str = "Actual", effective: float | None = None,
) -> Alert:  # fmt: skip
    info = Info(
        language="zh-CN", event=signal, signal=signal,
        areas=(Area(description="", names=(place,)),),
        colour=Colour(colour, ColourBy.HEADLINE, ""),
        expires=None if until is None else hours(until),
        effective=None if effective is None else hours(effective),
    )  # fmt: skip
    return Alert(
        identifier=name or f"m{at}", sender=sender, sent=hours(at), status=status, msg_type=kind,
        source=source, references=tuple(Reference(sender, r, None) for r in refers), infos=(info,),
    )  # fmt: skip


def held(alerts, at):
    return [t.identifier for t in thread(alerts).in_force(hours(at))]


def test_a_warning_holds_from_issue_to_the_very_moment_of_its_end():
    alerts = [message(0, until=6)]
    (one,) = thread(alerts).threads
    assert [one.state(hours(h)) for h in (-1, 0, 5.9, 6)] == [
        State.NOT_YET, State.IN_FORCE, State.IN_FORCE, State.EXPIRED,
    ]  # fmt: skip


def test_one_that_is_not_yet_effective_is_not_yet_in_force():
    (one,) = thread([message(0, effective=2)]).threads
    assert [one.state(hours(h)) for h in (1, 2)] == [State.NOT_YET, State.IN_FORCE]


def test_an_update_takes_the_place_of_what_it_refers_to_and_moves_its_end():
    alerts = [
        message(0, name="a", until=3),
        message(2, MsgType.UPDATE, name="b", refers=("a",), until=8, colour=WarningColour.RED),
    ]
    (one,) = thread(alerts).threads
    assert one.state(hours(5)) is State.IN_FORCE
    assert one.said(hours(5)).infos[0].colour.value is WarningColour.RED
    assert one.said(hours(1)).infos[0].colour.value is WarningColour.YELLOW
    assert one.joined == (Joined.FIRST, Joined.REFERENCE)


def test_a_cancel_ends_a_warning_before_its_time_and_keeps_what_was_said():
    alerts = [message(0, name="a", until=9), message(2, MsgType.CANCEL, refers=("a",))]
    (one,) = thread(alerts).threads
    assert [one.state(hours(h)) for h in (1, 2, 12)] == [
        State.IN_FORCE, State.CANCELLED, State.CANCELLED,
    ]  # fmt: skip
    assert one.said(hours(3)).identifier == "a"


def test_one_cancel_may_lift_several():
    alerts = [
        message(0, name="a"), message(1, name="b", signal="hail"),
        message(2, MsgType.CANCEL, refers=("a", "b")),
    ]  # fmt: skip
    assert held(alerts, 1.5) == ["b", "a"]
    assert held(alerts, 2) == []


def test_a_national_cancel_without_reference_goes_by_sender_signal_and_place():
    cancel = message(3, MsgType.CANCEL)
    alerts = [
        message(0, name="a"), message(0, name="b", signal="hail"),
        message(0, name="c", sender="大通县气象台"), message(0, name="d", place="五十镇"), cancel,
    ]  # fmt: skip
    assert sorted(held(alerts, 4)) == ["b", "c", "d"]
    lifted = next(t for t in thread(alerts).threads if t.identifier == "a")
    assert lifted.joined == (Joined.FIRST, Joined.SAME)


@pytest.mark.parametrize(
    ("wide", "narrow", "lifted"),
    [
        ("630223000000", "630223101000", True), ("630223", "630223100", True),
        ("630223100", "630223101", False), ("630223101", "630223", False),
        ("互助县", "互助县五十镇", True), ("互助县五十镇", "互助县", False),
    ],
)  # fmt: skip
def test_a_cancel_lifts_what_lies_within_its_place_and_no_more(wide, narrow, lifted):
    def place(alert: Alert, name: str) -> Alert:
        codes = (Geocode("", name),) if name.isdigit() else ()
        area = Area(description="", names=() if codes else (name,), geocodes=codes)
        return replace(alert, infos=(replace(alert.infos[0], areas=(area,)),))

    alerts = [place(message(0, name="a"), narrow), place(message(1, MsgType.CANCEL), wide)]
    assert held(alerts, 2) == ([] if lifted else ["a"])


def test_a_cancel_of_another_colour_lifts_nothing_and_is_told():
    alerts = [message(0), message(1, MsgType.CANCEL, colour=WarningColour.BLUE, name="c")]
    done = thread(alerts)
    assert [t.state(hours(2)) for t in done.threads] == [State.IN_FORCE]
    assert [o.identifier for o in done.orphans] == ["c"]


def test_a_new_colour_of_the_same_signal_takes_the_place_of_the_old():
    alerts = [message(0, name="a"), message(1, name="b", colour=WarningColour.ORANGE)]
    assert held(alerts, 2) == ["a"]
    assert thread(alerts).threads[0].said(hours(2)).identifier == "b"


def test_a_cap_message_goes_by_its_references_alone():
    cap = [message(0, name="a", source=Source.CAP), message(1, name="b", source=Source.CAP)]
    assert held(cap, 2) == ["b", "a"]
    stray = [*cap, message(1.5, MsgType.CANCEL, name="c", source=Source.CAP)]
    assert held(stray, 2) == ["b", "a"]
    assert [o.identifier for o in thread(stray).orphans] == ["c"]


def test_an_update_of_a_message_never_received_still_warns_and_is_told():
    alerts = [message(0, MsgType.UPDATE, refers=("lost",), name="u")]
    assert held(alerts, 1) == ["u"]
    assert [o.identifier for o in thread(alerts).orphans] == ["u"]


def test_a_reference_to_another_senders_message_of_that_name_does_not_count():
    alerts = [message(0, name="a"), message(1, MsgType.CANCEL, refers=("a",), sender="别处")]
    assert held(alerts, 2) == ["a"]


def test_a_warning_of_the_same_kind_after_a_cancel_begins_anew():
    alerts = [message(0, name="a"), message(1, MsgType.CANCEL), message(5, name="b")]
    assert held(alerts, 6) == ["b"]
    assert len(thread(alerts).threads) == 2


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_exercises_and_tests_warn_of_nothing(status):
    assert thread([message(0, status=status)]).threads == ()


def test_acknowledgements_are_left_out_and_a_message_given_twice_counts_once():
    alerts = [message(0), message(0), message(1, MsgType.ACK)]
    assert [len(t.messages) for t in thread(alerts).threads] == [1]


def test_an_open_ended_warning_grows_stale_after_a_day():
    (one,) = thread([message(0)]).threads
    assert (one.stale(hours(24)), one.stale(hours(24.1))) == (False, True)
    (ended,) = thread([message(0, until=48)]).threads
    assert not ended.stale(hours(30))


def test_the_time_line_tells_every_message_and_the_end():
    alerts = [message(0, name="a", until=6), message(1, MsgType.UPDATE, refers=("a",), until=4)]
    steps = thread(alerts).threads[0].timeline()
    assert [(s.at, s.what) for s in steps] == [
        (hours(0), MsgType.ALERT), (hours(1), MsgType.UPDATE), (hours(4), None),
    ]  # fmt: skip


messages = st.lists(
    st.builds(
        message,
        st.integers(0, 40),
        st.sampled_from(list(MsgType)),
        refers=st.sampled_from([(), ("m3",), ("m3", "m7"), ("none",)]),
        until=st.none() | st.integers(1, 60),
        signal=st.sampled_from(["rainstorm", "hail"]),
        colour=st.sampled_from(list(WarningColour)),
        source=st.sampled_from(list(Source)),
    ),
    max_size=12,
    unique_by=lambda m: m.identifier,
)


@settings(deadline=None)
@given(messages, st.integers(0, 80))
def test_no_message_is_lost_and_the_order_given_does_not_matter(alerts, at):
    done = thread(alerts)
    strung = {m.identifier for t in done.threads for m in t.messages}
    strung |= {m.identifier for m in done.orphans}
    told = [a for a in alerts if a.msg_type not in (MsgType.ACK, MsgType.ERROR)]
    assert strung == {a.identifier for a in told}
    assert held(alerts, at) == held(alerts[::-1], at)


@settings(deadline=None)
@given(messages)
def test_a_cancelled_warning_never_comes_back(alerts):
    for one in thread(alerts).threads:
        states = [one.state(hours(h)) for h in range(0, 100, 5)]
        last = one.messages[-1]
        if last.msg_type is MsgType.CANCEL:
            assert states[-1] is State.CANCELLED

"""12379 messages in JSON: every wrapping, missing fields told, one line a broken message."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import AlertError
from risk.hazard.alert import ColourBy, MsgType
from risk.hazard.national import read_national
from risk.terms import WarningColour

MADE_UP = {
    "title": "互助县气象台发布暴雨橙色预警[II级/严重]",
    "text": "预计未来3小时五十镇降雨量将达50毫米以上，请注意防范。",
    "sender": "互助县气象台",
    "msg_type": "Alert",
    "effective": "2026-07-01 10:00:00",
    "level": "Orange",
    "event_type": "暴雨",
    "location": [{"province": "青海省", "city": "海东市", "county": "互助土族自治县"}],
}


def read(value: object):
    data = json.dumps(value, ensure_ascii=False).encode()
    return read_national(data, timezone="Asia/Shanghai", where="made-up.json")


@pytest.mark.parametrize("name", ["messages", "alertData", "data"])
def test_messages_are_found_wherever_the_feed_keeps_them(name):
    for wrapped in ({name: [MADE_UP]}, [MADE_UP], MADE_UP, {"data": {"list": [MADE_UP]}}):
        alerts, refused = read(wrapped)
        assert ([a.sender for a in alerts], refused) == (["互助县气象台"], ())


def test_a_message_is_read_whole():
    (alert,), _ = read(MADE_UP)
    (info,) = alert.infos
    assert (alert.sent, alert.msg_type) == (dt.datetime(2026, 7, 1, 10), MsgType.ALERT)
    assert (info.signal, info.colour.value) == ("rainstorm", WarningColour.ORANGE)
    assert info.areas[0].names == ("青海省海东市互助土族自治县",)
    assert alert.faults == ()


def test_names_of_fields_may_be_those_of_other_feeds():
    wrapped = (
        'var alarminfo={"head":"发布雷电黄色预警信号","SIGNALTYPE":"雷电","SIGNALLEVEL":"黄色",'
        '"ISSUETIME":"2026/10/06 21:29:27","RELIEVETIME":"2026-10-07 09:29:27","msgType":"Alert",'
        '"identifier":"63022341600000_20261006212927",'
        '"references":"63022341600000_20261006212927"};'
    )
    (alert,), _ = read_national(wrapped.encode(), timezone="Asia/Shanghai", where="f")
    assert alert.identifier == "63022341600000_20261006212927"
    assert alert.references == ()  # it names itself
    assert alert.infos[0].expires == dt.datetime(2026, 10, 7, 9, 29, 27)
    assert alert.infos[0].colour.by is ColourBy.HEADLINE
    assert alert.infos[0].areas[0].geocodes[0].code == "630223"
    assert alert.faults == (
        "'sender' is missing", "'location' is missing", "the area of its issuer (630223) is taken",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["sender", "event_type", "level", "location"])
def test_a_missing_field_is_told_and_the_message_still_read(name):
    (alert,), refused = read({k: v for k, v in MADE_UP.items() if k != name})
    assert (alert.faults, refused) == ((f"'{name}' is missing",), ())
    assert alert.infos[0].signal == "rainstorm"
    assert alert.infos[0].colour.value is WarningColour.ORANGE


def test_a_missing_kind_is_taken_from_the_words_and_told():
    lifted = MADE_UP | {"title": "互助县气象台解除暴雨橙色预警", "msg_type": None}
    (alert,), _ = read(lifted)
    assert alert.msg_type is MsgType.CANCEL
    assert alert.faults == ("'msg_type' is missing; by its words a message of type cancel",)


def test_without_a_time_of_issue_the_publication_counts_and_is_told():
    row = {k: v for k, v in MADE_UP.items() if k != "effective"}
    (alert,), _ = read(row | {"public_time": "2026-07-01 10:06:00"})
    assert alert.sent == dt.datetime(2026, 7, 1, 10, 6)
    assert "'effective' is missing" in alert.faults[0]


def test_a_broken_message_is_one_line_and_the_rest_is_read():
    broken = [{"title": "x"}, MADE_UP, {}, MADE_UP | {"msg_type": "Warn"}]
    alerts, refused = read({"alertData": broken})
    assert len(alerts) == 1
    assert [line.split(":")[0] for line in refused] == [
        "made-up.json, message 1", "made-up.json, message 3", "made-up.json, message 4",
    ]  # fmt: skip
    assert all("\n" not in line for line in refused)


def test_two_messages_without_identifier_are_told_apart():
    (one, two), _ = read([MADE_UP, MADE_UP | {"text": "另一条"}])
    assert one.identifier.startswith("sha256-")
    assert one.identifier != two.identifier


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '{"alertData": []}', "<alert/>"])
def test_what_is_no_message_is_refused_in_one_line(text):
    with pytest.raises(AlertError) as refusal:
        read_national(text.encode(), timezone="Asia/Shanghai", where="f")
    assert "\n" not in str(refusal.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(MADE_UP)), json_values))
def test_whatever_the_fields_hold_no_message_is_lost(change):
    alerts, refused = read([MADE_UP | change, MADE_UP])
    assert len(alerts) + len(refused) == 2

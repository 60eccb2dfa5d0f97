"""Real warnings of five countries: each is read, or refused in one line that names its line."""

import datetime as dt
import json

import pandas as pd
import pytest

from risk.errors import AlertError
from risk.hazard.alert import Alert, MsgType
from risk.hazard.anchors import Action
from risk.hazard.cap import read_cap
from risk.hazard.in_force import Joined, State, thread
from risk.hazard.mentions import place_names
from risk.hazard.national import read_national
from risk.hazard.pasted import read_pasted
from risk.terms import WarningColour

pytestmark = pytest.mark.real
ZONE = "Asia/Shanghai"


@pytest.fixture
def cap(real_data):
    """Reads one file of the set."""
    folder = real_data("alerts_cap")

    def read(name: str) -> Alert:
        return read_cap((folder / name).read_bytes(), timezone=ZONE, where=name)

    return read


def test_every_cap_file_is_read_or_refused_in_one_line(real_data, cap):
    names = sorted(path.name for path in real_data("alerts_cap").glob("*.cap"))
    refused = {}
    for name in names:
        try:
            assert cap(name).faults == ()
        except AlertError as refusal:
            refused[name] = str(refusal)
    assert len(names) == 8
    assert refused == {
        "invalid.cap": "invalid.cap, line 2: <scope> is missing, required in <alert>; "
        "ask the sender for the file again"
    }


def test_a_file_without_optional_fields_is_valid(cap):
    alert = cap("no_optional_fields.cap")
    assert (alert.infos, alert.faults, alert.msg_type) == ((), (), MsgType.ALERT)
    assert alert.sent == dt.datetime(2010, 8, 31, 13, 9, 25)


@pytest.mark.parametrize(
    ("name", "signal", "expires"),
    [
        ("weather.cap", "flash_flood", dt.datetime(2010, 8, 31, 2)),
        ("earthquake.cap", "earthquake", dt.datetime(2010, 9, 2, 13, 9, 25)),
        ("australia.cap", "wildfire", dt.datetime(2011, 10, 6, 21, 4)),
        ("wcatwc-warning.cap", "tsunami", dt.datetime(2011, 9, 2, 20, 36, 50)),
        ("thunderstorm.cap", "thunderstorm_gale", dt.datetime(2003, 6, 18, 7)),
        ("taiwan_reservoir_zh.cap", "flood", dt.datetime(2014, 5, 14, 21, 10)),
    ],
)
def test_what_and_until_when(cap, name, signal, expires):
    info = cap(name).infos[0]
    assert (info.signal, info.expires) == (signal, expires)


def test_foreign_severities_are_no_signal_colours(cap):
    names = ("weather.cap", "earthquake.cap", "australia.cap", "thunderstorm.cap")
    assert [cap(name).infos[0].colour for name in names] == [None] * 4


def test_a_colour_field_is_read(cap):
    colour = cap("taiwan_reservoir_zh.cap").infos[0].colour
    assert (colour.value, colour.words) == (WarningColour.RED, "alert_color: 紅色")


def test_areas_of_every_kind(cap):
    area = cap("thunderstorm.cap").infos[0].areas[0]
    assert area.polygons[0].bounds == (-120.14, 38.34, -119.74, 38.62)
    assert [g.code for g in area.geocodes] == ["006109", "006009", "006003"]
    circle = cap("australia.cap").infos[1].areas[0].circles[0]
    assert (circle.lon, circle.lat, circle.radius_km) == (147.0598, -35.3888, 25.0)
    township = cap("taiwan_reservoir_zh.cap").infos[0].areas[0]
    assert (township.geocodes[0].code, township.names) == ("1000512", ("苗栗縣頭屋鄉",))


def test_an_update_names_what_it_updates(cap):
    (reference,) = cap("wcatwc-warning.cap").references
    assert reference.identifier == "PAAQ-1-lqw6d6"
    assert reference.sent == dt.datetime(2011, 9, 2, 18, 55, 55)


def test_html_breaks_become_lines(cap):
    lines = cap("australia.cap").infos[0].description.splitlines()
    assert lines[:2] == ["ALERT LEVEL: Not Applicable", "LOCATION: 12 Cox Street, Yerong Creek"]


def test_the_national_cancel_ends_its_alert_though_it_names_none(real_data):
    data = (real_data("alerts_cap") / "cn_12379_two_messages.json").read_bytes()
    alerts, refused = read_national(data, timezone=ZONE, where="cn_12379_two_messages.json")
    assert refused == ()
    assert [a.faults for a in alerts] == [(), ()]
    assert [a.identifier for a in alerts] == [
        "44040041600000_20210830130023", "44040041600000_20210830151103",
    ]  # fmt: skip
    assert {a.infos[0].signal for a in alerts} == {"thunderstorm_gale"}
    assert {a.infos[0].colour.value for a in alerts} == {WarningColour.YELLOW}
    done = thread(alerts)
    (one,) = done.threads
    assert (one.joined, done.orphans) == ((Joined.FIRST, Joined.SAME), ())
    hours = (12, 13, 15, 16)
    assert [one.state(dt.datetime(2021, 8, 30, h)) for h in hours] == [
        State.NOT_YET, State.IN_FORCE, State.IN_FORCE, State.CANCELLED,
    ]  # fmt: skip
    assert [step.what for step in one.timeline()] == [MsgType.ALERT, MsgType.CANCEL]


def test_the_words_of_the_real_pair_are_read_as_a_person_would_paste_them(real_data):
    path = real_data("alerts_cap") / "cn_12379_two_messages.json"
    rows = json.loads(path.read_text("utf-8"))["messages"]
    came = dt.datetime(2021, 8, 30, 16)
    names = place_names(pd.DataFrame(columns=["code", "level", "name", "township_code"]))
    read = [read_pasted(row["text"], names, received_at=came).candidates for row in rows]
    told = [
        (c.signal.value, c.colour.value, c.action.value, c.issued_at.value, c.office.value)
        for (c,) in read
    ]
    office = "珠海市气象台"
    yellow = ("thunderstorm_gale", WarningColour.YELLOW)
    assert told == [
        (*yellow, Action.ISSUED, dt.datetime(2021, 8, 30, 12, 55), office),
        (*yellow, Action.LIFTED, dt.datetime(2021, 8, 30, 15, 13), office),
    ]

"""CAP 1.1 and 1.2: what is read, what is told as a fault, what is refused with its line."""

import datetime as dt

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import AlertError
from risk.hazard.alert import ColourBy, MsgType
from risk.hazard.cap import read_cap
from risk.hazard.markup import MAX_BYTES, MAX_DEPTH, read_xml
from risk.terms import WarningColour

ZONE = "Asia/Shanghai"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def cap(
    *, info: str | None = None, area: str = "", kind: str = "Alert", references: str = "",
    prefix: str = "", version: str = "1.2", identifier: str = "made-up-1", more: str = "",
) -> str:  # fmt: skip
    """A made-up message; ``info`` replaces the whole content of <info>."""
    body = info if info is not None else (
        "<category>Met</category><event>暴雨</event><urgency>Expected</urgency>"
        f"<severity>Moderate</severity><certainty>Likely</certainty>{more}"
        f"<area><areaDesc>互助县</areaDesc>{area}</area>"
    )  # fmt: skip
    text = (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}">\n'
        f"<identifier>{identifier}</identifier>\n<sender>a@b</sender>\n"
        "<sent>2026-07-01T10:00:00+08:00</sent>\n<status>Actual</status>\n"
        f"<msgType>{kind}</msgType>\n<scope>Public</scope>\n{references}<info>{body}</info></alert>"
    )
    if prefix:
        text = text.replace("</", f"</{prefix}:").replace("<", f"<{prefix}:")
        text = text.replace(f"<{prefix}:/{prefix}:", f"</{prefix}:")
        text = text.replace("xmlns=", f"xmlns:{prefix}=")
    return HEAD + text


def read(text: str, zone: str = ZONE):
    return read_cap(text.encode(), timezone=zone, where="made-up.xml")


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("prefix", ["", "cap", "x"])
def test_both_versions_are_read_with_any_prefix(version, prefix):
    alert = read(cap(version=version, prefix=prefix))
    assert (alert.identifier, alert.msg_type, alert.real) == ("made-up-1", MsgType.ALERT, True)
    assert alert.infos[0].signal == "rainstorm"
    assert alert.faults == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "gb2312"])
def test_chinese_encodings_and_byte_order_marks_are_read(encoding):
    declared = "UTF-8" if encoding.startswith("utf-8") else encoding
    text = cap().replace("UTF-8", declared)
    alert = read_cap(text.encode(encoding), timezone=ZONE, where="f")
    assert alert.infos[0].event == "暴雨"


def test_bytes_that_do_not_fit_their_encoding_are_refused_with_their_line():
    with pytest.raises(AlertError, match=r"f, line 9: bytes that are no utf-8"):
        read_cap(cap().encode("gb18030"), timezone=ZONE, where="f")


def test_an_unknown_encoding_is_refused():
    with pytest.raises(AlertError, match="unknown encoding 'klingon'"):
        read(cap().replace("UTF-8", "klingon"))


def test_a_time_is_told_as_the_countys_wall_time():
    assert read(cap()).sent == dt.datetime(2026, 7, 1, 10)
    assert read(cap(), "America/Chicago").sent == dt.datetime(2026, 6, 30, 21)


def test_a_time_without_offset_is_read_and_told():
    alert = read(cap(more="<expires>2026-07-01T16:00:00</expires>"))
    assert alert.infos[0].expires == dt.datetime(2026, 7, 1, 16)
    assert alert.faults == ("line 9: <expires> has no offset; taken as time of Asia/Shanghai",)


def test_polygons_are_latitude_first_and_come_out_longitude_first():
    alert = read(cap(area="<polygon>36.8,102.0 36.8,102.2 37.0,102.2 36.8,102.0</polygon>"))
    (polygon,) = alert.infos[0].areas[0].polygons
    assert polygon.bounds == (102.0, 36.8, 102.2, 37.0)


@pytest.mark.parametrize(
    ("shape", "fault", "kept"),
    [
        ("<polygon>36,102 36,103 37,103</polygon>", "not closed", 1),
        ("<polygon>36,102 36,102</polygon>", "2 pairs", 0),
        ("<polygon>102,36 103,36 103,37 102,36</polygon>", "longitude before latitude", 0),
        ("<polygon>36,102 here 37,103 36,102</polygon>", "'here' is no pair", 0),
        ("<polygon>36,102 37,103 36,103 37,102 36,102</polygon>", "crosses itself", 2),
        ("<polygon>1,179 1,-179 2,-179 1,179</polygon>", "180th meridian", 0),
        ("<circle>36,102</circle>", "not 'lat,lon radius'", 0),
        ("<circle>36,102 -1</circle>", "radius -1", 0),
        ("<circle>36,102 nan</circle>", "radius nan", 0),
        ("<polygon>nan,102 36,103 37,103 nan,102</polygon>", "no place of the globe", 0),
    ],
)
def test_a_doubtful_shape_is_told_and_never_guessed(shape, fault, kept):
    alert = read(cap(area=shape))
    area = alert.infos[0].areas[0]
    assert (len(area.polygons), len(area.circles)) == (kept, 0)
    assert len(alert.faults) == 1
    assert fault in alert.faults[0]
    assert alert.faults[0].startswith("line 9: ")


@pytest.mark.parametrize("name", ["identifier", "sender", "sent", "status", "msgType", "scope"])
def test_a_missing_required_element_is_named_with_its_line(name):
    lines = [line for line in cap().splitlines() if not line.startswith(f"<{name}>")]
    with pytest.raises(AlertError, match=rf"line 2: <{name}> is missing, required in <alert>"):
        read("\n".join(lines))


@pytest.mark.parametrize("name", ["category", "event", "urgency", "severity", "certainty"])
def test_an_empty_required_element_is_named(name):
    full = {
        "category": "Met", "event": "x", "urgency": "Past", "severity": "Minor",
        "certainty": "Likely",
    }  # fmt: skip
    info = "".join(f"<{k}>{'' if k == name else v}</{k}>" for k, v in full.items())
    with pytest.raises(AlertError, match=rf"<{name}> is empty, required in <info>"):
        read(cap(info=info))


def test_a_status_or_kind_that_is_unknown_is_refused():
    with pytest.raises(AlertError, match="line 6: <status> is 'Real'"):
        read(cap().replace("Actual", "Real"))
    with pytest.raises(AlertError, match="line 7: <msgType> is 'Warn'"):
        read(cap(kind="Warn"))


def test_an_unknown_code_value_is_a_fault_and_a_colour_in_it_is_read():
    alert = read(cap().replace("Moderate", "ORANGE"))
    colour = alert.infos[0].colour
    assert (colour.value, colour.by) == (WarningColour.ORANGE, ColourBy.LEVEL_WORD)
    assert alert.faults == ("line 9: <severity> 'ORANGE' is no value of the standard",)


def test_severity_is_no_colour_but_for_the_national_centre():
    assert read(cap()).infos[0].colour is None
    own = read(cap(identifier="63022341600000_20260701100000")).infos[0].colour
    assert (own.value, own.by, own.doubtful) == (
        WarningColour.YELLOW, ColourBy.SEVERITY, True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "colour", "by"),
    [
        ("<headline>发布暴雨红色预警信号</headline>", "red", ColourBy.HEADLINE),
        ("<headline>updates blue warning [Level IV/General]</headline>", "blue", ColourBy.HEADLINE),
        ("<headline>发布暴雨预警[Ⅱ级/严重]</headline>", "orange", ColourBy.LEVEL_WORD),
        ("<headline>发布暴雨预警信号[III级/较重]</headline>", "yellow", ColourBy.LEVEL_WORD),
        ("<description>暴雨橙色预警</description>", "orange", ColourBy.TEXT),
        (
            "<headline>蓝色</headline><parameter><valueName>alert_color</valueName>"
            "<value>紅色</value></parameter>",
            "red",
            ColourBy.PARAMETER,
        ),
    ],
)
def test_a_colour_says_what_it_was_read_from(more, colour, by):
    found = read(cap(more=more)).infos[0].colour
    assert (found.value, found.by) == (WarningColour(colour), by)


def test_two_colours_in_one_headline_are_none():
    assert read(cap(more="<headline>蓝色升级为黄色</headline>")).infos[0].colour is None


def test_markup_in_text_goes_and_breaks_become_lines():
    more = (
        "<description><![CDATA[<b>一</b><br/>雨量 < 50 mm &amp; 风]]>&lt;br /&gt;二</description>"
    )
    assert read(cap(more=more)).infos[0].description == "一\n雨量 < 50 mm & 风\n二"


def test_several_infos_areas_and_languages_are_kept():
    text = cap()
    start, end = text.index("<info>"), text.index("</alert>")
    english = text[start:end].replace("<info>", "<info><language>en-US</language>")
    chinese = text[start:end].replace("<info>", "<info><language>zh-CN</language>")
    alert = read(
        text[:start]
        + english
        + chinese.replace("</info>", "<area><areaDesc>大通</areaDesc></area></info>")
        + "</alert>"
    )
    assert [i.language for i in alert.infos] == ["en-US", "zh-CN"]
    assert alert.info("zh").areas[1].description == "大通"
    assert alert.info("en").language == "en-US"


def test_references_are_read_and_missing_ones_told():
    references = "<references>a@b,made-up-0,2026-07-01T08:00:00+08:00 broken</references>"
    alert = read(cap(kind="Update", references=references))
    assert [(r.identifier, r.sent.hour) for r in alert.references] == [("made-up-0", 8)]
    assert alert.faults == ("line 9: reference 'broken' is not 'sender,identifier,sent'",)
    assert "references" in read(cap(kind="Cancel")).faults[0]


def test_a_document_type_is_refused_before_any_entity_is_expanded():
    bomb = HEAD + '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]>\n<alert>&c;</alert>'
    with pytest.raises(AlertError, match="line 2: holds a document type"):
        read(bomb)
    outside = HEAD + '<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<alert/>'
    with pytest.raises(AlertError, match="DOCTYPE"):
        read(outside)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: no well-formed XML"),
        ("not xml", "line 1: no well-formed XML"),
        (HEAD + "<alert>\n<a>\n</alert>", "line 4: no well-formed XML"),
        (HEAD + "<feed/>", "line 2: no CAP 1.1 or 1.2 message"),
        (HEAD + '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.0"/>', "cap:1.0"),
        (HEAD + "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1), "nested"),
    ],
)
def test_a_broken_file_gives_one_line(text, message):
    with pytest.raises(AlertError, match=message) as refusal:
        read(text)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_too_large_is_not_parsed():
    with pytest.raises(AlertError, match="more than"):
        read_xml(b" " * (MAX_BYTES + 1), "f")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_an_alert_or_a_refusal(data):
    with pytest.raises(AlertError):
        read_cap(data, timezone=ZONE, where="f")


def said(text: str) -> str:
    """The refusal of a text, "" if it is read."""
    try:
        read(text)
    except AlertError as refusal:
        return str(refusal)
    return ""


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["", "<", ">", "&", "\x00", "\ud7ff", "</info>"]))
def test_a_damaged_file_is_read_or_refused_in_one_line(at, put):
    text = cap(area="<circle>36.8,102 5</circle>")
    at %= len(text)
    assert "\n" not in said(text[:at] + put + text[at + 1 :])


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-80, 80)), min_size=3, max_size=9))
def test_every_polygon_that_comes_out_is_a_valid_area(pairs):
    text = " ".join(f"{lat},{lon}" for lat, lon in [*pairs, pairs[0]])
    area = read(cap(area=f"<polygon>{text}</polygon>")).infos[0].areas[0]
    assert all(shapely.is_valid(p) and p.area >= 0 for p in area.polygons)

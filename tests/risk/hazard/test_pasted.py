"""Pasted warnings: every text here is made up, in the wording and the mess they come in.

(The one real pair stands in tests/real/test_alerts.py.)
"""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warned_county import COUNTY, regions

from risk.hazard.alert import ColourBy, MsgType
from risk.hazard.anchors import Action
from risk.hazard.confirm import confirmed
from risk.hazard.in_force import State, thread
from risk.hazard.mentions import place_names
from risk.hazard.pasted import read_pasted
from risk.terms import WarningColour

NAMES = place_names(regions(), wider=("海东市", "青海省"))
CAME = dt.datetime(2026, 7, 1, 10, 20)
DANMA, WUSHI, DONGGOU, BAZHA = "630223101", "630223102", "630223203", "630223204"


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute)


def read(text: str):
    return read_pasted(text, NAMES, received_at=CAME)


def kinds(text: str):
    return [
        (c.signal and c.signal.value, c.colour and c.colour.value.value, c.action.value.value)
        for c in read(text).candidates
    ]


def one(text: str):
    (candidate,) = read(text).candidates
    return candidate


def places(candidate):
    return [f.value.region_code for f in candidate.places]


def value(field):
    return field and field.value


CLEAN = (
    "互助县气象台2026年7月1日10时00分发布暴雨橙色预警信号：预计未来3小时，互助县五十镇、东沟乡、丹麻镇"
    "降雨量将达５０毫米以上，局地伴有雷电、大风，请注意防范。（信息来源：国家预警信息发布中心）"
)


def test_a_clean_message_is_read_without_a_doubt():
    c = one(CLEAN)
    assert kinds(CLEAN) == [("rainstorm", "orange", "issued")]
    assert (value(c.issued_at), value(c.valid_until)) == (at(1, 10), at(1, 13))
    assert places(c) == [WUSHI, DONGGOU, DANMA]
    assert value(c.office) == "互助县气象台"
    (rain,) = c.amounts
    assert (rain.measure, rain.low, rain.high, rain.unit, rain.observed) == (
        "rain", 50, None, "mm", False,
    )  # fmt: skip
    assert c.doubts == ()


def test_every_field_shows_the_words_it_was_taken_from():
    pasted = read(CLEAN)
    (c,) = pasted.candidates
    fields = (c.action, c.signal, c.colour, c.issued_at, c.valid_until, c.office, *c.places)
    assert all(pasted.text[f.start : f.end] == f.words for f in fields)
    assert (c.valid_until.words, c.issued_at.words) == ("未来3小时", "2026年7月1日10时00分")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "互助县气象台7月1日9时发布暴雨蓝色、大风蓝色预警",
            [("rainstorm", "blue", "issued"), ("gale", "blue", "issued")],
        ),
        (
            "互助县气象台7月1日9时发布雷电、冰雹橙色预警信号",
            [("lightning", "orange", "issued"), ("hail", "orange", "issued")],
        ),
        ("发布橙色暴雨预警", [("rainstorm", "orange", "issued")]),
        ("雷雨大风黄色预警", [("thunderstorm_gale", "yellow", "issued")]),
        ("暴雨预警由黄色升级为橙色", [("rainstorm", "orange", "changed")]),
        ("将暴雨蓝色预警信号升级为暴雨黄色预警信号", [("rainstorm", "yellow", "changed")]),
        ("继续发布暴雪蓝色预警信号", [("blizzard", "blue", "continued")]),
        ("发布暴雨Ⅲ级/较重预警", [("rainstorm", "yellow", "issued")]),
        ("预警类型：暴雨\n预警级别：黄色（Ⅲ级）", [("rainstorm", "yellow", "issued")]),
        ("山洪灾害气象预警", [("flash_flood", None, "issued")]),
        ("黄色预警，请注意", [(None, "yellow", "issued")]),
        (
            "解除暴雨黄色、雷电黄色预警信号",
            [("rainstorm", "yellow", "lifted"), ("lightning", "yellow", "lifted")],
        ),
        ("10时发布的暴雨蓝色预警信号现已解除。", [("rainstorm", "blue", "lifted")]),
        (
            "解除2时发布的暴雨橙色预警信号，同时发布大风蓝色预警信号",
            [("rainstorm", "orange", "lifted"), ("gale", "blue", "issued")],
        ),
        (
            "发布大风蓝色预警信号，同时解除暴雨橙色预警信号",
            [("gale", "blue", "issued"), ("rainstorm", "orange", "lifted")],
        ),
        ("暴雨黄色预警信号尚未解除，请继续防范", [("rainstorm", "yellow", "issued")]),
        ("暴雨黄色预警。暴雨黄色预警。", [("rainstorm", "yellow", "issued")]),
        ("暴雨预警升级成红色了", [("rainstorm", "red", "changed")]),
        ("暴雨黄色预警信号已到期", [("rainstorm", "yellow", "lifted")]),
        ("道路结冰黄色预警", [("road_ice", "yellow", "issued")]),
    ],
)  # fmt: skip
def test_signals_colours_and_what_is_said_of_them(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("目前全县无暴雨预警。", "denied"),
        ("暂未发布，没有发布暴雨黄色预警", "denied"),
        ("降雨超过100毫米时，将发布暴雨红色预警信号", "supposed"),
        ("如发布暴雨红色预警信号，学校停课", "supposed"),
        ("截至7月1日，全县共发布暴雨黄色预警3次", "supposed"),
        ("防御指南：暴雨橙色预警期间切断电源", "advice"),
    ],
)
def test_a_warning_denied_supposed_or_advised_on_is_no_warning_but_is_told(text, why):
    pasted = read(text)
    assert pasted.candidates == ()
    assert [a.left_out for a in pasted.left_out] == [why]


@pytest.mark.parametrize(
    "text",
    ["", "。。。", "123456", "红色", "预警", "暴雨", "今天有大雨，请注意防御", "请做好防御工作",
     "黄河水位上涨", "防汛Ⅳ级应急响应已启动", "红色文化教育基地"],
)  # fmt: skip
def test_words_without_a_warning_give_none(text):
    assert read(text).candidates == ()


@pytest.mark.parametrize(
    ("when", "first", "last", "doubt"),
    [
        ("预计未来6小时", at(1, 9), at(1, 15), ""),
        ("预计未来三小时", at(1, 9), at(1, 12), ""),
        ("未来6-12小时", at(1, 9), at(1, 21), "6 to 12 hours: the longer is taken"),
        ("24小时内可能受大风影响", at(1, 9), at(2, 9), "may be the hours of an amount"),
        ("预计今天夜间到明天白天", at(1, 20), at(2, 20), ""),
        ("预计1日20时至2日20时", at(1, 20), at(2, 20), ""),
        ("预计7月1日20时到7月3日8时", at(1, 20), at(3, 8), ""),
        ("预计今天14时到20时", at(1, 14), at(1, 20), ""),
        ("预计今晚8点到明早8点", at(1, 20), at(2, 8), ""),
        ("预计20时至8时", at(1, 20), at(2, 8), ""),
        ("有效时间：2026年7月1日10时至16时", at(1, 10), at(1, 16), ""),
        ("预计下午3点至傍晚6点", at(1, 15), at(1, 18), ""),
        ("预计今天夜间", at(1, 20), at(2, 8), ""),
        ("明天白天有暴雨", at(2, 8), at(2, 20), ""),
        ("预计今天傍晚", at(1, 17), at(1, 20), "hours of '傍晚'"),
        ("时间下午四点到晚上八点", at(1, 16), at(1, 20), ""),
        ("有效时间24小时", at(1, 9), at(2, 9), ""),
        ("四点要求：一是转移", None, None, ""),
        ("过去6小时降雨", None, None, ""),
    ],
)
def test_when_it_holds(when, first, last, doubt):
    c = one(f"互助县气象台7月1日9时发布暴雨黄色预警信号：{when}，五十镇有暴雨。")
    assert (value(c.valid_from), value(c.valid_until)) == (first, last)
    assert c.valid_until is None or c.valid_until.doubt == doubt


@pytest.mark.parametrize(
    ("text", "issued", "doubt"),
    [
        ("互助县气象台7月1日9点半发布暴雨黄色预警", at(1, 9, 30), ""),
        ("7月1日，互助县气象台发布暴雨黄色预警", at(1, 0), "no hour is written"),
        ("互助县气象台于今日上午9时发布暴雨黄色预警", at(1, 9), ""),
        ("发布时间：2026-07-01 09:30 暴雨黄色预警", at(1, 9, 30), ""),
        ("县气象台8时将6月30日20时发布的暴雨蓝色预警升级为黄色", at(1, 8), "no day is written"),
        ("暴雨黄色预警\n互助县气象台\n二〇二六年七月一日", at(1, 0), "no hour is written"),
        ("互助县气象台7月1日23时发布暴雨黄色预警", at(1, 23), "later than it came"),
        (
            "互助县气象台1月5日8时发布暴雪黄色预警", at(5, 8, month=1),
            "year not written, far from today",
        ),
        ("互助县气象台7月32日发布暴雨黄色预警", None, ""),
        ("暴雨黄色预警", None, ""),
    ],
)  # fmt: skip
def test_when_it_was_issued(text, issued, doubt):
    c = one(text)
    assert value(c.issued_at) == issued
    assert c.issued_at is None or c.issued_at.doubt == doubt
    assert (c.issued_at is None) == (("issued_at", "missing") in c.doubts)


def test_december_told_in_january_was_last_year():
    pasted = read_pasted(
        "互助县气象台12月31日22时发布暴雪黄色预警", NAMES, received_at=dt.datetime(2027, 1, 1, 8)
    )
    assert value(pasted.candidates[0].issued_at) == dt.datetime(2026, 12, 31, 22)


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("雨量50~80毫米", [("rain", 50, 80, "mm", False)]),
        (
            "降雪量将达10毫米以上，积雪深度8厘米",
            [("snow", 10, None, "mm", False), ("snow_depth", 8, 8, "cm", False)],
        ),
        ("阵风7-8级", [("gust", 7, 8, "beaufort", False)]),
        (
            "平均风力可达6级以上，或阵风7级以上",
            [("mean_wind", 6, None, "beaufort", False), ("gust", 7, None, "beaufort", False)],
        ),
        ("最大风速22.5m/s", [("mean_wind", 22.5, 22.5, "m/s", False)]),
        ("已达50毫米以上", [("rain", 50, None, "mm", True)]),
        ("过去3小时出现45.2毫米降水", [("rain", 45.2, 45.2, "mm", True)]),
        ("能见度200米", [("visibility", 200, 200, "m", False)]),
        ("降雨量已达五十毫米以上", [("rain", 50, None, "mm", True)]),
        ("累计降雨量将超过60毫米", [("rain", 60, None, "mm", False)]),
        ("气温下降10℃", [("temperature", 10, 10, "°C", False)]),
        ("启动4级应急响应", []),
        ("冰雹直径2厘米左右", [("hail_size", 2, 2, "cm", False)]),
    ],
)  # fmt: skip
def test_amounts_with_their_measure_and_bounds(words, amounts):
    c = one(f"互助县气象台7月1日9时发布暴雨黄色预警：五十镇{words}。")
    assert [(a.measure, a.low, a.high, a.unit, a.observed) for a in c.amounts] == amounts


def test_several_messages_in_one_text_keep_their_own_places():
    text = (
        "1、互助县气象台7月1日10时发布冰雹橙色预警信号：预计未来6小时五十镇可能出现冰雹。\n"
        "2、互助县气象台7月1日8时发布雷电黄色预警信号：预计未来12小时丹麻镇可能发生雷电活动。"
    )
    hail, lightning = read(text).candidates
    assert (places(hail), places(lightning)) == ([WUSHI], [DANMA])
    assert (value(hail.valid_until), value(lightning.valid_until)) == (at(1, 16), at(1, 20))


def test_a_stamped_page_with_spaces_and_broken_lines_is_read():
    text = (
        "互 助 县 气 象 台\n暴 雪 橙 色 预 警 信 号\n预计未来 6 小时，互助县北部山区降雪\n"
        "量将达 10 毫米以上，请注意防范。\n防御指南：\n1.威远镇及时清扫积雪；\n"
        "2.如遇暴雪红色预警停课。\n"
        "二〇二六年七月一日"
    )
    c = one(text)
    assert (value(c.signal), c.amounts[0].low) == ("blizzard", 10)
    assert [(f.value.region_code, f.value.part) for f in c.places] == [(COUNTY, "北部山区")]
    assert ("issued_at", "no hour is written") in c.doubts


def test_places_excepted_or_only_leading_to_others_are_left_with_their_reason():
    text = "互助县气象台7月1日9时发布互助县暴雨黄色预警：未来6小时五十镇有暴雨，威远镇除外"
    c = one(text)
    assert WUSHI in places(c)
    assert [(f.words, f.doubt) for f in c.places_left] == [
        ("互助县", "townships are named beside it")
    ]
    text = "互助县气象台7月1日9时发布暴雨黄色预警：未来6小时全县除威远镇外有暴雨"
    c = one(text)
    assert places(c) == [COUNTY]
    assert [(f.words, f.doubt) for f in c.places_left] == [("威远镇", "excepted (除…外)")]
    assert ("places", "some places are excepted") in c.doubts


def test_a_name_the_map_does_not_know_is_told():
    c = one("今晚松多、丹麻、东沟等3个乡镇有暴雨，暴雨橙色预警")
    assert places(c) == [DANMA, DONGGOU]
    assert [f.words for f in c.places_unknown] == ["松多"]
    assert ("places", "'松多' is not on the map") in c.doubts


def test_without_any_place_the_offices_own_county_is_offered_in_doubt():
    c = one("互助县气象台7月1日9时发布暴雨黄色预警信号")
    assert [(f.value.region_code, f.doubt) for f in c.places] == [
        (COUNTY, "only its office is named")
    ]
    assert one("珠海市气象台于7月1日发布珠海市暴雨黄色预警").places == ()


def test_an_exercise_says_so():
    c = one("【演练】互助县气象台7月1日10时发布暴雨红色预警信号")
    assert c.exercise
    assert ("action", "an exercise") in c.doubts


def test_offices_that_issue_together_are_one():
    text = "互助县自然资源局和互助县气象局7月1日9时联合发布地质灾害气象风险黄色预警"
    assert value(one(text).office) == "互助县自然资源局、互助县气象局"


def confirm(text: str):
    c = one(text)
    return confirmed(
        text=text, action=c.action.value, signal=c.signal.value, colour=value(c.colour),
        office=value(c.office), issued_at=value(c.issued_at), valid_from=value(c.valid_from),
        valid_until=value(c.valid_until),
        places=[(f.value.region_code, f.words) for f in c.places], exercise=c.exercise,
    )  # fmt: skip


def test_what_a_person_confirms_is_a_message_like_any_other():
    issued = confirm("互助县气象台7月1日9时发布暴雨黄色预警：未来6小时五十镇、东沟乡有暴雨")
    info = issued.infos[0]
    assert (issued.msg_type, info.colour.by) == (MsgType.ALERT, ColourBy.PERSON)
    assert [a.geocodes[0].code for a in info.areas] == [WUSHI, DONGGOU]
    lifted = confirm("互助县气象台7月1日10时解除暴雨黄色预警信号")
    assert lifted.msg_type is MsgType.CANCEL
    (both,) = thread([issued, lifted]).threads
    assert [both.state(at(1, h)) for h in (9, 10)] == [State.IN_FORCE, State.CANCELLED]


PIECES = st.sampled_from([
    "互助县气象台", "7月1日9时", "2026年", "发布", "解除", "暴雨", "雷电", "黄色", "橙色",
    "预警", "信号", "：", "、", "。", "\n", "【", "】", "未来6小时",
    "今天夜间到", "明天白天", "五十镇", "班彦村", "全县", "除", "外", "50毫米", "8级",
    "阵风", "防御指南", "如", "无", "升级为", "由", "１", " ", "Ⅲ级",
    "时", "至", "松多、",
])  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_pasted_every_word_shown_stands_in_the_text(text):
    pasted = read(text)
    for c in pasted.candidates:
        fields = [c.action, c.signal, c.colour, c.issued_at, c.valid_from, c.valid_until, c.office]
        fields += [*c.places, *c.places_unknown, *c.amounts]
        assert all(pasted.text[f.start : f.end] == f.words for f in fields if f)
        assert isinstance(c.action.value, Action)
        assert c.colour is None or isinstance(c.colour.value, WarningColour)
        assert c.places or ("places", "missing") in c.doubts


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text):
    read(text)

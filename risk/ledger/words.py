"""The words of ledgers for stored codes: code → Chinese and English words, first Chinese first.

A word table is read by ``read_word``; the code itself is always a known word.
"""

import re
import unicodedata

from risk.reference import families, perils

# Words of policy clauses and clerks beside those of the reference table of perils.
MORE_PERIL_WORDS = {
    "gale": "wind|windstorm",
    "rainstorm": "heavy rain",
    "debris_flow": "mudslide",
    "snow": "blizzard|snow load",
    "ice": "凌汛",
    "mountain_collapse": "崖崩|rockfall",
    "subsidence": "地面突然下陷下沉",
    "flying_object": "飞行物体及其他空中运行物体坠落|falling object",
    "solid_object_collapse": "外界建筑物和其他固定物体的倒塌|外来建筑物和其他固定物体倒塌",
}
WORD_TABLES: dict[str, dict[str, str]] = {
    "peril": {
        p.peril.value: "|".join((p.zh, *p.aliases, p.en, MORE_PERIL_WORDS.get(p.peril.value, p.en)))
        for p in perils()
    },
    "peril_family": {
        f.family.value: f"{f.zh}|{f.zh.removesuffix('类')}|{f.en}" for f in families()
    },
    "level": {
        "county": "县|县级|区|county",
        "township": "乡镇|乡|镇|街道|乡级|township",
        "village": "村|村级|社区|行政村|居委会|village|tract|zip",
        "group": "社|组|村民小组|group",
    },
    "tier": {"town": "县城|城区|城镇|town|urban", "rural": "乡村|农村|其他地区|rural"},
    "region_kind": {
        "county": "县",
        "town": "镇",
        "township": "乡",
        "subdistrict": "街道",
        "park": "园区|工业园区",
        "village": "村委会|行政村",
        "community": "居委会|社区",
        "other": "其他",
    },
    "geometry_source": {
        "surveyed": "实测|测绘",
        "imported": "导入|外部数据",
        "derived": "推算",
        "none": "无",
    },
    "cover_line": {"scheme": "政策性|政策性农房|统保", "commercial": "商业|商业附加|附加险"},
    "household_group": {
        "ordinary": "一般户|普通户|普通农户|一般农户|ordinary household",
        "subsistence": "低保户|低保|最低生活保障户|subsistence allowance",
        "extremely_poor": "特困户|特困供养|特困|分散供养特困人员|五保户",
        "veterans": "优抚户|优抚|优抚对象|优抚家庭",
        "severely_disabled": "重残户|贫困重度残疾人家庭|重度残疾|贫困重残户",
        "out_of_poverty": "脱贫户|建档立卡户|建档立卡脱贫户",
    },
    "structure": {
        "earth_wood": "土木|土木结构|土坯|夯土",
        "stone_wood": "石木|石木结构",
        "brick_wood": "砖木|砖木结构",
        "brick_concrete": "砖混|砖混结构",
        "frame": "框架|框架结构|钢筋混凝土|钢混",
        "other": "其他|其它|其他结构",
    },
    "prior_condition": {"A": "A级", "B": "B级", "C": "C级", "D": "D级"},
    "damage_grade": {
        "collapsed": "倒塌|全部倒塌|毁损|destroyed",
        "severe": "严重损坏|严重受损|严重|major",
        "slight": "一般损坏|一般受损|轻微损坏|一般|minor",
        "below": "未达标准|未达起赔标准|不够标准|below threshold",
    },
    "claim_status": {
        "open": "处理中|未决|未结|已报案|待查勘|待赔付",
        "paid": "已赔付|已付|已结案|已支付|closed paid",
        "rejected": "拒赔|不予赔付|denied",
        "withdrawn": "撤案|注销|销案|cancelled",
    },
    "time_precision": {"minute": "分|精确到分", "hour": "时|精确到时", "day": "日|仅日期|date"},
    "arrival_quality": {
        "measured": "实测|打卡|定位打卡|拍照时间",
        "typed": "填报|手工填写|人工录入",
        "inferred": "推算|推定",
    },
    "check_in_kind": {
        "set_out": "出发|出车|离开|depart|departed",
        "arrived": "到达|到场|到达现场|签到|arrival|check in",
        "finished": "完成|查勘完成|离场|结束|done|survey done",
    },
    "check_in_source": {
        "phone": "手机签到|手机|签到页",
        "photo": "照片|照片时间",
        "dispatcher": "调度|调度记录|电话告知",
        "core": "核心系统|业务系统|理赔系统|app",
    },
    "survey_mode": {
        "on_site": "现场查勘|现场|实地",
        "sweep": "集中查勘|整村查勘",
        "photo": "照片查勘|联络员拍照|远程|视频查勘",
        "green_channel": "绿色通道",
    },
    "satisfaction": {
        "satisfied": "满意|非常满意",
        "basically_satisfied": "基本满意|一般|比较满意",
        "dissatisfied": "不满意|很不满意|unsatisfied",
    },
    "channel": {
        "hotline": "热线|电话|客服电话|95518",
        "liaison": "联络员|协保员|村协保员",
        "township_list": "乡镇名单|乡镇上报|村委会上报",
        "bureau": "应急局|应急管理局|政府部门",
        "visit": "上门|柜面",
        "online": "线上|微信|小程序|app",
        "other": "其他|其它",
    },
    "call_kind": {
        "report": "报案",
        "enquiry": "咨询|查询",
        "complaint": "投诉",
        "follow_up": "回访",
        "other": "其他|其它",
    },
    "call_outcome": {
        "connected": "接通|已接通|成功|answered",
        "no_answer": "无人接听|未接|未接通",
        "busy": "占线|忙线",
        "refused": "拒访|拒接",
        "wrong_number": "空号|错号|停机",
        "other": "其他|其它",
    },
    "signal": {
        "rainstorm": "暴雨",
        "blizzard": "暴雪",
        "gale": "大风",
        "hail": "冰雹",
        "lightning": "雷电|雷暴大风",
        "cold_wave": "寒潮",
        "road_ice": "道路结冰",
        "frost": "霜冻",
        "sandstorm": "沙尘暴|沙尘",
        "fog": "大雾",
        "heat": "高温",
        "drought": "干旱",
        "flash_flood": "山洪|山洪灾害",
        "geological": "地质灾害|地质灾害气象风险",
        "typhoon": "台风",
    },
    "colour": {
        "blue": "蓝色|蓝|IV级",
        "yellow": "黄色|黄|III级",
        "orange": "橙色|橙|II级",
        "red": "红色|红|I级",
    },
    "quantity": {
        "rain_mm_24h": "24小时雨量|日雨量|24小时降雨量",
        "rain_mm_72h": "72小时雨量|三日雨量",
        "rain_mm_10d": "10日雨量|十日雨量",
        "snow_mm_24h": "24小时降雪量|日降雪量|24小时雪量",
        "wind_ms": "风速|极大风速|最大风速",
        "hail_mm": "冰雹直径",
        "intensity_mmi": "地震烈度|烈度",
        "flood_depth_m": "淹没水深|水深",
    },
    "risk_level": {
        "1": "低|低风险|1.0|low",
        "2": "较低|中低|较低风险|中低风险|2.0|medium low",
        "3": "中|中等|中风险|中等风险|3.0|medium",
        "4": "较高|中高|较高风险|中高风险|4.0|medium high",
        "5": "高|高风险|5.0|high",
    },
    "road_state": {
        "open": "畅通|通行|正常",
        "slow": "缓行|积雪|湿滑",
        "restricted": "限行|管制|单向通行",
        "closed": "中断|封闭|封路|阻断",
    },
}
WORD_TABLES["family_or_all"] = {
    **WORD_TABLES["peril_family"],
    "all": "全部|综合|综合风险|所有灾害|全灾种|all perils",
}


def fold(text: str) -> str:
    """A word's or heading's bare form: half-width, lower case, without spaces, _ - and *."""
    return re.sub(r"[\s_\-*:、]+", "", unicodedata.normalize("NFKC", text)).lower()


def _lookup(table: dict[str, str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, line in table.items():
        for word in (code, *line.split("|")):
            words.setdefault(fold(word), code)
    return words


LOOKUP: dict[str, dict[str, str]] = {name: _lookup(table) for name, table in WORD_TABLES.items()}


def read_word(text: str, table: str) -> str | None:
    """The code a word stands for, or None if the table does not know it."""
    return LOOKUP[table].get(fold(text))


def choices(table: str) -> list[str]:
    """First Chinese word of each code: the template's drop-down."""
    return [line.split("|")[0] for line in WORD_TABLES[table].values()]


def known_words(table: str) -> str:
    """The words a person may write, for a remedy."""
    return "、".join(choices(table))

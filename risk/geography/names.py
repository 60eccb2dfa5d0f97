"""Place names made comparable: width, spacing, variant characters, administrative suffixes.

`stem` is the bare name, by which villages are found; `kind` tells a village from a community where
both bear one name. No writing is preferred over another: 大庄村 and 大庄村委会 are alike.
"""

import re
import unicodedata
from functools import lru_cache

# Traditional and variant forms that stand in older lists and on house plates.
VARIANTS = str.maketrans(
    "莊溝灣嶺臺邨厓崕峽場鎮鄉東門馬龍興橋園崗壩樓頭廟廠區圍關長陽陰華萬雙開張楊陳劉趙谿堖咀衆黃紅綠舊礦鹽營窪漥",
    "庄沟湾岭台村崖崖峡场镇乡东门马龙兴桥园岗坝楼头庙厂区围关长阳阴华万双开张杨陈刘赵溪垴嘴众黄红绿旧矿盐营洼洼",
)
_NOISE = re.compile(r"[\s\u3000·•・,,。.、_\-—()()\[\]【】]+(?![0-9])|[\s\u3000]+")
_VILLAGE_BODY = re.compile(r"(村民委员会|村民委會|村委会|村委)$")
_COMMUNITY_BODY = re.compile(r"(社区居民委员会|社区居委会|居民委员会|居委会|社区)$")
_OFFICE = re.compile(r"(人民)?政府$")
_TOWNSHIP_SUFFIX = re.compile(r"(街道办事处|街道办|街办|办事处|地区|街道|镇|乡|园区|苏木)$")
# Peoples that stand in township names.
_PEOPLES = (
    "土族", "藏族", "回族", "蒙古族", "满族", "壮族", "苗族", "瑶族", "土家族", "侗族", "布依族",
    "彝族", "白族", "哈尼族", "傣族", "黎族", "撒拉族", "东乡族", "保安族", "裕固族", "哈萨克族",
    "维吾尔族", "朝鲜族", "羌族", "仡佬族", "水族", "畲族", "傈僳族", "拉祜族", "佤族", "纳西族",
    "达斡尔族", "鄂温克族", "锡伯族", "各族",
)  # fmt: skip
_ETHNIC = re.compile(rf"(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})+(?:民族)?$")


@lru_cache(maxsize=200_000)
def clean(name: str) -> str:
    """Full-width to half-width, variant characters to today's, spaces and punctuation out."""
    text = unicodedata.normalize("NFKC", name).translate(VARIANTS).casefold()
    return _NOISE.sub("", text)


@lru_cache(maxsize=200_000)
def with_kind(name: str) -> str:
    """The village name with one word for its kind: …村 or …社区, whatever its committee is called.

    ``曹家堡村委会`` and ``曹家堡村`` agree; ``塘川社区居委会`` and ``塘川村`` do not.
    """
    text = clean(name)
    village = _VILLAGE_BODY.sub("", text)
    if village and village != text:
        return village if village.endswith("村") else village + "村"
    community = _COMMUNITY_BODY.sub("", text)
    return community + "社区" if community and community != text else text


@lru_cache(maxsize=200_000)
def stem(name: str) -> str:
    """The bare village name without 村民委员会, 村委会, 居委会, 社区, 村; never empty."""
    text = with_kind(name)
    for suffix in ("社区", "村"):
        if text.endswith(suffix) and len(text) > len(suffix):
            text = text[: -len(suffix)]
    return text


def kind(name: str) -> str:
    """``村`` or ``社区`` where the name says so, else ""."""
    text = with_kind(name)
    return next((k for k in ("社区", "村") if text.endswith(k)), "")


@lru_cache(maxsize=20_000)
def township_stem(name: str) -> str:
    """The bare township name: 巴扎藏族乡, 巴扎乡 and 巴扎 agree, and so do 高寨镇 and 高寨街道."""
    text = clean(name)
    bare = _TOWNSHIP_SUFFIX.sub("", _OFFICE.sub("", text))
    bare = _ETHNIC.sub("", bare) if bare else ""
    return bare or text

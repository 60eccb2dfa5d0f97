"""Place names made comparable: width, spacing, variant characters, administrative suffixes.

`stem` is the bare name, by which villages are found; `kind` tells a village from a community where
both bear one name. No writing is preferred over another: 大庄村 and 大庄村委会 are alike.
"""

import re
import unicodedata
from functools import lru_cache

# Traditional and variant forms that stand in older lists and on house plates.
VARIANTS = str.maketrans(
    "莊溝灣嶺臺邨厓崕峽場鎮鄉東門馬龍興橋園崗壩樓頭廟廠區圍關長陽陰華萬雙開張楊陳劉趙谿堖咀衆黃紅綠舊礦鹽營窪漥"
    "塆灘峴砦埡垅壟硐墳爐澗窰窯蓮羅孫吳鄭許蘇葉鄧魯錢馮盧韓賀顧嚴賈鐵銅銀錦邊榮義會發進農團魚鳳雞棗樹蘆寶塢窩淺漢"
    "滿濱濟靈聖廣慶當時晉縣寧島巖峯後裏裡閆蕭傅",
    "庄沟湾岭台村崖崖峡场镇乡东门马龙兴桥园岗坝楼头庙厂区围关长阳阴华万双开张杨陈刘赵溪垴嘴众黄红绿旧矿盐营洼洼"
    "湾滩岘寨垭垄垄洞坟炉涧窑窑莲罗孙吴郑许苏叶邓鲁钱冯卢韩贺顾严贾铁铜银锦边荣义会发进农团鱼凤鸡枣树芦宝坞窝浅汉"
    "满滨济灵圣广庆当时晋县宁岛岩峰后里里闫肖付",
)
_UNCLEAN = re.compile(f"[^\u4e00-\u9fff0-9a-z]|[{''.join(map(chr, VARIANTS))}]")
_NOISE = re.compile(r"[\s\u3000·•・,,。.、_\-—()()\[\]【】]+(?![0-9])|[\s\u3000]+")
_VILLAGE_BODIES = ("村民委员会", "村委会", "牧民委员会", "牧委会", "行政村", "村委")
_COMMUNITY_BODIES = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")
_OFFICE = re.compile(r"(人民)?政府$")
_TOWNSHIP_SUFFIX = re.compile(r"(街道办事处|街道办|街办|办事处|地区|街道|镇|乡|园区|苏木)$")
_COUNTY_SUFFIX = re.compile(r"(自治县|自治旗|县|市|区|旗)$")
# Peoples that stand in the names of townships and counties.
_PEOPLES = (
    "土族", "藏族", "回族", "蒙古族", "满族", "壮族", "苗族", "瑶族", "土家族", "侗族", "布依族",
    "彝族", "白族", "哈尼族", "傣族", "黎族", "撒拉族", "东乡族", "保安族", "裕固族", "哈萨克族",
    "维吾尔族", "朝鲜族", "羌族", "仡佬族", "水族", "畲族", "傈僳族", "拉祜族", "佤族", "纳西族",
    "达斡尔族", "鄂温克族", "锡伯族", "各族",
)  # fmt: skip
_ETHNIC = re.compile(rf"(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})+(?:民族)?$")


def clean(name: str) -> str:
    """Full-width to half-width, variant characters to today's, spaces and punctuation out."""
    return _cleaned(name) if _UNCLEAN.search(name) else name


@lru_cache(maxsize=50_000)
def _cleaned(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).translate(VARIANTS).casefold()
    return _NOISE.sub("", text)


def with_kind(name: str) -> str:
    """The village name with one word for its kind: …村 or …社区, whatever its committee is called.

    ``曹家堡村委会`` and ``曹家堡村`` agree; ``塘川社区居委会`` and ``塘川村`` do not.
    """
    text = clean(name)
    if text.endswith("村") and not text.endswith("行政村"):
        return text
    if text.endswith(_VILLAGE_BODIES):
        bare = _without(text, _VILLAGE_BODIES)
        return bare if bare.endswith(("村", "社区")) or bare == text else bare + "村"
    if text.endswith(_COMMUNITY_BODIES):
        bare = _without(text, _COMMUNITY_BODIES)
        return text if bare == text else bare + "社区"
    return text


def _without(text: str, suffixes: tuple[str, ...]) -> str:
    """The text without the first suffix it ends with; the text itself if nothing were left."""
    for suffix in suffixes:
        if text.endswith(suffix):
            return text[: -len(suffix)] or text
    return text


@lru_cache(maxsize=200_000)
def stem(name: str) -> str:
    """The bare village name without 村民委员会, 村委会, 居委会, 社区, 村; never empty."""
    return without_kind(with_kind(name))


def without_kind(text: str) -> str:
    """A name as `with_kind` writes it, without 社区 and 村; never empty."""
    if text.endswith("社区") and len(text) > 2:
        text = text[:-2]
    return text[:-1] if text.endswith("村") and len(text) > 1 else text


def kind(name: str) -> str:
    """``村`` or ``社区`` where the name says so, else ""."""
    text = with_kind(name)
    return next((k for k in ("社区", "村") if text.endswith(k)), "")


@lru_cache(maxsize=50_000)
def township_stem(name: str) -> str:
    """The bare township name: 巴扎藏族乡, 巴扎乡 and 巴扎 agree, and so do 高寨镇 and 高寨街道."""
    text = clean(name)
    bare = _TOWNSHIP_SUFFIX.sub("", _OFFICE.sub("", text))
    bare = _ETHNIC.sub("", bare) if bare else ""
    return bare or text


@lru_cache(maxsize=5_000)
def county_stem(name: str) -> str:
    """The bare county name; 户县 keeps its suffix: one character names nothing."""
    text = clean(name)
    bare = _ETHNIC.sub("", _COUNTY_SUFFIX.sub("", text))
    return bare if len(bare) > 1 else text


def alike(a: str, b: str) -> bool:
    """Whether two names are one but for kind, committee, people and variant characters."""
    return bool(a and b) and (stem(a) == stem(b) or township_stem(a) == township_stem(b))

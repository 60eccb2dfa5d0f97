"""Short-hand for declaring columns, and the columns several ledgers share."""

from typing import Any

from risk.ledger.model import Column


def column(name: str, type_: str, zh: str, en: str, meaning: str, **options: Any) -> Column:
    """A column from ``|``-separated aliases; ``meaning`` is ``Chinese|English``."""
    meaning_zh, _, meaning_en = meaning.partition("|")
    return Column(
        name=name,
        type=type_,
        zh=tuple(zh.split("|")),
        en=tuple(en.split("|")),
        meaning=meaning_en,
        meaning_zh=meaning_zh,
        **options,
    )


def words(name: str, table: str, zh: str, en: str, meaning: str, **options: Any) -> Column:
    """A column of codes written as the words of one table."""
    return column(name, "word", zh, en, meaning, words=table, **options)


def longitude(*, required: bool = False, soft: bool = False) -> Column:
    """Longitude in decimal degrees."""
    return column(
        "lon", "float", "经度", "longitude|lng|x",
        "十进制度，东经为正|decimal degrees, east positive",
        unit="deg", low=-180, high=180, required=required, soft=soft,
    )  # fmt: skip


def latitude(*, required: bool = False, soft: bool = False) -> Column:
    """Latitude in decimal degrees."""
    return column(
        "lat", "float", "纬度", "latitude|y", "十进制度，北纬为正|decimal degrees, north positive",
        unit="deg", low=-90, high=90, required=required, soft=soft,
    )  # fmt: skip


def region_code(*, required: bool = True, meaning: str = "") -> Column:
    """Code of the village, township or county a row speaks of."""
    return column(
        "region_code", "code", "行政区划代码|区划代码|村代码|村级代码", "region code|village code",
        meaning or "村（社区）、乡镇或县的统计用区划代码|code of the village, township or county",
        required=required,
    )  # fmt: skip


PLACE: tuple[Column, ...] = (
    region_code(required=False),
    column("region_name", "text", "村名|村|行政村|村社|村（社区）|所在村|村委会",
           "region name|village|village name", "村或社区名称|name of the village or community"),
    column("township_code", "code", "乡镇代码", "township code", "乡镇代码|code of the township"),
    column("township_name", "text", "乡镇|乡镇名|乡镇名称|所在乡镇|乡（镇）",
           "township|township name|town", "乡镇名称|name of the township"),
    column("county_code", "code", "县代码|县区代码", "county code", "县级代码|code of the county"),
    column("address", "text", "地址|详细地址|出险地点|房屋地址|标的地址", "address|location",
           "房屋坐落|where the house stands"),
    longitude(soft=True),
    latitude(soft=True),
)  # fmt: skip

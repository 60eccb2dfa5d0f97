"""Ledgers of the hazard: events, intensities, weather, warnings, the bureau's damage table."""

# One line a column: read it as a table.
# ruff: noqa: E501
# fmt: off
from risk.ledger.declare import column, latitude, longitude, region_code, words
from risk.ledger.model import Kind

EVENT = Kind(
    "event", "事件", "events", ("event_id",), (
        column("event_id", "code", "事件编号|灾害编号", "event id|id", "事件编号|id of the event", required=True),
        column("name", "text", "事件名称|灾害名称|名称", "name|event name", "事件名称|name", required=True),
        words("peril_family", "peril_family", "灾害类别|灾类|灾害大类", "peril family|family", "六大类之一|one of six families", required=True),
        column("started_at", "datetime", "开始时间|起始时间|发生时间", "started at|start", "开始时间|beginning", required=True),
        column("ended_at", "datetime", "结束时间|终止时间", "ended at|end", "结束时间|end"),
        column("source", "text", "来源|数据来源", "source", "来源|where it comes from"),
        longitude(), latitude(),
        column("magnitude", "float", "震级", "magnitude", "地震震级|magnitude of an earthquake", low=-2, high=10),
        column("depth_km", "float", "震源深度", "depth|depth km", "地震震源深度|depth of an earthquake's focus", unit="km", low=-5, high=800),
        column("area_km2", "float", "影响面积|受灾面积", "area|area km2", "目录所载影响面积|area the catalogue gives", unit="km2", low=0, high=20_000_000),
        column("deaths", "int", "死亡人数|死亡", "deaths|dead", "死亡人数|people killed", low=0, high=10_000_000),
        column("displaced", "int", "转移安置人数|转移人数", "displaced", "转移安置人数|people who had to leave", low=0, high=500_000_000),
        column("cause", "text", "起因|成因", "cause|main cause", "起因|what brought it, in the catalogue's words"),
    ), periods=(("started_at", "ended_at"),), file_words=("灾害事件",),
)

EVENT_INTENSITY = Kind(
    "event_intensity", "事件强度", "event intensities", ("event_id", "region_code", "quantity"), (
        column("event_id", "code", "事件编号|灾害编号", "event id", "事件编号|id of the event", required=True),
        region_code(),
        words("quantity", "quantity", "指标|强度指标|要素", "quantity", "雨量、雪量、风速等及其时段|what is measured, with its unit", required=True),
        column("intensity", "float", "强度|数值|强度值", "intensity|value", "强度|how strong, in the quantity's unit", low=0, high=100_000, required=True),
    ), file_words=("灾害强度", "事件强度"),
)

WEATHER = Kind(
    "weather", "气象", "weather", ("region_code", "day"), (
        region_code(),
        column("day", "date", "日期|观测日期", "day|date", "日期|day", required=True),
        column("rain_mm_24h", "float", "日雨量|24小时雨量|日降雨量|降水量", "rain 24h|rain", "日雨量|rain of the day", unit="mm", low=0, high=2000),
        column("rain_mm_72h", "float", "三日雨量|72小时雨量", "rain 72h", "截至当日三日雨量|rain of three days to this one", unit="mm", low=0, high=5000),
        column("rain_mm_10d", "float", "十日雨量|10日雨量", "rain 10d", "截至当日十日雨量|rain of ten days to this one", unit="mm", low=0, high=10_000),
        column("snow_mm_24h", "float", "日降雪量|24小时降雪量|降雪量", "snow 24h|snow", "日降雪量（水当量）|snow of the day, water equivalent", unit="mm", low=0, high=1000),
        column("wind_ms", "float", "极大风速|风速|最大风速", "wind|gust", "日极大风速|strongest gust", unit="m/s", low=0, high=150),
        column("temperature_min_c", "float", "最低气温|日最低气温", "temperature min|tmin", "日最低气温|lowest temperature", unit="°C", low=-90, high=60),
    ), file_words=("天气", "雨量"),
)

WARNING = Kind(
    "warning", "预警", "warnings", ("warning_id",), (
        column("warning_id", "code", "预警编号|预警号", "warning id|identifier", "预警编号；不填时由本行内容生成|id; if empty, made from the row's content"),
        words("signal", "signal", "预警类型|预警信号|灾种", "signal|type", "暴雨、暴雪、大风、冰雹等|kind of warning", required=True),
        words("colour", "colour", "预警等级|预警颜色|颜色|级别", "colour|color|level", "蓝、黄、橙、红|blue, yellow, orange or red", required=True),
        column("issued_at", "datetime", "发布时间", "issued at|issued", "发布时间|when it was issued", required=True),
        column("expires_at", "datetime", "解除时间|失效时间", "expires at|expires", "解除或失效时间|when it ends"),
        region_code(required=False),
        column("text", "text", "预警内容|内容|正文", "text", "预警原文|its text"),
    ), periods=(("issued_at", "expires_at"),), own_id="warning_id", file_words=("预警信息",),
)

GOVERNMENT_DAMAGE = Kind(
    "government_damage", "灾情统计", "government damage", ("reported_at", "region_code", "damage_grade"), (
        column("reported_at", "datetime", "上报时间|统计时间|填报时间", "reported at|time", "上报时间|when it was reported", required=True),
        region_code(),
        words("damage_grade", "damage_grade", "损坏等级|受损程度", "damage grade", "倒塌、严重损坏、一般损坏|damage grade", required=True),
        column("households", "int", "户数|受灾户数", "households", "户数|households", unit="households", low=0, high=10_000_000),
        column("rooms", "int", "间数|受损间数", "rooms", "间数|rooms", low=0, high=100_000_000),
        column("event_id", "code", "事件编号|灾害编号", "event id", "所属灾害事件|event it belongs to"),
    ), file_words=("应急局灾情", "灾情"),
)

KINDS_HAZARD: tuple[Kind, ...] = (EVENT, EVENT_INTENSITY, WEATHER, WARNING, GOVERNMENT_DAMAGE)

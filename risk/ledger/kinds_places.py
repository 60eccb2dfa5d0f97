"""Ledgers of places: regions, codes, the lie of the land, roads, travel times, official levels."""

# One line a column: read it as a table.
# ruff: noqa: E501
# fmt: off
from risk.ledger.declare import column, latitude, longitude, region_code, words
from risk.ledger.model import Kind

REGION = Kind(
    "region", "行政区", "regions", ("code", "valid_from"), (
        column("code", "code", "行政区划代码|区划代码|代码|编码|统计用区划代码", "code|region code|geoid|adcode|zip|ward",
               "县6位、乡镇9位、村12位|6 digits for a county, 9 for a township, 12 for a village", required=True),
        column("name", "text", "名称|行政区名称|区划名称|村名|乡镇名称", "name|region name", "行政区名称|name of the region", required=True),
        words("level", "level", "级别|层级|行政级别", "level",
              "县、乡镇、村、社；不填时按代码位数推定|level; if empty, told by the length of a 6, 9, 12 or 15 digit code"),
        column("parent_code", "code", "上级代码|上级区划代码|所属乡镇代码", "parent code|town code|streetcode",
               "上级行政区代码；不填时取本代码前段|code of the region above; if empty, the leading digits of this code"),
        column("valid_from", "date", "启用日期|生效日期", "valid from", "代码启用日期|first day of this code"),
        column("valid_to", "date", "停用日期|失效日期", "valid to", "代码停用日期|last day of this code"),
        words("tier", "tier", "时效分区|城乡分区", "tier", "县城30分钟或乡村3小时|promise tier, from a confirmed list"),
        words("kind", "region_kind", "类型|城乡类型", "kind|type", "镇、乡、街道、村委会、居委会等|kind of unit"),
        longitude(), latitude(),
        words("geometry_source", "geometry_source", "边界来源|几何来源", "geometry source",
              "边界的来源；不填时有边界记“导入”|where the outline comes from; if empty, imported where there is one"),
        column("households_registered", "int", "户籍户数|总户数|户数", "households registered|households",
               "户籍登记户数|households registered", unit="households", low=0, high=10_000_000),
        column("elevation_m", "float", "海拔|海拔高度|高程", "elevation", "中心点海拔|elevation of the point", unit="m", low=-500, high=9000),
        column("slope_deg", "float", "坡度", "slope", "平均坡度|mean slope", unit="deg", low=0, high=90),
        column("river_km", "float", "距河距离|河流距离", "distance to river", "到最近河流的距离|distance to the nearest river", unit="km", low=0, high=1000),
    ),
    geometry=True, periods=(("valid_from", "valid_to"),), file_words=("区划", "村界", "村点", "乡镇界", "村级", "乡镇", "village", "township", "tract", "zip", "ward"),
)

CROSSWALK = Kind(
    "crosswalk", "代码对照", "code crosswalk", ("old_code", "new_code"), (
        column("old_code", "code", "旧代码|原代码", "old code|code 2016", "原区划代码|code before", required=True),
        column("new_code", "code", "新代码|现代码", "new code|code 2023", "现区划代码|code after", required=True),
        column("valid_from", "date", "变更日期|启用日期", "valid from", "新代码启用日期|first day of the new code"),
        column("change", "text", "变更类型|变更", "change|match", "更名、改码、合并、拆分等|what changed"),
        column("source", "text", "来源|依据", "source", "变更依据|where it is decreed"),
        column("old_name", "text", "旧名称|原名称", "old name|name 2016", "原名称|name before"),
        column("new_name", "text", "新名称|现名称", "new name|name 2023", "现名称|name after"),
    ), file_words=("对照表", "新旧代码"),
)

TIER_AREA = Kind(
    "tier_area", "县城范围", "tier areas", ("area_id",), (
        column("area_id", "code", "范围编号|编号", "area id|id", "范围编号|id of the area", required=True),
        column("name", "text", "名称|范围名称", "name", "名称|name"),
        words("tier", "tier", "时效分区|城乡分区", "tier", "县城30分钟或乡村3小时|promise tier inside the outline", required=True),
        column("source", "text", "来源|依据", "source", "确认依据，如合同附件|what confirms it, e.g. an annex of the contract"),
        column("confirmed_on", "date", "确认日期", "confirmed on|date", "确认日期|day it was confirmed"),
    ), geometry=True, file_words=("县城区域", "城区范围", "建成区", "tier-area"),
)

TERRAIN = Kind(
    "terrain", "地形", "terrain", ("region_code",), (
        region_code(),
        column("elevation_m", "float", "海拔|平均海拔|高程", "elevation", "平均海拔|mean elevation", unit="m", low=-500, high=9000),
        column("slope_deg", "float", "坡度|平均坡度", "slope", "平均坡度|mean slope", unit="deg", low=0, high=90),
        column("river_km", "float", "距河距离|河流距离", "distance to river", "到最近河流的距离|distance to the nearest river", unit="km", low=0, high=1000),
        column("town_km", "float", "距县城距离|县城距离", "distance to town", "到县城的距离|distance to the county town", unit="km", low=0, high=1000),
        column("road_km", "float", "距路距离|道路距离", "distance to road", "到最近道路的距离|distance to the nearest road", unit="km", low=0, high=1000),
        column("source", "text", "来源", "source", "来源|where it comes from"),
    ),
)

RIVER = Kind(
    "river", "河流", "rivers", ("river_id",), (
        column("river_id", "code", "河流编号|河流代码|编号", "river id|osm id|id", "河流编号|id of the river", required=True),
        column("name", "text", "河流名称|河名|名称", "name|river name", "河流名称|name"),
        column("class", "text", "河流等级|等级", "class|waterway|fclass", "河流等级|river class"),
    ), geometry=True, file_words=("河道", "水系", "river"),
)

ROADS = Kind(
    "roads", "道路", "roads", ("road_id",), (
        column("road_id", "code", "道路编号|路线编号|编号", "road id|osm id|id", "道路编号|id of the road", required=True),
        column("name", "text", "道路名称|路名|名称", "name|road name", "道路名称|name"),
        column("class", "text", "道路等级|等级", "class|highway|fclass", "道路等级|road class"),
    ), geometry=True, file_words=("路网", "road"),
)

TRAVEL_MATRIX = Kind(
    "travel_matrix", "行车时间", "travel matrix", ("origin", "region_code"), (
        column("origin", "code", "起点|起点编号|网点编号", "origin|base id", "起点：网点编号|where the drive begins: a base", required=True),
        region_code(),
        column("minutes", "float", "分钟|行车分钟|行车时间", "minutes|travel time", "行车时间|driving time", unit="min", low=0, high=10_000, required=True),
        column("source", "text", "来源", "source", "来源|where it comes from"),
    ), file_words=("路程", "行程时间", "travel-matrix"),
)

ROAD_STATE = Kind(
    "road_state", "道路状况", "road states", ("road_id", "observed_at"), (
        column("road_id", "code", "道路编号|路线编号", "road id", "道路编号|id of the road", required=True),
        column("observed_at", "datetime", "观测时间|上报时间|时间", "observed at|time", "观测时间|when it was seen", required=True),
        region_code(required=False),
        words("state", "road_state", "状态|通行状态", "state", "畅通、缓行、限行、中断|open, slow, restricted or closed", required=True),
        column("note", "text", "备注|说明", "note", "说明|remark"),
    ), file_words=("路况", "道路通行"),
)

OFFICIAL_LEVEL = Kind(
    "official_level", "官方等级", "official levels", ("region_code", "peril_family", "as_of"), (
        region_code(),
        words("peril_family", "family_or_all", "灾害类别|灾类|灾种|灾害大类", "peril family|family|peril",
              "六大类之一；不填为不分灾种的综合等级|one of six families; if empty, all: a level over all perils"),
        words("risk_level", "risk_level", "等级|风险等级|官方等级|区划等级|危险性等级", "risk level|official level|level",
              "1 最低、5 最高，或低、较低、中、较高、高|1 is the lowest, 5 the highest", required=True),
        column("as_of", "date", "发布日期|公布日期|印发日期|日期", "as of|published on|date", "名单发布日期：此前不得使用|day the list was published: not known before", required=True),
        column("source", "text", "来源|依据|文号", "source", "来源，如风险普查区划成果、文件号|where it comes from, e.g. a survey or the number of a notice"),
    ), file_words=("风险等级", "风险区划", "等级区划"),
)

KINDS_PLACES: tuple[Kind, ...] = (REGION, CROSSWALK, TIER_AREA, TERRAIN, RIVER, ROADS, TRAVEL_MATRIX, ROAD_STATE, OFFICIAL_LEVEL)

"""Ledgers of the service: reports, complaints, calls, people and cars, lenders, targets, measures."""

# One line a column: read it as a table.
# ruff: noqa: E501
# fmt: off
from dataclasses import replace

from risk.ledger.declare import PLACE, column, latitude, longitude, region_code, words
from risk.ledger.model import Column, Kind

CLAIM_ID = column("claim_id", "code", "赔案号|案件号|案件编号", "claim id|claim no|claim number", "对应赔案号|claim it belongs to")
BASE_ID = column("base_id", "code", "网点编号|基地编号|所属网点|所属基地", "base id|base", "所属网点|base it belongs to")
PERSON: tuple[Column, ...] = (
    column("name", "text", "姓名", "name", "姓名|name", personal=True),
    column("phone", "phone", "联系电话|手机号|电话", "phone|mobile", "联系电话|telephone", personal=True),
)

REPORT = Kind(
    "report", "报案登记", "reports", ("report_id",), (
        column("report_id", "code", "报案号|报案编号|登记号", "report id|report no", "报案号；不填时由本行内容生成|report number; if empty, made from the row's content"),
        words("channel", "channel", "报案渠道|渠道|来源", "channel", "热线、联络员、乡镇名单、应急局等|how it came in"),
        column("reported_at", "datetime", "报案时间|接报时间|登记时间", "reported at|time", "接到报案时间|when it came in", required=True),
        column("told_at", "datetime", "农户报告时间|户报时间|首次报告时间|名单上报时间", "told at|first told at", "农户先向村或乡镇报告的时间；名单晚间录入时，以此为准|when the household told its village or township, as a list states it: it counts, not the hour of typing"),
        column("passed_on_at", "datetime", "转办时间|移交时间", "passed on at", "转办时间|when it was passed on"),
        column("reporter_name", "text", "报案人|报案人姓名|联系人", "reporter name|reporter", "报案人姓名|who reported it", personal=True),
        column("householder_name", "text", "户主姓名|户主|受灾户主|农户姓名|姓名", "householder name|householder", "受灾户户主姓名|the householder's name", personal=True),
        column("id_number", "text", "身份证号|身份证号码|证件号码|户主身份证号", "id number|identity number", "户主身份证号；有误的不作匹配依据，报案照收|the householder's identity number; a damaged one is not used, the report is kept", personal=True),
        column("household_no", "code", "户编号|户号|农户编号|家庭编号", "household no|household number", "户编号|household number"),
        column("phone", "text", "联系电话|报案人电话|手机号|电话", "phone|mobile", "联系电话；有误的不作匹配依据，报案照收|telephone; a damaged one is not used, the report is kept", personal=True),
        column("houses", "int", "受损户数|户数|报告户数", "houses|households", "本条报案所说的户数；不填为一户|houses this report speaks of; one if empty", unit="households", low=1, high=100_000, soft=True),
        column("list_no", "text", "名单编号|批次号|批次|名单号", "list no|batch", "乡镇名单的编号或批次；同一名单各行各为一户|number of the list; its rows are a house each"),
        column("list_row", "int", "名单序号|序号", "list row|row no", "名单中的序号|row in that list", low=0),
        column("loss_at", "datetime", "出险时间|出险日期|受灾时间", "loss at|date of loss", "出险时间，只有日期也可|when the loss happened; a date will do"),
        words("peril", "peril", "出险原因|灾因|灾种", "peril|cause", "十七种灾害与事故之一|one of the 17 perils"),
        words("damage_grade", "damage_grade", "报告受损程度|受损程度|损坏等级", "damage grade", "报案人所说的受损程度|damage as reported"),
        column("text", "text", "报案内容|内容|情况说明", "text|description", "报案内容|what was said"),
        column("region_guess", "text", "出险地点描述|地点描述|初判地点", "region guess|place", "出险地点的说法；没有地址时据此定位|the place as it was said; locates the report where there is no address"),
        CLAIM_ID, *PLACE,
    ),
    sequence=(("loss_at", "told_at", "reported_at", "passed_on_at"),), own_id="report_id", file_words=("报案", "接报", "灾情名单"),
)

COMPLAINT = Kind(
    "complaint", "投诉", "complaints", ("complaint_id",), (
        column("complaint_id", "code", "投诉编号|投诉号|工单号", "complaint id|complaint no", "投诉编号；不填时由本行内容生成|complaint number; if empty, made from the row's content"),
        CLAIM_ID,
        column("received_at", "datetime", "投诉时间|受理时间|收到时间", "received at", "收到投诉时间|when it came in", required=True),
        column("reason", "text", "投诉原因|投诉内容|原因", "reason", "投诉原因|why"),
        column("owner", "text", "责任人|处理人|承办人", "owner", "承办岗位或部门|post or office in charge"),
        column("first_answer_at", "datetime", "首次答复时间|首次回复时间", "first answer at", "首次答复时间|first answer"),
        column("completed_at", "datetime", "办结时间|完成时间", "completed at", "办结时间|when it was closed"),
    ),
    sequence=(("received_at", "first_answer_at", "completed_at"),), own_id="complaint_id", file_words=("投诉台账",),
)

CALL = Kind(
    "call", "回访通话", "calls", ("call_id",), (
        column("call_id", "code", "通话编号|话单号|流水号", "call id", "通话编号；不填时由本行内容生成|call number; if empty, made from the row's content"),
        column("called_at", "datetime", "通话时间|来电时间|呼叫时间|拨打时间", "called at|time", "通话时间|when it rang", required=True),
        column("ring_s", "float", "振铃秒数|振铃时长|响铃时长", "ring|ring seconds", "接通前振铃秒数|seconds until answered", unit="s", low=0, high=3600),
        column("abandoned", "bool", "是否放弃|放弃", "abandoned", "接通前挂断|given up before it was answered"),
        words("kind", "call_kind", "通话类型|来电类型", "kind|type", "报案、咨询、投诉、回访、其他|what it was about"),
        words("outcome", "call_outcome", "通话结果|结果", "outcome|result", "接通、无人接听等|how it ended"),
        CLAIM_ID,
    ), own_id="call_id", file_words=("热线", "通话", "话单", "回访"),
)

CHECK_IN = Kind(
    "check_in", "签到记录", "check-ins", ("check_in_id",), (
        column("check_in_id", "code", "签到编号|签到号|打卡编号", "check-in id|check in no", "签到编号；不填时由本行内容生成|number; if empty, made from the row's content"),
        replace(CLAIM_ID, required=True),
        column("crew_id", "code", "查勘组|查勘组编号|查勘员编号|班组", "crew id|crew", "查勘组或查勘员编号|crew or surveyor"),
        words("kind", "check_in_kind", "签到类型|签到动作|动作|打卡类型", "check-in kind|action", "出发、到达、完成|set out, arrived, finished", required=True),
        column("happened_at", "datetime", "签到时间|打卡时间", "happened at|check-in time", "签到时间|when", required=True),
        longitude(soft=True), latitude(soft=True),
        column("accuracy_m", "float", "定位精度|精度", "accuracy", "定位精度|accuracy of the point", unit="m", low=0, high=100_000, soft=True),
        column("photo_at", "datetime", "照片时间|拍照时间", "photo at|photo time", "现场照片的拍摄时间|time of a photograph taken there"),
        words("quality", "arrival_quality", "签到来源|到达时间来源", "quality", "实测、填报、推算；不填时由定位和照片时间判定|if empty: measured where the point lies at the house or a photograph was taken within 15 minutes, else typed"),
        words("source", "check_in_source", "记录来源|数据来源", "source", "手机、照片、调度、核心系统；不填为核心系统|core system if empty"),
    ), own_id="check_in_id", file_words=("签到", "打卡"),
)

BASE = Kind(
    "base", "基地", "bases", ("base_id",), (
        column("base_id", "code", "网点编号|基地编号", "base id|id", "网点编号|id of the base", required=True),
        column("name", "text", "网点名称|基地名称|名称", "name|base name", "网点名称|name", required=True),
        longitude(required=True), latitude(required=True), region_code(required=False),
        column("crews_day", "int", "白班查勘组数|日间组数", "crews day|day crews", "白班查勘组数|crews on the day shift", unit="crews", low=0, high=1000, required=True),
        column("crews_night", "int", "夜班查勘组数|夜间组数", "crews night|night crews", "夜班查勘组数|crews on the night shift", unit="crews", low=0, high=1000, required=True),
    ), file_words=("网点", "服务网点"),
)

VEHICLE = Kind(
    "vehicle", "车辆", "vehicles", ("vehicle_id",), (
        column("vehicle_id", "code", "车牌号|车辆编号|车牌", "vehicle id|plate", "车牌号|plate", required=True),
        BASE_ID,
        column("seats", "int", "座位数", "seats", "座位数|seats", low=1, high=100),
        column("all_wheel_drive", "bool", "四驱|是否四驱", "all wheel drive|4wd", "是否四驱|drives on all wheels"),
    ), file_words=("查勘车",),
)

SURVEYOR = Kind(
    "surveyor", "查勘员", "surveyors", ("surveyor_id",), (
        column("surveyor_id", "code", "查勘员编号|工号|员工编号", "surveyor id|staff no", "工号|staff number", required=True),
        *PERSON, BASE_ID,
        column("role", "text", "岗位|职务", "role", "岗位|post"),
        column("skills", "text", "技能|专长", "skills", "技能，以顿号分隔|skills"),
    ), file_words=("人员名单", "查勘人员"),
)

ABSENCE = Kind(
    "absence", "请假", "absences", ("surveyor_id", "from_day", "to_day"), (
        column("surveyor_id", "code", "查勘员编号|工号|员工编号", "surveyor id|staff no", "工号|staff number", required=True),
        column("from_day", "date", "开始日期|起始日期", "from day|from", "第一天|first day away", required=True),
        column("to_day", "date", "结束日期|截止日期", "to day|to", "最后一天|last day away", required=True),
        column("reason", "text", "事由|原因|请假类型", "reason", "事由|why"),
    ), periods=(("from_day", "to_day"),), file_words=("休假", "缺勤"),
)

LIAISON = Kind(
    "liaison", "联络员", "liaisons", ("liaison_id",), (
        column("liaison_id", "code", "联络员编号|协保员编号", "liaison id", "联络员编号|id of the liaison", required=True),
        *PERSON, region_code(),
        column("role", "text", "岗位|职务", "role", "职务|post"),
    ), file_words=("协保员",),
)

LENDER = Kind(
    "lender", "支援单位", "lenders", ("lender_id",), (
        column("lender_id", "code", "单位编号|支援单位编号", "lender id|id", "单位编号|id of the lender", required=True),
        column("name", "text", "单位名称|支援单位|名称", "name|lender", "单位名称|name", required=True),
        column("crews_max", "int", "最多支援组数|可支援组数", "crews max|crews", "最多可支援查勘组|most crews it can lend", unit="crews", low=0, high=10_000, required=True),
        column("lag_h", "float", "到位小时数|到位时间", "lag|lag hours", "从请求到到位|from the request to being here", unit="h", low=0, high=720, required=True),
        column("stay_min_days", "int", "最短支援天数", "stay min days|minimum stay", "最短支援天数|least stay", unit="days", low=0, high=365),
        column("cost_per_crew_day_money", "money", "每组每日费用|组日费用", "cost per crew day", "每组每日费用|cost of a crew-day", unit="money", low=0),
        longitude(), latitude(),
    ), file_words=("支援", "协作单位"),
)

TARGET = Kind(
    "target", "月度目标", "targets", ("contract_year", "month", "metric"), (
        column("contract_year", "int", "合同年度|年度", "contract year|year", "合同年度|contract year", unit="year", low=1990, high=2100, required=True),
        column("month", "int", "月份|月", "month", "月份|month", low=1, high=12, required=True),
        column("metric", "text", "指标|指标名称", "metric", "指标|what is measured", required=True),
        column("value", "number", "目标值|数值", "value|target", "目标值；95%即0.95|value; 95% is 0.95", required=True),
        column("unit", "text", "单位", "unit", "单位|unit"),
    ), file_words=("服务目标",),
)

MEASURE = Kind(
    "measure", "改进措施", "measures", ("measure_id",), (
        column("measure_id", "code", "措施编号|编号", "measure id|id", "措施编号；不填时由本行内容生成|id; if empty, made from the row's content"),
        column("decided_on", "date", "决定日期|日期", "decided on", "决定日期|day it was decided", required=True),
        column("finding", "text", "发现问题|问题", "finding", "发现的问题|what was found"),
        column("action", "text", "措施|改进措施", "action|measure", "采取的措施|what is done", required=True),
        column("owner", "text", "责任部门|责任人|负责人", "owner", "责任岗位或部门|post or office in charge"),
        column("due", "date", "完成期限|期限", "due|due date", "完成期限|by when"),
        column("metric", "text", "衡量指标|指标", "metric", "衡量指标|what tells success"),
        column("value_before", "number", "改进前|措施前数值", "value before", "改进前数值|value before"),
        column("value_after", "number", "改进后|措施后数值", "value after", "改进后数值|value after"),
    ), own_id="measure_id", file_words=("措施", "整改"),
)

KINDS_SERVICE: tuple[Kind, ...] = (
    REPORT, COMPLAINT, CALL, CHECK_IN, BASE, VEHICLE, SURVEYOR, ABSENCE, LIAISON, LENDER, TARGET, MEASURE,
)

"""Ledgers of the insurance itself: policies, household groups, the roster, claims."""

# One line a column: read it as a table.
# ruff: noqa: E501
# fmt: off
from risk.ledger.declare import PLACE, column, words
from risk.ledger.model import Kind

HOUSEHOLD = (
    column("id_number", "id_number", "身份证号|身份证号码|证件号码|户主身份证号|被保险人证件号", "id number|identity number",
           "户主身份证号，列格式须为文本；与户编号至少填一项|the householder's identity number; this or the household number", personal=True),
    column("household_no", "code", "户编号|户号|农户编号|家庭编号", "household no|household number",
           "户编号；与身份证号至少填一项|household number; this or the identity number"),
)

POLICY = Kind(
    "policy", "承保清单", "policies", ("policy_id",), (
        column("policy_id", "code", "保单号|保单号码|分户保单号|保险单号", "policy id|policy no|policy number",
               "保单号；不填时用“大保单号-清单序号”|policy number; if empty, master policy number - list line"),
        column("master_policy_no", "code", "大保单号|统保单号|总保单号", "master policy no|master policy", "统保大保单号|number of the master policy"),
        column("list_line_no", "int", "清单序号|分户序号", "list line no|list line", "大保单清单中的序号|line in the master policy's list", low=0),
        column("householder_name", "text", "户主姓名|户主|被保险人|被保险人姓名|农户姓名|姓名", "householder name|householder|insured name",
               "户主姓名|the householder's name", personal=True),
        *HOUSEHOLD,
        column("phone", "phone", "联系电话|手机号|手机号码|电话", "phone|mobile", "联系电话|telephone", personal=True),
        column("bank_account", "digits", "银行账号|银行卡号|一卡通账号", "bank account", "银行账号，列格式须为文本|bank account", personal=True),
        *PLACE,
        words("cover_line", "cover_line", "险种|业务类型|保险类别", "cover line", "政策性或商业附加；不填为政策性|scheme or commercial; scheme if empty"),
        words("household_group", "household_group", "户类型|农户类别|户别|人群类别", "household group|group", "一般户或特殊群体类别|ordinary or a special group"),
        words("structure", "structure", "房屋结构|结构|结构类型", "structure", "土木、石木、砖木、砖混、框架、其他|load-bearing structure"),
        words("prior_condition", "prior_condition", "房屋等级|危房等级|房屋安全等级", "prior condition", "承保时安全等级A至D|condition A to D when insured"),
        column("built_year", "int", "建造年份|建成年份|建房年份", "built year|year built", "建成年份|year it was built", unit="year", low=1800, high=2100),
        column("storeys", "int", "层数", "storeys|stories", "层数|storeys", low=1, high=60),
        column("rooms_total", "int", "间数|房屋间数|投保间数", "rooms total|rooms", "投保间数|rooms insured", low=0, high=200),
        column("floor_area_m2", "float", "建筑面积|面积|房屋面积", "floor area|area", "建筑面积|floor area", unit="m2", low=0, high=100_000),
        column("sum_insured_money", "money", "保险金额|保额", "sum insured|total building insurance coverage", "保险金额|sum insured", unit="money", low=0),
        column("premium_household_money", "money", "农户自缴保费|自缴保费|农户保费|个人缴费", "premium household|household premium", "农户自缴|premium paid by the household", unit="money", low=0),
        column("premium_province_money", "money", "省级补贴|省级财政补贴|省财政补贴|省补", "premium province|province premium", "省级财政补贴|premium paid by the province", unit="money", low=0),
        column("premium_county_money", "money", "县级补贴|县级财政补贴|县财政补贴|县补", "premium county|county premium", "县级财政补贴|premium paid by the county", unit="money", low=0),
        column("start_date", "date", "保险起期|起保日期|起期|保险开始日期|生效日期", "start date|inception date", "保险责任第一天|first day of cover", required=True),
        column("end_date", "date", "保险止期|终保日期|止期|保险结束日期|到期日期", "end date|expiry date", "保险责任最后一天|last day of cover", required=True),
    ),
    one_of=(("policy_id", "list_line_no"), ("id_number", "household_no")),
    periods=(("start_date", "end_date"),), file_words=("承保", "保单", "投保清单"),
)

HOUSEHOLD_GROUP = Kind(
    "household_group", "对象名单", "household groups", ("id_number", "household_no", "group", "valid_from"), (
        *HOUSEHOLD,
        words("group", "household_group", "户类型|对象类别|人群类别|户别", "group|household group", "特殊群体类别|special group", required=True),
        column("valid_from", "date", "生效日期|起始日期|认定日期", "valid from", "认定生效日期|first day in the group", required=True),
        column("valid_to", "date", "失效日期|截止日期|退出日期", "valid to", "退出日期|last day in the group"),
        column("source", "text", "来源|名单来源|发文单位", "source", "名单来源|who drew up the list"),
    ),
    one_of=(("id_number", "household_no"),), periods=(("valid_from", "valid_to"),), file_words=("特殊群体", "低保名单", "对象清单"),
)

ROSTER = Kind(
    "roster", "花名册", "expected households", ("region_code", "as_of"), (
        column("region_code", "code", "行政区划代码|区划代码|村代码|村级代码", "region code|village code", "村（社区）代码|code of the village", required=True),
        column("as_of", "date", "截至日期|统计日期|日期", "as of|date", "统计截至日期|day it is counted for", required=True),
        column("households_expected", "int", "应保户数|户数", "households expected|households", "应参保户数|households that should be insured", unit="households", low=0, high=10_000_000, required=True),
        column("source", "text", "来源|数据来源", "source", "数据来源|where it comes from"),
    ), file_words=("应保户数", "应保名册"),
)

CLAIM = Kind(
    "claim", "理赔台账", "claims", ("claim_id",), (
        column("claim_id", "code", "赔案号|案件号|案件编号|报案号|立案号", "claim id|claim no|claim number", "赔案号；不填时由本行内容生成|claim number; if empty, made from the row's content"),
        column("policy_id", "code", "保单号|保单号码|分户保单号", "policy id|policy no|policy number", "保单号|policy number"),
        column("reporter_name", "text", "报案人|报案人姓名|联系人", "reporter name|reporter", "报案人姓名|who reported it", personal=True),
        column("phone", "phone", "报案人电话|联系电话|手机号|电话", "phone|mobile", "报案人电话|telephone", personal=True),
        *PLACE,
        words("peril", "peril", "出险原因|灾因|灾种|事故原因", "peril|cause", "十七种灾害与事故之一|one of the 17 perils"),
        column("event_id", "code", "事件编号|灾害事件编号", "event id", "所属灾害事件|event it belongs to"),
        column("cause_note", "text", "原因说明|出险经过|事故经过", "cause note|description", "出险经过|what happened"),
        column("loss_at", "datetime", "出险时间|出险日期|事故时间|事故日期", "loss at|date of loss|loss date", "出险时间，只有日期也可|when the loss happened; a date will do", required=True),
        words("time_precision", "time_precision", "时间精度", "time precision", "出险时间精度；不填时由写法判定|precision of the loss time; if empty, told by how it is written"),
        column("reported_at", "datetime", "报案时间|报案日期", "reported at|report date", "报案时间，承诺时限由此起算|the promise's clock starts here"),
        column("acknowledged_at", "datetime", "受理时间|响应时间", "acknowledged at", "受理时间|when it was taken up"),
        column("dispatched_at", "datetime", "派工时间|调度时间|派单时间", "dispatched at", "派工时间|when a crew was sent"),
        column("arrived_at", "datetime", "到达现场时间|到场时间|到达时间", "arrived at", "到达现场时间，承诺时限到此为止|the promise's clock stops here"),
        words("arrival_quality", "arrival_quality", "到场时间来源|到达时间来源", "arrival quality", "实测、填报、推算；不填为填报|measured, typed or inferred; typed if empty"),
        column("surveyed_at", "datetime", "查勘时间|查勘完成时间", "surveyed at", "查勘完成时间|when the survey was done"),
        column("documents_requested_at", "datetime", "通知补充材料时间|索要材料时间", "documents requested at", "一次性告知补充材料时间|when documents were asked for"),
        column("documents_complete_at", "datetime", "材料齐全时间|单证齐全时间", "documents complete at", "材料齐全时间|when documents were complete"),
        column("approved_at", "datetime", "核赔时间|核赔通过时间|审批时间", "approved at", "核赔通过时间|when it was approved"),
        column("posted_from", "date", "公示起日|公示开始日期", "posted from", "村级公示第一天|first day of the village notice"),
        column("posted_to", "date", "公示止日|公示结束日期", "posted to", "村级公示最后一天|last day of the village notice"),
        column("advance_paid_money", "money", "预付赔款|预赔金额", "advance paid", "预付赔款|paid in advance", unit="money", low=0),
        column("paid_at", "datetime", "赔付时间|支付时间|赔款支付时间|结案时间", "paid at|payment date", "赔款支付时间|when it was paid"),
        column("paid_money", "money", "赔付金额|赔款金额|赔款|已决赔款", "paid|paid amount|total amount paid", "已付赔款|paid", unit="money", low=0),
        column("estimate_money", "money", "估损金额|未决估损|估计赔款", "estimate|estimated amount", "估计损失|estimate while open", unit="money", low=0),
        column("followed_up_at", "datetime", "回访时间", "followed up at", "回访时间|follow-up call"),
        words("status", "claim_status", "案件状态|状态", "status", "处理中、已赔付、拒赔、撤案；不填时由付款与拒赔原因判定|if empty: paid where a payment stands, rejected where a reason stands, else open"),
        words("damage_grade", "damage_grade", "损坏等级|受损程度|损失程度", "damage grade", "倒塌、严重损坏、一般损坏、未达标准|damage grade"),
        column("rooms_collapsed", "int", "倒塌间数", "rooms collapsed", "倒塌间数|rooms collapsed", low=0, high=200),
        column("rooms_severe", "int", "严重损坏间数|严损间数", "rooms severe", "严重损坏间数|rooms severely damaged", low=0, high=200),
        column("rooms_slight", "int", "一般损坏间数", "rooms slight", "一般损坏间数|rooms slightly damaged", low=0, high=200),
        column("grade_decided_by", "text", "定损依据|鉴定单位|定级单位", "grade decided by", "由谁定级|who decided the grade"),
        words("survey_mode", "survey_mode", "查勘方式", "survey mode", "现场、集中、照片、绿色通道|how it was surveyed"),
        column("reject_reason", "text", "拒赔原因|不予赔付原因", "reject reason", "拒赔原因|why it was not paid"),
        words("satisfaction", "satisfaction", "满意度|回访满意度", "satisfaction", "满意、基本满意、不满意|what the household said"),
        column("late_reason", "text", "超时原因|迟到原因", "late reason", "未按承诺到场的原因|why the promise was not kept"),
        column("crew_id", "code", "查勘组|查勘组编号|查勘员编号", "crew id|crew", "查勘组编号|crew that went"),
        column("count", "int", "件数|案件数", "count|calls|claims", "本行代表的案件数；不填为1|claims this row stands for; 1 if empty", low=1, high=100_000),
    ),
    sequence=(
        ("loss_at", "reported_at", "acknowledged_at", "dispatched_at", "arrived_at", "surveyed_at"),
        ("documents_requested_at", "documents_complete_at", "approved_at", "paid_at"),
        ("reported_at", "paid_at", "followed_up_at"), ("posted_from", "posted_to"),
    ),
    own_id="claim_id", file_words=("理赔", "赔案", "案件台账"),
)

KINDS_INSURANCE: tuple[Kind, ...] = (POLICY, HOUSEHOLD_GROUP, ROSTER, CLAIM)

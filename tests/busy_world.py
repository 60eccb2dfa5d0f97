"""The tiny world with everything an office writes down: houses, papers, calls, answers, targets.

    write_busy_world(folder, without=())    ledgers and county.toml on disk, nothing loaded
    load_busy_world(folder)                 the same, loaded; then one grade corrected

What differs from the tiny world, year by year the same:

* House 0 of each village is 砖混 of 1994, house 1 砖木 of 2003, the others 土木 of no known year.
* House 2 of village 1 is a 低保户; H5-0 is on the list of 优抚户, on its policies a 一般户.
* Policy P2025-double insures household H2-5 of village 2 again from 2025-03-01 (306 days);
  P2025-9-9 pays 12 instead of 10; P2025-9-8 has no room.
* The storm's claims stand on policies of 2024: C01–C10 on houses 0–9 of village 1, C11–C16 on
  houses 0–5 of village 2, C17–C20 on houses 0–3 of village 3. The other 20 name no policy.
* C01 is paid 5,000, C02 3,000, C11 2,000, all others 1,000 as before.
* C01–C10 are crew S1's, C11–C16 crew S2's, C17–C20 crew X9's, who is on no list of surveyors.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from tiny_world import (
    COUNTY_TOML,
    NOW,
    TinyWorld,
    claims,
    policies,
    policy,
    write_csv,
    write_tiny_world,
)

from risk.intake import Source, load, load_all

Row = dict[str, Any]
LATER = datetime(2026, 1, 5, 10)
BUSY_TOML = (
    '[scheme]\nnot_insured = {value = ["附属建筑"], status = "contract", source = "clause 5"}\n'
    + COUNTY_TOML
    + """
[promise]
review_days = {value = 5, status = "contract", source = "letter 2"}
payment_days = {value = 10, status = "contract", source = "letter 2"}
complaint_days = {value = 2, status = "contract", source = "letter 2"}
hotline_seconds_per_ring = {value = 5, status = "contract", source = "letter 2"}
"""
)
HOUSES: dict[int, Row] = {
    0: {"房屋结构": "砖混", "建造年份": 1994},
    1: {"房屋结构": "砖木", "建造年份": 2003},
}
SPECIAL = {"户类型": "低保户", "保险金额": 20000, "农户自缴保费": 0}
PAPERS: dict[str, Row] = {
    "C01": {
        "赔付金额": 5000, "超时原因": "车辆故障", "材料齐全时间": datetime(2024, 7, 15, 9),
        "核赔时间": datetime(2024, 7, 18, 9), "公示起日": "2024-07-19", "公示止日": "2024-07-25",
        "回访时间": datetime(2024, 8, 10, 9), "满意度": "满意",
    },
    "C02": {
        "赔付金额": 3000, "材料齐全时间": datetime(2024, 7, 15, 9),
        "核赔时间": datetime(2024, 7, 29, 9),
        "回访时间": datetime(2024, 8, 11, 9), "满意度": "基本满意",
    },
    "C03": {"材料齐全时间": datetime(2024, 7, 15, 9), "核赔时间": datetime(2024, 7, 19, 9)},
    "C11": {
        "赔付金额": 2000, "超时原因": "道路中断", "回访时间": datetime(2024, 8, 12, 9),
        "满意度": "不满意",
    },
    "C12": {"超时原因": "道路中断"},
    "C36": {
        "拒赔原因": "附属建筑不属保险标的", "回访时间": datetime(2025, 12, 5, 9),
        "满意度": "不满意",
    },
}  # fmt: skip
GRADES = {"C05": "严重损坏"}  # corrected by the second load


def house(row: Row) -> Row:
    """A policy of the tiny world with what its house is."""
    number = row["保单号"].rsplit("-", 1)[-1]
    changes = dict(HOUSES.get(int(number), {})) if number.isdigit() else {}
    if row["户编号"] == "H1-2":
        changes |= SPECIAL
    if row["保单号"] == "P2025-9-9":
        changes |= {"农户自缴保费": 12}
    return {**row, "建造年份": "", "间数": 0 if row["保单号"] == "P2025-9-8" else 3, **changes}


def busy_policies(year: int) -> list[Row]:
    """One year's policies."""
    rows = policies(year)
    if year == 2025:
        twice = policy("P2025-double", 1, "2025-03-01", "2025-12-31", 户编号="H2-5")
        rows.append(twice)
    return [house(row) for row in rows]


def storm_house(number: int) -> tuple[str, str] | None:
    """Policy and crew of a claim of the storm."""
    for first, last, village, crew in ((1, 10, 1, "S1"), (11, 16, 2, "S2"), (17, 20, 3, "X9")):
        if first <= number <= last:
            return f"P2024-{village}-{number - first}", crew
    return None


def busy_claims() -> list[Row]:
    """The 40 claims with policy, crew and papers, and the one without a day of loss."""
    columns = dict.fromkeys(name for papers in PAPERS.values() for name in papers)
    rows = []
    for row in claims():
        held = storm_house(int(row["赔案号"][1:])) or ("", "")
        blank = {name: "" for name in columns if name not in row}
        papers = PAPERS.get(row["赔案号"], {})
        rows.append({**row, **blank, "保单号": held[0], "查勘组": held[1], **papers})
    return rows


def write_busy_world(folder: Path, *, without: Collection[str] = ()) -> TinyWorld:
    """Write county.toml and ledgers; ``without``: beginnings of file names to leave out."""
    world = write_tiny_world(folder)
    (world.ws.root / "county.toml").write_text(BUSY_TOML, "utf-8")
    for year in (2023, 2024, 2025):
        write_csv(world.ledgers / f"承保清单{year}.csv", busy_policies(year))
    write_csv(world.ledgers / "理赔台账.csv", busy_claims())
    for name, rows in OFFICE.items():
        write_csv(world.ledgers / f"{name}.csv", rows)
    for path in list(world.ledgers.iterdir()):
        if path.name.startswith(tuple(without)):
            path.unlink()
    return world


def load_busy_world(folder: Path) -> TinyWorld:
    """Load the busy world, an hour later the corrected grades."""
    world = write_busy_world(folder)
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    rows = [{**r, "损坏等级": GRADES[r["赔案号"]]} for r in busy_claims() if r["赔案号"] in GRADES]
    write_csv(folder / "理赔台账_更正.csv", rows)
    load(world.ws, [Source("claim", folder / "理赔台账_更正.csv")], now=LATER)
    return world


STORM = datetime(2024, 7, 10, 16)
OFFICE: dict[str, list[Row]] = {
    "查勘员": [
        {"查勘员编号": "S1", "姓名": "甲", "网点编号": "B1", "岗位": "查勘员"},
        {"查勘员编号": "S2", "姓名": "乙", "网点编号": "B2", "岗位": "查勘员"},
    ],
    "报案登记": [  # C01 twice, one report that never became a claim
        {"报案号": "R1", "报案渠道": "热线", "报案时间": STORM, "赔案号": "C01",
         "转办时间": datetime(2024, 7, 10, 16, 5)},
        {"报案号": "R2", "报案渠道": "联络员", "报案时间": datetime(2024, 7, 10, 18, 1),
         "赔案号": "C01"},
        {"报案号": "R3", "报案渠道": "热线", "报案时间": datetime(2024, 7, 11, 8), "赔案号": ""},
    ],
    "投诉": [  # T1 is the tiny world's, closed after three days; T2 stays open
        {"投诉编号": "T1", "赔案号": "C11", "投诉时间": datetime(2024, 7, 12, 9),
         "投诉原因": "到场慢", "首次答复时间": datetime(2024, 7, 12, 15),
         "办结时间": datetime(2024, 7, 15, 9)},
        {"投诉编号": "T2", "赔案号": "", "投诉时间": datetime(2024, 12, 30, 9),
         "投诉原因": "赔款少", "首次答复时间": "", "办结时间": ""},
        {"投诉编号": "T3", "赔案号": "C36", "投诉时间": datetime(2025, 12, 6, 9),
         "投诉原因": "赔款少", "首次答复时间": datetime(2025, 12, 6, 10),
         "办结时间": datetime(2025, 12, 7, 9)},
    ],
    "回访通话": [
        {"通话编号": number, "通话时间": at, "振铃秒数": ring, "放弃": gave_up, "通话类型": kind,
         "通话结果": outcome, "赔案号": claim}
        for number, at, ring, gave_up, kind, outcome, claim in (
            ("K1", STORM, 6, "否", "报案", "接通", "C01"),
            ("K2", datetime(2024, 7, 10, 21), 40, "是", "报案", "", ""),
            ("K3", datetime(2024, 7, 10, 21, 30), 20, "否", "咨询", "接通", ""),
            ("F1", datetime(2024, 8, 10, 9), 8, "否", "回访", "接通", "C01"),
            ("F2", datetime(2024, 8, 11, 9), 30, "否", "回访", "未接", "C02"),
            ("F3", datetime(2025, 12, 5, 9), 5, "否", "回访", "接通", "C36"),
        )
    ],
    "月度目标": [
        {"合同年度": year, "月份": month, "指标": metric, "目标值": value, "单位": unit}
        for year, month, metric, value, unit in (
            (2024, 7, "到场时效达标率", 0.9, "比例"), (2024, 7, "投诉办结率", 1.0, "比例"),
            (2024, 8, "满意率", 0.6, "比例"), (2025, 11, "到场时效达标率", 0.9, "比例"),
            (2025, 11, "平均结案天数", 18, "天"), (2025, 11, "参保率", 0.9, "比例"),
            (2025, 12, "满意率", 0.9, "比例"), (2025, 12, "热线接听率", 0.9, "比例"),
        )
    ],
    "改进措施": [
        {"措施编号": number, "决定日期": decided, "措施": "增派查勘组", "责任部门": "理赔部",
         "完成期限": due, "衡量指标": "到场时效达标率", "改进前": 0.75, "改进后": after}
        for number, decided, due, after in (
            ("M1", "2024-09-01", "2024-12-31", 0.9), ("M2", "2025-03-01", "2025-09-30", ""),
            ("M3", "2025-12-01", "2026-03-31", ""), ("M4", "2025-12-01", "", ""),
            ("M5", "2026-01-02", "2026-03-31", ""),
        )
    ],
    "对象名单": [
        {"户编号": "H1-2", "户类型": "低保户", "生效日期": "2022-01-01", "来源": "民政局"},
        {"户编号": "H5-0", "户类型": "优抚户", "生效日期": "2022-01-01", "来源": "退役军人局"},
        {"户编号": "H99-9", "户类型": "低保户", "生效日期": "2022-01-01", "来源": "民政局"},
    ],
}  # fmt: skip

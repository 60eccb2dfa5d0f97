"""The tiny world: 3 townships, 9 villages, 40 claims, 2 bases; everything in it known by hand.

The map is a square of 0.3° cut into 3 × 3 villages of 0.1°. Townships are its columns, west to
east: 西乡, 中乡, 东乡. Villages are numbered 1–9, column by column, south to north, so villages 1–3
lie in 西乡. The outlines of county and townships are given, villages only as centre points: their
areas are derived, and come out as the squares themselves. Village 1 is the county town.

    write_tiny_world(folder)    ledgers and county.toml on disk, nothing loaded
    load_tiny_world(folder)     the same, loaded as one version
"""

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from risk.intake import LoadResult, load_all
from risk.workspace import Workspace

COUNTY = "990001"
TOWNSHIPS = {f"{COUNTY}10{n}": name for n, name in enumerate(("西乡", "中乡", "东乡"), 1)}
VILLAGES = {
    f"{COUNTY}10{1 + i // 3}20{1 + i % 3}": f"{'甲乙丙丁戊己庚辛壬'[i]}村" for i in range(9)
}
VILLAGE = list(VILLAGES)  # VILLAGE[0] is village 1
NOW = datetime(2026, 1, 5, 9)
LAST_DAY = date(2025, 12, 31)

COUNTY_TOML = f"""
[county]
name = "小县"
name_en = "Tiny County"
code = "{COUNTY}"
synthetic = true
insurer = "某保险公司"
contract_number = "XX-1"

[places]
town_region_codes = {{value = ["{VILLAGE[0]}"], status = "contract", source = "letter 1"}}

[scoring]
family_claims_min = 20
bootstrap_draws = 40

[surge]
draws = 200

[staffing]
scenarios_plan = 20
scenarios_report = 50

[[scheme.premium_rows]]
name = "一般户"
groups = ["ordinary"]
household_money = 10
province_money = 10
county_money = 10
sum_insured_money = 30000
from_year = 2020

[[scheme.premium_rows]]
name = "特殊群体"
groups = ["subsistence", "extremely_poor", "veterans", "severely_disabled", "out_of_poverty"]
household_money = 0
province_money = 10
county_money = 10
sum_insured_money = 20000
from_year = 2020
"""


@dataclass(frozen=True)
class Facts:
    """What is true of the tiny world, worked out by hand."""

    # 9 villages × 10 houses from 1 January to 31 December of 2023, 2024 and 2025, and two houses
    # more in village 1: one from 2024-07-01 to 2025-06-30 (184 days of 2024, 181 of 2025), one of
    # a special group on 2024-02-29 alone.
    policies: int = 272
    house_years: tuple[tuple[int, float], ...] = (
        (2023, 90.0),
        (2024, 90 + 184 / 366 + 1 / 366),
        (2025, 90 + 181 / 365),
    )
    premium_money: tuple[tuple[int, float], ...] = (
        (2023, 2700.0),
        (2024, 2700 + 30 * 184 / 365 + 20),
        (2025, 2700 + 30 * 181 / 365),
    )
    # The storm of 2024-07-10 brings 20 claims to 西乡 (villages 1, 2, 3: 10, 6, 4). Outside it
    # villages 1–4 have one claim in 2023, 5–9 one in 2024, all nine one in 2025; and two claims of
    # 2024 are placed less exactly: one in 中乡 without a village, one nowhere.
    claims: int = 40
    claims_by_year: tuple[tuple[int, int], ...] = ((2023, 4), (2024, 27), (2025, 9))
    event_claims: int = 20
    claims_by_township: tuple[int, int, int] = (26, 7, 6)
    claims_township_only: int = 1
    claims_unplaced: int = 1
    # Each paid claim is paid 1,000. One claim is rejected, two are open.
    paid_claims: int = 37
    paid_money: float = 37_000.0
    # Promise: village 1 is promised 30 min (12 claims, 2 of the storm's reached after 45 min), the
    # others 180 min (27 claims, of which nobody has reached 2 open ones, and 3 were reached after
    # 200). The claim that is nowhere has no tier.
    town_claims: int = 12
    town_kept: int = 10
    rural_claims: int = 27
    rural_clocked: int = 25
    rural_kept: int = 22
    # One policy ends before it starts, one claim has no day of loss.
    rejected: int = 2
    bases: int = 2
    village_side_deg: float = 0.1


@dataclass(frozen=True)
class TinyWorld:
    """A tiny county on disk."""

    ws: Workspace
    ledgers: Path
    facts: Facts


def write_tiny_world(folder: Path) -> TinyWorld:
    """Write county.toml to ``folder/county`` and the ledgers to ``folder/ledgers``."""
    root, ledgers = folder / "county", folder / "ledgers"
    root.mkdir(parents=True)
    ledgers.mkdir()
    (root / "county.toml").write_text(COUNTY_TOML, "utf-8")
    write_map(ledgers)
    for year in (2023, 2024, 2025):
        write_csv(ledgers / f"承保清单{year}.csv", policies(year))
    write_csv(ledgers / "理赔台账.csv", claims(), encoding="gb18030")
    write_service(ledgers)
    return TinyWorld(Workspace(root), ledgers, Facts())


def load_tiny_world(folder: Path) -> tuple[TinyWorld, LoadResult]:
    """Write the tiny world and load it as one version."""
    world = write_tiny_world(folder)
    return world, load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)


def copied(ws: Workspace, folder: Path) -> Workspace:
    """The same workspace once more under a folder, with its key."""
    copy = Workspace(folder / ws.root.name)
    shutil.copytree(ws.root, copy.root)
    shutil.copy(ws.key_file(ws.county()), copy.key_file(copy.county()))
    return copy


def unwritten(ws: Workspace, folder: Path) -> Workspace:
    """A copy in which nobody has noted anything yet: tests that share a workspace write into it."""
    copy = copied(ws, folder)
    for file in copy.root.glob(f"{copy.operations_file.name}*"):
        file.unlink()
    return copy


def write_csv(path: Path, rows: Sequence[dict[str, Any]], *, encoding: str = "utf-8-sig") -> None:
    """Write rows as a clerk's spreadsheet program does."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(k for row in rows for k in row)))
        writer.writeheader()
        writer.writerows(rows)


def centre(village: int) -> tuple[float, float]:
    """Lon and lat of village 0–8."""
    return round(100.05 + village // 3 * 0.1, 2), round(36.05 + village % 3 * 0.1, 2)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON rectangle."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def write_map(ledgers: Path) -> None:
    """Outlines of county and townships as GeoJSON, villages as points in a table."""
    shapes = [(COUNTY, "小县", "县", "", box(100.0, 36.0, 100.3, 36.3))]
    for i, (code, name) in enumerate(TOWNSHIPS.items()):
        west = round(100 + i * 0.1, 1)
        shapes.append((code, name, "乡镇", COUNTY, box(west, 36.0, round(west + 0.1, 1), 36.3)))
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {"代码": code, "名称": name, "级别": level, "上级代码": parent},
        }
        for code, name, level, parent, geometry in shapes
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (ledgers / "行政区.geojson").write_text(text, "utf-8")
    rows = [
        {
            "代码": code, "名称": name, "级别": "村", "上级代码": code[:9],
            "经度": centre(i)[0], "纬度": centre(i)[1], "海拔": 2500 + 100 * i,
        }
        for i, (code, name) in enumerate(VILLAGES.items())
    ]  # fmt: skip
    write_csv(ledgers / "行政区_村.csv", rows)


def policy(number: str, village: int, start: str, end: str, **changes: Any) -> dict[str, Any]:
    """One policy row of an ordinary household."""
    code = VILLAGE[village]
    row = {
        "保单号": number, "户编号": f"H{number}", "户主姓名": "张某", "行政区划代码": code,
        "村名": VILLAGES[code], "户类型": "一般户", "房屋结构": "土木", "保险金额": 30000,
        "农户自缴保费": 10, "省级补贴": 10, "县级补贴": 10, "保险起期": start, "保险止期": end,
    }  # fmt: skip
    return {**row, **changes}


def policies(year: int) -> list[dict[str, Any]]:
    """The policies of one year's file."""
    rows = [
        policy(f"P{year}-{v + 1}-{h}", v, f"{year}-01-01", f"{year}-12-31", 户编号=f"H{v + 1}-{h}")
        for v in range(9)
        for h in range(10)
    ]
    if year == 2024:
        special = {"户类型": "低保户", "保险金额": 20000, "农户自缴保费": 0}
        rows += [
            policy("P2024-half", 0, "2024-07-01", "2025-06-30"),
            policy("P2024-leap", 0, "2024-02-29", "2024-02-29", **special),
            policy("P2024-wrong", 0, "2024-12-31", "2024-01-01"),
        ]
    return rows


def claim(number: int, village: int, loss: datetime, peril: str, **changes: Any) -> dict[str, Any]:
    """One claim, reported an hour after the loss, reached in time, paid 1,000 after 20 days."""
    code = VILLAGE[village]
    reported = loss + timedelta(hours=1)
    arrived = reported + timedelta(minutes=20 if village == 0 else 120)
    row = {
        "赔案号": f"C{number:02d}", "乡镇": TOWNSHIPS[code[:9]], "村名": VILLAGES[code],
        "出险原因": peril, "出险时间": loss, "报案时间": reported, "到达现场时间": arrived,
        "到场时间来源": "实测", "查勘时间": arrived + timedelta(minutes=30),
        "赔付时间": loss + timedelta(days=20), "赔付金额": 1000, "案件状态": "已赔付",
        "损坏等级": "一般损坏",
    }  # fmt: skip
    return {**row, **changes}


def late(loss: datetime, minutes: int) -> dict[str, Any]:
    """An arrival so many minutes after the report, and the survey after it."""
    arrived = loss + timedelta(hours=1, minutes=minutes)
    return {"到达现场时间": arrived, "查勘时间": arrived + timedelta(minutes=30)}


OPEN = {
    "到达现场时间": "", "到场时间来源": "", "查勘时间": "", "赔付时间": "", "赔付金额": "",
    "案件状态": "处理中", "损坏等级": "",
}  # fmt: skip
REFUSED = {"赔付时间": "", "赔付金额": "", "案件状态": "拒赔", "拒赔原因": "非保险标的"}


def storm_claims() -> list[dict[str, Any]]:
    """C01–C20: 10, 6 and 4 claims in villages 1, 2, 3; two late in the town, three outside."""
    villages = [0] * 10 + [1] * 6 + [2] * 4
    rows = []
    for n, village in enumerate(villages, 1):
        loss = datetime(2024, 7, 10, 15) + timedelta(minutes=n)
        wait = {1: 45, 2: 45, 11: 200, 12: 200, 17: 200}.get(n)
        changes = late(loss, wait) if wait else {}
        rows.append(claim(n, village, loss, "大风", 事件编号="E1", **changes))
    return rows


def other_claims() -> list[dict[str, Any]]:
    """C21–C40: C21–C24 of 2023, C25–C31 of 2024, C32–C40 of 2025; one a village and year."""
    rows = [claim(21 + n, n, datetime(2023, 5, 1 + n, 10), "暴雨") for n in range(4)]
    rows += [claim(25 + n, 4 + n, datetime(2024, 8, 1 + n, 10), "洪水") for n in range(5)]
    named = {"村名": ""}
    rows.append(claim(30, 3, datetime(2024, 9, 1, 10), "雪灾", **named))  # 中乡, no village
    nowhere = {"村名": "", "乡镇": ""}
    rows.append(claim(31, 4, datetime(2024, 9, 2, 10), "雪灾", **nowhere))
    for n in range(9):  # every village
        changes = {4: REFUSED, 7: OPEN, 8: OPEN}.get(n, {})
        rows.append(claim(32 + n, n, datetime(2025, 11, 1 + n, 10), "火灾", **changes))
    return rows


def claims() -> list[dict[str, Any]]:
    """The 40 claims and one without a day of loss."""
    broken = claim(41, 0, datetime(2025, 1, 1), "火灾", 出险时间="", 报案时间="")
    return [*storm_claims(), *other_claims(), broken]


def write_service(ledgers: Path) -> None:
    """Bases, a lender, the event, weather, the roster, one complaint and one call."""
    bases = [("B1", "县城网点", 0, 2, 1), ("B2", "东乡网点", 8, 1, 0)]
    write_csv(
        ledgers / "基地.csv",
        [
            {
                "网点编号": i, "网点名称": name, "经度": centre(v)[0], "纬度": centre(v)[1],
                "白班查勘组数": day, "夜班查勘组数": night,
            }
            for i, name, v, day, night in bases
        ],
    )  # fmt: skip
    lender = {
        "单位编号": "L1", "单位名称": "邻县支公司", "最多支援组数": 4, "到位小时数": 24,
        "最短支援天数": 3, "每组每日费用": 1200, "经度": 100.5, "纬度": 36.15,
    }  # fmt: skip
    write_csv(ledgers / "支援单位.csv", [lender])
    event = {
        "事件编号": "E1", "事件名称": "七月大风", "灾害类别": "风雹",
        "开始时间": datetime(2024, 7, 10, 12), "结束时间": datetime(2024, 7, 10, 20),
        "来源": "气象局",
    }  # fmt: skip
    write_csv(ledgers / "事件.csv", [event])
    days = [date(2024, 7, 9), date(2024, 7, 10), LAST_DAY]
    weather = [
        {"行政区划代码": code, "日期": day, "日雨量": 0, "极大风速": 25 if day == days[1] else 5}
        for code in TOWNSHIPS
        for day in days
    ]
    write_csv(ledgers / "气象.csv", weather)
    roster = [{"行政区划代码": c, "截至日期": "2025-01-01", "应保户数": 12} for c in VILLAGE]
    write_csv(ledgers / "花名册.csv", roster)
    complaint = {
        "投诉编号": "T1", "赔案号": "C11", "投诉时间": datetime(2024, 7, 12, 9),
        "投诉原因": "到场慢", "办结时间": datetime(2024, 7, 15, 9),
    }  # fmt: skip
    write_csv(ledgers / "投诉.csv", [complaint])
    call = {"通话编号": "K1", "通话时间": datetime(2024, 7, 10, 16), "振铃秒数": 6, "放弃": "否"}
    write_csv(ledgers / "回访通话.csv", [call])

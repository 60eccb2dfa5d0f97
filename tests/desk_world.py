"""Reports and households by hand: one line a report, what is not said is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from tiny_world import NOW, write_csv

from risk.desk import Insured
from risk.intake import LoadResult, Source, load
from risk.settings import Desk
from risk.workspace import Workspace

SETTINGS = Desk()
MISSING = {
    "channel": "hotline", "region_code": "V1", "group_name": None, "household_key": None,
    "phone_key": None, "name_key": None, "door_key": None, "claim_id": None, "houses": None,
    "loss_day": pd.Timestamp(2024, 7, 10), "peril": "gale", "peril_family": "storm",
    "damage_grade": None, "list_no": None,
}  # fmt: skip
START = pd.Timestamp(2024, 7, 10, 16)


def reports(*rows: dict[str, Any]) -> pd.DataFrame:
    """Reports R01, R02 … an hour apart; ``at``: hours after the first moment."""
    made = []
    for number, row in enumerate(rows):
        row = dict(row)
        at = START + pd.Timedelta(hours=row.pop("at", number))
        name = row.pop("id", f"R{number + 1:02d}")
        made.append({"report_id": name, "own_at": at, **MISSING, **row})
    frame = pd.DataFrame(made)
    text = [c for c in MISSING if c not in ("houses", "loss_day")]
    return frame.astype(dict.fromkeys(text, "str"))


def insured(villages: int = 3, each: int = 100, share: float = 0.9) -> Insured:
    """Households H<village>-<n> with telephone P…, name N… and door D<n>."""
    keys = [(v, n) for v in range(1, villages + 1) for n in range(each)]
    homes = pd.DataFrame(
        {
            "household_key": [f"H{v}-{n}" for v, n in keys],
            "region_code": [f"V{v}" for v, _ in keys],
            "group_name": [f"{n % 5 + 1}社" for _, n in keys],
        }
    )
    parts = [
        homes[["household_key"]].assign(
            contact=contact, contact_key=[f"{letter}{v}-{n}" for v, n in keys]
        )
        for contact, letter in (("phone", "P"), ("name", "N"))
    ]
    return Insured(homes, pd.concat(parts, ignore_index=True), share)


def told(village: int, n: int, **more: Any) -> dict[str, Any]:
    """A report that gives name and telephone of household n of a village."""
    own = {"phone_key": f"P{village}-{n}", "name_key": f"N{village}-{n}"}
    return {"region_code": f"V{village}", **own, **more}


STORM = datetime(2024, 7, 10, 16)
RAW = [
    {"报案号": "R1", "报案渠道": "热线", "户编号": "H1-1", "户主姓名": "张三",
     "联系电话": "13900000001", "村名": "甲村", "报案时间": STORM},
    {"报案号": "R2", "报案渠道": "联络员", "户编号": "H1-1", "村名": "甲村",
     "报案时间": STORM + timedelta(hours=1)},
    {"报案号": "R3", "报案渠道": "热线", "户主姓名": "李四", "联系电话": "13900000002",
     "村名": "乙村", "报案时间": STORM + timedelta(hours=2)},
    {"报案号": "R4", "报案渠道": "热线", "户主姓名": "王五", "联系电话": "13900000002",
     "村名": "乙村", "报案时间": STORM + timedelta(hours=3)},
    {"报案号": "R5", "报案渠道": "联络员", "受损户数": 5, "村名": "丙村",
     "报案时间": STORM + timedelta(hours=4), "报案内容": "五户受损，电话13900000009"},
    {"报案号": "R6", "报案渠道": "乡镇名单", "名单编号": "M1", "名单序号": 1, "户编号": "H3-2",
     "村名": "丙村", "报案时间": STORM + timedelta(hours=7), "农户报告时间": STORM},
]  # fmt: skip
"""Of the tiny storm: two reports of one house, a doubt, a call for five, a list of one."""


def load_reports(ws: Workspace, folder: Path, rows: Sequence[dict[str, Any]] = RAW) -> LoadResult:
    """Load raw reports of the tiny world's storm as one more file."""
    path = folder / f"报案登记_{len(list(folder.glob('*.csv')))}.csv"
    shared = {"乡镇": "西乡", "出险原因": "大风", "出险时间": datetime(2024, 7, 10, 15)}
    write_csv(path, [{**shared, **row} for row in rows])
    return load(ws, [Source("report", path)], now=NOW)

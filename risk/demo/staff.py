"""Made-up bases, cars, surveyors, leave, village liaisons, lenders, targets and measures."""

from datetime import date

import numpy as np
import pandas as pd

from risk.demo.facts import Facts
from risk.demo.households import UNASSIGNED_PHONE
from risk.demo.land import Land
from risk.demo.sizes import MARK, Sizes, stream

LEAVES = ("年休假", "病假", "事假", "培训")
METRICS = (
    ("到场时效达标率", 0.9, "share"),
    ("满意率", 0.95, "share"),
    ("平均结案天数", 30.0, "days"),
    ("热线三声接听率", 0.95, "share"),
)
MEASURES = (
    ("夜间报案次日到场比例偏高", "县城夜班查勘组增加定点值守", "到场时效达标率", 0.88, 0.91),
    ("大风过程集中报案积压", "启动整村集中查勘", "大灾到场时效达标率", 0.48, 0.55),
    ("身份证号被表格取整", "承保清单改用文本格式模板", "清单拒收率", 0.013, 0.009),
    ("偏远乡镇到场时间长", "在东部增设一个服务网点", "到场时效达标率", 0.85, None),
)


def build_bases(land: Land, facts: Facts) -> pd.DataFrame:
    """Bases at township seats."""
    places = land.townships.set_index("code").to_dict("index")
    rows = [
        {
            "base_id": f"B{number:02d}",
            "name": f"{places[base['township_code']]['name']}服务站（合成）",
            "lon": places[base["township_code"]]["lon"],
            "lat": places[base["township_code"]]["lat"],
            "region_code": base["township_code"],
            "crews_day": base["crews_day"],
            "crews_night": base["crews_night"],
        }
        for number, base in enumerate(facts.made_up["base"], start=1)
    ]
    return pd.DataFrame(rows)


def build_lenders(facts: Facts) -> pd.DataFrame:
    """Branches of neighbouring counties that lend crews."""
    rows = []
    for number, lender in enumerate(facts.made_up["lender"], start=1):
        name, shape = facts.neighbours[lender["neighbour_code"]]
        point = shape.representative_point()
        rows.append(
            {
                "lender_id": f"L{number:02d}",
                "name": f"{name}支公司（合成）",
                "crews_max": lender["crews_max"],
                "lag_h": lender["lag_h"],
                "stay_min_days": lender["stay_min_days"],
                "cost_per_crew_day_money": lender["cost_per_crew_day_money"],
                "lon": round(point.x, 4),
                "lat": round(point.y, 4),
            }
        )
    return pd.DataFrame(rows)


def build_surveyors(bases: pd.DataFrame, heads_per_crew: int, seed: int) -> pd.DataFrame:
    """People of the crews, and one desk assessor a base."""
    rng = stream(seed, "surveyors")
    skills = ["土木房屋", "砖混房屋", "无人机", "驾驶"]
    rows = [
        {
            "base_id": base["base_id"],
            "role": "理赔岗" if desk else "查勘员",
            "skills": "、".join(rng.permutation(skills)[:2]),
        }
        for base in bases.to_dict("records")
        for crews in [base["crews_day"] + base["crews_night"]]
        for desk in [False] * (crews * heads_per_crew) + [True]
    ]
    frame = pd.DataFrame(rows)
    serial = (frame.index + 1).astype(str)
    frame["surveyor_id"] = "S" + serial.str.zfill(3)
    frame["name"] = "样本员工" + serial.str.zfill(3)
    frame["phone"] = UNASSIGNED_PHONE + "5" + serial.str.zfill(7)
    return frame


def build_vehicles(bases: pd.DataFrame) -> pd.DataFrame:
    """One car a crew."""
    base_ids = np.repeat(bases["base_id"].to_numpy(), bases["crews_day"] + bases["crews_night"])
    number = pd.Series(np.arange(1, len(base_ids) + 1)).astype("string").str.zfill(3)
    return pd.DataFrame(
        {
            "vehicle_id": "样本车" + number,
            "base_id": base_ids,
            "seats": 5,
            "all_wheel_drive": np.arange(len(base_ids)) % 2 == 0,
        }
    )


def build_absences(surveyors: pd.DataFrame, sizes: Sizes, seed: int) -> pd.DataFrame:
    """About three absences a person in the current year."""
    rng = stream(seed, "absences")
    who = np.repeat(surveyors["surveyor_id"].to_numpy(), rng.poisson(3, len(surveyors)))
    first = np.datetime64(date(sizes.as_of.year, 1, 1), "s")
    day = np.timedelta64(86400, "s")
    start = first + rng.integers(0, 360, len(who)) * day
    frame = pd.DataFrame(
        {
            "surveyor_id": who,
            "from_day": start,
            "to_day": start + rng.integers(0, 6, len(who)) * day,
            "reason": rng.choice(LEAVES, len(who), p=(0.55, 0.2, 0.15, 0.1)),
        }
    )
    return frame.drop_duplicates(["surveyor_id", "from_day"], ignore_index=True)


def build_liaisons(land: Land) -> pd.DataFrame:
    """One liaison a village."""
    n = len(land.villages)
    number = pd.Series(np.arange(1, n + 1)).astype("string").str.zfill(4)
    return pd.DataFrame(
        {
            "liaison_id": "LX" + number,
            "name": "样本联络员" + number,
            "phone": UNASSIGNED_PHONE + "7" + number.str.zfill(7),
            "region_code": land.villages["code"],
            "role": "村级联络员",
        }
    )


def build_targets(sizes: Sizes) -> pd.DataFrame:
    """Monthly service targets of each contract year, a little higher each year."""
    rows = [
        {
            "contract_year": year,
            "month": month,
            "metric": name,
            "value": round(value + 0.002 * (year - sizes.first_year) * (unit == "share"), 4),
            "unit": unit,
        }
        for year in sizes.years
        for month in range(1, 13)
        for name, value, unit in METRICS
    ]
    return pd.DataFrame(rows)


def build_measures(sizes: Sizes) -> pd.DataFrame:
    """What was decided after earlier years."""
    year = sizes.as_of.year - len(MEASURES) + 1
    rows = [
        {
            "measure_id": f"CS{year + i}-01",
            "decided_on": pd.Timestamp(year + i, 3, 10),
            "finding": f"{finding}（{MARK}）",
            "action": action,
            "owner": "理赔部",
            "due": pd.Timestamp(year + i, 9, 30),
            "metric": metric,
            "value_before": before,
            "value_after": after,
        }
        for i, (finding, action, metric, before, after) in enumerate(MEASURES)
    ]
    return pd.DataFrame(rows)

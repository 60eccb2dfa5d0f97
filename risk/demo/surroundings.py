"""Tables about the county and its hazards: map, code changes, warnings, roads, official damage."""

import numpy as np
import pandas as pd

from risk.demo.events import SEASONS, Event
from risk.demo.facts import Facts
from risk.demo.land import Land
from risk.demo.sizes import MARK, Sizes, stream
from risk.terms import PerilFamily

SIGNAL = {PerilFamily.STORM: "gale", PerilFamily.FLOOD: "rainstorm", PerilFamily.SNOW: "blizzard"}
COLOURS = ("blue", "yellow", "orange", "red")
WARNINGS_PER_YEAR = 9


def build_regions(land: Land, facts: Facts, houses: pd.DataFrame) -> pd.DataFrame:
    """County, townships, villages as in the region ledger, without geometry."""
    county = pd.DataFrame(facts.regions).query("level == 'county'").reset_index(drop=True)
    middle = facts.outline.representative_point()
    county["lon"], county["lat"] = round(middle.x, 5), round(middle.y, 5)
    villages = land.villages.assign(
        households_registered=np.bincount(houses["village"], minlength=len(land.villages)),
    )
    frame = pd.concat([county, land.townships, villages], ignore_index=True)
    frame["kind"] = frame["kind"].replace({"ethnic_township": "township"})  # one word: 乡
    renamed = {r["new_code"]: pd.Timestamp(r["valid_from"]) for r in facts.made_up["renamed"]}
    frame["valid_from"] = pd.to_datetime(frame["code"].str[:9].map(renamed))
    columns = ["code", "name", "level", "parent_code", "kind", "valid_from", "lon", "lat",
               "households_registered", "elevation_m", "slope_deg", "river_km"]  # fmt: skip
    return frame[columns]


def build_terrain(land: Land) -> pd.DataFrame:
    """Height, slope and distances of each village (made up)."""
    columns = ["code", "name", "elevation_m", "slope_deg", "river_km", "town_km"]
    return land.villages[columns].rename(columns={"code": "region_code", "name": "region_name"})


def build_crosswalk(land: Land, facts: Facts) -> pd.DataFrame:
    """Old codes of the renamed township (a fact) and of its villages (made up)."""
    rows = []
    for change in facts.made_up["renamed"]:
        old, new = change["old_code"], change["new_code"]
        codes = land.villages["code"][land.villages["parent_code"] == new]
        since = pd.Timestamp(change["valid_from"])
        rows.append((old, new, since, "renamed", f"{change['old_name']}改设街道"))
        rows += [(old + c[9:], c, since, "recoded", f"村级旧代码为{MARK}") for c in codes]
    return pd.DataFrame(rows, columns=["old_code", "new_code", "valid_from", "change", "source"])


def build_warnings(events: list[Event], facts: Facts, sizes: Sizes, seed: int) -> pd.DataFrame:
    """A warning before most events, and others after which nothing much came."""
    rng = stream(seed, "warnings")
    rows = []
    for event in events:
        season = SEASONS[event.family]
        strength = (event.intensity.max() - season.threshold) / (season.peak[1] - season.threshold)
        if rng.random() < 0.85:
            rows.append((SIGNAL[event.family], min(int(strength * 4), 3), event.started_at))
    signals = list(SIGNAL.items())
    for year in sizes.years:
        for _ in range(WARNINGS_PER_YEAR):
            family, signal = signals[rng.choice(len(signals), p=(0.4, 0.4, 0.2))]
            month = int(rng.choice(SEASONS[family].months))
            at = pd.Timestamp(year, month, int(rng.integers(1, 28)), int(rng.integers(6, 22)))
            rows.append((signal, int(rng.choice(3, p=(0.65, 0.28, 0.07))), at))
    frame = pd.DataFrame(rows, columns=["signal", "colour", "at"])
    lead_h = rng.uniform(1, 9, len(frame)).round(1)
    frame["colour"] = np.array(COLOURS)[frame["colour"]]
    lead = np.rint(lead_h * 60).astype("int64") * np.timedelta64(60, "s")
    frame["issued_at"] = frame.pop("at").to_numpy().astype("datetime64[s]") - lead
    frame["expires_at"] = frame["issued_at"] + pd.to_timedelta(
        rng.integers(12, 30, len(frame)), unit="h"
    )
    frame["region_code"] = facts.county.code
    frame["text"] = f"预警信息（{MARK}）"
    frame = frame.sort_values("issued_at", ignore_index=True)
    frame.insert(
        0, "warning_id", [f"YJ{t:%Y%m%d}-{i:03d}" for i, t in enumerate(frame["issued_at"])]
    )
    return frame


def build_road_states(land: Land, events: list[Event], seed: int) -> pd.DataFrame:
    """Roads slow or closed while snow and floods last, and open again."""
    rng = stream(seed, "roads")
    rows = []
    for event in events:
        if event.family is PerilFamily.STORM:
            continue
        touched = land.villages.loc[event.share > 0.5, "parent_code"].unique()
        for code in touched:
            state = str(rng.choice(["slow", "restricted", "closed"], p=(0.6, 0.25, 0.15)))
            begin = pd.Timestamp(event.started_at) + pd.Timedelta(hours=int(rng.integers(2, 9)))
            end = pd.Timestamp(event.ended_at) + pd.Timedelta(hours=int(rng.integers(3, 30)))
            rows.append((f"R{code}", begin, code, state, f"{event.name}"))
            rows.append((f"R{code}", end, code, "open", "恢复通行"))
    return pd.DataFrame(rows, columns=["road_id", "observed_at", "region_code", "state", "note"])


def build_government_damage(
    claims: pd.DataFrame, events: list[Event], land: Land, seed: int
) -> pd.DataFrame:
    """The bureau's count by township and grade, two and six days after: more houses than claims."""
    rng = stream(seed, "bureau")
    hurt = claims[claims["event_id"].notna() & claims["damage_grade"].isin(
        ("collapsed", "severe", "slight"))]  # fmt: skip
    code = land.villages.set_index("code")["parent_code"]
    rooms = hurt[["rooms_collapsed", "rooms_severe", "rooms_slight"]].sum(axis=1)
    count = (
        pd.DataFrame(
            {
                "event_id": hurt["event_id"],
                "region_code": hurt["region_code"].map(code),
                "damage_grade": hurt["damage_grade"],
                "rooms": rooms,
            }
        )
        .groupby(["event_id", "region_code", "damage_grade"])["rooms"]
        .agg(households="size", rooms="sum")
        .reset_index()
    )
    end = count["event_id"].map({e.event_id: pd.Timestamp(e.ended_at) for e in events})
    parts = []
    for days, share in ((2, 0.6), (6, 1.0)):
        seen = share * rng.lognormal(0.15, 0.15, len(count))
        part = count.assign(reported_at=end.dt.normalize() + pd.Timedelta(days=days, hours=17))
        part["households"] = np.ceil(count["households"] * seen).astype(int)
        part["rooms"] = np.ceil(count["rooms"] * seen).astype(int)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)

"""What a player sees at a moment of a drill: nothing later than now."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.follow.came import Came
from risk.follow.drill import Drill
from risk.follow.drill_deeds import Deed, arrives_h, leaves_h
from risk.follow.drill_play import Path
from risk.staffing.simulator.crews import Floats
from risk.staffing.simulator.scenes import TOLERANCE_H


@dataclass(frozen=True)
class Seen:
    """What is known now.

    Attributes:
        tiers: tier (all, town, rural), reported, visited, in_time, late (visited late, or waiting
            beyond its limit), waiting, under_way, photographed; in_time_share of those whose fate
            is known (NaN: none yet).
        by_village: region_code, reported, waiting, late_waiting, longest_wait_h; villages with a
            report, the longest queue first.
        curve: hour, reported, visited, in_time, waiting by each whole hour so far.
        crews: base_id, source, crews on duty now, busy: how many drive or survey.
        coming: number, source, crews, base_id, shift, arrives_h, leaves_h of the calls so far.
    """

    tiers: pd.DataFrame
    by_village: pd.DataFrame
    curve: pd.DataFrame
    crews: pd.DataFrame
    coming: pd.DataFrame


def seen(drill: Drill) -> Seen:
    """What the player sees."""
    frame = fates(drill.came, drill.path, 0)
    return Seen(
        tiers=_tiers(frame, drill.now_h),
        by_village=_by_village(frame, drill.now_h),
        curve=_curve(frame, drill.now_h),
        crews=_crews(drill, frame),
        coming=_coming(drill),
    )


def fates(came: Came, path: Path, draw: int) -> pd.DataFrame:
    """Claims of a draw: region_code, town, hour, due_h, set_out_h, arrival_h, done_h, photo_h, key.

    ``answered_h``: when the promise's clock stops (photographs only if so agreed in writing);
    ``served_h``: arrival or photographs, whichever comes first.
    """
    scenes, n = came.scenes, len(path.arrival_h)
    at = slice(draw * n, (draw + 1) * n)
    village, hour = scenes.claims.village[at], scenes.claims.hour[at]
    photo_counts = scenes.county.staffing.photo_is_arrival
    answered = np.minimum(path.arrival_h, path.photo_h) if photo_counts else path.arrival_h
    return pd.DataFrame(
        {
            "region_code": scenes.region_codes[village],
            "town": scenes.town_claim[at],
            "hour": hour,
            "due_h": hour + scenes.limit_h[village] + TOLERANCE_H,
            "set_out_h": path.set_out_h,
            "arrival_h": path.arrival_h,
            "done_h": path.done_h,
            "photo_h": path.photo_h,
            "answered_h": answered,
            "served_h": np.minimum(path.arrival_h, path.photo_h),
            "key": path.key,
        }
    )


def _tiers(frame: pd.DataFrame, now_h: float) -> pd.DataFrame:
    told = frame[frame["hour"] <= now_h]
    parts = (("all", told), ("town", told[told["town"]]), ("rural", told[~told["town"]]))
    return pd.DataFrame([{"tier": tier} | _counts(rows, now_h) for tier, rows in parts])


def _counts(rows: pd.DataFrame, now_h: float) -> dict[str, float]:
    visited, photo = rows["arrival_h"] <= now_h, rows["photo_h"] <= now_h
    in_time = (rows["answered_h"] <= rows["due_h"]) & (rows["answered_h"] <= now_h)
    late = ~in_time & (rows["due_h"] < now_h)
    under_way = (rows["set_out_h"] <= now_h) & ~visited & ~photo
    fate = int(in_time.sum() + late.sum())
    return {
        "reported": len(rows),
        "visited": int(visited.sum()),
        "in_time": int(in_time.sum()),
        "late": int(late.sum()),
        "waiting": int((~visited & ~photo & ~under_way).sum()),
        "under_way": int(under_way.sum()),
        "photographed": int(photo.sum()),
        "in_time_share": float(in_time.sum()) / fate if fate else np.nan,
    }


def _by_village(frame: pd.DataFrame, now_h: float) -> pd.DataFrame:
    told = frame[frame["hour"] <= now_h]
    open_ = (told["set_out_h"] > now_h) & (told["photo_h"] > now_h)
    marked = told.assign(
        reported=1,
        waiting=open_.astype(int),
        late_waiting=(open_ & (told["due_h"] < now_h)).astype(int),
        longest_wait_h=np.where(open_, now_h - told["hour"], 0.0),
    )
    by = marked.groupby("region_code", as_index=False).agg(
        reported=("reported", "sum"), waiting=("waiting", "sum"),
        late_waiting=("late_waiting", "sum"), longest_wait_h=("longest_wait_h", "max"),
    )  # fmt: skip
    order = ["waiting", "longest_wait_h", "reported", "region_code"]
    return by.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def _curve(frame: pd.DataFrame, now_h: float) -> pd.DataFrame:
    hours = np.append(np.arange(0.0, max(now_h, 0.0)), max(now_h, 0.0))
    in_time = frame["answered_h"].where(frame["answered_h"] <= frame["due_h"], np.inf)
    told = pd.DataFrame(
        {
            "hour": hours,
            "reported": happened_by(frame["hour"], hours),
            "visited": happened_by(frame["served_h"], hours),
            "in_time": happened_by(in_time, hours),
        }
    )
    return told.assign(waiting=told["reported"] - told["visited"])


def happened_by(column: "pd.Series[float]", hours: Floats) -> Floats:
    """How many of these hours lie at or before each of the others."""
    ranked = np.sort(column.to_numpy(np.float64))
    return np.searchsorted(ranked, hours, side="right").astype(np.float64)


def _crews(drill: Drill, frame: pd.DataFrame) -> pd.DataFrame:
    """Crews whose shift runs now; absences show only in the work that is not done."""
    crews = drill.duty.crews
    here = (crews.on_h <= drill.now_h) & (crews.off_h > drill.now_h)
    busy = frame[(frame["set_out_h"] <= drill.now_h) & (frame["done_h"] > drill.now_h)]["key"]
    ids = drill.came.ground.bases["base_id"].to_numpy(object)
    table = pd.DataFrame(
        {
            "base_id": ids[crews.base[here]],
            "source": crews.source[here],
            "crews": 1,
            "busy": np.isin(drill.duty.key[here], busy.to_numpy()).astype(int),
        }
    )
    return table.groupby(["base_id", "source"], as_index=False)[["crews", "busy"]].sum()


def _coming(drill: Drill) -> pd.DataFrame:
    ground = drill.came.ground
    rows = [
        (d.number, d.source, d.crews, d.base_id, d.shift, arrives_h(ground, d),
         leaves_h(ground, d, drill.decisions))
        for d in drill.decisions if d.deed is Deed.CALL
    ]  # fmt: skip
    names = ["number", "source", "crews", "base_id", "shift", "arrives_h", "leaves_h"]
    return pd.DataFrame(rows, columns=names)

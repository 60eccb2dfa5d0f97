"""Reports as an event day brings them: several channels for one house, lists, calls for many.

Around the one or two reports of every claim stand those that never became claims: the same house
again on a township's list typed at night, houses that are not insured, a liaison's "thirty houses
here". Names and telephones are missing or another's, places are written loosely.
"""

import numpy as np
import pandas as pd

from risk.demo.events import Event
from risk.demo.sizes import stream

AGAIN = {"township_list": 0.25, "liaison": 0.1, "online": 0.05, "bureau": 0.03}
"""Share of an event's houses that are reported once more by each channel."""
UNINSURED_SHARE = 0.07  # of an event's houses
MANY_SHARE = 0.5  # of villages with MANY_FROM houses or more: a call for all of them
MANY_FROM = 6
LIST_ROWS = 40
UNLINKED_SHARE = 0.7  # reports of the last event whose claim number nobody has written yet
WITHOUT_PHONE, OTHER_PHONE, LIAISON_PHONE = 0.12, 0.06, 0.6
WITHOUT_NAME, OTHER_NAME = 0.06, 0.05
LOOSE_PLACE, ONLY_TOWNSHIP, WRONG_VILLAGE = 0.15, 0.02, 0.02
WITHOUT_LOSS_TIME, WITHOUT_GRADE = 0.3, 0.4
PLACED = ["township_name", "region_name", "region_guess"]
EARLIEST_MIN, LATEST_MIN = 60, 2880  # a further report after the first


def retell(
    reports: pd.DataFrame,
    claims: pd.DataFrame,
    losses: pd.DataFrame,
    houses: pd.DataFrame,
    insured: dict[int, np.ndarray],
    events: list[Event],
    villages: pd.DataFrame,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The report ledger, and the truth it does not say.

    Args:
        reports: of ``contacts.build_reports``.
        claims, losses: rows beside each other.
        houses: of ``households``.
        insured: contract year → rows of ``houses`` with a policy.
        events: the catalogue.
        villages: code, name, township_name.
        seed: of the world.

    Returns:
        The ledger, and report_id, house (row of ``houses``; −1: no single house), event.
    """
    rng = stream(seed, "desk")
    own = pd.Series(np.arange(len(claims)), index=claims["claim_id"])
    row = reports["claim_id"].map(own).to_numpy()
    base = reports.assign(
        house=losses["house"].to_numpy()[row], event=losses["event"].to_numpy()[row], own_claim=row
    )
    first = base.drop_duplicates("own_claim")
    more = [_again(first, rng), _uninsured(first, houses, insured, events, villages, rng)]
    told = pd.concat([base.assign(extra=False), *more], ignore_index=True)
    told = _said(told, claims, houses, villages, rng)
    told = pd.concat([told, _many(told, rng)], ignore_index=True)
    told = _listed(told, events, rng)
    last = max(range(len(events)), key=lambda i: events[i].started_at) if events else -1
    unlinked = (told["event"] == last) & (rng.random(len(told)) < UNLINKED_SHARE)
    told["claim_id"] = told["claim_id"].mask(unlinked)
    told = told.sort_values(["reported_at", "report_id"], kind="stable", ignore_index=True)
    truth = told[["report_id", "house", "event"]].astype({"house": int, "event": int})
    return told.drop(columns=["house", "event", "own_claim", "extra"]), truth


def _again(first: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same house by another channel, without a claim number."""
    parts = []
    of_events = first[first["event"] >= 0]
    for channel, share in AGAIN.items():
        part = of_events[rng.random(len(of_events)) < share]
        late = pd.to_timedelta(rng.integers(EARLIEST_MIN, LATEST_MIN, len(part)), unit="min")
        parts.append(_new(part, part["reported_at"] + late, channel, rng, f"{channel[0].upper()}D"))
    return pd.concat(parts)


def _new(
    like: pd.DataFrame, at: pd.Series, channel: str, rng: np.random.Generator, prefix: str
) -> pd.DataFrame:
    number = pd.Series(np.arange(1, len(like) + 1), index=like.index).astype("string").str.zfill(5)
    wait = pd.to_timedelta(rng.integers(3, 90, len(like)), unit="min")
    return like.assign(
        report_id=prefix + at.dt.year.astype("string") + number, reported_at=at,
        passed_on_at=at + wait, channel=channel, claim_id=None, extra=True,
    )  # fmt: skip


def _uninsured(
    first: pd.DataFrame, houses: pd.DataFrame, insured: dict[int, np.ndarray],
    events: list[Event], villages: pd.DataFrame, rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Houses of the same villages that have no policy; they report all the same."""
    parts = [first.iloc[:0]]
    village = houses["village"].to_numpy()
    for number, event in enumerate(events):
        hit = first[first["event"] == number]
        free = np.setdiff1d(np.arange(len(houses)), insured[event.started_at.year])
        free = free[np.isin(village[free], village[hit["house"]])]
        n = min(rng.binomial(len(hit), UNINSURED_SHARE), len(free))
        chosen = rng.choice(free, n, replace=False)
        like = hit.iloc[rng.integers(0, max(len(hit), 1), n)]
        place = villages.iloc[village[chosen]]
        like = like.assign(
            house=chosen, township_name=place["township_name"].to_numpy(),
            region_name=place["name"].to_numpy(),
        )  # fmt: skip
        channel = rng.choice(["township_list", "liaison", "online"], n, p=[0.5, 0.3, 0.2])
        made = _new(like, like["reported_at"], "", rng, f"U{number:02d}").assign(channel=channel)
        parts.append(made)
    return pd.concat(parts)


def _said(
    told: pd.DataFrame, claims: pd.DataFrame, houses: pd.DataFrame, villages: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """What each report says of house, loss and place."""
    n = len(told)
    home, claim = houses.iloc[told["house"]], claims.iloc[told["own_claim"]]
    u, v, w = rng.random((3, n))
    other = houses["phone"].to_numpy()[rng.integers(0, len(houses), n)]
    liaison = "199" + (told["township_name"] + told["region_name"]).map(_digits).astype("string")
    phone = np.where(u < OTHER_PHONE, other, home["phone"].to_numpy())
    passed = told["channel"].isin(["liaison", "bureau"]) & (v < LIAISON_PHONE)
    phone = np.where(passed, liaison, phone)
    name = home["name"].to_numpy() + np.where(v < OTHER_NAME, "之子", "")
    hours = claim["loss_at"].dt.floor("h").to_numpy()
    grade = claim["damage_grade"].where(claim["damage_grade"] != "below", "slight").to_numpy()
    told = told.assign(
        householder_name=pd.Series(name, index=told.index).mask(w < WITHOUT_NAME),
        phone=pd.Series(phone, index=told.index).mask((u >= 1 - WITHOUT_PHONE) & ~passed),
        loss_at=pd.Series(hours, index=told.index).mask(w > 1 - WITHOUT_LOSS_TIME),
        peril=claim["peril"].to_numpy(),
        damage_grade=pd.Series(grade, index=told.index).mask(v > 1 - WITHOUT_GRADE),
        houses=pd.Series(pd.NA, index=told.index, dtype="Int64"),
    )
    return _placed(told, villages, rng)


def _digits(place: str) -> str:
    """Eight digits that stand for a village: its liaison's made-up telephone."""
    return str(int.from_bytes(place.encode(), "big") % 10**8).zfill(8)


def _placed(told: pd.DataFrame, villages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Places of an event's reports as they are said: short, without the village, another one's."""
    n, of_event = len(told), (told["event"] >= 0).to_numpy()
    u = rng.random(n)
    wrong = of_event & (u < WRONG_VILLAGE)
    there = villages.iloc[rng.integers(0, len(villages), n)]
    for column, source in (("township_name", "township_name"), ("region_name", "name")):
        told[column] = np.where(wrong, there[source], told[column])
    short = told["region_name"].str.replace(r"(村民|居民)?委员?会$", "", regex=True)
    loose = of_event & (u > 1 - LOOSE_PLACE)
    told["region_guess"] = told["township_name"] + short.where(loose, told["region_name"])
    told["region_name"] = short.where(loose, told["region_name"])
    vague = of_event & ~wrong & (u < WRONG_VILLAGE + ONLY_TOWNSHIP)
    told["region_name"] = told["region_name"].mask(vague)
    told["region_guess"] = told["region_guess"].mask(vague, told["township_name"])
    return told


def _many(told: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Calls for all houses of a village, early and about right."""
    hit = told[told["event"] >= 0].drop_duplicates(["event", "house"])
    parts: list[pd.DataFrame] = []
    for _, part in hit.groupby(["event", "township_name", "region_name"]):
        if len(part) < MANY_FROM or rng.random() > MANY_SHARE:
            continue
        early = part.sort_values("reported_at").iloc[[min(3, len(part) - 1)]]
        n = max(2, round(len(part) * rng.lognormal(-0.1, 0.25)))
        call = _new(early, early["reported_at"], "liaison", rng, f"M{len(parts):03d}")
        parts.append(call.assign(houses=n, house=-1, householder_name=None, damage_grade=None,
                                 text=f"本村{n}户受损（合成）"))  # fmt: skip
    return pd.concat(parts) if parts else told.iloc[:0]


def _listed(told: pd.DataFrame, events: list[Event], rng: np.random.Generator) -> pd.DataFrame:
    """Rows of township lists: up to forty of a township and day, typed together at night."""
    told = told.reset_index(drop=True)
    told = told.assign(
        told_at=pd.Series(pd.NaT, index=told.index, dtype="datetime64[s]"),
        list_no=None,
        list_row=pd.Series(pd.NA, index=told.index, dtype="Int64"),
    )
    listed = told[(told["channel"] == "township_list") & (told["event"] >= 0)]
    listed = listed.assign(day=listed["reported_at"].dt.normalize())
    # a house stands once on a township's list of a day
    listed = listed[~listed.duplicated(["event", "day", "house"])]
    for _, part in listed.groupby(["event", "day", "township_name"]):
        one = part.iloc[0]
        typed = one["day"] + pd.Timedelta(minutes=int(rng.integers(21 * 60, 23 * 60)))
        order = part.sort_values(["region_guess", "report_id"]).index
        for number, start in enumerate(range(0, len(order), LIST_ROWS), start=1):
            at = order[start : start + LIST_ROWS]
            event = events[int(one["event"])].event_id
            told.loc[at, "told_at"] = told.loc[at, "reported_at"].clip(upper=typed)
            told.loc[at, "reported_at"] = typed
            told.loc[at, "passed_on_at"] = typed + pd.Timedelta(minutes=20)
            told.loc[at, "list_no"] = f"{event}-{one['township_name']}-{typed:%m%d}-{number}"
            told.loc[at, "list_row"] = np.arange(1, len(at) + 1)
    return told

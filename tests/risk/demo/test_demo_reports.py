"""Raw reports of the demo's largest event, matched and judged by the truth no ledger says."""

import numpy as np
import pandas as pd
import pytest

from risk.desk import Insured, counts, merge, payable
from risk.terms import PERIL_FAMILY, Peril

NONE = pd.DataFrame(columns=["claim_id", "household_key", "status", "damage_grade"])
SHORT = r"(村民|居民)?委员?会$"


@pytest.fixture(scope="module")
def judged(full_world):
    """Reports without claim numbers, what merging makes of them, the truth, insured houses."""
    world = full_world
    event = int(np.argmax([e.claims for e in world.events]))
    truth = world.told_of.set_index("report_id")
    told = world.tables["report"]
    told = told[told["report_id"].map(truth["event"]) == event].reset_index(drop=True)
    villages = world.land.villages
    code = dict(zip(villages["township_name"] + villages["name"], villages["code"], strict=True))
    short = villages["township_name"] + villages["name"].str.replace(SHORT, "", regex=True)
    code |= dict(zip(short, villages["code"], strict=True))
    said = told["township_name"] + told["region_name"].fillna("")
    told = told.assign(
        region_code=said.map(code),
        own_at=told[["told_at", "reported_at"]].min(axis=1),
        phone_key=told["phone"],
        name_key=told["householder_name"],
        loss_day=told["loss_at"].dt.normalize(),
        peril_family=told["peril"].map(lambda p: PERIL_FAMILY[Peril(p)].value),
        **dict.fromkeys(("household_key", "door_key", "group_name", "claim_id")),
    )
    policies = world.policies[world.policies["year"] == world.events[event].started_at.year]
    held = np.unique(policies["house"])
    homes = world.houses.iloc[held]
    keys = pd.Series([f"H{h}" for h in held], index=homes.index)
    listed = pd.DataFrame(
        {"household_key": keys, "region_code": villages["code"].to_numpy()[homes["village"]],
         "group_name": None}
    )  # fmt: skip
    contacts = pd.concat(
        [
            pd.DataFrame({"household_key": keys, "contact": c, "contact_key": homes[column]})
            for c, column in (("phone", "phone"), ("name", "name"))
        ]
    )
    insured = Insured(listed, contacts, len(held) / len(world.houses))
    done = merge(told, insured, settings=world.facts.county.desk)
    house = truth["house"].loc[told["report_id"]]
    return told, done, house[house >= 0], set(held)


def pairs(groups):
    n = pd.Series(groups).value_counts()
    return int((n * (n - 1) // 2).sum())


def test_reports_look_like_an_event_day(judged):
    """More reports than houses, lists typed at night, houses without policy, calls for many."""
    told, _, house, held = judged
    assert 1.3 < len(house) / house.nunique() < 1.7
    assert len(set(house) - held) > 0.03 * house.nunique()
    listed = told[told["list_no"].notna()]
    assert (listed["reported_at"].dt.hour >= 21).all()
    assert (listed["told_at"] <= listed["reported_at"]).all()
    assert listed["list_no"].value_counts().max() <= 40
    assert (told["houses"] > 1).any()


def test_merged_reports_are_one_house_and_most_repeats_are_found(judged):
    """Hardly a pair is merged wrongly; repeats that give a name or telephone are found."""
    _, done, house, _ = judged
    found = done.assigned[done.assigned["outcome"] == "house"].set_index("report_id")["house_ids"]
    group = found.str[0].loc[house.index]
    both = pairs(group + "/" + house.astype(str))
    assert both / pairs(group) > 0.98
    assert both / pairs(house) > 0.85


def test_the_counts_hold_the_truth(judged):
    """Distinct and insured houses lie in their ranges, the expected number within a tenth."""
    told, done, house, held = judged
    seen = counts(payable(done.houses, NONE, share=0.7), told).iloc[0]
    for name, true in (("houses", house.nunique()), ("insured", len(set(house) & held))):
        assert seen[f"{name}_lo"] <= true * 1.02
        assert true <= seen[f"{name}_hi"]
        assert seen[name] == pytest.approx(true, rel=0.1)

"""Reports become houses: four are one, one is forty, and people have the last word."""

import numpy as np
import pandas as pd
import pytest
from desk_world import SETTINGS, START, insured, reports, told
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.desk import Decisions, counts, merge, open_homes, payable, resolve
from risk.desk.decisions import Verdict, check, home_subject, pair_subject, size_subject
from risk.errors import ModelError

NO_CLAIMS = pd.DataFrame(columns=["claim_id", "household_key", "status", "damage_grade"])


def merged(rows, said=None, homes=None):
    return merge(rows, homes or insured(), settings=SETTINGS, decisions=said)


def counted(rows, done):
    return counts(payable(done.houses, NO_CLAIMS, share=0.7), rows).iloc[0]


def decided(*rows):
    """Decisions (subject, verdict, value) given one after the other."""
    table = [(n, *row, *[""] * (3 - len(row))) for n, row in enumerate(rows)]
    return resolve(pd.DataFrame(table, columns=["number", "subject", "verdict", "value"]))


def kin(village):
    """Two names under one telephone: husband and wife, or neighbours."""
    own = {"region_code": village, "phone_key": f"A{village}"}
    return {**own, "name_key": f"X{village}"}, {**own, "name_key": f"Z{village}"}


def groups(done):
    return {frozenset(ids) for ids in done.houses["report_ids"]}


def test_four_reports_of_one_house_are_one():
    """Hotline, liaison, list and a neighbour who knows only the name."""
    rows = reports(
        told(1, 7), told(1, 7, channel="liaison"), told(1, 7, list_no="L1", at=-3),
        {"name_key": "N1-7", "channel": "online"},
    )  # fmt: skip
    done = merged(rows)
    assert len(done.houses) == 1
    house = done.houses.iloc[0]
    assert (house["reports"], house["household_key"], house["insured"]) == (4, "H1-7", "sure")
    assert house["reported_at"] == START - pd.Timedelta(hours=3), "its earliest own report"


def test_one_call_of_forty_houses_is_forty():
    """Nobody else reported from the village: the call is taken at its word."""
    rows = reports({"houses": 40, "channel": "liaison"})
    done = merged(rows)
    assert len(done.houses) == 40
    assert counted(rows, done)["houses"] == 40
    assert len(done.assigned["house_ids"].iloc[0]) == 40


def test_the_list_of_the_forty_is_not_another_forty():
    """The call's houses are probably those the list names."""
    rows = reports(
        {"houses": 40, "channel": "liaison"}, *(told(1, n, list_no="L1") for n in range(40))
    )
    done = merged(rows)
    seen = counted(rows, done)
    assert (seen["houses_lo"], seen["houses_hi"]) == (40, 80)
    assert 40 <= seen["houses"] <= 45
    call = size_subject("R01")
    covered = merged(rows, decided((call, Verdict.COVERED)))
    assert counted(rows, covered)["houses_hi"] == 40
    own = merged(rows, decided((call, Verdict.SPLIT, "12")))
    assert counted(rows, own)["houses"] == 52


def test_rows_of_one_list_are_houses_of_their_own():
    """Also two of the same name."""
    row = {"list_no": "L1", "name_key": "N1-1"}
    assert len(merged(reports(row, row)).houses) == 2


def test_a_call_that_fits_two_rows_of_a_list_goes_with_neither():
    """Two namesakes on the list, the caller gives the name: a person must say which."""
    row = {"list_no": "L1", "name_key": "X", "phone_key": "Y"}
    done = merged(reports(row, row, {"name_key": "X", "phone_key": "Y"}))
    assert len(done.houses) == 3
    assert (done.doubtful["p"] <= 0.5).all()
    assert done.houses["p_same"].sum() == pytest.approx(1, abs=0.05)


def test_a_doubtful_pair_is_counted_with_its_chance():
    """The range holds both answers; an answer closes it."""
    rows = reports(*kin("V1"), told(2, 5))
    done = merged(rows)
    doubt = done.doubtful.iloc[0]
    assert (doubt["a"], doubt["b"]) == ("R01", "R02")
    assert "phone" in doubt["reasons"].split()
    seen = counted(rows, done)
    assert (seen["houses_lo"], seen["houses_hi"]) == (2, 3)
    assert seen["houses"] == pytest.approx(3 - doubt["p"])
    subject = pair_subject("R02", "R01")
    one = merged(rows, decided((subject, Verdict.SAME)))
    assert groups(one) == {frozenset({"R01", "R02"}), frozenset({"R03"})}
    two = merged(rows, decided((subject, Verdict.APART)))
    assert len(two.houses) == 3
    assert two.doubtful.empty
    assert counted(rows, two)["houses_lo"] == 3


def test_undo_restores_what_was():
    """An answer taken back leaves no trace in the counts."""
    rows = reports(*kin("V1"))
    before = merged(rows)
    subject = pair_subject("R01", "R02")
    again = merged(rows, decided((subject, Verdict.SAME), (subject, Verdict.OPEN)))
    pd.testing.assert_frame_equal(before.houses, again.houses)
    pd.testing.assert_frame_equal(before.doubtful, again.doubtful)


def test_a_person_parts_what_the_evidence_joined():
    """Father and son of one telephone and name in two houses."""
    rows = reports(told(1, 7), told(1, 7))
    assert len(merged(rows).houses) == 1
    parted = merged(rows, decided((pair_subject("R01", "R02"), Verdict.APART)))
    assert len(parted.houses) == 2


def test_a_person_names_the_household_or_says_there_is_none():
    """The match follows; no house at all leaves the counts."""
    rows = reports({"name_key": "stranger"})
    home = home_subject("R01")
    known = merged(rows, decided((home, Verdict.HOUSEHOLD, "H1-3")))
    assert known.houses.iloc[0][["household_key", "insured"]].tolist() == ["H1-3", "sure"]
    none = merged(rows, decided((home, Verdict.NOT_INSURED)))
    assert none.houses.iloc[0]["insured"] == "none"
    assert counted(rows, none)["insured_hi"] == 0
    wrong = merged(rows, decided((size_subject("R01"), Verdict.NO_HOUSE)))
    assert wrong.houses.empty
    assert wrong.assigned["outcome"].tolist() == ["no_house"]
    assert open_homes(merged(rows))["house_id"].tolist() == ["R01"]


def test_what_can_wait_is_asked_last():
    """A pair put off stands after the others."""
    rows = reports(*kin("V1"), *kin("V2"))
    first = merged(rows).doubtful.iloc[0]
    later = merged(rows, decided((pair_subject(first["a"], first["b"]), Verdict.LATER)))
    assert later.doubtful["a"].tolist()[-1] == first["a"]
    assert later.doubtful["later"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("subject", "verdict", "value"),
    [
        (pair_subject("a", "b"), Verdict.SPLIT, "3"),
        (size_subject("a"), Verdict.SAME, ""),
        (size_subject("a"), Verdict.SPLIT, "many"),
        (size_subject("a"), Verdict.SPLIT, "0"),
        (home_subject("a"), Verdict.HOUSEHOLD, ""),
        ("nothing", Verdict.SAME, ""),
    ],
)
def test_an_answer_to_another_question_is_refused(subject, verdict, value):
    """A pair is not split, a call is not the same."""
    with pytest.raises(ModelError):
        check(subject, verdict, value)


def test_900_reports_of_600_houses_come_out_right():
    """300 repeats by other channels, some without name or telephone: within two in a hundred."""
    rng = np.random.default_rng(5)
    house = np.concatenate([np.arange(600), rng.choice(600, 300, replace=False)])
    rows = []
    for n, h in enumerate(house):
        row = told(h % 60 + 1, h // 60, id=f"R{n:04d}", at=n / 60)
        if n >= 600 and rng.random() < 0.3:
            row.pop(["phone_key", "name_key"][rng.integers(2)])
        rows.append(row)
    told_ = reports(*rows)
    done = merged(told_, homes=insured(60, 200))
    seen = counted(told_, done)
    assert seen["reports"] == 900
    assert seen["houses_lo"] <= 600 <= seen["houses_hi"]
    assert seen["houses"] == pytest.approx(600, abs=12)
    assert seen["insured"] == pytest.approx(600, abs=12)
    truth = dict(zip(told_["report_id"], house, strict=True))
    assert all(len({truth[r] for r in ids}) == 1 for ids in done.houses["report_ids"])


def test_no_reports_are_no_houses():
    """An empty day is a day."""
    rows = reports(told(1, 1)).iloc[:0]
    done = merged(rows)
    assert counted(rows, done).tolist() == [0] * 10


ANY = st.fixed_dictionaries(
    {
        "region_code": st.sampled_from(["V1", "V2", None]),
        "phone_key": st.sampled_from(["P1-1", "P1-2", "X", None]),
        "name_key": st.sampled_from(["N1-1", "N2-1", "Y", None]),
        "list_no": st.sampled_from([None, None, "L1"]),
        "houses": st.sampled_from([None, None, 1, 3]),
        "claim_id": st.sampled_from([None, None, None, "C1"]),
    }
)


@given(st.lists(ANY, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_does_not_matter_and_no_report_is_lost(rows, chance):
    """Shuffled reports give the same houses; every report is in the houses it is said to be."""
    table = reports(*rows)
    mixed = table.sample(frac=1, random_state=chance.randrange(10**6))
    one, two = merged(table), merged(mixed)
    pd.testing.assert_frame_equal(one.houses, two.houses)
    pd.testing.assert_frame_equal(one.doubtful, two.doubtful)
    assert sorted(one.assigned["report_id"]) == sorted(table["report_id"])
    into = {(r, h) for r, hs, _ in one.assigned.itertuples(index=False) for h in hs}
    homes = zip(one.houses["house_id"], one.houses["report_ids"], strict=True)
    held = {(r, h) for h, ids in homes for r in ids}
    assert into == held
    assert (one.assigned["house_ids"].str.len() > 0).all()
    seen = counted(table, one)
    for count in ("houses", "insured", "payable"):
        assert seen[f"{count}_lo"] <= seen[count] + 1e-9
        assert seen[count] <= seen[f"{count}_hi"] + 1e-9


@given(st.lists(ANY, min_size=2, max_size=8), st.data())
@settings(max_examples=14, deadline=None)
def test_any_decision_can_be_taken_back(rows, data):
    """Same, apart, split, household: after OPEN all is as before."""
    table = reports(*rows)
    ids = table["report_id"].tolist()
    a, b = data.draw(st.permutations(ids))[:2]
    subject, verdict, value = data.draw(
        st.sampled_from(
            [
                (pair_subject(a, b), Verdict.SAME, ""),
                (pair_subject(a, b), Verdict.APART, ""),
                (size_subject(a), Verdict.SPLIT, "4"),
                (size_subject(a), Verdict.NO_HOUSE, ""),
                (home_subject(a), Verdict.HOUSEHOLD, "H1-1"),
            ]
        )
    )
    before = merged(table, Decisions())
    merged(table, decided((subject, verdict, value)))
    after = merged(table, decided((subject, verdict, value), (subject, Verdict.OPEN, "")))
    pd.testing.assert_frame_equal(before.houses, after.houses)
    pd.testing.assert_frame_equal(before.bulk, after.bulk)

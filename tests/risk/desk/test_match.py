"""Reports against households and against each other."""

import pandas as pd
import pytest
from desk_world import SETTINGS, insured, reports, told

from risk.desk import compare, match_households
from risk.desk.evidence import NAME, OF_HOUSEHOLDS, OF_REPORTS, chance, shared_phone
from risk.desk.merge import contact_values


def matched(rows, homes=None):
    records = rows.rename(columns={"report_id": "record_id"})
    return match_households(records, contact_values(records), homes or insured(), settings=SETTINGS)


def pairs(rows, homes=None):
    return compare(rows, homes or insured(), settings=SETTINGS)


def test_evidence_states_its_chances():
    """Agreement speaks for one house, disagreement against it, and each has a source."""
    for evidence in (*OF_REPORTS, *OF_HOUSEHOLDS):
        assert 0 < evidence.u < evidence.m < 1
        assert evidence.source


def test_weights_are_those_of_fellegi_and_sunter():
    """log2(m/u) for agreement, log2((1-m)/(1-u)) for disagreement, nothing for what is missing."""
    bits = NAME.bits(*(pd.Series(x).to_numpy() for x in ([True, False, True], [True, True, False])))
    assert bits == pytest.approx([8.146, -2.733, 0.0], abs=0.001)
    assert chance(bits[:1], 0.01)[0] == pytest.approx(0.741, abs=0.001)


def test_name_and_telephone_of_a_household_are_sure():
    """Both agree with one household of the village."""
    found = matched(reports(told(1, 7)))
    assert found.records.loc["R01", "verdict"] == "sure"
    assert found.records.loc["R01", "household_key"] == "H1-7"
    assert found.candidates.iloc[0]["reasons"] == "phone name village"


def test_a_wrong_village_is_seen_through():
    """Name and telephone agree, the village does not: still that household."""
    found = matched(reports({**told(2, 7), "region_code": "V1"}))
    assert found.records.loc["R01", "household_key"] == "H2-7"
    assert "!village" in found.candidates.iloc[0]["reasons"]


def test_of_two_equals_none_is_chosen():
    """Two households of the village bear the name, nothing else is known: one half each."""
    homes = insured()
    twin = homes.contacts["contact_key"].replace({"N1-8": "N1-7"})
    homes = type(homes)(homes.households, homes.contacts.assign(contact_key=twin), homes.share)
    found = matched(reports({"name_key": "N1-7"}), homes)
    best = found.candidates.set_index("household_key")["p"]
    assert best["H1-7"] == pytest.approx(best["H1-8"])
    assert best["H1-7"] <= 0.5
    assert found.records.loc["R01", "verdict"] == "doubtful"
    assert pd.isna(found.records.loc["R01", "household_key"])


def test_a_name_nobody_insured_bears_is_probably_not_insured():
    """Nothing agrees: the chance of being insured falls below the share of insured houses."""
    found = matched(reports({"name_key": "stranger", "phone_key": "unknown"}))
    assert 0.1 < found.records.loc["R01", "p_insured"] < 0.5


def test_chances_of_candidates_never_pass_one():
    """All candidates and no insurance together are certain at most."""
    rows = reports({"phone_key": "P1-7", "name_key": "N1-8"}, {"name_key": "N2-1"}, {})
    found = matched(rows)
    whole = found.candidates.groupby("record_id")["p"].sum()
    assert (whole <= found.records["p_insured"].reindex(whole.index) + 1e-9).all()


def test_a_liaison_s_telephone_brings_nobody_together():
    """Six names under one telephone: it is nobody's own."""
    rows = reports(*({"phone_key": "LIAISON", "name_key": f"X{n}"} for n in range(6)))
    assert (pairs(rows)["p"] < SETTINGS.doubtful_p).all()
    assert list(shared_phone(pd.Series([1.0, 2.0, 9.0]).to_numpy())) == [0.005, 0.0625, 1.0]


def test_a_liaison_s_telephone_speaks_for_nothing_when_it_differs():
    """Nobody's own telephone against another one: names decide, as they differ."""
    rows = reports(
        *({"phone_key": "LIAISON", "name_key": f"X{n}"} for n in range(6)),
        {"phone_key": "other", "name_key": "Z"},
    )
    assert (pairs(rows)["p"] < SETTINGS.doubtful_p).all()


def test_rows_of_one_list_are_no_pair():
    """Each row of a list is a house of its own, whatever it says."""
    row = {"list_no": "L1", "phone_key": "P", "name_key": "N"}
    assert pairs(reports(row, row)).empty


def test_the_same_claim_number_decides():
    """The core system said so."""
    found = pairs(reports({"claim_id": "C1"}, {"claim_id": "C1", "region_code": "V2"}))
    assert found.iloc[0]["p"] == 1
    assert found.iloc[0]["reasons"].startswith("claim")


def test_reports_of_other_villages_meet_only_by_a_contact():
    """A village may be written wrong; without a telephone or name in common they stay apart."""
    rows = reports(told(1, 1), {**told(1, 1), "region_code": "V2"}, {"region_code": "V3"})
    found = pairs(rows)
    assert found[["a", "b"]].values.tolist() == [["R01", "R02"]]
    assert found.iloc[0]["p"] > 0.9


def test_900_reports_take_a_moment():
    """The pairs of a day stay few: those of a village, not of the county."""
    rows = reports(*(told(n % 60 + 1, n) for n in range(900)))
    assert len(pairs(rows, insured(60, 20))) <= 60 * 15 * 14 / 2

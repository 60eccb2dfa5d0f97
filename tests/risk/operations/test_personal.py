"""Personal data and raw rejects at rest."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.personal import (
    READERS,
    purge,
    read_people,
    read_person,
    read_rejects,
    store_people,
    store_rejects,
)
from risk.terms import Role

NOW = datetime(2026, 7, 1, 9, 30)

ASK = {"user": "wang", "role": Role.MANAGER, "why": "claim 7", "at": NOW}


def people(**changes):
    frame = pd.DataFrame(
        {
            "household_key": ["HA", "HB", "HC"],
            "householder_name": ["张三", "李四", None],
            "phone": ["13800000001", None, None],
        }
    )
    return frame.assign(**changes)


def test_stored_people_come_back_without_missing_values(con, keys):
    """What went in comes out; missing values and a subject with none are not kept."""
    assert store_people(con, keys, people()) == 2
    assert read_person(con, keys, "HA", **ASK) == {
        "householder_name": "张三",
        "phone": "13800000001",
    }
    assert read_person(con, keys, "HB", **ASK) == {"householder_name": "李四"}
    assert read_person(con, keys, "HC", **ASK) == {}


def test_only_new_and_changed_people_are_written(con, keys):
    """The same frame again writes nothing, not even a new ciphertext; a change writes one."""
    store_people(con, keys, people())
    before = con.execute("SELECT * FROM person").fetchall()
    assert store_people(con, keys, people()) == 0
    assert con.execute("SELECT * FROM person").fetchall() == before
    assert store_people(con, keys, people(phone=["13800000009", None, None])) == 1
    assert read_person(con, keys, "HA", **ASK)["phone"] == "13800000009"


def test_the_last_row_of_a_subject_counts(con, keys):
    """A household named twice keeps its last row; an empty row wipes nothing."""
    frame = people(household_key=["HA", "HA", "HA"])
    assert store_people(con, keys, frame) == 1
    assert read_person(con, keys, "HA", **ASK) == {"householder_name": "李四"}


def test_nothing_readable_lies_on_the_disk(ws, con, keys):
    """Neither file of the store holds a name, a phone, or the bytes of either."""
    store_people(con, keys, people())
    store_rejects(con, keys, 1, pd.DataFrame({"row": [3], "户主": ["王五"]}), NOW)
    for file in ws.root.glob("operations.sqlite*"):
        content = file.read_bytes()
        for secret in ("张三", "13800000001", "王五", "户主"):
            assert secret.encode() not in content


def test_kinds_are_apart(con, keys):
    """A claim's reporter and a household of one key do not mix."""
    reporters = pd.DataFrame({"claim_id": ["HA"], "reporter_name": ["赵六"], "phone": ["1"]})
    store_people(con, keys, people())
    store_people(con, keys, reporters, kind="claim")
    assert read_person(con, keys, "HA", **ASK, kind="claim")["reporter_name"] == "赵六"
    assert read_person(con, keys, "HA", **ASK)["householder_name"] == "张三"


@pytest.mark.parametrize("role", list(Role))
def test_every_read_is_audited_and_roles_are_checked(con, keys, role):
    """Viewers and analysts are refused; both outcomes stand in the audit with the reason."""
    store_people(con, keys, people())
    ask = ASK | {"role": role}
    if role in READERS:
        assert read_person(con, keys, "HA", **ask)
    else:
        with pytest.raises(OperationsError, match="may not read personal data"):
            read_person(con, keys, "HA", **ask)
    row = audit.rows(con).iloc[0]
    assert (row["user"], row["role"]) == ("wang", role)
    assert "claim 7" in row["action"]
    assert row["result"] == ("done" if role in READERS else "refused")


def test_an_altered_or_moved_secret_is_refused(con, keys):
    """A flipped bit, or one person's secret under another's key, does not decrypt."""
    store_people(con, keys, people())
    con.execute("UPDATE person SET secret = (SELECT secret FROM person WHERE key = 'HA')")
    assert read_person(con, keys, "HA", **ASK)["householder_name"] == "张三"
    with pytest.raises(OperationsError, match="altered"):
        read_person(con, keys, "HB", **ASK)
    secret = bytearray(con.execute("SELECT secret FROM person WHERE key = 'HA'").fetchone()[0])
    secret[-1] ^= 1
    con.execute("UPDATE person SET secret = ? WHERE key = 'HA'", (bytes(secret),))
    with pytest.raises(OperationsError, match="altered"):
        read_person(con, keys, "HA", **ASK)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=TEXT, phone=TEXT, account=st.one_of(st.none(), TEXT))
def test_any_text_survives_the_round_trip(con, keys, name, phone, account):
    """Line breaks, quotes, rare characters and emoji come back as they were."""
    frame = pd.DataFrame(
        {"household_key": ["HX"], "n": [name], "p": [phone], "b": [account]}, dtype="str"
    )
    store_people(con, keys, frame)
    expected = {"n": name, "p": phone} | ({} if account is None else {"b": account})
    assert read_person(con, keys, "HX", **ASK) == expected


def test_rejects_come_back_as_the_user_wrote_them(con, keys):
    """Headings, order, missing cells and row numbers are kept; a second store replaces."""
    raw = pd.DataFrame({"row": [12, 5], "户主": ["张三", None], "电话": ["abc", "13"]})
    assert store_rejects(con, keys, 4, raw, NOW + timedelta(days=90)) == 2
    back = read_rejects(con, keys, 4, **ASK)
    assert back.columns.tolist() == ["row", "户主", "电话"]
    assert back["row"].tolist() == [5, 12]
    assert back["电话"].tolist() == ["13", "abc"]
    assert back["户主"].isna().tolist() == [True, False]
    assert store_rejects(con, keys, 4, raw.head(1), NOW + timedelta(days=90)) == 1
    assert len(read_rejects(con, keys, 4, **ASK)) == 1


def test_rejects_expire(con, keys):
    """Expired rows are not shown, and purge erases exactly them."""
    raw = pd.DataFrame({"row": [1], "a": ["x"]})
    store_rejects(con, keys, 1, raw, NOW)
    store_rejects(con, keys, 2, raw, NOW + timedelta(days=1))
    assert read_rejects(con, keys, 1, **ASK).empty
    assert purge(con, NOW) == 1
    assert len(read_rejects(con, keys, 2, **ASK)) == 1
    assert purge(con, NOW) == 0


def test_rejects_need_a_role(con, keys):
    """Raw rows are personal data."""
    with pytest.raises(OperationsError, match="may not read personal data"):
        read_rejects(con, keys, 1, **(ASK | {"role": Role.ANALYST}))


@pytest.mark.slow
def test_a_county_of_90_000_households(con, keys):
    """A whole county's people are stored once; storing them again changes nobody."""
    n = 90_000
    numbers = pd.Series(np.arange(n)).astype("str")
    frame = pd.DataFrame(
        {"household_key": "H" + numbers, "householder_name": "张三", "phone": "138" + numbers}
    )
    assert store_people(con, keys, frame) == n
    assert store_people(con, keys, frame) == 0


def test_several_people_are_read_under_one_audit_row(con, keys):
    """A call sheet is one reading; a subject nobody knows is empty; a viewer gets nothing."""
    liaisons = pd.DataFrame({"liaison_id": ["L1", "L2"], "phone": ["13800000001", "13800000002"]})
    store_people(con, keys, liaisons, kind="liaison")
    found = read_people(con, keys, ["L1", "L9", "L2"], **ASK, kind="liaison")
    assert found == {"L1": {"phone": "13800000001"}, "L9": {}, "L2": {"phone": "13800000002"}}
    with pytest.raises(OperationsError, match="may not read"):
        read_people(con, keys, ["L1"], **{**ASK, "role": Role.VIEWER}, kind="liaison")
    rows = audit.rows(con)[["object", "result"]].to_numpy().tolist()
    assert rows == [
        ["person liaison L1", "refused"],
        ["person liaison 3 subjects", "done"],
    ]

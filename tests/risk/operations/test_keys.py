"""The key file and household keys."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import OperationsError
from risk.operations import open_operations
from risk.operations.keys import (
    Keys,
    bind_key,
    household_key,
    household_keys,
    load_or_create_key,
    open_keys,
)

FIXED = Keys(
    household=b"h" * 32, personal=b"p" * 32, contact=b"o" * 32, content=b"c" * 32,
    session=b"s" * 32, check_in=b"i" * 32, story=b"t" * 32,
)  # fmt: skip


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path):
    """The file appears with mode 0600 and gives the same keys ever after."""
    path = tmp_path / "county.key"
    first = load_or_create_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(path) == first
    assert load_or_create_key(tmp_path / "other.key") != first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["county.key", "other.key"]


def test_the_keys_differ_and_never_print(tmp_path):
    """Each purpose has its own key, and a log of the object shows none."""
    keys = load_or_create_key(tmp_path / "k")
    assert len(set(vars(keys).values())) == 7
    assert repr(keys) == "Keys()"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_open_to_others_is_refused(tmp_path, mode):
    """The remedy is the command to run."""
    path = tmp_path / "k"
    load_or_create_key(path)
    path.chmod(mode)
    with pytest.raises(OperationsError, match="chmod 600"):
        load_or_create_key(path)


@pytest.mark.parametrize(
    "damage", ["", "huzhu key 1\nAAAA\n00\n", "x" * 80, "cut", "flipped", "墨"]
)
def test_a_damaged_key_is_refused_and_left_alone(tmp_path, damage):
    """Cut, altered, empty or foreign: refused, never replaced by a new key."""
    path = tmp_path / "k"
    load_or_create_key(path)
    whole = path.read_text()
    letter = "A" if whole[20] != "A" else "B"
    text = {"cut": whole[:40], "flipped": whole[:20] + letter + whole[21:]}.get(damage, damage)
    path.write_text(text, "utf-8")
    with pytest.raises(OperationsError, match="put its copy back"):
        load_or_create_key(path)
    assert path.read_text("utf-8") == text


def test_a_key_needs_its_folder(tmp_path):
    """No folder is made for a key by guesswork."""
    with pytest.raises(OperationsError, match="key file cannot be made"):
        load_or_create_key(tmp_path / "missing" / "k")


def test_a_lost_key_is_not_replaced(ws, con, keys):
    """Where the store knows a key, a missing file is an error, not a new key."""
    ws.key_file(ws.county()).unlink()
    with pytest.raises(OperationsError, match="is gone"):
        open_keys(ws, con)
    assert not ws.key_file(ws.county()).exists()


def test_another_key_is_refused(ws, con, keys):
    """A store says when the key file is not its own, in every later session too."""
    again = open_operations(ws)
    with pytest.raises(OperationsError, match="not the one the workspace was made with"):
        bind_key(again, FIXED)
    bind_key(again, keys)
    again.close()


def test_household_keys_have_a_fixed_form_and_value():
    """The form is H + 24 base32 characters; the value under a known key never changes."""
    key = household_key(FIXED, "632126198001010011")
    assert re.fullmatch("H[A-Z2-7]{24}", key)
    assert key == household_key(FIXED, " 63212619800101001１ ".strip(" "))
    assert key == "HSWPLEYLSOXW44UJMVMJBT4WT"
    assert household_key(FIXED, "11010519491231002x") == household_key(FIXED, "11010519491231002X")


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.text(min_size=1, max_size=20)), max_size=30))
def test_many_keys_agree_with_one_by_one(texts):
    """The column function equals the single one, keeps the index, and leaves missing missing."""
    column = pd.Series(texts, index=range(5, 5 + len(texts)), dtype="str")
    keys = household_keys(FIXED, column)
    assert keys.index.equals(column.index)
    expected = [None if pd.isna(t) else household_key(FIXED, t) for t in column]
    assert [None if pd.isna(k) else k for k in keys] == expected


def test_other_keys_give_other_household_keys(keys):
    """Without the file a guess cannot be tested."""
    assert household_key(keys, "632126198001010011") != household_key(FIXED, "632126198001010011")

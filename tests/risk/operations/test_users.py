"""Accounts, passwords, lock-out."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from risk.errors import OperationsError
from risk.operations import users
from risk.terms import Role

NOW = datetime(2026, 7, 1, 9, 30)

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch):
    """The same hash with less memory: these tests hash dozens of times."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(users, "_hasher", cheap)
    users._nobody.cache_clear()


@pytest.fixture
def li(con):
    """One analyst."""
    return users.add_user(con, "li", PASSWORD, Role.ANALYST, now=NOW)


def test_right_and_wrong_password(con, li):
    """The right password gives the user with the role; anything else gives nobody."""
    assert users.check_password(con, "li", PASSWORD, now=NOW) == li
    assert users.check_password(con, "li", PASSWORD + "x", now=NOW) is None
    assert users.check_password(con, "nobody", PASSWORD, now=NOW) is None


def test_the_stored_hash_is_argon2id(con, li):
    """No password stands in the store, only its argon2id hash, salted."""
    users.add_user(con, "wang", PASSWORD, Role.VIEWER, now=NOW)
    assert len({r[0] for r in con.execute("SELECT password_hash FROM user")}) == 2
    stored = con.execute("SELECT password_hash FROM user").fetchone()[0]
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_five_wrong_passwords_lock_for_fifteen_minutes(con, li):
    """The lock holds against the right password, is not prolonged by tries, and then opens."""
    for _ in range(5):
        assert users.check_password(con, "li", "wrong password", now=NOW) is None
    assert users.check_password(con, "li", PASSWORD, now=NOW + timedelta(minutes=14)) is None
    late = NOW + timedelta(minutes=14, seconds=30)
    assert users.check_password(con, "li", "wrong password", now=late) is None
    assert users.check_password(con, "li", PASSWORD, now=NOW + timedelta(minutes=16)) == li


def test_a_right_password_resets_the_count(con, li):
    """Four wrong ones, a right one, four wrong ones: still open."""
    for _ in range(2):
        for _ in range(4):
            users.check_password(con, "li", "wrong password", now=NOW)
        assert users.check_password(con, "li", PASSWORD, now=NOW) == li


@pytest.mark.parametrize("password", ["short", "123456789", "LI-the-ANALYST"])
def test_weak_passwords_are_refused(con, password):
    """Under ten characters, or the user's own name: refused with the rule."""
    with pytest.raises(OperationsError, match="at least 10 characters"):
        users.add_user(con, "li-the-analyst", password, Role.VIEWER, now=NOW)


@pytest.mark.parametrize("name", ["", " ", "li ", "demo"])
def test_impossible_names_are_refused(con, name):
    """Empty, padded and reserved names are refused."""
    with pytest.raises(OperationsError, match="cannot be a user name"):
        users.add_user(con, name, PASSWORD, Role.VIEWER, now=NOW)


def test_a_name_is_given_once(con, li):
    """A second account of one name is refused and the first stays as it was."""
    with pytest.raises(OperationsError, match="user li exists"):
        users.add_user(con, "li", "another password", Role.ADMINISTRATOR, now=NOW)
    assert users.find_user(con, "li").role is Role.ANALYST


def test_disabled_users_do_not_get_in(con, li):
    """A shut account refuses its right password; without another one nobody can sign in."""
    assert users.has_users(con)
    users.disable_user(con, "li")
    assert users.check_password(con, "li", PASSWORD, now=NOW) is None
    assert not users.has_users(con)
    listed = users.list_users(con)
    assert listed["disabled"].tolist() == [True]
    assert listed["created_at"].tolist() == [NOW]


def test_set_password_opens_the_lock_and_changes_the_number(con, li):
    """A new password replaces the old one, ends the lock, and marks older sessions as stale."""
    for _ in range(5):
        users.check_password(con, "li", "wrong password", now=NOW)
    users.set_password(con, "li", "a new long password", now=NOW)
    assert users.check_password(con, "li", PASSWORD, now=NOW) is None
    user = users.check_password(con, "li", "a new long password", now=NOW)
    assert user.password_number == li.password_number + 1


def test_changes_to_nobody_are_refused(con):
    """Changing an account that is not there says so."""
    with pytest.raises(OperationsError, match="no user wang"):
        users.disable_user(con, "wang")
    with pytest.raises(OperationsError, match="no user wang"):
        users.set_password(con, "wang", PASSWORD, now=NOW)


def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(con, li, monkeypatch):
    """When argon2's parameters grow, the next right password stores a stronger hash."""
    monkeypatch.setattr(users, "_hasher", PasswordHasher())
    assert users.check_password(con, "li", PASSWORD, now=NOW) == li
    stored = con.execute("SELECT password_hash FROM user").fetchone()[0]
    assert f"m={PasswordHasher().memory_cost}" in stored
    assert users.check_password(con, "li", PASSWORD, now=NOW) == li

"""Wallboards' passes: told once, kept as a hash, ending by themselves or at a word; audited."""

from datetime import datetime, timedelta

import pytest

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.deed import Doer
from risk.operations.wall import (
    add_wall_pass,
    list_wall_passes,
    read_wall_pass,
    revoke_wall_pass,
    wall_address,
)
from risk.terms import Role

AT = datetime(2026, 3, 1, 9)
ADMIN = Doer("anna", Role.ADMINISTRATOR, AT)


def test_a_word_opens_until_its_day_and_no_longer(con):
    word = add_wall_pass(con, " hall ", days=90, by=ADMIN)
    held = read_wall_pass(con, word, now=AT + timedelta(days=89))
    assert held is not None
    assert (held.name, held.valid_until) == ("hall", AT + timedelta(days=90))
    assert read_wall_pass(con, word, now=AT + timedelta(days=90)) is None
    assert read_wall_pass(con, word + "x", now=AT) is None
    assert wall_address("http://127.0.0.1:8050/", word) == f"http://127.0.0.1:8050/wall#{word}"


def test_only_a_hash_is_kept_and_a_pass_is_revoked_at_once(con):
    word = add_wall_pass(con, "hall", days=90, by=ADMIN)
    assert word not in "".join(map(str, con.execute("SELECT * FROM wall_pass").fetchone()))
    with pytest.raises(OperationsError, match="holds already"):
        add_wall_pass(con, "hall", days=90, by=ADMIN)
    revoke_wall_pass(con, 1, by=ADMIN)
    assert read_wall_pass(con, word, now=AT) is None
    with pytest.raises(OperationsError, match="no wall pass 1"):
        revoke_wall_pass(con, 1, by=ADMIN)
    add_wall_pass(con, "hall", days=90, by=ADMIN)
    table = list_wall_passes(con)
    assert table["id"].tolist() == [2, 1]
    assert table["revoked_by"].fillna("").tolist() == ["", "anna"]
    assert "word_sha256" not in table


def test_a_watching_screen_is_audited_once_a_day(con):
    word = add_wall_pass(con, "hall", days=90, by=ADMIN)
    for minutes in (0, 5, 20, 24 * 60):
        read_wall_pass(con, word, now=AT + timedelta(minutes=minutes))
    told = audit.rows(con)
    assert told["action"].tolist() == ["watch wall", "watch wall", "add wall pass"]
    assert told["user"].tolist() == ["wall: hall", "wall: hall", "anna"]
    assert list_wall_passes(con)["last_seen_at"].tolist() == [AT + timedelta(days=1)]
    assert audit.verify_chain(con) == []


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_only_an_administrator_makes_and_revokes(con, role):
    with pytest.raises(OperationsError, match="may not"):
        add_wall_pass(con, "hall", days=1, by=Doer("bob", role, AT))
    with pytest.raises(OperationsError, match="may not"):
        revoke_wall_pass(con, 1, by=Doer("bob", role, AT))


def test_a_screen_has_a_name(con):
    with pytest.raises(OperationsError, match="no name"):
        add_wall_pass(con, "  ", days=1, by=ADMIN)

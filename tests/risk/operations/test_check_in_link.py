"""Links of crews: what was signed here is read back, anything else is refused."""

from dataclasses import fields, replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import OperationsError
from risk.operations import Keys
from risk.operations.check_in_link import (
    Pass,
    checkin_link,
    link_png,
    link_svg,
    read_pass,
    write_pass,
)

KEYS = Keys(**{f.name: f.name.encode().ljust(32, b".") for f in fields(Keys)})
NIGHT = datetime(2026, 1, 21, 12, 0)
GRANTED = Pass(7, "东城-1", NIGHT)


def test_a_link_says_day_crew_and_expiry_behind_the_hash():
    """What servers and proxies log of the address is the same for every crew."""
    link = checkin_link(KEYS, "https://huzhu.example/", 7, "东城-1", NIGHT)
    address, _, text = link.partition("#")
    assert address == "https://huzhu.example/checkin/"
    assert read_pass(KEYS, text) == GRANTED


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.text(min_size=1, max_size=30), st.data())
def test_one_changed_letter_is_a_forgery(day_id, crew_id, data):
    """Every letter of a pass is signed: crew, day and expiry cannot be written over."""
    text = write_pass(KEYS, Pass(day_id, crew_id, NIGHT))
    assert read_pass(KEYS, text).crew_id == crew_id
    place = data.draw(st.integers(0, len(text) - 23))
    other = data.draw(st.sampled_from("Aa0.-").filter(lambda c: c != text[place]))
    with pytest.raises(OperationsError, match="no check-in link"):
        read_pass(KEYS, text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "x", "7.YQ.20260121T1200.", "." * 10_000, "7.YQ.20269999T9999." + "A" * 22]
)
def test_what_is_no_pass_is_refused(text):
    """Nothing is decoded before the signature is right."""
    with pytest.raises(OperationsError, match="no check-in link"):
        read_pass(KEYS, text)


def test_a_pass_of_another_county_is_refused():
    """Another key never signs for this county."""
    text = write_pass(KEYS, GRANTED)
    with pytest.raises(OperationsError, match="no check-in link"):
        read_pass(replace(KEYS, check_in=b"z" * 32), text)


@pytest.mark.parametrize("base", ["", "huzhu.example", "ftp://x", "https://x y", "https://x/#a"])
def test_a_base_no_phone_could_open_is_refused(base):
    """The address of the server is a setting: it is checked where it is used."""
    with pytest.raises(OperationsError, match="phone"):
        checkin_link(KEYS, base, 1, "c", NIGHT)


def test_the_code_is_written_as_svg_and_png():
    """Both hold the same modules; the PNG is a picture of a whole number of modules."""
    link = checkin_link(KEYS, "https://huzhu.example", 7, "c1", NIGHT)
    assert link_svg(link).startswith("<svg")
    assert link_png(link)[:8] == b"\x89PNG\r\n\x1a\n"

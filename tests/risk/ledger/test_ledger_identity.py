"""Identity numbers: the check digit stops two households from merging."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.ledger.faults import Fault
from risk.ledger.identity import check_digit, read_id_number, read_phone

BIRTHS = st.dates(date(1900, 1, 1), date(2024, 12, 31))
REGIONS = st.integers(110000, 659999)
SERIALS = st.integers(1, 999)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    first = f"{draw(REGIONS)}{draw(BIRTHS):%Y%m%d}{draw(SERIALS):03d}"
    return first + check_digit(first)


def test_published_example_holds() -> None:
    """The example of GB 11643-1999, 11010519491231002X, has check digit X."""
    assert check_digit("11010519491231002") == "X"


@given(number=id_numbers().filter(lambda n: not n.endswith("000")))
def test_good_number_is_kept(number: str) -> None:
    """A right number is read as itself, in lower case too."""
    assert read_id_number(number.lower()) == number


@given(number=id_numbers(), place=st.integers(0, 16), step=st.integers(1, 9))
def test_one_wrong_digit_is_caught(number: str, place: int, step: int) -> None:
    """Any single wrong digit is a fault."""
    wrong = str((int(number[place]) + step) % 10)
    assert isinstance(read_id_number(number[:place] + wrong + number[place + 1 :]), Fault)


@given(number=id_numbers())
def test_what_a_spreadsheet_does_is_caught(number: str) -> None:
    """Scientific notation and 15 kept digits are faults, whatever the number was."""
    kept = number[:15] + "000"
    assert read_id_number(f"{int(kept):.5E}") == Fault("scientific")
    assert read_id_number(kept) == Fault("id_rounded")


def test_a_true_000_can_be_written_in_groups() -> None:
    """A number that truly ends in 000 is read when typed with spaces."""
    serial = next(s for s in range(1, 999_999) if s % 100 == 0 and _ends_000(s))
    first = _first(serial)
    assert read_id_number(first + "0") == Fault("id_rounded")
    assert read_id_number(f"{first[:6]} {first[6:14]} {first[14:]}0") == first + "0"


def _first(serial: int) -> str:
    return f"{110000 + serial // 1000}19800101{serial % 1000:03d}"


def _ends_000(serial: int) -> bool:
    return check_digit(_first(serial)) == "0"


def test_old_number_gets_century_and_check_digit() -> None:
    """A 15-digit number becomes the 18-digit one of the same person."""
    assert read_id_number("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11010519491331002X", "id_birth"), ("110105194912310021", "id_check"),
        ("110105", "id_length"), ("1.10105E+17", "scientific"),
    ],
)  # fmt: skip
def test_damage_is_named(text: str, code: str) -> None:
    """Each kind of damage has its own reason."""
    assert read_id_number(text) == Fault(code)


@pytest.mark.parametrize(
    ("text", "number"),
    [("138 0013-8000", "13800138000"), ("(0972)8322222", "09728322222"),
     ("13800138000、13900139000", "13800138000/13900139000"), ("13800138000.0", "13800138000")],
)  # fmt: skip
def test_telephones_lose_their_dress(text: str, number: str) -> None:
    """Spaces, brackets and several numbers are understood."""
    assert read_phone(text) == number

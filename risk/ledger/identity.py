"""Numbers of people: identity numbers (GB 11643), account numbers, telephones."""

import re
from datetime import date

from risk.ledger.faults import Fault

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d+")
EIGHTEEN = re.compile(r"\d{17}[\dX]")
FIFTEEN = re.compile(r"\d{15}")


def check_digit(first17: str) -> str:
    """Check digit of an 18-digit identity number (GB 11643-1999)."""
    total = sum(w * int(c) for w, c in zip(WEIGHTS, first17, strict=True))
    return CHECK_DIGITS[total % 11]


def read_id_number(text: str) -> str | Fault:
    """An identity number as 18 characters; the old form gets its century and check digit.

    A number ending in 000 is taken for one that a spreadsheet rounded, unless it is written in
    groups with spaces, which no number cell can hold.
    """
    if SCIENTIFIC.fullmatch(text):
        return Fault("scientific")
    bare = text.replace(" ", "").upper()
    if FIFTEEN.fullmatch(bare):
        bare = f"{bare[:6]}19{bare[6:]}"
        return bare + check_digit(bare) if _is_day(bare[6:14]) else Fault("id_birth")
    if not EIGHTEEN.fullmatch(bare):
        return Fault("id_length")
    if bare.endswith("000") and bare == text:
        return Fault("id_rounded")
    if not _is_day(bare[6:14]):
        return Fault("id_birth")
    return bare if check_digit(bare[:17]) == bare[17] else Fault("id_check")


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return text >= "1850"


def read_digits(text: str) -> str | Fault:
    """A long number such as a bank account: digits, spaces and hyphens dropped."""
    if SCIENTIFIC.fullmatch(text):
        return Fault("scientific")
    bare = re.sub(r"[\s\-]", "", text)
    return bare if bare.isascii() and bare.isdigit() else Fault("digits")


def read_phone(text: str) -> str | Fault:
    """One or several telephone numbers, joined by ``/``."""
    if SCIENTIFIC.fullmatch(text):
        return Fault("scientific")
    numbers = [re.sub(r"[\s\-()]|\.0$", "", part) for part in re.split(r"[/、,;，；]", text)]
    if not all(re.fullmatch(r"\+?\d{5,15}", number) for number in numbers):
        return Fault("phone")
    return "/".join(numbers)

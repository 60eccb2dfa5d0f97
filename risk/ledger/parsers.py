"""One value's text → typed value or Fault. Text comes trimmed and not empty."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from risk.ledger.dates import read_moment
from risk.ledger.faults import Fault
from risk.ledger.identity import SCIENTIFIC, read_digits, read_id_number, read_phone
from risk.ledger.model import Column
from risk.ledger.words import fold, known_words, read_word

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
MONEY_WORDS = {
    "亿元": 1e8, "亿": 1e8, "万元": 1e4, "万": 1e4, "元": 1.0, "圆": 1.0, "cny": 1.0, "rmb": 1.0,
}  # fmt: skip
YES = {fold(w) for w in ("是", "有", "√", "true", "yes", "y", "t", "1", "1.0")}
NO = {fold(w) for w in ("否", "无", "没有", "×", "false", "no", "n", "f", "0", "0.0")}


@dataclass(frozen=True)
class Reading:
    """What a value is read with: the county's time zone and the factor of the heading's unit."""

    zone: ZoneInfo
    factor: float = 1.0


Parser = Callable[[str, Reading], Any]


def plain(text: str) -> str:
    """Half-width form of full-width digits and signs."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def number(text: str, reading: Reading) -> float | Fault:
    """A number, thousands separators allowed."""
    bare = plain(text).replace(" ", "")
    if THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    return float(bare) * reading.factor if NUMBER.fullmatch(bare) else Fault("number")


def whole(text: str, reading: Reading) -> int | Fault:
    """A whole number; 12.0 is 12."""
    value = number(text, reading)
    if isinstance(value, Fault):
        return value
    return int(value) if value.is_integer() and abs(value) < 2**53 else Fault("whole")


def money(text: str, reading: Reading) -> float | Fault:
    """An amount of money; a unit beside the number (3万元) outranks the heading's."""
    bare = re.sub(r"\s", "", plain(text)).lower().lstrip("¥$")
    for word, factor in MONEY_WORDS.items():
        if bare.endswith(word):
            return _scaled(bare.removesuffix(word), factor)
    return _scaled(bare, reading.factor)


def _scaled(text: str, factor: float) -> float | Fault:
    bare = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    if not NUMBER.fullmatch(bare):
        return Fault("number")
    return float(Decimal(bare) * Decimal(str(factor)))  # 0.29万 is 2900, not 2899.9999


def share_or_number(text: str, reading: Reading) -> float | Fault:
    """A number; 95% is 0.95."""
    bare = plain(text).strip()
    if bare.endswith("%"):
        value = number(bare[:-1], Reading(reading.zone))
        return value if isinstance(value, Fault) else value / 100
    return number(bare, reading)


def yes_no(text: str, _: Reading) -> bool | Fault:
    """是/否, yes/no, true/false, 1/0."""
    word = fold(text)
    return True if word in YES else False if word in NO else Fault("yes_no")


def code(text: str, _: Reading) -> str | Fault:
    """A code or number used as a name: the ``.0`` a spreadsheet added is dropped."""
    if SCIENTIFIC.fullmatch(text):
        return Fault("scientific")
    bare = plain(text)
    return bare[:-2] if bare.endswith(".0") and bare[:-2].isdigit() else bare


def day(text: str, reading: Reading) -> Any:
    """A day; a time of day beside it is dropped."""
    moment = read_moment(plain(text), reading.zone)
    if isinstance(moment, Fault):
        return moment
    return moment.at.replace(hour=0, minute=0, second=0)


def moment(text: str, reading: Reading) -> Any:
    """A local wall time."""
    value = read_moment(plain(text), reading.zone)
    return value if isinstance(value, Fault) else value.at


def text_(text: str, _: Reading) -> str:
    """Free text as it is."""
    return text


PARSERS: dict[str, Parser] = {
    "text": text_,
    "code": code,
    "int": whole,
    "float": number,
    "number": share_or_number,
    "money": money,
    "date": day,
    "datetime": moment,
    "bool": yes_no,
    "id_number": lambda text, _: read_id_number(plain(text)),
    "digits": lambda text, _: read_digits(plain(text)),
    "phone": lambda text, _: read_phone(plain(text)),
}

ARROW_TYPES: dict[str, pa.DataType] = {
    "int": pa.int64(),
    "float": pa.float64(),
    "number": pa.float64(),
    "money": pa.float64(),
    "date": pa.timestamp("us"),
    "datetime": pa.timestamp("us"),
    "bool": pa.bool_(),
}


def parser_of(column: Column) -> Parser:
    """The parser of a column; a column of codes looks its words up."""
    if column.type != "word":
        return PARSERS[column.type]
    fault = Fault("word", {"words": known_words(column.words)})
    return lambda text, _: read_word(text, column.words) or fault


def arrow_type(column: Column) -> pa.DataType:
    """Arrow type of a column's values."""
    return ARROW_TYPES.get(column.type, pa.string())

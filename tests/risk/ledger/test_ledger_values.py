"""Numbers, money, yes and no, words; value by value and in bulk."""

from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.ledger.bulk import SURE, in_bulk
from risk.ledger.faults import Fault
from risk.ledger.kinds import KINDS
from risk.ledger.parsers import PARSERS, Reading, parser_of
from risk.ledger.words import WORD_TABLES, choices, read_word

HERE = Reading(ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("30000", 30000), ("30,000.00", 30000), ("¥30000", 30000), ("￥3 0000元", 30000),
        ("3万元", 30000), ("0.29万", 2900), ("1.2亿元", 120_000_000), ("３００００", 30000),
        ("3e4", 30000), ("-5", -5),
    ],
)  # fmt: skip
def test_money_as_written(text: str, money: float) -> None:
    """Units, separators, signs and full-width digits are understood."""
    assert PARSERS["money"](text, HERE) == money


@pytest.mark.parametrize("text", ["三万", "1,23", "30000元整", "万元", "1_000", "inf", "约3万"])
def test_money_that_is_none(text: str) -> None:
    """What is no number is a fault, not a guess."""
    assert PARSERS["money"](text, HERE) == Fault("number")


def test_unit_beside_the_number_outranks_the_heading() -> None:
    """Under a heading in 万元, 3 is 30,000 and 300元 is 300."""
    heading = Reading(HERE.zone, 10_000)
    assert PARSERS["money"]("3", heading) == 30_000
    assert PARSERS["money"]("300元", heading) == 300


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("number", "95%", 0.95), ("number", "95", 95.0), ("bool", "是", True),
        ("bool", "FALSE", False), ("bool", "1", True), ("int", "12.0", 12), ("int", "1,234", 1234),
        ("code", "630223100001.0", "630223100001"), ("code", "E12", "E12"),
    ],
)  # fmt: skip
def test_values_of_other_types(type_: str, text: str, value: object) -> None:
    """Percent, yes/no, whole numbers and codes."""
    assert PARSERS[type_](text, HERE) == value


@pytest.mark.parametrize(
    ("type_", "text", "code"),
    [("int", "1.5", "whole"), ("bool", "也许", "yes_no"), ("code", "6.30223E+11", "scientific"),
     ("float", "abc", "number")],
)  # fmt: skip
def test_faults_of_other_types(type_: str, text: str, code: str) -> None:
    """What does not fit names its rule."""
    assert PARSERS[type_](text, HERE) == Fault(code)


def test_chinese_english_and_code_mean_the_same() -> None:
    """砖混, 砖混结构, Brick-Concrete and the code are one structure."""
    words = ["砖混", "砖混结构", "Brick-Concrete", "brick concrete", "brick_concrete"]
    assert {read_word(w, "structure") for w in words} == {"brick_concrete"}


def test_unknown_word_lists_the_known_ones() -> None:
    """The remedy of an unknown word is the list of words."""
    fault = parser_of(KINDS["policy"].column("structure"))("竹木", HERE)
    assert isinstance(fault, Fault)
    assert all(word in fault.text("zh")[1] for word in choices("structure"))


@pytest.mark.parametrize("table", WORD_TABLES)
def test_no_word_means_two_codes(table: str) -> None:
    """Every listed word reads as the code it stands beside."""
    for code, line in WORD_TABLES[table].items():
        assert {read_word(word, table) for word in (code, *line.split("|"))} == {code}


TEXTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{1,9})?", fullmatch=True),
    st.from_regex(r"[0-9]{6}(19|20)[0-9]{9}[0-9X]", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9_.+\-]{1,20}", fullmatch=True),
    st.text(min_size=1, max_size=8).map(str.strip).filter(bool),
)


@given(texts=st.lists(TEXTS, min_size=1), type_=st.sampled_from(sorted(SURE)))
def test_bulk_agrees_with_the_parsers(texts: list[str], type_: str) -> None:
    """What is read in bulk is what the parser of the type gives."""
    read = in_bulk(type_, pa.array(texts, pa.string()), 1.0)
    assert read is not None
    for text, value in zip(texts, read.to_pylist(), strict=True):
        if value is not None:
            assert PARSERS[type_](text, HERE) == pytest.approx(value)
